"""Hotspots: how much the busiest small areas hold, which they are, and where they lie ward by ward."""

from collections import Counter
from typing import Any

from ossp_pipeline.dashboard.board import Board
from ossp_pipeline.dashboard.tables import Row
from ossp_pipeline.dashboard.tiles import Tile, is_placed, tile_map, why_no_map
from ossp_pipeline.dashboard.views.lines import page_of
from ossp_pipeline.dashboard.views.sections import (
    Section,
    Table,
    count,
    decimal,
    is_shown,
    newest,
    reason,
    rows_of,
    sentence,
    topic,
    unsaid,
)
from ossp_pipeline.dashboard.words import count_of, period

_TITLE = "Hotspots"
_SUBJECTS = (("crime", "Crime"), ("asb", "Anti-social behaviour"))
_LISTED, _TENTH = 10, 10
_NO_MAP = (
    "There is no map of small areas: no boundary file is delivered, so neither their shapes nor their places are "
    "known. They are listed above, and counted by ward. Neighbours are the small areas of the same ward, so what is "
    "called hot is the ward, and the count says which corner of it."
)


def places_page(board: Board) -> dict[str, Any]:
    """Concentration in words, the busiest small areas, and the wards they lie in."""
    missing = unsaid(board, "sna_hotspots")
    if missing:
        return topic(_TITLE, missing, [_concentration(board)])
    sections = [_concentration(board)]
    for subject, name in _SUBJECTS:
        sections.append(_busiest(board, subject, name))
    sections.append(_by_ward(board))
    return topic(_TITLE, _lead(board), sections)


def _newest_of(board: Board, table: str, subject: str) -> list[Row]:
    rows = [row for row in rows_of(board, table) if row["subject"] == subject]
    now = newest(rows)
    return [row for row in rows if row["period"] == now]


def _lead(board: Board) -> str:
    whole = [row for row in _newest_of(board, "sna_concentration", "crime") if row["level"] == "all"]
    if not whole or not is_shown(whole[0]):
        return "How concentrated crime is cannot be said for the newest twelve months."
    row = whole[0]
    held = decimal(row, "top_10_percent_share", 0, "%")
    told = f"The busiest tenth of {row['place_count']} small areas held {held} of all crime"
    kept = row["kept_top_percent"]
    more = f"; {kept:.0f}% of them were among the busiest tenth a year before." if kept is not None else "."
    return f"{told} in the 12 months to {period(row['period'])}{more}"


def _concentration(board: Board) -> Section:
    title = "How concentrated it is"
    missing = unsaid(board, "sna_concentration")
    if missing:
        return Section("concentration", title, [missing])
    rows = [row for subject, _ in _SUBJECTS for row in _newest_of(board, "sna_concentration", subject)]
    rows.sort(key=lambda row: (row["subject"] != "crime", row["level"] != "all", -(row["generalised_gini"] or 0)))
    body = [
        [_named(row), count(row), decimal(row, "top_10_percent_share", 0, "%"), _gini(row),
         decimal(row, "kept_top_percent", 0, "%")]
        for row in rows
    ]  # fmt: skip
    heads = ["Type", "Incidents*", "Held by the busiest tenth*", "Gini, with its limits*", "Busiest a year before too*"]
    now = period(newest(rows)) if rows else "no period"
    words = ["A Gini of 0 is the same number everywhere, 1 is all in one small area."]
    words += sorted({sentence(f"{_named(row)}: {reason(row)}") for row in rows if not is_shown(row)})
    return Section("concentration", title, words, tables=[Table(f"12 months to {now}", heads, body)])


def _gini(row: Row) -> str:
    if not is_shown(row) or row["generalised_gini"] is None:
        return str(row["status"]) if not is_shown(row) else "no figure"
    return f"{row['generalised_gini']:.2f} ({row['gini_lower']:.2f} to {row['gini_upper']:.2f})"


def _named(row: Row) -> str:
    return f"All of {dict(_SUBJECTS)[row['subject']].lower()}" if row["level"] == "all" else row["category"]


def _ranked(board: Board, subject: str) -> list[Row]:
    rows = [
        row for row in _newest_of(board, "sna_hotspots", subject) if is_shown(row) and row["place_rank"] is not None
    ]
    return sorted(rows, key=lambda row: (row["place_rank"], row["area_code"]))


def _place(board: Board, row: Row) -> tuple[str, str]:
    """Name of a small area, and of its ward."""
    place = board.places.get(row["area_code"], {})
    ward = board.places.get(place.get("parent_area_code") or "", {})
    return f"{place.get('area_name') or 'Small area'} ({row['area_code']})", ward.get("area_name") or "ward not known"


def _busiest(board: Board, subject: str, name: str) -> Section:
    title = f"{name}: the busiest small areas"
    rows = _ranked(board, subject)
    if not rows:
        every = _newest_of(board, "sna_hotspots", subject)
        why = sorted({reason(row) for row in every if not is_shown(row)})
        return Section(subject, title, [f"No small area can be named: {'; '.join(why) or 'nothing was supplied'}."])
    body = [
        [*_place(board, row), count(row), decimal(row, "share_percent", 1, "%"), row["hotspot"] or "not tested",
         _years(row)] for row in rows[:_LISTED]
    ]  # fmt: skip
    hot = sum(row["hotspot"] == "hot" for row in rows)
    told = sentence(count_of(hot, "small area"))[:-1]
    words = [
        f"{told} of {len(rows)} {'is' if hot == 1 else 'are'} hot beyond chance "
        "(Gi*, with false discovery held at one in twenty)."
    ]
    heads = ["Small area", "Ward", "Incidents*", "Share of all*", "Gi* test", "Among the busiest tenth"]
    return Section(subject, title, words, tables=[Table(f"12 months to {period(rows[0]['period'])}", heads, body)])


def _years(row: Row) -> str:
    if row["year_count"] is None:
        return "not known"
    told = f"{row['top_year_count']} of {count_of(row['year_count'], 'year')}"
    return f"{told}: every year" if row["is_persistent"] else told


def _by_ward(board: Board) -> Section:
    rows, title = _ranked(board, "crime"), "Where the busiest tenth lies"
    busiest = rows[: max(1, len(rows) // _TENTH)]
    if not busiest or not board.wards:
        return Section("by-ward", title, [_NO_MAP])
    inside = Counter(board.places.get(row["area_code"], {}).get("parent_area_code") for row in busiest)
    counts = [(ward, inside[ward["area_code"]]) for ward in board.wards]
    tiles = [Tile(ward["area_code"], ward["area_name"], float(number), str(number)) for ward, number in counts]
    why = why_no_map(tiles)
    most = max(tiles, key=lambda tile: tile.value or 0)
    told = f"Of the {len(busiest)} busiest small areas, {most.label} lie in {most.name}."
    placed = "roughly where it lies" if is_placed(tiles) else "in order of name, not of place"
    note = f"{told} Equal tiles, one for each ward, {placed}; darker means more."
    body = [
        [tile.name, tile.label]
        for tile in sorted(tiles, key=lambda tile: (-(tile.value or 0), tile.name))
        if tile.value
    ]
    pages = [
        page_of("ward", tile.area_code) for tile in sorted(tiles, key=lambda tile: (-(tile.value or 0), tile.name))
    ]
    table = Table("Small areas among the busiest tenth for crime", ["Ward", "Small areas*"], body, pages)
    drawn = None if why else tile_map("by-ward", title, note, tiles)
    words = [_NO_MAP, *([told, f"The wards are not drawn: {why[0].lower()}{why[1:]}"] if why else [])]
    return Section("by-ward-heading", title, words, drawn, kind="map", note=note, tables=[table])
