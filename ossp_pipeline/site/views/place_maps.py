"""The maps of the page of hotspots: small areas inside their real boundaries, and wards as equal tiles.

What a map shows stands in the table below it, made from the same rows. Where a map would mislead, or nothing to draw it
from was delivered, there is a sentence instead.
"""

from collections.abc import Sequence

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.area_map import (
    BUSIEST,
    COLD,
    HOT,
    MOST_AREAS,
    NEITHER,
    WORDS,
    SmallArea,
    area_map,
    kinds_of,
)
from ossp_pipeline.site.drawings.tiles import Tile, is_placed, tile_map, why_no_map
from ossp_pipeline.site.formatting import count_of, period
from ossp_pipeline.site.shown_tables import WARD_LEVELS
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import page_of
from ossp_pipeline.site.views.sections import Section, Table, count, decimal, is_shown, newest, rows_of, sentence
from ossp_pipeline.site.views.wards import ward_tile

ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right."
)
_UNMAPPED = "There is no map of small areas: "


def small_areas_mapped(board: Board, rows: Sequence[Row], name: str, listed: str) -> Section:
    """The small areas that are hot, cold or busy, on a map and ward by ward; or why not, and where they are listed."""
    key, title = "small-areas", f"{name}: where the small areas lie"
    outlines = _outlines(board, rows)
    why = _why_not_drawn(rows, outlines)
    if why:
        return Section(f"{key}-heading", title, [why, listed])
    wards = {ward["area_code"] for ward in board.wards}
    areas = [
        SmallArea(
            row["area_code"],
            outlines[row["area_code"]],
            ward if (ward := _ward_of(board, row)) in wards else "",
            _kind(row),
            bool(row["is_top"]),
        )
        for row in rows
    ]
    summary = _summary(areas)
    numbers = {ward["area_code"]: place for place, ward in enumerate(board.wards, start=1)}
    stretch = f"12 months to {period(rows[0]['period'])}"
    drawn = area_map(key, title, f"{summary} {stretch}. The table below names them ward by ward.", areas, numbers)
    note = f"{stretch}. Numbers are those of the wards in the table below. {ATTRIBUTION}"
    words = [summary, "One with few incidents of its own may be hot: it is judged together with its neighbours."]
    return Section(
        f"{key}-heading",
        title,
        words,
        drawn,
        kind="map",
        note=note,
        tables=[_in_words(board, areas, rows[0]["period"])],
    )


def wards_mapped(board: Board, rows: Sequence[Row]) -> Section:
    """Crimes of the newest twelve months by ward, as tiles where that is fair and as a table always."""
    key, title = "by-ward", "Crime by ward"
    levels = rows_of(board, WARD_LEVELS)
    now = newest(levels)
    by_ward = {row["area_code"]: row for row in levels if row["period"] == now}
    if not by_ward or not board.wards:
        return Section(f"{key}-heading", title, ["There is no figure by ward: this release holds no row of one."])
    tiles = [_tile(board, ward, by_ward.get(ward["area_code"])) for ward in board.wards]
    why = why_no_map(tiles)
    busy = [_ward_of(board, row) for row in rows if row["is_top"]]
    ordered = sorted(tiles, key=lambda tile: (-(tile.value or 0), tile.name))
    body = [
        [tile.name, _cell(by_ward.get(tile.area_code), "numerator", 0), tile.label, str(busy.count(tile.area_code))]
        for tile in ordered
    ]
    pages = [page_of("ward", tile.area_code) for tile in ordered]
    heads = ["Ward", "Crimes*", "Per 1,000 residents*", "Small areas among the busiest tenth*"]
    table = Table(f"Crime by ward, 12 months to {period(now)}", heads, body, pages)
    if why:
        return Section(f"{key}-heading", title, [f"The wards are not drawn. {why}"], tables=[table])
    most = max(tiles, key=lambda tile: tile.value or 0)
    summary = f"Most crimes for each 1,000 residents: {most.name}, with {most.label}."
    placed = "roughly where it lies" if is_placed(tiles) else "in order of name, not of place"
    note = f"{summary} Equal tiles, one for each ward, {placed}; darker means more. 12 months to {period(now)}."
    words = [summary, "Where few live and many visit, as in a town centre, a rate for each resident says little."]
    drawn = tile_map(key, title, note, tiles)
    return Section(f"{key}-heading", title, words, drawn, kind="map", note=note, tables=[table])


def _outlines(board: Board, rows: Sequence[Row]) -> dict[str, str]:
    """Outlines of the vintage that has most of the rows' small areas; of two that have as many, the newer."""
    wanted = {row["area_code"] for row in rows}
    delivered: dict[str, dict[str, str]] = {}
    for row in rows_of(board, "dim_area_boundaries"):
        if row["area_code"] in wanted:
            delivered.setdefault(row["vintage"], {})[row["area_code"]] = row["outline"]
    best = max(delivered, key=lambda vintage: (len(delivered[vintage]), vintage), default=None)
    return delivered[best] if best else {}


def _why_not_drawn(rows: Sequence[Row], outlines: dict[str, str]) -> str | None:
    if not outlines:
        return f"{_UNMAPPED}no boundary file is delivered, so neither their shapes nor their places are known."
    missing = len(rows) - len(outlines)
    if missing:
        lacks = f"the boundary file lacks {missing:,} of {len(rows):,}, so it is of another year or another area"
        return f"{_UNMAPPED}{lacks}."
    if len(rows) > MOST_AREAS:
        return f"{_UNMAPPED}{len(rows):,} are too many to tell apart on one."
    tiles = [Tile(row["area_code"], "", float(row["numerator"]) if is_shown(row) else None, count(row)) for row in rows]
    why = why_no_map(tiles, "small area")
    return f"{_UNMAPPED}{why[0].lower()}{why[1:]}" if why else None


def _kind(row: Row) -> str:
    return str(row["hotspot"] or "not tested") if is_shown(row) else str(row["status"])


def _ward_of(board: Board, row: Row) -> str:
    return board.parent_of(row["area_code"])


def _summary(areas: Sequence[SmallArea]) -> str:
    hot, cold = (sum(area.kind == kind for area in areas) for kind in (HOT, COLD))
    both = sum(area.kind == HOT and area.is_busy for area in areas)
    busy = count_of(sum(area.is_busy for area in areas), "is among the busiest tenth", "are among the busiest tenth")
    hot_ones = f"{hot} {'is' if hot == 1 else 'are'} hot beyond chance and {cold or 'none'} cold"
    return sentence(f"of {len(areas)} small areas, {hot_ones}; {busy}, {both} of them hot")


def _in_words(board: Board, areas: Sequence[SmallArea], now: str) -> Table:
    """The map in words: every small area that is not just one of the others, by name, in its ward."""
    groups = {
        WORDS.get(kind, kind): [area for area in areas if area.kind == kind]
        for kind in kinds_of(areas)
        if kind != NEITHER
    }
    groups[BUSIEST] = [area for area in areas if area.is_busy]
    wards = [(ward["area_code"], f"{place}. {ward['area_name']}") for place, ward in enumerate(board.wards, start=1)]
    if any(not area.group for area in areas):
        wards.append(("", "In no single ward"))
    body = []
    for code, name in wards:
        named = [sorted(_name(board, area) for area in group if area.group == code) for group in groups.values()]
        inside = sum(area.group == code for area in areas)
        body.append([name, *(", ".join(names) or "none" for names in named), str(inside)])
    heads = ["Ward, with its number", *(sentence(words)[:-1] for words in groups), "All small areas*"]
    return Table(f"The map in words: 12 months to {period(now)}", heads, body)


def _name(board: Board, area: SmallArea) -> str:
    return board.area_name(area.area_code) or area.area_code


def _tile(board: Board, ward: Row, row: Row | None) -> Tile:
    is_known = row is not None and is_shown(row) and row["rate_per_1000"] is not None
    value = float(row["rate_per_1000"]) if row is not None and is_known else None
    return ward_tile(board, ward, value, _cell(row, "rate_per_1000"))


def _cell(row: Row | None, name: str, places: int = 1) -> str:
    return decimal(row, name, places) if row else "no figure"
