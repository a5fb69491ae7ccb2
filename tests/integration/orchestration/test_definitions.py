"""What Dagster shows: an inventory reviewed like code, and the promises about partitions, schedules and the sensor."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.definitions import build_definitions
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.one_figure import read_equivalences
from ossp_pipeline.gate.rules.suites import read_suite
from ossp_pipeline.orchestration.build_assets import POSTGRES, PUBLISHED
from ossp_pipeline.orchestration.raw_assets import (
    partition_key,
    partitions_of,
    period_of_partition,
    preview,
    raw_key,
)
from ossp_pipeline.orchestration.run import STEPS
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.transform.dbt_runner import load_manifest

INVENTORY = Path(__file__).with_name("inventory.txt")
LEVELS = "sna_levels"


@pytest.fixture(scope="module")
def definitions(released):
    return build_definitions(released)


def inventory_of(definitions: dg.Definitions, published: list[str]) -> str:
    """All but what there is because there is a feed or a measure.

    Of feeds that is looked at below; that a measure is compared with its level, in the tests of that rule.
    """
    graph = definitions.resolve_asset_graph()
    of_feeds = {key for name in FEEDS for key in (raw_key(name), dg.AssetKey(["staging", f"stg_{name}"]))}
    of_measures = {item.rule.replace(".", "__") for item in read_equivalences() if item.second.table == LEVELS}
    keys = graph.asset_check_keys
    checks = [key for key in keys if key.asset_key not in of_feeds and key.name not in of_measures]
    parts = {
        "assets": sorted(key.to_user_string() for key in graph.get_all_asset_keys() - of_feeds),
        "checks": sorted(key.to_user_string() for key in checks),
        "jobs": sorted(job.name for job in definitions.jobs or []),
        "schedules": sorted(item.name for item in definitions.schedules or []),
        "sensors": sorted(item.name for item in definitions.sensors or []),
        "published tables": published,
    }
    return "".join(f"{name}\n" + "".join(f"  {item}\n" for item in items) for name, items in parts.items())


def test_the_inventory_is_as_reviewed(definitions, released):
    """To change it on purpose: delete inventory.txt, run this test once, and review the difference."""
    inventory = inventory_of(definitions, load_manifest(released).published)
    if not INVENTORY.exists():
        INVENTORY.write_text(inventory, encoding="utf-8")
    assert inventory.splitlines() == INVENTORY.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_a_feed_has_an_asset_with_a_check_for_each_rule_of_its_contract_and_its_suite(feed, definitions):
    graph = definitions.resolve_asset_graph()
    assert raw_key(feed.name) in graph.get(dg.AssetKey(["staging", f"stg_{feed.name}"])).parent_keys
    checks = {key.name for key in graph.get_check_keys_for_assets({raw_key(feed.name)})}
    of_columns = {f"{feed.name}.{column.name}.{rule}" for column in feed.columns for rule in column.rules()}
    of_suite = {rule.rule for rule in read_suite("raw", feed.name).rules}
    assert {rule.replace(".", "__") for rule in of_columns | of_suite} <= checks
    assert f"{feed.name}__delivery__taken" in checks


def test_postgres_is_an_asset_where_one_is_configured_and_comes_last(released):
    settings = replace(released, postgres="postgresql+psycopg://ossp_publisher@localhost/ossp")
    graph = build_definitions(settings).resolve_asset_graph()
    assert graph.get(POSTGRES).parent_keys == {PUBLISHED}
    assert STEPS["publish"].resolve(graph) == {PUBLISHED, POSTGRES}


def test_every_asset_has_a_group_and_a_description(definitions):
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.group_name != "default", key
        assert node.description, key


def test_every_check_says_what_it_is_for(definitions):
    graph = definitions.resolve_asset_graph()
    assert [key for key in graph.asset_check_keys if not graph.get_check_spec(key).description] == []


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
def test_raw_assets_are_partitioned_by_the_feeds_own_period(feed, released):
    settings = released
    keys = partitions_of(feed, settings).get_partition_keys()
    periods = [period_of_partition(key, feed.cadence) for key in keys]
    assert [partition_key(period) for period in periods] == keys
    assert all(period.cadence is feed.cadence for period in periods)
    last = {"month": "2026-04", "quarter": "2025-26Q4", "year": "2025"}[feed.cadence]
    assert str(periods[-1]) == last


@pytest.mark.parametrize(
    ("cadence", "period", "key"),
    [(Cadence.MONTH, "2025-06", "2025-06"), (Cadence.QUARTER, "2025-26Q4", "2026-01"), (Cadence.YEAR, "2024", "2024")],
)
def test_a_period_has_one_partition(cadence, period, key):
    assert partition_key(parse_period(cadence, period)) == key
    assert str(period_of_partition(key, cadence)) == period


def test_previews_show_no_personal_value(released):
    steps = Refresh(released)
    for feed in FEEDS.values():
        for delivery in steps.select(feed).used[-1:]:
            rows = steps.raw.accepted(delivery)
            shown = preview(rows, feed)
            hidden = [
                column.name
                for column in feed.landed_columns()
                if column.sensitivity in ("personal", "identifying") and rows[column.name].type == "string"
            ]
            values = {value for name in hidden for value in rows[name].unique().to_pylist() if value and len(value) > 3}
            assert [value for value in values if f"| {value} |" in shown] == [], feed.name


def test_no_schedule_ticks_between_one_and_three_when_clocks_change(definitions):
    start = datetime(2024, 1, 1, tzinfo=ZoneInfo("Europe/London"))
    for schedule in definitions.schedules or []:
        assert schedule.execution_timezone == "Europe/London"
        ticks = schedule_execution_time_iterator(
            start.timestamp(), schedule.cron_schedule, schedule.execution_timezone, ascending=True
        )
        days, moments = set(), set()
        for tick in ticks:
            if tick > start + timedelta(days=3 * 365):
                break
            local = tick.astimezone(ZoneInfo("Europe/London"))
            assert not 1 <= local.hour < 3, schedule.name
            assert local.replace(tzinfo=None) not in moments, "no moment comes twice when clocks change"
            moments.add(local.replace(tzinfo=None))
            days.add(local.date())
        assert len(days) > 30


def test_raw_assets_lead_to_the_release(definitions):
    graph = definitions.resolve_asset_graph()
    reached, waiting = set(), [raw_key("police_crime")]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += graph.get(key).child_keys
    assert dg.AssetKey(["release", "published"]) in reached


def test_the_lock_is_taken_by_runs_started_in_the_ui(short_released, copy_of, monkeypatch):
    settings = copy_of(short_released)
    monkeypatch.setenv("OSSP_DATA", str(settings.data))
    monkeypatch.setenv("OSSP_KEYS", str(settings.keys))
    job = build_definitions(settings).resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as instance:
        monkeypatch.setattr("ossp_pipeline.orchestration.resources.exclusive", _busy)
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    assert not result.success


def _busy(data, purpose, run_id=None):
    from ossp_pipeline.errors import BusyError

    assert purpose
    assert run_id
    raise BusyError("E-BUSY", "busy", "wait")
