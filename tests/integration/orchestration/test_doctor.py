"""Runs that say they run: which are lost, and which only begin, end, or belong to a command."""

from types import SimpleNamespace

import dagster as dg
import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.lock import exclusive, holder_path
from ossp_pipeline.orchestration import doctor
from ossp_pipeline.orchestration.automation import publish_waiting, refresh_job, release_schedule, retention_schedule
from ossp_pipeline.orchestration.automation import schedules as refresh_schedules
from ossp_pipeline.orchestration.doctor import repair_at_start, repair_runs
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.orchestration.public_asset import public_job, public_schedule
from tests.integration.orchestration.ticks import left_run, status_of

STARTED, STARTING = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING
NOT_STARTED, QUEUED = dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.QUEUED


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def later(monkeypatch):
    """Runs were left long ago."""
    for name in ("_START_SECONDS", "_LAUNCH_SECONDS", "_END_SECONDS"):
        monkeypatch.setattr(doctor, name, 0)


@pytest.mark.parametrize("status", [STARTED, STARTING, NOT_STARTED, dg.DagsterRunStatus.CANCELING])
def test_a_run_that_no_process_carries_out_is_marked_failed(status, settings, instance, later):
    run = left_run(instance, status)
    (sentence,) = repair_runs(instance, settings)
    assert f"still said {status.value}" in sentence
    assert status_of(instance, run) == "FAILURE"
    assert repair_runs(instance, settings) == []


def test_a_run_in_the_queue_waits_there(settings, instance, later):
    run = left_run(instance, QUEUED)
    assert (repair_runs(instance, settings), status_of(instance, run)) == ([], "QUEUED")


@pytest.mark.parametrize("status", [STARTED, STARTING, NOT_STARTED])
def test_a_run_that_has_only_begun_is_left_alone(status, settings, instance):
    run = left_run(instance, status)
    assert (repair_runs(instance, settings), status_of(instance, run)) == ([], status.value)


def test_the_run_that_holds_the_lock_is_left_alone_and_no_other(settings, instance, later):
    running, lost = left_run(instance, STARTED), left_run(instance, STARTED)
    with exclusive(settings.data, "a run", running.run_id):
        assert len(repair_runs(instance, settings)) == 1
    assert (status_of(instance, running), status_of(instance, lost)) == ("STARTED", "FAILURE")


def test_while_a_command_of_another_process_runs_nobody_knows_which_run_is_its(settings, instance, later):
    run = left_run(instance, STARTED)
    with exclusive(settings.data, "ossp refresh"):
        write_json(holder_path(settings.data), {**read_json(holder_path(settings.data)), "pid": 1, "started": None})
        doctor_sees = pytest.MonkeyPatch()
        doctor_sees.setattr(doctor, "holder", lambda data: read_json(holder_path(data)))
        assert repair_runs(instance, settings) == []
        doctor_sees.undo()
    assert status_of(instance, run) == "STARTED"


def test_the_command_that_holds_the_folder_itself_repairs(settings, instance, later):
    left_run(instance, STARTED)
    with exclusive(settings.data, "ossp doctor"):
        assert len(repair_runs(instance, settings)) == 1


def test_a_run_that_freed_the_lock_and_is_about_to_say_that_it_ended_is_left_alone(
    settings, instance, later, monkeypatch
):
    run = left_run(instance, STARTED)
    monkeypatch.setattr(doctor.time, "sleep", lambda seconds: instance.report_run_canceled(run))
    assert repair_runs(instance, settings) == []
    assert status_of(instance, run) == "CANCELED"


def test_the_start_of_the_ui_repairs_and_stands_back_where_a_command_holds_the_folder(settings, later):
    with open_instance(settings) as instance:
        run = left_run(instance, STARTED)
    half = settings.raw / ".tmp-half"
    half.write_text("x")
    with exclusive(settings.data, "ossp refresh"):
        assert repair_at_start(settings) == []
    said = repair_at_start(settings)
    assert len(said) == 2 and not half.exists()
    with open_instance(settings) as instance:
        assert status_of(instance, run) == "FAILURE"


def test_every_tick_of_a_schedule_repairs(settings, later, monkeypatch):
    steps = SimpleNamespace(publishing=SimpleNamespace(is_due=lambda: False))
    monkeypatch.setattr("ossp_pipeline.orchestration.automation.Refresh", lambda settings: steps)
    monkeypatch.setattr("ossp_pipeline.orchestration.public_asset.Refresh", lambda settings: steps)
    waits = SimpleNamespace(reason_to_wait=lambda: "nothing is planned")
    monkeypatch.setattr("ossp_pipeline.orchestration.public_asset.PublicEdition", lambda steps: waits)
    job = refresh_job([])
    every = [
        *refresh_schedules(job, settings),
        release_schedule(settings),
        retention_schedule(settings),
        public_schedule(settings, public_job()),
    ]
    assert publish_waiting.name == every[2].job_name
    with open_instance(settings) as instance:
        for schedule in every:
            run = left_run(instance, STARTED)
            schedule(dg.build_schedule_context(instance=instance))
            assert status_of(instance, run) == "FAILURE", schedule.name
