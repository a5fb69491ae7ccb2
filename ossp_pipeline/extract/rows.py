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
    text = text[header.start :] if header.start else text
    table, broken_count = _read_table(text, headings, feed, header.delimiter)
    if table.num_rows * len(headings) > _MOST_CELLS:
        message = f"the file holds more than {_MOST_CELLS // 1_000_000} million cells"
        raise DeliveryRefused("E-SIZE", message, "ask for one file per period")
    if table.num_rows + broken_count == 0:
        raise DeliveryRefused("E-EMPTY", "the file has a header and no rows", "ask for the period's rows")
    lines, broken = _number_lines(text, header, len(headings), broken_count > 0)
    received = len(lines) + len(broken)
    if table.num_rows != len(lines):
        raise _count_mismatch(table.num_rows + broken_count, received)
    _refuse_long_cells(table, lines, feed)
    return Rows(table, lines, broken, received, (*header.notes(feed), *notes))


def _number_lines(text: bytes, header: Header, width: int, has_broken_rows: bool) -> tuple[np.ndarray, list[int]]:
    """Physical lines of the readable rows and of the broken ones, by the second reader. It begins at the header."""
    line_count = None if has_broken_rows else count_plain_lines(text)
    if line_count is not None:
        return np.arange(2, line_count + 1) + header.above, []
    good, broken = _walk_lines(text, header.delimiter, width)
    return np.array(good, dtype="int64") + header.above, [line + header.above for line in broken]


def _read_table(text: bytes, headings: list[str], feed: Feed, delimiter: str) -> tuple[pa.Table, int]:
    """The readable rows, and the number of rows with too many or too few fields."""
    broken = 0

    def count_broken(row: pacsv.InvalidRow) -> str:
        nonlocal broken
        broken += 1
        return "skip"

    is_large = len(text) > _LARGE
    parse_options = pacsv.ParseOptions(
        delimiter=delimiter,
        newlines_in_values=b'"' in text,
        ignore_empty_lines=True,
        invalid_row_handler=count_broken,
    )
    try:
        table = pacsv.read_csv(
            pa.BufferReader(text),
            read_options=_read_options(headings, len(text)),
            parse_options=parse_options,
            convert_options=_convert_options(headings, feed, is_large),
        )
    except pa.ArrowInvalid:
        # The library's message quotes the row; ours must not.
        raise _unreadable() from None
    return table.combine_chunks() if is_large else table, broken


def _read_options(headings: list[str], size: int) -> pacsv.ReadOptions:
    return pacsv.ReadOptions(
        column_names=headings,
        skip_rows=1,
        block_size=_LARGEST_ROW,
        # Threads read ahead, which takes memory.
        use_threads=_LARGEST_ROW < size <= _LARGE,
    )


def _convert_options(headings: list[str], feed: Feed, is_large: bool) -> pacsv.ConvertOptions:
    """Every declared column as text, also one that the file leaves out; nothing is read as missing."""
    declared = [column.heading for column in feed.columns]
    kind = pa.dictionary(pa.int32(), pa.string()) if is_large else pa.string()
    return pacsv.ConvertOptions(
        column_types=dict.fromkeys([*headings, *declared], kind),
        include_columns=[*declared, *filter(is_unnamed, headings)],
        include_missing_columns=True,
        strings_can_be_null=False,
        quoted_strings_can_be_null=False,
    )


def count_plain_lines(text: bytes) -> int | None:
    """Number of lines, if each is a row; None if one is blank or ends in a lone carriage return or inside quotes."""
    lines = 0
    for piece in _pieces(text):
        ends = np.flatnonzero(piece == _LINE_FEED)
        carriage_returns = piece[ends - 1] == _CARRIAGE_RETURN
        lengths = np.diff(ends, prepend=-1) - carriage_returns
        if np.count_nonzero(piece == _CARRIAGE_RETURN) != carriage_returns.sum() or (lengths == 1).any():
            return None
        lines += len(ends)
    return lines if _quotes_within_lines(text) else None


def _quotes_within_lines(text: bytes) -> bool:
    """Whether the number of quotes is even and no pair encloses a line end."""
    quotes = 0
    for piece in _pieces(text) if b'"' in text else ():
        positions = np.flatnonzero(piece == _QUOTE)
        ends = np.flatnonzero(piece == _LINE_FEED)
        if ((quotes + np.searchsorted(positions, ends)) % 2).any():
            return False
        quotes += len(positions)
    return quotes % 2 == 0


def _pieces(text: bytes) -> Iterator[np.ndarray]:
    """The bytes, some millions at a time, because the text may be large. Every piece but the last ends with a line."""
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + _PIECE) + 1 or text.find(b"\n", start) + 1 or len(text)
        yield np.frombuffer(text, np.uint8, end - start, start)
        start = end


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


def _refuse_long_cells(table: pa.Table, lines: np.ndarray, feed: Feed) -> None:
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
