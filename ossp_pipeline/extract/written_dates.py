"""Days in another form than the agreed one, read where the whole column shows that form and it can mean one day only.

Which of two numbers is the day is never guessed: another column or row of the same file must show it, by a day after
the 12th. A year of two digits is read only where the period of the file decides the century. Days as the numbers that
a spreadsheet keeps are not read: where it counts from is not in the file.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from ossp_pipeline.contracts.column import Column, Kind, Within
from ossp_pipeline.contracts.period import Period

# Midnight in Greenwich is the same day here, in summer too.
_MIDNIGHT = r"(?: 00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?"
_TIME = r" ([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
_ISO = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_SLASHED = r"([0-9]{2}/[0-9]{2}/[0-9]{4})"
# 1/4/2024, and in no cell a leading zero.
_SHORT = r"([1-9][0-9]?/[1-9][0-9]?/[0-9]{4})"
_TWO_NUMBERS = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]")
_MONTH_NAMED = r"([0-9]{1,2}[- ][A-Za-z]{3}[- ][0-9]{4})"
_MONTH_SPELT_OUT = r"([0-9]{1,2}[- ][A-Za-z]{3,9}[- ][0-9]{4})"
_LAST_MONTH = 12


class First(Enum):
    """Which of two numbers stands first in a day."""

    DAY = "day"
    MONTH = "month"


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

    def ordered(self, first: First | None) -> "Form":
        """The form with the number first that stands first; where that is the month, in the place of the day."""
        if not self.is_ambiguous or first is not First.MONTH:
            return self
        day, month, year = re.split(r"[/.-]", self.words)
        mark = self.words[len(day)]
        return replace(self, words=mark.join((month, day, year)), days=self.days.replace(f"%d{mark}%m", f"%m{mark}%d"))

    def regular(self, kind: Kind) -> re.Pattern[str]:
        """What a whole cell matches: the day, and for a moment the time."""
        return re.compile(self.pattern + (_TIME if kind is Kind.DATETIME else _MIDNIGHT))


_FORMS = (
    Form("2024-03-31", "%Y-%m-%d", _ISO),
    Form("2024/03/31", "%Y/%m/%d", r"([0-9]{4}/[0-9]{2}/[0-9]{2})"),
    Form("20240331", "%Y%m%d", r"([0-9]{8})"),
    Form("31/03/2024", "%d/%m/%Y", _SLASHED, is_ambiguous=True),
    Form("1/3/2024", "%d/%m/%Y", _SHORT, is_ambiguous=True),
    Form("31.03.2024", "%d.%m.%Y", r"([0-9]{2}\.[0-9]{2}\.[0-9]{4})", is_ambiguous=True),
    Form("31-03-2024", "%d-%m-%Y", r"([0-9]{2}-[0-9]{2}-[0-9]{4})", is_ambiguous=True),
    Form("31-Mar-2024", "%d %b %Y", _MONTH_NAMED),
    Form("31 March 2024", "%d %B %Y", _MONTH_SPELT_OUT),
    Form("31-Mar-24", "%d %b %y", r"([0-9]{1,2}[- ][A-Za-z]{3}[- ][0-9]{2})", short_year=True),
    Form("31/03/24", "%d/%m/%y", r"([0-9]{2}/[0-9]{2}/[0-9]{2})", is_ambiguous=True, short_year=True),
)


def form_of(texts: Collection[str], column: Column) -> Form | None:
    """The form in which all of some cells are written; None for none, or several."""
    form = _form_of(texts, column)
    return form if form and not (form.short_year and column.within is not Within.PERIOD) else None


def has_short_years(texts: Collection[str], column: Column) -> bool:
    """Whether cells are days with a year of two digits of which nothing here tells the century."""
    form = _form_of(texts, column)
    return form is not None and form.short_year and column.within is not Within.PERIOD


def _form_of(texts: Collection[str], column: Column) -> Form | None:
    if not texts or column.kind not in (Kind.DATE, Kind.DATETIME):
        return None
    patterns = ((form, form.regular(column.kind)) for form in _FORMS)
    return next((form for form, pattern in patterns if all(pattern.fullmatch(_plain(text)) for text in texts)), None)


def first_number(texts: Iterable[str]) -> First | None:
    """What stands first in days of two numbers, for certain: of the other one, one is after the 12th, of it none is."""
    numbers = [tuple(map(int, match.groups())) for text in texts if (match := _TWO_NUMBERS.match(text.strip()))]
    first, second = (max((pair[place] for pair in numbers), default=0) for place in (0, 1))
    if (first > _LAST_MONTH) == (second > _LAST_MONTH):
        return None
    return First.DAY if first > _LAST_MONTH else First.MONTH


def reader(form: Form, column: Column, date_format: str, period: Period) -> Callable[[str], str | None]:
    """What gives a cell of this form as the contract writes it; None for a cell that is no day."""
    pattern = form.regular(column.kind)

    def read(text: str) -> str | None:
        match = pattern.fullmatch(_plain(text))
        if match is None:
            return None
        try:
            day = datetime.strptime(match[1].replace("-", " ") if " " in form.days else match[1], form.days)
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
