"""Which runs that failed people are told of, and how: by their code and remedy, and never by what an error says."""

import dagster as dg
import pytest

from ossp_pipeline.alerts.faults import Kind, Look
from ossp_pipeline.errors import BrokenError, UsageError
from ossp_pipeline.lock import exclusive
from ossp_pipeline.orchestration import look as module
from ossp_pipeline.orchestration.automation import JOB
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.orchestration.look import alerts_sensor, look_at_all
from ossp_pipeline.orchestration.public_asset import PUBLIC_JOB
from ossp_pipeline.orchestration.resources import CODE, HELD, NEEDS_RUN, REMEDY, RUN, run_resource
from tests.integration.orchestration.ticks import failed_run, left_run

MARKER = "KANARIENVOGEL"


@pytest.fixture(autouse=True)
def alone(monkeypatch, settings):
    """Of everything else that is looked at, nothing is wrong; and runs work in the test's own folder."""
    monkeypatch.setattr(module, "look_at", lambda steps: Look())
    monkeypatch.setenv("OSSP_DATA", str(settings.data))
    monkeypatch.setenv("OSSP_KEYS", str(settings.keys))


@pytest.fixture
def instance(settings):
    with open_instance(settings) as opened:
        yield opened


def faults(settings, ended_by=None):
    return [(str(item.kind), item.subject, item.part, item.remedy) for item in look_at_all(settings, ended_by).faults]


def execute(instance, failure=None, name=JOB, resource=None):
    @dg.op(required_resource_keys=NEEDS_RUN)
    def step():
        if failure:
            raise failure

    @dg.job(name=name, resource_defs={RUN: resource or dg.ResourceDefinition.none_resource()})
    def job():
        step()

    job.execute_in_process(instance=instance, raise_on_error=False)


def test_a_run_that_an_error_of_ours_ended_is_said_by_code_and_remedy(settings, instance):
    failure = dg.Failure(f"a row says {MARKER}", metadata={CODE: "E-DBT", REMEDY: "read the log"})
    execute(instance, failure)
    assert faults(settings) == [("failed", "refresh", "E-DBT", "read the log")]
    execute(instance)
    assert faults(settings) == []
    assert JOB in look_at_all(settings).groups


def test_an_error_of_a_library_is_not_quoted(settings, instance):
    execute(instance, ZeroDivisionError(MARKER))
    ((kind, subject, code, remedy),) = faults(settings)
    assert (kind, subject, code) == ("failed", "refresh", "E-RUN")
    assert "ossp ui" in remedy and MARKER not in remedy


def test_a_hold_is_no_failure(settings, instance):
    execute(instance, dg.Failure("held", metadata={HELD: "00001-build"}))
    assert faults(settings) == []
    execute(instance, dg.Failure("held", metadata={HELD: "00001-build"}), PUBLIC_JOB)
    assert [item[:2] for item in faults(settings)] == [(str(Kind.HELD), "the public edition")]


def test_a_run_that_met_the_lock_says_nothing_about_the_refresh(settings, instance):
    with exclusive(settings.data, "another"):
        execute(instance, resource=run_resource)
    assert instance.get_run_records(limit=1)[0].dagster_run.is_failure
    look = look_at_all(settings)
    assert look.faults == [] and JOB not in look.groups


@pytest.mark.parametrize(
    "status", [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELED]
)
def test_a_run_under_way_or_cancelled_says_nothing(status, settings, instance):
    left_run(instance, status)
    assert JOB not in look_at_all(settings).groups


def test_a_run_that_died_is_a_failure(settings, instance):
    failed_run(instance)
    assert [item[:3] for item in faults(settings)] == [("failed", "refresh", "E-RUN")]


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError("E-DELIVERY", MARKER, "send one"), "E-DELIVERY"), (KeyError(MARKER), "E-UNEXPECTED")],
)
def test_what_ended_the_command_is_said_also_where_no_run_began(error, code, settings, instance):
    execute(instance)
    ((kind, subject, part, remedy),) = faults(settings, error)
    assert (kind, subject, part) == ("failed", "refresh", code)
    assert MARKER not in remedy


def test_a_run_and_the_command_that_started_it_say_one_fault(settings, instance):
    execute(instance, dg.Failure("x", metadata={CODE: "E-DBT", REMEDY: "read the log"}))
    assert faults(settings, BrokenError("E-DBT", "x", "read the log")) == faults(settings)


def test_the_sensor_asks_for_no_run_and_says_what_it_did(settings):
    (answer,) = [alerts_sensor(settings)(dg.build_sensor_context())]
    assert "there is no alerts.toml" in answer.skip_message
