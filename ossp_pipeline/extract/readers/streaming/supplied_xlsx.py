"""The cells of an Excel workbook as a supplier's program has left them."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import XLSX_WORKBOOK
from ossp_pipeline.extract.readers.safe_xml import new_parser
from ossp_pipeline.extract.readers.streaming.sheets import RESEND, WIDEST
from ossp_pipeline.extract.readers.streaming.supplied_cells import (
    NO_RESULT,
    Block,
    Day,
    NumberedRow,
    SuppliedFile,
    day_of,
    number_text,
)
from ossp_pipeline.extract.readers.streaming.xlsx import FIRST_SOUND_DAY, LAST_DAY, LITERAL, XlsxFile, column_index

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
# The one format that every workbook has, and that shows a day with its time.
_MOMENT = "22"
_ROW_NUMBER = re.compile("[0-9]{1,7}")
_NOUGHTS = re.compile("0{2,}")
_SECONDS_OF_A_DAY = 86_400
_BOOLEANS = {"1": "TRUE", "0": "FALSE"}


class SuppliedXlsx(XlsxFile, SuppliedFile):
    """An .xlsx workbook."""

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        super().__init__(archive, largest)
        found = self.elements(XLSX_WORKBOOK, "sheet")
        self.hidden = {item.get("name", "") for item in found if item.get("state", "visible") != "visible"}
        self.moments = frozenset(
            place
            for place, (number, code) in enumerate(self.formats)
            if number == _MOMENT or "h" in LITERAL.sub("", code).lower()
        )
        # How many digits of a number a style shows at least, where it shows whole numbers alone.
        self.digits = {place: len(code) for place, (_, code) in enumerate(self.formats) if _NOUGHTS.fullmatch(code)}

    def beginnings(self, count: int) -> dict[str, list[NumberedRow]]:
        """Of each sheet only the beginning is parsed."""
        return {name: list(islice(self.numbered(name), count)) for name in self.names}

    def numbered(self, sheet: str) -> Iterator[NumberedRow]:
        """The rows of one sheet."""
        self.parsed = self.counted = 0
        handler = _Handler(self)
        yield from self.counted_rows(sheet, handler)
        self.merged = handler.merged

    def cell(self, kind: str, style: str, text: str) -> str:
        """What a cell is."""
        if kind == "s":
            return self.texts[int(text)] if text else ""
        if kind == "b":
            return _BOOLEANS.get(text, text)
        if kind == "d":
            return day_of(text)
        return self._number(style, text) if kind == "n" and text else text

    def _number(self, style: str, text: str) -> str:
        if style in self.days and FIRST_SOUND_DAY <= float(text) < LAST_DAY + 1:
            return self._day(int(style), float(text))
        value = number_text(text)
        return value.zfill(self.digits.get(int(style), 0)) if style.isdecimal() and value.isdecimal() else value

    def _day(self, style: int, number: float) -> Day:
        moment = datetime.combine(self.nought, time()) + timedelta(seconds=round(number * _SECONDS_OF_A_DAY))
        is_whole = moment.time() == time() and style not in self.moments
        return Day(f"{moment:%Y-%m-%d}" if is_whole else f"{moment:%Y-%m-%d %H:%M}")


class _Handler:
    """Turns the parser's events of one sheet into numbered rows. `ready` holds those finished so far."""

    def __init__(self, file: SuppliedXlsx) -> None:
        self.ready: list[NumberedRow] = []
        self.parsed = 0
        self.merged: list[Block] = []
        self._file = file
        self._number = 0
        self._cells: list[str] = []
        # The place of the cell that is read, from 0.
        self._place = -1
        self._kind = self._style = ""
        self._text: list[str] = []
        self._has_formula = self._has_value = False
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._place = column_index(reference[1]) if reference else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._text = []
            self._has_formula = self._has_value = False
        elif name in ("v", "t"):
            self._has_value = True
            self.parser.CharacterDataHandler = self._text.append
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self.parsed += 1
            number = attributes.get("r", "")
            self._number = int(number) if _ROW_NUMBER.fullmatch(number) else self._number + 1
            self._cells, self._place = [], -1
        elif name == "mergeCell" and (block := _REFERENCE.fullmatch(attributes.get("ref", ""))):
            self._add_block(block)

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif name == "row" and self._cells:
            self.ready.append(NumberedRow(self._number, self._cells))

    def _end_cell(self) -> None:
        text = "".join(self._text)
        # A formula whose result is a text without a letter has a value that is blank.
        has_result = text or (self._kind == "str" and self._has_value)
        is_open = self._has_formula and not has_result
        cell = NO_RESULT if is_open else self._file.cell(self._kind, self._style, text)
        if cell and self._place < WIDEST:
            if self._place < len(self._cells):
                message = f"the cells of row {self._number} are not in their order, as no program writes them"
                raise DeliveryRefused("E-NOTDATA", message, RESEND)
            self._cells += [""] * (self._place - len(self._cells))
            self._cells.append(cell)

    def _add_block(self, block: re.Match[str]) -> None:
        left, top, right, bottom = block.groups()
        last = (bottom or top, right or left)
        self.merged.append(Block(int(top), column_index(left) + 1, int(last[0]), column_index(last[1]) + 1))
