"""The embargo and the approval as an installation lives them: through the gate, the command line and Dagster."""

import shutil
from datetime import datetime

import dagster as dg
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.definitions import build_definitions
from ossp_pipeline.errors import UsageError
from ossp_pipeline.orchestration.build_assets import PUBLISHED
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.publish.embargo import FIGURES, PERIODS
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import child_environment
from tests.command_line import CommandLine
from tests.small_builds import calendar_file

pytestmark = pytest.mark.slow
WAITS = "2026-01-08,2025-26Q4,2026-05-19,confirmed,To the end of March 2026,"
GOES = "2026-01-08,2025-26Q4,2026-05-18,confirmed,To the end of March 2026,"


@pytest.fixture
def unreleased(short_released, copy_of, tmp_path):
    """The build of the short sample, which may go out, before anything did; planned for the day after it is seen."""
    settings = copy_of(short_released, release_calendar=calendar_file(tmp_path, WAITS))
    shutil.rmtree(settings.releases)
    settings.releases.mkdir()
    return settings


@pytest.fixture
def ossp(unreleased):
    return CommandLine(unreleased)


# Tables that name quarters and say nothing of them that the embargo must know of, each with the reason.
SILENT = {
    "dim_measures": "since when a measure is collected",
    "dim_periods": "a list of periods",
    "performance_coverage": "which periods are there, counted from fct_measure_values",
    "performance_scorecards": "newest figures out of fct_measure_values",
    "sna_data_coverage": "which deliveries came",
    "sna_data_sharing": "what was shared, by item",
}


def test_every_table_that_names_quarters_is_known_to_the_embargo(released):
    """A new table: give its columns to `embargo.PERIODS` and `embargo.FIGURES`, or say here why it shows nothing."""
    tables = Releases(released.releases).current().folder / "tables"
    unknown = []
    for path in tables.glob("*.parquet"):
        rows = pq.read_table(path)
        names = [column for column in rows.column_names if "2025-26Q4" in map(str, rows[column].unique().to_pylist())]
        is_read = set(names) & set(PERIODS) and set(rows.column_names) & set(FIGURES)
        if names and not is_read and path.stem not in SILENT:
            unknown.append(path.stem)
    assert unknown == []


def test_what_is_late_names_the_delivery_that_has_not_come(unreleased):
    calendar_file(unreleased.release_calendar.parent, GOES)
    shutil.rmtree(unreleased.builds)
    (status,) = Refresh(unreleased).publishing.planned_statuses()
    assert status.state == "overdue"
    assert status.why == "not delivered yet: People under probation supervision for January to March 2026"


def at(text):
    return lambda: datetime.fromisoformat(text)


def test_a_build_that_passed_the_gate_goes_out_at_its_moment_and_not_a_second_before(unreleased):
    early = Refresh(unreleased, clock=at("2026-05-19T09:29:59+01:00"))
    build = early.builds.newest()
    assert early.publish(build) is None
    assert list(unreleased.releases.iterdir()) == []
    assert (build.candidate / "tables").exists()
    release = Refresh(unreleased, clock=at("2026-05-19T09:30:00+01:00")).publish(build)
    assert release.content()["shows"][-1] == "2026-03"


def test_a_changed_candidate_is_held_although_it_was_approved(unreleased):
    steps = Refresh(unreleased, clock=at("2026-05-19T12:00:00+01:00"))
    build = steps.builds.newest()
    steps.publishing.approve(build, "Chair", None)
    path = build.candidate / "tables" / "dim_periods.csv"
    path.unlink()
    path.write_text("forged")
    assert steps.publish(build) is None
    assert list(unreleased.releases.iterdir()) == []


def test_the_command_line_waits_says_so_and_sends_it_out_when_its_moment_has_come(ossp):
    for verb in ("refresh", "publish"):
        answer = ossp(verb)
        assert answer.code == 1
        assert "“To the end of March 2026” is planned for 19 May 2026, 09:30 in London" in answer.out
        assert "held" not in answer.out
    with open_instance(ossp.settings) as instance:
        (shown, *_) = instance.fetch_observations(PUBLISHED, limit=1).records
    assert "19 May 2026, 09:30" in shown.asset_observation.metadata["waits"].value
    assert "waits: build 00001-" in ossp("status").out
    assert "waiting for its moment" in ossp("calendar").out
    calendar_file(ossp.settings.release_calendar.parent, GOES)
    answer = ossp("refresh")
    assert answer.code == 0, answer.err
    assert "Release 00001-" in answer.out
    assert "out 00001-" in ossp("calendar").out
    assert ossp("refresh", "--json").document["waits"] is None


def test_only_a_named_person_with_a_reason_lets_it_out_early(ossp):
    assert ossp("publish", "--early", "The press has it").code == 2
    assert ossp("publish", "--approved-by", "Chair").code == 1
    answer = ossp("publish", "--approved-by", "Chair", "--early", "The press has it", "--json")
    assert answer.code == 0
    assert answer.document["release"]["approval"]["early_because"] == "The press has it"
    front = (ossp.settings.releases / "index.html").read_text()
    assert "approved by Chair, before its planned moment: The press has it" in front


def test_a_calendar_that_cannot_be_read_lets_nothing_out(ossp):
    calendar_file(ossp.settings.release_calendar.parent, "nonsense")
    answer = ossp("publish")
    assert answer.code == 2
    assert "line 2" in answer.err
    assert list(ossp.settings.releases.iterdir()) == []
    with pytest.raises(UsageError):
        Refresh(ossp.settings).publish(Refresh(ossp.settings).builds.newest())


def test_the_schedule_at_half_past_nine_sends_out_what_waited(ossp, monkeypatch):
    definitions = build_definitions(ossp.settings)
    schedule = definitions.resolve_schedule_def("release_moment")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 9 * * 1-5", "Europe/London")
    with open_instance(ossp.settings) as instance:
        assert isinstance(schedule(dg.build_schedule_context(instance)), dg.SkipReason)
        calendar_file(ossp.settings.release_calendar.parent, GOES)
        assert isinstance(schedule(dg.build_schedule_context(instance)), dg.RunRequest)
        for name, value in child_environment(ossp.settings).items():
            monkeypatch.setenv(name, value)
        done = definitions.resolve_job_def("publish_waiting").execute_in_process(instance=instance)
        (shown,) = [event for event in done.all_events if event.is_step_materialization]
        release = Refresh(ossp.settings).releases.current()
        assert shown.step_materialization_data.materialization.metadata["release"].value == release.release_id
        again = definitions.resolve_job_def("publish_waiting").execute_in_process(instance=instance)
        assert again.success
        assert len(Refresh(ossp.settings).releases.all()) == 1
        assert isinstance(schedule(dg.build_schedule_context(instance)), dg.SkipReason)
