"""The time the sample covers, and the day it is seen from."""

from datetime import date

from ossp_pipeline.contracts.period import Cadence, Period, parse_period, period_of, periods_between

AS_OF = date(2026, 5, 18)
FIRST_MONTH = parse_period(Cadence.MONTH, "2023-04")
LAST_MONTH = parse_period(Cadence.MONTH, "2026-03")
# Partners extracted the whole history on one day, so outcomes of older months are more complete.
EXTRACTED = date(2026, 4, 17)


def month(text: str) -> Period:
    """The month written like `2024-02`."""
    return parse_period(Cadence.MONTH, text)


def quarter(text: str) -> Period:
    """The financial quarter written like `2024-25Q2`."""
    return parse_period(Cadence.QUARTER, text)


def year(text: str) -> Period:
    """The calendar year."""
    return parse_period(Cadence.YEAR, text)


def months() -> list[Period]:
    """Every month of the sample."""
    return periods_between(FIRST_MONTH, LAST_MONTH)


def quarters() -> list[Period]:
    """Every financial quarter of the sample."""
    first, last = (period_of(item.start, Cadence.QUARTER) for item in (FIRST_MONTH, LAST_MONTH))
    return periods_between(first, last)
