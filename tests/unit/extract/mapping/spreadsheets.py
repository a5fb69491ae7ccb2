"""Spreadsheets as suppliers' programs write them: days are cells of days, numbers are numbers."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.styles import PatternFill

Cell = str | int | float | bool | date | datetime | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)


@dataclass(frozen=True)
class Shape:
    """What is odd about a workbook: sheets that are hidden, and merged cells of a sheet, such as A1:B1."""

    hidden: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()


def xlsx(sheets: Sheets, shape: Shape = Shape()) -> bytes:
    """As openpyxl writes it; blank cells below the rows have a colour, as people leave them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for number in range(len(rows) + 1, len(rows) + 4):
            sheet.cell(number, 2).fill = PatternFill("solid", fgColor="FFFF00")
        sheet.sheet_state = "hidden" if name in shape.hidden else "visible"
    for name, block in shape.merged:
        book[name].merge_cells(block)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(sheets: Sheets, shape: Shape = Shape()) -> bytes:
    """As LibreOffice writes it: days are shown as 31/03/24, and every sheet is filled to its last row and column."""
    tables = "".join(_table(name, rows, shape) for name, rows in sheets.items())
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", document)
    return target.getvalue()


def changed(workbook: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with a text in one of its parts replaced."""
    assert old in part_of(workbook, part)
    return _rewritten(workbook, lambda name, text: text.replace(old, new) if name == part else text)


def prefixed(workbook: bytes) -> bytes:
    """The workbook with a prefix before the name of every element, as some programs write it."""

    def add(name: str, text: str) -> str:
        if not re.fullmatch("xl/[a-zA-Z/0-9]+.xml", name):
            return text
        return re.sub(r"<(/?)([a-z])", r"<\1x:\2", text, flags=re.IGNORECASE).replace('xmlns="', 'xmlns:x="')

    return _rewritten(workbook, add)


def part_of(workbook: bytes, part: str) -> str:
    """The text of one of its parts."""
    return zipfile.ZipFile(io.BytesIO(workbook)).read(part).decode()


def _rewritten(workbook: bytes, rewrite: Callable[[str, str], str]) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(workbook)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, rewrite(name, source.read(name).decode()))
    return target.getvalue()


def _table(name: str, rows: Sequence[Sequence[Cell]], shape: Shape) -> str:
    style = "ta2" if name in shape.hidden else "ta1"
    spans = dict(_span(block) for sheet, block in shape.merged if sheet == name)
    lines = "".join(
        f"<table:table-row>{''.join(_cell(cell, spans.get((number, place), '')) for place, cell in enumerate(row))}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for number, row in enumerate(rows)
    )
    filler = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    return f'<table:table table:name="{escape(name)}" table:style-name="{style}">{lines}{filler}</table:table>'


def _span(block: str) -> tuple[tuple[int, int], str]:
    """Row and column from 0 of the first cell of a block, and how an ODS file says that it is merged."""
    left, top, right, bottom = openpyxl.utils.range_boundaries(block)
    return (top - 1, left - 1), (
        f' table:number-columns-spanned="{right - left + 1}" table:number-rows-spanned="{bottom - top + 1}"'
    )


def _cell(cell: Cell, span: str) -> str:
    if cell is None or cell == "":
        return f"<table:table-cell{span}/>"
    if isinstance(cell, bool):
        kind, shown = f'boolean" office:boolean-value="{str(cell).lower()}', str(cell).upper()
    elif isinstance(cell, datetime):
        kind, shown = f'date" office:date-value="{cell.isoformat()}', f"{cell:%d/%m/%y %H:%M}"
    elif isinstance(cell, date):
        kind, shown = f'date" office:date-value="{cell.isoformat()}', f"{cell:%d/%m/%y}"
    elif isinstance(cell, int | float):
        kind, shown = f'float" office:value="{cell}', f"{cell:,.2f}"
    elif cell.startswith("="):
        return f'<table:table-cell{span} table:formula="of:{escape(cell)}"/>'
    else:
        kind, shown = "string", cell
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell{span} office:value-type="{kind}">{paragraphs}</table:table-cell>'
