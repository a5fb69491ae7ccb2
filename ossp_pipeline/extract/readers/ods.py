"""OpenDocument spreadsheets: one stream of XML that holds every sheet.

Element names are compared with their usual prefixes; a file with other ones has no sheets, and is refused as such.
Rows are counted a second time by their start tags in the bytes, without a parser.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from ossp_pipeline.extract.readers.sheets import WIDEST, Row, SheetFile, new_parser, parse_piece, shown, whole

_CONTENT = "content.xml"
_ROW_TAG = re.compile(rb"<table:table-row[\s/>]")
# A longer start tag would be missed at the edge of two pieces: real ones have about 200 bytes.
_LONGEST_TAG = 20
_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_MOST_REPEATS = 1_048_576


class OdsFile(SheetFile):
    """An .ods workbook."""

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        super().__init__(archive, largest)
        self._notes: list[list[str]] = []

    def notes(self, sheet: str) -> list[list[str]]:
        """The rows of the notes, wherever the sheet lies; counts the row tags of all sheets on the way."""
        found = _Fragment(sheet)
        tail = b""
        for piece in self.unpack(_CONTENT):
            window = tail + piece
            self.counted += len(_ROW_TAG.findall(window)) - len(_ROW_TAG.findall(tail))
            found.look(piece)
            tail = window[-_LONGEST_TAG:]
        handler = _Handler([])
        if found.content:
            parse_piece(handler.parser, bytes(found.content), is_last=True)
        return [[shown(cell) for cell in row if shown(cell)] for _, row in handler.ready]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Rows as they are parsed."""
        handler = _Handler(self.names)
        for piece in self.unpack(_CONTENT):
            parse_piece(handler.parser, piece)
            ready, handler.ready = handler.ready, []
            yield from ready
        parse_piece(handler.parser, b"", is_last=True)
        yield from handler.ready
        self.seen = handler.seen


class _Fragment:
    """Cuts one sheet out of the stream, by bytes."""

    _END = b"</table:table>"

    def __init__(self, sheet: str) -> None:
        self._start = re.compile(rb'<table:table\s[^<>]*table:name="' + re.escape(sheet.encode()) + rb'"[^<>]*>')
        self._before = b""
        self._is_over = False
        self.content = bytearray()

    def look(self, piece: bytes) -> None:
        """Take what belongs to the sheet from the next piece."""
        if self._is_over:
            return
        if not self.content:
            window = self._before + piece
            start = self._start.search(window)
            self._before = window[-4096:]
            if start is None:
                return
            piece = window[start.start() :]
        self.content += piece
        end = self.content.find(self._END)
        if end >= 0:
            del self.content[end + len(self._END) :]
            self._is_over = True


class _Handler:
    """Turns the parser's events into rows. `ready` holds the rows finished so far."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.ready: list[tuple[str, Row]] = []
        self.seen = 0
        self._sheet = ""
        self._row: Row = []
        self._row_repeats = 1
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._paragraphs = 0
        self._inside_note = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell = attributes
            self._text = []
            self._paragraphs = 0
        elif name == "text:p":
            if not self._inside_note:
                if self._paragraphs:
                    self._text.append("\n")
                self._paragraphs += 1
                self.parser.CharacterDataHandler = self._text.append
        elif name == "table:table-row":
            self._row = []
            self._row_repeats = _repeats(attributes, "table:number-rows-repeated")
            self.seen += 1
        elif name == "table:table":
            self._sheet = attributes.get("table:name", "")
            self.names.append(self._sheet)
        elif name == "office:annotation":
            self._inside_note += 1
        elif name == "text:s" and not self._inside_note:
            self._text.append(" " * min(_repeats(attributes, "text:c"), 100))

    def _end(self, name: str) -> None:
        if name in _CELLS:
            self._end_cell()
        elif name == "text:p":
            self.parser.CharacterDataHandler = None
        elif name == "table:table-row":
            self._end_row()
        elif name == "office:annotation":
            self._inside_note -= 1

    def _end_cell(self) -> None:
        cell: Any = self._text[0] if len(self._text) == 1 else "".join(self._text)
        value = self._cell.get("office:value")
        if value is not None:
            cell = (whole(value), cell or value)
        if "table:number-columns-repeated" in self._cell:
            repeats = _repeats(self._cell, "table:number-columns-repeated")
            self._row += [cell] * min(repeats, WIDEST - len(self._row))
        elif len(self._row) < WIDEST:
            self._row.append(cell)

    def _end_row(self) -> None:
        row = self._row
        while row and row[-1] == "":
            row.pop()
        if row:
            self.ready += [(self._sheet, row)] * self._row_repeats


def _repeats(attributes: dict[str, str], name: str) -> int:
    said = attributes.get(name, "1")
    return min(int(said), _MOST_REPEATS) if said.isdecimal() else 1
