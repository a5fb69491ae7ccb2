"""The steps of a refresh, in order, without Dagster: receive → freeze → tables → candidate and site → gate → publish.

The command line and the Dagster assets call these steps and add nothing to them, so both give the same release for the
same inputs. Progress goes to the logger `ossp`: a line per step at INFO, a line per file or table at DEBUG.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from ossp_pipeline.atomic_files import leftovers, remove
from ossp_pipeline.contracts.delivery import Delivery, Receipt, State
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.contracts.period import period_of
from ossp_pipeline.errors import BuildFailed, UsageError
from ossp_pipeline.extract.connectors.folder import list_inbox
from ossp_pipeline.extract.land import land, land_receipt, landing_context, pending_receipts
from ossp_pipeline.extract.raw_store import RawStore, Selection, select_deliveries
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS, expected_feeds, optional_feeds
from ossp_pipeline.gate.decision import PUBLISH, Decision, judge, present_files
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, TABLES, file_evidence, subjects_of
from ossp_pipeline.gate.rules.continuity import judge_kept
from ossp_pipeline.gate.rules.contract_rules import judge_contract
from ossp_pipeline.gate.rules.dbt_results import judge_tests
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.freshness import judge_freshness
from ossp_pipeline.gate.rules.places_known import judge_places
from ossp_pipeline.gate.rules.reconcile import judge_rows
from ossp_pipeline.gate.rules.subjects import feed_subject, table_subject
from ossp_pipeline.gate.rules.typed_words import judge_words
from ossp_pipeline.publish.approval import approval_of
from ossp_pipeline.publish.candidate import make_candidate
from ossp_pipeline.publish.postgres.state import TargetState
from ossp_pipeline.publish.postgres.target import follow
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.publishing import Publishing
from ossp_pipeline.settings import Settings
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.checks import judge_site
from ossp_pipeline.site.pages import write_site
from ossp_pipeline.transform import dbt_runner as dbt
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.dbt_runner import load_manifest
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.plan import Plan, code_version, make_plan, received_on

log = logging.getLogger("ossp")


@dataclass
class Received:
    """What came in: files taken, files known already, files still being copied, and what landing made of them."""

    taken: list[Receipt] = field(default_factory=list)
    known: list[Receipt] = field(default_factory=list)
    arriving: list[Path] = field(default_factory=list)
    landed: list[Delivery] = field(default_factory=list)


class Refresh:
    """The steps over one data folder. The caller holds the lock.

    `as_known_on`: plan from what had been received by that day alone. The gate publishes no such build.
    `clock`: when it is, for tests; the moment the installation is seen at without it.
    """

    def __init__(
        self, settings: Settings, as_known_on: date | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.settings = settings
        self.as_known_on = as_known_on
        self.raw = RawStore(settings.raw)
        self.builds = Builds(settings.builds)
        self.releases = Releases(settings.releases)
        self.publishing = Publishing(settings, self.plan, clock)
        self.postgres: TargetState | None = None

    @property
    def expected(self) -> list[Feed]:
        """The feeds this area waits for."""
        return expected_feeds(self.settings)

    def judged(self, build: Build) -> list[Feed]:
        """The feeds a build is judged on: those the area waits for, and optional ones of which something came."""
        plan = build.plan()
        came = {item["receipt"]["feed"] for item in (*plan["deliveries"], *plan["outstanding"])}
        return [*self.expected, *(feed for feed in optional_feeds() if feed.name in came)]

    def manifest(self) -> Manifest:
        """What dbt knows about the project."""
        return load_manifest(self.settings)

    def receive(self, feeds: Iterable[Feed] = FEEDS.values(), wait: bool = True) -> Received:
        """Take what lies in the inbox, and land every receipt that has no result yet."""
        feeds = list(feeds)
        received = ReceivedStore(self.settings.received)
        inbox = list_inbox(self.settings.inbox, [feed.name for feed in feeds], wait)
        report = Received(arriving=inbox.arriving)
        for arrival in inbox.arrived:
            taken = received.receive(arrival, FEEDS[arrival.feed])
            if taken is None:
                report.arriving.append(arrival.path)
            else:
                (report.taken if taken.is_new else report.known).append(taken.receipt)
        if report.taken:
            log.info("received %s new file(s)", f"{len(report.taken):,}")
        report.landed = land(self.settings, received, feeds, _tell_landed)
        return report

    def land_again(self, feed: Feed, periods: set[str]) -> tuple[list[Delivery], list[Outcome]]:
        """Land the kept files of these periods anew, and judge just these. Raises UsageError where there are none."""
        received = ReceivedStore(self.settings.received)
        receipts = [receipt for receipt in received.receipts(feed.name) if receipt.period in periods]
        context = landing_context(feed, self.settings, self.raw)
        if not receipts or context is None:
            wanted = ", ".join(sorted(periods))
            remedy = f"drop the file into data/landing/inbox/{feed.name}/, then refresh"
            raise UsageError("E-NODELIVERY", f"{feed.name}: nothing was received for {wanted}", remedy)
        landed = [land_receipt(receipt, context, received, self.raw) for receipt in receipts]
        deliveries = [item for item in self.raw.deliveries(feed.name) if item.receipt.period in periods]
        selection = select_deliveries(deliveries, None)
        outcomes = [
            *judge_contract(feed, selection, self.releases.published(), self.settings.small_count),
            judge_freshness(feed, self.plan()),
        ]
        if selection.used:
            outcomes += validate([feed_subject(feed, [self.raw.accepted_path(item) for item in selection.used])])
        return landed, outcomes

    def plan(self) -> Plan:
        """What a build would be made from now."""
        selections = {feed.name: self.select(feed) for feed in FEEDS.values()}
        return make_plan(self.settings, FEEDS, selections, code_version(), self.as_known_on)

    def select(self, feed: Feed) -> Selection:
        """The deliveries of a feed that count."""
        start = self.settings.history_start.start
        first = None if feed.subject is Subject.REFERENCE else str(period_of(start, feed.cadence))
        deliveries = self.raw.deliveries(feed.name)
        if self.as_known_on:
            seen_on = self.settings.as_of if self.settings.is_sample else None
            deliveries = [item for item in deliveries if received_on(item, seen_on) <= self.as_known_on]
        return select_deliveries(deliveries, first)

    def already(self, plan: Plan) -> Build | Release | None:
        """The newest release, or else the newest build, where it was made from this very plan."""
        releases, builds = self.releases.all(), self.builds.all()
        if releases and releases[-1].note()["fingerprint"] == plan.fingerprint:
            return releases[-1]
        judged = [build for build in builds if build.certificate.exists()]
        if judged and judged[-1].plan()["fingerprint"] == plan.fingerprint:
            return judged[-1]
        return None

    def require_delivery(self) -> None:
        """Raise UsageError while nothing was ever delivered: there is nothing to refresh from."""
        inbox = list_inbox(self.settings.inbox, list(FEEDS), wait=False)
        if not (inbox.arrived or inbox.arriving or ReceivedStore(self.settings.received).receipts()):
            remedy = f"drop files into {self.settings.inbox}/<feed>/, or run `ossp sample` for invented ones"
            raise UsageError("E-NOTHING", "nothing was delivered yet", remedy)

    def nothing_new(self) -> Build | Release | None:
        """What was made from all that lies here, as long as nothing waits to be taken, landed or built."""
        received = ReceivedStore(self.settings.received)
        inbox = list_inbox(self.settings.inbox, list(FEEDS), wait=False)
        if inbox.arrived or inbox.arriving or not received.receipts():
            return None
        for feed in FEEDS.values():
            context = landing_context(feed, self.settings, self.raw)
            if context is None or pending_receipts(context, received, self.raw):
                return None
        return self.already(self.plan())

    def freeze(self, plan: Plan, run_id: str | None = None) -> tuple[Build, list[Outcome]]:
        """Make the build's folder and judge its inputs."""
        build = self.builds.freeze(plan, FEEDS.values(), self.raw, run_id)
        log.info("build %s: %s deliveries frozen", build.build_id, f"{len(plan.used):,}")
        return build, self.judge_inputs(build, plan)

    def judge_inputs(self, build: Build, plan: Plan) -> list[Outcome]:
        """Contract, freshness and plausibility of everything the build reads."""
        outcomes, published = [], self.releases.published()
        for feed in FEEDS.values():
            selection = plan.selections[feed.name]
            if feed in self.expected or selection.used or selection.outstanding:
                outcomes += judge_contract(feed, selection, published, self.settings.small_count)
        judged = self.judged(build)
        outcomes += [judge_freshness(feed, plan) for feed in judged]
        outcomes += validate(
            [feed_subject(feed, sorted((build.inputs / feed.name).glob("*.parquet"))) for feed in judged]
        )
        file_evidence(build, INPUTS, outcomes, subjects_of(build))
        log.info("inputs judged by %s rules", f"{len(outcomes):,}")
        return outcomes

    def make_tables(
        self, build: Build, on_result: Callable[[dbt.NodeResult], None] = lambda result: None
    ) -> list[Outcome]:
        """dbt builds and tests the tables. Raises BuildFailed, after a certificate that holds was written."""

        def tell(result: dbt.NodeResult) -> None:
            log.debug("%s %s", result.unique_id.split(".")[2], result.status)
            on_result(result)

        try:
            results = dbt.build(self.settings, build, tell)
        except BuildFailed:
            self.judge(build)
            raise
        outcomes = judge_tests(self.manifest(), results)
        feeds = [*self.expected, *optional_feeds()]
        outcomes += judge_rows(feeds, build) + judge_places(feeds, build)
        file_evidence(build, TABLES, outcomes, subjects_of(build))
        log.info("tables built and judged by %s rules", f"{len(outcomes):,}")
        return outcomes

    def make_candidate(self, build: Build) -> list[Outcome]:
        """Write what might go out, tables first and the site from them, and judge those very files."""
        manifest = self.manifest()
        make_candidate(build, manifest)
        board = read_board(build.candidate)
        write_site(build.candidate, board)
        small_count = int(build.plan()["settings"]["small_count"])
        tables = build.candidate / "tables"
        subjects = [table_subject(name, tables / f"{name}.parquet", small_count) for name in manifest.published]
        outcomes = validate(subjects)
        current = self.releases.current()
        outcomes += judge_kept(manifest.published, tables, current.folder / "tables" if current else None)
        outcomes += judge_words(manifest.typed, tables)
        outcomes += judge_site(build.candidate, board)
        file_evidence(build, CANDIDATE, outcomes, present_files(build)[CANDIDATE])
        dbt.write_docs(self.settings, build)
        log.info("candidate of %s tables and its site judged by %s rules", len(manifest.published), len(outcomes))
        return outcomes

    def judge(self, build: Build) -> Decision:
        """Ask the gate, and write the certificate."""
        decision = judge(build, self.judged(build), self.manifest(), self.settings.as_of)
        log.info("the gate says %s (%s reason(s) to hold)", decision.verdict, len(decision.reasons))
        return decision

    def publish(
        self, build: Build, run_id: str | None = None, approved_by: str | None = None, early: str | None = None
    ) -> Release | None:
        """Ask the gate again, publish, prune old builds. None: the build is held, or waits for its moment or a person.

        `early`: why the approving person lets it out before its planned moment.
        """
        if self.judge(build).verdict != PUBLISH:
            return None
        if approved_by:
            self.publishing.approve(build, approved_by, early)
        if reasons := self.publishing.keeps_back(build):
            log.info("build %s waits: %s", build.build_id, "; ".join(reasons))
            return None
        release = self.releases.publish(build, run_id, approval_of(build))
        self.publishing.tell()
        log.info("published release %s", release.release_id)
        published = {item.note()["build_id"] for item in self.releases.all()[-self.settings.keep_builds :]}
        self.builds.prune(self.settings.keep_builds, published)
        return release

    def rollback(self, release_id: str | None) -> Release:
        """Point readers to an earlier release, and say so on the page beside the releases."""
        release = self.releases.rollback(release_id)
        self.publishing.tell()
        self.follow_in_postgres()
        return release

    def follow_in_postgres(self) -> list[str]:
        """Let Postgres, where one is configured, show what the files show; answers with what that changed."""
        self.postgres = follow(self.settings, self.releases)
        return self.postgres.done if self.postgres else []

    def repair(self) -> list[str]:
        """Put right what a crash left in the files and in Postgres. Answers with what was found, in words."""
        told = self.releases.repair()
        self.publishing.mend()
        for folder in (self.settings.received, self.settings.raw, self.settings.builds, self.settings.releases):
            for path in leftovers(folder):
                remove(path)
                told.append(
                    f"{path.relative_to(self.settings.data)} was being written when a run ended, and is removed"
                )
        for build in self.builds.all():
            if not build.is_made:
                remove(build.folder)
                told.append(f"build {build.build_id} was never finished, and is removed: a retry is a new build")
        return told + self.follow_in_postgres()


def _tell_landed(feed: Feed, landed: list[Delivery]) -> None:
    rows = sum(delivery.accounting.received for delivery in landed)
    refused = sum(delivery.state is State.REFUSED for delivery in landed)
    told = f", {refused} refused" if refused else ""
    log.info("landed %s: %s file(s), %s rows%s", feed.name, f"{len(landed):,}", f"{rows:,}", told)
