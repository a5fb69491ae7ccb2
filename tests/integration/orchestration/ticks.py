"""Ticks of sensors and schedules over an installation without a build, and runs as a crash leaves them."""

from typing import Any

import dagster as dg
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.test_utils import create_run_for_test

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.orchestration.automation import JOB, publish_waiting
from ossp_pipeline.orchestration.new_delivery import new_delivery_sensor
from ossp_pipeline.settings import Settings


@dg.op
def nothing() -> None:
    """No step of ours: what matters is whether a run is asked for."""


@dg.job(name=JOB)
def refresh() -> None:
    """Stands for the refresh."""
    nothing()


def sensor_of(settings: Settings) -> dg.SensorDefinition:
    """The sensor over two feeds."""
    feeds = [FEEDS["police_crime"], FEEDS["asb_incidents"]]
    return new_delivery_sensor(refresh, publish_waiting, feeds, settings)


def tick(settings: Settings, instance: dg.DagsterInstance, cursor: str | None = None) -> tuple[Any, str | None]:
    """What the sensor answers at one tick, and the cursor after it."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    answer = sensor_of(settings)(context)
    return answer, context.cursor


def left_run(
    instance: dg.DagsterInstance, status: dg.DagsterRunStatus, tags: dict[str, str] | None = None, job: str = JOB
) -> dg.DagsterRun:
    """A run that says it is as `status`, and which no process carries out."""
    repository = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("ossp"), "ossp")
    origin = RemoteJobOrigin(repository, job)
    return create_run_for_test(instance, job_name=job, status=status, tags=tags, remote_job_origin=origin)


def failed_run(instance: dg.DagsterInstance, tags: dict[str, str] | None = None, job: str = JOB) -> dg.DagsterRun:
    """A run that failed just now."""
    run = left_run(instance, dg.DagsterRunStatus.STARTED, tags, job)
    instance.report_run_failed(run)
    return run


def status_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """What Dagster says of it now."""
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status.value
