"""Repair what a crash or a power cut left in Dagster: runs that still say they run, and the slots they hold.

A run that is lost keeps every later one in the queue, so no run can be what repairs it: every tick of the sensor and of
a schedule does, and the start of the UI.
"""

import os
import time
from datetime import UTC, datetime

import dagster as dg
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES

from ossp_pipeline.errors import BusyError
from ossp_pipeline.lock import exclusive, holder
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings

# A run has this long from its launch until its process says that it has started …
_LAUNCH_SECONDS = 60
# … and this long from there until it holds the lock.
_START_SECONDS = 10
# A run that ends frees the lock first, and says that it has ended a moment after.
_END_SECONDS = 2
_STARTED = frozenset({dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING})


def repair_runs(instance: dg.DagsterInstance, settings: Settings, own_run_id: str | None = None) -> list[str]:
    """Mark runs as failed that say they run and do not hold the lock: nothing runs here without it.

    own_run_id: the run that this process carries out. Returns what was repaired, a sentence each.
    """
    lost = _lost_runs(instance, settings, own_run_id)
    if lost:
        time.sleep(_END_SECONDS)
        still_lost = _lost_runs(instance, settings, own_run_id)
        lost = {run_id: run for run_id, run in lost.items() if run_id in still_lost}
    for run_id, run in lost.items():
        instance.report_run_failed(run, "its process ended without saying so (crash or power cut)")
        _free_slots(instance, run_id)
    return [
        f"run {run_id[:8]} still said {run.status.value}; its process is gone, and it is marked failed"
        for run_id, run in lost.items()
    ]


def log_repaired(context: dg.SensorEvaluationContext | dg.ScheduleEvaluationContext, settings: Settings) -> None:
    """Repair lost runs at a tick, and say so in its log."""
    for sentence in repair_runs(context.instance, settings):
        context.log.warning(sentence)


def repair_at_start(settings: Settings) -> list[str]:
    """Repair runs and files before the UI starts; nothing where a command holds the folder, which repairs it itself."""
    try:
        with exclusive(settings.data, "the start of the UI"), open_instance(settings) as instance:
            return repair_runs(instance, settings) + Refresh(settings).repair()
    except BusyError:
        return []


def _lost_runs(instance: dg.DagsterInstance, settings: Settings, own_run_id: str | None) -> dict[str, dg.DagsterRun]:
    lock_holder = holder(settings.data) or {}
    run_id = lock_holder.get("run_id")
    if lock_holder and run_id is None and lock_holder.get("pid") != os.getpid():
        return {}  # a command: its run has an id that the lock does not say
    waiting = [*IN_PROGRESS_RUN_STATUSES, dg.DagsterRunStatus.NOT_STARTED]
    records = instance.get_run_records(dg.RunsFilter(statuses=waiting))
    return {
        record.dagster_run.run_id: record.dagster_run
        for record in records
        if record.dagster_run.run_id not in (own_run_id, run_id) and _is_overdue(record)
    }


def _is_overdue(record: dg.RunRecord) -> bool:
    """Whether a run has been as it says for longer than it takes to get on."""
    grace = _START_SECONDS if record.dagster_run.status in _STARTED else _LAUNCH_SECONDS
    return (datetime.now(UTC) - record.update_timestamp).total_seconds() > grace


def _free_slots(instance: dg.DagsterInstance, run_id: str) -> None:
    if instance.event_log_storage.supports_global_concurrency_limits:
        instance.event_log_storage.free_concurrency_slots_for_run(run_id)
