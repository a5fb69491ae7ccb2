"""Connections in Dagster: an asset, a job and a schedule for each that `connections.toml` states.

A fetch only puts files into the inbox, so it holds no data folder and judges nothing; the sensor starts the refresh
that takes them. What may be a fault of the moment is tried again later; what is stated wrongly is not.
"""

import logging

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as FetchJob

from ossp_pipeline.errors import BrokenError, KeyFileError, OsspError, as_sentence
from ossp_pipeline.extract.connectors.configured import Connection, read_connections
from ossp_pipeline.settings import Settings, prepare_process

GROUP = "connections"
# After ten minutes and half an hour, so that the morning's refresh does not wait for long.
_MOST_RETRIES = 2
_RETRY = dg.RetryPolicy(max_retries=_MOST_RETRIES, delay=600, backoff=dg.Backoff.EXPONENTIAL)
log = logging.getLogger("ossp")


def stated_connections(settings: Settings) -> list[Connection]:
    """The connections; none where the file is wrong, so that everything else is there. `ossp feeds check` says why."""
    try:
        return read_connections(settings)
    except OsspError as error:
        log.warning("no connection is loaded: %s", error)
        return []


def connection_asset(connection: Connection, settings: Settings) -> dg.AssetsDefinition:
    """`connections/<name>`: what it fetched last."""

    @dg.asset(
        key=dg.AssetKey([GROUP, connection.name]),
        group_name=GROUP,
        description=f"Fetches {connection.feed} into the inbox ({connection.kind}), as connections.toml states.",
        retry_policy=_RETRY,
    )
    def fetch(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        prepare_process(settings)
        try:
            fetched = connection.fetch(settings)
        except OsspError as error:
            if not _may_pass(error) or context.retry_number >= _MOST_RETRIES:
                connection.note_failure(error)
            raise _failure(error) from error
        return dg.MaterializeResult(metadata={"files": fetched.files, "notes": fetched.notes})

    return fetch


def fetch_job(connection: Connection) -> FetchJob:
    """The job of one connection."""
    return dg.define_asset_job(
        f"fetch_{connection.name.replace('-', '_')}",
        selection=dg.AssetSelection.assets(dg.AssetKey([GROUP, connection.name])),
        description=f"Fetches {connection.feed} by the connection {connection.name}.",
        executor_def=dg.in_process_executor,
    )


def fetch_schedule(connection: Connection, job: FetchJob) -> dg.ScheduleDefinition:
    """At the connection's time on working days."""
    hour, minute = connection.at.split(":")
    return dg.ScheduleDefinition(
        name=f"{job.name}_schedule",
        job=job,
        cron_schedule=f"{int(minute)} {int(hour)} * * 1-5",
        execution_timezone="Europe/London",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"{connection.at} on working days: what is new at the connection {connection.name}.",
    )


def _failure(error: OsspError) -> dg.Failure:
    """What is wrong and what to do. Only what may pass by itself is tried again."""
    return dg.Failure(
        description=as_sentence(error.message),
        metadata={"code": error.code, "what to do": error.remedy},
        allow_retries=_may_pass(error),
    )


def _may_pass(error: OsspError) -> bool:
    return isinstance(error, BrokenError) and not isinstance(error, KeyFileError)
