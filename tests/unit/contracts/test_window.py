"""The years of a published figure, in every way in which publishers write them."""

import pytest

from ossp_pipeline.contracts.window import Window, read_window


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2023", Window(2023, 2023, 1)),
        ("2022/23", Window(2022, 2023, 1)),
        ("2022-23", Window(2022, 2023, 1)),
        ("2025_26", Window(2025, 2026, 1)),
        ("1999/00", Window(1999, 2000, 1)),
        ("2018 - 20", Window(2018, 2020, 3)),
        ("1999 - 01", Window(1999, 2001, 3)),
        ("2013-15", Window(2013, 2015, 3)),
        ("2001-2003", Window(2001, 2003, 3)),
        ("2020/21 - 22/23", Window(2020, 2023, 3)),
        ("2016/17  -  2020/21", Window(2016, 2021, 5)),
    ],
)
def test_whole_years_say_how_many_are_pooled(text: str, window: Window) -> None:
    assert read_window(text) == window


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022/23 Q1", 2022, 2023),
        ("2023 Q4", 2023, 2023),
        ("January to December 2024", 2024, 2024),
        ("April 2021 to March 2022", 2021, 2022),
    ],
)
def test_other_periods_say_their_first_and_last_year_and_not_how_many(text: str, first: int, last: int) -> None:
    assert read_window(text) == Window(first, last, None)


@pytest.mark.parametrize("text", ["", "the whole of it", "20190000", "20/21"])
def test_what_names_no_year_has_none(text: str) -> None:
    assert read_window(text) is None
