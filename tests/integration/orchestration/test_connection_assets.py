"""Connections in Dagster: an asset, a job and a schedule each; none of them is a part of a refresh."""

import shutil
from dataclasses import replace

import dagster as dg
import pytest

from ossp_pipeline.definitions import build_definitions
from ossp_pipeline.errors import FetchError, UsageError
from ossp_pipeline.extract.connectors.configured import failed_fetches, last_fetches
from ossp_pipeline.extract.connectors.connector import Fetched
from ossp_pipeline.orchestration import connection_assets
from ossp_pipeline.orchestration.automation import refresh_job
from ossp_pipeline.settings import SHIPPED_PARTNERSHIP
from tests.installations import settings_in

STATED = """
[council-asb]
feed = "asb_incidents"
kind = "http"
address = "https://data.example/asb.csv"
at = "05:15"
"""


@pytest.fixture
def installed(tmp_path):
    folder = tmp_path / "partnership"
    folder.mkdir()
    shutil.copy(SHIPPED_PARTNERSHIP / "ossp.toml", folder)
    settings = settings_in(tmp_path, partnership=folder, config=folder / "ossp.toml")
    settings.connections.write_text(STATED)
    return settings


class Played:
    """A connector that answers with what a test gives it."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def fetch(self, inbox):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def run(installed, monkeypatch, *answers):
    """Materialise the asset of a connection that is played; no pause between tries."""
    monkeypatch.setattr(connection_assets, "_RETRY", dg.RetryPolicy(max_retries=2))
    (connection,) = connection_assets.stated_connections(installed)
    played = replace(connection, connector=Played(*answers))
    asset = connection_assets.connection_asset(played, installed)
    return dg.materialize([asset], raise_on_error=False), played.connector


def test_each_connection_has_its_asset_its_job_and_its_time(installed):
    (connection,) = connection_assets.stated_connections(installed)
    asset, job = connection_assets.connection_asset(connection, installed), connection_assets.fetch_job(connection)
    schedule = connection_assets.fetch_schedule(connection, job)
    assert asset.key.path == ["connections", "council-asb"]
    assert job.name == "fetch_council_asb"
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("15 5 * * 1-5", "Europe/London")


def test_what_was_fetched_is_shown(installed, monkeypatch):
    result, _ = run(installed, monkeypatch, Fetched(["a.csv"], ["b: nothing new"]))
    (materialized,) = result.asset_materializations_for_node("connections__council_asb")
    assert materialized.metadata["files"].value == ["a.csv"]
    assert materialized.metadata["notes"].value == ["b: nothing new"]


def test_a_fault_of_the_moment_is_tried_again(installed, monkeypatch):
    fault = FetchError("E-FETCH", "x cannot be reached", "try later")
    result, played = run(installed, monkeypatch, fault, Fetched(["a.csv"]))
    assert result.success
    assert played.answers == []


def test_what_is_stated_wrongly_is_not_tried_again(installed, monkeypatch):
    fault = UsageError("E-CONNECTION", "the variable X is not set", "set it")
    result, played = run(installed, monkeypatch, fault, Fetched(["a.csv"]))
    assert not result.success
    assert len(played.answers) == 1
    (failed,) = (event for event in result.all_events if event.is_step_failure)
    assert failed.step_failure_data.user_failure_data.metadata["code"].value == "E-CONNECTION"


def test_a_file_that_is_wrong_takes_nothing_else_away(installed):
    installed.connections.write_text("[x]\nkind = 'ftp'\n")
    assert connection_assets.stated_connections(installed) == []


def test_connections_are_on_the_map_and_no_part_of_a_refresh(delivered, installed):
    settings = replace(delivered, partnership=installed.partnership)
    definitions = build_definitions(settings)
    graph = definitions.resolve_asset_graph()
    key = dg.AssetKey(["connections", "council-asb"])
    assert key in graph.get_all_asset_keys()
    assert key not in refresh_job([]).selection.resolve(graph)
    assert definitions.resolve_job_def("fetch_council_asb").name in {
        schedule.job_name for schedule in definitions.schedules
    }


def test_a_fetch_that_fails_for_good_is_remembered_until_one_succeeds(installed, monkeypatch):
    fault = FetchError("E-FETCH", "x cannot be reached", "look at the address")
    run(installed, monkeypatch, fault, Fetched())
    assert failed_fetches(installed) == {}, "it was tried again, and came"
    run(installed, monkeypatch, fault, fault, fault)
    assert failed_fetches(installed)["council-asb"].remedy == "look at the address"
    assert "council-asb failed at" in last_fetches(installed)[0]
    run(installed, monkeypatch, Fetched())
    assert failed_fetches(installed) == {}
    run(installed, monkeypatch, UsageError("E-CONNECTION", "the variable X is not set", "set it"))
    assert failed_fetches(installed)["council-asb"].code == "E-CONNECTION"
    installed.connections.write_text("")
    assert failed_fetches(installed) == {}, "a connection that is no longer stated fails no more"
