"""Hotspots: how much the busiest small areas hold, and which they are; the maps are in `place_maps`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import count_of, period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.place_maps import small_areas_mapped, wards_mapped
from ossp_pipeline.site.views.sections import (
    SUBJECTS,
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
    type_name,
    why_no_rows,
)

_TITLE, ASB_PAGE = "Hotspots", "needs-places-asb"
_LISTED = 10
_NEIGHBOURS = {
    "same ward": "those of the same ward, so what is called hot is the ward, and the count says which corner of it"
}


def places_page(board: Board) -> dict[str, Any]:
    """Concentration in words, the busiest small areas of crime, and the wards they lie in."""
    concentration = _concentration(board)
    concentration = replace(concentration, more=("Hotspots of anti-social behaviour", f"{ASB_PAGE}.html"))
    missing = why_no_rows(board, "sna_hotspots")
    if missing:
        return topic(_TITLE, missing, [concentration])
    rows = _newest_of(board, "sna_hotspots", "crime")
    mapped = small_areas_mapped(board, rows, "Crime", "They are listed above, and counted by ward below.")
    sections = [concentration, _busiest(board, "crime", "Crime"), mapped, wards_mapped(board, rows)]
    return topic(_TITLE, _lead(board, "crime"), sections)


def asb_places_page(board: Board) -> dict[str, Any]:
    """The same of anti-social behaviour, on a page of its own: two maps would make one too heavy."""
    title = "Hotspots of anti-social behaviour"
    missing = why_no_rows(board, "sna_hotspots")
    if missing:
        return topic(title, missing, [])
    rows = _newest_of(board, "sna_hotspots", "asb")
    busiest = replace(_busiest(board, "asb", "Anti-social behaviour"), more=("Hotspots of crime", "needs-places.html"))
    mapped = [small_areas_mapped(board, rows, "Anti-social behaviour", "They are listed above.")] if rows else []
    return topic(title, _lead(board, "asb"), [busiest, *mapped])


def _newest_of(board: Board, table: str, subject: str) -> list[Row]:
    rows = [row for row in rows_of(board, table) if row["subject"] == subject]
    now = newest(rows)
    return [row for row in rows if row["period"] == now]


def _lead(board: Board, subject: str) -> str:
    name = SUBJECTS[subject]
    whole = [row for row in _newest_of(board, "sna_concentration", subject) if row["level"] == "all"]
    if not whole or not is_shown(whole[0]):
        return f"How concentrated {name} is cannot be said for the newest twelve months."
    row = whole[0]
    held = decimal(row, "top_10_percent_share", 0, "%")
    summary = f"The busiest tenth of {row['place_count']} small areas held {held} of all {name}"
    kept = row["kept_top_percent"]
    more = f"; {kept:.0f}% of them were among the busiest tenth a year before." if kept is not None else "."
    return f"{summary} in the 12 months to {period(row['period'])}{more}"


def _concentration(board: Board) -> Section:
    title = "How concentrated it is"
    missing = why_no_rows(board, "sna_concentration")
    if missing:
        return Section("concentration", title, [missing])
    rows = [row for subject in SUBJECTS for row in _newest_of(board, "sna_concentration", subject)]
    rows.sort(key=lambda row: (row["subject"] != "crime", row["level"] != "all", -(row["generalised_gini"] or 0)))
    words = ["A Gini of 0 is the same number everywhere, 1 is all in one small area."]
    words += [f"{type_name(row)}. {said}" for row in rows if row["level"] == "all" and (said := _left_out(row))]
    words += sorted({sentence(f"{type_name(row)}: {reason(row)}") for row in rows if not is_shown(row)})
    # The newest figures of crime and of anti-social behaviour may be of different months.
    ends = sorted({row["period"] for row in rows}, reverse=True)
    tables = [_by_type(end, [row for row in rows if row["period"] == end]) for end in ends]
    return Section("concentration", title, words, tables=tables)


def _by_type(end: str, rows: Sequence[Row]) -> Table:
    heads = ["Type", "Incidents*", "Held by the busiest tenth*", "Gini, with its limits*", "Busiest a year before too*"]
    body = [
        [
            type_name(row),
            count(row),
            decimal(row, "top_10_percent_share", 0, "%"),
            _gini(row),
            decimal(row, "kept_top_percent", 0, "%"),
        ]
        for row in rows
    ]
    return Table(f"By type, 12 months to {period(end)}", heads, body)


def _left_out(row: Row) -> str:
    return left_out_words(row, "incident", "small area")


def _gini(row: Row) -> str:
    if not is_shown(row) or row["generalised_gini"] is None:
        return str(row["status"]) if not is_shown(row) else "no figure"
    return f"{row['generalised_gini']:.2f} ({row['gini_lower']:.2f} to {row['gini_upper']:.2f})"


def _ranked(board: Board, subject: str) -> list[Row]:
    rows = [
        row for row in _newest_of(board, "sna_hotspots", subject) if is_shown(row) and row["place_rank"] is not None
    ]
    return sorted(rows, key=lambda row: (row["place_rank"], row["area_code"]))


def _place(board: Board, row: Row) -> tuple[str, str]:
    """Name of a small area, and of its ward."""
    code = row["area_code"]
    ward = board.area_name(board.parent_of(code))
    return f"{board.area_name(code) or 'Small area'} ({code})", ward or "ward not known"


def _busiest(board: Board, subject: str, name: str) -> Section:
    title = f"{name}: the busiest small areas"
    rows = _ranked(board, subject)
    if not rows:
        every = _newest_of(board, "sna_hotspots", subject)
        why = sorted({reason(row) for row in every if not is_shown(row)})
        return Section(subject, title, [f"No small area can be named: {'; '.join(why) or 'nothing was supplied'}."])
    body = [
        [
            *_place(board, row),
            count(row),
            decimal(row, "share_percent", 1, "%"),
            row["hotspot"] or "not tested",
            _years(row),
        ]
        for row in rows[:_LISTED]
    ]
    hot = sum(row["hotspot"] == "hot" for row in rows)
    hot_areas = sentence(count_of(hot, "small area"))[:-1]
    words = [
        f"{hot_areas} of {len(rows)} {'is' if hot == 1 else 'are'} hot beyond chance "
        "(Gi*, with false discovery held at one in twenty)."
    ]
    if neighbours := rows[0]["neighbours"]:
        words.append(f"Gi* takes a small area with its neighbours: {_NEIGHBOURS.get(neighbours, neighbours)}.")
    if left_out := _left_out(rows[0]):
        words.append(f"{type_name(rows[0])}. {left_out}")
    heads = ["Small area", "Ward", "Incidents*", "Share of all*", "Gi* test", "Among the busiest tenth"]
    caption = f"{name}, 12 months to {period(rows[0]['period'])}"
    return Section(subject, title, words, tables=[Table(caption, heads, body)])


def _years(row: Row) -> str:
    if row["year_count"] is None:
        return "not known"
    share = f"{row['top_year_count']} of {count_of(row['year_count'], 'year')}"
    return f"{share}: every year" if row["is_persistent"] else share
