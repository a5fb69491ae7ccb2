"""Repair what a crash or a power cut left in Dagster: runs that still say they run, and the slots they hold."""

from datetime import UTC, datetime

import dagster as dg
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES

from ossp_pipeline.lock import holder
from ossp_pipeline.settings import Settings

# A run has this long from its start until it holds the lock.
_GRACE_SECONDS = 60


def repair_runs(instance: dg.DagsterInstance, settings: Settings, own_run_id: str | None = None) -> list[str]:
    """Mark runs as failed that say they run and do not hold the lock: nothing runs here without it.

    Returns what was repaired, a sentence each.
    """
    lock_holder = holder(settings.data)
    alive = {own_run_id, lock_holder.get("run_id") if lock_holder else None}
    repaired = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=list(IN_PROGRESS_RUN_STATUSES))):
        run = record.dagster_run
        age = (datetime.now(UTC) - record.create_timestamp).total_seconds()
        if run.run_id in alive or age < _GRACE_SECONDS:
            continue
        instance.report_run_failed(run, "its process ended without saying so (crash or power cut)")
        _free_slots(instance, run.run_id)
        repaired.append(
            f"run {run.run_id[:8]} still said {run.status.value}; its process is gone, and it is marked failed"
        )
    return repaired


def _free_slots(instance: dg.DagsterInstance, run_id: str) -> None:
    if instance.event_log_storage.supports_global_concurrency_limits:
        instance.event_log_storage.free_concurrency_slots_for_run(run_id)
