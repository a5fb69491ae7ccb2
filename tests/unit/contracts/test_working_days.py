"""Working days: the list of bank holidays holds what is the same every year, and days off move a day on."""

from datetime import date, timedelta

import pytest

from ossp_pipeline.contracts.working_days import BANK_HOLIDAYS, is_working_day, on_or_after

EASTER_SUNDAYS = {
    date.fromisoformat(day).year: date.fromisoformat(day)
    for day in ("2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28")
}
YEARS = sorted({day.year for day in BANK_HOLIDAYS})


def first_monday(year: int, month: int) -> date:
    return next(date(year, month, day) for day in range(1, 8) if date(year, month, day).weekday() == 0)


def test_the_years_follow_one_another() -> None:
    assert list(range(YEARS[0], YEARS[-1] + 1)) == YEARS


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_easter_the_mondays_of_may_and_august_and_all_on_weekdays(year: int) -> None:
    days = {day for day in BANK_HOLIDAYS if day.year == year}
    sunday = EASTER_SUNDAYS[year]
    assert {sunday - timedelta(days=2), sunday + timedelta(days=1), first_monday(year, 5)} <= days
    assert first_monday(year, 9) - timedelta(days=7) in days, "the last Monday of August"
    assert len({day for day in days if day >= date(year, 12, 25)}) == 2, "Christmas and Boxing Day"
    assert len([day for day in days if day < date(year, 1, 5)]) == 1, "New Year"
    assert len(days) >= 8 and all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-04-02", "2026-04-02"),
        ("2026-04-03", "2026-04-07"),
        ("2026-12-25", "2026-12-29"),
        ("2027-12-25", "2027-12-29"),
        ("2026-05-02", "2026-05-05"),
    ],
)
def test_a_day_off_gives_the_first_working_day_from_then(day: str, working: str) -> None:
    found = on_or_after(date.fromisoformat(day))
    assert str(found) == working and is_working_day(found)
