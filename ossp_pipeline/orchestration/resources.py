"""What Dagster's runs work with, as a Dagster resource; and how they show an error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import dagster as dg

from ossp_pipeline.errors import OsspError, as_sentence
from ossp_pipeline.lock import exclusive
from ossp_pipeline.orchestration.doctor import repair_runs
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import load_settings, prepare_process

# The resource's key; every asset needs it.
RUN = "run"
NEEDS_RUN = {RUN}
# What a step that failed says of it: the code of the error and what to do; or which build is held.
CODE, REMEDY, HELD = "code", "what to do", "held"


@dg.resource(description="The steps of a refresh over the data folder, which no other run may touch meanwhile.")
def run_resource(context: dg.InitResourceContext) -> Iterator[RunContext]:
    """For runs started in the UI, by a schedule or by the sensor. A run from the command line brings its own."""
    settings = load_settings()
    prepare_process(settings)
    # Both are there: the resource is opened by runs only.
    run, instance = cast(dg.DagsterRun, context.run), cast(dg.DagsterInstance, context.instance)
    with exclusive(settings.data, "a run started in Dagster", run.run_id):
        refresh = Refresh(settings)
        repaired = refresh.repair() + repair_runs(instance, settings, run.run_id)
        yield RunContext(refresh, repaired=repaired)


@contextmanager
def reporting(run: RunContext) -> Iterator[None]:
    """Show an error of ours as Dagster does, what is wrong and what to do, and keep it for the command line."""
    try:
        yield
    except OsspError as error:
        run.error = error
        raise dg.Failure(
            description=as_sentence(error.message), metadata={CODE: error.code, REMEDY: error.remedy}
        ) from error
