"""Excel workbooks: one part per sheet, and the texts of all sheets in a part of their own."""

import posixpath
import re
import zipfile
from collections.abc import Iterator

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.sheets import WIDEST, Row, SheetFile, new_parser, parse_piece, shown, whole

_ROW_TAG = re.compile(rb"<row[\s/>]")
_LONGEST_TAG = 5
_COLUMN = re.compile(r"[A-Z]+")


class XlsxFile(SheetFile):
    """An .xlsx workbook."""

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        super().__init__(archive, largest)
        self._parts = dict(self._sheets())
        self.names = list(self._parts)
        self._texts = self._shared() if "xl/sharedStrings.xml" in archive.namelist() else []

    def notes(self, sheet: str) -> list[list[str]]:
        """The rows of the notes."""
        if sheet not in self._parts:
            return []
        return [[shown(cell) for cell in row if shown(cell)] for row in self._sheet_rows(_Handler(self._texts), sheet)]

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Rows as they are parsed. Their start tags are counted in the same bytes, without a parser."""
        for name in self._parts:
            handler = _Handler(self._texts)
            for row in self._sheet_rows(handler, name, is_counted=True):
                yield name, row
            self.seen += handler.seen

    def _sheet_rows(self, handler: "_Handler", sheet: str, is_counted: bool = False) -> Iterator[Row]:
        tail = b""
        for piece in self.unpack(self._parts[sheet]):
            if is_counted:
                window = tail + piece
                self.counted += len(_ROW_TAG.findall(window)) - len(_ROW_TAG.findall(tail))
                tail = window[-_LONGEST_TAG:]
            parse_piece(handler.parser, piece)
            ready, handler.ready = handler.ready, []
            yield from ready
        parse_piece(handler.parser, b"", is_last=True)

    def _sheets(self) -> Iterator[tuple[str, str]]:
        """Name and part of each sheet, in the workbook's order."""
        targets = {item.get("Id", ""): item.get("Target", "") for item in self._elements("xl/_rels/workbook.xml.rels")}
        for item in self._elements("xl/workbook.xml", "sheet"):
            target = targets.get(item.get("r:id", ""), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if part in self.archive.namelist():
                yield item.get("name", ""), part

    def _elements(self, member: str, wanted: str = "Relationship") -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        parser = new_parser()
        parser.StartElementHandler = lambda name, attributes: found.append(attributes) if name == wanted else None
        try:
            for piece in self.unpack(member):
                parse_piece(parser, piece)
        except KeyError:
            raise DeliveryRefused("E-NOTDATA", "the workbook lacks a part", "ask for the file again") from None
        return found

    def _shared(self) -> list[str]:
        """Every shared text. A text of several runs is one; what is spelt beside a text for its sound is not part."""
        texts: list[str] = []
        current: list[str] = []
        parser = new_parser()
        sounds = 0

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal sounds
            if name == "si":
                current.clear()
            sounds += name == "rPh"
            parser.CharacterDataHandler = current.append if name == "t" and not sounds else None

        def end(name: str) -> None:
            nonlocal sounds
            parser.CharacterDataHandler = None
            sounds -= name == "rPh"
            if name == "si":
                texts.append("".join(current))

        parser.StartElementHandler, parser.EndElementHandler = start, end
        for piece in self.unpack("xl/sharedStrings.xml"):
            parse_piece(parser, piece)
        return texts


class _Handler:
    """Turns the events of one sheet into rows."""

    def __init__(self, texts: list[str]) -> None:
        self.ready: list[Row] = []
        self.seen = 0
        self._texts = texts
        self._row: Row = []
        self._kind = ""
        self._text: list[str] = []
        self._place = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._text = []
            self._place = _column(attributes["r"]) if "r" in attributes else len(self._row)
        elif name in ("v", "t"):
            self.parser.CharacterDataHandler = self._text.append
        elif name == "row":
            self._row = []
            self.seen += 1

    def _end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self.parser.CharacterDataHandler = None
        elif name == "row" and self._row:
            self.ready.append(self._row)

    def _end_cell(self) -> None:
        text = "".join(self._text)
        if not text or self._place >= WIDEST:
            return
        self._row += [""] * (self._place - len(self._row))
        if self._kind == "s":
            self._row.append(self._texts[int(text)])
        elif self._kind == "n":
            self._row.append((whole(text), whole(text)))
        else:
            self._row.append(text)


def _column(reference: str) -> int:
    """Place of the column of a cell such as `AB12`, from 0."""
    letters = _COLUMN.match(reference)
    place = 0
    for letter in letters.group() if letters else "A":
        place = place * 26 + ord(letter) - 64
    return place - 1
