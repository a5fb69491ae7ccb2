"""Cells of an .ods file, read from its XML, because calamine returns a formula's stored result as if it were typed.

Shape of the file: OpenDocument 1.3, part 3, tables (section 9), repeated rows and cells (attributes in section 19).
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import ODS_CONTENT
from ossp_pipeline.extract.readers.returned.cells import (
    FRESH_COPY,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    CellKind,
    Contents,
    SheetCells,
    day_text,
    number_text,
    oversized_sheet,
    text_cell,
)

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{{{_URN}table:1.0}}"
_OFFICE = f"{{{_URN}office:1.0}}"
_TEXT = f"{{{_URN}text:1.0}}"
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_LONGEST_RUN = 100
_DAY_ZERO = "1899-12-30"
_WHITE_SPACE = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_KINDS = {"date": CellKind.DATE, "time": CellKind.DATE, "boolean": CellKind.BOOLEAN}


def read_ods(path: Path) -> Contents:
    """Every sheet. Raises DeliveryRefused for oversized sheets and for dates counted from another day."""
    with zipfile.ZipFile(path) as archive:
        root = fromstring(archive.read(ODS_CONTENT), forbid_dtd=True)
    for null_date in root.iter(f"{_TABLE}null-date"):
        if null_date.get(f"{_TABLE}date-value", _DAY_ZERO) != _DAY_ZERO:
            raise DeliveryRefused("E-WORKBOOK", "the workbook counts its dates from another day than ours", FRESH_COPY)
    return Contents({table.get(f"{_TABLE}name", ""): _read_sheet(table) for table in root.iter(f"{_TABLE}table")})


def _read_sheet(table: Element) -> SheetCells:
    sheet = SheetCells()
    rows_before = 0
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = list(_row_cells(row))
        if cells and rows_before + repeated > MOST_ROWS:
            raise oversized_sheet()
        for number in range(rows_before + 1, rows_before + repeated + 1) if cells else ():
            for column, element in cells:
                _add_cell(sheet, number, column, element)
        rows_before += repeated
    return sheet


def _row_cells(row: Element) -> Iterator[tuple[int, Element]]:
    """Cells that hold something or start a merged block, with their column. A blank one may repeat a million times."""
    columns_before = 0
    for element in row:
        if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        if _read_cell(element) is not None or _span(element) != (1, 1):
            if columns_before + repeated > MOST_COLUMNS:
                raise oversized_sheet()
            yield from ((columns_before + number, element) for number in range(1, repeated + 1))
        columns_before += repeated


def _add_cell(sheet: SheetCells, row: int, column: int, element: Element) -> None:
    down, across = _span(element)
    if (down, across) != (1, 1):
        sheet.merged.append((row, column, row + down - 1, column + across - 1))
    cell = _read_cell(element)
    if cell is not None:
        sheet.cells[row, column] = cell


def _span(element: Element) -> tuple[int, int]:
    names = ("number-rows-spanned", "number-columns-spanned")
    down, across = (int(element.get(f"{_TABLE}{name}", "1")) for name in names)
    return down, across


def _read_cell(element: Element) -> Cell | None:
    if element.get(f"{_TABLE}formula") is not None:
        return Cell(CellKind.FORMULA)
    if element.get(_ERROR_TYPE) == "error":
        return Cell(CellKind.ERROR)
    kind = element.get(f"{_OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        text = number_text(float(element.get(f"{_OFFICE}value", "nan")))
        return Cell(CellKind.PERCENTAGE if kind == "percentage" else CellKind.NUMBER, text)
    if kind in _KINDS:
        return Cell(_KINDS[kind], day_text(element.get(f"{_OFFICE}date-value", "")))
    text = "\n".join(_paragraph(part) for part in element.findall(f"{_TEXT}p"))
    return text_cell(text) if text else None


def _paragraph(element: Element) -> str:
    """The text of a paragraph. Runs of spaces, tabs and line breaks are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), _LONGEST_RUN))
        parts.append(_WHITE_SPACE.get(child.tag) or _paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
