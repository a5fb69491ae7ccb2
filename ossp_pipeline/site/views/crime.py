"""Crime and anti-social behaviour: how much, when, and what changed since the last assessment."""

from collections import defaultdict
from typing import Any

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.multiples import Grid, Panel, multiples
from ossp_pipeline.site.formatting import TWO_QUESTIONS, count_of, period, short_period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.deprivation import deprivation_section
from ossp_pipeline.site.views.sections import (
    SUBJECTS,
    Cell,
    Section,
    Table,
    count,
    decimal,
    is_shown,
    newest,
    reason,
    rows_of,
    topic,
    type_name,
    unsaid,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "unknown")
_HIGH = 120
_YEAR = 12
# Two years: more would make the page heavy; a measure's own page and the download have them all.
_KEPT = 24
# A type is large where its highest month reaches this share of the highest month of any.
_LARGE = 0.25
_NOTE = (
    "Each panel is a type, with the count of each month; a gap is a month without a figure. Whether a measure changed "
    "beyond chance is on its own page. Source: police and council extracts."
)


def crime_page(board: Board) -> dict[str, Any]:
    """Every type month by month on one scale, the same figures as tables, and all of them by deprivation."""
    missing = unsaid(board, "sna_levels")
    if missing:
        return topic("Crime patterns", missing, [deprivation_section(board)])
    types = _types(board)
    lead = "No type of crime has a figure for twelve months."
    if types and (largest := _yearly(board, *next(iter(types)))):
        lead = f"{type_name(largest)} is the largest: {count(largest)} in the 12 months to {period(largest['period'])}."
    return topic("Crime patterns", lead, [*_by_month(types), deprivation_section(board)])


def change_page(board: Board) -> dict[str, Any]:
    """Twelve months now against those of the last assessment."""
    title = "Since the last assessment"
    missing = unsaid(board, "sna_change")
    if missing:
        return topic(title, missing, [])
    rows = rows_of(board, "sna_change")
    told = [f"{words}: {', '.join(found)}." for words, verdict in (("Rose by more than chance", "rise"),
            ("Fell by more than chance", "fall")) if (found := [_inside(type_name(row)) for row in rows
            if row["verdict"] == verdict])]  # fmt: skip
    if doubts := sum(bool(row["unconfirmed_reason"]) for row in rows):
        told.append(f"{count_of(doubts, 'row').capitalize()} cannot be judged: a month of the twelve is unconfirmed.")
    lead = " ".join(told) or "Nothing rose or fell by more than chance."
    return topic(title, lead, [_changes(rows)])


def _inside(name: str) -> str:
    """A type’s name inside a sentence: an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def times_page(board: Board) -> dict[str, Any]:
    """The time of the year, of the week and of the day."""
    missing = unsaid(board, "sna_levels")
    if missing:
        return topic("When it happens", missing, [])
    hours = _hours(board)
    lead = hours.note or "How crime and anti-social behaviour fall over the year, the week and the day."
    return topic("When it happens", lead, [_seasons(board), _days(board), hours])


def _types(board: Board) -> dict[tuple[str, str], list[Row]]:
    """Months of every type in order of time, the type with most over all of them first."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows_of(board, "sna_levels"), key=lambda row: row["period_end_date"]):
        if row["pattern"] == "month" and row["level"] == "type" and row["status"] != ValueStatus.NOT_YET_DUE:
            found[row["subject"], row["category"]].append(row)
    size = {key: sum(row["numerator"] for row in rows if is_shown(row)) for key, rows in found.items()}
    return {key: found[key] for key in sorted(found, key=lambda key: (-size[key], key))}


def _yearly(board: Board, subject: str, category: str) -> Row | None:
    rows = [row for row in rows_of(board, "sna_levels")
            if (row["pattern"], row["subject"], row["category"]) == ("12 months", subject, category)]  # fmt: skip
    return next((row for row in rows if row["period"] == newest(rows) and is_shown(row)), None)


def _by_month(types: dict[tuple[str, str], list[Row]]) -> list[Section]:
    """The larger types on one scale, the smaller ones on one of their own: on a common one they would all lie flat."""
    months = sorted({row["period"] for rows in types.values() for row in rows})[-_KEPT:]
    if not months:
        return [Section("months", "Types by month", ["No month has been delivered yet."])]
    found = {type_name(rows[0]): {row["period"]: row for row in rows} for rows in types.values()}
    peaks = {name: max((_value(row) or 0 for row in rows.values()), default=0) for name, rows in found.items()}
    edge = max(peaks.values()) * _LARGE
    large = [name for name in found if peaks[name] >= edge]
    small = [name for name in found if name not in large]
    parts = [("larger", "The larger types by month, on one scale", large),
             ("smaller", "The smaller types, on a scale of their own", small)]  # fmt: skip
    return [_part(key, title, {name: found[name] for name in names}, months) for key, title, names in parts if names]


def _part(key: str, title: str, found: dict[str, dict[str, Row]], months: list[str]) -> Section:
    first, newest_month = months[0], months[-1]
    panels, told = [], []
    for name, rows in found.items():
        last = _cell(rows.get(newest_month))
        panels.append(
            Panel(name, [_value(rows.get(month)) for month in months], f"{last} in {short_period(newest_month)}")
        )
        told.append(f"{name} {_cell(rows.get(first))}, then {last}")
    words = f"From {period(first)} to {period(newest_month)}: {'; '.join(told)}."
    drawn = multiples(key, title, words, panels, Grid(short_period(first), short_period(newest_month)))
    years: dict[str, list[str]] = defaultdict(list)
    for month in months:
        years[_financial_year(month)].append(month)
    newest_year = max(years)
    tables = [_year_table(key, found, year, years[year], year == newest_year) for year in sorted(years, reverse=True)]
    few = [] if drawn else ["There are too few figures to draw."]
    return Section(f"{key}-heading", title, few, drawn, note=_NOTE, tables=tables)


def _year_table(key: str, found: dict[str, dict[str, Row]], year: str, months: list[str], is_first: bool) -> Table:
    heads = ["Type", *(f"{short_period(month).split()[0]}*" for month in months)]
    rows = [[category, *(_cell(rows.get(month)) for month in months)] for category, rows in found.items()]
    return Table(f"The {key} types by month, {year}", heads, rows, is_folded=not is_first)


def _financial_year(month: str) -> str:
    year = int(month[:4]) - (int(month[5:7]) < 4)
    return f"{year}/{(year + 1) % 100:02d}"


def _value(row: Row | None) -> float | None:
    return row["numerator"] if row and is_shown(row) else None


def _cell(row: Row | None) -> str:
    return count(row) if row else "no row"


def _changes(rows: list[Row]) -> Section:
    """A table for each subject’s own twelve months: people in treatment are counted by quarter."""
    words = [
        TWO_QUESTIONS,
        "A rise or a fall is named only where it is more than chance and testing many types at once would give.",
        "People in treatment in both years count in both, so their test is cautious; more is not worse as such.",
    ]
    parts = [[row for row in rows if (row["subject"] in SUBJECTS) is is_incidents] for is_incidents in (True, False)]
    return Section("change", "Every type", words, tables=[_change_table(part) for part in parts if part])


def _change_table(rows: list[Row]) -> Table:
    rows = sorted(rows, key=lambda row: (row["subject"] != "crime", row["level"] != "all", row["category"]))
    body = [
        [type_name(row), count(row), count(row, "earlier_numerator"), decimal(row, "percent_change", 1, "%"),
         _interval(row), row["verdict"] or reason(row)]
        for row in rows
    ]  # fmt: skip
    heads = ["Type", "Now*", "Then*", "Change*", "Ratio, with its limits", "Verdict"]
    who = "Incidents" if rows[0]["subject"] in SUBJECTS else "People in treatment"
    stretch = f"twelve months to {_ends(rows[0]['period'])} against twelve to {_ends(rows[0]['earlier_period'])}"
    return Table(f"{who}: {stretch}", heads, body)


def _ends(name: str) -> str:
    """The month in which twelve months end, also where they are named by their last quarter."""
    return period(name, _YEAR).removeprefix(f"{_YEAR} months to ")


def _interval(row: Row) -> str:
    if not is_shown(row) or row["rate_ratio"] is None:
        return "none"
    return f"{row['rate_ratio']:.2f} ({row['ratio_lower']:.2f} to {row['ratio_upper']:.2f})"


def _pattern(board: Board, pattern: str) -> dict[str, dict[str, Row]]:
    """Rows of a pattern: by name of what is counted, by slot."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    rows = [row for row in rows_of(board, "sna_levels") if row["pattern"] == pattern and row["subject"] in SUBJECTS]
    for row in sorted(rows, key=lambda row: (row["subject"] != "crime", row["level"] != "all", row["category"])):
        found[type_name(row)][row["slot"]] = row
    return dict(found)


def _seasons(board: Board) -> Section:
    title = "Months of the year"
    found = _pattern(board, "season")
    slots = [f"{index:02d}" for index in range(1, _YEAR + 1)]
    body = [[name, *(_index(rows.get(slot)) for slot in slots)] for name, rows in found.items()]
    table = Table("Index: 100 is an average month of that type", ["Type", *(f"{name}*" for name in _MONTHS)], body)
    words = [
        f"Months of {_HIGH} and more are bold on blue: a fifth above the type’s average. Small counts swing by chance.",
        *_left_out(found),
    ]
    return Section(
        "season", title, words if body else ["No month has been delivered yet."], tables=[table] if body else []
    )


def _left_out(found: dict[str, dict[str, Row]]) -> list[str]:
    """Whole years that are in no month’s figure, per subject, and why."""
    told = {name: reason(row) for name, slots in found.items() for row in slots.values()
            if name.startswith("All of") and is_shown(row) and row["status_reason"]}  # fmt: skip
    return [f"{name}: {why}." for name, why in told.items()]


def _index(row: Row | None) -> Cell:
    if row is None:
        return "no row"
    words = decimal(row, "index_100", 0)
    return (words, "high") if is_shown(row) and round(row["index_100"] or 0) >= _HIGH else words


def _days(board: Board) -> Section:
    title = "Days of the week"
    found = {name: rows for name, rows in _pattern(board, "weekday").items() if name.startswith("All of")}
    if not found:
        return Section("days", title, ["No day of the week is known."])
    heads = ["Day", *(f"{name}*" for name in found)]
    body = [[day.capitalize(), *(_cell(rows.get(day)) for rows in found.values())] for day in _DAYS]
    words = ["Anti-social behaviour has the day it was reported, not the day it happened."]
    return Section("days", title, words, tables=[Table("Incidents by day", heads, body)])


def _untold(board: Board) -> list[str]:
    """Subjects whose feed gives no hour: none of their hours is zero."""
    told = {name: reason(row) for name, slots in _pattern(board, "hour").items() for row in slots.values()
            if name.startswith("All of") and row["status"] == ValueStatus.NOT_APPLICABLE}  # fmt: skip
    return [f"{name}: {why}." for name, why in told.items()]


def _hours(board: Board) -> Section:
    title = "Hours of the day"
    rows = next((rows for name, rows in _pattern(board, "hour").items() if name == "All of crime"), {})
    slots = [f"{index:02d}" for index in range(24)]
    known = {slot: _value(rows.get(slot)) for slot in slots}
    values = [value for value in known.values() if value is not None]
    if not values:
        return Section("hours", title, ["No hour of the day is known: the deliveries give no times."])
    most = max((slot for slot in slots if known[slot] == max(values)), default="")
    unknown = _cell(rows.get("unknown"))
    told = f"No hour has more crimes than {most}:00 to {most}:59. The hour of {unknown} is not known."
    drawn = multiples("hours", title, told, [Panel("All of crime", list(known.values()), "crimes by hour")],
                      Grid("00:00", "23:00", 1))  # fmt: skip
    body = [[f"{slot}:00", _cell(rows.get(slot))] for slot in slots] + [["Not known", unknown]]
    words = [
        "The hour is known where the earliest and the latest time lie within an hour of one another.",
        *_untold(board),
    ]
    return Section(
        "hours-heading",
        title,
        words,
        drawn,
        note=told,
        tables=[Table("Crimes by hour", ["Hour", "Crimes*"], body, is_folded=True)],
    )
