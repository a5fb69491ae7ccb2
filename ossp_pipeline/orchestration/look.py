"""The look at everything that people may be told of: what the steps show, and which run failed last."""

from typing import Any

import dagster as dg

from ossp_pipeline.alerts.alerts import Alerts
from ossp_pipeline.alerts.faults import Fault, Kind, Look, failed, look_at
from ossp_pipeline.errors import BusyError, OsspError
from ossp_pipeline.orchestration.automation import JOB, publish_waiting
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.orchestration.public_asset import PUBLIC_JOB
from ossp_pipeline.orchestration.resources import CODE, HELD, REMEDY
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings

_JOBS = (JOB, publish_waiting.name, PUBLIC_JOB)
_FAILURES = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE}
_UNEXPECTED = ("E-UNEXPECTED", "report it with the lines that the command printed")
_SEE_RUN = "look at the run in the UI (`ossp ui`), then try again"
_PUBLIC_HELD = Fault(
    PUBLIC_JOB, Kind.HELD, "the public edition", "", "run `ossp public --by NAME`, and do what its reasons say"
)


def look_at_all(settings: Settings, ended_by: Exception | None = None) -> Look:
    """What is wrong now. `ended_by`: what ended the refresh of the command, also where no run had begun."""
    look = look_at(Refresh(settings))
    with open_instance(settings) as instance:
        for job in _JOBS:
            _look_at_last(instance, job, look)
    if ended_by:
        look.faults = [item for item in look.faults if item.group != JOB]
        known = (ended_by.code, ended_by.remedy) if isinstance(ended_by, OsspError) else _UNEXPECTED
        look.add(JOB, [failed(JOB, *known)])
    return look


def alerts_sensor(settings: Settings) -> dg.SensorDefinition:
    """Tells people, every five minutes, what is new. It asks for no run."""

    @dg.sensor(
        name="alerts_sensor",
        minimum_interval_seconds=300,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells whom alerts.toml names, once each, of a missed delivery, a hold, a failure and a recovery.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        return dg.SkipReason(Alerts(settings).tell(lambda: look_at_all(settings)))

    return sensor


def _look_at_last(instance: dg.DagsterInstance, job: str, look: Look) -> None:
    """Whether the last run of a job failed; nothing of one that is under way, was cancelled or met the lock."""
    records = instance.get_run_records(dg.RunsFilter(job_name=job), limit=1)
    status = records[0].dagster_run.status if records else None
    if status is dg.DagsterRunStatus.SUCCESS:
        look.add(job, [])
    elif status is dg.DagsterRunStatus.FAILURE:
        logged = instance.all_logs(records[0].dagster_run.run_id, of_type=_FAILURES)
        failures = [entry.dagster_event.event_specific_data for entry in logged if entry.dagster_event]
        if not any(_met_the_lock(getattr(item, "error", None)) for item in failures):
            stated = [getattr(item, "user_failure_data", None) for item in failures]
            look.add(job, _faults_of(job, [dict(item.metadata) for item in stated if item]))


def _faults_of(job: str, said: list[dict[str, dg.MetadataValue]]) -> list[Fault]:
    """`said`: what its failed steps say of their failure."""
    if any(HELD in item for item in said):
        return [_PUBLIC_HELD] if job == PUBLIC_JOB else []  # the build itself says why
    known = next((item for item in said if CODE in item), None)
    if known is None:
        return [failed(job, "E-RUN", _SEE_RUN)]
    return [failed(job, str(known[CODE].value), str(known[REMEDY].value))]


def _met_the_lock(error: Any) -> bool:
    """`error`: as Dagster keeps it, with what it came from."""
    while error:
        if error.cls_name == BusyError.__name__:
            return True
        error = error.cause
    return False
