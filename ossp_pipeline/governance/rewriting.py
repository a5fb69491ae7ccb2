"""A received file without the rows of some people: the same bytes otherwise.

A file that its reader can read loses the rows whose cells are those of a person. A spreadsheet becomes the CSV file
that its reader makes: a workbook that is written anew keeps old cells in places nobody looks at (shared strings, names,
caches). Of extracts of a case system, all that is about a person goes. A file that was refused because it cannot be
read loses every line that holds the person's values; one that is not text at all, and holds them, loses everything: it
was of no use, and stays refused.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass

from ossp_pipeline.contracts.column import Column
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.decode import decode
from ossp_pipeline.extract.readers.file_kinds import ZIP, other_kind
from ossp_pipeline.extract.record_files import parts_of
from ossp_pipeline.governance.byte_scan import contents, spellings
from ossp_pipeline.governance.extract_rewriting import cells_of_extracts, without_people_in_extracts
from ossp_pipeline.governance.identifiers import Identifiers
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
    """A row as it lies in the file, and its cells."""

    raw: bytes
    cells: list[str]


def without_people(content: bytes, feed: Feed, wanted: Identifiers) -> Rewritten | None:
    """The file without these people's rows; None where it holds none of them."""
    if feed.extract and (parts := parts_of(content, feed, feed.extract)):
        found = without_people_in_extracts(parts, feed.extract, wanted)
        return Rewritten(*found) if found else None
    if feed.workbook and content.startswith(ZIP):
        try:
            content, _ = decode(content, feed)
        except DeliveryRefused:
            return _emptied(content, wanted)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or other_kind(content):
        return _emptied(content, wanted)
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    records = _read_records(content[len(mark) :], feed)
    are_theirs = _judge(records, feed, wanted)
    removed = tuple(record.raw for record, is_theirs in zip(records, are_theirs, strict=True) if is_theirs)
    if not removed:
        return None
    kept = b"".join(record.raw for record, is_theirs in zip(records, are_theirs, strict=True) if not is_theirs)
    # A last line without an end says that the file was cut off, and that must go on showing.
    is_cut_off = not content.endswith((b"\n", b"\r"))
    return Rewritten(mark + (kept.rstrip(b"\r\n") if is_cut_off else kept), removed)


def cells_of(content: bytes, feed: Feed, columns: tuple[Column, ...]) -> list[tuple[str, ...]]:
    """The cells of some columns of each whole row; empty for a file whose header or text cannot be read."""
    if feed.extract and (parts := parts_of(content, feed, feed.extract)):
        return cells_of_extracts(parts, feed.extract, columns)
    records = _read_records(content.removeprefix(codecs.BOM_UTF8), feed)
    places = _places(records[0].cells, columns) if records else None
    if places is None:
        return []
    width = len(records[0].cells)
    return [tuple(record.cells[place] for place in places) for record in records[1:] if len(record.cells) == width]


def _read_records(text: bytes, feed: Feed) -> list[_Record]:
    """The rows as the csv module reads them; line by line where it cannot."""
    lines = text.splitlines(keepends=True)
    for encoding in feed.encodings:
        try:
            return list(_csv_records(lines, encoding, feed.delimiter))
        except (UnicodeDecodeError, csv.Error):
            continue
    return [_Record(line, _loose_cells(line, feed.delimiter)) for line in lines]


def _csv_records(lines: list[bytes], encoding: str, delimiter: str) -> Iterator[_Record]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader((line.decode(encoding) for line in lines), delimiter=delimiter, strict=True)
    start = 0
    for cells in reader:
        yield _Record(b"".join(lines[start : reader.line_num]), cells)
        start = reader.line_num


def _loose_cells(line: bytes, delimiter: str) -> list[str]:
    return [cell.strip(' "\r\n\t') for cell in line.decode("utf-8", errors="replace").split(delimiter)]


def _judge(records: list[_Record], feed: Feed, wanted: Identifiers) -> list[bool]:
    """Whether each row is about one of the people: by its columns, or in a row of another width by any cell."""
    places = _places(records[0].cells, wanted.columns) if records else None
    width = len(records[0].cells) if records else 0
    return [
        tuple(canonical_form(record.cells[place]) for place in places) in wanted.people
        if places and len(record.cells) == width
        else _holds_a_person(record, wanted)
        for record in records
    ]


def _places(header: list[str], columns: tuple[Column, ...]) -> list[int] | None:
    """Where the columns are, under any of their headings; None where the header lacks one."""
    found = []
    for column in columns:
        place = next((header.index(name) for name in (column.heading, *column.also) if name in header), None)
        if place is None:
            return None
        found.append(place)
    return found


def _holds_a_person(record: _Record, wanted: Identifiers) -> bool:
    cells = set(map(canonical_form, record.cells))
    return any(cells.issuperset(person) for person in wanted.people)


def _emptied(content: bytes, wanted: Identifiers) -> Rewritten | None:
    parts = list(contents(content))
    for person in wanted.spelled:
        sought = [value for value in person if len(value) >= _SHORTEST_SOUGHT]
        if sought and any(all(any(form in part for form in spellings(value)) for value in sought) for part in parts):
            return Rewritten(b"", is_emptied=True)
    return None
