"""What programs leave around the rows of a table when they save it again, taken away where it is certain what it is.

Columns without a heading that hold nothing, or count the rows; cells too many at the end of every row; rows without a
value below the last one; a total that is the number of rows. Each is noted. Anything else stays a fault of the file.
What reports write among the rows is in `report_lines.py`.
"""

import csv
import io
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.header import is_unnamed, resolve_headings
from ossp_pipeline.extract.readers.decode import LINE_ENDS, cut_off
from ossp_pipeline.extract.readers.delimited import Header, find_header, split
from ossp_pipeline.extract.report_lines import below_header, find_closing, is_total, with_doubt_of_headers
from ossp_pipeline.extract.rows import Rows, column_text, read_rows
from ossp_pipeline.extract.rules import check_column
from ossp_pipeline.extract.values import as_mask, null_unknown, read_values

# Rows looked at together, from the end of a file.
_STRETCH = 100
_LONGEST_ROW = 1_000_000


def read_table(text: bytes, feed: Feed) -> Rows:
    """The rows of a CSV text, and what was normalised. Raises DeliveryRefused, as `read_rows` does."""
    closing = find_closing(text)
    if not closing.lines:
        return _read_table(text, feed)
    rows = _read_table(text[: closing.start], feed)
    if closing.stated in (None, rows.received):
        return replace(rows, notes=(*rows.notes, closing.note()))
    # Rows may be missing, or it is the number of something else: then it stays, to be rejected.
    doubt = closing.doubt(rows.received)
    rows = _read_table(text, feed)
    return replace(rows, notes=(*rows.notes, doubt))


def _read_table(text: bytes, feed: Feed) -> Rows:
    header = below_header(text, find_header(text, feed))
    if not text.endswith(LINE_ENDS):
        _refuse_cut_off(text, header, feed)
        text += b"\n"
    if spare := _cells_beyond(text, header):
        rows = read_rows(text, feed, header, spare)
        are_blank = all(_is_blank(rows, heading) for heading in _unnamed(rows)[-spare:])
        if are_blank and not rows.broken and _is_aligned(rows, feed):
            note = f"{spare} cell(s) without a value at the end of every row left out"
            return _tidied(_with_doubt(replace(rows, notes=(*rows.notes, note)), header, feed), spare)
    return _tidied(_with_doubt(read_rows(text, feed, header), header, feed))


def _with_doubt(rows: Rows, header: Header, feed: Feed) -> Rows:
    headings, _ = resolve_headings(header.written, feed, header.above + 1)
    return with_doubt_of_headers(rows, header.written, headings)


def _tidied(rows: Rows, spare: int = 0) -> Rows:
    """`spare`: how many of the columns without a heading are noted already."""
    return _without_total(_without_blank_rows(_without_unnamed(rows, spare)))


def _cells_beyond(text: bytes, header: Header) -> int:
    """How many cells without a value the first row has beyond the header; 0 where it has none, or none but such."""
    body = text[header.start : header.start + _LONGEST_ROW].decode(errors="replace")
    try:
        rows = csv.reader(io.StringIO(body, newline=""), delimiter=header.delimiter)
        next(rows, [])
        first = next((row for row in rows if row), [])
    except csv.Error:
        return 0
    beyond = first[len(header.written) :]
    return len(beyond) if any(first) and not any(beyond) else 0


def are_only_rows(table: pa.Table) -> bool:
    """Whether nothing that programs leave below rows is at the end of these: a total, or a row without a value."""
    rows = Rows(table.slice(max(0, table.num_rows - 2)), np.arange(2), [], 2, ())
    return table.num_rows > 1 and bool(_filled(rows.table)[-1]) and _tidied(rows) is rows


def _is_aligned(rows: Rows, feed: Feed) -> bool:
    """Whether cells stand under their own headings: then each column whose form is agreed has cells in that form.

    A cell too many in front of every row would move them all by one.
    """
    formed = [
        item for item in feed.columns if not item.code_list and {"readable", "allowed", "pattern"} & set(item.rules())
    ]
    return all(_has_right_cell(rows, column, feed) for column in formed)


def _has_right_cell(rows: Rows, column: Column, feed: Feed) -> bool:
    """Also where none is given."""
    text = null_unknown(column_text(rows.table, column.heading), column)
    wrong = np.zeros(len(text), dtype=bool)
    for breach in check_column(rows.table, column, feed, None, {}).breaches:
        wrong |= breach.rows
    given = as_mask(text.is_valid())
    return bool((given & ~wrong).any() or not given.any())


def _refuse_cut_off(text: bytes, header: Header, feed: Feed) -> None:
    """A last line without an end is whole where its last cell can be no part of a longer one."""
    start = max(text.rfind(end) for end in LINE_ENDS) + 1
    last = text[start:].decode(errors="replace")
    cells = split(last, header.delimiter)
    if start <= header.start or len(cells) != len(header.written):
        raise cut_off("")
    heading = header.written[-1]
    column = next((item for item in feed.columns if heading in (item.heading, *item.also)), None)
    if not last.endswith('"') and not (column and _is_closed(cells[-1], column, feed)):
        raise cut_off(f": its last cell, “{column.heading}”, might go on" if column else "")


def _is_closed(cell: str, column: Column, feed: Feed) -> bool:
    """Whether nothing that begins with this cell and goes on could stand there."""
    if column.kind in (Kind.DATE, Kind.FLAG):
        return bool(read_values(pa.array([cell], pa.string()), column, feed.date_format).is_valid()[0].as_py())
    return cell in column.allowed and not any(other.startswith(cell) for other in column.allowed if other != cell)


def _unnamed(rows: Rows) -> list[str]:
    return [heading for heading in rows.table.column_names if is_unnamed(heading)]


def _is_blank(rows: Rows, heading: str) -> bool:
    longest = pc.max(pc.utf8_length(pc.utf8_trim_whitespace(column_text(rows.table, heading)))).as_py()
    return not longest


def _without_unnamed(rows: Rows, spare: int) -> Rows:
    """Without the columns that have no heading. Raises DeliveryRefused where one holds something."""
    headings = _unnamed(rows)
    for heading in headings:
        if not _is_blank(rows, heading) and not _counts_rows(rows, heading):
            message = f"the heading of {heading.strip(chr(0))} is blank, and there are values below it"
            remedy = "ask the supplier for its heading, or to leave the column out"
            raise DeliveryRefused("E-HEADER", message, remedy, FilePosition(int(rows.lines[0])))
    if not headings:
        return rows
    more = len(headings) - spare
    note = (f"{more} column(s) without a heading, blank or numbering the rows, left out",) if more else ()
    return replace(rows, table=rows.table.drop_columns(headings), notes=(*rows.notes, *note))


def _counts_rows(rows: Rows, heading: str) -> bool:
    """Whether a column numbers the rows, as programs for statistics do."""
    cells = column_text(rows.table, heading).to_pylist()
    return any(cells == [str(number + first) for number in range(len(cells))] for first in (0, 1))


def _without_blank_rows(rows: Rows) -> Rows:
    """Without the rows below the last one with a value. A file of such rows alone stays as it is, to be rejected."""
    count = end = rows.table.num_rows
    while end:
        start = max(0, end - _STRETCH)
        filled = _filled(rows.table.slice(start, end - start))
        if filled.any():
            end = start + int(np.flatnonzero(filled)[-1]) + 1
            break
        end = start
    if end in (0, count):
        return rows
    return _first_rows(rows, end, f"{count - end:,} row(s) without a value at the end left out")


def _filled(table: pa.Table) -> np.ndarray:
    """Which rows have a value."""
    filled = np.zeros(table.num_rows, dtype=bool)
    for heading in table.column_names:
        lengths = pc.utf8_length(pc.utf8_trim_whitespace(column_text(table, heading)))
        filled |= pc.fill_null(pc.greater(lengths, 0), False).to_numpy(zero_copy_only=False)
    return filled


def _without_total(rows: Rows) -> Rows:
    """Without a last row that says how many rows there are. One that says something else is rejected, with a note."""
    count = rows.table.num_rows - 1
    if count < 1:
        return rows
    table = rows.table.slice(count)
    cells = [cell for heading in table.column_names if (cell := column_text(table, heading)[0].as_py())]
    if not is_total(cells):
        return rows
    if str(count) in cells and not rows.broken:
        return _first_rows(rows, count, "a total at the end left out; it says as many rows as there are")
    note = f"the last row looks like a total, and it does not say {count:,}, the number of rows: is the file whole?"
    return replace(rows, notes=(*rows.notes, note))


def _first_rows(rows: Rows, count: int, note: str) -> Rows:
    left_out = rows.table.num_rows - count
    return Rows(
        rows.table.slice(0, count), rows.lines[:count], rows.broken, rows.received - left_out, (*rows.notes, note)
    )
