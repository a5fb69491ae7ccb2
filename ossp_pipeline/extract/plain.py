"""A large CSV file in which nothing is unusual, read piece by piece: the memory it takes does not grow with the file.

The readers are those of every file (`rows.py`), and so are the two counts of rows. Whatever is unusual ends the
reading: another encoding, a quoted line end, a blank line, a row with a cell too many, a total below the rows, anything
that would be refused. Then the file is read whole, and that says what is wrong with it.
"""

import codecs
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.around_rows import are_only_rows
from ossp_pipeline.extract.confined.found import Tables
from ossp_pipeline.extract.header import resolve_headings
from ossp_pipeline.extract.readers.decode import MARK_REMOVED
from ossp_pipeline.extract.readers.delimited import find_header
from ossp_pipeline.extract.readers.file_kinds import other_kind
from ossp_pipeline.extract.report_lines import below_header, find_closing
from ossp_pipeline.extract.rows import (
    LINES,
    Split,
    as_array,
    is_large,
    plain_lines,
    refuse_long_cells,
    refuse_many_cells,
)

# Smaller files are read whole as soon.
_SMALLEST = 2_000_000
# The header ends within these bytes, and so does each line, or the file is unusual.
_PIECE = 2_000_000
_READERS = 2


class UnusualError(Exception):
    """The file is to be read whole."""


@dataclass(frozen=True)
class _Plan:
    """How a file is read.

    split    how its rows are split into cells
    header   the line of the header, with its end
    rest     what of its beginning is read below: the line of the header, and some rows
    line     the number of that line
    notes    what was normalised: of the header, and of the text
    """

    split: Split
    header: bytes
    rest: bytes
    line: int
    notes: tuple[tuple[str, ...], tuple[str, ...]]

    def read(self, piece: bytes, *, has_header: bool) -> pa.Table:
        """The rows of some lines. Raises UnusualError and DeliveryRefused."""
        lines = plain_lines(piece, 0, len(piece))
        if lines is None or not _is_utf8(piece) or piece.find(self.header, has_header) >= 0:
            raise UnusualError
        table, _ = self.split.read(piece, has_quotes=b'"' in piece, has_header=has_header)
        if table.num_rows != lines.count - has_header:
            raise UnusualError
        if lines.longest > self.split.feed.longest_cell:
            refuse_long_cells(table, np.arange(table.num_rows), self.split.feed)
        return table


def may_be_plain(content: bytes, feed: Feed) -> bool:
    """Whether a file is large, and the contract alone decides how such a file is read."""
    return (
        _SMALLEST < len(content) <= feed.largest_file
        and feed.encodings[0] == "utf-8"
        and feed.extract is None
        and not any(layout.tidy for layout in feed.layouts)
        and not other_kind(content)
        and content.endswith(b"\n")
        and not find_closing(content).lines
    )


def read_plain(given: BinaryIO, feed: Feed, size: int) -> Tables:
    """The rows of a file that may be plain, with the physical lines they end on in a last column, table by table.

    At the end what they have in common, as `Rows` has it; None where something is unusual: no table counts then.

    size  of the file
    """
    try:
        plan = _plan(given.read(_PIECE), feed, as_dictionaries=is_large(size))
        received = 0
        last: list[pa.Table] = []
        for table in _ahead(plan, given):
            first = plan.line + 1 + received
            received += table.num_rows
            refuse_many_cells(received * len(plan.split.headings))
            last = [*last[-1:], table]
            yield table.append_column(LINES, as_array(np.arange(first, first + table.num_rows)))
        if not are_only_rows(pa.concat_tables(last)):
            return None
    except (UnusualError, DeliveryRefused):
        return None
    of_header, of_text = plan.notes
    return {"received": received, "notes": of_header, "read": of_text}


def _plan(beginning: bytes, feed: Feed, as_dictionaries: bool) -> _Plan:
    """Raises UnusualError and DeliveryRefused."""
    is_marked = beginning.startswith(codecs.BOM_UTF8)
    text = beginning.removeprefix(codecs.BOM_UTF8)
    header = below_header(text, find_header(text, feed))
    if header.rule or b"\0" in text or text.startswith(codecs.BOM_UTF8):
        raise UnusualError
    headings, notes = resolve_headings(header.written, feed, header.above + 1)
    if feed.mappings and headings != header.written:
        # A mapping may have been stated for headings that are spelt so.
        raise UnusualError
    split = Split(headings, feed, header.delimiter, as_dictionaries)
    of_text = (MARK_REMOVED,) if is_marked else ()
    rest = text[header.start :]
    return _Plan(split, rest[: rest.find(b"\n") + 1], rest, header.above + 1, ((*header.notes(feed), *notes), of_text))


def _is_utf8(text: bytes) -> bool:
    ends = np.array([0, len(text)], np.int32)
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _ahead(plan: _Plan, given: BinaryIO) -> Iterator[pa.Table]:
    """The rows of each piece, in their order. Some are read at the same time, and no more than those are held."""
    waiting: deque[Future[pa.Table]] = deque()
    with ThreadPoolExecutor(_READERS) as pool:
        for number, piece in enumerate(_pieces(plan.rest, given)):
            waiting.append(pool.submit(plan.read, piece, has_header=not number))
            if len(waiting) > _READERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _pieces(rest: bytes, given: BinaryIO) -> Iterator[bytes]:
    """What is left of the beginning and what follows it, in pieces that end with a line."""
    while rest:
        end = rest.rfind(b"\n") + 1
        if not end:
            raise UnusualError
        yield rest[:end]
        rest = rest[end:] + given.read(_PIECE)
