"""Excel workbooks: one part per sheet, and the texts of all sheets in a part of their own.

A day is a number there; only the format of its cell says that it is one. It is shown as 2026-03-31.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, islice

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import XLSX_WORKBOOK
from ossp_pipeline.extract.readers.safe_xml import new_parser
from ossp_pipeline.extract.readers.streaming.sheets import (
    WIDEST,
    Found,
    Handler,
    Row,
    SheetFile,
    TagCounter,
    parse_piece,
    shown_cells,
    trim_zero,
)

_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_SHARED_TEXTS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
# Formats that every workbook has: days, and days with a time.
_DAY_FORMATS = frozenset({"14", "15", "16", "17", "22"})
# What a format shows as it stands, and what it says of colours and languages.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^]]*\]|_.')
# The first of March 1900: before it, spreadsheets count a day that never was.
FIRST_SOUND_DAY, LAST_DAY = 61, 2_958_465
_DAY_NOUGHT = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_ROW_TAG = rb"<row[\s/>]"
_LONGEST_TAG = 5
_COLUMN_LETTERS = re.compile(r"[A-Z]+")
_DIGITS = "0123456789"
_PREFIXED_ROOT = re.compile(rb"<([A-Za-z]\w*:)(?:workbook|worksheet|sst|styleSheet)[\s>]")
_LONGEST_PROLOGUE = 1_000


class XlsxFile(SheetFile):
    """An .xlsx workbook."""

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        super().__init__(archive, largest)
        self._parts = dict(self._sheets())
        self.names = list(self._parts)
        self.texts = self._shared_texts() if _SHARED_TEXTS in archive.namelist() else []
        self.formats = self._cell_formats() if _STYLES in archive.namelist() else []
        self.days = frozenset(str(place) for place, found in enumerate(self.formats) if _shows_day(*found))
        properties = self.elements(XLSX_WORKBOOK, "workbookPr")
        self.nought = _DAY_NOUGHT[any(item.get("date1904") in ("1", "true") for item in properties)]

    def unpack(self, member: str) -> Iterator[bytes]:
        """Without the prefix that some programs put before the name of every element, as in `<x:row>`."""
        pieces = super().unpack(member)
        first = next(pieces, b"")
        root = _PREFIXED_ROOT.search(first, 0, _LONGEST_PROLOGUE)
        yield from _without_prefix(chain([first], pieces), root[1]) if root else chain([first], pieces)

    def notes(self, sheet: str) -> list[list[str]]:
        """The rows of the notes."""
        if sheet not in self._parts:
            return []
        return [shown_cells(row) for row in self._sheet_rows(self._handler(), sheet)]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Rows sheet by sheet."""
        for name in self._parts:
            for row in self._rows_of(name):
                yield name, row

    def first_rows(self, count: int) -> dict[str, list[Row]]:
        """Of each sheet only the beginning is parsed."""
        return {name: list(islice(self.sheet(name), count)) for name in self._parts}

    def sheet(self, name: str) -> Iterator[Row]:
        """Rows of one sheet."""
        self.count_again()
        yield from self._rows_of(name)

    def count_again(self) -> None:
        """Rows are counted as they are parsed."""
        self.parsed = self.counted = 0

    def _handler(self) -> "_Handler":
        return _Handler(self.texts, self.days, self.nought)

    def _rows_of(self, name: str) -> Iterator[Row]:
        """Rows as they are parsed."""
        yield from self.counted_rows(name, self._handler())

    def counted_rows(self, sheet: str, handler: Handler[Found]) -> Iterator[Found]:
        """What a handler makes of the rows of a sheet. Their start tags are counted in the same bytes."""
        yield from self._sheet_rows(handler, sheet, TagCounter(_ROW_TAG, _LONGEST_TAG))
        self.parsed += handler.parsed

    def _sheet_rows(self, handler: Handler[Found], sheet: str, counter: TagCounter | None = None) -> Iterator[Found]:
        for piece in self.unpack(self._parts[sheet]):
            if counter:
                self.counted += counter.count(piece)
            parse_piece(handler.parser, piece)
            ready, handler.ready = handler.ready, []
            yield from ready
        parse_piece(handler.parser, b"", is_last=True)

    def _sheets(self) -> Iterator[tuple[str, str]]:
        """Name and part of each sheet, in the workbook's order."""
        relationships = self.elements(_RELATIONSHIPS, "Relationship")
        targets = {item.get("Id", ""): item.get("Target", "") for item in relationships}
        for item in self.elements(XLSX_WORKBOOK, "sheet"):
            target = targets.get(item.get("r:id", ""), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if part not in self.archive.namelist():
                # To go on without it would lose its rows.
                raise _part_lacking()
            yield item.get("name", ""), part

    def elements(self, member: str, element: str) -> list[dict[str, str]]:
        """The attributes of every element of this name in a part."""
        elements: list[dict[str, str]] = []
        parser = new_parser()
        parser.StartElementHandler = lambda name, attributes: elements.append(attributes) if name == element else None
        try:
            for piece in self.unpack(member):
                parse_piece(parser, piece)
        except KeyError:
            raise _part_lacking() from None
        return elements

    def _cell_formats(self) -> list[tuple[str, str]]:
        """Number and code of the format of each style of cells; a format that every workbook has is a number alone."""
        codes = {item.get("numFmtId", ""): item.get("formatCode", "") for item in self.elements(_STYLES, "numFmt")}
        formats: list[tuple[str, str]] = []
        parser = new_parser()
        is_of_cells = False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal is_of_cells
            is_of_cells = name == "cellXfs" or (is_of_cells and name != "cellStyles")
            if name == "xf" and is_of_cells:
                number = attributes.get("numFmtId", "")
                formats.append((number, codes.get(number, "")))

        parser.StartElementHandler = start
        for piece in self.unpack(_STYLES):
            parse_piece(parser, piece)
        return formats

    def _shared_texts(self) -> list[str]:
        """Every shared text. Several runs make one text; the spelling of its sound (`rPh`) is not part of it."""
        texts: list[str] = []
        runs: list[str] = []
        parser = new_parser()
        sounds = 0

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal sounds
            if name == "si":
                runs.clear()
            sounds += name == "rPh"
            parser.CharacterDataHandler = runs.append if name == "t" and not sounds else None

        def end(name: str) -> None:
            nonlocal sounds
            parser.CharacterDataHandler = None
            sounds -= name == "rPh"
            if name == "si":
                texts.append("".join(runs))

        parser.StartElementHandler, parser.EndElementHandler = start, end
        for piece in self.unpack(_SHARED_TEXTS):
            parse_piece(parser, piece)
        return texts


def _without_prefix(pieces: Iterable[bytes], prefix: bytes) -> Iterator[bytes]:
    """A tag may begin in one piece and end in the next."""
    left = b""
    for piece in pieces:
        left += piece
        whole = max(left.rfind(b"<"), 0)
        yield left[:whole].replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
        left = left[whole:]
    yield left.replace(b"</" + prefix, b"</")


def _shows_day(number: str, code: str) -> bool:
    """Whether a format shows a day."""
    return number in _DAY_FORMATS or re.search("[yd]", LITERAL.sub("", code).lower()) is not None


def _part_lacking() -> DeliveryRefused:
    return DeliveryRefused("E-NOTDATA", "the workbook lacks a part", "ask for the file again")


class _Handler:
    """Turns the parser's events of one sheet into rows. `ready` holds the rows finished so far."""

    def __init__(self, texts: list[str], days: frozenset[str], nought: date) -> None:
        self.ready: list[Row] = []
        self.parsed = 0
        self._texts, self._days, self._nought = texts, days, nought
        self._style = ""
        self._row: Row = []
        self._kind = ""
        self._text: list[str] = []
        self._column = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._text = []
            self._column = column_index(attributes["r"].rstrip(_DIGITS)) if "r" in attributes else len(self._row)
        elif name in ("v", "t"):
            self.parser.CharacterDataHandler = self._text.append
        elif name == "row":
            self._row = []
            self.parsed += 1

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif name == "row" and self._row:
            self.ready.append(self._row)

    def _end_cell(self) -> None:
        text = "".join(self._text)
        if not text or self._column >= WIDEST:
            return
        self._row += [""] * (self._column - len(self._row))
        if self._kind == "s":
            self._row.append(self._texts[int(text)])
        elif self._kind == "n":
            value = trim_zero(text)
            self._row.append((value, self._day(value) if self._style in self._days else value))
        else:
            self._row.append(text)

    def _day(self, value: str) -> str:
        """A whole day as it is shown; any other number as it stands."""
        is_day = value.isdecimal() and len(value) < 8 and FIRST_SOUND_DAY <= int(value) <= LAST_DAY
        return (self._nought + timedelta(int(value))).isoformat() if is_day else value


@lru_cache(maxsize=1_024)
def column_index(letters: str) -> int:
    """Index, from 0, of the column with these letters: 27 for `AB`. Anything else is the first column."""
    number = 0
    for letter in letters if _COLUMN_LETTERS.fullmatch(letters) else "A":
        number = number * 26 + ord(letter) - 64
    return number - 1
