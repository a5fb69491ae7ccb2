"""The public edition: made from a build that passed the gate, protected before anything is worked out, and attacked.

    make      the tables once more with counts of people protected, the files and pages that might go out, the attack
    judge     the gate, on this edition's own evidence
    publish   a release of its own, in `data/public/releases`, which holds nothing of the partnership's
    withdraw  that release taken down; an old one is never shown again

`data/public` is laid out like the data folder; `ossp serve --public` and `ossp verify --public` read it. Who reads its
releases need not be able to reach the partnership's; its builds hold rows of people, as any build does. A finding here
holds this edition alone.
"""

from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.attack.attack import attack
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import PUBLISH, Decision, candidate_hashes, judge, read_certificate
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, TABLES, file_evidence, read_evidence, subjects_of
from ossp_pipeline.gate.policy import read_policy
from ossp_pipeline.gate.rules.classes_signed import judge_classes
from ossp_pipeline.gate.rules.dbt_results import judge_tests
from ossp_pipeline.gate.seals import seal_key, seal_stage
from ossp_pipeline.judged_candidate import write_and_judge
from ossp_pipeline.partnership.measure_facts import DISCLOSURE_CLASSES, MEASURES
from ossp_pipeline.partnership.signing import unsigned
from ossp_pipeline.publish.approval import approve, require_approver
from ossp_pipeline.publish.calendar import PlannedRelease
from ossp_pipeline.publish.public_releases import PublicReleases
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.publishing import planned_for
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.dbt_runner import load_manifest
from ossp_pipeline.transform.ledger import Ledgers
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.plan import code_version
from ossp_pipeline.transform.public_tables import make_public_tables

_NAMED = 5


class PublicEdition:
    """The steps of the public edition. `steps`: those of the partnership's, over the same data folder, locked."""

    def __init__(self, steps: Refresh) -> None:
        self.steps = steps
        self.publishing = steps.public
        self.settings = self.publishing.settings
        self.builds = self.publishing.builds
        self.releases = PublicReleases(self.settings.releases)
        self.ledgers = Ledgers(self.settings.data / "ledger")

    @cached_property
    def manifest(self) -> Manifest:
        """What dbt knows about the project, as the public edition is made."""
        return load_manifest(self.steps.settings, Edition.PUBLIC)

    def published_build(self) -> Build:
        """The build behind the partnership's current release: the public never sees more, or sooner. UsageError."""
        current = self.steps.releases.current()
        if self.steps.releases.is_public():
            remedy = "let OSSP_DATA name the data folder of the installation"
            raise UsageError("E-PUBLIC", "this is the folder of a public edition, which is made from no other", remedy)
        if current is None:
            raise UsageError("E-NORELEASE", "there is no release of the partnership yet", "run `ossp refresh` first")
        build_id = str(current.record()["build_id"])
        build = _of_id(self.steps.builds, build_id)
        if build is None:
            problem = f"build {build_id} behind the partnership's release is gone, as an erasure removes builds"
            raise UsageError("E-NOBUILD", problem, "run `ossp refresh` first: it builds anew")
        return build

    def reason_to_wait(self) -> str:
        """Why the calendar lets no public edition be made now, in a sentence; empty: one is due."""
        due = self.due()
        if not due:
            return "no public edition is planned for this moment, or the partnership's shows its figures not yet"
        if self.settings.approval == "named":
            return f"{planned_for(due[-1])}, and waits for a named person: ossp public --by NAME"
        if _unsigned(self.published_build()):
            return "classes of what it shows are not signed: `ossp partnership classes` lists them"
        if self._is_held(self.published_build()):
            return "the gate holds the one that was made: its certificate says why"
        return ""

    def due(self) -> list[PlannedRelease]:
        """The planned ones whose moment has come, that were never out, and that the partnership's release shows."""
        current, out, now = self.steps.releases.current(), self.publishing.out(), self.publishing.now()
        ready = set(current.content()["shows"]) - out if current else set()
        return [item for item in self.publishing.calendar() if item.moment <= now and str(item.period) in ready]

    def require_asked(self, by: str, of: Build, early: str | None) -> None:
        """Raise UsageError where this person may not approve it, or gives no reason to be ahead of a planned moment."""
        require_approver(by, self.settings)
        ahead = self.publishing.ahead_of_its_moment(of)
        if ahead and early is None:
            remedy = "it is made by itself then; or say with --early why it goes out before"
            raise UsageError("E-EARLY", f"the public edition {planned_for(ahead[0])}", remedy)

    def _is_held(self, of: Build) -> bool:
        made = _of_id(self.builds, of.build_id)
        return bool(made and made.certificate.exists() and read_certificate(made)["verdict"] != PUBLISH)

    def make(self, of: Build, revise: bool = False) -> Build:
        """Make it from a build of the partnership that the gate lets pass. Raises UsageError where it does not.

        Counts of people that the public has seen stay as they were shown. `revise`: count them anew, once a year.
        """
        _require_noise(of)
        if of.plan()["code"] != code_version():
            remedy = "run `ossp refresh` first: it builds anew with this version"
            raise UsageError("E-CODE", f"build {of.build_id} was made by another version of the code", remedy)
        _require_signed(of)
        ledger = self._seen(revise)
        if self.steps.judge(of).verdict != PUBLISH:
            remedy = "fix what its certificate.html names, run `ossp refresh`, then `ossp public` again"
            raise UsageError("E-HELD", f"build {of.build_id} is held, and so has no public edition", remedy)
        key = seal_key(self.steps.settings)
        public, results = make_public_tables(self.steps.settings, of, self.builds, ledger)
        self._carry_sample_note()
        judged = {filed.stage: filed.outcomes for filed in read_evidence(of)}
        file_evidence(public, INPUTS, [_without_counts(item) for item in judged[INPUTS]], subjects_of(public))
        seal_stage(public, INPUTS, key)
        anew = {item.rule: item for item in judge_tests(self.manifest, results)}
        tables = [anew.get(item.rule, item) for item in judged[TABLES]]
        file_evidence(public, TABLES, [_without_counts(item) for item in tables], subjects_of(public))
        seal_stage(public, TABLES, key)
        outcomes = write_and_judge(public, self.manifest, self.releases.current(), Edition.PUBLIC)
        said = [item for filed in read_evidence(public) for item in filed.outcomes]
        outcomes.append(judge_classes(public.candidate / "tables", _classes_of(of)))
        outcomes.append(self._attack(public, [*said, *outcomes], revise))
        file_evidence(public, CANDIDATE, outcomes, candidate_hashes(public))
        seal_stage(public, CANDIDATE, key)
        return public

    def judge(self, build: Build) -> Decision:
        """Ask the gate about this edition, and write its certificate."""
        settings = self.steps.settings
        feeds, policy = self.steps.judged_feeds(build), read_policy(settings.waivers)
        return judge(build, feeds, self.manifest, policy, settings.as_of, Edition.PUBLIC)

    def publish(self, build: Build, by: str, early: str | None = None, run_id: str | None = None) -> Release | None:
        """Publish it, as a named person approved, whose name goes out with it. None: it is held.

        early  why it goes out before its planned moment, where it does
        """
        if self.judge(build).verdict != PUBLISH:
            return None
        approval = approve(build, by, self.publishing.now(), early, self.settings)
        self.steps.audit.add("publishing for the public", build.build_id, by)
        release = self.releases.publish(build, run_id, approval)
        self.ledgers.add(release.release_id, build.warehouse, self._today())
        self.steps.audit.add("published for the public", release.release_id, by)
        self.publishing.write_pages()
        self.builds.prune(self.steps.settings.keep_builds, set())
        return release

    def withdraw(self, by: str, because: str) -> Release:
        """Take the current public release down, as a named person asked: readers then have none. UsageError."""
        current = self.releases.current()
        if current:
            self.steps.audit.add("withdrawing from the public", current.release_id, by)
        withdrawn = self.releases.withdraw(by, because)
        self.steps.audit.add("withdrawn from the public", withdrawn.release_id, by)
        self.publishing.write_pages()
        self.steps.sync_postgres()
        return withdrawn

    def kept(self) -> list[Path]:
        """The folders of every public release that went out, newest first: what an attacker may have kept."""
        return [release.folder for release in self.releases.kept()]

    def _seen(self, revise: bool) -> Path | None:
        """The ledger of what the public has seen; None before the first edition, and where it may be revised."""
        shown = self.releases.kept()[:1]
        for release in shown:
            # A run that was killed after it published left the ledger out. An erasure removes builds, and no ledger.
            if build := _of_id(self.builds, str(release.record()["build_id"])):
                self.ledgers.add(release.release_id, build.warehouse, self._today())
        if revise:
            self.ledgers.require_revision(self._today())
        return self.ledgers.newest() if shown and not revise else None

    def _attack(self, public: Build, said: list[Outcome], revise: bool) -> Outcome:
        """Beside each release since counts were last made anew; where they are now, beside the newest of them."""
        kept = self.kept()
        if revise:
            return attack(public.candidate, said=said, revised=next(iter(kept), None))
        since = self.ledgers.since()
        return attack(public.candidate, [folder for folder in kept if folder.name >= since], said)

    def _today(self) -> date:
        return self.steps.publishing.now().date()

    def _carry_sample_note(self) -> None:
        """That the deliveries are invented, or are seen from a day of the past, holds for this edition too."""
        if self.steps.settings.sample_note.exists():
            write_bytes(self.settings.sample_note, self.steps.settings.sample_note.read_bytes())


def _classes_of(build: Build) -> list[dict[str, Any]]:
    return build.fact_rows(DISCLOSURE_CLASSES.name)


def _unsigned(build: Build) -> list[str]:
    return unsigned(build.fact_rows(MEASURES.name), _classes_of(build))


def _require_signed(of: Build) -> None:
    """Raise UsageError where nobody answers for the class of something that the public would see."""
    lacking = _unsigned(of)
    if lacking:
        named = ", ".join(lacking[:_NAMED]) + (f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else "")
        problem = f"build {of.build_id} has classes that nobody has signed: {named}"
        remedy = "`ossp partnership classes` lists them; sign them there, then run `ossp refresh`"
        raise UsageError("E-CLASSES", problem, remedy)


def _of_id(builds: Builds, build_id: str) -> Build | None:
    """The build of this id; None where it was removed."""
    return next((build for build in builds.all() if build.build_id == build_id), None)


def _require_noise(of: Build) -> None:
    """Raise UsageError where rows landed before there were noise keys: nothing says how to round counts with them."""
    for feed in (feed for feed in FEEDS.values() if feed.counted):
        name, _ = feed.counted[0]
        for path in (of.inputs / feed.name).glob("*.parquet"):
            if pq.read_table(path, columns=[name])[name].null_count:
                problem = (
                    f"rows of {feed.name} have no noise key: they landed before there was one, and cannot land again"
                )
                raise UsageError("E-NOISE", problem, "begin `history_from` after them, and run `ossp refresh`")


def _without_counts(outcome: Outcome) -> Outcome:
    """The result without numbers of rows, where these count people: the certificate goes out with the release."""
    if outcome.subject not in {feed.name for feed in FEEDS.values() if feed.counted}:
        return outcome
    return replace(outcome, observed=None, detail=f"{outcome.status}; the numbers are in the partnership's certificate")
