"""Plain cells: what is left of a workbook once nothing in it can act."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_ROWS = 2_000
MOST_COLUMNS = 64
LONGEST_CELL = 5_000
# The sheets of ours are far below; what lies above was stretched by accident or on purpose.
MOST_CELLS = 20_000


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
    """`text` is a number's shortest exact spelling, or the text; empty for kinds that are refused whatever they say."""

    kind: CellKind
    text: str = ""


@dataclass
class Page:
    """One sheet. Cells by row and column, both counted from 1, blank ones left out; `merged` are their blocks."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def text(self, row: int, column: int) -> str | None:
        """The text or number in a cell, None where there is none."""
        cell = self.cells.get((row, column))
        return cell.text if cell else None

    def is_merged(self, row: int, column: int) -> bool:
        """Whether the cell lies in a merged block."""
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in self.merged)


@dataclass
class Contents:
    """A workbook read."""

    pages: dict[str, Page]

    def as_dict(self) -> dict[str, Any]:
        """As it goes from the child process to us."""
        return {
            name: {
                "merged": page.merged,
                "cells": [[*place, cell.kind, cell.text] for place, cell in page.cells.items()],
            }
            for name, page in self.pages.items()
        }


class Unreadable(Exception):
    """The file as a whole is refused: code, what is wrong, what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.code, self.message, self.remedy = code, message, remedy


def read_contents(document: dict[str, Any]) -> Contents:
    """The inverse of `Contents.as_dict`."""
    return Contents(
        {
            name: Page(
                {(row, column): Cell(CellKind(kind), text) for row, column, kind, text in page["cells"]},
                [(top, left, bottom, right) for top, left, bottom, right in page["merged"]],
            )
            for name, page in document.items()
        }
    )


def text_cell(text: str) -> Cell:
    """A cell of text, unless it is longer than anything we ask for."""
    return Cell(CellKind.TOO_LONG) if len(text) > LONGEST_CELL else Cell(CellKind.TEXT, text)


def spelt(number: float | int) -> str:
    """A number's shortest exact spelling: 12, not 12.0."""
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def stretched() -> Unreadable:
    """The refusal of a sheet that is far larger than any of ours."""
    return Unreadable(
        "E-WORKBOOK",
        "a sheet is far larger than the one that was issued: something was pasted or formatted beyond the table",
        "type the answers into a fresh copy of the issued workbook and send that",
    )
