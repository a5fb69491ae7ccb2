"""Rows counted by readers that share nothing with ours: Python's csv and json, a tree of a workbook's XML, lines."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.records import RecordType

Sheets = list[tuple[str, list[tuple[list[str], int]]]]
_TITLE_LINES = 12
_WIDEST = 256


def rows_of_text(content: bytes, feed: Feed) -> int | None:
    """Rows below the header; None where the text cannot be read, or its header stands in several lines."""
    for encoding in feed.encodings:
        try:
            text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return None
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=feed.delimiter, strict=True) if row]
    except csv.Error:
        return None
    asked = {column.heading.casefold() for column in feed.columns if feed.asks_for(column)}
    # A header whose first copy was spoiled leaves a title above the second.
    above = next((place for place, row in enumerate(rows) if asked <= {cell.strip().casefold() for cell in row}), 0)
    return len(rows) - above - 1


def records_of(content: bytes, types: Iterable[RecordType]) -> tuple[int, int]:
    """Records of an extract that have cells to read, and lines of no known record.

    Raises AssertionError where the extract's own totals do not fit.
    """
    kinds = {(kind.key, kind.length, kind.section or ""): bool(kind.fields) for kind in types}
    read = unread = people = stated = 0
    section, left = "", 0
    ended = content.removeprefix(b"\xef\xbb\xbf").removesuffix(b"\n").split(b"\n")
    lines = [_text_of(line.removesuffix(b"\r")) for line in ended]
    for line in lines[1:]:
        key, length = line[:2], len(line)
        if (key, length) in (("DS", 37), ("DE", 37)):
            assert left == 0
            section = line[2:32].replace("~", "").strip() if key == "DS" else ""
            left = int(line[32:].replace("~", "")) if key == "DS" else 0
            continue
        people += (key, length) == ("SS", 40)
        if (key, length) in (("SS", 40), ("SE", 40), ("FO", 2)):
            continue
        left -= key == "LD" and section != ""
        has_cells = kinds.get((key, length, section), kinds.get((key, length, "")))
        unread += has_cells is None
        read += bool(has_cells)
    stated = int(lines[0][30:].replace("~", ""))
    assert (left, people, lines[-1]) == (0, stated, "FO")
    return read, unread


def _text_of(line: bytes) -> str:
    """A line; of one that is no UTF-8 only what it begins with, as no record is so short."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line[:2].decode(errors="replace") + "?"


def shapes_of(content: bytes) -> int:
    """Features of a GeoJSON file."""
    return len(json.loads(content.decode("utf-8-sig"))["features"])


def rows_of_workbook(content: bytes, sheets: str, headings: set[str]) -> int:
    """Rows below the header of every sheet of an agreed name, repeated ones as often as they are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = _ods_sheets(archive) if "content.xml" in archive.namelist() else _xlsx_sheets(archive)
        # A sheet may be there twice: the second time without a row.
        return sum(_below_header(rows, headings) for name, rows in found if rows and re.fullmatch(sheets, name))


def _below_header(rows: list[tuple[list[str], int]], headings: set[str]) -> int:
    """Of rows and how often each is there, how many stand below the one with half of the headings."""
    lines = [row for row, count in rows for _ in range(min(count, _TITLE_LINES))]
    header = next(
        row for row in lines[:_TITLE_LINES] if 2 * len(headings & {" ".join(cell.split()) for cell in row}) >= 9
    )
    place = next(place for place, (row, _) in enumerate(rows) if row == header)
    return rows[place][1] - 1 + sum(count for _, count in rows[place + 1 :])


def _ods_sheets(archive: zipfile.ZipFile) -> Sheets:
    root = ElementTree.fromstring(archive.read("content.xml"))
    return [
        (_named(table, "name"), [row for row in map(_ods_row, _all(table, "table-row")) if any(row[0])])
        for table in _all(root, "table")
    ]


def _ods_row(row: Element) -> tuple[list[str], int]:
    cells: list[str] = []
    for cell in row:
        shown = "".join("".join(text.itertext()) for text in _all(cell, "p"))
        cells += [shown or _named(cell, "value")] * min(_count(cell, "columns"), _WIDEST)
    return cells[:_WIDEST], _count(row, "rows")


def _count(element: Element, what: str) -> int:
    text = _named(element, f"number-{what}-repeated")
    return int(text) if text.isdecimal() else 1


def _xlsx_sheets(archive: zipfile.ZipFile) -> Sheets:
    texts = []
    if "xl/sharedStrings.xml" in archive.namelist():
        texts = ["".join(item.itertext()) for item in _all(_part(archive, "sharedStrings.xml"), "si")]
    targets = {link.get("Id"): link.get("Target", "") for link in _part(archive, "_rels/workbook.xml.rels")}
    found = []
    for sheet in _all(_part(archive, "workbook.xml"), "sheet"):
        root = _part(archive, targets[_named(sheet, "id")].removeprefix("/xl/"))
        rows = [([_xlsx_cell(cell, texts) for cell in row], 1) for row in _all(root, "row")]
        found.append((sheet.get("name", ""), [row for row in rows if any(row[0])]))
    return found


def _xlsx_cell(cell: Element, texts: list[str]) -> str:
    text = "".join("".join(part.itertext()) for name in ("v", "t") for part in _all(cell, name))
    return texts[int(text)] if text and cell.get("t") == "s" else text


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    return ElementTree.fromstring(archive.read(f"xl/{name}"))


def _all(element: Element, name: str) -> list[Element]:
    """The elements of this name below one, whatever namespace they say they are of."""
    return [item for item in element.iter() if item is not element and item.tag.rpartition("}")[2] == name]


def _named(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
