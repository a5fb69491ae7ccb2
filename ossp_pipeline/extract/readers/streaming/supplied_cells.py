"""A supplier's own spreadsheet, cell by cell: each row with its number, days as days, and what in a sheet hides values.

Nothing is computed, and nothing is read as a spreadsheet program shows it but a number with leading noughts.
"""

import zipfile
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ossp_pipeline.extract.readers.streaming.sheets import SheetFile

# In the place of a formula whose result is not in the file. No cell of a spreadsheet can hold this character.
NO_RESULT = "\x00"
# Spreadsheet programs keep so many digits of a number.
_EXACT_DIGITS = 15


class Day(str):
    """A cell that is a day, or a moment, as 2026-03-31 or 2026-03-31 14:30: whatever is shown of it."""

    __slots__ = ()

    def written(self, form: str, has_time: bool) -> str:
        """As a form of days has it, with the time behind it where it is wanted; as it is where no time is known."""
        is_moment = len(self) > len("2026-03-31")
        if has_time and "%H" in form and not is_moment:
            return str(self)
        if has_time and "%H" not in form and is_moment:
            form += " %H:%M"
        return datetime.fromisoformat(self).strftime(form)


def day_of(text: str) -> str:
    """The day or moment that a file writes as 2026-03-31T14:30:00; any other text as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return Day(f"{moment:%Y-%m-%d %H:%M}" if "T" in text or " " in text else f"{moment:%Y-%m-%d}")


@dataclass(frozen=True)
class NumberedRow:
    """A row that is not blank, with its number in the sheet, and its cells up to the last that is not blank."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Block:
    """Merged cells: their first and last row and column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


class SuppliedFile(SheetFile):
    """The sheets of a workbook by their cells.

    hidden  names of sheets that are not shown, known once `beginnings` was read
    merged  the merged cells of the sheet that `numbered` has read to its end
    """

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        self.hidden: set[str] = set()
        self.merged: list[Block] = []
        super().__init__(archive, largest)

    @abstractmethod
    def beginnings(self, count: int) -> dict[str, list[NumberedRow]]:
        """The first rows of every sheet, by its name."""

    @abstractmethod
    def numbered(self, sheet: str) -> Iterator[NumberedRow]:
        """The rows of one sheet. `parsed` and `counted` are then those of this reading."""


def number_text(value: str) -> str:
    """A number as a cell holds it: 12 for 12.0, without what a program writes beyond its own exactness."""
    if len(value.lstrip("-")) <= _EXACT_DIGITS and value.lstrip("-").isdecimal():
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 10**_EXACT_DIGITS else f"{number:.15g}"
