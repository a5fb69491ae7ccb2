"""`ossp returns status` and the release say the same of every row of a quarter."""

import pandas as pd
import pytest

from ossp_pipeline.publish.releases import Releases
from tests.command_line import CommandLine

pytestmark = pytest.mark.slow
NEWEST = "2025-26Q4"


def told(settings, quarter):
    """What the command says: the state of every row, by sheet and key."""
    answer = CommandLine(settings)("returns", "status", "--quarter", quarter, "--json")
    rows = [row for entry in answer.document["owed"] for row in entry["rows"]]
    return {(row["sheet"], row["key"]): row["state"] for row in rows}


def published(settings, quarter):
    """What the release's tables say of the same quarter. Of actions they hold the newest quarter alone."""
    tables = Releases(settings.releases).current().folder / "tables"
    measures, actions, grants = (
        pd.read_parquet(tables / f"performance_{name}.parquet") for name in ("returns", "actions", "grants")
    )
    measures = measures[(measures["period"] == quarter) & ~measures["is_check"]]
    grants = grants[grants["period"] == quarter]
    actions = actions[(actions["newest_period"] == quarter) & (actions["return_state"] != "not asked")]
    states = {("Measures", f"{row.measure_id}|{row.area_code}"): row.return_state for row in measures.itertuples()}
    states |= {("Grants", row.grant_id): row.return_state for row in grants.itertuples()}
    return states | {("Actions", row.action_id): row.return_state for row in actions.itertuples()}


def without_actions(states):
    return {key: state for key, state in states.items() if key[0] != "Actions"}


def test_status_says_of_the_newest_quarter_what_the_release_says(released):
    said = told(released, NEWEST)
    assert said == published(released, NEWEST)
    assert sorted(state for state in said.values() if state not in ("accepted", "returned")) == [
        *["late"] * 4,
        "queried",
    ]


@pytest.mark.parametrize("quarter", ["2023-24Q1", "2025-26Q3"])
def test_status_says_of_an_earlier_quarter_what_the_release_says(released, quarter):
    assert without_actions(told(released, quarter)) == without_actions(published(released, quarter))


def test_measures_of_feeds_that_never_came_are_asked_for_and_those_of_feeds_that_came_are_not(short_released):
    said = told(short_released, NEWEST)
    assert said == published(short_released, NEWEST)
    names = {key[1].split("|")[0] for key in said}
    assert {"survey_feel_safe", "deliberate_fires", "reoffending_binary"} <= names and "unmet_need_opiates" not in names
