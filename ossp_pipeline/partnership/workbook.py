"""The partnership folder as one workbook: a sheet per table, every cell a text, with the values that are allowed.

A cell of text keeps what is typed: leading zeros, and days as they are written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.errors import UsageError
from ossp_pipeline.extract.readers.returned.cells import LONGEST_CELL, MOST_CELLS, MOST_ROWS
from ossp_pipeline.issued_workbook import (
    AS_TEXT,
    TEXT_STYLE,
    add_read_me,
    add_stamp,
    add_table,
    make_workbook,
    text_styles,
)
from ossp_pipeline.partnership.check import NamedRows
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.forms import FORMS, KINDS
from ossp_pipeline.partnership.read import Written, measure_themes, named_lists

STAMP = "ossp-partnership"
# Raised with each change of a sheet: workbooks issued before are then refused.
TEMPLATE = 4
STAMP_FIELDS = ("mark", "template", "fingerprint")
COLUMNS, LISTS = "Columns", "Lists"
# Rows that may be added below those of a table, and cells beside those of the tables.
_SPARE_ROWS = 200
_SPARE_CELLS = 2_000
_LONGEST_NOTE = 255
_LONGEST_TITLE = 32
_READ_ME = (
    "How to fill this in",
    "Each sheet with a name such as grants is one table of the partnership folder. Change cells, add rows below the "
    "last one, or delete rows. A sheet may stay empty until somebody can say what belongs in it.",
    f"The sheet {COLUMNS} says what each column holds and whom to ask. The sheet {LISTS} has the names that other "
    "columns may use. Many cells offer their values: choose one from the list.",
    "Leave the headings, and the names of the sheets, as they are.",
    "All cells hold text, so that dates and leading zeros stay as they are typed. Write dates as 2026-04-01 and "
    "numbers as digits. Type no formulas and no percentages.",
    "Every row names its source: the paper, letter or meeting that it comes from. Nothing is invented.",
    "Write nothing about a single person.",
    "Save as .xlsx or .ods under any name, and give it to `ossp partnership receive`. Nothing is changed while "
    "anything is wrong: the answer names the sheet, the row and the column, and what to do.",
    "If somebody changes the folder before you are done, this workbook is refused, and the answer lists what they "
    "changed: start again from a fresh one.",
)


@dataclass(frozen=True)
class _Book:
    """What every sheet needs: the workbook, its styles, and the lists that columns refer to, by table.column."""

    book: Any
    styles: Mapping[str, Any]
    lists: Mapping[str, list[str]]


def write_workbook(written: Mapping[str, Written], fingerprint: str) -> bytes:
    """The workbook of the tables, as .xlsx. Raises UsageError where they are too large for one."""
    _check_size(written)

    def fill(book: Any) -> None:
        styles = {**text_styles(book), "text": book.add_format({**TEXT_STYLE, "num_format": AS_TEXT})}
        made = _Book(book, styles, _lists(written))
        add_read_me(book, _READ_ME, styles)
        _write_columns(made)
        for fact in FACTS.values():
            _write_fact(made, fact, written[fact.name])
        _write_lists(made)
        add_stamp(book, dict(zip(STAMP_FIELDS, (STAMP, str(TEMPLATE), fingerprint), strict=True)))

    # No date belongs to the content, and equal tables are equal bytes.
    created = datetime(2000, 1, 1, tzinfo=UTC)
    return make_workbook("Facts of the partnership", "Tables of the partnership folder", created, fill)


def _check_size(written: Mapping[str, Written]) -> None:
    rows = max(len(table) for table in written.values())
    cells = [len(cell) for table in written.values() for row in table.values() for cell in row.values() if cell]
    is_small = rows + _SPARE_ROWS <= MOST_ROWS and len(cells) + _SPARE_CELLS <= MOST_CELLS
    if not is_small or max(cells, default=0) > LONGEST_CELL:
        raise UsageError("E-FACT", "the tables are too large for one workbook", "change the CSV files themselves")


def _lists(written: Mapping[str, Written]) -> dict[str, list[str]]:
    """The values that columns may name, by the column that has them."""
    named: NamedRows = {name: list(table.values()) for name, table in written.items()} | named_lists()
    measures = [*named["measure_catalogue"], *named["measures"]]
    named["measure_themes"] = measure_themes(measures, named["measure_choices"])
    others = dict.fromkeys(other for fact in FACTS.values() for other in fact.refers_to.values())
    return {
        other: list(dict.fromkeys(str(row[other.split(".")[1]]) for row in named[other.split(".")[0]]))
        for other in others
    }


def _write_columns(made: _Book) -> None:
    headings = ("Sheet", "What is in it", "Column", "Must be given", "What it holds", "Ask the")
    rows = [
        (fact.name, fact.title, column.name, "yes" if column.required else "no", describe(fact, column), fact.asked_of)
        for fact in FACTS.values()
        for column in fact.columns
    ]
    page = made.book.add_worksheet(COLUMNS)
    page.protect()
    for column, width in enumerate((22, 34, 22, 14, 70, 34)):
        page.set_column(column, column, width)
    add_table(page, COLUMNS, headings, len(rows), made.styles)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            page.write_string(number, column, text, made.styles["locked"])


def describe(fact: Fact, column: Column) -> str:
    """What a column holds, in words."""
    other = fact.refers_to.get(column.name, "").partition(".")
    parts = (
        column.meaning,
        KINDS.get(column.kind, ""),
        FORMS[column.pattern] if column.pattern else "",
        f"one of: {'; '.join(column.allowed)}" if column.allowed else "",
        f"as {other[2]} of {other[0]} says: see {LISTS}" if other[0] else "",
    )
    return ". ".join(f"{part[0].upper()}{part[1:]}" for part in parts if part) or "Text"


def _write_fact(made: _Book, fact: Fact, rows: Written) -> None:
    page = made.book.add_worksheet(fact.name)
    add_table(page, fact.name, fact.headings, max(len(rows), 1), made.styles)
    for number, column in enumerate(fact.columns):
        # Of the whole column, so that what is typed into new rows stays text too.
        page.set_column(number, number, max(len(column.name) + 4, 16), made.styles["text"])
        page.data_validation(1, number, MOST_ROWS - 1, number, _validation(made, fact, column))
    for number, cells in enumerate(rows.values(), start=1):
        for position, name in enumerate(fact.headings):
            if cells[name]:
                page.write_string(number, position, cells[name], made.styles["text"])


def _validation(made: _Book, fact: Fact, column: Column) -> dict[str, Any]:
    """Values to choose from, and what belongs there. What comes back is checked all the same."""
    note = {
        "input_title": column.name[:_LONGEST_TITLE],
        "input_message": describe(fact, column)[:_LONGEST_NOTE],
        "error_title": "Not one of the values",
        "error_message": "Choose a value from the list.",
    }
    values = ["true", "false"] if column.kind is Kind.FLAG else list(column.allowed)
    if values:
        return {"validate": "list", "source": values, **note}
    other = fact.refers_to.get(column.name)
    if other and made.lists[other]:
        position = chr(ord("A") + list(made.lists).index(other))
        source = f"={LISTS}!${position}$2:${position}${len(made.lists[other]) + 1}"
        # Such a cell may list several between semicolons.
        return {"validate": "list", "source": source, "show_error": False, **note}
    return {"validate": "any", **note}


def _write_lists(made: _Book) -> None:
    page = made.book.add_worksheet(LISTS)
    page.protect()
    page.set_column(0, len(made.lists) - 1, 34)
    add_table(page, LISTS, list(made.lists), max(map(len, made.lists.values())), made.styles)
    for column, values in enumerate(made.lists.values()):
        for number, value in enumerate(values, start=1):
            page.write_string(number, column, value, made.styles["locked"])
