"""Workbooks that are issued to be filled in: what all of them share. The only module that writes .xlsx files.

The same input gives the same bytes.

Made to be read by everybody (Government Analysis Function, releasing statistics in spreadsheets): one marked-up table
per sheet, from A1, one header row, no merged cells, no freeze panes, unique names, document properties, and no message
in colour only. Text never becomes a formula.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any

import xlsxwriter

# The hidden sheet by which a workbook is known when it comes back, and the sheet that says how to fill it in.
META = "_meta"
READ_ME = "Read me"
TEXT_STYLE: Mapping[str, Any] = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 11}
# A cell to fill in.
OPEN_STYLE: Mapping[str, Any] = {**TEXT_STYLE, "locked": False, "bg_color": "#FFFBE6", "border": 1}
# Numbers typed into it stay the text that was typed: leading zeros and days too.
AS_TEXT = "@"
_READ_ME_LINE = 125


def make_workbook(title: str, subject: str, created: datetime, fill: Callable[[Any], None]) -> bytes:
    """A workbook as .xlsx. `created`: a moment of its content, so that equal workbooks are equal bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        by = "Community Safety Partnership"
        workbook.set_properties({"title": title, "subject": subject, "created": created, "author": by, "company": by})
        fill(workbook)
    return buffer.getvalue()


def text_styles(workbook: Any) -> dict[str, Any]:
    """Styles of texts: `locked` as they are, `head` of headings."""
    return {
        "locked": workbook.add_format(dict(TEXT_STYLE)),
        "head": workbook.add_format({**TEXT_STYLE, "bold": True}),
    }


def add_read_me(workbook: Any, lines: Sequence[str], styles: Mapping[str, Any]) -> None:
    """The sheet that says how to fill the workbook in, a sentence or two per line; the first is its heading."""
    sheet = workbook.add_worksheet(READ_ME)
    sheet.protect()
    sheet.set_column(0, 0, 110)
    for number, text in enumerate(lines):
        # LibreOffice makes no room for a second line by itself.
        sheet.set_row(number, 15 * ceil(len(text) / _READ_ME_LINE))
        sheet.write_string(number, 0, text, styles["head" if number == 0 else "locked"])


def add_table(sheet: Any, name: str, headings: Sequence[str], rows: int, styles: Mapping[str, Any]) -> None:
    """Mark the cells from A1 up as the sheet's table, with its headings."""
    columns = [{"header": heading, "header_format": styles["head"]} for heading in headings]
    options = {
        "name": f"{name.replace(' ', '_')}_table",
        "columns": columns,
        "autofilter": False,
        "style": "Table Style Light 1",
    }
    sheet.add_table(0, 0, rows, len(headings) - 1, options)


def add_stamp(workbook: Any, fields: Mapping[str, str]) -> None:
    """The hidden sheet, a field per row."""
    sheet = workbook.add_worksheet(META)
    for number, (name, value) in enumerate(fields.items()):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, value)
    sheet.very_hidden()
    sheet.protect()
