"""Which of a feed's published layouts a file is in, by its headings and sheets, and which one it comes nearest to.

What is taken of such a file, and of which years it is, `published.py` says.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.layout import CSV, WORKBOOK, Layout, Table, example_of
from ossp_pipeline.contracts.mapping import WHOLE
from ossp_pipeline.contracts.window import read_window
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.header import nearest_heading
from ossp_pipeline.extract.readers.tables import Tables, open_tables

# A year, or a financial year such as 2023/24, in the name of a sheet.
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/_-]\d\d)?")
_LONGEST_PART = 30


@dataclass(frozen=True)
class Found:
    """The layout that a file is in, and the place of the header in every sheet that holds rows, by the sheet's name."""

    layout: Layout
    tables: Tables
    headers: dict[str, int]

    def table(self, sheet: str) -> Table:
        """One sheet as a table."""
        header = self.headers[sheet]
        return Table(sheet, self.tables.first_rows[sheet][header], self.tables.below(sheet, header))

    def tables_in_turn(self) -> Iterator[Table]:
        """Every sheet as a table, in one reading: each is done with before the next one begins."""
        for sheet, rows in groupby(self.tables.below_each(self.headers), key=itemgetter(0)):
            headings = self.tables.first_rows[sheet][self.headers[sheet]]
            yield Table(sheet, headings, (row for _, row in rows))

    def cells(self, sheet: str, heading: str) -> Iterator[str]:
        """The cells of one column, also of rows that the contract would reject."""
        position = self.table(sheet).position(heading)
        rows = self.tables.below(sheet, self.headers[sheet], is_strict=False)
        return (row[position] for row in rows if position is not None and position < len(row))

    @property
    def part(self) -> str:
        """Which part of its period the file is: that of its layout, and of what it is about where the layout says."""
        if self.layout.part_by is None:
            return self.layout.part or WHOLE
        about = sorted(
            {cell.strip() for sheet in self.headers for cell in self.cells(sheet, self.layout.part_by)} - {""}
        )
        named = "-".join(re.findall(r"[a-z0-9]+", "-".join(about).casefold()))
        if len(about) > 1 or len(named) > _LONGEST_PART:
            named = f"{len(about)}-{hashlib.sha256(named.encode()).hexdigest()[:8]}"
        return f"{self.layout.part}-{named}"

    @property
    def newest_year(self) -> str:
        """The last year that the content says; "" where it says none."""
        return max(self.years(), default="")

    def years(self) -> dict[str, list[str]]:
        """The sheets with rows of each year; empty where the content does not say the year."""
        found: dict[str, list[str]] = {}
        if self.layout.is_long:
            return {year: list(self.headers) for year in self._years_in_turn()}
        for sheet in self.headers:
            for year in self._years_of(sheet):
                found.setdefault(year, []).append(sheet)
        return found

    def _years_in_turn(self) -> set[str]:
        written: set[str] = set()
        for table in self.tables_in_turn():
            place = table.position(self.layout.year_column or "")
            written |= {row[place] for row in table.rows if place is not None}
        return set(map(_last_year, written)) - {""}

    def _years_of(self, sheet: str) -> Iterable[str]:
        if self.layout.sheets and (match := _YEAR.search(sheet)):
            return [_last_year(match.group())]
        table = self.table(sheet)
        if self.layout.year_column:
            return set(map(_last_year, set(self.cells(sheet, self.layout.year_column)))) - {""}
        year = self.layout.year_of(table.headings)
        return [year] if year else []


def open_found(stack: ExitStack, content: bytes, feed: Feed) -> Found | None:
    """The first layout that a file is in; None for none, and for a file that cannot be read: the contract says why."""
    try:
        tables = stack.enter_context(open_tables(content, feed))
        return next((found for layout in feed.layouts if (found := found_in(tables, layout))), None)
    except DeliveryRefused:
        return None


def found_in(tables: Tables, layout: Layout) -> Found | None:
    """The tables as those of this layout; None where none of them is."""
    headers = {}
    for sheet, rows in tables.first_rows.items():
        header = next((place for place, row in enumerate(rows) if layout.fits(row)), None)
        if header is not None and _is_sheet_of(layout, sheet):
            headers[sheet] = header
    found = Found(layout, tables, headers)
    return found if headers and _is_marked(found) else None


def _is_sheet_of(layout: Layout, sheet: str) -> bool:
    if layout.file_kind not in ("", WORKBOOK if sheet else CSV):
        return False
    return not sheet or layout.sheets is None or re.fullmatch(layout.sheets, sheet) is not None


def _is_marked(found: Found) -> bool:
    if found.layout.marked_by is None:
        return True
    heading, pattern = found.layout.marked_by
    mark = re.compile(pattern)
    return any(mark.fullmatch(cell) for sheet in found.headers for cell in found.cells(sheet, heading))


def nearest_layout(tables: Tables, feed: Feed) -> tuple[Layout, list[str]] | None:
    """The layout that is taken and of which a row has the largest share of headings, and that row.

    None where the contract has.
    """
    contract = Layout(name="", file_name="", headings=feed.headings)
    rows = [row for rows in tables.first_rows.values() for row in rows]
    lacking = [(layout, row, len(layout.missing(row))) for layout in (contract, *feed.taken_layouts) for row in rows]
    near = [item for item in lacking if item[2] < len(item[0].headings)]
    nearest = min(near, key=lambda item: item[2] / len(item[0].headings), default=None)
    return nearest[:2] if nearest and nearest[0] is not contract else None


def name_lacking(layout: Layout, row: list[str]) -> str:
    """The first heading that a row lacks, and the other one in its place, where the row is a header for certain."""
    missing = layout.missing(row)
    if not missing:
        return ""
    example = example_of(missing[0])
    others = [written for written in row if not layout.has(written)] if 2 * len(missing) <= len(layout.headings) else []
    nearest = nearest_heading(example, others)
    hint = f", and the nearest that the file has is “{nearest}”" if nearest else ""
    return f", but lacks a heading such as “{example}”{hint}"


def _last_year(text: str) -> str:
    """The year in which a period ends, such as “2018 - 20” or “April 2021 to March 2022”; "" where it names none."""
    window = read_window(text)
    return str(window.last) if window else ""
