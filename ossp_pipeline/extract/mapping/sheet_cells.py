"""The rows of a supplier's sheet as the text that its program would have saved, and the cells that cannot be read.

What a cell says for certain goes into the text as the mapping states it: a day in its form of days, a number as 12.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ossp_pipeline.contracts.column import Column, Kind, Treatment
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.mapping.layout import column_of
from ossp_pipeline.extract.readers.delimited import spelling
from ossp_pipeline.extract.readers.streaming.sheets import LimitedText, miscounted
from ossp_pipeline.extract.readers.streaming.supplied_cells import NO_RESULT, Block, Day, NumberedRow, SuppliedFile
from ossp_pipeline.extract.rows import Sheet

DAYS = (Kind.DATE, Kind.DATETIME)
SAVE_AGAIN = "ask the supplier to open the file in its spreadsheet program and save it, or to send the sheet as CSV"
_LAST_MONTH = 12
_IN_NUMBERS = re.compile(r"\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-][0-9]{2,4}\b")
_ONE_FORM = "ask the supplier for a column of days alone, or to export again without opening it in a spreadsheet"
_AS_TEXT = "ask the supplier to export again with text cells, or without opening the file in a spreadsheet"


@dataclass(frozen=True)
class SheetText:
    """The text of a sheet.

    sheet  what it is called, and the letter of each column that is read, by the supplier's heading
    ours   the same by ours
    rows   of each line of the text the number of its row in the sheet
    """

    text: bytes
    sheet: Sheet
    ours: Sheet
    rows: np.ndarray

    def row_of(self, line: int | None) -> int | None:
        """The number of the row in which a line of the text lies."""
        return int(self.rows[line - 1]) if line and line <= len(self.rows) else None

    def located(self, refusal: DeliveryRefused) -> DeliveryRefused:
        """The refusal of the text with its place in the sheet."""
        position = FilePosition(self.row_of(refusal.position.line), refusal.position.column)
        return self.sheet.located(DeliveryRefused(refusal.code, refusal.message, refusal.remedy, position))


class SheetWriter:
    """One pass over a sheet that writes its rows as text."""

    def __init__(self, words: str, above: list[NumberedRow], mapping: Mapping, feed: Feed) -> None:
        """`above`: the titles, and the row of headings as the last."""
        *self._titles, self._header = above
        self._date_format, self._agreed = mapping.date_format, feed.date_format
        ours = {spelling(theirs): (theirs, column_of(heading, feed)) for theirs, heading in mapping.headings}
        found = {
            place: ours[spelled] for place, spelled in enumerate(map(spelling, self._header.cells)) if spelled in ours
        }
        # The columns that are read, and their headings, by their places from 0.
        self._columns = {place: column for place, (_, column) in found.items()}
        self._headings = {place: theirs for place, (theirs, _) in found.items()}
        self.sheet = Sheet(words, {theirs: letters(place) for place, theirs in self._headings.items()})
        self._ours = Sheet(words, {column.heading: letters(place) for place, column in self._columns.items()})
        self._width = len(self._header.cells)
        self._padding = [""] * self._width
        # Of each column with days, the first cell that is one, and the first text that no day of another order fits.
        self._days: dict[int, int] = {}
        self._texts: dict[int, int] = {}
        self._largest = feed.largest_file

    def read(self, file: SuppliedFile, name: str) -> SheetText:
        """The text. Raises DeliveryRefused."""
        out = LimitedText(self._largest)
        handle = io.TextIOWrapper(out, encoding="utf-8", newline="")
        writer = csv.writer(handle, lineterminator="\n")
        rows: list[int] = []
        below = islice(file.numbered(name), len(self._titles) + 1, None)
        for number, cells in self._rows(below):
            writer.writerow(cells)
            rows += [number] * (1 + sum(cell.count("\n") for cell in cells))
        handle.flush()
        if file.parsed != file.counted:
            raise miscounted(file.parsed, file.counted, f"in the {self.sheet.words}")
        self._refuse_merged(file.merged)
        self._refuse_turned_days()
        return SheetText(out.getvalue(), self.sheet, self._ours, np.array(rows, dtype="int64"))

    def _rows(self, below: Iterable[NumberedRow]) -> Iterator[tuple[int, list[str]]]:
        yield from ((row.number, row.cells) for row in (*self._titles, self._header))
        yield from ((row.number, self._fitted(row)) for row in below)

    def _fitted(self, row: NumberedRow) -> list[str]:
        """As many cells as there are headings. A value beyond them stays: its row is then one cell too wide."""
        cells = [self._cell(cell, row.number, place) for place, cell in enumerate(row.cells)]
        if not any(map(str.strip, cells[self._width :])):
            cells = cells[: self._width]
        return cells + self._padding[len(cells) :]

    def _cell(self, cell: str, number: int, place: int) -> str:
        column = self._columns.get(place)
        if column is None:
            return "" if cell == NO_RESULT else cell.replace("\r\n", "\n").replace("\r", "\n")
        if cell == NO_RESULT:
            message = "the cell holds a formula, and its result is not in the file"
            raise self._refusal("E-SHEET", message, SAVE_AGAIN, number, place)
        if isinstance(cell, Day):
            return self._day(cell, column, number, place)
        if column.kind in DAYS and (match := _IN_NUMBERS.match(cell)) and max(map(int, match.groups())) > _LAST_MONTH:
            self._texts.setdefault(place, number)
        return cell.replace("\r\n", "\n").replace("\r", "\n")

    def _day(self, day: Day, column: Column, number: int, place: int) -> str:
        """A day as the mapping states days; as it is where that form cannot say all of it."""
        if column.kind not in DAYS:
            if column.treatment is Treatment.PSEUDONYM:
                message = (
                    "the cell holds a day in the place of a reference: a spreadsheet has made it of something like 1-2"
                )
                raise self._refusal("E-REFERENCE", message, _AS_TEXT, number, place)
            # As spreadsheets show codes that they have made days of.
            return day.written("%d-%b-%y", has_time=False)
        self._days.setdefault(place, number)
        return day.written(self._date_format or self._agreed, column.kind is Kind.DATETIME)

    def _refuse_merged(self, blocks: Iterable[Block]) -> None:
        """A merged heading is of several columns; cells that are merged with others above or below look filled."""
        for block in blocks:
            is_heading = block.top <= self._header.number <= block.bottom
            is_in = [place for place in self._columns if block.left <= place + 1 <= block.right]
            if is_in and (is_heading or (block.top > self._header.number and block.top < block.bottom)):
                message = "a heading is merged with other cells" if is_heading else "cells of several rows are merged"
                remedy = "ask the supplier for the sheet without merged cells, or as CSV"
                raise self._refusal("E-SHEET", message, remedy, block.top, min(is_in))

    def _refuse_turned_days(self) -> None:
        """A spreadsheet of another country turns the days that it can read its own way, and leaves the others text."""
        for place in sorted(self._days.keys() & self._texts.keys()):
            first = f"{letters(place)}{self._days[place]}"
            message = (
                f"the cell holds a day as text, such as 31/03/2024, where other cells such as {first} are days: a "
                "spreadsheet of another country may have turned round day and month of those"
            )
            raise self._refusal("E-DATES", message, _ONE_FORM, self._texts[place], place)

    def _refusal(self, code: str, message: str, remedy: str, number: int, place: int) -> DeliveryRefused:
        position = FilePosition(number, self._headings.get(place))
        return self.sheet.located(DeliveryRefused(code, message, remedy, position))


def letters(place: int) -> str:
    """What a spreadsheet calls a column: A for 0, AB for 27."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def spaced_once(row: NumberedRow) -> list[str]:
    """Titles and headings without blanks at their ends, and without the line breaks that some have."""
    return ["" if cell == NO_RESULT else " ".join(cell.split()) for cell in row.cells]
