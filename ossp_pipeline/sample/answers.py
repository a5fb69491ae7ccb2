"""A file being made: its rows, and what landing must make of each. Planting a fault records its answer with it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period


class Fate(StrEnum):
    """Where a row ends."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    OUT_OF_AREA = "out_of_area"


@dataclass
class Draft:
    """Rows in the contract's column order, one fate for each, and how many break which rule.

    `line_end`: how the supplier ends a line of CSV; `encode`: the file's bytes, where it is no CSV or another table.
    """

    feed: Feed
    period: Period
    file_name: str
    rows: list[list[str]]
    fates: list[Fate]
    broken: Counter[str] = field(default_factory=Counter)
    line_end: str = "\n"
    encode: Callable[["Draft"], bytes] | None = None

    def spoil(self, row: int, heading: str, value: str, *rules: str) -> None:
        """Write a bad value into a good row."""
        self.rows[row][self.position(heading)] = value
        self.reject(row, *rules)

    def widen(self, row: int) -> None:
        """Give a good row one field too many."""
        self.rows[row] = [*self.rows[row], ""]
        self.reject(row, "row.fields")

    def repeat(self, row: int) -> None:
        """Send a good row again, at the end of the file."""
        self.rows.append(list(self.rows[row]))
        self.fates.append(Fate.DUPLICATE)

    def move_out(self, row: int, heading: str, area_code: str) -> None:
        """Place a good row in another district."""
        self.rows[row][self.position(heading)] = area_code
        self.fates[row] = Fate.OUT_OF_AREA

    def reject(self, row: int, *rules: str) -> None:
        """Note the rules a row breaks."""
        self.fates[row] = Fate.REJECTED
        self.broken.update(f"{self.feed.name}.{rule}" for rule in rules)

    def good_rows(self, count: int) -> list[int]:
        """So many rows that are still accepted, spread over the file."""
        good = [row for row, fate in enumerate(self.fates) if fate is Fate.ACCEPTED]
        return [good[(2 * place + 1) * len(good) // (2 * count)] for place in range(count)]

    def position(self, heading: str) -> int:
        """Where a column stands in a row."""
        return self.headings.index(heading)

    @property
    def headings(self) -> list[str]:
        """The supplier's headings."""
        return [column.heading for column in self.feed.columns]

    def answer(self) -> dict[str, Any]:
        """The result that landing must give for the file."""
        fates = Counter(self.fates)
        return {
            "feed": self.feed.name,
            "file_name": self.file_name,
            "accounting": {"received": len(self.rows), **{str(fate): fates[fate] for fate in Fate}},
            "broken": dict(self.broken),
        }


def draft_from_columns(
    feed: Feed, period: Period, file_name: str, columns: dict[str, list[str]], fates: list[Fate] | None = None
) -> Draft:
    """A draft from one list per heading. Without fates, every row is meant to be accepted."""
    ordered = [columns[column.heading] for column in feed.columns]
    rows = [list(row) for row in zip(*ordered, strict=True)]
    return Draft(feed, period, file_name, rows, fates or [Fate.ACCEPTED] * len(rows))


def version_suffix(version: int) -> str:
    """What follows a file's name where the supplier numbers only what is sent again."""
    return "" if version == 1 else f"-v{version}"
