"""A file as tables of text, whatever kind it is: the sheets of a workbook, or the one table of a CSV file.

A published layout has notes above the header, and more columns than the contract: its tables are read as they are
written, before anything is compared with a contract. Rows are counted a second time from the bytes.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.readers.decode import decode
from ossp_pipeline.extract.readers.file_kinds import ZIP
from ossp_pipeline.extract.readers.streaming.sheets import Row, SheetFile
from ossp_pipeline.extract.readers.streaming.workbook import open_sheets
from ossp_pipeline.extract.rows import count_plain_lines

# Publishers put up to this many lines of titles above a table.
_TITLE_LINES = 12
_LARGEST_XML = 4_000_000_000
_RESEND = "ask for the file again, as it was published"


class Tables:
    """The tables of one file, by the names of their sheets; a CSV file has one, without a name.

    first_rows  the first rows of each table, among which its header is
    """

    def __init__(self, source: SheetFile | bytes) -> None:
        self._source = source
        first = {"": islice(_csv_rows(source), _TITLE_LINES)} if isinstance(source, bytes) else _first_of_each(source)
        self.first_rows = {name: [_spaced_once(row) for row in rows] for name, rows in first.items()}

    def below(self, name: str, header: int, is_strict: bool = True) -> Iterator[list[str]]:
        """The rows below the header that are not blank.

        `is_strict`: each has as many cells as the header. Raises DeliveryRefused for a row that has not.
        """
        width = len(self.first_rows[name][header])
        for number, row in enumerate(self._rows(name)):
            if number > header and any(row):
                yield _fitted(row, width, number + 1, isinstance(self._source, SheetFile)) if is_strict else row

    def below_each(self, headers: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
        """The rows below the header of each of these tables, which are read once, one after another.

        An OpenDocument file is one stream: sheet by sheet, it would be parsed as many times as it has sheets.
        """
        if isinstance(self._source, bytes):
            yield from (("", row) for row in self.below("", headers[""]))
            return
        self._source.count_again()
        seen: Counter[str] = Counter()
        for name, cells in self._source.rows():
            seen[name] += 1
            row, number = _values(cells), seen[name]
            if name in headers and number > headers[name] + 1 and any(row):
                width = len(self.first_rows[name][headers[name]])
                yield name, _fitted(row, width, number, is_sheet=True)
        _refuse_miscount(self._source.parsed, self._source.counted)

    def _rows(self, name: str) -> Iterator[list[str]]:
        """Every row, counted again at the end."""
        if isinstance(self._source, bytes):
            yield from _csv_rows(self._source)
            return
        yield from map(_values, self._source.sheet(name))
        _refuse_miscount(self._source.parsed, self._source.counted)


@contextmanager
def open_tables(raw: bytes, feed: Feed) -> Iterator[Tables]:
    """The tables of a file, open while they are read. Raises DeliveryRefused for a file that has none."""
    if raw.startswith(ZIP):
        with open_sheets(raw, _LARGEST_XML) as file:
            yield Tables(file)
    else:
        text, _ = decode(raw, feed)
        yield Tables(text)


def _first_of_each(file: SheetFile) -> dict[str, Iterable[list[str]]]:
    return {name: map(_values, rows) for name, rows in file.first_rows(_TITLE_LINES).items()}


def _values(row: Row) -> list[str]:
    """The values of a row's cells: of a number not how it is shown."""
    return [cell if isinstance(cell, str) else cell[0] for cell in row]


def _csv_rows(text: bytes) -> Iterator[list[str]]:
    rows = 0
    try:
        for row in csv.reader(io.StringIO(text.decode(), newline=""), strict=True):
            rows += 1
            yield row
    except csv.Error:
        raise DeliveryRefused("E-QUOTE", "a quote is not closed", _RESEND, FilePosition(rows + 1)) from None
    _refuse_miscount(rows, count_plain_lines(text) or rows)


def _spaced_once(row: list[str]) -> list[str]:
    """Headings without blanks at their ends, and without the line breaks that some have."""
    return [" ".join(cell.split()) for cell in row]


def _fitted(row: list[str], width: int, number: int, is_sheet: bool) -> list[str]:
    """The row with as many cells as the header. A sheet has no blank cells at the end of its rows; a CSV file has."""
    if len(row) > width or (len(row) < width and not is_sheet):
        message = f"a row has {len(row)} cells where the header has {width}"
        raise DeliveryRefused("E-LAYOUT", message, _RESEND, FilePosition(number))
    return row + [""] * (width - len(row))


def _refuse_miscount(parsed: int, counted: int) -> None:
    if parsed != counted:
        message = f"two readers count different numbers of rows ({parsed:,} and {counted:,})"
        raise DeliveryRefused("E-COUNT", message, _RESEND)
