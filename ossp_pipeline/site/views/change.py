"""Twelve months now against the twelve months of the last assessment."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import TWO_QUESTIONS, count_of, period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.sections import (
    SUBJECTS,
    Section,
    Table,
    count,
    decimal,
    is_shown,
    reason,
    rows_of,
    topic,
    type_name,
    why_no_rows,
)

_YEAR, _TREATED = 12, "people in treatment"


def change_page(board: Board) -> dict[str, Any]:
    """Twelve months now against those of the last assessment."""
    title = "Since the last assessment"
    missing = why_no_rows(board, "sna_change")
    if missing:
        return topic(title, missing, [])
    rows = rows_of(board, "sna_change")
    sentences = [
        f"{words}: {', '.join(names)}."
        for words, verdict in (("Rose by more than chance", "rise"), ("Fell by more than chance", "fall"))
        if (names := [_inside(type_name(row)) for row in rows if row["verdict"] == verdict])
    ]
    if doubts := sum(bool(row["unconfirmed_reason"]) for row in rows):
        doubtful = count_of(doubts, "row").capitalize()
        sentences.append(f"{doubtful} cannot be judged: a month of the twelve is unconfirmed.")
    lead = " ".join(sentences) or "Nothing rose or fell by more than chance."
    return topic(title, lead, [_changes(rows)])


def _inside(name: str) -> str:
    """A type’s name inside a sentence: an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def _changes(rows: Sequence[Row]) -> Section:
    """A table for each stretch of twelve months: a subject whose newest month is in doubt ends at another one."""
    words = [
        TWO_QUESTIONS,
        "A rise or a fall is named only where it is more than chance and testing many types at once would give.",
        "People in treatment in both years count in both, so their test is cautious; more is not worse as such.",
    ]
    words += _left_out(rows)
    parts: dict[tuple[bool, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        parts[row["subject"] not in SUBJECTS, row["period"] or "", row["earlier_period"] or ""].append(row)
    return Section("change", "Every type", words, tables=[_change_table(parts[part]) for part in sorted(parts)])


def _left_out(rows: Sequence[Row]) -> list[str]:
    """Of each subject once, for the newer twelve months: its types leave out the same rows."""
    said = {row["subject"]: (left_out_words(row), row["period"]) for row in rows if is_shown(row)}
    return [
        f"{SUBJECTS.get(subject, _TREATED).capitalize()}, {period(name, _YEAR)}: {words}"
        for subject, (words, name) in sorted(said.items())
        if words
    ]


def _change_table(rows: Sequence[Row]) -> Table:
    rows = sorted(rows, key=lambda row: (row["subject"] != "crime", row["level"] != "all", row["category"]))
    body = [
        [
            type_name(row),
            count(row),
            count(row, "earlier_numerator"),
            decimal(row, "percent_change", 1, "%"),
            _interval(row),
            row["verdict"] or reason(row),
        ]
        for row in rows
    ]
    heads = ["Type", "Now*", "Then*", "Change*", "Ratio, with its limits", "Verdict"]
    who = "Incidents" if rows[0]["subject"] in SUBJECTS else _TREATED.capitalize()
    stretch = f"twelve months to {_ends(rows[0]['period'])} against twelve to {_ends(rows[0]['earlier_period'])}"
    return Table(f"{who}: {stretch}", heads, body)


def _ends(name: str) -> str:
    """The month in which twelve months end, also where they are named by their last quarter."""
    return period(name, _YEAR).removeprefix(f"{_YEAR} months to ")


def _interval(row: Row) -> str:
    if not is_shown(row) or row["rate_ratio"] is None:
        return "none"
    return f"{row['rate_ratio']:.2f} ({row['ratio_lower']:.2f} to {row['ratio_upper']:.2f})"
