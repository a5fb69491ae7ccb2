"""From a cell to a figure, or to what is wrong with it. A cell that could mean two things is queried.

Figures are kept as text (12, 1234.50): they are compared and written out, never computed with here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ossp_pipeline.extract.readers.returned.cells import Cell, CellKind

# No count of a borough comes near it (all of England and Wales records about 6.5 million crimes a year).
LARGEST_COUNT = 1_000_000
LARGEST_POUNDS = 100_000_000
_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Figure:
    """What was read from a cell: a value, or what is wrong and how to fix it. Both empty for a blank cell."""

    value: str | None = None
    wrong: str = ""
    remedy: str = ""


_BLANK_INSTEAD = "leave the cell blank and choose a reason in “Why there is no figure”"
_REFUSED_KINDS = {
    CellKind.FORMULA: ("a formula, whose stored result may be old", "type the number itself"),
    CellKind.ERROR: ("an error such as #REF!", "type the number itself"),
    CellKind.DATE: ("a date where a number belongs", "set the cell's format to number and type the number"),
    CellKind.BOOLEAN: ("TRUE or FALSE where a number belongs", "type the number"),
    CellKind.PERCENTAGE: ("a percentage where a number belongs", "type the counts themselves; we work out percentages"),
    CellKind.TOO_LONG: ("a very long text where a number belongs", "type the number"),
}


def read_count(cell: Cell | None, may_have_parts: bool = False) -> Figure:
    """A count: a whole number from 0. With `may_have_parts`, up to two decimals."""
    figure = _read_number(cell)
    if figure.value is None:
        return figure
    number = Decimal(figure.value)
    if number > LARGEST_COUNT:
        return Figure(None, "larger than any count of the partnership", "check the digits")
    if number != number.to_integral_value() and not may_have_parts:
        return _part_of_one(number)
    return _within_decimals(number)


def read_pounds(cell: Cell | None) -> Figure:
    """An amount in pounds, from 0, with at most two decimals."""
    figure = _read_number(cell)
    if figure.value is None:
        return figure
    if Decimal(figure.value) > LARGEST_POUNDS:
        return Figure(None, "larger than any grant of the partnership", "check the digits")
    return _within_decimals(Decimal(figure.value))


def _read_number(cell: Cell | None) -> Figure:
    if cell is None or (cell.kind is CellKind.TEXT and not cell.text.strip()):
        return Figure()
    if cell.kind in _REFUSED_KINDS:
        return Figure(None, *_REFUSED_KINDS[cell.kind])
    if cell.kind is CellKind.TEXT:
        return _read_typed(cell.text.strip())
    try:
        number = Decimal(cell.text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        return Figure(None, "no number", "type the number")
    return Figure(None, "below zero", "type how many there were, 0 or more") if number < 0 else Figure(str(number))


def _read_typed(text: str) -> Figure:
    """Text in a number cell. Bare digits are a number that a program stored as text; everything else is queried."""
    if _PLAIN.fullmatch(text):
        return Figure(text)
    if "%" in text:
        return Figure(None, *_REFUSED_KINDS[CellKind.PERCENTAGE])
    if re.search(r"[0-9]", text):
        remedy = "type only the digits, without commas, signs, units or words; words go into the text column"
        return Figure(None, "a number with something else beside it", remedy)
    return Figure(None, "words where a number belongs", f"type the number, or {_BLANK_INSTEAD}")


def _part_of_one(number: Decimal) -> Figure:
    if number < 1:
        return Figure(None, "a share such as 0.125 where a count belongs", "type the counts; we work out percentages")
    return Figure(None, "a count with decimals", "type a whole number; for a percentage type the counts it came from")


def _within_decimals(number: Decimal) -> Figure:
    plain = f"{number.normalize():f}"
    if "." in plain and len(plain.split(".")[1]) > 2:
        return Figure(None, "more than two decimals", "round to two decimals")
    return Figure(plain)
