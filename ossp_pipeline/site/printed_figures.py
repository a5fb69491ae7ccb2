"""How published values read on a page: figures at the precision of print, times and texts in the words of pages."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import starmap
from typing import Any

from ossp_pipeline.site.formatting import day, period_ranges, quarter_name, short_period, spell_periods
from ossp_pipeline.site.tables import Row

# Columns whose figures are printed whole though they have decimals.
_AS_PRINTED = frozenset(
    (
        "centre_line",
        "gap",
        "latest_value",
        "lower_limit",
        "rebased_centre_line",
        "rebased_lower_limit",
        "rebased_upper_limit",
        "returned_value",
        "target",
        "upper_limit",
        "value",
    )
)
# Columns about how a figure was made, which no page prints.
_NEVER_PRINTED = frozenset(
    (
        "dispersion",
        "gi_z",
        "lag_months",
        "point_count",
        "population_year",
        "p_value",
        "q_value",
        "series_number",
        "version",
    )
)
# Columns of times that lines name most; those of other columns are found with a closer look.
TIME_COLUMNS = ("period", "latest_period", "earlier_period", "period_to", "due_date", "information_period")
PERIOD = re.compile(r"\d{4}-(?:\d{2}Q[1-4]|0[1-9]|1[0-2])")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?)"
)
TIME = re.compile(
    rf"(?:(?<![\d.,])\d{{1,2}} )?\b{_MONTH}(?: to {_MONTH})? \d{{4}}\b|\bq\d \d\d/\d+|"
    r"(?:quarter \d+ of )?\b\d{4}/\d+\b"
)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBERS = (int, float, Decimal)


@dataclass
class Allowed:
    """What may be printed: figures as they would read, texts with a number in them, and times."""

    figures: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    times: set[str] = field(default_factory=set)

    def holds(self, token: str) -> bool:
        """Whether a number or a time is among the figures or the times."""
        return is_among(token, self.figures) or token in self.times

    def add(self, other: "Allowed") -> None:
        """Allow what the other allows too."""
        self.figures |= other.figures
        self.texts |= other.texts
        self.times |= other.times


def is_among(token: str, figures: Collection[str]) -> bool:
    """Whether a number or a time is among these; before a time a figure may stand."""
    if token in figures or token.rstrip("%") in figures:
        return True
    figure, _, time = token.partition(" ")
    return time in figures and figure in figures


def parts_of(tokens: Iterable[str]) -> set[str]:
    """All of which one must be among figures for `is_among` to hold for any of these."""
    return {part for token in tokens for part in (token, token.rstrip("%"), token.partition(" ")[2])}


def is_time(name: str) -> bool:
    """Whether words are a time and nothing else."""
    return bool(TIME.fullmatch(name) or YEAR.fullmatch(name))


def _financial_year(name: str) -> str:
    """The year of a period as pages name it: `2026-03` and `2025-26Q4` lie in 2025/26."""
    year = int(name[:4]) - ("Q" not in name and name[5:7] < "04")
    return f"{year}/{(year + 1) % 100:02d}"


def allowed_by(row: Row) -> Allowed:
    """What a row allows to be printed: its texts, its times and its figures."""
    allowed = words_of(row.values())
    allowed.figures = figures_in(row.items())
    return allowed


def words_of(values: Iterable[Any]) -> Allowed:
    """The texts and times alone that values allow to be printed."""
    allowed = Allowed()
    for value in values:
        if isinstance(value, str):
            allowed.texts |= _texts_of(value)
            allowed.times |= _times_of(value)
        elif isinstance(value, date):
            allowed.times.add(day(value).lower())
    return allowed


def figures_in(cells: Iterable[tuple[str, Any]]) -> set[str]:
    """How values may read, each given with its column, where they are figures that pages print."""
    return set().union(*starmap(_figures_of, cells))


def printed_of(column: str, value: Any) -> frozenset[str]:
    """The figures that a value of a column may be printed as, and where it is a column of times, the times."""
    times = words_of([value]).times if column in TIME_COLUMNS else ()
    return _figures_of(column, value).union(times)


def _figures_of(column: str, value: Any) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value} if value.isdigit() else ())
    if not isinstance(value, _NUMBERS) or isinstance(value, bool) or column in _NEVER_PRINTED:
        return frozenset()
    return _printed(value, column)


@cache
def _texts_of(value: str) -> frozenset[str]:
    if value.isdigit() or not any(letter.isdigit() for letter in value):
        return frozenset()
    texts = {value, spell_periods(value)}
    if all(PERIOD.fullmatch(part) for part in value.split(", ")):
        texts.add(period_ranges(value))
    return frozenset(" ".join(text.lower().split()).rstrip(".") for text in texts)


@cache
def _times_of(value: str) -> frozenset[str]:
    """The times a text holds as pages write them: of a period also its short names, of a sentence those in it."""
    words = {spell_periods(value)}
    if PERIOD.fullmatch(value):
        words |= {short_period(value), quarter_name(value), _financial_year(value)}
    if _DAY.fullmatch(value):
        words.add(day(date.fromisoformat(value)))
    times = {match[0] for text in words for match in TIME.finditer(text.lower())}
    brief = {re.sub(r"\b([a-z]{3})[a-z]+", r"\1", time) for time in times if " to " not in time}
    briefer = {re.sub(r"\b(?!to\b)([a-z]{3})[a-z]+", r"\1", time) for time in times}
    years = {part for part in value.split(", ") if YEAR.fullmatch(part)}
    return frozenset(times | brief | briefer | years | {time.split(" to ")[-1] for time in times})


# 1 and 1.0 are equal, and read otherwise.
@lru_cache(maxsize=None, typed=True)
def _printed(value: Any, column: str) -> frozenset[str]:
    """A figure as it may read: whole, or with one to three decimals; a share also as a percentage."""
    size = abs(value)
    if float(size).is_integer():
        words = {f"{size:,.0f}"}
        return frozenset(words if isinstance(value, int) else words | {f"{size:,.1f}", f"{size:,.2f}"})
    words = {f"{size:,.1f}", f"{size:,.2f}", f"{size:,.3f}"}
    if column not in _AS_PRINTED or round(size, 3).is_integer():
        words.add(f"{size:,.0f}")
    if column.endswith("_share") and size <= 1:
        words.add(f"{100 * size:.0f}%")
    return frozenset(words)


@cache
def tokens_in(words: str) -> tuple[str, ...]:
    """The times and the other numbers of words in small letters."""
    times = [match[0] for match in TIME.finditer(words)]
    numbers = NUMBER.findall(TIME.sub(" ", words) if times else words)
    return (*times, *(number.rstrip(",") for number in numbers))
