"""Serious violence: by every definition and version, its headline measures, its wards, and what cannot be derived."""

from collections.abc import Sequence
from typing import Any

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.multiples import Grid, Panel, multiples
from ossp_pipeline.site.drawings.tiles import Tile, is_placed, tile_map, why_no_map
from ossp_pipeline.site.formatting import period, short_period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.measure_rows import page_of
from ossp_pipeline.site.views.sections import (
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
    why_no_rows,
)
from ossp_pipeline.site.views.wards import ward_tile

_TITLE, _HEADLINE = "Serious violence", "serious violence"
_READING = (
    "The Serious Violence Duty leaves the definition to each partnership. These lists of codes are a reading of it and "
    "the partnership’s to agree. The one it has chosen stands first and heads this page."
)


def violence_page(board: Board) -> dict[str, Any]:
    """The chosen definition first, every other one beside it: the figure depends on it more than on anything."""
    missing = why_no_rows(board, "sna_serious_violence")
    if missing:
        return topic(_TITLE, missing, [])
    rows = rows_of(board, "sna_serious_violence")
    chosen = [row for row in rows if row["is_chosen"]] or rows
    whole = [row for row in rows if row["area_type"] == "csp"]
    now = newest([row for row in whole if row["measure"] == _HEADLINE])
    headline = next((row for row in chosen if _is(row, now, _HEADLINE, "csp")), None)
    sections = [_definitions(whole, now), _course(chosen), _headlines(chosen, now), _wards(board, chosen)]
    return topic(_TITLE, _lead(headline), sections)


def _is(row: Row, wanted: str | None, measure: str, area_type: str) -> bool:
    return (row["period"], row["measure"], row["area_type"]) == (wanted, measure, area_type)


def _defined(row: Row) -> str:
    return f"{row['definition'].replace('_', ' ').title()}, version {row['version']}"


def _lead(row: Row | None) -> str:
    if row is None:
        return "No definition has a figure for twelve months."
    if not is_shown(row):
        return f"By the chosen definition ({_defined(row)}) there is no figure: {reason(row)}."
    return (
        f"{count(row)} crimes in the 12 months to {period(row['period'])} by the chosen definition "
        f"({_defined(row)}): {decimal(row, 'share_of_crime', 1, '%')} of all crime."
    )


def _definitions(whole: Sequence[Row], now: str | None) -> Section:
    rows = sorted((row for row in whole if _is(row, now, _HEADLINE, "csp")), key=lambda row: not row["is_chosen"])
    body = [
        [
            _defined(row),
            "yes" if row["is_chosen"] else "no",
            count(row),
            decimal(row, "share_of_crime", 1, "%"),
            decimal(row, "rate_per_1000", 2),
        ]
        for row in rows
    ]
    words = [_READING]
    heads = ["Definition", "Chosen", "Crimes*", "Share of all crime*", "Per 1,000 residents*"]
    table = Table(f"12 months to {period(now)}, by each definition", heads, body)
    return Section("definitions", "What counts as serious violence", words, tables=[table])


def _course(chosen: Sequence[Row]) -> Section:
    rows = sorted(
        (row for row in chosen if row["measure"] == _HEADLINE and row["area_type"] == "csp"),
        key=lambda row: row["period_end_date"],
    )
    rows = [row for row in rows if row["status"] != ValueStatus.NOT_YET_DUE]
    title = "Twelve months, moved on month by month"
    if not rows:
        return Section("course", title, ["No twelve months have been delivered yet."])
    values = [row["numerator"] if is_shown(row) else None for row in rows]
    first, last = rows[0], rows[-1]
    words = (
        f"{count(first)} in the 12 months to {period(first['period'])}, {count(last)} in those to "
        f"{period(last['period'])}. Neighbouring points share eleven months, so the line is smooth by nature."
    )
    panel = Panel("Crimes of serious violence", values, f"{count(last)} in 12 months")
    grid = Grid(short_period(first["period"]), short_period(last["period"]), 1)
    drawn = multiples("course", title, words, [panel], grid)
    body = [[period(row["period"]), count(row), decimal(row, "share_of_crime", 1, "%")] for row in reversed(rows)]
    table = Table("12 months to each month", ["To", "Crimes*", "Share of all crime*"], body, is_folded=True)
    return Section("course-heading", title, [] if drawn else [words], drawn, note=words, tables=[table])


def _headlines(chosen: Sequence[Row], now: str | None) -> Section:
    rows = [row for row in chosen if row["period"] == now and row["area_type"] == "csp" and row["measure"] != _HEADLINE]
    title = "The Duty’s headline measures"
    if not rows:
        return Section("headlines", title, ["None was worked out for these twelve months."])
    rows = sorted(rows, key=lambda row: row["measure"])
    body = [[row["measure"].capitalize(), count(row), _known(row)] for row in rows]
    words = [
        "These measures are the same under every definition, and carrying a knife is not counted as its use.",
        "The national figure of knife-enabled crime is of forces and checked centrally; this one need not equal it.",
        "A count about people that is small is withheld, and not zero.",
    ]
    table = Table(f"Headline measures, 12 months to {period(now)}", ["Measure", "Crimes*", "What to know"], body)
    return Section("headlines", title, words, tables=[table])


def _known(row: Row) -> str:
    return "Nothing beyond the above" if is_shown(row) and not row["status_reason"] else sentence(reason(row))


def _wards(board: Board, chosen: Sequence[Row]) -> Section:
    rows = [row for row in chosen if row["measure"] == _HEADLINE and row["area_type"] == "ward"]
    now, title = newest(rows), "Wards"
    by_ward = {row["area_code"]: row for row in rows if row["period"] == now}
    if not by_ward:
        return Section("wards", title, ["No ward has a row of serious violence."])
    tiles, body = [], []
    for ward in board.wards:
        row = by_ward.get(ward["area_code"])
        words = decimal(row, "rate_per_1000", 2) if row else "no row"
        value = row["rate_per_1000"] if row and is_shown(row) else None
        tiles.append(ward_tile(board, ward, value, words))
        body.append([ward["area_name"], count(row) if row else "no row", words])
    left_out = left_out_words(next(filter(is_shown, by_ward.values()), None), "crime")
    return _mapped(board, tiles, body, period(now), left_out)


def _mapped(board: Board, tiles: list[Tile], body: list[list[str]], now: str, left_out: str) -> Section:
    why = why_no_map(tiles)
    shown = sorted((tile for tile in tiles if tile.value is not None), key=lambda tile: -(tile.value or 0))
    title = "Wards" if why else f"Wards: highest in {shown[0].name}"
    note = why or (
        f"Per 1,000 residents, 12 months to {now}; from {shown[-1].label} in {shown[-1].name} to {shown[0].label} in "
        f"{shown[0].name}. Equal tiles, {_placed(tiles)}; darker means higher."
    )
    heads = ["Ward", "Crimes*", "Per 1,000 residents*"]
    table = Table(
        f"Serious violence by ward, 12 months to {now}",
        heads,
        body,
        [page_of("ward", ward["area_code"]) for ward in board.wards],
    )
    drawn = None if why else tile_map("wards", title, note, tiles)
    words = [line for line in (why, left_out) if line]
    return Section("wards-heading", title, words, drawn, kind="map", note=note, tables=[table])


def _placed(tiles: list[Tile]) -> str:
    return "one for each ward, roughly where it lies" if is_placed(tiles) else "in order of name, not of place"
