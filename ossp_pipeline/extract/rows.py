"""Header and rows of a CSV file, counted by two independent readers.

pyarrow reads the rows, with every column declared as text: no type is guessed, no row is dropped without being counted,
and a row with too many or too few fields is rejected. The second count comes from the bytes (line ends outside quotes)
or, where the file has blank lines, broken rows or quoted line ends, from Python's csv module, which also knows the
physical line of every row. A file for which the two counts differ is refused.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.header import is_unnamed, resolve_headings, unnamed
from ossp_pipeline.extract.readers.delimited import Header, find_header

_LARGEST_ROW = 4_000_000
# Ten times those of a year of every force in England and Wales. Blank cells need memory too, and hardly any bytes.
_MOST_CELLS = 800_000_000
# From this many bytes on, columns are kept as dictionaries: a published table of a gigabyte of XML repeats a few
# thousand texts.
_LARGE = 32_000_000
_PIECE = 4_000_000
_LINE_FEED, _CARRIAGE_RETURN, _QUOTE = 10, 13, 34

# The column of physical lines, in a table that is handed over.
LINES = "lines"


@dataclass(frozen=True)
class Sheet:
    """The sheet of a spreadsheet that rows were read from.

    words    what it is called in messages
    letters  of each column the letter, by its heading
    """

    words: str
    letters: Mapping[str, str]

    def located(self, refusal: DeliveryRefused) -> DeliveryRefused:
        """The refusal with the sheet, and the cell where it has one. The line of its position is a row of the sheet."""
        place = refusal.position
        letter = self.letters.get(place.column or "")
        cell = f", cell {letter}{place.line}" if letter and place.line else ""
        message = f"in the {self.words}{cell}: {refusal.message}"
        return DeliveryRefused(refusal.code, message, refusal.remedy, place)


@dataclass(frozen=True)
class Rows:
    """What a file holds.

    table      declared columns under the supplier's headings, one row per readable row: as text, or in a large file as
               dictionaries of texts; `column_text` gives either as text. Columns without a heading come last
    lines      physical line on which each row of `table` ends (the header is line 1); of a sheet the number of its row
    broken     physical lines of the rows with too many or too few fields
    received   number of rows, as counted by the second reader
    notes      what was normalised
    mapping    the mapping that read the file; "" for none
    sheet      the sheet of a spreadsheet that the mapping read
    """

    table: pa.Table
    lines: np.ndarray
    broken: list[int]
    received: int
    notes: tuple[str, ...]
    mapping: str = ""
    sheet: Sheet | None = None


def as_array(numbers: np.ndarray) -> pa.Array:
    """Numbers as a column, where they lie."""
    return pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), [None, pa.py_buffer(numbers)])


def column_text(table: pa.Table, heading: str) -> pa.Array:
    """A column of `Rows.table` as text, in one piece."""
    return pc.cast(table[heading], pa.string()).combine_chunks()


def read_rows(text: bytes, feed: Feed, header: Header | None = None, spare: int = 0) -> Rows:
    """Split UTF-8 text into rows. Raises DeliveryRefused for a bad header, no rows, or counts that differ.

    header  where it is known already
    spare   how many cells more than the header each row has, at its end
    """
    header = header or find_header(text, feed)
    headings, notes = resolve_headings(header.written, feed, header.above + 1)
    headings += [unnamed(len(headings) + place) for place in range(spare)]
    text = _from_header(text, header)
    table, broken_count = _read_table(text, headings, feed, header.delimiter)
    refuse_many_cells(table.num_rows * len(headings))
    if table.num_rows + broken_count == 0:
        raise DeliveryRefused("E-EMPTY", "the file has a header and no rows", "ask for the period's rows")
    lines, broken = _number_lines(text, header, len(headings), broken_count > 0)
    received = len(lines) + len(broken)
    if table.num_rows != len(lines):
        raise _count_mismatch(table.num_rows + broken_count, received)
    refuse_long_cells(table, lines, feed)
    return Rows(table, lines, broken, received, (*header.notes(feed), *notes))


def _from_header(text: bytes, header: Header) -> bytes:
    """The header and the rows, without the line of hyphens between them."""
    if header.rule:
        start, end = header.rule
        return text[header.start : start] + text[end:]
    return text[header.start :] if header.start else text


def _number_lines(text: bytes, header: Header, width: int, has_broken_rows: bool) -> tuple[np.ndarray, list[int]]:
    """Physical lines of the readable rows and of the broken ones, by the second reader. It begins at the header."""
    line_count = None if has_broken_rows else count_plain_lines(text)
    left_out = header.above + (header.rule is not None)
    if line_count is not None:
        return np.arange(2, line_count + 1) + left_out, []
    good, broken = _walk_lines(text, header.delimiter, width)
    return np.array(good, dtype="int64") + left_out, [line + left_out for line in broken]


def _read_table(text: bytes, headings: list[str], feed: Feed, delimiter: str) -> tuple[pa.Table, int]:
    """The readable rows, and the number of rows with too many or too few fields."""
    split = Split(headings, feed, delimiter, is_large(len(text)))
    # Threads read ahead, which takes memory.
    use_threads = len(text) > _LARGEST_ROW and not split.as_dictionaries
    table, broken = split.read(text, has_quotes=b'"' in text, use_threads=use_threads)
    return table.combine_chunks() if split.as_dictionaries else table, broken


def is_large(size: int) -> bool:
    """Whether the columns of a text of so many bytes are kept as dictionaries."""
    return size > _LARGE


@dataclass(frozen=True)
class Split:
    """How a text is split into the cells of these headings."""

    headings: list[str]
    feed: Feed
    delimiter: str
    as_dictionaries: bool

    def read(
        self, text: bytes, *, has_quotes: bool, has_header: bool = True, use_threads: bool = False
    ) -> tuple[pa.Table, int]:
        """The readable rows, and the number of rows with too many or too few fields. Raises DeliveryRefused."""
        broken = 0

        def count_broken(row: pacsv.InvalidRow) -> str:
            nonlocal broken
            broken += 1
            return "skip"

        parse_options = pacsv.ParseOptions(
            delimiter=self.delimiter,
            newlines_in_values=has_quotes,
            ignore_empty_lines=True,
            invalid_row_handler=count_broken,
        )
        read_options = pacsv.ReadOptions(
            column_names=self.headings, skip_rows=int(has_header), block_size=_LARGEST_ROW, use_threads=use_threads
        )
        try:
            table = pacsv.read_csv(
                pa.BufferReader(text),
                read_options=read_options,
                parse_options=parse_options,
                convert_options=self._convert_options,
            )
        except pa.ArrowInvalid:
            # The library's message quotes the row; ours must not.
            raise _unreadable() from None
        return table, broken

    @cached_property
    def _convert_options(self) -> pacsv.ConvertOptions:
        """Every declared column as text, also one that the file leaves out; nothing is read as missing."""
        declared = [column.heading for column in self.feed.columns]
        kind = pa.dictionary(pa.int32(), pa.string()) if self.as_dictionaries else pa.string()
        return pacsv.ConvertOptions(
            # The text is known to be UTF-8.
            check_utf8=False,
            column_types=dict.fromkeys([*self.headings, *declared], kind),
            include_columns=[*declared, *filter(is_unnamed, self.headings)],
            include_missing_columns=True,
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        )


def count_plain_lines(text: bytes) -> int | None:
    """Number of lines, if each is a row; None if one is blank or ends in a lone carriage return or inside quotes."""
    count = 0
    for start, end in _pieces(text):
        lines = plain_lines(text, start, end)
        if lines is None:
            return None
        count += lines.count
    return count


@dataclass(frozen=True)
class Lines:
    """How many lines a text has, and how many bytes the longest of them has with its end."""

    count: int
    longest: int


def plain_lines(text: bytes, start: int, end: int) -> Lines | None:
    """The lines of a piece of a text, if each is a row, as `count_plain_lines` counts them."""
    piece = np.frombuffer(text, np.uint8, end - start, start)
    ends = np.flatnonzero(piece == _LINE_FEED)
    lengths = np.diff(ends, prepend=-1)
    if text.find(b"\r", start, end) >= 0:
        carriage_returns = piece[ends - 1] == _CARRIAGE_RETURN
        if np.count_nonzero(piece == _CARRIAGE_RETURN) != np.count_nonzero(carriage_returns):
            return None
        lengths -= carriage_returns
    if (lengths == 1).any() or not _quotes_within_lines(text, start, end, ends):
        return None
    return Lines(len(ends), int(lengths.max(initial=0)) + 1)


def _pieces(text: bytes) -> Iterator[tuple[int, int]]:
    """Where pieces begin and end, of some millions of bytes, because the text may be large.

    Every piece but the last ends with a line.
    """
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + _PIECE) + 1 or text.find(b"\n", start) + 1 or len(text)
        yield start, end
        start = end


def _quotes_within_lines(text: bytes, start: int, end: int, ends: np.ndarray) -> bool:
    """Whether the number of quotes is even and no pair encloses a line end."""
    if text.find(b'"', start, end) < 0:
        return True
    positions = np.flatnonzero(np.frombuffer(text, np.uint8, end - start, start) == _QUOTE)
    return len(positions) % 2 == 0 and not (np.searchsorted(positions, ends) % 2).any()


def _walk_lines(text: bytes, delimiter: str, width: int) -> tuple[list[int], list[int]]:
    """Physical lines of the rows with the right number of fields, and of the others."""
    good: list[int] = []
    broken: list[int] = []
    csv.field_size_limit(_LARGEST_ROW)
    reader = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=delimiter, strict=True)
    try:
        next(reader)
        for row in reader:
            if row:
                (good if len(row) == width else broken).append(reader.line_num)
    except csv.Error:
        raise _unreadable(reader.line_num) from None
    return good, broken


def refuse_many_cells(count: int) -> None:
    """Raise DeliveryRefused where a file has more cells than any delivery."""
    if count > _MOST_CELLS:
        message = f"the file holds more than {_MOST_CELLS // 1_000_000} million cells"
        raise DeliveryRefused("E-SIZE", message, "ask for one file per period")


def refuse_long_cells(table: pa.Table, lines: np.ndarray, feed: Feed) -> None:
    """Raise DeliveryRefused where a cell is longer than the feed allows."""
    for heading in table.column_names:
        texts = [getattr(chunk, "dictionary", chunk) for chunk in table[heading].chunks]
        longest = max((pc.max(pc.binary_length(chunk)).as_py() or 0 for chunk in texts), default=0)
        if longest > feed.longest_cell:
            lengths = pc.binary_length(column_text(table, heading))
            line = int(lines[pc.index(lengths, pa.scalar(longest, pa.int32())).as_py()])
            message = f"a cell holds {longest:,} bytes, more than the {feed.longest_cell:,} that this feed allows"
            raise DeliveryRefused("E-CELL", message, "look for a missing closing quote", FilePosition(line, heading))


def _unreadable(line: int | None = None) -> DeliveryRefused:
    return DeliveryRefused(
        "E-QUOTE",
        "a quote is not closed, or a row is far too long",
        "ask the supplier to export again",
        FilePosition(line),
    )


def _count_mismatch(first: int, second: int) -> DeliveryRefused:
    message = f"two readers count different numbers of rows ({first:,} and {second:,}): quotes are not used correctly"
    return DeliveryRefused("E-COUNT", message, "ask the supplier to quote fields as in RFC 4180")
