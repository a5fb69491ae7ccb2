"""What the readers of both kinds of spreadsheet have in common: cells, rows, safe unpacking and safe XML."""

import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from xml.parsers import expat

from ossp_pipeline.errors import DeliveryRefused

# A cell is its text, or for a number the pair of its value and how it is shown: 37.10 is shown, 37.1 is the value.
Cell = str | tuple[str, str]
Row = list[Cell]
# No table of ours is wider; sheets claim columns up to the edge of the screen's last.
WIDEST = 64
_CHUNK = 1 << 20


class SheetFile(ABC):
    """The sheets of a workbook. After `rows` has ended, `seen` rows were parsed and `counted` is the second count."""

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        self.archive, self.largest = archive, largest
        self.names: list[str] = []
        self.seen = 0
        self.counted = 0

    @abstractmethod
    def notes(self, sheet: str) -> list[list[str]]:
        """The rows of the publisher's notes, or nothing where there is no such sheet."""

    @abstractmethod
    def rows(self) -> Iterator[tuple[str, Row]]:
        """Sheet and cells of every row that is not blank, sheet by sheet."""

    def unpack(self, member: str) -> Iterator[bytes]:
        """A part of the archive in pieces. Raises DeliveryRefused where it grows beyond what is allowed."""
        size = 0
        with self.archive.open(member) as part:
            while piece := part.read(_CHUNK):
                size += len(piece)
                if size > self.largest:
                    limit = self.largest // 1_000_000
                    message = f"the workbook unpacks to more than {limit:,} MB"
                    raise DeliveryRefused("E-SIZE", message, "ask for one workbook per few years")
                yield piece


def shown(cell: Cell) -> str:
    """What a reader of the sheet sees."""
    return cell if isinstance(cell, str) else cell[1]


def whole(value: str) -> str:
    """149, where the file says 149.0."""
    return value[:-2] if value.endswith(".0") else value


def new_parser() -> expat.XMLParserType:
    """A parser that takes no document type, and so no entity can be declared: nothing expands, nothing is fetched."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse_piece(parser: expat.XMLParserType, piece: bytes, is_last: bool = False) -> None:
    """Feed the parser. Raises DeliveryRefused for XML that is broken; the message quotes nothing."""
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError as error:
        message = f"the workbook's XML is broken in line {error.lineno}"
        raise DeliveryRefused("E-NOTDATA", message, "ask the supplier to send the file again") from None


def _refuse_doctype(*_: object) -> None:
    raise DeliveryRefused(
        "E-NOTDATA", "the workbook's XML declares a document type", "ask for a workbook saved by a spreadsheet program"
    )
