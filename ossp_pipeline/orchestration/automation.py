"""What starts a run: a click or a schedule. Never between 01:00 and 03:00, when clocks change.

A new file starts one too: `new_delivery`.
"""

from collections import Counter

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as RefreshJob

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.lock import holder
from ossp_pipeline.orchestration.build_assets import PUBLISHED, release_metadata
from ossp_pipeline.orchestration.connection_assets import GROUP as CONNECTIONS_GROUP
from ossp_pipeline.orchestration.doctor import log_repaired
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


def schedules(job: RefreshJob, settings: Settings) -> list[dg.ScheduleDefinition]:
    """Each working morning, and the morning after monthly deliveries are due. With nothing new, nothing changes."""
    planned = {
        "weekday_refresh": ("30 6 * * 1-5", "06:30 on working days: whatever came since yesterday."),
        "monthly_refresh": (
            "0 7 21 * *",
            "07:00 on the 21st, the day after monthly deliveries are due: says what is late.",
        ),
    }
    return [_refresh_schedule(name, cron, words, job, settings) for name, (cron, words) in planned.items()]


def _refresh_schedule(
    name: str, cron: str, description: str, job: RefreshJob, settings: Settings
) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=name,
        job=job,
        cron_schedule=cron,
        execution_timezone=TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=description,
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        log_repaired(context, settings)
        return dg.RunRequest()

    return schedule


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
        log_repaired(context, settings)
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


def retention_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """08:00 on Mondays: what is to be deleted."""

    @dg.schedule(
        name="weekly_retention",
        job=retention,
        cron_schedule="0 8 * * 1",
        execution_timezone=TIMEZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="08:00 on Mondays: lists received files past their retention. `ossp retention --delete` deletes.",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        log_repaired(context, settings)
        return dg.RunRequest()

    return schedule
