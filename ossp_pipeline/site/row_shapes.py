"""Columns that rows of several tables have in common, for functions that read them alike, whatever the table.

A row of `rows` fits where it has these columns with these types; mypy says so where it does not.
"""

from typing import TypedDict


class WithStatus(TypedDict):
    """A row that says whether its figures may be read."""

    status: str


class WithReason(WithStatus):
    """A row that says why it has no figure."""

    status_reason: str | None


class WithPeriod(WithStatus):
    """A row of a period."""

    period: str


class Figure(WithStatus):
    """A row with one figure."""

    value: float | None


class WithRate(WithStatus):
    """A row with a rate per 1,000 residents and its limits."""

    rate_per_1000: float | None
    rate_lower: float | None
    rate_upper: float | None


class OfType(TypedDict):
    """A row about a type of crime or incident, or about all of them."""

    subject: str
    level: str
    category: str


class ChartPoint(Figure):
    """A row of `performance_signals`, as far as a marker of the chart needs it."""

    point_kind: str | None
    rule: str | None
    is_provisional: bool | None
    is_revised: bool | None
