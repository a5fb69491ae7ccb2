"""OpenDocument spreadsheets: one stream of XML that holds every sheet.

Elements are recognised by their usual prefixes. A file with other prefixes has no sheets, and is refused as such.
"""

import re
from collections.abc import Iterator

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import ODS_CONTENT
from ossp_pipeline.extract.readers.safe_xml import new_parser
from ossp_pipeline.extract.readers.streaming.sheets import (
    WIDEST,
    Cell,
    Row,
    SheetFile,
    TagCounter,
    parse_piece,
    shown_cells,
    shown_text,
    trim_zero,
)

_ROW_TAG = rb"<table:table-row[\s/>]"
_LONGEST_TAG = 20
# A start tag of a sheet may begin in one piece and end in the next; real ones have about 200 bytes.
_LONGEST_SHEET_TAG = 4096
_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
# Spreadsheet programs have no more rows.
_MOST_REPEATS = 1_048_576
# Letters in all of a file's rows and cells that are there by repetition alone: a small file could make gigabytes. Of a
# large one so many for each byte: in a sorted list of incidents, four rows in ten are alike to the one above them.
_MOST_REPEATED = 10_000_000
_MOST_REPEATED_TIMES = 20
# Where a row lands it has all its columns, also those that are blank.
_SHORTEST_ROW = 100
_MOST_SPACES = 100


class OdsFile(SheetFile):
    """An .ods workbook."""

    def notes(self, sheet: str) -> list[list[str]]:
        """The rows of the notes, wherever their sheet is. The row tags of all sheets are counted in the same pass."""
        fragment = _Fragment(sheet)
        counter = TagCounter(_ROW_TAG, _LONGEST_TAG)
        for piece in self.unpack(ODS_CONTENT):
            self.counted += counter.count(piece)
            fragment.add(piece)
        handler = Handler([])
        if fragment.content:
            parse_piece(handler.parser, bytes(fragment.content), is_last=True)
        return [shown_cells(row) for _, row in handler.ready]

    def first_rows(self, count: int) -> dict[str, list[Row]]:
        """All of the stream is parsed: nothing says where a sheet begins."""
        first: dict[str, list[Row]] = {}
        for sheet, row in self.rows():
            rows = first.setdefault(sheet, [])
            if len(rows) < count:
                rows.append(row)
        return first

    def sheet(self, name: str) -> Iterator[Row]:
        """Rows of one sheet, for which all of the stream is counted and parsed."""
        self.count_again()
        yield from (row for sheet, row in self.rows() if sheet == name)

    def count_again(self) -> None:
        """The row tags of all sheets: none of them has notes in a sheet without a name."""
        self.counted = 0
        self.notes("")

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Rows as they are parsed."""
        handler = Handler(self.names, packed=sum(part.compress_size for part in self.archive.infolist()))
        for piece in self.unpack(ODS_CONTENT):
            parse_piece(handler.parser, piece)
            ready, handler.ready = handler.ready, []
            yield from ready
        parse_piece(handler.parser, b"", is_last=True)
        yield from handler.ready
        self.parsed = handler.parsed


class _Fragment:
    """The bytes of one sheet, cut out of the stream."""

    _END = b"</table:table>"

    def __init__(self, sheet: str) -> None:
        self._start = re.compile(rb'<table:table\s[^<>]*table:name="' + re.escape(sheet.encode()) + rb'"[^<>]*>')
        self._before = b""
        self._is_over = False
        self.content = bytearray()

    def add(self, piece: bytes) -> None:
        """Keep what belongs to the sheet of the next piece."""
        if self._is_over:
            return
        if not self.content:
            window = self._before + piece
            start = self._start.search(window)
            self._before = window[-_LONGEST_SHEET_TAG:]
            if start is None:
                return
            piece = window[start.start() :]
        self.content += piece
        end = self.content.find(self._END)
        if end >= 0:
            del self.content[end + len(self._END) :]
            self._is_over = True


class Handler:
    """Turns the parser's events into rows. `ready` holds the rows finished so far.

    packed  bytes of the whole file, of which it depends how much may be there by repetition
    """

    def __init__(self, names: list[str], packed: int = 0) -> None:
        self.names = names
        self.ready: list[tuple[str, Row]] = []
        self.parsed = 0
        self._sheet = ""
        self._row: Row = []
        # Blank cells since the last one that is not: every row is filled with them to the last column there is.
        self._blanks = 0
        self._row_repeats = 1
        self._repeated = 0
        self._most_repeated = max(_MOST_REPEATED, _MOST_REPEATED_TIMES * packed)
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._paragraphs = 0
        self._inside_note = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._attributes = attributes
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
            self._blanks = 0
            self._row_repeats = repeats(attributes, "table:number-rows-repeated")
            self.parsed += 1
        elif name == "table:table":
            self._sheet = attributes.get("table:name", "")
            self.names.append(self._sheet)
        elif name == "office:annotation":
            self._inside_note += 1
        elif name == "text:s" and not self._inside_note:
            self._text.append(" " * min(repeats(attributes, "text:c"), _MOST_SPACES))

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
        text = self._text[0] if len(self._text) == 1 else "".join(self._text)
        cell = self._read_cell(text)
        times = 1
        if "table:number-columns-repeated" in self._attributes:
            times = repeats(self._attributes, "table:number-columns-repeated")
            times = min(times, WIDEST - len(self._row) - self._blanks)
            self._count_repeated(times - 1, len(text))
        if not cell:
            self._blanks += times
            return
        if self._blanks:
            self._row += [""] * self._blanks
            self._blanks = 0
        if len(self._row) < WIDEST:
            self._row += [cell] * times

    def _read_cell(self, text: str) -> Cell:
        value = self._attributes.get("office:value")
        return text if value is None else (trim_zero(value), text or value)

    def _end_row(self) -> None:
        row = self._row
        if row:
            self._count_repeated_row()
            self.ready += [(self._sheet, row)] * self._row_repeats

    def _count_repeated_row(self) -> None:
        if self._row_repeats > 1:
            self._count_repeated(self._row_repeats - 1, max(_SHORTEST_ROW, sum(map(_length, self._row))))

    def _count_repeated(self, times: int, letters: int) -> None:
        """Raises DeliveryRefused, before anything is repeated, where it would be too much."""
        self._repeated += max(times, 0) * letters
        if self._repeated > self._most_repeated:
            message = f"rows or cells are repeated until they hold more than {self._most_repeated // 1_000_000} MB"
            raise DeliveryRefused("E-SIZE", message, "ask for the workbook as the publisher's program saved it")


def _length(cell: Cell) -> int:
    return len(shown_text(cell)) + 1


def repeats(attributes: dict[str, str], name: str) -> int:
    """How many times an attribute says that something is there; 1 where it says nothing."""
    text = attributes.get(name, "1")
    return min(int(text), _MOST_REPEATS) if text.isdecimal() else 1
