"""From when to when a part of a contract holds: a column that a supplier adds or drops, a value that is agreed later.

A contract then has versions without a copy of it: each change is a few words beside what changes. Files are judged by
what held in their own period, also when they land years later.
"""

from dataclasses import dataclass

from ossp_pipeline.contracts.period import Cadence, Period, parse_period


@dataclass(frozen=True)
class Span:
    """The first and the last period in which something holds, as text; "" without one."""

    since: str = ""
    until: str = ""

    def holds_in(self, period: Period) -> bool:
        """Whether it holds for files of this period."""
        first, last = (parse_period(period.cadence, text) if text else period for text in (self.since, self.until))
        return first <= period <= last

    def check(self, cadence: Cadence) -> None:
        """Raise ValueError where a period is none of this cadence, or the last comes before the first."""
        first, last = (parse_period(cadence, text) if text else None for text in (self.since, self.until))
        if first and last and last < first:
            raise ValueError(f"{self.until} lies before {self.since}")

    def __str__(self) -> str:
        """`from 2026-04`, `to 2026-03`, or both; empty for always."""
        return " ".join([f"{word} {text}" for word, text in (("from", self.since), ("to", self.until)) if text])


ALWAYS = Span()


@dataclass(frozen=True)
class DatedValue:
    """A value that a column may hold in some periods only."""

    value: str
    span: Span
