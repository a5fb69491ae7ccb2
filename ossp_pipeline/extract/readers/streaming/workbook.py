"""A spreadsheet as the CSV text that the feed's contract is checked against: one header, and the rows of every sheet.

The sheets are streamed, so a workbook of a gigabyte of XML needs no more memory than its rows. Sheets are recognised by
their names and columns by their headings, never by position. Formulas are not computed.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter

from ossp_pipeline.contracts.column import Kind
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.workbook import NOTE_SEPARATOR, Workbook
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.header import resolve_headings
from ossp_pipeline.extract.readers.file_kinds import Spreadsheet
from ossp_pipeline.extract.readers.streaming.ods import OdsFile
from ossp_pipeline.extract.readers.streaming.sheets import (
    LimitedText,
    Row,
    SheetFile,
    miscounted,
    open_archive,
    shown_text,
)
from ossp_pipeline.extract.readers.streaming.xlsx import XlsxFile

# Publishers put up to this many lines of titles above a table.
_TITLE_LINES = 12
_MOST_NAMES_QUOTED = 12


@dataclass
class _Sheet:
    """The sheet that is being read.

    has_agreed_name  whether the contract says that a sheet of this name holds rows
    lines_seen       rows read before the header was found
    width            number of columns of the header
    padding          blank cells for a row that is shorter than the header, and one more
    pick             takes the declared cells out of a row of `width` cells and one; None until the header was found
    notes            the notes of a row, by the values that they name
    """

    name: str
    has_agreed_name: bool
    lines_seen: int = 0
    width: int = 0
    padding: tuple[str, ...] = ()
    pick: Callable[[Row, list[str]], list[str]] | None = None
    notes: dict[tuple[str, ...], str] = field(default_factory=dict)


def read_workbook(raw: bytes, feed: Feed, workbook: Workbook) -> tuple[bytes, tuple[str, ...]]:
    """CSV text of every sheet that holds rows, and what was normalised. Raises DeliveryRefused."""
    with open_sheets(raw, workbook.largest_xml) as file:
        return _Converter(file, feed, workbook).text()


@contextmanager
def open_sheets(raw: bytes, largest_xml: int) -> Iterator[SheetFile]:
    """A spreadsheet, open while it is read. Raises DeliveryRefused for another archive, and for a damaged one."""
    with open_archive(raw) as (archive, kind):
        yield _FILES[kind](archive, largest_xml)


_FILES: dict[Spreadsheet, type[SheetFile]] = {Spreadsheet.ODS: OdsFile, Spreadsheet.XLSX: XlsxFile}


class _Converter:
    """One pass over the sheets that writes their rows as text."""

    def __init__(self, file: SheetFile, feed: Feed, workbook: Workbook) -> None:
        self.file, self.feed, self.workbook = file, feed, workbook
        self.headings = [c.heading for c in feed.columns if c.heading != workbook.notes_heading]
        self._notes_heading = [workbook.notes_heading] if workbook.notes_heading else []
        self.sheets_read: list[str] = []
        self.normalised: list[str] = []

    def text(self) -> tuple[bytes, tuple[str, ...]]:
        """The text, and what was normalised. Raises DeliveryRefused where a table is missing or two counts differ."""
        notes = [" ".join(row) for row in self.file.notes(self.workbook.notes_sheet)]
        out = LimitedText(self.feed.largest_file)
        handle = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
        csv.writer(handle, lineterminator="\n").writerow([*self.headings, *self._notes_heading])
        csv.writer(handle, lineterminator="\n").writerows(self._rows(notes))
        handle.flush()
        self._refuse_missing_tables()
        if self.file.parsed != self.file.counted:
            raise miscounted(self.file.parsed, self.file.counted, "in the sheets")
        return out.getvalue(), tuple(dict.fromkeys([f"sheets read: {', '.join(self.sheets_read)}", *self.normalised]))

    def _rows(self, notes: list[str]) -> Iterator[list[str]]:
        sheet = _Sheet("", has_agreed_name=False)
        for name, row in self.file.rows():
            if name != sheet.name:
                sheet = _Sheet(name, self._is_agreed(name))
            if sheet.pick:
                cells = sheet.pick(_fitted(sheet, row), notes)
                # A cell beyond the header becomes a field too many, so the row is rejected.
                yield [*cells, ""] if len(row) > sheet.width else cells
            elif sheet.lines_seen < _TITLE_LINES:
                self._look_for_header(sheet, row)

    def _is_agreed(self, name: str) -> bool:
        return re.fullmatch(self.workbook.sheets, name) is not None

    def _refuse_missing_tables(self) -> None:
        """Otherwise a year that could not be read would look like a year without crime."""
        agreed = [name for name in self.file.names if self._is_agreed(name)]
        if not agreed:
            names = ", ".join(f"“{name}”" for name in self.file.names[:_MOST_NAMES_QUOTED])
            raise _sheet_refusal(f"no sheet has an agreed name; the file has {names}")
        if missing := [name for name in agreed if name not in self.sheets_read]:
            raise _sheet_refusal(f"the sheet “{missing[0]}” holds no table with the agreed header")

    def _look_for_header(self, sheet: _Sheet, row: Row) -> None:
        """A row that holds at least half of the headings is the header."""
        sheet.lines_seen += 1
        written = [" ".join(shown_text(cell).split()) for cell in row]
        known = {heading for column in self.feed.columns for heading in (column.heading, *column.also)}
        if 2 * len(known.intersection(written)) < len(self.headings):
            return
        if sheet.has_agreed_name:
            self._read_header(sheet, written)
        elif sheet.name.strip().lower() not in self.workbook.other_sheets:
            raise _sheet_refusal(f"the sheet “{sheet.name}” holds a table, and its name is not an agreed one")

    def _read_header(self, sheet: _Sheet, written: list[str]) -> None:
        try:
            # A cell in a column without a heading then stands beyond the header, and its row is rejected.
            while written and not written[-1]:
                written = written[:-1]
            headings, normalised = resolve_headings(written, self.feed, may_be_unnamed=False)
        except DeliveryRefused as refusal:
            message = f"in the sheet “{sheet.name}”, {refusal.message}"
            raise DeliveryRefused(refusal.code, message, refusal.remedy, refusal.position) from None
        self.normalised += normalised
        self.sheets_read.append(sheet.name)
        sheet.width = len(headings)
        sheet.padding = ("",) * (len(headings) + 1)
        sheet.pick = self._picker(sheet, headings)

    def _picker(self, sheet: _Sheet, headings: list[str]) -> Callable[[Row, list[str]], list[str]]:
        """A function that takes the declared cells out of a row, in their declared order, and adds the row's notes.

        A column that the sheet does not have is read from the blank cell after the last one.
        """
        take_cells = itemgetter(
            *(headings.index(heading) if heading in headings else len(headings) for heading in self.headings)
        )
        numeric = {c.heading for c in self.feed.columns if c.kind in (Kind.INTEGER, Kind.NUMBER)}
        are_numbers = [heading in numeric for heading in self.headings]
        named_in_notes = [self.headings.index(heading) for heading in self.workbook.notes_by]

        def pick(row: Row, notes: list[str]) -> list[str]:
            cells = [
                cell if type(cell) is str else cell[not is_number]
                for cell, is_number in zip(take_cells(row), are_numbers, strict=True)
            ]
            if not self._notes_heading:
                return cells
            names = tuple(cells[index] for index in named_in_notes if cells[index])
            if names not in sheet.notes:
                sheet.notes[names] = NOTE_SEPARATOR.join(note for note in notes if any(name in note for name in names))
            cells.append(sheet.notes[names])
            return cells

        return pick


def _fitted(sheet: _Sheet, row: Row) -> Row:
    """The row with as many cells as the header has columns, and a blank one more."""
    return [*row[: sheet.width], *sheet.padding[: sheet.width + 1 - min(len(row), sheet.width)]]


def _sheet_refusal(message: str) -> DeliveryRefused:
    return DeliveryRefused(
        "E-SHEET", message, "compare the sheets with docs/feeds; if the publisher renamed one, change the contract"
    )
