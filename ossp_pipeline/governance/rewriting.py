"""A received file without the rows of some people: the same bytes otherwise.

A file that its reader can read loses the rows whose cells are those of a person, and with them what it says of how many
rows there are. UTF-16 becomes UTF-8, and a
spreadsheet the CSV file that its reader makes: a workbook that is written anew keeps old cells in places nobody looks
at (shared strings, names, caches). Of extracts of a case system, all that is about a person goes, and so do the rows of
files that are joined, by what links them. A file that was refused because it cannot be read loses every line that holds
the person's values; one that is not text at all, and holds them, loses everything: it was of no use, and stays refused.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.mapping.layout import layout_of
from ossp_pipeline.extract.mapping.rows import mapping_of
from ossp_pipeline.extract.mapping.sheets import is_spreadsheet, sheet_text
from ossp_pipeline.extract.readers.archive import write_archive
from ossp_pipeline.extract.readers.decode import decode
from ossp_pipeline.extract.readers.delimited import find_header, spelling
from ossp_pipeline.extract.readers.file_kinds import ZIP, other_kind
from ossp_pipeline.extract.record_files import parts_of
from ossp_pipeline.extract.report_lines import below_header, find_closing, is_total
from ossp_pipeline.governance.byte_scan import contents, spellings
from ossp_pipeline.governance.extract_rewriting import cells_of_extracts, without_people_in_extracts
from ossp_pipeline.governance.identifiers import Identifiers
from ossp_pipeline.governance.joined_files import joined_members, link_columns
from ossp_pipeline.protect.pseudonyms import canonical_form

# Shorter values, such as an initial, are found in any file.
_SHORTEST_SOUGHT = 5
_LONGEST_CELL = 4_000_000


@dataclass(frozen=True)
class Rewritten:
    """A file's bytes without the rows, and the rows. `is_emptied`: it was no text, and nothing of it is left."""

    content: bytes
    removed: tuple[bytes, ...] = ()
    is_emptied: bool = False


@dataclass(frozen=True)
class _Record:
    """A row as it lies in the file, its cells, and the number of lines above it."""

    raw: bytes
    cells: list[str]
    above: int


@dataclass(frozen=True)
class _Table:
    """The rows of a file, and the one with its headings; None where it has none that could be read.

    above  number of lines above the first row below the headings
    """

    records: list[_Record]
    header: _Record | None
    above: int


def without_people(content: bytes, feed: Feed, wanted: Identifiers) -> Rewritten | None:
    """The file without these people's rows; None where it holds none of them."""
    if feed.extract and (parts := parts_of(content, feed, feed.extract)):
        found = without_people_in_extracts(parts, feed.extract, wanted)
        return Rewritten(*found) if found else None
    if members := joined_members(content, feed):
        return _without_people_in_members(members, feed, wanted)
    try:
        layout, theirs, supplied = _as_supplied(content, feed, wanted)
    except (DeliveryRefused, UnicodeError):
        return _emptied(content, wanted)
    if other_kind(supplied):
        return _emptied(supplied, wanted)
    return _without_rows(supplied, layout, theirs, content)


def _without_rows(content: bytes, feed: Feed, wanted: Identifiers, received: bytes) -> Rewritten | None:
    """`content`: the text that was received, or that was made of `received`."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    text = content[len(mark) :]
    closing = find_closing(text)
    table = _read_table(text[: closing.start], feed)
    are_theirs = _judge(table, wanted)
    removed = tuple(record.raw for record, is_theirs in zip(table.records, are_theirs, strict=True) if is_theirs)
    if not removed:
        # A supplier's spreadsheet has other sheets, which nobody reads: they go.
        is_elsewhere = content is not received and received.startswith(ZIP) and _holds(received, wanted)
        return Rewritten(content) if is_elsewhere and not feed.workbook else None
    total, count = _stated_total(table)
    kept = b"".join(
        record.raw
        for record, is_theirs in zip(table.records, are_theirs, strict=True)
        if not is_theirs and record is not total
    )
    if closing.lines:
        return Rewritten(mark + kept + (b"" if closing.stated == count else text[closing.start :]), removed)
    # A last line without an end says that the file was cut off, and that must go on showing.
    is_cut_off = not text.endswith((b"\n", b"\r"))
    return Rewritten(mark + (kept.rstrip(b"\r\n") if is_cut_off else kept), removed)


def _stated_total(table: _Table) -> tuple[_Record | None, int]:
    """The last row where it says how many rows there are, and how many: with a row less, it would be wrong."""
    rows = [record for record in table.records if table.header and record.above >= table.above and any(record.cells)]
    count = len(rows) - 1
    if rows and is_total(rows[-1].cells) and str(count) in rows[-1].cells:
        return rows[-1], count
    return None, len(rows)


def _without_people_in_members(members: dict[str, bytes], feed: Feed, wanted: Identifiers) -> Rewritten | None:
    """One file says whose a row is; the rows of the others are theirs by what links the files."""
    removed: list[bytes] = []
    for sought in (wanted, _linked_to(members, feed, wanted)):
        for name, member in members.items():
            if sought.people and (rewritten := without_people(member, feed, sought)):
                members[name] = rewritten.content
                removed += rewritten.removed or [member]
    return Rewritten(write_archive(members), tuple(removed)) if removed else None


def _linked_to(members: dict[str, bytes], feed: Feed, wanted: Identifiers) -> Identifiers:
    """What the rows of these people have in common with rows of the other files."""
    linked = link_columns(feed)
    width = len(wanted.columns)
    links = {
        cells[width:]
        for member in members.values()
        for cells in cells_of(member, feed, (*wanted.columns, *linked))
        if tuple(map(canonical_form, cells[:width])) in wanted.people
    }
    return Identifiers(linked, frozenset(tuple(map(canonical_form, link)) for link in links), tuple(sorted(links)))


def _as_text(content: bytes, feed: Feed) -> bytes:
    """The text that the reader of a workbook makes, and UTF-16 as UTF-8; other bytes as they are."""
    if feed.workbook and content.startswith(ZIP):
        return decode(content, feed)[0]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16").encode()
    return content


def _as_supplied(content: bytes, feed: Feed, wanted: Identifiers) -> tuple[Feed, Identifiers, bytes]:
    """The layout that the file is in, the columns under its own headings where a mapping reads it, and its text.

    Raises DeliveryRefused or UnicodeError for a file that cannot be read.
    """
    mapping = _mapping(content, feed)
    if mapping is None:
        return feed, wanted, _as_text(content, feed)
    layout = layout_of(mapping, feed)
    named = {column.name: column for column in layout.columns}
    wanted = replace(wanted, columns=tuple(named.get(column.name, column) for column in wanted.columns))
    is_sheet = is_spreadsheet(content)
    return layout, wanted, sheet_text(content, mapping, feed).text if is_sheet else _as_text(content, layout)


def _mapping(content: bytes, feed: Feed) -> Mapping | None:
    try:
        return mapping_of(content, feed)
    except DeliveryRefused:
        return None


def cells_of(content: bytes, feed: Feed, columns: tuple[Column, ...]) -> list[tuple[str, ...]]:
    """The cells of some columns of each whole row; empty for a file whose header or text cannot be read."""
    if feed.extract and (parts := parts_of(content, feed, feed.extract)):
        return cells_of_extracts(parts, feed.extract, columns)
    if members := joined_members(content, feed):
        return [cells for member in members.values() for cells in cells_of(member, feed, columns)]
    try:
        feed, wanted, content = _as_supplied(content, feed, Identifiers(columns, frozenset(), ()))
    except (DeliveryRefused, UnicodeError):
        return []
    columns = wanted.columns
    table = _read_table(content.removeprefix(codecs.BOM_UTF8), feed)
    places = _places(table.header, columns)
    if places is None or table.header is None:
        return []
    rows = [record for record in table.records if _is_whole(record, table.header)]
    return [tuple(record.cells[place] for place in places) for record in rows]


def _read_table(text: bytes, feed: Feed) -> _Table:
    """The rows as the csv module reads them; line by line where it cannot."""
    found = below_header(text, find_header(text, feed))
    lines = text.splitlines(keepends=True)
    for encoding in feed.encodings:
        try:
            records = list(_csv_records(lines, encoding, found.delimiter))
        except (UnicodeDecodeError, csv.Error):
            continue
        break
    else:
        records = [_Record(line, _loose_cells(line, found.delimiter), above) for above, line in enumerate(lines)]
    header = next((record for record in records if record.above == found.above), None)
    return _Table(records, header, found.above + 1 + (found.rule is not None))


def _csv_records(lines: list[bytes], encoding: str, delimiter: str) -> Iterator[_Record]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader((line.decode(encoding) for line in lines), delimiter=delimiter, strict=True)
    start = 0
    for cells in reader:
        yield _Record(b"".join(lines[start : reader.line_num]), cells, start)
        start = reader.line_num


def _loose_cells(line: bytes, delimiter: str) -> list[str]:
    return [cell.strip(' "\r\n\t') for cell in line.decode("utf-8", errors="replace").split(delimiter)]


def _judge(table: _Table, wanted: Identifiers) -> list[bool]:
    """Whether each row is about one of the people: by its columns, or in a row of another width by any cell."""
    places = _places(table.header, wanted.columns)
    return [
        tuple(canonical_form(record.cells[place]) for place in places) in wanted.people
        if places and table.header and _is_whole(record, table.header)
        else _holds_a_person(record, wanted)
        for record in table.records
    ]


def _is_whole(record: _Record, header: _Record) -> bool:
    """Whether a row below the header has as many cells, but for blank ones at its end."""
    width = len(header.cells)
    return record.above > header.above and len(record.cells) >= width and not any(record.cells[width:])


def _places(header: _Record | None, columns: tuple[Column, ...]) -> list[int] | None:
    """Where the columns are, under any of their headings; None where the header lacks one."""
    written = [spelling(cell) for cell in header.cells] if header else []
    found = []
    for column in columns:
        headings = [spelling(name) for name in (column.heading, *column.also)]
        place = next((written.index(name) for name in headings if name in written), None)
        if place is None:
            return None
        found.append(place)
    return found


def _holds_a_person(record: _Record, wanted: Identifiers) -> bool:
    cells = set(map(canonical_form, record.cells))
    return any(cells.issuperset(person) for person in wanted.people)


def _emptied(content: bytes, wanted: Identifiers) -> Rewritten | None:
    return Rewritten(b"", is_emptied=True) if _holds(content, wanted) else None


def _holds(content: bytes, wanted: Identifiers) -> bool:
    """Whether the values of one of the people are anywhere in a file, or in what it packs."""
    parts = list(contents(content))
    for person in wanted.spelled:
        sought = [value for value in person if len(value) >= _SHORTEST_SOUGHT]
        if sought and any(all(any(form in part for form in spellings(value)) for value in sought) for part in parts):
            return True
    return False
