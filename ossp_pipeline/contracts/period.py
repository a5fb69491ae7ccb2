"""Periods: the month, financial quarter or year that a delivery or a figure is about.

Written `2025-06`, `2025-26Q1` and `2025`. The financial year runs from 1 April, so Q1 is April to June.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Cadence(StrEnum):
    """How often a feed is delivered, and so what kind of period its deliveries are about."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length of one period, in months."""
        return {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: 12}[self]


# Years 1900 to 2099, in ASCII digits. Python's calendar ends with 9999, so a period then would have no next one.
_YEAR = r"((?:19|20)[0-9]{2})"
_PATTERNS = {
    Cadence.MONTH: re.compile(rf"{_YEAR}-(0[1-9]|1[0-2])"),
    Cadence.QUARTER: re.compile(rf"{_YEAR}-([0-9]{{2}})Q([1-4])"),
    Cadence.YEAR: re.compile(_YEAR),
}


@dataclass(frozen=True, order=True)
class Period:
    """One month, financial quarter or calendar year. Ordered by its first day."""

    start: date
    cadence: Cadence

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        return _add_months(self.start, self.cadence.months) - timedelta(days=1)

    @property
    def next(self) -> "Period":
        """The period right after this one."""
        return Period(_add_months(self.start, self.cadence.months), self.cadence)

    @property
    def previous(self) -> "Period":
        """The period right before this one."""
        return Period(_add_months(self.start, -self.cadence.months), self.cadence)

    def __str__(self) -> str:
        if self.cadence is Cadence.MONTH:
            return f"{self.start:%Y-%m}"
        if self.cadence is Cadence.YEAR:
            return f"{self.start:%Y}"
        first = self.start.year if self.start.month > 3 else self.start.year - 1
        return f"{first}-{(first + 1) % 100:02d}Q{(self.start.month - 4) % 12 // 3 + 1}"


def parse_period(cadence: Cadence, text: str) -> Period:
    """Read a period as `str(period)` writes it. Raises ValueError for anything else."""
    match = _PATTERNS[cadence].fullmatch(text)
    if match is None:
        raise ValueError(f"not a {cadence}: {text!r}")
    year = int(match[1])
    if cadence is Cadence.YEAR:
        return Period(date(year, 1, 1), cadence)
    if cadence is Cadence.MONTH:
        return Period(date(year, int(match[2]), 1), cadence)
    if int(match[2]) != (year + 1) % 100:
        raise ValueError(f"not a financial year: {text!r}")
    return Period(_add_months(date(year, 4, 1), 3 * (int(match[3]) - 1)), cadence)


def read_period(text: str) -> Period:
    """Read a period of whichever cadence the text is of. Raises ValueError for anything else."""
    for cadence, pattern in _PATTERNS.items():
        if pattern.fullmatch(text):
            return parse_period(cadence, text)
    raise ValueError(f"not a period: {text!r}")


def period_of(day: date, cadence: Cadence) -> Period:
    """The period of this cadence that contains the day."""
    month = {Cadence.MONTH: day.month, Cadence.YEAR: 1, Cadence.QUARTER: day.month - (day.month - 1) % 3}
    return Period(date(day.year, month[cadence], 1), cadence)


def periods_between(first: Period, last: Period) -> list[Period]:
    """Every period from first to last, both included; empty when last is before first."""
    periods = []
    current = first
    while current <= last:
        periods.append(current)
        current = current.next
    return periods


def runs_of(periods: Iterable[Period]) -> list[tuple[Period, Period]]:
    """The first and the last period of every run of neighbours, oldest first."""
    runs: list[tuple[Period, Period]] = []
    for period in sorted(set(periods)):
        if runs and runs[-1][1].next == period:
            runs[-1] = (runs[-1][0], period)
        else:
            runs.append((period, period))
    return runs


def name_run(first: Period, last: Period) -> str:
    """`2024-03 to 2024-05`, or `2024-03` alone."""
    return " to ".join(dict.fromkeys((str(first), str(last))))


def list_missing(
    missing: Iterable[Period],
    delivered: Collection[Period] = (),
    name: Callable[[Period, Period], str] = name_run,
) -> str:
    """Missing periods in words, all of them: neighbours as one range, gaps between two delivered periods first.

    A gap inside a series breaks every figure over it, and nobody waits for it any more: it must not be the part of a
    list that is not read.
    """

    def is_trailing(run: tuple[Period, Period]) -> bool:
        return not delivered or not min(delivered) < run[0] < max(delivered)

    return ", ".join(name(*run) for run in sorted(runs_of(missing), key=is_trailing))


def _add_months(day: date, months: int) -> date:
    """The first day of the month this many months later; earlier, for a negative number."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
