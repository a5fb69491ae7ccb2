"""Plain cells: what is left of a workbook once nothing in it can act. Also the limits, and the refusal beyond them."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ossp_pipeline.errors import DeliveryRefused

MOST_ROWS = 2_000
MOST_COLUMNS = 64
LONGEST_CELL = 5_000
# An issued workbook has far fewer. One with more was enlarged by accident or on purpose.
MOST_CELLS = 20_000
FRESH_COPY = "type the answers into a fresh copy of the issued workbook and send that"
# Beyond this, a whole number is no longer exact as a float.
_LARGEST_EXACT = 1e15
_WHOLE_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]00:00:00)?")


class CellKind(StrEnum):
    """What a cell holds. A percentage is a number shown with a percent sign."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    TEXT = "text"
    FORMULA = "formula"
    ERROR = "error"
    DATE = "date"
    BOOLEAN = "boolean"
    TOO_LONG = "too long"


@dataclass(frozen=True)
class Cell:
    """`text` is the text, a number in its shortest exact spelling, or a day such as 2026-04-01 (of a cell of kind DATE
    that is a whole day); empty for other kinds."""

    kind: CellKind
    text: str = ""


@dataclass
class SheetCells:
    """One sheet.

    cells   by (row, column), both counted from 1; blank cells are left out
    merged  blocks of merged cells, as (top, left, bottom, right)
    """

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def text(self, row: int, column: int) -> str | None:
        """The text or number in a cell; None for a blank cell."""
        cell = self.cells.get((row, column))
        return cell.text if cell else None

    def is_merged(self, row: int, column: int) -> bool:
        """Whether the cell is part of a merged block."""
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in self.merged)


@dataclass
class Contents:
    """The sheets of a workbook by name."""

    sheets: dict[str, SheetCells]

    def fields(self, sheet: str, count: int) -> dict[str | None, str | None]:
        """What a sheet says in its first rows, a name and a value in each; no such sheet says nothing."""
        page = self.sheets.get(sheet, SheetCells())
        return {page.text(row, 1): page.text(row, 2) for row in range(1, count + 1)}

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the child process prints it."""
        return {
            name: {
                "merged": sheet.merged,
                "cells": [[row, column, cell.kind, cell.text] for (row, column), cell in sheet.cells.items()],
            }
            for name, sheet in self.sheets.items()
        }


def read_contents(document: dict[str, Any]) -> Contents:
    """The reverse of `Contents.as_dict`."""
    return Contents(
        {
            name: SheetCells(
                {(row, column): Cell(CellKind(kind), text) for row, column, kind, text in sheet["cells"]},
                [(top, left, bottom, right) for top, left, bottom, right in sheet["merged"]],
            )
            for name, sheet in document.items()
        }
    )


def text_cell(text: str) -> Cell:
    """A cell of text; of kind TOO_LONG, without its text, where it is longer than any answer."""
    return Cell(CellKind.TOO_LONG) if len(text) > LONGEST_CELL else Cell(CellKind.TEXT, text)


def number_text(number: float | int) -> str:
    """A number's shortest exact spelling: 12, not 12.0."""
    if isinstance(number, float) and number.is_integer() and abs(number) < _LARGEST_EXACT:
        return str(int(number))
    return repr(number)


def day_text(moment: str) -> str:
    """A day as 2026-04-01, from a day or from its midnight in ISO text; empty for any other moment."""
    match = _WHOLE_DAY.fullmatch(moment)
    return match[1] if match else ""


def oversized_sheet() -> DeliveryRefused:
    """The refusal of a sheet that is far larger than an issued one."""
    return DeliveryRefused(
        "E-WORKBOOK",
        "a sheet is far larger than the one that was issued: something was pasted or formatted beyond the table",
        FRESH_COPY,
    )
