"""Working days in England and Wales: Monday to Friday without the bank holidays.

The dates are those of https://www.gov.uk/bank-holidays, division England and Wales, which is published two years ahead
under the Open Government Licence v3.0. In a year that is not listed, only weekends are days off.
"""

from datetime import date, timedelta

# Month and day of each bank holiday, substitute days in the place of those that fall on a weekend.
_BANK_HOLIDAYS = {
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}
BANK_HOLIDAYS = frozenset(
    date.fromisoformat(f"{year}-{day}") for year, days in _BANK_HOLIDAYS.items() for day in days.split()
)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether people are at work on a day."""
    return day.weekday() < _SATURDAY and day not in BANK_HOLIDAYS


def on_or_after(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
