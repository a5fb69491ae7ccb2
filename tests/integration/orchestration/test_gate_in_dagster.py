"""Trap 1 of the design: materialising the gate or the publisher alone must not get past a failed build."""

import dagster as dg
import pytest

from ossp_pipeline.definitions import build_definitions
from ossp_pipeline.errors import BuildFailed
from ossp_pipeline.orchestration.build_assets import CERTIFICATE, PUBLISHED
from ossp_pipeline.orchestration.run_context import RunContext
from ossp_pipeline.refresh import Refresh


@pytest.fixture
def steps(short_released, copy_of):
    return Refresh(copy_of(short_released))


def materialise(steps: Refresh, *keys: dg.AssetKey):
    job = build_definitions(steps.settings, RunContext(steps)).resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(instance=instance, asset_selection=list(keys), raise_on_error=False)


def test_the_publisher_alone_publishes_a_build_the_gate_lets_pass(steps):
    before = len(steps.releases.all())
    assert materialise(steps, PUBLISHED).success
    assert len(steps.releases.all()) == before + 1


@pytest.mark.parametrize("lost", ["inputs", "tables", "candidate"])
def test_nothing_is_published_when_a_stage_has_no_evidence(steps, lost):
    build = steps.builds.newest()
    (build.evidence / f"{lost}.json").unlink()
    before = steps.releases.current()
    assert not materialise(steps, CERTIFICATE).success
    result = materialise(steps, PUBLISHED)
    assert PUBLISHED not in {event.asset_key for event in result.get_asset_materialization_events()}
    assert steps.releases.current() == before


def break_dbt(*arguments):
    raise BuildFailed("E-DBT", "dbt build failed", "open the model named, then build again")


@pytest.mark.parametrize("why", ["dbt", "an edited input"])
def test_a_failed_build_of_the_tables_is_held_whoever_asks(steps, monkeypatch, why):
    (steps.settings.inbox / "police_crime").mkdir(parents=True, exist_ok=True)
    build, _ = steps.freeze(steps.plan())
    if why == "dbt":
        monkeypatch.setattr("ossp_pipeline.refresh.dbt.build", break_dbt)
    else:
        (build.inputs / "_build" / "settings.parquet").unlink()
    before = steps.releases.current()
    result = materialise(steps, *_tables(steps))
    assert not result.success
    assert build.certificate.exists(), "the certificate of a build that broke says hold"
    assert not materialise(steps, CERTIFICATE).success
    assert PUBLISHED not in {
        event.asset_key for event in materialise(steps, PUBLISHED).get_asset_materialization_events()
    }
    assert steps.releases.current() == before


def _tables(steps: Refresh) -> list[dg.AssetKey]:
    graph = build_definitions(steps.settings, RunContext(steps)).resolve_asset_graph()
    groups = {"seeds", "staging", "intermediate", "core", "sna", "performance"}
    return [key for key in graph.get_all_asset_keys() if graph.get(key).group_name in groups]
