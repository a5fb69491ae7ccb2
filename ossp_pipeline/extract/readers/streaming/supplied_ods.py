"""The cells of an OpenDocument spreadsheet as a supplier's program has left them."""

from collections.abc import Iterator
from typing import cast

from ossp_pipeline.extract.readers.file_kinds import ODS_CONTENT
from ossp_pipeline.extract.readers.streaming.ods import Handler, OdsFile, repeats
from ossp_pipeline.extract.readers.streaming.sheets import parse_piece
from ossp_pipeline.extract.readers.streaming.supplied_cells import (
    NO_RESULT,
    Block,
    NumberedRow,
    SuppliedFile,
    day_of,
    number_text,
)

_NUMBERS = frozenset({"float", "currency", "percentage"})


class SuppliedOds(OdsFile, SuppliedFile):
    """An .ods workbook."""

    def beginnings(self, count: int) -> dict[str, list[NumberedRow]]:
        """All of the stream is parsed, because nothing says where a sheet begins; of most of it only the names."""
        first: dict[str, list[NumberedRow]] = {}
        for sheet, row in self._numbered(_Handler(self.names, count)):
            first.setdefault(sheet, []).append(row)
        return {sheet: rows[:count] for sheet, rows in first.items()}

    def numbered(self, sheet: str) -> Iterator[NumberedRow]:
        """Rows of one sheet, for which all of the stream is counted and parsed."""
        self.counted = 0
        self.notes("")
        handler = _Handler([])
        yield from (row for name, row in self._numbered(handler) if name == sheet)
        self.merged = [block for name, block in handler.merged if name == sheet]

    def _numbered(self, handler: "_Handler") -> Iterator[tuple[str, NumberedRow]]:
        for piece in self.unpack(ODS_CONTENT):
            parse_piece(handler.parser, piece)
            ready, handler.numbered = handler.numbered, []
            yield from ready
        parse_piece(handler.parser, b"", is_last=True)
        yield from handler.numbered
        self.parsed, self.hidden = handler.parsed, handler.hidden


class _Handler(Handler):
    """Turns the parser's events into numbered rows. `numbered` holds those finished so far, `merged` all blocks.

    most  after so many rows the rest of a sheet is passed over
    """

    def __init__(self, names: list[str], most: int | None = None) -> None:
        super().__init__(names)
        self._most = most
        self._rows_here = 0
        self.numbered: list[tuple[str, NumberedRow]] = []
        self.hidden: set[str] = set()
        self.merged: list[tuple[str, Block]] = []
        self._number = 0
        self._style = ""
        self._hidden_styles: set[str] = set()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        super()._start(name, attributes)
        if name == "table:table":
            self._number = self._rows_here = 0
            if attributes.get("table:style-name") in self._hidden_styles:
                self.hidden.add(self._sheet)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _read_cell(self, text: str) -> str:
        attributes = self._attributes
        self._add_block()
        kind = attributes.get("office:value-type")
        if kind is None:
            return NO_RESULT if "table:formula" in attributes else text
        if kind == "date":
            return day_of(attributes.get("office:date-value", text))
        if kind == "boolean":
            return attributes.get("office:boolean-value", text).upper()
        if kind in _NUMBERS and "office:value" in attributes:
            value = number_text(attributes["office:value"])
            # Of a number with leading noughts, these are a part of it.
            return text if text.isdecimal() and value == (text.lstrip("0") or "0") else value
        return text

    def _add_block(self) -> None:
        down, across = (repeats(self._attributes, f"table:number-{name}-spanned") for name in ("rows", "columns"))
        if (down, across) != (1, 1):
            top, left = self._number + 1, len(self._row) + self._blanks + 1
            self.merged.append((self._sheet, Block(top, left, top + down - 1, left + across - 1)))

    def _end_row(self) -> None:
        first = self._number + 1
        self._number += self._row_repeats
        if self._row:
            self._count_repeated_row()
            cells = cast("list[str]", self._row)
            numbers = range(first, first + self._row_repeats)
            self.numbered += [(self._sheet, NumberedRow(number, cells)) for number in numbers]
            self._rows_here += 1
            if self._rows_here == self._most:
                self.parser.StartElementHandler = self._pass_over
                self.parser.EndElementHandler = self.parser.CharacterDataHandler = None

    def _pass_over(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
            self._start(name, attributes)
