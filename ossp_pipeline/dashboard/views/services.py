"""What fire, health and ambulance services share, and stop and search."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.dashboard.board import Board
from ossp_pipeline.dashboard.tables import Row
from ossp_pipeline.dashboard.views.sections import (
    Section,
    Table,
    count,
    decimal,
    gives_itself_away,
    is_shown,
    newest,
    reason,
    rows_of,
    sentence,
    topic,
    unsaid,
)
from ossp_pipeline.dashboard.words import count_of, feed_name, period

_SHARED, _SEARCHES = "Fire, health and ambulance", "Stop and search"
_ALL, _FOUND = "all", "any but no further action"
_AREAS = {"ward": "Wards", "outward postcode": "Postcode districts"}
_DERIVABLE = "One count is withheld and could be worked out from the others and their sum, so none is shown here."


def shared_page(board: Board) -> dict[str, Any]:
    """Every item over its newest twelve months, then ward by ward or district by district where it has places."""
    missing = unsaid(board, "sna_partner_incidents")
    if missing:
        return topic(_SHARED, missing, [])
    items: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows_of(board, "sna_partner_incidents"):
        items[row["feed"], row["item"]].append(row)
    told = [_newest_of(rows, "csp") for _, rows in sorted(items.items())]
    whole = [row for rows in told for row in rows]
    shown = sum(is_shown(row) for row in whole)
    lead = f"{sentence(count_of(len(items), 'item'))[:-1]} of the Regulations of 2007, {shown} with a figure."
    return topic(_SHARED, lead, [_items(whole), *_places(items)])


def searches_page(board: Board) -> dict[str, Any]:
    """What was looked for, how often anything was found, and what came of it."""
    missing = unsaid(board, "sna_stop_and_search")
    if missing:
        return topic(_SEARCHES, missing, [])
    rows = rows_of(board, "sna_stop_and_search")
    now = newest(rows)
    inside = [row for row in rows if row["period"] == now]
    whole = next((row for row in inside if (row["object_of_search"], row["outcome"]) == (_ALL, _ALL)), inside[0])
    if not is_shown(whole):
        return topic(_SEARCHES, f"There is no figure for the 12 months to {period(now)}: {reason(whole)}.", [])
    found = {(row["object_of_search"], row["outcome"]): row for row in inside}
    lead = f"{count(whole)} searches in the 12 months to {period(now)}{_find_rate(found.get((_ALL, _FOUND)))}."
    return topic(_SEARCHES, lead, [_objects(inside, found), _outcomes(inside)])


def _find_rate(row: Row | None) -> str:
    if row is None or not is_shown(row) or row["share_percent"] is None:
        return ""
    return f"; {row['share_percent']:.0f}% of those whose outcome is known ended in more than no further action"


def _newest_of(rows: Sequence[Row], area_type: str) -> list[Row]:
    inside = [row for row in rows if row["area_type"] == area_type]
    now = newest(inside)
    return [row for row in inside if row["period"] == now]


def _items(whole: list[Row]) -> Section:
    body = [
        [row["item"].capitalize(), feed_name(row["feed"]), period(row["period"]), count(row), _rate(row),
         sentence(row["status_reason"]) if row["status_reason"] else "none"]
        for row in whole
    ]  # fmt: skip
    heads = ["Item", "Feed", "12 months to", "Number*", "Per 1,000 residents, with limits", "Note"]
    return Section("items", "Every item", tables=[Table("The area as a whole", heads, body)])


def _rate(row: Row) -> str:
    if not is_shown(row) or row["rate_per_1000"] is None:
        return "no rate"
    return f"{row['rate_per_1000']:.2f} ({row['rate_lower']:.2f} to {row['rate_upper']:.2f})"


def _places(items: dict[tuple[str, str], list[Row]]) -> list[Section]:
    sections = []
    for area_type, title in _AREAS.items():
        tables = []
        for (_, item), rows in sorted(items.items()):
            inside = sorted(_newest_of(rows, area_type), key=lambda row: row["area_name"] or row["area_code"])
            if inside:
                body = [[row["area_name"] or row["area_code"], count(row), _rate(row)] for row in inside]
                caption = f"{item.capitalize()}, 12 months to {period(inside[0]['period'])}"
                tables.append(Table(caption, ["Area", "Number*", "Per 1,000 residents"], body, is_folded=True))
        if tables:
            sections.append(Section(area_type.split()[0], title, tables=tables))
    return sections


def _objects(inside: list[Row], found: dict[tuple[str, str], Row]) -> Section:
    title = "What was looked for"
    rows = sorted((row for row in inside if row["outcome"] == _ALL and row["object_of_search"] != _ALL), key=_by_size)
    if gives_itself_away(rows):
        return Section("objects", title, [_DERIVABLE])
    body = [[row["object_of_search"].capitalize(), count(row), *_shares(found.get((row["object_of_search"], _FOUND)))]
            for row in rows]  # fmt: skip
    heads = ["Object", "Searches*", "Find rate*", "With its limits"]
    words = ["The find rate is of searches whose outcome is known: any but no further action, not always the object."]
    return Section("objects", title, words, tables=[Table("By object of search", heads, body)])


def _outcomes(inside: list[Row]) -> Section:
    title = "What came of it"
    rows = [row for row in inside if row["object_of_search"] == _ALL and row["outcome"] not in (_ALL, _FOUND)]
    if gives_itself_away(rows):
        return Section("outcomes", title, [_DERIVABLE])
    body = [[row["outcome"].capitalize(), count(row), *_shares(row)] for row in sorted(rows, key=_by_size)]
    heads = ["Outcome", "Searches*", "Share*", "With its limits"]
    return Section("outcomes", title, tables=[Table("By outcome, all objects", heads, body)])


def _by_size(row: Row) -> tuple[int, str]:
    return -(row["numerator"] or 0) if is_shown(row) else 0, f"{row['object_of_search']} {row['outcome']}"


def _shares(row: Row | None) -> tuple[str, str]:
    if row is None:
        return "no row", "none"
    if is_shown(row) and row["share_percent"] is None:
        return "not counted in the share", "none"
    limits = f"{row['share_lower']:.0f}% to {row['share_upper']:.0f}%" if is_shown(row) else "none"
    return decimal(row, "share_percent", 1, "%"), limits
