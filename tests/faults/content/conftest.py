"""Good rows of every feed, and `Landing`, which lands a file as a refresh does.

`Landing` checks what holds for every fault: the rows add up, and neither the record, the rejects, the message nor the
log quotes a value from the file.
"""

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Sensitivity
from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.intake import Intake
from ossp_pipeline.extract.land import LandingContext, land_receipt
from ossp_pipeline.extract.raw_store import RawStore, Selection, select_deliveries
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.contract_rules import judge_contract
from ossp_pipeline.protect.noise import SAMPLE_KEY
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import SEEDS, Settings

Row = dict[str, str]

KEY = bytes(range(32))
FORCE = "Greater Manchester Police"
AREA = Area(codes=frozenset({"E08000007", "Stockport", *(f"X0100000{number}" for number in range(1, 10))}), force=FORCE)
# The examples are about an area that does not exist; deliveries here are about the one of the shipped settings.
_HERE = {
    "E05999999": "E05015018",
    "E08999999": "E08000007",
    "E22999999": "E22000105",
    "E23999999": "E23000005",
    "Qxsample Police": FORCE,
    "Qxdistrict": "Stockport",
}
# A correct file name per feed, all of one quarter or year.
NAMES = {name: feed.example.file_name.replace(".geojson", ".csv") for name, feed in FEEDS.items() if feed.example}
_MUST_QUOTE = re.compile(r'[,"\r\n]')
_SPLIT = re.compile(r'[,"\r\n]+')
_LAST_CHANGED = 1_767_225_600
# Messages have moments of their own.
_DATE_OR_PERIOD = re.compile(r"2024|2024-03|2023-24Q4|[0-2][0-9]:[0-5][0-9]")


def headings_of(feed_name: str) -> list[str]:
    """The supplier's headings, in the declared order."""
    return list(FEEDS[feed_name].headings)


def good_row(feed_name: str, number: int = 1, **changes: str) -> Row:
    """A row that lands. `number` (1 to 9) makes rows differ; changes are by our column name."""
    feed = FEEDS[feed_name]
    row = {heading: _HERE.get(cell, cell) for heading, cell in feed.example.cells(feed.headings, number).items()}
    return row | {feed.column(name).heading: value for name, value in changes.items()}


def good_rows(feed_name: str, count: int = 3) -> list[Row]:
    """Rows that land, all different."""
    return [good_row(feed_name, number) for number in range(1, count + 1)]


def csv_text(feed_name: str, rows: Sequence[Row], headings: Sequence[str] | None = None, end: str = "\n") -> str:
    """A file's text. Cells are quoted where they must be."""
    header = list(headings or headings_of(feed_name))
    lines = [header, *([row.get(heading, "") for heading in header] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + end for line in lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _MUST_QUOTE.search(cell) else cell


def csv_file(feed_name: str, rows: Sequence[Row], headings: Sequence[str] | None = None, end: str = "\n") -> bytes:
    """A file's bytes, as UTF-8."""
    return csv_text(feed_name, rows, headings, end).encode()


def conformed(content: bytes, feed_name: str) -> ConformResult:
    """The file checked against its contract, without a data folder: for tests of many files."""
    feed = FEEDS[feed_name]
    name = feed.read_file_name(NAMES[feed_name])
    assert name is not None
    result = conform(content, feed, FileContext(name.period, AREA, read_code_lists(SEEDS), KEY, SAMPLE_KEY))
    assert result.accounting.balanced
    return result


@dataclass(frozen=True)
class Landed:
    """What became of a file. `rejects`: line, heading and rule, without the feed's name."""

    feed: Feed
    delivery: Delivery
    rows: list[dict[str, Any]]
    rejects: list[tuple[int, str, str]]

    @property
    def is_refused(self) -> bool:
        return self.delivery.state is State.REFUSED

    @property
    def refusal(self) -> dict[str, Any]:
        assert self.delivery.refusal is not None, "the file was not refused"
        return self.delivery.refusal

    @property
    def code(self) -> str:
        return str(self.refusal["code"])

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were received, and how many went where; zeros are left out."""
        counts = self.delivery.accounting
        names = ("received", "accepted", "rejected", "duplicate", "out_of_area")
        return {name: getattr(counts, name) for name in names if getattr(counts, name)}

    @property
    def broken(self) -> dict[str, int]:
        """Rows per broken rule, without the feed's name."""
        return {rule.removeprefix(f"{self.feed.name}."): count for rule, count in self.delivery.broken.items()}

    def outcomes(self, *older: "Landed") -> dict[str, Outcome]:
        """The outcomes of the contract's rules, by rule without the feed's name. `older`: files received before."""
        selection: Selection = select_deliveries([item.delivery for item in (*older, self)], first=None)
        # A threshold of 1 withholds nothing: the tests check small counts.
        outcomes = judge_contract(self.feed, selection, published=None, small_count=1)
        return {outcome.rule.removeprefix(f"{self.feed.name}."): outcome for outcome in outcomes}


class Landing:
    """Stores and lands files one by one, in a data folder of its own."""

    def __init__(self, settings: Settings, log: pytest.LogCaptureFixture) -> None:
        self.settings = settings
        self.log = log
        self.received = ReceivedStore(settings.received)
        self.raw = RawStore(settings.raw)

    def land(self, content: bytes, feed_name: str, file_name: str | None = None) -> Landed:
        """Store a file and land it, in the test's area."""
        feed = FEEDS[feed_name]
        receipt = self.received.store(content, file_name or NAMES[feed_name], feed).receipt
        context = LandingContext(feed, AREA, read_code_lists(SEEDS), KEY, SAMPLE_KEY)
        delivery = land_receipt(receipt, context, self.received, self.raw)
        landed = Landed(feed, delivery, self._accepted(delivery), self._rejects(delivery))
        self._check(landed, content)
        return landed

    def receive(self) -> Intake:
        """Receive and land what lies in the inbox, by the refresh's own step."""
        return Refresh(self.settings).receive(wait=False)

    def drop(self, content: bytes, feed_name: str, file_name: str | None = None) -> Path:
        """Put a file into the inbox, with an old date, so that it counts as complete."""
        path = self.settings.inbox / feed_name / (file_name or NAMES[feed_name])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (_LAST_CHANGED, _LAST_CHANGED))
        return path

    def messages(self, delivery: Delivery) -> str:
        """Everything that is written about a delivery: its record, its rejects and the log."""
        record = self.raw.path(delivery.receipt, delivery.fingerprint) / "delivery.json"
        return "\n".join([record.read_text("utf-8"), str(self._rejects(delivery)), self.log.text])

    def _accepted(self, delivery: Delivery) -> list[dict[str, Any]]:
        return [] if delivery.state is State.REFUSED else self.raw.accepted(delivery).to_pylist()

    def _rejects(self, delivery: Delivery) -> list[tuple[int, str, str]]:
        prefix = f"{delivery.receipt.feed}."
        rows = self.raw.rejects(delivery).to_pylist()
        return [(row["line"], row["column"], row["rule"].removeprefix(prefix)) for row in rows]

    def _check(self, landed: Landed, content: bytes) -> None:
        counts = landed.delivery.accounting
        assert counts.balanced
        assert len(landed.rows) == counts.accepted
        assert len({line for line, _, _ in landed.rejects}) == counts.rejected
        assert sum(landed.broken.values()) == len(landed.rejects)
        if landed.is_refused:
            assert landed.refusal["message"]
            assert landed.refusal["remedy"]
        assert_no_value_is_quoted(content, self.messages(landed.delivery))


def assert_no_value_is_quoted(content: bytes, messages: str) -> None:
    """No cell of the file, except in its header, occurs in the messages. Words of the contract, such as codes, may."""
    text = content.decode("utf-8", errors="replace")
    _, _, body = text.partition("\n")
    cells = {cell.strip() for cell in _SPLIT.split(body)}
    values = {cell for cell in cells if len(cell) >= 5} - _vocabulary()
    leaked = [cell[:40] for cell in values if cell in messages and not _DATE_OR_PERIOD.fullmatch(cell)]
    assert not leaked


@cache
def _vocabulary() -> frozenset[str]:
    """Headings and allowed values: words of the contract, not of a row."""
    columns = [column for feed in FEEDS.values() for column in feed.columns]
    lists = read_code_lists(SEEDS).values()
    words = [{column.heading, *column.allowed} for column in columns]
    return frozenset().union(*words, *lists)


def identifying_cells(feed_name: str, rows: Sequence[Row]) -> set[str]:
    """Every cell that names a person or a record."""
    headings = [c.heading for c in FEEDS[feed_name].columns if c.sensitivity is Sensitivity.IDENTIFYING]
    return {row[heading] for row in rows for heading in headings if len(row[heading]) > 2}


@pytest.fixture
def landing(settings: Settings, caplog: pytest.LogCaptureFixture, reading_here: None) -> Landing:
    """A landing in an empty data folder. The log is captured at every level."""
    caplog.set_level(logging.DEBUG)
    return Landing(settings, caplog)
