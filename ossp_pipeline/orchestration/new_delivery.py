"""The sensor: starts a refresh for what lies in the inbox, and again after a run that failed, met the lock or died.

Each look at the same files is one attempt after another, with ever longer pauses, until they are taken or refused. What
a run had taken when it died is built by another one. Before it looks, the sensor repairs what a crash left: a run that
is lost would keep its own in the queue.
"""

import hashlib
from collections.abc import Iterable, Sequence
from time import time as now

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as RefreshJob

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import OsspError
from ossp_pipeline.extract.connectors.folder import Arrival, list_inbox
from ossp_pipeline.extract.mapping.stated import all_with_mappings
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.lock import holder
from ossp_pipeline.orchestration.doctor import log_repaired
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings

# What a run was started for.
WORK = "ossp/work"
# Seconds after the first attempt that failed, after the second, and so on; the last is for all later ones.
BACK_OFF = (0, 60, 300, 900, 3_600, 21_600)
_FAILED = (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
Answer = dg.RunRequest | dg.SkipReason


def new_delivery_sensor(
    job: RefreshJob, publish: dg.JobDefinition, feeds: list[Feed], settings: Settings
) -> dg.SensorDefinition:
    """Starts the refresh `job` for files that have arrived whole, and `publish` for a build that a run left behind."""

    @dg.sensor(
        name="new_delivery_sensor",
        jobs=[job, publish],
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=(
            "Looks into data/landing/inbox/<feed>/ every half minute; files still being copied are left alone. After a "
            "run that failed or died it tries again, with ever longer pauses."
        ),
    )
    def sensor(context: dg.SensorEvaluationContext) -> Answer:
        log_repaired(context, settings)
        inbox = list_inbox(settings, all_with_mappings(feeds, settings))
        if holder(settings.data):
            return dg.SkipReason("a refresh is running; the files are taken after it")
        if inbox.arrived:
            return _attempt(context.instance, job.name, _key_of(inbox.arrived))
        waiting = f", {len(inbox.arriving)} still arriving" if inbox.arriving else ""
        return _finish_last(context, job, publish, settings) or dg.SkipReason(f"no new file in the inbox{waiting}")

    return sensor


def _key_of(arrivals: Iterable[Arrival]) -> str:
    seen = sorted((arrival.feed, arrival.path.name, *arrival.stamp) for arrival in arrivals)
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _attempt(instance: dg.DagsterInstance, job: str, work: str) -> Answer:
    """Ask for a run for this work, unless one is under way, has done what can be done, or failed only just now."""
    attempts = instance.get_run_records(dg.RunsFilter(tags={WORK: work}))
    if any(not record.dagster_run.is_finished for record in attempts):
        return dg.SkipReason("a run for these files is waiting or running")
    if attempts and attempts[0].dagster_run.is_success:
        return dg.SkipReason("a run has looked at these files: they wait for others")
    if rest := _rest(attempts):
        return dg.SkipReason(f"the last run for these files failed; the next one starts in {rest:,.0f} seconds")
    return dg.RunRequest(run_key=f"{work}:{len(attempts)}", job_name=job, tags={WORK: work})


def _rest(attempts: Sequence[dg.RunRecord]) -> float:
    """Seconds until the next attempt; 0 where it is due, or where the clock was put back."""
    if not attempts:
        return 0
    passed = now() - (attempts[0].end_time or 0)
    pause = BACK_OFF[min(len(attempts), len(BACK_OFF)) - 1]
    return pause - passed if 0 <= passed < pause else 0


def _finish_last(
    context: dg.SensorEvaluationContext, job: RefreshJob, publish: dg.JobDefinition, settings: Settings
) -> Answer | None:
    """What the last refresh left undone, where it failed; None where there is nothing, which is remembered."""
    last = next(iter(context.instance.get_run_records(dg.RunsFilter(job_name=job.name), limit=1)), None)
    if last is None or last.dagster_run.status not in _FAILED or context.cursor == last.dagster_run.run_id:
        return None
    received = [receipt.delivery_id for receipt in ReceivedStore(settings.received).receipts()]
    wanted = _attempt(context.instance, job.name, hashlib.sha256(repr(received).encode()).hexdigest())
    if isinstance(wanted, dg.SkipReason):
        return wanted
    steps = Refresh(settings)
    try:
        made = steps.up_to_date()
    except OsspError as error:
        return dg.SkipReason(str(error))
    if received and made is None:
        return wanted
    if made and steps.publishing.publishable(made):
        return _attempt(context.instance, publish.name, f"publish {made.folder.name}")
    context.update_cursor(last.dagster_run.run_id)
    return None
