"""Between a build the gate let pass and its readers: approval and embargo; and what readers are told about releases.

The gate says whether a build may go out at all (`gate/decision.py`); here is when, and on whose word.
"""

from collections.abc import Callable
from datetime import datetime

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.errors import OsspError, UsageError
from ossp_pipeline.feeds.registry import expected_feeds
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.gate.rules.freshness import late_periods
from ossp_pipeline.publish.approval import Approval, approval_of, approve, still_holds
from ossp_pipeline.publish.calendar import LONDON, Planned, read_calendar, seen_at
from ossp_pipeline.publish.embargo import embargoed
from ossp_pipeline.publish.index import write_index
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.publish.standing import Newest, Standing, standings
from ossp_pipeline.settings import Settings
from ossp_pipeline.site.formatting import day, period
from ossp_pipeline.site.front import mend_front, what_changed, write_front
from ossp_pipeline.site.notice import Notice
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.plan import AS_KNOWN_ON, Plan


class Publishing:
    """For one data folder. `plan`: what a build would be made from now; `clock`: when it is, for tests."""

    def __init__(
        self, settings: Settings, plan: Callable[[], Plan], clock: Callable[[], datetime] | None = None
    ) -> None:
        self.settings = settings
        self.releases = Releases(settings.releases)
        self.builds = Builds(settings.builds)
        self._plan = plan
        self._clock = clock or (lambda: seen_at(settings))

    def now(self) -> datetime:
        """The moment this is seen at, as the clocks in London show it."""
        return self._clock().astimezone(LONDON)

    def calendar(self) -> list[Planned]:
        """The planned releases. Raises UsageError where the file cannot be read."""
        return read_calendar(self.settings.release_calendar)

    def newest(self) -> Build | None:
        """The newest judged build that could go out: one that looks back at a past day cannot."""
        judged = (build for build in reversed(self.builds.all()) if build.certificate.exists())
        return next((build for build in judged if AS_KNOWN_ON not in build.plan()["settings"]), None)

    def approve(self, build: Build, by: str, early: str | None) -> Approval:
        """Record a named person's approval. Raises UsageError where the build is not the newest."""
        if build != self.newest():
            remedy = "look at the newest build's certificate, and approve that one"
            raise UsageError("E-APPROVAL", f"build {build.build_id} is not the newest", remedy)
        return approve(build, by, self.now(), early, self.settings.approver_names)

    def keeps_back(self, build: Build) -> list[str]:
        """In words, all that keeps a build from going out now which the gate let pass; empty: it may go."""
        lacking = self.lacks_approval(build)
        return ([lacking] if lacking else []) + [_until(item) for item in self.embargoed(build)]

    def lacks_approval(self, build: Build) -> str:
        """In words, why a named person has to look at the build; empty: nobody has to."""
        approval = approval_of(build)
        if approval and not still_holds(approval, build):
            return "it is not as it was approved: a named person looks at it again"
        return "it waits for a named person's approval" if self.settings.approval == "named" and not approval else ""

    def embargoed(self, build: Build) -> list[Planned]:
        """The planned releases whose moment a build has to wait for; none where its approval lets it out early."""
        approval = approval_of(build)
        if approval and approval.early_because and still_holds(approval, build):
            return []
        out = (set(release.content()["shows"]) for release in self.releases.all())
        return embargoed(self.calendar(), build.candidate, out, self.now())

    def waiting(self) -> Build | None:
        """The newest build, where the gate let it pass and no release was made from it or after it."""
        build = self.newest()
        if build is None or read_json(build.certificate)["verdict"] != PUBLISH:
            return None
        known = self.releases.all()
        out = known[-1].note()["build_id"] if known else ""
        return build if out < build.build_id else None

    def may_go(self, made: Build | Release) -> bool:
        """Whether it is a build that waited, and nothing keeps it back any longer."""
        return isinstance(made, Build) and made == self.waiting() and not self.keeps_back(made)

    def standings(self) -> list[Standing]:
        """How every planned release stands."""
        build = self.newest()
        lacking = self.lacks_approval(build) if build else ""
        return standings(self.calendar(), self.releases, Newest(build, lacking), self.now(), self._late)

    def notice(self) -> Notice:
        """What the pages say about planned releases. What cannot be read is told, and stops no roll back or start."""
        seen_on = self.now().date()
        try:
            return Notice(seen_on, self.standings())
        except OsspError as error:
            return Notice(seen_on, problem=f"{error.message}.")
        except (OSError, ValueError):
            return Notice(seen_on, problem="A file of the newest build cannot be read.")

    def tell(self) -> None:
        """Write all that stands beside the releases, after the pointer was switched."""
        write_front(self.releases, self.notice())
        write_index(self.releases, what_changed)

    def mend(self) -> None:
        """Write what of it is missing or no longer true: a run ended before it was written, or a day has passed."""
        if self.releases.current():
            mend_front(self.releases, self.notice())
            write_index(self.releases, what_changed)

    def is_due(self) -> bool:
        """Whether anything changes for readers now: a build that waited may go, or a release fell due this day."""
        build = self.waiting()
        if build and self.may_go(build):
            return True
        today = self.now().date()
        return any(item.planned.newest.date == today and not item.release_id for item in self.standings())

    def _late(self, planned: Planned) -> list[str]:
        """The deliveries of a planned release's period that are due and have not come, in words."""
        plan, whole = self._plan(), planned.period
        return [
            f"{feed.title} for {period(str(item.period))}"
            for feed in expected_feeds(self.settings)
            for item in late_periods(feed, plan)
            if whole.start <= item.period.start and item.period.end <= whole.end
        ]


def _until(planned: Planned) -> str:
    return f"“{planned.newest.title}” is planned for {day(planned.newest.date)}, {planned.moment:%H:%M} in London"
