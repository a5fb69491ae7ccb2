"""What Dagster shows of Postgres: the release, or a failed check that says why and what to do."""

import dagster as dg

from ossp_pipeline.definitions import build_definitions
from ossp_pipeline.orchestration.build_assets import POSTGRES, postgres
from ossp_pipeline.orchestration.run_context import RunContext


def shown_by(steps) -> tuple[dict, dg.AssetCheckEvaluation]:
    """Metadata and check of the asset, materialised alone."""
    done = dg.materialize([postgres], resources={"run": RunContext(steps)}, instance=dg.DagsterInstance.ephemeral())
    assert done.success, "the files stand: the run goes on"
    (event,) = done.asset_materializations_for_node("release__postgres")
    (check,) = done.get_asset_check_evaluations()
    assert event.asset_key == POSTGRES
    return {name: value.value for name, value in event.metadata.items()}, check


def test_the_asset_names_the_release_readers_see(steps, publish, reader):
    release = publish(1)
    metadata, check = shown_by(steps)
    assert check.passed
    assert metadata["shown"] == metadata["kept"] == release.release_id


def test_its_check_fails_while_postgres_is_behind(steps, publish, reader, connect):
    publish(1)
    holder = connect()
    holder.execute("alter role ossp_publisher set default_transaction_read_only = on")
    try:
        metadata, check = shown_by(steps)
    finally:
        holder.execute("alter role ossp_publisher reset default_transaction_read_only")
    assert not check.passed
    assert metadata["shown"] == ""
    assert "SQLSTATE 25006" in metadata["state"]
    assert shown_by(steps)[1].passed


def test_the_run_at_the_planned_moment_brings_postgres_along(steps, publish, reader):
    release = publish(1)
    job = build_definitions(steps.settings, RunContext(steps)).resolve_job_def("publish_waiting")
    assert job.execute_in_process(instance=dg.DagsterInstance.ephemeral()).success
    assert steps.postgres.shown == release.release_id
