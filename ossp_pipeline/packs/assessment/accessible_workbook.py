"""A spreadsheet that a screen reader can follow: made from a cover, tables and notes of any pack.

The checklist of the Government Statistical Service, kept by gptables and by this module: one marked-up table per sheet
with one header row, no merged, blank or hidden cells, no filters, nothing below a table, notes on a sheet of their own,
no colour as a message, a title for the document, the cursor on A1. Nothing in a cell can run as a formula or open an
address. The caller decides what a table says; nothing is worked out here.
"""

import re
import warnings
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import gptables
import pandas as pd

from ossp_pipeline.contracts.status import ValueStatus

SHORTHAND: dict[str, str] = {
    ValueStatus.WITHHELD: "[c]",
    ValueStatus.SUPPRESSED: "[c]",
    ValueStatus.NOT_SUPPLIED: "[x]",
    ValueStatus.NOT_COLLECTED: "[x]",
    ValueStatus.NOT_YET_DUE: "[x]",
}
DOES_NOT_APPLY = "[z]"
LEGEND = {
    "[c]": "[c] is withheld to protect people. It is not zero.",
    "[x]": "[x] is not available: it was not supplied, or is not due yet. It is not zero.",
    "[z]": "[z] does not apply.",
}
NARROWEST, WIDEST = 10, 48
_MADE = datetime(2000, 1, 1)  # a constant, so that the same figures give the same bytes
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Cover:
    """The first sheet: a title, what this is, what to know of the figures, and whom to ask."""

    title: str
    introduction: Sequence[str]
    about: Sequence[str] = ()
    contact: Sequence[str] = ()


@dataclass(frozen=True)
class Sheet:
    """One table: the sheet's name (31 characters at most), a title in words, its rows, and the notes it refers to.

    A cell without a value is marked by what the row's column `status` says, as [c], [x] or [z].
    """

    name: str
    title: str
    rows: pd.DataFrame
    source: str = ""
    notes: Sequence[str] = field(default=())


def write_accessible_workbook(path: Path, cover: Cover, sheets: Sequence[Sheet], notes: Mapping[str, str]) -> None:
    """Write cover, contents, notes and a sheet per table. `notes`: text by the name sheets refer to it with.

    The same arguments give the same bytes. Raises ValueError where a sheet refers to a note that is not there.
    """
    unknown = sorted({name for sheet in sheets for name in sheet.notes} - set(notes))
    if unknown:
        raise ValueError(f"sheets refer to notes that are not there: {', '.join(unknown)}")
    tables = {sheet.name: _table(sheet) for sheet in sheets}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No note text|The following notes are not referenced")
        book = gptables.produce_workbook(
            str(path),
            tables,
            cover=gptables.Cover(cover.title, *map(_lines, (cover.introduction, cover.about, cover.contact))),
            notes_table=pd.DataFrame(notes.items(), columns=["name", "Note"]) if notes else None,
            auto_width=False,
            workbook_options=_OPTIONS,
        )
    _set_widths(book, tables)
    book.set_properties({"title": cover.title, "created": _MADE})
    book.close()


def _table(sheet: Sheet) -> gptables.GPTable:
    cells = [[_cell(row, name) for name in sheet.rows.columns] for row in sheet.rows.to_dict("records")]
    cells = cells or [[DOES_NOT_APPLY] * len(sheet.rows.columns)]
    used = {cell for row in cells for cell in row if cell in LEGEND}
    return gptables.GPTable(
        pd.DataFrame(cells, columns=[str(name) for name in sheet.rows.columns], dtype=object),
        table_name=sheet.name.replace(" ", "_"),
        title=sheet.title + "".join(f" $${name}$$" for name in sheet.notes),
        instructions="This worksheet contains one table.",
        legend=[LEGEND[mark] for mark in LEGEND if mark in used],
        source=sheet.source or None,
        index_columns={},
    )


def _cell(row: dict[Hashable, Any], column: Hashable) -> str | int | float:
    value = row[column]
    if pd.isna(value):
        return SHORTHAND.get(str(row.get("status")), DOES_NOT_APPLY)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) else _text(str(value))


def _text(value: str) -> str:
    """The text as text: gptables would make a link of [words](address), and refuses a cell of signs alone."""
    return value.replace("](", "] (") if re.search("[a-zA-Z0-9]", value) else "[x]"


def _lines(lines: Sequence[str]) -> list[str] | None:
    return [_text(line) for line in lines] or None


def _set_widths(book: gptables.GPWorkbook, tables: Mapping[str, gptables.GPTable]) -> None:
    """As wide as the first rows need, within limits; longer text wraps. Contents and notes: names, then sentences."""
    for label, widths in (("Contents", (30, 90)), ("Notes", (12, 110))):
        if sheet := book.get_worksheet_by_name(label):
            for place, width in enumerate(widths):
                sheet.set_column(place, place, width)
    for label, table in tables.items():
        for place, column in enumerate(table.table.columns):
            longest = max(len(column), *(len(str(cell)) for cell in table.table.iloc[:200, place]))
            width = min(max(longest + 2, NARROWEST), WIDEST)
            book.get_worksheet_by_name(label).set_column(place, place, width)
