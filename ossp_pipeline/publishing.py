"""When a build that passed the gate goes out, and on whose approval; and what the pages say about planned releases.

The gate decides whether a build may go out at all (`gate/decision.py`). Here its release waits for its planned moment
and, where the settings ask for one, for a named person's approval.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import OsspError, UsageError, as_sentence
from ossp_pipeline.feeds.registry import expected_feeds
from ossp_pipeline.gate.decision import PUBLISH, read_certificate
from ossp_pipeline.gate.rules.freshness import late_periods
from ossp_pipeline.publish.approval import Approval, approval_of, approve, is_valid
from ossp_pipeline.publish.calendar import LONDON, PlannedRelease, present_moment, read_calendar
from ossp_pipeline.publish.embargo import embargoed
from ossp_pipeline.publish.index import write_index
from ossp_pipeline.publish.planned_status import NewestBuild, PlannedStatus, planned_statuses
from ossp_pipeline.publish.public_releases import PublicReleases
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.settings import Settings
from ossp_pipeline.site.formatting import day, period
from ossp_pipeline.site.front import mend_front, what_changed, write_front
from ossp_pipeline.site.notice import Notice
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.plan import AS_KNOWN_ON, Plan


class Publishing:
    """For one edition. `plan`: what a build would be made from now; `clock`: the moment it is, for tests.

    settings  with the data folder of that edition: `public_settings` for the public one
    """

    def __init__(
        self,
        settings: Settings,
        plan: Callable[[], Plan],
        clock: Callable[[], datetime] | None = None,
        edition: Edition = Edition.PARTNERSHIP,
    ) -> None:
        self.settings = settings
        self.edition = edition
        self.releases = releases_of(settings, edition)
        self.builds = Builds(settings.builds)
        self._plan = plan
        self._clock = clock or (lambda: present_moment(settings))

    def now(self) -> datetime:
        """The moment it is, in London's own time."""
        return self._clock().astimezone(LONDON)

    def calendar(self) -> list[PlannedRelease]:
        """The planned releases of this edition. Raises UsageError where the file cannot be read."""
        return [item for item in read_calendar(self.settings.release_calendar) if item.edition is self.edition]

    def newest(self) -> Build | None:
        """The newest judged build that could go out: one of a past day cannot."""
        judged = (build for build in reversed(self.builds.all()) if build.certificate.exists())
        return next((build for build in judged if AS_KNOWN_ON not in build.readable_plan().get("settings", {})), None)

    def waiting(self) -> Build | None:
        """The newest build, where the gate lets it pass and no release was made from it or after it."""
        build = self.newest()
        if build is None or read_certificate(build)["verdict"] != PUBLISH:
            return None
        releases = self.releases.all()
        last_published = releases[-1].record()["build_id"] if releases else ""
        return build if last_published < build.build_id else None

    def reasons_to_wait(self, build: Build) -> list[str]:
        """Why a build that passed the gate cannot go out now, in sentences; empty: it can."""
        missing = self.missing_approval(build)
        return ([missing] if missing else []) + [planned_for(item) for item in self.embargoed(build)]

    def publishable(self, made: Build | Release) -> Build | None:
        """The build, where it is the one that waited and no reason to wait is left."""
        if isinstance(made, Build) and made == self.waiting() and not self.reasons_to_wait(made):
            return made
        return None

    def approve(self, build: Build, by: str, early: str | None) -> Approval:
        """Record a named person's approval. Raises UsageError where the build is not the newest."""
        if build != self.newest():
            remedy = "look at the newest build's certificate, and approve that one"
            raise UsageError("E-APPROVAL", f"build {build.build_id} is not the newest", remedy)
        return approve(build, by, self.now(), early, self.settings)

    def missing_approval(self, build: Build) -> str:
        """Why a named person has to look at the build, in a sentence; empty: nobody has to."""
        approval = approval_of(build)
        if approval and not is_valid(approval, build, self.settings):
            return "it is not as it was approved: a named person looks at it again"
        return "it waits for a named person's approval" if self.settings.approval == "named" and not approval else ""

    def embargoed(self, build: Build) -> list[PlannedRelease]:
        """The planned releases whose moment a build waits for; none where its approval lets it out early."""
        approval = approval_of(build)
        if approval and approval.early_because and is_valid(approval, build, self.settings):
            return []
        return self.ahead_of_its_moment(build)

    def ahead_of_its_moment(self, build: Build) -> list[PlannedRelease]:
        """The planned releases whose figures a release made of this build would show before their moment."""
        return embargoed(self.calendar(), build.candidate, [self.out()], self.now())

    def out(self) -> set[str]:
        """The periods that some release of this edition has shown, also one that was taken down since."""
        return {period for release in self.releases.kept() for period in release.content()["shows"]}

    def planned_statuses(self) -> list[PlannedStatus]:
        """The status of every planned release."""
        build = self.newest()
        newest = NewestBuild(build, self.missing_approval(build) if build else "")
        plan = cache(self._plan)  # made where a release is overdue, and once for all of them
        return planned_statuses(
            self.calendar(), self.releases, newest, self.now(), lambda planned: self._late_deliveries(planned, plan)
        )

    def is_due(self) -> bool:
        """Whether anything changes for readers now: a waiting build can go out, or a release fell due today."""
        build = self.waiting()
        if build and self.publishable(build):
            return True
        today = self.now().date()
        return any(item.planned.newest.date == today and not item.release_id for item in self.planned_statuses())

    def write_pages(self) -> None:
        """Write the pages and lists beside the releases, after the pointer was switched."""
        write_front(self.releases, self.notice())
        write_index(self.releases, what_changed)

    def update_pages(self) -> None:
        """Write those that are missing or out of date: a run ended before it wrote them, or a day has passed."""
        if self.releases.current() or self.releases.withdrawn_at():
            mend_front(self.releases, self.notice())
            write_index(self.releases, what_changed)

    def notice(self) -> Notice:
        """What the pages say about planned releases. A file that cannot be read is named there and stops nothing."""
        seen_on = self.now().date()
        try:
            return Notice(seen_on, self.planned_statuses())
        except OsspError as error:
            return Notice(seen_on, problem=as_sentence(error.message))
        except (OSError, ValueError):
            return Notice(seen_on, problem="A file of the newest build cannot be read.")

    def _late_deliveries(self, planned: PlannedRelease, make_plan: Callable[[], Plan]) -> list[str]:
        """The deliveries in a planned release's period that are due and have not come, by feed and period.

        The public edition waits for the partnership's and names none.
        """
        if self.edition is Edition.PUBLIC:
            return []
        plan, whole = make_plan(), planned.period
        return [
            f"{feed.title} for {period(str(item.period))}"
            for feed in expected_feeds(self.settings)
            for item in late_periods(feed, plan)
            if whole.start <= item.period.start and item.period.end <= whole.end
        ]


def releases_of(settings: Settings, edition: Edition) -> Releases:
    """The releases of an edition, in the data folder that these settings name."""
    return PublicReleases(settings.releases) if edition is Edition.PUBLIC else Releases(settings.releases)


def planned_for(planned: PlannedRelease) -> str:
    """Which planned release it is and when its moment comes, in words."""
    return f"“{planned.newest.title}” is planned for {day(planned.newest.date)}, {planned.moment:%H:%M} in London"
