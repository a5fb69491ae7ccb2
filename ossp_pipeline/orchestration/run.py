"""Run the job, or a part of it, in this process: what `ossp` does. The run shows in the UI like any other."""

import dagster as dg

from ossp_pipeline.errors import BrokenError
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.orchestration.automation import JOB
from ossp_pipeline.orchestration.build_assets import CERTIFICATE, FACTS_KEY, INPUTS, PUBLISHED
from ossp_pipeline.orchestration.doctor import repair_runs
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.orchestration.public_asset import PUBLIC_JOB
from ossp_pipeline.orchestration.raw_assets import DELIVERIES
from ossp_pipeline.orchestration.run_context import RunContext

STEPS: dict[str, dg.AssetSelection | None] = {
    "refresh": None,
    "receive": dg.AssetSelection.assets(DELIVERIES),
    "build": (
        dg.AssetSelection.assets(FACTS_KEY, INPUTS)
        | dg.AssetSelection.groups("seeds", "staging", "intermediate", "core", "sna", "performance", "candidate")
    ),
    "gate": dg.AssetSelection.assets(CERTIFICATE),
    "publish": dg.AssetSelection.assets(PUBLISHED).downstream() - dg.AssetSelection.groups("public"),
    PUBLIC_JOB: None,
}


def run_step(step: str, run: RunContext, definitions: dg.Definitions) -> bool:
    """Run a step (or the whole refresh) as a Dagster run; returns whether the run succeeded.

    The caller holds the lock, and the definitions were built with this run context. Raises the error that ended the
    run; BrokenError where it is none of ours.
    """
    with open_instance(run.refresh.settings) as instance:
        run.repaired += repair_runs(instance, run.refresh.settings)
        job = definitions.resolve_job_def(PUBLIC_JOB if step == PUBLIC_JOB else JOB)
        selection = STEPS[step]
        graph = definitions.resolve_asset_graph()
        result = job.execute_in_process(
            instance=instance,
            tags={"ossp/started_by": f"ossp {step}"},
            asset_selection=sorted(selection.resolve(graph)) if selection else None,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    if run.error:
        raise run.error
    is_held = run.decision is not None and run.decision.verdict != PUBLISH  # which ends a run too, and is said
    if not result.success and not is_held:
        remedy = "look at the run in the UI (`ossp ui`), then try again"
        raise BrokenError("E-RUN", f"{step} failed: {_failure_of(result)}", remedy)
    return result.success


def _failure_of(result: dg.ExecuteInProcessResult) -> str:
    """What Dagster says of the first step that failed."""
    errors = [event.step_failure_data.error for event in result.all_events if event.is_step_failure]
    return next((error.message.strip() for error in errors if error), "the run failed")
