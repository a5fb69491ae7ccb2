"""A feed of three columns, small enough to generate thousands of files for, and stores of received and landed files."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Column, Kind, Sensitivity, Treatment
from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.contracts.feed import Feed, Subject
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.extract.conform import FileContext
from ossp_pipeline.extract.land import LandingContext, land_receipt
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.settings import Settings

OPEN = Sensitivity.OPEN
KEY = bytes(range(32))
HOME = "home"
AREA = Area(codes=frozenset({HOME}), force=None)
MARCH = parse_period(Cadence.MONTH, "2024-03")
FEED = Feed(
    name="small",
    title="Small",
    supplier="Nobody",
    basis="None",
    cadence=Cadence.MONTH,
    lag_days=None,
    subject=Subject.EVENTS,
    grain="one row",
    key=("a",),
    file_pattern=r"small-(?P<period>\d{4}-\d{2})-v(?P<version>\d+)\.csv",
    area_column="c",
    columns=(
        Column(heading="A", name="a", sensitivity=OPEN, required=True, meaning="any text"),
        Column(heading="B", name="b", sensitivity=OPEN, kind=Kind.INTEGER, meaning="a number"),
        Column(heading="C", name="c", sensitivity=OPEN, meaning="a place"),
    ),
)
REFERENCES = dataclasses.replace(
    FEED,
    columns=(
        dataclasses.replace(
            FEED.columns[0], sensitivity=Sensitivity.IDENTIFYING, treatment=Treatment.PSEUDONYM, name="a"
        ),
        *FEED.columns[1:],
    ),
)


def file_context(area: Area = AREA, key: bytes = KEY) -> FileContext:
    """March 2024, one home area, no code lists."""
    return FileContext(MARCH, area, {}, key)


def context_of(feed: Feed = FEED, area: Area = AREA, key: bytes = KEY) -> LandingContext:
    """The home area and no code lists, for any period."""
    return LandingContext(feed, area, {}, key)


class Store:
    """Received files and landed deliveries of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.received = ReceivedStore(folder / "received")
        self.raw = RawStore(folder / "raw")

    def land(
        self, content: bytes, version: int = 1, month: str = "2024-03", context: LandingContext | None = None
    ) -> Delivery:
        """Store a file of the small feed and land it."""
        receipt = self.received.store(content, f"small-{month}-v{version}.csv", FEED).receipt
        return land_receipt(receipt, context or context_of(), self.received, self.raw)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def tree(settings: Settings) -> dict[str, Any]:
    """Every file below landing and raw, by its path: bytes, or for JSON its lines without the time of receipt."""
    files: dict[str, Any] = {}
    for folder in (settings.data / "landing", settings.raw):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                lines = [line for line in content.splitlines() if b"received_at" not in line]
                files[str(path.relative_to(settings.data))] = lines if path.suffix == ".json" else content
    return files
