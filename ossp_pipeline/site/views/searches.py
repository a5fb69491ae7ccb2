"""Stop and search: what was looked for and what came of it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    count,
    decimal,
    gives_itself_away,
    is_shown,
    newest,
    reason,
    rows_of,
    topic,
    why_no_rows,
)

_TITLE = "Stop and search"
_ALL, _FOUND = "all", "any but no further action"
_DERIVABLE = "One count is withheld and could be worked out from the others and their sum, so none is shown here."


def searches_page(board: Board) -> dict[str, Any]:
    """What was looked for, how often anything was found, and what came of it."""
    missing = why_no_rows(board, "sna_stop_and_search")
    if missing:
        return topic(_TITLE, missing, [])
    forces: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(board, "sna_stop_and_search"):
        forces[row["force_slug"]].append(row)
    forces_in_words = [_force(name, rows) for name, rows in sorted(forces.items())]
    sections = [section for _, parts in forces_in_words for section in parts]
    return topic(_TITLE, " ".join(words for words, _ in forces_in_words), sections)


def _force(slug: str, rows: Sequence[Row]) -> tuple[str, list[Section]]:
    """What one force’s files say: in a sentence, and as sections. Forces are never added up."""
    name = slug.replace("-", " ").title()
    # A force may have sent a few months only: then the newest of them is shown, and called a month.
    is_year = any(row["pattern"] == "12 months" and is_shown(row) for row in rows)
    pattern, span = ("12 months", "the 12 months to") if is_year else ("month", "the month of")
    same = [row for row in rows if row["pattern"] == pattern] or rows
    now = newest(same)
    by_outcome = {(row["object_of_search"], row["outcome"]): row for row in same if row["period"] == now}
    whole = by_outcome.get((_ALL, _ALL)) or next(iter(by_outcome.values()))
    if not is_shown(whole):
        return f"{name}: no figure for {span} {period(now)}, {reason(whole)}.", []
    lead = f"{name}: {count(whole)} searches in {span} {period(now)}{_find_rate(by_outcome.get((_ALL, _FOUND)))}."
    return lead, [_objects(name, slug, by_outcome), _outcomes(name, slug, by_outcome), _months(name, slug, rows)]


def _months(name: str, slug: str, rows: Sequence[Row]) -> Section:
    """How many months of the history the force sent."""
    states = {row["period"]: row["status"] for row in rows if row["pattern"] == "month"}
    missing = sum(state == ValueStatus.NOT_SUPPLIED for state in states.values())
    words = f"{len(states)} months are in the history; {missing} of them have no file of this force."
    return Section(f"{slug}-months", f"{name}: months without a file", [words])


def _find_rate(row: Row | None) -> str:
    if row is None or not is_shown(row) or row["share_percent"] is None:
        return ""
    return f"; {row['share_percent']:.0f}% of those whose outcome is known ended in more than no further action"


def _objects(name: str, slug: str, by_outcome: dict[tuple[str, str], Row]) -> Section:
    title, inside = f"{name}: what was looked for", list(by_outcome.values())
    rows = sorted((row for row in inside if row["outcome"] == _ALL and row["object_of_search"] != _ALL), key=_by_size)
    if gives_itself_away(rows):
        return Section(f"{slug}-objects", title, [_DERIVABLE])
    body = [
        [row["object_of_search"].capitalize(), count(row), *_shares(by_outcome.get((row["object_of_search"], _FOUND)))]
        for row in rows
    ]
    heads = ["Object", "Searches*", "Find rate*", "With its limits"]
    words = ["The find rate is of searches whose outcome is known: any but no further action, not always the object."]
    return Section(f"{slug}-objects", title, words, tables=[Table("By object of search", heads, body)])


def _outcomes(name: str, slug: str, by_outcome: dict[tuple[str, str], Row]) -> Section:
    title, inside = f"{name}: what came of it", list(by_outcome.values())
    rows = [row for row in inside if row["object_of_search"] == _ALL and row["outcome"] not in (_ALL, _FOUND)]
    if gives_itself_away(rows):
        return Section(f"{slug}-outcomes", title, [_DERIVABLE])
    body = [[row["outcome"].capitalize(), count(row), *_shares(row)] for row in sorted(rows, key=_by_size)]
    heads = ["Outcome", "Searches*", "Share*", "With its limits"]
    return Section(f"{slug}-outcomes", title, tables=[Table("By outcome, all objects", heads, body)])


def _by_size(row: Row) -> tuple[int, str]:
    return -(row["numerator"] or 0) if is_shown(row) else 0, f"{row['object_of_search']} {row['outcome']}"


def _shares(row: Row | None) -> tuple[str, str]:
    if row is None:
        return "no row", "none"
    if is_shown(row) and row["share_percent"] is None:
        return "not counted in the share", "none"
    limits = f"{row['share_lower']:.0f}% to {row['share_upper']:.0f}%" if is_shown(row) else "none"
    return decimal(row, "share_percent", 1, "%"), limits
