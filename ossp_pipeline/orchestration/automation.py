"""What starts a run: a click, a schedule, a new file. Never between 01:00 and 03:00, when clocks change."""

import hashlib
from collections import Counter

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as RefreshJob

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.connectors.folder import list_inbox
from ossp_pipeline.lock import holder
from ossp_pipeline.orchestration.build_assets import PUBLISHED, release_metadata
from ossp_pipeline.orchestration.connection_assets import GROUP as CONNECTIONS_GROUP
from ossp_pipeline.orchestration.resources import NEEDS_RUN, reporting
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings

TIMEZONE = "Europe/London"
JOB = "refresh"


def refresh_job(feeds: list[Feed]) -> RefreshJob:
    """Everything but the raw periods, which the deliveries step reports itself, the public edition, and connections."""
    apart = dg.AssetSelection.groups("raw", "public", CONNECTIONS_GROUP)
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.all() - apart,
        description=(
            "Take in what partners sent, check it, build the tables, ask the gate, publish. One click. "
            f"Feeds: {', '.join(feed.title for feed in feeds)}."
        ),
        executor_def=dg.in_process_executor,
    )


def schedules(job: RefreshJob) -> list[dg.ScheduleDefinition]:
    """Each working morning, and the morning after monthly deliveries are due. With nothing new, nothing changes."""
    return [
        dg.ScheduleDefinition(
            name="weekday_refresh",
            job=job,
            cron_schedule="30 6 * * 1-5",
            execution_timezone=TIMEZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="06:30 on working days: whatever came since yesterday.",
        ),
        dg.ScheduleDefinition(
            name="monthly_refresh",
            job=job,
            cron_schedule="0 7 21 * *",
            execution_timezone=TIMEZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="07:00 on the 21st, the day after monthly deliveries are due: says what is late.",
        ),
    ]


@dg.op(required_resource_keys=NEEDS_RUN)
def publish_waiting_build(context: dg.OpExecutionContext) -> None:
    """Publish the build that waited for its moment; the pages that say what is late are written when the run begins."""
    run: RunContext = context.resources.run
    with reporting(run):
        build = run.refresh.publishing.waiting()
        release = run.refresh.publish(build, context.run_id) if build else None
        run.refresh.sync_postgres()
    if release:
        context.log_event(dg.AssetMaterialization(PUBLISHED, metadata=release_metadata(release)))
    else:
        context.log.info("no waiting build can be published now")


@dg.job(
    executor_def=dg.in_process_executor,
    description="Publishes the build that waited for its planned moment, unless the gate or the embargo stops it.",
)
def publish_waiting() -> None:
    """The job that the release calendar's schedule starts."""
    publish_waiting_build()


def release_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """09:30 in London on working days: starts a run where a build can go out now, or a planned release fell due."""

    @dg.schedule(
        name="release_moment",
        job=publish_waiting,
        cron_schedule="30 9 * * 1-5",
        execution_timezone=TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="09:30 on working days: what the release calendar plans for this moment goes out.",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if holder(settings.data):
            return dg.SkipReason("another run holds the data folder; the next refresh or tick publishes what waits")
        if not Refresh(settings).publishing.is_due():
            return dg.SkipReason("nothing waits for this moment")
        return dg.RunRequest()

    return schedule


@dg.op(required_resource_keys=NEEDS_RUN)
def list_past_retention(context: dg.OpExecutionContext) -> None:
    """Say which received files are past their retention. It deletes none: a named person does, with the command."""
    run: RunContext = context.resources.run
    with reporting(run):
        past = run.refresh.past_retention()
    counts = Counter(item.feed for item in past)
    for feed, count in counts.items():
        context.log.warning(f"{count:,} file(s) of {feed} are past their retention: see `ossp retention`")
    context.add_output_metadata({"files past their retention": dict(counts)})


@dg.job(
    executor_def=dg.in_process_executor,
    description="Lists received files that have been kept as long as their contract allows; deletes none.",
)
def retention() -> None:
    """The job that the schedule of retention starts."""
    list_past_retention()


def retention_schedule() -> dg.ScheduleDefinition:
    """08:00 on Mondays: what is to be deleted."""
    return dg.ScheduleDefinition(
        name="weekly_retention",
        job=retention,
        cron_schedule="0 8 * * 1",
        execution_timezone=TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="08:00 on Mondays: lists received files past their retention. `ossp retention --delete` deletes.",
    )


def new_delivery_sensor(job: RefreshJob, feeds: list[Feed], settings: Settings) -> dg.SensorDefinition:
    """Starts a refresh when a file in the inbox has arrived whole."""

    @dg.sensor(
        name="new_delivery_sensor",
        job=job,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Looks into data/landing/inbox/<feed>/ every half minute; files still being copied are left alone.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        inbox = list_inbox(settings.inbox, [feed.name for feed in feeds], wait=False)
        if not inbox.arrived:
            waiting = f", {len(inbox.arriving)} still arriving" if inbox.arriving else ""
            return dg.SkipReason(f"no new file in the inbox{waiting}")
        if holder(settings.data):
            return dg.SkipReason("a refresh is running; the files are taken after it")
        seen = sorted((arrival.feed, arrival.path.name, *arrival.stamp) for arrival in inbox.arrived)
        return dg.RunRequest(run_key=hashlib.sha256(repr(seen).encode()).hexdigest())

    return sensor
