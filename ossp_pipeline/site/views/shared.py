"""What fire, health and ambulance services share, and emergency departments of assaults."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import count_of, feed_name, period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    count,
    is_shown,
    newest,
    reason,
    rows_of,
    sentence,
    topic,
    why_no_rows,
)

_TITLE = "Fire, health and ambulance"
_AREAS = {
    "ward": ("Wards", "ward"),
    "outward postcode": ("Postcode districts", "postcode district"),
    "kind of place": ("Kinds of place", "kind of place"),
}


def shared_page(board: Board) -> dict[str, Any]:
    """Every item over its newest twelve months, then ward by ward or district by district where it has places."""
    missing = why_no_rows(board, "sna_partner_incidents")
    if missing:
        return topic(_TITLE, missing, [])
    items: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows_of(board, "sna_partner_incidents"):
        items[row["feed"], row["item"]].append(row)
    newest_rows = [_newest_of(rows, "csp") for _, rows in sorted(items.items())]
    whole = [row for rows in newest_rows for row in rows]
    shown = sum(is_shown(row) for row in whole)
    lead = (
        f"Of {count_of(len(items), 'item')} that services share for the area, {shown} have a figure for twelve months."
    )
    return topic(_TITLE, lead, [_items(whole), *_places(items)])


def _newest_of(rows: Sequence[Row], area_type: str) -> list[Row]:
    inside = [row for row in rows if row["area_type"] == area_type]
    now = newest(inside)
    return [row for row in inside if row["period"] == now]


def _items(whole: Sequence[Row]) -> Section:
    body = [
        [
            row["item"].capitalize(),
            feed_name(row["feed"]),
            period(row["period"]),
            count(row),
            _rate(row),
            sentence(reason(row)) if row["status_reason"] else "none",
        ]
        for row in whole
    ]
    heads = ["Item", "Feed", "12 months to", "Number*", "Per 1,000 residents, with limits", "Note"]
    return Section("items", "Every item", tables=[Table("The area as a whole", heads, body)])


def _rate(row: Row) -> str:
    if not is_shown(row) or row["rate_per_1000"] is None:
        return "no rate"
    return f"{row['rate_per_1000']:.2f} ({row['rate_lower']:.2f} to {row['rate_upper']:.2f})"


def _places(items: dict[tuple[str, str], list[Row]]) -> list[Section]:
    sections = [_part(items, area_type, *words) for area_type, words in _AREAS.items()]
    return [section for section in sections if section.tables]


def _part(items: dict[tuple[str, str], list[Row]], area_type: str, title: str, part: str) -> Section:
    """A table for each item that has rows of this kind of area, and what their figures leave out."""
    tables, words = [], []
    for (feed, item), rows in sorted(items.items()):
        inside = sorted(_newest_of(rows, area_type), key=lambda row: row["area_name"] or row["area_code"])
        if not inside:
            continue
        body = [[row["area_name"] or row["area_code"], count(row), _rate(row)] for row in inside]
        caption = f"{feed_name(feed)}: {item}, 12 months to {period(inside[0]['period'])}"
        tables.append(Table(caption, ["Area", "Number*", "Per 1,000 residents"], body, is_folded=True))
        if left_out := left_out_words(next(filter(is_shown, inside), None), "case", part):
            words.append(f"{item.capitalize()}. {left_out}")
    return Section(area_type.split(maxsplit=1)[0], title, words, tables=tables)
