"""Days in another form than the agreed one, read where the whole column shows that form and it can mean one day only.

Which of two numbers is the day is never guessed: another column or row of the same file must show it, by a day after
the 12th. A year of two digits is read only where the period of the file decides the century.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from ossp_pipeline.contracts.column import Column, Kind, Within
from ossp_pipeline.contracts.period import Period

_MIDNIGHT = r"(?: 00:00(?::00(?:\.0+)?)?)?"
_TIME = r" ([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
_ISO = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_SLASHED = r"([0-9]{2}/[0-9]{2}/[0-9]{4})"
# 1/4/2024, and in no cell a leading zero.
_SHORT = r"([1-9][0-9]?/[1-9][0-9]?/[0-9]{4})"
_MONTH_NAMED = r"([0-9]{1,2}[- ][A-Za-z]{3}[- ][0-9]{4})"
_LAST_MONTH = 12


@dataclass(frozen=True)
class Form:
    """A way to write days. `days`: how strptime reads one. `is_ambiguous`: day and month could be taken for another."""

    words: str
    days: str
    pattern: str
    is_ambiguous: bool = False
    short_year: bool = False

    @property
    def stated(self) -> str:
        """As a mapping states it: `strptime` reads one blank or dash where this has it."""
        return self.days.replace(" ", "-")

    def regular(self, kind: Kind) -> re.Pattern[str]:
        """What a whole cell matches: the day, and for a moment the time."""
        return re.compile(self.pattern + (_TIME if kind is Kind.DATETIME else _MIDNIGHT))


_FORMS = (
    Form("2024-03-31", "%Y-%m-%d", _ISO),
    Form("31/03/2024", "%d/%m/%Y", _SLASHED, is_ambiguous=True),
    Form("1/3/2024", "%d/%m/%Y", _SHORT, is_ambiguous=True),
    Form("31-Mar-2024", "%d %b %Y", _MONTH_NAMED),
    Form("31-Mar-24", "%d %b %y", r"([0-9]{1,2}[- ][A-Za-z]{3}[- ][0-9]{2})", short_year=True),
)


def form_of(texts: Collection[str], column: Column) -> Form | None:
    """The form in which all of some cells are written; None for none, or several."""
    if not texts or column.kind not in (Kind.DATE, Kind.DATETIME):
        return None
    for form in _FORMS:
        if form.short_year and column.within is not Within.PERIOD:
            continue
        pattern = form.regular(column.kind)
        if all(pattern.fullmatch(_plain(text)) for text in texts):
            return form
    return None


def shows_day_first(texts: Iterable[str]) -> bool:
    """Whether days in numbers between slashes have the day first for certain: one is after the 12th, no month is."""
    numbers = [tuple(map(int, match.groups())) for text in texts if (match := re.match(r"(\d+)/(\d+)/", text))]
    first, second = (max((pair[place] for pair in numbers), default=0) for place in (0, 1))
    return first > _LAST_MONTH >= second


def reader(form: Form, column: Column, date_format: str, period: Period) -> Callable[[str], str | None]:
    """What gives a cell of this form as the contract writes it; None for a cell that is no day."""
    pattern = form.regular(column.kind)

    def read(text: str) -> str | None:
        match = pattern.fullmatch(_plain(text))
        if match is None:
            return None
        try:
            day = datetime.strptime(match[1].replace("-", " ") if "%b" in form.days else match[1], form.days)
        except ValueError:
            return None
        if form.short_year and day.year not in (period.start.year, period.end.year):
            return None
        time = f" {match[2]}" if column.kind is Kind.DATETIME else ""
        return day.strftime(date_format) + time

    return read


def _plain(text: str) -> str:
    """Without the T that stands between day and time."""
    return text.strip().replace("T", " ", 1) if re.match(r"[0-9-]{10}T", text.strip()) else text.strip()
