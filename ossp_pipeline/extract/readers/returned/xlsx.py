"""Cells of an .xlsx file, by openpyxl. Formulas are read as formulas: a value stored beside one may be stale.

openpyxl makes an object of every cell of a merged block and of every reference, so the size of the sheets is looked at
first, in the bytes.
"""

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ossp_pipeline.extract.readers.returned.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    CellKind,
    Contents,
    Page,
    Unreadable,
    spelt,
    stretched,
    text_cell,
)

_PLACES = re.compile(rb"<(?:[A-Za-z0-9_]+:)?(?:c|mergeCell)\b[^>]*?\b(?:r|ref)=[\"']([A-Z:0-9$]+)[\"']")


def read_xlsx(path: Path) -> Contents:
    """Every sheet. Raises Unreadable for stretched sheets and for dates counted from 1904."""
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("defusedxml is missing: openpyxl would read entities")
    _check_places(path)
    # A file object, because the stored name has no ending that openpyxl knows.
    with path.open("rb") as handle:
        book = openpyxl.load_workbook(handle, data_only=False, keep_links=False, rich_text=False)
    if book.epoch == CALENDAR_MAC_1904:
        remedy = "type the answers into a fresh copy of the issued workbook and send that"
        raise Unreadable("E-WORKBOOK", "the workbook counts its dates from 1904, which ours do not", remedy)
    return Contents({page.title: _read_page(page) for page in book.worksheets})


def _check_places(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/") and name.endswith(".xml")]
        places = {place for name in parts for place in _PLACES.findall(archive.read(name))}
    for place in places:
        _check_place(place.decode())


def _check_place(place: str) -> None:
    for corner in place.replace("$", "").split(":"):
        match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", corner)
        if match is None or int(match[2]) > MOST_ROWS or column_index_from_string(match[1]) > MOST_COLUMNS:
            raise stretched()


def _read_page(page: Any) -> Page:
    found = Page(merged=[(area.min_row, area.min_col, area.max_row, area.max_col) for area in page.merged_cells.ranges])
    for cell in (cell for row in page.iter_rows() for cell in row):
        if cell.value is not None and str(cell.value) != "":
            found.cells[cell.row, cell.column] = _read_cell(cell)
    return found


def _read_cell(cell: Any) -> Cell:
    if cell.data_type == "f":
        return Cell(CellKind.FORMULA)
    if cell.data_type == "e":
        return Cell(CellKind.ERROR)
    if cell.data_type == "b":
        return Cell(CellKind.BOOLEAN)
    if cell.is_date or cell.data_type == "d":
        return Cell(CellKind.DATE)
    if cell.data_type == "n":
        is_percentage = "%" in (cell.number_format or "")
        return Cell(CellKind.PERCENTAGE if is_percentage else CellKind.NUMBER, spelt(cell.value))
    return text_cell(str(cell.value))
