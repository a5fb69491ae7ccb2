"""A quarter of a fire service with faulty rows, received by the refresh's own step."""

from pathlib import Path

import pytest

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import EVERYWHERE
from tests.faults.content.conftest import csv_file, good_row
from tests.installations import settings_in
from tests.unit.governance.conftest import Keeper

FIRE = "fire_incidents"
Q4, Q3 = "2023-24Q4", "2023-24Q3"


def fire_row(number: int, **changes: str) -> dict[str, str]:
    return good_row(FIRE, number, **changes)


# Line 2 is right; 3 has a slip in a code, 4 a plain code, 5 words that may be a name, 6 an impossible time.
FAULTY = [
    fire_row(1),
    fire_row(2, category="Deliberate secondry fire"),
    fire_row(3, category="F-12"),
    fire_row(4, category="Ms Jane Qxdoe"),
    fire_row(5, incident_time="25:61", incident_token=""),
]


def fire_name(period: str, version: int = 1) -> str:
    return f"fire-incidents-{period}-v{version}.csv"


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    """Nothing has come yet; the area has a fire service."""
    feeds = ";".join(FEEDS)
    return Keeper(settings_in(tmp_path, area=EVERYWHERE, feeds=feeds))


@pytest.fixture
def faulty(keeper: Keeper) -> Keeper:
    """One quarter with four rejected rows."""
    keeper.take(csv_file(FIRE, FAULTY), FIRE, fire_name(Q4))
    return keeper
