"""What both kinds of spreadsheet have in common: cells, unpacking within a limit, parsing, the second count of rows."""

import io
import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar
from xml.parsers import expat

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import DAMAGED_ARCHIVE, Spreadsheet, spreadsheet_kind

# A cell is its text, or for a number the pair of its value and how it is shown: of 37.10, 37.1 is the value.
Cell = str | tuple[str, str]
Row = list[Cell]
# No table of ours is wider: the ONS has a column for each sex and age. Spreadsheet programs write blank cells up to the
# last column there is.
WIDEST = 256
_CHUNK = 1 << 20
RESEND = "ask the supplier to send the CSV file again, or the workbook as it was published"
Found = TypeVar("Found")


class Handler(Protocol[Found]):
    """Turns a parser's events into rows: `ready` holds those finished so far, `parsed` is how many there were."""

    parser: expat.XMLParserType
    ready: list[Found]
    parsed: int


class SheetFile(ABC):
    """The sheets of a workbook. After `rows` has ended, `parsed` rows were read and `counted` is the second count."""

    def __init__(self, archive: zipfile.ZipFile, largest: int) -> None:
        self.archive, self.largest = archive, largest
        self.names: list[str] = []
        self.parsed = 0
        self.counted = 0

    @abstractmethod
    def notes(self, sheet: str) -> list[list[str]]:
        """The rows of the publisher's notes; empty where there is no such sheet."""

    @abstractmethod
    def rows(self) -> Iterator[tuple[str, Row]]:
        """Sheet and cells of every row that is not blank, sheet by sheet."""

    @abstractmethod
    def first_rows(self, count: int) -> dict[str, list[Row]]:
        """The first rows that are not blank of every sheet, by its name."""

    @abstractmethod
    def count_again(self) -> None:
        """Begin the second count anew: `parsed` and `counted` are then those of the next reading of all sheets."""

    @abstractmethod
    def sheet(self, name: str) -> Iterator[Row]:
        """Cells of every row of one sheet that is not blank. `parsed` and `counted` are then those of this reading."""

    def unpack(self, member: str) -> Iterator[bytes]:
        """A part of the archive in pieces. Raises DeliveryRefused where it is larger than the limit."""
        size = 0
        with self.archive.open(member) as part:
            while piece := part.read(_CHUNK):
                size += len(piece)
                if size > self.largest:
                    limit = self.largest // 1_000_000
                    message = f"the workbook unpacks to more than {limit:,} MB"
                    raise DeliveryRefused("E-SIZE", message, "ask for one workbook per few years")
                yield piece


@contextmanager
def open_archive(raw: bytes) -> Iterator[tuple[zipfile.ZipFile, Spreadsheet]]:
    """A spreadsheet's archive, open while it is read. Raises DeliveryRefused for another, and for a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            kind = spreadsheet_kind(archive.namelist())
            if kind is None:
                raise DeliveryRefused(
                    "E-NOTDATA", "this is a ZIP or Excel file of another kind, not a CSV file", RESEND
                )
            yield archive, kind
    except DAMAGED_ARCHIVE as error:  # also of XML that refers to something that is not there, or is not a number
        message = "this is a ZIP or Excel file that is damaged, cut off or has a password, not a CSV file or a workbook"
        raise DeliveryRefused("E-NOTDATA", message, RESEND) from error


def miscounted(parsed: int, counted: int, where: str) -> DeliveryRefused:
    """The refusal of a file in which the parser and the count of the tags find different numbers of rows."""
    message = f"two readers count different numbers of rows ({parsed:,} and {counted:,}) {where}"
    return DeliveryRefused("E-COUNT", message, RESEND)


class LimitedText(io.BytesIO):
    """The text that is made of sheets: one shared text may stand in a million cells of a small file."""

    def __init__(self, largest: int) -> None:
        super().__init__()
        self._largest = largest

    def write(self, content: Any, /) -> int:
        """Raises DeliveryRefused beyond the limit."""
        if self.tell() + len(content) > self._largest:
            message = f"the rows hold more than {self._largest // 1_000_000:,} MB of text"
            raise DeliveryRefused("E-SIZE", message, "ask for one workbook per few years")
        return super().write(content)


class TagCounter:
    """Counts the start tags of rows in the bytes, without a parser: the second count.

    tag      regular expression over the beginning of a start tag
    longest  length of the longest text it matches: a tag may begin in one piece and end in the next
    """

    def __init__(self, tag: bytes, longest: int) -> None:
        self._tag = re.compile(tag)
        self._longest = longest
        self._tail = b""

    def count(self, piece: bytes) -> int:
        """Tags that end in this piece."""
        window = self._tail + piece
        count = len(self._tag.findall(window)) - len(self._tag.findall(self._tail))
        self._tail = window[-self._longest :]
        return count


def shown_text(cell: Cell) -> str:
    """The text that a reader of the sheet sees."""
    return cell if isinstance(cell, str) else cell[1]


def shown_cells(row: Row) -> list[str]:
    """The texts of a row, without blank cells."""
    return [text for cell in row if (text := shown_text(cell))]


def trim_zero(value: str) -> str:
    """149, where the file has 149.0."""
    return value[:-2] if value.endswith(".0") else value


def parse_piece(parser: expat.XMLParserType, piece: bytes, is_last: bool = False) -> None:
    """Feed the parser. Raises DeliveryRefused for broken XML; the message does not quote it."""
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError as error:
        message = f"the workbook's XML is broken in line {error.lineno}"
        raise DeliveryRefused("E-NOTDATA", message, "ask the supplier to send the file again") from None
