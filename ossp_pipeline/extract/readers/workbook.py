"""A spreadsheet as the CSV text that the feed's contract is judged on: one header, and the rows of every sheet.

The sheets are streamed, so a workbook of a gigabyte of XML needs no more memory than its rows. Every sheet is told by
its name, every column by its heading; nothing is taken by its position. Formulas are never computed.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from ossp_pipeline.contracts.column import Kind
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.workbook import NOTE_SEPARATOR, Workbook
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.header import resolve_headings
from ossp_pipeline.extract.readers.ods import OdsFile
from ossp_pipeline.extract.readers.sheets import Row, SheetFile, shown
from ossp_pipeline.extract.readers.xlsx import XlsxFile

ZIP = b"PK\x03\x04"
# Title lines that publishers put above a table.
_TITLE_LINES = 12
# What the standard library raises over an archive that is cut off, locked or spoiled.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, LookupError, ValueError)
_RESEND = "ask the supplier to send the CSV file again, or the workbook as it was published"


@dataclass
class _Sheet:
    """A sheet under way. `pick` takes the declared cells out of a row once the header was found."""

    name: str
    holds_rows: bool
    titles: int = 0
    width: int = 0
    pick: Any = None
    spares: tuple[str, ...] = ()
    notes: dict[tuple[str, ...], str] = field(default_factory=dict)


def read_workbook(raw: bytes, feed: Feed, workbook: Workbook) -> tuple[bytes, tuple[str, ...]]:
    """CSV text of every sheet that holds rows, and what was normalised. Raises DeliveryRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _Reader(_open(archive, workbook), feed, workbook).text()
    except _DAMAGED as error:
        what = "a damaged, cut off or locked ZIP or Excel file, not a CSV file or a workbook that can be read"
        raise DeliveryRefused("E-NOTDATA", f"this is {what}", _RESEND) from error


def _open(archive: zipfile.ZipFile, workbook: Workbook) -> SheetFile:
    names = archive.namelist()
    if "content.xml" in names:
        return OdsFile(archive, workbook.largest_xml)
    if "xl/workbook.xml" in names:
        return XlsxFile(archive, workbook.largest_xml)
    raise DeliveryRefused("E-NOTDATA", "this is a ZIP or Excel file of another kind, not a CSV file", _RESEND)


class _Reader:
    """One pass over the sheets, writing text."""

    def __init__(self, file: SheetFile, feed: Feed, workbook: Workbook) -> None:
        self.file, self.feed, self.workbook = file, feed, workbook
        self.headings = [c.heading for c in feed.columns if c.heading != workbook.notes_heading]
        self.written: list[str] = []
        self.said: list[str] = []

    def text(self) -> tuple[bytes, tuple[str, ...]]:
        """The text and the notes. Raises DeliveryRefused where no sheet holds rows, or readers disagree."""
        notes = [" ".join(row) for row in self.file.notes(self.workbook.notes_sheet)]
        out = io.BytesIO()
        handle = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
        csv.writer(handle, lineterminator="\n").writerow([*self.headings, self.workbook.notes_heading])
        csv.writer(handle, lineterminator="\n").writerows(self._rows(notes))
        handle.flush()
        self._refuse_silent_sheets()
        if self.file.seen != self.file.counted:
            message = f"two readers count different numbers of rows ({self.file.seen:,} and {self.file.counted:,})"
            raise DeliveryRefused("E-COUNT", f"{message} in the sheets", _RESEND)
        return out.getvalue(), tuple(dict.fromkeys([f"sheets read: {', '.join(self.written)}", *self.said]))

    def _rows(self, notes: list[str]) -> Iterator[list[str]]:
        sheet = _Sheet("", holds_rows=False)
        for name, row in self.file.rows():
            if name != sheet.name:
                sheet = _Sheet(name, re.fullmatch(self.workbook.sheets, name) is not None)
            if sheet.pick:
                yield _picked(sheet, row, notes)
            elif sheet.titles < _TITLE_LINES:
                self._look_for_header(sheet, row)

    def _refuse_silent_sheets(self) -> None:
        """A year that is not read is not a year without crime."""
        agreed = [name for name in self.file.names if re.fullmatch(self.workbook.sheets, name)]
        if not agreed:
            found = ", ".join(f"“{name}”" for name in self.file.names[:12])
            raise _sheet_refusal(f"no sheet has an agreed name; the file has {found}")
        if silent := [name for name in agreed if name not in self.written]:
            raise _sheet_refusal(f"the sheet “{silent[0]}” holds no table with the agreed header")

    def _look_for_header(self, sheet: _Sheet, row: Row) -> None:
        """A row that holds half of the headings is the header. One in a sheet of another name is refused."""
        sheet.titles += 1
        written = [" ".join(shown(cell).split()) for cell in row]
        known = {heading for column in self.feed.columns for heading in (column.heading, *column.also)}
        if 2 * len(known.intersection(written)) < len(self.headings):
            return
        if not sheet.holds_rows:
            if sheet.name.strip().lower() not in self.workbook.other_sheets:
                raise _sheet_refusal(f"the sheet “{sheet.name}” holds a table, and its name is not an agreed one")
            return
        try:
            headings, said = resolve_headings(written, self.feed)
        except DeliveryRefused as refusal:
            message = f"in the sheet “{sheet.name}”, {refusal.message}"
            raise DeliveryRefused(refusal.code, message, refusal.remedy, refusal.place) from None
        self.said += said
        self.written.append(sheet.name)
        self._set_columns(sheet, headings)

    def _set_columns(self, sheet: _Sheet, headings: list[str]) -> None:
        places = [headings.index(heading) if heading in headings else len(headings) for heading in self.headings]
        numeric = {c.heading for c in self.feed.columns if c.kind in (Kind.INTEGER, Kind.NUMBER)}
        sheet.width = len(headings)
        sheet.spares = ("",) * (len(headings) + 1)
        numbers = [heading in numeric for heading in self.headings]
        by = [self.headings.index(heading) for heading in self.workbook.notes_by]

        def pick(row: Row, notes: list[str]) -> list[str]:
            cells = [
                cell if type(cell) is str else cell[not number]
                for cell, number in zip(itemgetter(*places)(row), numbers, strict=True)
            ]
            named = tuple(cells[place] for place in by if cells[place])
            if named not in sheet.notes:
                sheet.notes[named] = NOTE_SEPARATOR.join(note for note in notes if any(name in note for name in named))
            cells.append(sheet.notes[named])
            return cells

        sheet.pick = pick


def _picked(sheet: _Sheet, row: Row, notes: list[str]) -> list[str]:
    """The declared cells of a row. A cell beyond the header makes it a row with a field too many."""
    beyond = len(row) > sheet.width
    padded = [*row[: sheet.width], *sheet.spares[: sheet.width + 1 - min(len(row), sheet.width)]]
    cells: list[str] = sheet.pick(padded, notes)
    return [*cells, ""] if beyond else cells


def _sheet_refusal(message: str) -> DeliveryRefused:
    return DeliveryRefused(
        "E-SHEET", message, "compare the sheets with docs/feeds; a renamed sheet is a change of the contract"
    )
