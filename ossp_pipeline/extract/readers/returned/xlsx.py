"""Cells of an .xlsx file, by openpyxl. A formula is read as a formula, because the result stored with it may be old.

openpyxl makes an object of every cell of a merged block and of every reference, so the size of the sheets is checked
first, in the bytes.
"""

import re
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from ossp_pipeline.errors import DeliveryRefused
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

_REFERENCES = re.compile(rb"<(?:[A-Za-z0-9_]+:)?(?:c|mergeCell)\b[^>]*?\b(?:r|ref)=[\"']([A-Z:0-9$]+)[\"']")


def read_xlsx(path: Path) -> Contents:
    """Every sheet. Raises DeliveryRefused for oversized sheets and for dates counted from 1904."""
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("defusedxml is missing: openpyxl would read entities")
    _check_size(path)
    # As a file object: the stored name does not end in .xlsx, and openpyxl would refuse it.
    with path.open("rb") as handle:
        workbook = openpyxl.load_workbook(handle, data_only=False, keep_links=False, rich_text=False)
    if workbook.epoch == CALENDAR_MAC_1904:
        raise DeliveryRefused("E-WORKBOOK", "the workbook counts its dates from 1904, which ours do not", FRESH_COPY)
    return Contents({sheet.title: _read_sheet(sheet) for sheet in workbook.worksheets})


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/") and name.endswith(".xml")]
        references = {match for name in parts for match in _REFERENCES.findall(archive.read(name))}
    for reference in references:
        _check_reference(reference.decode())


def _check_reference(reference: str) -> None:
    for corner in reference.replace("$", "").split(":"):
        match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", corner)
        if match is None or int(match[2]) > MOST_ROWS or column_index_from_string(match[1]) > MOST_COLUMNS:
            raise oversized_sheet()


def _read_sheet(sheet: Worksheet) -> SheetCells:
    blocks = sheet.merged_cells.ranges
    result = SheetCells(merged=[(block.min_row, block.min_col, block.max_row, block.max_col) for block in blocks])
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.value is not None and str(cell.value) != "":
            result.cells[cell.row, cell.column] = _read_cell(cell)
    return result


def _read_cell(cell: openpyxl.cell.cell.Cell) -> Cell:
    if cell.data_type == "f":
        return Cell(CellKind.FORMULA)
    if cell.data_type == "e":
        return Cell(CellKind.ERROR)
    if cell.data_type == "b":
        return Cell(CellKind.BOOLEAN)
    if cell.is_date or cell.data_type == "d":
        return Cell(CellKind.DATE, day_text(str(cell.value)))
    if cell.data_type == "n":
        is_percentage = "%" in (cell.number_format or "")
        return Cell(CellKind.PERCENTAGE if is_percentage else CellKind.NUMBER, number_text(cell.value))
    return text_cell(str(cell.value))
