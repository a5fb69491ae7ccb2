"""Run the job, or a part of it, in this process: what `ossp` does. The run shows in the UI like any other."""

import dagster as dg

from ossp_pipeline.errors import BrokenError
from ossp_pipeline.orchestration.automation import JOB
from ossp_pipeline.orchestration.build_assets import CERTIFICATE, INPUTS, PUBLISHED
from ossp_pipeline.orchestration.doctor import repair_runs
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.orchestration.raw_assets import DELIVERIES
from ossp_pipeline.orchestration.run_session import Session

STEPS: dict[str, dg.AssetSelection | None] = {
    "refresh": None,
    "receive": dg.AssetSelection.assets(DELIVERIES),
    "build": (
        dg.AssetSelection.assets(INPUTS)
        | dg.AssetSelection.groups("seeds", "staging", "intermediate", "core", "sna", "performance", "candidate")
    ),
    "gate": dg.AssetSelection.assets(CERTIFICATE),
    "publish": dg.AssetSelection.assets(PUBLISHED).downstream(),
}


def run_step(step: str, session: Session, definitions: dg.Definitions) -> bool:
    """Run a step (or the whole refresh) as a Dagster run; answers whether the run succeeded.

    The caller holds the lock, and the definitions work with its session. Raises the error that ended the run, where it
    is one of ours.
    """
    with open_instance(session.refresh.settings) as instance:
        session.repaired += repair_runs(instance, session.refresh.settings)
        job = definitions.resolve_job_def(JOB)
        selection = STEPS[step]
        graph = definitions.resolve_asset_graph()
        result = job.execute_in_process(
            instance=instance,
            tags={"ossp/started_by": f"ossp {step}"},
            asset_selection=sorted(selection.resolve(graph)) if selection else None,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    if session.error:
        raise session.error
    if not result.success and not session.decision:
        failures = [event for event in result.all_events if event.is_step_failure]
        what = failures[0].step_failure_data.error.message if failures else "the run failed"  # type: ignore[union-attr]
        raise BrokenError(
            "E-RUN", f"{step} failed: {what.strip()}", "see the run in the UI (`ossp ui`), then try again"
        )
    return result.success
