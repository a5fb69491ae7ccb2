"""The public edition that the calendar plans: who may ask for it, when it is due, what Dagster shows of it."""

from datetime import datetime
from typing import Any

import dagster as dg
import pytest

from ossp_pipeline.attack.attack import PROTECTED
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.definitions import build_definitions
from ossp_pipeline.errors import BrokenError, UsageError
from ossp_pipeline.gate.decision import Decision, Reason
from ossp_pipeline.orchestration.public_asset import PUBLIC_EDITION, PUBLIC_JOB
from ossp_pipeline.orchestration.run import STEPS, run_step
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.partnership.read import read_folders
from ossp_pipeline.public_edition import PublicEdition
from ossp_pipeline.publish.planned_status import PlannedState
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import SAMPLE_PARTNERSHIP, SHIPPED_PARTNERSHIP
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.inputs import write_facts
from tests.installations import settings_in
from tests.small_builds import calendar_file, figures_build, judge_small

Q4 = "2025-26Q4"
ROW = f"2026-01-08,{Q4},2026-05-14,confirmed,To the end of March 2026,"
PLANNED = f"{ROW},public,Head of analysis"
BEFORE, AT = "2026-05-14T09:29:59+01:00", "2026-05-14T09:30:00+01:00"
FOUND = Outcome(
    rule=PROTECTED,
    subject="public",
    tool="attack",
    status=Status.PASSED,
    severity=Severity.HOLD,
    detail="none of 12 counts can be narrowed",
)


@pytest.fixture
def edition_at(tmp_path):
    """The public edition of an installation, seen at a moment, with a calendar of these rows."""

    def make(at: str, *rows: str, **changes: str) -> PublicEdition:
        calendar = calendar_file(tmp_path, *(rows or (PLANNED,)), columns="edition,approved_by")
        settings = settings_in(tmp_path, release_calendar=calendar, **changes)
        return PublicEdition(Refresh(settings, clock=lambda: datetime.fromisoformat(at)))

    return make


def release_of_partnership(
    edition: PublicEdition, number: int = 1, periods: tuple[str, ...] = (Q4,), *, is_signed: bool = True
) -> None:
    """Its build has the sample's classes, which are signed, or none."""
    build = figures_build(edition.steps.settings, number, periods)
    if is_signed:
        write_facts(build.facts, read_folders((SAMPLE_PARTNERSHIP, SHIPPED_PARTNERSHIP), is_sample=True))
    edition.steps.releases.publish(build, None, None)


def publish(edition: PublicEdition, number: int = 1) -> None:
    build = figures_build(edition.settings, number, (Q4,), edition=Edition.PUBLIC)
    edition.releases.publish(build, None, None)


def test_it_is_due_from_its_moment_once_the_partnership_has_the_figures(edition_at):
    assert edition_at(AT).due() == []
    release_of_partnership(edition_at(AT), 1, ("2025-26Q3",))
    assert edition_at(AT).due() == []
    release_of_partnership(edition_at(AT), 2)
    assert edition_at(BEFORE).due() == []
    (planned,) = edition_at(AT).due()
    assert (str(planned.period), planned.newest.approved_by) == (Q4, "Head of analysis")
    assert edition_at(AT).reason_to_wait() == ""
    publish(edition_at(AT))
    assert edition_at(AT).due() == []


def test_what_was_withdrawn_comes_back_by_no_schedule(edition_at):
    edition = edition_at(AT)
    release_of_partnership(edition)
    publish(edition)
    edition.withdraw("A. Analyst", "A count can be worked out from the ward pages")
    assert edition.due() == []
    (status,) = edition.publishing.planned_statuses()
    assert (status.state, status.why) == (PlannedState.OVERDUE, "it was out, and was withdrawn")


def test_a_named_approval_is_asked_of_a_person(edition_at):
    edition = edition_at(AT, approval="named")
    release_of_partnership(edition)
    assert "waits for a named person: ossp public --by NAME" in edition.reason_to_wait()


def test_one_whose_classes_nobody_signed_is_not_begun_again_and_again(edition_at):
    edition = edition_at(AT)
    release_of_partnership(edition, is_signed=False)
    assert "ossp partnership classes" in edition.reason_to_wait()


def test_one_that_is_held_is_not_made_again_and_again(edition_at):
    edition = edition_at(AT)
    release_of_partnership(edition)
    judge_small(figures_build(edition.settings, 1, (Q4,), edition=Edition.PUBLIC), [PROTECTED])
    assert "the gate holds" in edition.reason_to_wait()


def test_nobody_is_ahead_of_the_calendar_without_a_reason(edition_at):
    edition = edition_at(BEFORE)
    release_of_partnership(edition)
    of = edition.published_build()
    with pytest.raises(UsageError, match="E-EARLY"):
        edition.require_asked("A. Analyst", of, None)
    edition.require_asked("A. Analyst", of, "A wrong figure was quoted on 12 May")
    edition_at(AT).require_asked("A. Analyst", of, None)
    with pytest.raises(UsageError, match="E-APPROVAL"):
        edition_at(AT, approvers="Head of analysis").require_asked("A. Analyst", of, None)


def test_each_edition_has_a_calendar_of_its_own(edition_at):
    edition = edition_at(BEFORE, PLANNED.replace("To the end", "For everybody to the end"), f"{ROW},,")
    for publishing, number in ((edition.steps.publishing, 1), (edition.publishing, 1)):
        publishing.releases.publish(figures_build(publishing.settings, number, ("2025-26Q3",)), None, None)
        publishing.write_pages()
    shown = [
        (publishing.settings.releases / "calendar.html").read_text()
        for publishing in (edition.steps.publishing, edition.publishing)
    ]
    assert ["For everybody to the end" in page for page in shown] == [False, True]
    assert [page.count("<h3>") for page in shown] == [1, 1]


def test_no_refresh_makes_it(edition_at):
    definitions = build_definitions(edition_at(AT).steps.settings)
    graph = definitions.resolve_asset_graph()
    for step, selection in STEPS.items():
        assert selection is None or PUBLIC_EDITION not in selection.resolve(graph), step
    assert PUBLIC_EDITION not in definitions.resolve_job_def("refresh").asset_layer.selected_asset_keys


def run_job(edition: PublicEdition, decision: Decision, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the job on an edition of a few rows, judged like this; returns what Dagster shows of the asset."""

    def make(self: PublicEdition, of: Build, revise: bool) -> Build:
        build = figures_build(edition.settings, 1, (Q4,), edition=Edition.PUBLIC)
        judge_small(build, [reason.rule for reason in decision.reasons])
        return build

    monkeypatch.setattr(PublicEdition, "make", make)
    monkeypatch.setattr(PublicEdition, "judge", lambda self, build: decision)
    monkeypatch.setattr("ossp_pipeline.transform.ledger.write_ledger", lambda warehouse, folder: None)
    definitions = build_definitions(edition.steps.settings, RunContext(edition.steps))
    with dg.instance_for_test() as instance:
        schedule = definitions.resolve_schedule_def("public_moment")
        with dg.build_schedule_context(instance) as context:
            assert schedule.evaluate_tick(context).run_requests
            definitions.resolve_job_def(PUBLIC_JOB).execute_in_process(instance=instance, raise_on_error=False)
            assert schedule.evaluate_tick(context).run_requests == [], "neither what is out nor what is held"
        event = instance.get_latest_materialization_event(PUBLIC_EDITION)
    return {name: value.value for name, value in event.asset_materialization.metadata.items()}


def test_the_job_makes_what_is_due_and_shows_the_attack(edition_at, monkeypatch):
    edition = edition_at(AT)
    release_of_partnership(edition)
    shown = run_job(edition, Decision(outcomes=[FOUND]), monkeypatch)
    release = edition.releases.current()
    assert (shown["verdict"], shown["release"], shown["what to do"]) == ("publish", release.release_id, "nothing")
    assert shown["attack"] == "passed: none of 12 counts can be narrowed"
    assert release.record()["approved_by"] == shown["approved by"] == "Head of analysis"
    assert release.record()["run_id"]


def test_a_held_one_names_the_remedy_and_nothing_goes_out(edition_at, monkeypatch):
    edition = edition_at(AT)
    release_of_partnership(edition)
    held = Decision(reasons=[Reason(PROTECTED, "two counts can be narrowed", "tell the data engineer", "analyst")])
    shown = run_job(edition, held, monkeypatch)
    assert shown["verdict"] == "hold" and "Tell the data engineer" in shown["what to do"].replace("tell", "Tell")
    assert edition.releases.current() is None


@pytest.mark.parametrize("is_held", [False, True])
def test_a_run_that_breaks_off_after_its_verdict_is_broken_and_not_held(
    edition_at, monkeypatch: pytest.MonkeyPatch, is_held: bool
) -> None:
    release_of_partnership(edition_at(AT))
    build = figures_build(edition_at(AT).settings, 1, (Q4,), edition=Edition.PUBLIC)
    decision = Decision([Reason("a.rule", "a detail", "do this", "an owner")] if is_held else [])
    monkeypatch.setattr(PublicEdition, "make", lambda *of: build)
    monkeypatch.setattr(PublicEdition, "judge", lambda *of: decision)

    def broken(*of: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PublicEdition, "publish", broken)
    run = RunContext(edition_at(AT).steps, approved_by="A. Analyst", early="A wrong figure was quoted on 12 May")
    definitions = build_definitions(run.refresh.settings, run)
    if is_held:
        assert not run_step(PUBLIC_JOB, run, definitions)
    else:
        with pytest.raises(BrokenError, match="E-RUN"):
            run_step(PUBLIC_JOB, run, definitions)
