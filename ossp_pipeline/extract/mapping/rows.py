"""The rows of a supplier's file under the headings of the contract, as the mapping that fits it states.

The agreed layout comes first: a file with every heading of the contract is read by no mapping. Of the mappings whose
headings a file has, the one with most of them reads it. Where that leaves two, the file is refused: nobody said which.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase

import pyarrow as pa

from ossp_pipeline.contracts.column import Column, Kind, Treatment
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.mapping import WHOLE, Mapping
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.around_rows import read_table
from ossp_pipeline.extract.header import REORDERED, UNDECLARED
from ossp_pipeline.extract.mapping.layout import layout_of, plain_text
from ossp_pipeline.extract.mapping.sheet_cells import DAYS
from ossp_pipeline.extract.mapping.sheets import first_sheet, first_texts, is_spreadsheet, sheet_text
from ossp_pipeline.extract.readers.decode import decode_lines
from ossp_pipeline.extract.readers.delimited import find_header, first_table, has_all
from ossp_pipeline.extract.respell import NOTHING
from ossp_pipeline.extract.rows import Rows, column_text


def mapped_rows(raw: bytes, feed: Feed, period: Period, part: str) -> tuple[Rows, tuple[str, ...]] | None:
    """The rows of a file that a mapping reads, and what was normalised; None for any other file.

    part  of the period, as the receipt says; WHOLE where nothing says any

    Raises DeliveryRefused.
    """
    mapping = mapping_of(raw, feed, period=period, part=part)
    if mapping is None:
        return None
    if mapping.part not in (part, WHOLE):
        message = f"it is read by {mapping.words}, which was stated after the file was received"
        raise DeliveryRefused("E-MAPPING", message, "put the same file into the inbox again")
    return read_mapped(raw, feed, mapping)


def read_mapped(raw: bytes, feed: Feed, mapping: Mapping) -> tuple[Rows, tuple[str, ...]]:
    """The rows of a file as this mapping reads them. Raises DeliveryRefused."""
    rows, notes = _their_rows(raw, feed, mapping)
    cells = {column.heading: _cells(rows, column, mapping, feed) for column in feed.columns}
    # In which order a supplier has its columns, and how many more, is its own affair.
    noted = tuple(note for note in rows.notes if note != REORDERED and not note.endswith(UNDECLARED))
    rows = replace(rows, table=pa.table(cells), notes=noted, mapping=mapping.title)
    return rows, (f"read by {mapping.words}", *notes)


def _their_rows(raw: bytes, feed: Feed, mapping: Mapping) -> tuple[Rows, tuple[str, ...]]:
    """The rows under the supplier's headings, and what was normalised before they were split."""
    theirs = layout_of(mapping, feed)
    if not is_spreadsheet(raw):
        text, notes = decode_lines(raw, theirs)
        return read_table(text, theirs), notes
    found = sheet_text(raw, mapping, feed)
    try:
        rows = read_table(found.text, theirs)
    except DeliveryRefused as refusal:
        raise found.located(refusal) from None
    lines, broken = found.rows[rows.lines - 1], [int(found.rows[line - 1]) for line in rows.broken]
    rows = replace(rows, lines=lines, broken=broken, sheet=found.ours)
    return rows, (f"read from the {found.sheet.words}",)


def mapping_of(
    raw: bytes, feed: Feed, *, period: Period | None = None, part: str = WHOLE, file_name: str = ""
) -> Mapping | None:
    """The mapping that reads a file; None for none. Raises DeliveryRefused where two do.

    What is known of the file narrows the choice: its period, its part, or its name.
    """
    fitting = [item for item in _fitting(raw, feed) if period is None or item.is_valid_in(period)]
    if file_name:
        fitting = [item for item in fitting if not item.file_names or fnmatchcase(file_name, item.file_names)]
    fitting = [item for item in fitting if item.part == part] or fitting
    most = max((len(item.headings) for item in fitting), default=0)
    fitting = [item for item in fitting if len(item.headings) == most]
    if len(fitting) > 1:
        message = f"it could be read by {' or by '.join(item.words for item in fitting)}"
        raise DeliveryRefused("E-MAPPING", message, "tell them apart by file_names, and put it into the inbox again")
    return fitting[0] if fitting else None


def _fitting(raw: bytes, feed: Feed) -> list[Mapping]:
    """The mappings whose headings the file has, unless it has the agreed ones to the letter.

    Headings of the agreed words in another spelling may be a supplier's own: what a person stated of them holds.
    """
    if not feed.mappings:
        return []
    try:
        texts = supplied_texts(raw, feed)
    except DeliveryRefused:
        return []  # the contract says why
    # A spreadsheet in the agreed layout is read by nothing else, unless the feed comes as one.
    if (feed.workbook or not is_spreadsheet(raw)) and _is_as_agreed(texts, feed):
        return []
    return [item for item in feed.mappings if _has_header(texts, layout_of(item, feed))]


def _has_header(texts: Iterable[bytes], layout: Feed) -> bool:
    return any(has_all(find_header(text, layout).written, layout) for text in texts)


def _is_as_agreed(texts: Iterable[bytes], feed: Feed) -> bool:
    asked = [{column.heading, *column.also} for column in feed.columns if feed.asks_for(column)]
    return any(all(headings & set(find_header(text, feed).written) for headings in asked) for text in texts)


def supplied_texts(raw: bytes, feed: Feed) -> list[bytes]:
    """The text of a file, or how each sheet of a spreadsheet begins. Raises DeliveryRefused."""
    return first_texts(raw, feed) if is_spreadsheet(raw) else [decode_lines(raw, plain_text(feed))[0]]


def sample_table(raw: bytes, feed: Feed) -> tuple[str, list[str], list[list[str]]]:
    """The sheet, the headings and the rows as wide as these of a file in an unknown layout. Raises DeliveryRefused."""
    if is_spreadsheet(raw):
        sheet, headings, rows = first_sheet(raw, feed)
    else:
        sheet, (headings, rows) = "", first_table(decode_lines(raw, plain_text(feed))[0])
    return sheet, headings, [row for row in rows if len(row) == len(headings)]


def _cells(rows: Rows, column: Column, mapping: Mapping, feed: Feed) -> pa.Array:
    """The cells of one of our columns; null where the supplier has no such column."""
    constants = dict(mapping.constants)
    if column.heading in constants:
        return pa.array([constants[column.heading]] * rows.table.num_rows, pa.string())
    heading = next((theirs for theirs, ours in mapping.headings if ours == column.heading), None)
    if heading is None:
        return pa.nulls(rows.table.num_rows, pa.string())
    text = column_text(rows.table, heading)
    spell = _speller(column, mapping, feed)
    if spell is None:
        return text
    encoded = text.dictionary_encode()
    return pa.array([spell(cell) for cell in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _plain(value: str) -> str:
    """A supplier's value in whatever capitals and with whatever blanks. Marks count: 0-4 is not 0.4."""
    return " ".join(value.split()).casefold()


def _speller(column: Column, mapping: Mapping, feed: Feed) -> Callable[[str], str] | None:
    """What makes our cell of a supplier's one; None where nothing is changed."""
    values = {_plain(theirs): ours for theirs, ours in dict(mapping.values).get(column.heading, ())}
    if values:
        return lambda cell: values.get(_plain(cell), cell)
    if column.kind in DAYS and mapping.date_format:
        agreed = feed.date_format + (" %H:%M" if column.kind is Kind.DATETIME else "")
        is_moment = column.kind is Kind.DATETIME and "%H" not in mapping.date_format
        stated = (mapping.date_format, *([f"{mapping.date_format} %H:%M"] if is_moment else []))
        return lambda cell: _day(cell, stated, agreed)
    is_reference = column.treatment is Treatment.PSEUDONYM and not feed.personal
    if is_reference and mapping.beside and column.heading not in mapping.shared:
        # Numbers of two suppliers may be the same and mean different things.
        nothing = {*column.unknown, *NOTHING}
        return lambda cell: cell if cell.strip() in nothing else own_reference(mapping, cell)
    return None


def own_reference(mapping: Mapping, cell: str) -> str:
    """A reference that is the supplier's own, so that it is no other's; blank where none is given."""
    return f"{mapping.part}:{cell.strip()}" if cell.strip() else ""


def _day(cell: str, stated: Iterable[str], agreed: str) -> str:
    """The day as the contract writes it; the cell as it is, to be rejected, where it is in none of the stated forms."""
    for form in stated:
        with suppress(ValueError):
            return datetime.strptime(cell.strip(), form).strftime(agreed)
    return cell
