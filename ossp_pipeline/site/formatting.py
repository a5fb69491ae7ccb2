"""Figures, periods, statuses and verdicts as people read them. One spelling of each, for every page."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from ossp_pipeline.contracts.period import Cadence, Period, periods_between, read_period, runs_of
from ossp_pipeline.contracts.status import SHOWN, ValueStatus, Verdict

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
# Inside a sentence: a month, and not a financial year or a day.
_WRITTEN = re.compile(r"(?<![\d-])\d{4}-(?:\d{2}Q[1-4]|(?:0[1-9]|1[0-2])(?![\d-]))")
_QUARTER = re.compile(r"(\d{4})-(\d{2})Q([1-4])")
UNITS = {
    "count": "number",
    "rate_per_1000": "per 1,000 residents or cases",
    "percent": "per cent",
    "mean": "average",
}
STATUSES: dict[str, str] = {
    ValueStatus.OBSERVED: "a figure",
    ValueStatus.TRUE_ZERO: "none happened",
    ValueStatus.NOT_YET_DUE: "not yet due",
    ValueStatus.NOT_SUPPLIED: "not supplied",
    ValueStatus.PARTLY_SUPPLIED: "partly supplied",
    ValueStatus.QUERIED: "queried with its lead",
    ValueStatus.WITHHELD: "withheld to protect people",
    ValueStatus.SUPPRESSED: "hidden by the supplier",
    ValueStatus.NOT_COLLECTED: "not collected",
    ValueStatus.NOT_APPLICABLE: "not applicable here",
}
VERDICTS: dict[str, str] = {
    Verdict.IMPROVING: "Better than usual",
    Verdict.WORSENING: "Worse than usual",
    Verdict.CHANGED: "Different from usual",
    Verdict.UNCHANGED: "No change beyond chance",
    Verdict.UNJUDGED: "Cannot be judged",
}
TWO_QUESTIONS = (
    "“Since the last assessment” asks whether twelve months together had more or fewer than the twelve months of the "
    "last assessment; the verdict on a measure’s own page asks whether its newest figures are unusual for the measure. "
    "These are different questions, and their answers may differ."
)
POINTS = {
    "improvement": "better than usual",
    "concern": "worse than usual",
    "neutral high": "unusually high",
    "neutral low": "unusually low",
}
RAGS = {
    "red": "Target missed by more than a tenth of it",
    "amber": "Target missed by up to a tenth of it",
    "green": "Target met",
}
POLARITIES = {"lower": "lower is better", "higher": "higher is better", "neutral": "no direction is good as such"}


def number(value: float | None, unit: str) -> str:
    """A figure in its unit: counts whole, shares with a sign, rates and means with one decimal, two below one."""
    if value is None:
        return "no figure"
    if unit == "count":
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    decimals = 2 if 0 < abs(value) < 1 else 1
    return f"{value:,.{decimals}f}{'%' if unit == 'percent' else ''}"


def signed(change: float, unit: str) -> str:
    """A difference in the unit of what it is between: −3, or +5.5 percentage points."""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    points = " percentage points" if unit == "percent" else ""
    return f"{sign}{number(abs(change), 'mean' if unit == 'percent' else unit)}{points}"


def figure(row: Mapping[str, Any], unit: str) -> str:
    """A row's figure in its unit, or in words why there is none. Never blank, and never zero where there is none.

    A figure that rests on a month in doubt says so wherever it is printed.
    """
    if row["status"] in SHOWN and row["value"] is not None:
        words = number(row["value"], unit)
        return f"{words} (unconfirmed)" if row.get("unconfirmed_reason") else words
    return STATUSES.get(row["status"], str(row["status"]))


def point_words(row: Mapping[str, Any]) -> str:
    """What the chart finds at a point, and by which rule; empty for a usual one.

    The last point of a run fulfils the rule. The earlier points are marked with it, though the chart found nothing at
    them at their own time.
    """
    kind = POINTS.get(row["point_kind"] or "")
    if kind is None:
        return str(row["rule"] or "")
    return f"{kind}: {row['rule']}" if row["rule"] else f"{kind}: part of a run that a later figure completed"


def plotted(row: Mapping[str, Any]) -> float | None:
    """The value a chart may show."""
    value: float | None = row["value"]
    return value if row["status"] in SHOWN else None


def period(text: str | None, window: int = 0) -> str:
    """`2026-03` is March 2026; `2025-26Q4` is January to March 2026. A window of a year says so."""
    if not text:
        return "no period"
    month, quarter = _MONTH.fullmatch(text), _QUARTER.fullmatch(text)
    if month:
        name = f"{_MONTHS[int(month[2]) - 1]} {month[1]}"
        return f"{window} months to {name}" if window > 1 else name
    if quarter:
        first = (3 + 3 * (int(quarter[3]) - 1)) % 12
        year = int(quarter[1]) + (1 if quarter[3] == "4" else 0)
        last = f"{_MONTHS[first + 2]} {year}"
        return f"{window} months to {last}" if window > 3 else f"{_MONTHS[first]} to {last}"
    return text


def spell_periods(text: str) -> str:
    """A text of the tables with its periods in words: no delivery for August 2024."""
    return _WRITTEN.sub(lambda match: period(match[0]), text)


def period_ranges(text: str) -> str:
    """A list of missing periods in words, neighbouring months as one: March 2024; August 2024 to July 2025."""
    runs = runs_of(read_period(name) for name in text.split(", "))
    return "; ".join(words for run in runs for words in _range(*run))


def _range(first: Period, last: Period) -> list[str]:
    """Quarters one by one: two would read “January to March 2025 to April to June 2025”."""
    if first.cadence is Cadence.MONTH:
        return [" to ".join(dict.fromkeys((period(str(first)), period(str(last)))))]
    return [period(str(item)) for item in periods_between(first, last)]


def short_period(text: str) -> str:
    """For an axis: Mar 2026, or Q4 25/26."""
    month, quarter = _MONTH.fullmatch(text), _QUARTER.fullmatch(text)
    if month:
        return f"{_MONTHS[int(month[2]) - 1][:3]} {month[1]}"
    return f"Q{quarter[3]} {quarter[1][2:]}/{quarter[2]}" if quarter else text


def quarter_name(text: str) -> str:
    """`2025-26Q4` as boards name it: quarter 4 of 2025/26."""
    match = _QUARTER.fullmatch(text)
    return f"quarter {match[3]} of {match[1]}/{match[2]}" if match else text


def day(value: date | None) -> str:
    """20 April 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else "no date"


def utc(text: str) -> str:
    """A moment of a record: 23 November 2026, 11:49 UTC."""
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return f"{day(moment)}, {moment:%H:%M} UTC"


def pounds(value: float | None) -> str:
    """Whole pounds."""
    return "no figure" if value is None else f"£{value:,.0f}" if value >= 0 else f"−£{-value:,.0f}"


def count_of(count: int, one: str, many: str | None = None) -> str:
    """1 measure, 2 measures, no measures."""
    return f"{count:,} {one if count == 1 else many or one + 's'}" if count else f"no {many or one + 's'}"


def kilobytes(size: int) -> str:
    """Size of a download."""
    return f"{size / 1024:,.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"


def feed_name(name: str) -> str:
    """A feed as people call it: `asb_incidents` is ASB incidents."""
    words = name.replace("_", " ").replace("asb", "ASB").replace(" uk ", " UK ")
    return words[0].upper() + words[1:] if words else "no feed"


def slug(text: str) -> str:
    """A part of a file name: small letters, digits, hyphens and underscores, at most sixty."""
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:60] or "unnamed"
