"""The public edition in Dagster: an asset and a job of its own, made when the calendar plans one or a person asks.

No refresh makes it. From 09:30 on its day the schedule looks every five minutes whether one is due, so that the
partnership's release of the same moment goes out before, and a run that broke is begun again.
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as PublicJob

from ossp_pipeline.attack.attack import PROTECTED
from ossp_pipeline.errors import UsageError, explain
from ossp_pipeline.gate.decision import PUBLISH, Decision
from ossp_pipeline.lock import holder
from ossp_pipeline.orchestration.build_assets import PUBLISHED
from ossp_pipeline.orchestration.doctor import log_repaired
from ossp_pipeline.orchestration.resources import HELD, NEEDS_RUN, reporting
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.public_edition import PublicEdition
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build

PUBLIC_EDITION = dg.AssetKey(["public", "edition"])
PUBLIC_JOB = "public_edition"


@dg.asset(
    key=PUBLIC_EDITION,
    deps=[PUBLISHED],
    group_name="public",
    description=(
        "For everybody: made from the build behind the current release, counts of people protected, attacked, judged. "
        "A refresh does not make it; the calendar does, or `ossp public`."
    ),
    required_resource_keys=NEEDS_RUN,
    output_required=False,
)
def public_edition(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Make, attack and publish it. A hold fails the run; the public release before it stays up."""
    run: RunContext = context.resources.run
    with reporting(run):
        edition = PublicEdition(run.refresh)
        by = run.approved_by or _planned_by(edition)
        of = edition.published_build()
        edition.require_asked(by, of, run.early)
        run.build = build = edition.make(of, run.revise)
        run.decision = decision = edition.judge(build)
        run.release = release = edition.publish(build, by, run.early, context.run.run_id)
        run.refresh.sync_postgres()
    yield dg.MaterializeResult(metadata=_metadata(build, decision, release, by))
    if decision.verdict != PUBLISH:
        description = f"The public edition of build {build.build_id} is held.\n{_reasons(decision)}"
        raise dg.Failure(description=description, metadata={HELD: build.build_id})


def public_job() -> PublicJob:
    """The public edition alone."""
    return dg.define_asset_job(
        PUBLIC_JOB,
        selection=dg.AssetSelection.assets(PUBLIC_EDITION),
        description="Makes the public edition that the calendar plans for now; without one it says so and makes none.",
        executor_def=dg.in_process_executor,
    )


def public_schedule(settings: Settings, job: PublicJob) -> dg.ScheduleDefinition:
    """Every five minutes from 09:30 to 09:55 on working days: starts a run where a public edition is due."""

    @dg.schedule(
        name="public_moment",
        job=job,
        cron_schedule="30-59/5 9 * * 1-5",
        execution_timezone="Europe/London",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="09:30 to 09:55 on working days: the public edition that the calendar plans, once it can be made.",
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        log_repaired(context, settings)
        if holder(settings.data):
            return dg.SkipReason("another run holds the data folder; the next tick looks again")
        if reason := PublicEdition(Refresh(settings)).reason_to_wait():
            return dg.SkipReason(reason)
        return dg.RunRequest()

    return schedule


def _planned_by(edition: PublicEdition) -> str:
    """Who approved the public edition that is due, as the calendar says. Raises UsageError where none is."""
    if reason := edition.reason_to_wait():
        raise UsageError("E-EARLY", reason, "a named person asks for one: ossp public --by NAME")
    return edition.due()[-1].newest.approved_by


def _metadata(build: Build, decision: Decision, release: Release | None, by: str) -> dict[str, Any]:
    """What Dagster shows of it: the verdict, what the attack found, and what to do."""
    attack = next((item for item in decision.outcomes if item.rule == PROTECTED), None)
    return {
        "build": build.build_id,
        "verdict": decision.verdict,
        "approved by": by,
        "release": release.release_id if release else "none: it is held",
        "attack": f"{attack.status}: {attack.detail}" if attack else "it was not attacked",
        "what to do": dg.MetadataValue.md(_reasons(decision) or "nothing"),
        "page": dg.MetadataValue.path(str(build.folder / "certificate.html")),
    }


def _reasons(decision: Decision) -> str:
    return "\n".join(f"- {item.rule}: {explain(item.detail, item.remedy)}" for item in decision.reasons)
