"""A run's session as a Dagster resource."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from ossp_pipeline.errors import OsspError
from ossp_pipeline.lock import exclusive
from ossp_pipeline.orchestration.doctor import repair_runs
from ossp_pipeline.orchestration.run_session import Session
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import load_settings, prepare_process


@dg.resource(description="The steps of a refresh over the data folder, which no other run may touch meanwhile.")
def session_resource(context: Any) -> Iterator[Session]:
    """For runs started in the UI, by a schedule or by the sensor. A run from the command line brings its own."""
    settings = load_settings()
    prepare_process(settings)
    run_id = context.run.run_id
    with exclusive(settings.data, "a run started in Dagster", run_id):
        refresh = Refresh(settings)
        found = refresh.repair() + repair_runs(context.instance, settings, run_id)
        yield Session(refresh, repaired=found)


@contextmanager
def reporting(session: Session) -> Iterator[None]:
    """Show one of our errors as Dagster does, what is wrong and what to do, and keep it for the command line."""
    try:
        yield
    except OsspError as error:
        session.error = error
        raise dg.Failure(
            description=error.message, metadata={"code": error.code, "what to do": error.remedy}
        ) from error
