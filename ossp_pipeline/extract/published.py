"""What a publisher's file is, by what it holds: which layout, of which years; and its rows as the contract wants them.

Publishers name files as they like and change the names from edition to edition, so a name decides only what the content
does not say. A file in none of the feed's layouts is left to the contract, which names what is wrong with it.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from ossp_pipeline.contracts.feed import Feed, FileName
from ossp_pipeline.contracts.layout import CSV, WORKBOOK, Layout, Table, TidyRow, example_of
from ossp_pipeline.contracts.mapping import WHOLE
from ossp_pipeline.contracts.period import Period, parse_period
from ossp_pipeline.contracts.window import read_window
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.header import nearest_heading
from ossp_pipeline.extract.known_kinds import known_kind
from ossp_pipeline.extract.mapping.names import mapped_name
from ossp_pipeline.extract.readers.archive import read_members
from ossp_pipeline.extract.readers.file_kinds import first_bytes
from ossp_pipeline.extract.readers.streaming.sheets import LimitedText
from ossp_pipeline.extract.readers.tables import Tables, open_tables
from ossp_pipeline.extract.record_files import held_period, read_extracts

# A year, or a financial year such as 2023/24, in the name of a sheet.
_YEAR = re.compile(r"(?:19|20)\d\d(?:[/_-]\d\d)?")
# The properties of the first outline of a GeoJSON file are among its first bytes.
_PROPERTIES = 100_000
_LONGEST_PART = 30
# Refusals that may be due to another layout: they say which one the file is in, or comes nearest to.
_ABOUT_LAYOUT = ("E-HEADER", "E-NOTDATA", "E-NAME", "E-SHEET")

Text = tuple[bytes, tuple[str, ...]]


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


def identify(content: bytes, file_name: str, feed: Feed) -> list[FileName]:
    """The periods that a file is about, one for each delivery it holds; empty where nothing says any."""
    if mapped := mapped_name(content, file_name, feed):
        return [mapped]
    named = feed.read_file_name(file_name)
    if is_known_by_name(file_name, feed):
        return [named] if named else []
    try:
        if period := held_period(content, feed):
            return [FileName(period, "all", feed.read_version(file_name))]
        held = [
            FileName(parse_period(feed.cadence, year), part, feed.read_version(file_name))
            for year, part in _periods_held(content, feed)
        ]
    except DeliveryRefused:
        # Landing refuses the file for the same reason, in its record.
        held = []
    return held or ([named] if named else [])


def is_known_by_name(file_name: str, feed: Feed) -> bool:
    """Whether a file of no mapping need not be looked into: its name, or nothing, says of which period it is."""
    is_dated = feed.read_file_name(file_name) and any(layout.name_dates for layout in feed.layouts)
    return bool(is_dated) or not (feed.layouts or feed.geojson or feed.extract)


def published_text(content: bytes, feed: Feed, period: Period) -> Text | None:
    """A published file as CSV text of the contract, with rows of the period alone; None for a file in no such layout.

    Raises DeliveryRefused where the layout cannot be used, or the file is not whole.
    """
    if delivered := read_extracts(content, feed, period):
        return _as_text(delivered.rows, feed, delivered.unread), delivered.notes
    if members := _members(content, feed):
        return _joined(members, feed, period)
    if not any(layout.tidy for layout in feed.layouts):
        return None
    with ExitStack() as stack:
        found = _open_found(stack, content, feed)
        if found is None:
            return None
        _refuse_unusable(found.layout, feed)
        return _tidied(found, feed, str(period))


def part_of(content: bytes, feed: Feed) -> tuple[str, str] | None:
    """Which of several files that are joined this is, and the year it is of; None for any other file."""
    with ExitStack() as stack:
        found = _open_found(stack, content, feed)
        if found is None or not _is_one_of_several(found.layout, feed):
            return None
        return found.layout.part, _newest_year(found)


def with_nearest(refusal: DeliveryRefused, content: bytes, feed: Feed) -> DeliveryRefused:
    """The refusal that says more: of a kind that is not taken, or with the layout that the file comes nearest to.

    A file that the contract takes is not looked at again, however large it is.
    """
    if known := known_kind(content, feed):
        return DeliveryRefused("E-LAYOUT", f"this is {known.name}: {known.reason}", known.remedy)
    if refusal.code not in _ABOUT_LAYOUT or not feed.layouts:
        return refusal
    try:
        with open_tables(content, feed) as tables:
            unusable = next((layout for layout in feed.layouts if layout.refused and _find(tables, layout)), None)
            nearest = _nearest(tables, feed)
    except DeliveryRefused:
        return refusal
    if unusable:
        return _unusable(unusable)
    if nearest is None:
        return refusal
    layout, row = nearest
    message = f"{refusal.message}; it comes nearest to {layout.name}{_name_lacking(layout, row)}"
    remedy = f"{refusal.remedy}, or a file such as {layout.file_name}"
    return DeliveryRefused(refusal.code, message, remedy, refusal.position)


def _open_found(stack: ExitStack, content: bytes, feed: Feed) -> Found | None:
    """The first layout that a file is in; None for none, and for a file that cannot be read: the contract says why."""
    try:
        tables = stack.enter_context(open_tables(content, feed))
        return next((found for layout in feed.layouts if (found := _find(tables, layout))), None)
    except DeliveryRefused:
        return None


def _find(tables: Tables, layout: Layout) -> Found | None:
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


def _nearest(tables: Tables, feed: Feed) -> tuple[Layout, list[str]] | None:
    """The layout that is taken and of which a row has the largest share of headings, and that row.

    None where the contract has.
    """
    contract = Layout(name="", file_name="", headings=feed.headings)
    rows = [row for rows in tables.first_rows.values() for row in rows]
    lacking = [(layout, row, len(layout.missing(row))) for layout in (contract, *feed.taken_layouts) for row in rows]
    near = [item for item in lacking if item[2] < len(item[0].headings)]
    nearest = min(near, key=lambda item: item[2] / len(item[0].headings), default=None)
    return nearest[:2] if nearest and nearest[0] is not contract else None


def _name_lacking(layout: Layout, row: list[str]) -> str:
    """The first heading that a row lacks, and the other one in its place, where the row is a header for certain."""
    missing = layout.missing(row)
    if not missing:
        return ""
    example = example_of(missing[0])
    others = [written for written in row if not layout.has(written)] if 2 * len(missing) <= len(layout.headings) else []
    nearest = nearest_heading(example, others)
    hint = f", and the nearest that the file has is “{nearest}”" if nearest else ""
    return f", but lacks a heading such as “{example}”{hint}"


def _periods_held(content: bytes, feed: Feed) -> list[tuple[str, str]]:
    """Year and part of each delivery that a file holds. Raises DeliveryRefused."""
    if feed.geojson and first_bytes(content).startswith(b"{"):
        code = re.compile(rf'"(?:{feed.geojson.code_property})"'.encode(), re.IGNORECASE)
        match = code.search(content[:_PROPERTIES])
        return [(f"20{match['short_year'].decode()}", "all")] if match and match["short_year"] else []
    if not feed.layouts:
        return []
    if feed.join and (members := _members(content, feed)):
        years = dict(sorted(filter(None, (part_of(member, feed) for member in members))))
        return [(years[feed.join.dated], "all")] if years.get(feed.join.dated) else []
    with ExitStack() as stack:
        found = _open_found(stack, content, feed)
        if found is None or _is_one_of_several(found.layout, feed):
            return []
        years_held = sorted(found.years())
        return [(year, found.part) for year in (years_held[-1:] if found.layout.is_one else years_held)]


def _members(content: bytes, feed: Feed) -> list[bytes]:
    """The files of an archive, where the feed is joined from several; empty for any other file."""
    return list(read_members(content, feed.largest_file).values()) if feed.join else []


def _is_one_of_several(layout: Layout, feed: Feed) -> bool:
    return feed.join is not None and bool(layout.part)


def _refuse_unusable(layout: Layout, feed: Feed) -> None:
    if layout.refused:
        raise _unusable(layout)
    if _is_one_of_several(layout, feed):
        raise _incomplete({layout.part}, feed)


def _unusable(layout: Layout) -> DeliveryRefused:
    reason, remedy = layout.refused or ("", "")
    return DeliveryRefused("E-LAYOUT", f"this is {layout.name}: {reason}", remedy)


def _incomplete(there: set[str], feed: Feed, members: Iterable[bytes] = ()) -> DeliveryRefused:
    """Files that are joined came without the others; what a file of the archive lacks that nearly is one of them."""
    lacking = "".join(f"; {words}" for member in members if (words := _lacking(member, feed, there)))
    message = f"files that are read together came without the others{lacking}"
    return DeliveryRefused("E-LAYOUT", message, missing_parts(there, feed))


def _lacking(member: bytes, feed: Feed, there: set[str]) -> str:
    try:
        with open_tables(member, feed) as tables:
            nearest = _nearest(tables, feed)
    except DeliveryRefused:
        return ""
    if nearest is None or nearest[0].part in there:
        return ""
    return f"one comes nearest to {nearest[0].name}{_name_lacking(*nearest)}"


def missing_parts(there: set[str], feed: Feed) -> str:
    """What to fetch where only some of the files came that are read together."""
    missing = {layout.part: layout for layout in feed.taken_layouts if layout.part}
    needed = [f"{layout.name}, such as {layout.file_name}" for part, layout in missing.items() if part not in there]
    return f"put beside it {'; and '.join(needed)}"


def _joined(members: list[bytes], feed: Feed, period: Period) -> Text:
    """The rows that the files give together; of two with the same part, the one of the later year counts."""
    with ExitStack() as stack:
        found = sorted(filter(None, (_open_found(stack, member, feed) for member in members)), key=_newest_year)
        parts = {item.layout.part: item for item in found if item.layout.part}
        if feed.join is None or set(parts) < feed.parts:
            raise _incomplete(set(parts), feed, members)
        tables = {part: item.table(next(iter(item.headers))) for part, item in parts.items()}
        rows, notes = feed.join.join(tables, period, dict(feed.join.listed))
        return _as_text(rows, feed), (f"joined from {', '.join(item.layout.name for item in parts.values())}", *notes)


def _newest_year(found: Found) -> str:
    return max(found.years(), default="")


def _tidied(found: Found, feed: Feed, year: str) -> Text | None:
    layout = found.layout
    if layout.tidy is None:
        return None
    return _as_text(layout.tidy(_tables_of(found, year), year), feed), (f"read as {layout.name}",)


def _tables_of(found: Found, year: str) -> Iterable[Table]:
    """The sheets that hold rows of the year: all of them where only their rows tell."""
    if found.layout.is_long:
        return found.tables_in_turn()
    years = {} if found.layout.is_one else found.years()
    sheets = years.get(year, []) if years else list(found.headers)
    return [found.table(sheet) for sheet in sheets]


def _as_text(rows: Iterable[TidyRow], feed: Feed, unread: int = 0) -> bytes:
    """Rows as CSV text. `unread`: lines that could not be read, each of them a row that the contract rejects."""
    out = LimitedText(feed.largest_file)
    with io.TextIOWrapper(out, encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, feed.headings, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        handle.write("unread\n" * unread)
        handle.flush()
        return out.getvalue()


def _last_year(text: str) -> str:
    """The year in which a period ends, such as “2018 - 20” or “April 2021 to March 2022”; "" where it names none."""
    window = read_window(text)
    return str(window.last) if window else ""
