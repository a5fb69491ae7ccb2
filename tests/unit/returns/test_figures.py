"""The number reader: what it takes is what stands in the cell, and everything else is told, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.extract.readers.returned.cells import Cell, CellKind, number_text
from ossp_pipeline.returns.figures import LARGEST_COUNT, LARGEST_POUNDS, read_count, read_pounds

NUMBER, TEXT = CellKind.NUMBER, CellKind.TEXT


@given(st.integers(min_value=0, max_value=LARGEST_COUNT))
def test_every_whole_number_in_range_is_read_as_itself_however_it_is_stored(number):
    for cell in (
        Cell(NUMBER, number_text(number)),
        Cell(NUMBER, number_text(float(number))),
        Cell(TEXT, f" {number} "),
    ):
        figure = read_count(cell)
        assert (Decimal(figure.value), figure.wrong) == (number, "")


@given(st.floats())
def test_stored_number_is_taken_only_if_it_is_a_count(number):
    figure = read_count(Cell(NUMBER, number_text(number)))
    is_count = number >= 0 and number <= LARGEST_COUNT and float(number).is_integer()
    assert (figure.value is not None) == is_count
    assert bool(figure.wrong) != is_count
    assert not is_count or float(figure.value) == number


@given(st.text())
def test_text_is_taken_only_if_it_is_bare_digits(text):
    figure = read_count(Cell(TEXT, text))
    bare = text.strip()
    if figure.value is not None:
        assert bare.replace(".", "", 1).isascii()
        assert Decimal(bare) == Decimal(figure.value)
    else:
        assert figure.wrong or not bare


@given(st.decimals(min_value=0, max_value=LARGEST_POUNDS, places=2))
def test_pounds_and_pence_are_read_to_the_penny(amount):
    assert Decimal(read_pounds(Cell(NUMBER, number_text(float(amount)))).value) == amount
    # Nine digits before the point: the reader's longest, and more than any grant.
    assert Decimal(read_pounds(Cell(TEXT, str(amount))).value) == amount


@given(st.sampled_from([kind for kind in CellKind if kind not in (NUMBER, TEXT)]), st.text())
def test_kinds_that_are_no_number_are_told_whatever_they_hold(kind, text):
    for read in (read_count, read_pounds):
        figure = read(Cell(kind, text))
        assert figure.value is None
        assert figure.wrong
        assert figure.remedy


@pytest.mark.parametrize("cell", [None, Cell(TEXT, ""), Cell(TEXT, "  \u00a0")])
def test_blank_is_neither_zero_nor_wrong(cell):
    figure = read_count(cell)
    assert (figure.value, figure.wrong) == (None, "")


def test_zero_is_a_value():
    assert read_count(Cell(NUMBER, "0")).value == "0"


@pytest.mark.parametrize(
    ("text", "value"),
    [("102.5", "102.5"), ("0.25", "0.25"), ("11", "11"), ("0.125", None)],
)
def test_sums_may_have_two_decimals(text, value):
    assert read_count(Cell(NUMBER, text), may_have_parts=True).value == value


def test_edges_of_the_range():
    assert read_count(Cell(NUMBER, str(LARGEST_COUNT))).value == str(LARGEST_COUNT)
    assert read_count(Cell(NUMBER, str(LARGEST_COUNT + 1))).wrong
    assert read_pounds(Cell(NUMBER, str(LARGEST_POUNDS))).value == str(LARGEST_POUNDS)
    assert read_pounds(Cell(NUMBER, str(LARGEST_POUNDS + 1))).wrong
