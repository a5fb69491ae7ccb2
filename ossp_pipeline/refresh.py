"""The steps of a refresh, in order, without Dagster.

    receive         partners' files out of the inbox, landed row by row       extract/
    plan, freeze    what the build is made from, in a folder of its own       transform/
    make_tables     dbt builds and tests the tables                           transform/, dbt_project/
    make_candidate  the tables and pages that might go out                    publish/, site/
    judge           the gate: publish or hold                                 gate/
    publish         a release, once its moment and its approval have come     publishing.py, publish/
    sync_postgres   the same release in Postgres, where one is configured     publish/postgres/

`freeze`, `make_tables` and `make_candidate` judge what they made, and file the results as evidence under the build; the
gate decides from that evidence alone. The command line and the Dagster assets call these steps and add nothing to them,
so both give the same release for the same inputs. Progress goes to the logger `ossp`: a line per step at INFO, a line
per table at DEBUG.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from functools import cached_property

from ossp_pipeline.audit import PUBLISHING, AuditLog
from ossp_pipeline.contracts.delivery import Delivery, SetAside
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.contracts.period import period_of
from ossp_pipeline.errors import BuildFailed, DamagedError
from ossp_pipeline.extract import intake
from ossp_pipeline.extract.area import require_one_partnership
from ossp_pipeline.extract.first_files import require_delivery, require_first
from ossp_pipeline.extract.raw_store import NOTHING_SELECTED, RawStore, Selection, select_deliveries
from ossp_pipeline.extract.set_asides import SetAsides
from ossp_pipeline.feeds.registry import FEEDS, expected_feeds, optional_feeds, received_feeds
from ossp_pipeline.gate.decision import PUBLISH, Decision, candidate_hashes, hold_unsealed, judge
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, TABLES, file_evidence, subjects_of
from ossp_pipeline.gate.policy import read_policy
from ossp_pipeline.gate.rules.contract_rules import judge_contract
from ossp_pipeline.gate.rules.dbt_results import judge_tests
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.freshness import judge_freshness
from ossp_pipeline.gate.rules.months_complete import judge_months
from ossp_pipeline.gate.rules.partnership_facts import judge_fact_areas, judge_facts
from ossp_pipeline.gate.rules.places_known import judge_places
from ossp_pipeline.gate.rules.reconcile import judge_rows
from ossp_pipeline.gate.rules.rows_alike import judge_alike
from ossp_pipeline.gate.rules.subjects import feed_subject
from ossp_pipeline.gate.seals import begun_stages, broken_seals, seal_key, seal_stage
from ossp_pipeline.governance.request import come_again
from ossp_pipeline.governance.retention import PastRetention, landed_before, past_retention
from ossp_pipeline.governance.rotation import forget_old_keys
from ossp_pipeline.judged_candidate import write_and_judge
from ossp_pipeline.partnership.read import Facts, read_facts
from ossp_pipeline.publish.approval import approval_of
from ossp_pipeline.publish.confirm import make_confirmation
from ossp_pipeline.publish.postgres.state import TargetState
from ossp_pipeline.publish.postgres.target import sync_target
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.publish.set_aside import make_set_aside
from ossp_pipeline.publish.statement import Statement
from ossp_pipeline.publishing import Publishing
from ossp_pipeline.repair import repair_data_folder
from ossp_pipeline.settings import Settings, public_settings
from ossp_pipeline.transform import dbt_runner as dbt
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.confirmations import Confirmation, Confirmations
from ossp_pipeline.transform.dbt_runner import load_manifest
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.plan import Plan, code_version, make_plan, received_on

log = logging.getLogger("ossp")


class Refresh:
    """The steps over one data folder. The caller holds the lock.

    `as_known_on`: plan from what had been received by that day only. The gate publishes no such build.
    `clock`: the moment it is, for tests.
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
        self.public = Publishing(public_settings(settings), self.plan, clock, Edition.PUBLIC)
        self.postgres: TargetState | None = None
        self.public_postgres: TargetState | None = None

    # The steps, in order.

    def receive(self, feeds: Iterable[Feed] | None = None, wait: bool = True) -> intake.Intake:
        """Take the files in the inbox, and land every receipt that has no result yet: of these feeds, or of all."""
        received = intake.take_in(self.settings, received_feeds(self.settings) if feeds is None else feeds, wait)
        if received.taken:
            self.audit.add("received", f"{len(received.taken):,} file(s)")
        for feed, _ in received.erased:
            self.audit.add("refused", f"a file of {feed} with people who were erased")
        received.again = come_again(self.settings, received.taken)
        for receipt, _ in received.again:
            self.audit.add("received again", f"{receipt.feed} {receipt.period}: people who were erased")
        received.kept = landed_before(self.settings)
        forget_old_keys(self.settings)
        return received

    def plan(self) -> Plan:
        """What a build would be made from now."""
        selections = {feed.name: self.select(feed) for feed in FEEDS.values()}
        used = {feed: selection.used for feed, selection in selections.items()}
        confirmed = Confirmations(self.settings.confirmations).in_force(used)
        return make_plan(
            self.settings,
            FEEDS,
            selections,
            code_version(),
            as_known_on=self.as_known_on,
            confirmations=confirmed,
            facts=self.read_facts(),
        )

    def read_facts(self) -> Facts:
        """What the partnership states of itself, and what is wrong in its folder."""
        return read_facts(self.settings)

    def freeze(self, plan: Plan, run_id: str | None = None) -> tuple[Build, list[Outcome]]:
        """Make the build's folder with the frozen inputs, and judge them."""
        published = [int(release.record()["build_id"].split("-")[0]) for release in self.releases.all()]
        build = self.builds.freeze(plan, FEEDS.values(), self.raw, run_id, max(published, default=0))
        log.info("build %s: %s deliveries frozen", build.build_id, f"{len(plan.used):,}")
        return build, self.judge_inputs(build, plan)

    def judge_inputs(self, build: Build, plan: Plan, feeds: Collection[Feed] = FEEDS.values()) -> list[Outcome]:
        """Contract, freshness and plausibility of everything the build reads, or of these feeds alone."""
        outcomes, published, here = judge_facts(plan.facts), self.releases.published(), plan.facts.feeds
        for feed in (here[feed.name] for feed in feeds):
            selection = plan.selections[feed.name]
            if feed in self.expected or selection.used or selection.outstanding:
                outcomes += judge_contract(feed, selection, published, self.settings.small_count)
        judged = [here[feed.name] for feed in self.judged_feeds(build) if feed in feeds]
        outcomes += [judge_freshness(feed, plan) for feed in judged]
        outcomes += validate(
            [feed_subject(feed, sorted((build.inputs / feed.name).glob("*.parquet"))) for feed in judged]
        )
        file_evidence(build, INPUTS, outcomes, subjects_of(build))
        seal_stage(build, INPUTS, seal_key(self.settings))
        log.info("inputs judged by %s rules", f"{len(outcomes):,}")
        return outcomes

    def make_tables(
        self, build: Build, on_result: Callable[[dbt.NodeResult], None] = lambda result: None
    ) -> list[Outcome]:
        """dbt builds and tests the tables. Raises BuildFailed, after a certificate that holds was written."""

        def report(result: dbt.NodeResult) -> None:
            log.debug("%s %s", result.unique_id.split(".")[2], result.status)
            on_result(result)

        self._require_seals(build, INPUTS)
        try:
            results = dbt.build(self.settings, build, report)
        except BuildFailed:
            self.judge(build)
            raise
        here = build.feeds
        feeds = [here[feed.name] for feed in (*self.expected, *optional_feeds(self.settings))]
        outcomes = judge_tests(self.manifest(), results) + judge_rows(feeds, build) + judge_places(feeds, build)
        outcomes += judge_alike(feeds, build) + judge_months(feeds, build) + judge_fact_areas(build)
        file_evidence(build, TABLES, outcomes, subjects_of(build))
        seal_stage(build, TABLES, seal_key(self.settings))
        log.info("tables built and judged by %s rules", f"{len(outcomes):,}")
        return outcomes

    def make_candidate(self, build: Build) -> list[Outcome]:
        """Write what might go out, tables first and the pages from them, and judge those very files."""
        self._require_seals(build, INPUTS, TABLES)
        manifest = self.manifest()
        outcomes = write_and_judge(build, manifest, self.releases.current(), Edition.PARTNERSHIP)
        file_evidence(build, CANDIDATE, outcomes, candidate_hashes(build))
        seal_stage(build, CANDIDATE, seal_key(self.settings))
        log.info("candidate of %s tables and its site judged by %s rules", len(manifest.published), len(outcomes))
        return outcomes

    def judge(self, build: Build) -> Decision:
        """Ask the gate, and write the certificate."""
        if broken := broken_seals(build, seal_key(self.settings), begun_stages(build)):
            decision = hold_unsealed(build, broken)
        else:
            policy = read_policy(self.settings.waivers)
            decision = judge(build, self.judged_feeds(build), self.manifest(), policy, self.settings.as_of)
        log.info("the gate says %s (%s reason(s) to hold)", decision.verdict, len(decision.reasons))
        return decision

    def publish(
        self, build: Build, run_id: str | None = None, approved_by: str | None = None, early: str | None = None
    ) -> Release | None:
        """Ask the gate again, publish, remove old builds. None: the build is held, or waits for its moment or a person.

        `early`: why the approving person lets it out before its planned moment.
        """
        if self.judge(build).verdict != PUBLISH:
            return None
        if approved_by:
            self.publishing.approve(build, approved_by, early)
            self.audit.add("approved early" if early else "approved", build.build_id, approved_by)
        if reasons := self.publishing.reasons_to_wait(build):
            log.info("build %s waits: %s", build.build_id, "; ".join(reasons))
            return None
        self.audit.add(PUBLISHING, build.build_id)
        release = self.releases.publish(build, run_id, approval_of(build))
        self.audit.add("published", release.release_id)
        self.publishing.write_pages()
        log.info("published release %s", release.release_id)
        published = {item.record()["build_id"] for item in self.releases.all()[-self.settings.keep_builds :]}
        self.builds.prune(self.settings.keep_builds, published)
        return release

    def sync_postgres(self) -> list[str]:
        """Make Postgres, where one is configured, show what the files show. Returns what that changed, in sentences."""
        self.postgres = sync_target(self.settings, self.releases)
        self.public_postgres = sync_target(self.settings, self.public.releases, Edition.PUBLIC)
        return [done for state in (self.postgres, self.public_postgres) if state for done in state.done]

    # Before the steps: what is there to do?

    def repair(self) -> list[str]:
        """Repair what a crash left in the files and in Postgres. Returns what was repaired, in sentences."""
        return repair_data_folder(self.settings, self.publishing, self.public) + self.sync_postgres()

    def require_delivery(self) -> None:
        """Raise UsageError while no file was delivered of what is needed first."""
        require_delivery(self.settings)

    def up_to_date(self) -> Build | Release | None:
        """What was made from everything delivered so far; None while something waits to be taken, landed or built."""
        return self.made_from(self.plan()) if intake.is_everything_landed(self.settings) else None

    def made_from(self, plan: Plan) -> Build | Release | None:
        """The newest release, or else the newest judged build, where it was made from this very plan."""
        releases = self.releases.all()
        if releases and releases[-1].record()["fingerprint"] == plan.fingerprint:
            return releases[-1]
        judged = [build for build in self.builds.all() if build.certificate.exists()]
        if judged and judged[-1].readable_plan().get("fingerprint") == plan.fingerprint:
            return judged[-1]
        return None

    # Beside the steps.

    def land_again(self, feed: Feed, periods: set[str]) -> tuple[list[Delivery], list[Outcome]]:
        """Land the received files of these periods anew, and judge only these. Raises UsageError without any."""
        landed, plan = intake.land_again(self.settings, feed, periods), self.plan()
        feed = plan.facts.feeds[feed.name]
        set_asides = SetAsides(self.settings.set_asides).all()
        selection = select_deliveries(self.raw.deliveries(feed.name), None, set_asides).of_periods(periods)
        outcomes = [
            *judge_contract(feed, selection, self.releases.published(), self.settings.small_count),
            judge_freshness(feed, plan),
        ]
        if selection.used:
            outcomes += validate([feed_subject(feed, [self.raw.accepted_path(item) for item in selection.used])])
        return landed, outcomes

    def confirm(self, feed: Feed, period: str, statement: Statement) -> Confirmation:
        """Record that a period of a feed is complete, as a named person or a control total says.

        Raises UsageError where nothing of the period is there, the total disagrees, or the words may not be published.
        """
        used, here = self.select(feed).used, self.read_facts().feeds
        confirmation = make_confirmation(here[feed.name], period, used, statement, self.publishing.now())
        Confirmations(self.settings.confirmations).add(confirmation)
        self.audit.add("confirmed", f"{feed.name} {period}", statement.by)
        return confirmation

    def set_aside(self, feed: Feed, file: str, statement: Statement) -> SetAside:
        """Record that a named person sets a refused file aside. Raises UsageError where it is not outstanding."""
        outstanding = self.select(feed).outstanding
        set_aside = make_set_aside(feed, file, outstanding, statement, self.publishing.now())
        SetAsides(self.settings.set_asides).add(set_aside)
        self.audit.add("set aside", f"{feed.name} {', '.join(set_aside.deliveries)}", statement.by)
        return set_aside

    def rollback(self, release_id: str | None) -> Release:
        """Point readers to an earlier release, of the files and of Postgres, and say so on the pages beside them."""
        release = self.releases.rollback(release_id)
        self.audit.add("rolled back to", release.release_id)
        self.publishing.write_pages()
        self.sync_postgres()
        return release

    def past_retention(self, plan: Plan | None = None) -> list[PastRetention]:
        """The received files kept as long as their contract allows. `plan`: that of now, where one was made."""
        in_use = {f"{item.receipt.feed} {item.receipt.delivery_id}" for item in (plan or self.plan()).used}
        return past_retention(self.settings, self.publishing.now().date(), in_use)

    # What the steps read, and where they leave their trace.

    @cached_property
    def audit(self) -> AuditLog:
        """Who did what, when."""
        return AuditLog(self.settings.audit, seal_key(self.settings))

    @property
    def expected(self) -> list[Feed]:
        """The feeds this area waits for."""
        return expected_feeds(self.settings)

    def manifest(self) -> Manifest:
        """What dbt knows about the project."""
        return load_manifest(self.settings)

    def select(self, feed: Feed) -> Selection:
        """The deliveries of a feed that count: of one that is not received here any more, none."""
        if feed.name not in self.settings.received_feeds:
            return NOTHING_SELECTED
        start = self.settings.history_start.start
        first = None if feed.subject is Subject.REFERENCE else str(period_of(start, feed.cadence))
        deliveries, set_asides = self.raw.deliveries(feed.name), SetAsides(self.settings.set_asides).all()
        if day := self.as_known_on:
            deliveries = [item for item in deliveries if received_on(item, self.settings.seen_on) <= day]
            set_asides = [item for item in set_asides if datetime.fromisoformat(item.at).date() <= day]
        return select_deliveries(deliveries, first, set_asides)

    def require_areas(self, plan: Plan) -> None:
        """Raise UsageError without an area lookup or population, or where the area is not one partnership."""
        require_first(self.settings, plan.selections)
        require_one_partnership(self.settings, self.raw)

    def _require_seals(self, build: Build, *stages: str) -> None:
        """Raise DamagedError where a file of an earlier stage was changed; the certificate then says hold."""
        for stage, words in broken_seals(build, seal_key(self.settings), stages).items():
            self.judge(build)
            message = f"the {stage} of build {build.build_id} are not as they were made: {words}"
            raise DamagedError("E-SEAL", message, "run `ossp build` again: it makes a new build from the deliveries")

    def judged_feeds(self, build: Build) -> list[Feed]:
        """The feeds a build is judged on: those the area waits for, and optional ones of which something came."""
        plan = build.plan()
        came = {item["receipt"]["feed"] for item in (*plan["deliveries"], *plan["outstanding"])}
        return [*self.expected, *(feed for feed in optional_feeds(self.settings) if feed.name in came)]
