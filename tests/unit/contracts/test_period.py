"""Periods: written and read alike, one after the other without gap or overlap, quarters of the financial year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.period import (
    Cadence,
    Period,
    list_missing,
    parse_period,
    period_of,
    periods_between,
    read_period,
)

DAYS = st.dates(date(1901, 1, 1), date(2098, 12, 31))
# Sixty years later, periods still have a next one.
EARLY_DAYS = st.dates(date(1901, 1, 1), date(2030, 12, 31))
CADENCES = st.sampled_from(Cadence)


@settings(deadline=None)
@given(day=DAYS, cadence=CADENCES)
def test_period_is_read_as_it_is_written(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert parse_period(cadence, str(period)) == period


@settings(deadline=None)
@given(day=DAYS, cadence=CADENCES)
def test_day_lies_in_its_own_period_and_in_no_neighbour(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert period.start <= day <= period.end
    assert period.previous.end < day < period.next.start


@settings(deadline=None)
@given(day=DAYS, cadence=CADENCES)
def test_periods_follow_one_another_without_gap_or_overlap(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert period.next.start == period.end + timedelta(days=1)
    assert period.previous.end == period.start - timedelta(days=1)
    assert period.next.previous == period == period.previous.next
    assert (period.start.day, period.cadence) == (1, cadence)


@settings(deadline=None)
@given(day=DAYS, cadence=CADENCES)
def test_names_sort_as_the_periods_do(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert str(period.previous) < str(period) < str(period.next)
    assert period.previous < period < period.next


@settings(deadline=None)
@given(first=DAYS, last=DAYS, cadence=CADENCES)
def test_range_holds_every_period_once_from_first_to_last(first: date, last: date, cadence: Cadence) -> None:
    start, stop = period_of(min(first, last), cadence), period_of(max(first, last), cadence)
    periods = periods_between(start, stop)
    assert (periods[0], periods[-1]) == (start, stop)
    assert all(earlier.next == later for earlier, later in pairwise(periods))
    assert periods_between(stop.next, start) == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 3, 31), "2023-24Q4"),
        (date(2024, 4, 1), "2024-25Q1"),
        (date(2024, 6, 30), "2024-25Q1"),
        (date(2024, 7, 1), "2024-25Q2"),
        (date(2024, 12, 31), "2024-25Q3"),
        (date(2025, 1, 1), "2024-25Q4"),
        (date(1999, 12, 31), "1999-00Q3"),
        (date(2000, 3, 31), "1999-00Q4"),
        (date(2099, 4, 1), "2099-00Q1"),
        (date(2024, 2, 29), "2023-24Q4"),
    ],
)
def test_quarters_are_named_by_the_financial_year_from_april(day: date, name: str) -> None:
    assert str(period_of(day, Cadence.QUARTER)) == name


@pytest.mark.parametrize(
    ("cadence", "name", "first", "last"),
    [
        (Cadence.MONTH, "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        (Cadence.MONTH, "2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        (Cadence.QUARTER, "2023-24Q4", date(2024, 1, 1), date(2024, 3, 31)),
        (Cadence.QUARTER, "2025-26Q1", date(2025, 4, 1), date(2025, 6, 30)),
        (Cadence.YEAR, "2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_period_runs_from_its_first_to_its_last_day(cadence: Cadence, name: str, first: date, last: date) -> None:
    period = parse_period(cadence, name)
    assert (period.start, period.end, str(period)) == (first, last, name)


MISSPELT = {
    Cadence.MONTH: [
        "2024-00",
        "2024-13",
        "2024-1",
        "202401",
        "2024-01-01",
        " 2024-01",
        "2024-01\n",
        "24-01",
        "2024",
        "٢٠٢٤-٠١",
        "２０２４-01",
        "0000-01",
        "0001-01",
        "9999-12",
        "1899-12",
        "2100-01",
        "",
    ],
    Cadence.QUARTER: [
        "2024-25Q0",
        "2024-25Q5",
        "2024-26Q1",
        "2024-24Q1",
        "2024-25q1",
        "2024Q1",
        "2024-25",
        "2024-2025Q1",
        "2024-٢٥Q1",
        "9999-00Q1",
        "0000-01Q1",
    ],
    Cadence.YEAR: ["24", "02024", "2024-25", "２０２４", "0000", "9999", "2024 "],
}


@pytest.mark.parametrize(("cadence", "text"), [(c, text) for c, texts in MISSPELT.items() for text in texts])
def test_anything_else_is_no_period(cadence: Cadence, text: str) -> None:
    with pytest.raises(ValueError, match="not a "):
        parse_period(cadence, text)


@pytest.mark.slow
@settings(deadline=None)
@given(text=st.text(max_size=10), cadence=CADENCES)
def test_no_text_gives_a_period_that_is_written_otherwise(text: str, cadence: Cadence) -> None:
    try:
        period = parse_period(cadence, text)
    except ValueError:
        return
    assert str(period) == text
    assert period.previous < period < period.next


def test_lengths_are_one_three_and_twelve_months() -> None:
    assert [(str(cadence), cadence.months) for cadence in Cadence] == [("month", 1), ("quarter", 3), ("year", 12)]


def test_period_of_another_cadence_is_another_period() -> None:
    start = date(2024, 1, 1)
    assert len({Period(start, cadence) for cadence in Cadence}) == 3


@settings(deadline=None)
@given(day=DAYS, cadence=CADENCES)
def test_period_of_any_cadence_is_read_as_it_is_written(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert read_period(str(period)) == period


def test_what_is_no_period_is_not_read() -> None:
    with pytest.raises(ValueError, match="not a period"):
        read_period("2024-13")


def _months(text: str) -> list[Period]:
    return [parse_period(Cadence.MONTH, name) for name in text.split()]


@pytest.mark.parametrize(
    ("missing", "delivered", "words"),
    [
        ("2024-03", "", "2024-03"),
        ("2024-03 2024-04 2024-05", "2024-02 2024-06", "2024-03 to 2024-05"),
        ("2024-12 2025-01", "", "2024-12 to 2025-01"),
        ("2024-01 2024-03 2026-01 2026-02", "2024-02 2024-04", "2024-03, 2024-01, 2026-01 to 2026-02"),
        ("2024-03 2024-07 2024-10", "2024-01 2024-08", "2024-03, 2024-07, 2024-10"),
    ],
)
def test_missing_periods_are_ranges_and_gaps_inside_the_series_come_first(missing, delivered, words) -> None:
    assert list_missing(_months(missing), _months(delivered)) == words


@settings(deadline=None)
@given(states=st.lists(st.booleans(), max_size=60), start=EARLY_DAYS, cadence=CADENCES)
def test_no_missing_period_is_left_out_of_the_list_and_none_is_added(states, start, cadence) -> None:
    period, missing, delivered = period_of(start, cadence), [], []
    for is_missing in states:
        (missing if is_missing else delivered).append(period)
        period = period.next
    listed: list[Period] = []
    for run in filter(None, list_missing(missing, delivered).split(", ")):
        ends = [read_period(name) for name in run.split(" to ")]
        listed += periods_between(ends[0], ends[-1])
    assert sorted(listed) == missing
