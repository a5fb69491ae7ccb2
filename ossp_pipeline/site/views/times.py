"""When crime and anti-social behaviour happen: by season, day of the week and hour."""

from collections import defaultdict
from typing import Any

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.multiples import Grid, Panel, multiples
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import (
    SUBJECTS,
    Cell,
    Section,
    Table,
    count_cell,
    decimal,
    is_shown,
    numerator_of,
    reason,
    rows_of,
    topic,
    type_name,
    why_no_rows,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "unknown")
HIGH = 120


def times_page(board: Board) -> dict[str, Any]:
    """The time of the year, of the week and of the day."""
    missing = why_no_rows(board, "sna_levels")
    if missing:
        return topic("When it happens", missing, [])
    hours = _hours(board)
    lead = hours.note or "How crime and anti-social behaviour fall over the year, the week and the day."
    return topic("When it happens", lead, [_seasons(board), _days(board), hours])


def _pattern(board: Board, pattern: str) -> dict[str, dict[str, Row]]:
    """Rows of a pattern: by name of what is counted, by slot."""
    slots: dict[str, dict[str, Row]] = defaultdict(dict)
    rows = [row for row in rows_of(board, "sna_levels") if row["pattern"] == pattern and row["subject"] in SUBJECTS]
    for row in sorted(rows, key=lambda row: (row["subject"] != "crime", row["level"] != "all", row["category"])):
        slots[type_name(row)][row["slot"]] = row
    return dict(slots)


def _seasons(board: Board) -> Section:
    title = "Months of the year"
    by_name = _pattern(board, "season")
    slots = [f"{index:02d}" for index, _ in enumerate(_MONTHS, start=1)]
    body = [[name, *(_index(rows.get(slot)) for slot in slots)] for name, rows in by_name.items()]
    table = Table("Index: 100 is an average month of that type", ["Type", *(f"{name}*" for name in _MONTHS)], body)
    words = [
        f"Months of {HIGH} and more are bold on blue: a fifth above the type’s average. Small counts swing by chance.",
        *_left_out(by_name),
    ]
    return Section(
        "season", title, words if body else ["No month has been delivered yet."], tables=[table] if body else []
    )


def _left_out(by_name: dict[str, dict[str, Row]]) -> list[str]:
    """Whole years that are in no month’s figure, per subject, and why."""
    reasons = {
        name: reason(row)
        for name, slots in by_name.items()
        for row in slots.values()
        if name.startswith("All of") and is_shown(row) and row["status_reason"]
    }
    return [f"{name}: {why}." for name, why in reasons.items()]


def _index(row: Row | None) -> Cell:
    if row is None:
        return "no row"
    words = decimal(row, "index_100", 0)
    return (words, "high") if is_shown(row) and round(row["index_100"] or 0) >= HIGH else words


def _days(board: Board) -> Section:
    title = "Days of the week"
    subjects = {name: rows for name, rows in _pattern(board, "weekday").items() if name.startswith("All of")}
    if not subjects:
        return Section("days", title, ["No day of the week is known."])
    heads = ["Day", *(f"{name}*" for name in subjects)]
    body = [[day.capitalize(), *(count_cell(rows.get(day)) for rows in subjects.values())] for day in _DAYS]
    words = ["Anti-social behaviour has the day it was reported, not the day it happened."]
    return Section("days", title, words, tables=[Table("Incidents by day", heads, body)])


def _without_hours(board: Board) -> list[str]:
    """Subjects whose feed gives no hour: none of their hours is zero."""
    reasons = {
        name: reason(row)
        for name, slots in _pattern(board, "hour").items()
        for row in slots.values()
        if name.startswith("All of") and row["status"] == ValueStatus.NOT_APPLICABLE
    }
    return [f"{name}: {why}." for name, why in reasons.items()]


def _hours(board: Board) -> Section:
    title = "Hours of the day"
    rows = next((rows for name, rows in _pattern(board, "hour").items() if name == "All of crime"), {})
    slots = [f"{index:02d}" for index in range(24)]
    known = {slot: numerator_of(rows.get(slot)) for slot in slots}
    values = [value for value in known.values() if value is not None]
    if not values:
        return Section("hours", title, ["No hour of the day is known: the deliveries give no times."])
    most = max((slot for slot in slots if known[slot] == max(values)), default="")
    unknown = count_cell(rows.get("unknown"))
    lead = f"No hour has more crimes than {most}:00 to {most}:59. The hour of {unknown} is not known."
    drawn = multiples(
        "hours", title, lead, [Panel("All of crime", list(known.values()), "crimes by hour")], Grid("00:00", "23:00", 1)
    )
    body = [[f"{slot}:00", count_cell(rows.get(slot))] for slot in slots] + [["Not known", unknown]]
    words = [
        "The hour is known where the earliest and the latest time lie within an hour of one another.",
        *_without_hours(board),
    ]
    return Section(
        "hours-heading",
        title,
        words,
        drawn,
        note=lead,
        tables=[Table("Crimes by hour", ["Hour", "Crimes*"], body, is_folded=True)],
    )
