"""Wards: a ward's own page, and a measure's figures ward by ward."""

from collections.abc import Sequence
from typing import Any

from ossp_pipeline.contracts.status import SHOWN, ValueStatus, Verdict
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.drawings.sparklines import course, line_in_words, mark_alone
from ossp_pipeline.site.drawings.tiles import LEAST_SHOWN, Tile
from ossp_pipeline.site.formatting import STATUSES, VERDICTS, figure, number, period, plotted
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import page_of
from ossp_pipeline.site.views.sections import is_shown
from ossp_pipeline.site.views.ward_types import types_by_ward, types_section

# As many periods as the lines of other pages have, less what is not yet due: that is no gap.
KEPT = 24


def ward_pages(board: Board) -> list[dict[str, Any]]:
    """Every ward: its measures, each with its verdict, its course and its rate beside the partnership's, and types."""
    types = types_by_ward(board)
    return [_ward_page(board, ward, types.get(ward["area_code"], [])) for ward in board.wards]


def _ward_page(board: Board, ward: Row, levels: Sequence[Row]) -> dict[str, Any]:
    rows = [_ward_line(board, measure, ward["area_code"]) for measure in board.measures if measure.wards]
    types, months = types_section(levels), {row["status"] for row in levels if not is_shown(row)}
    missing = months.union(*(row["missing"] for row in rows))
    return {
        "title": ward["area_name"],
        "page": page_of("ward", ward["area_code"]),
        "ward": ward,
        "rows": rows,
        "counts": {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS},
        "withheld": sum(row["is_withheld"] for row in rows),
        "kept": KEPT,
        "types": types,
        "key": [(mark_alone(name), words) for name, words in STATUSES.items() if name in missing],
        "is_partial": ValueStatus.WITHHELD in missing,
    }


def ward_tiles(board: Board, measure: Measure) -> tuple[list[Tile], str]:
    """A value for every ward, and what it is: its rate over twelve months, or else its newest figure."""
    if measure.profiles:
        rows = [measure.profiles.get(ward["area_code"]) for ward in board.wards]
        period_to = next(row["period_to"] for row in measure.profiles.values())
        tiles = [_profile_tile(board, ward, row) for ward, row in zip(board.wards, rows, strict=True)]
        return tiles, f"per 1,000 residents, 12 months to {period(period_to)}"
    chosen = mapped_period(measure, len(board.wards))
    tiles = []
    for ward in board.wards:
        row = _at(measure.wards.get(ward["area_code"], []), chosen)
        value = plotted(row) if row else None
        label = _short(row, measure.facts["unit"])
        tiles.append(ward_tile(board, ward, value, label))
    return tiles, period(chosen, measure.facts["window_months"])


def ward_tile(board: Board, ward: Row, value: float | None, label: str) -> Tile:
    """A ward where the partnership puts it on its maps."""
    return Tile(ward["area_code"], ward["area_name"], value, label, board.ward_spots.get(ward["area_code"]))


def ward_rows(board: Board, measure: Measure) -> list[dict[str, Any]]:
    """The map's values and the newest figures, ward by ward, as the table beside the map."""
    lines = []
    for ward in board.wards:
        row = newest_of(measure, ward["area_code"])
        lines.append(
            {
                "name": ward["area_name"],
                "page": page_of("ward", ward["area_code"]),
                "figure": figure(row, measure.facts["unit"]) if row else "no figure",
                "period": period(row["period"], measure.facts["window_months"]) if row else "no period",
                "rate": profile_figure(measure.profiles.get(ward["area_code"])),
                "verdict": row["verdict"] if row else Verdict.UNJUDGED,
            }
        )
    return lines


def profile_figure(row: Row | None) -> str:
    """A rate per 1,000 residents over twelve months, or why there is none."""
    if row is None:
        return "no such rate"
    return number(row["rate_per_1000"], "mean") if row["status"] in SHOWN else STATUSES.get(row["status"], "no figure")


def newest_of(measure: Measure, area_code: str) -> Row | None:
    """The ward's row of the period the scorecard is about."""
    rows = measure.wards.get(area_code, [])
    return _at(rows, measure.card["latest_period"]) if measure.card else None


def mapped_period(measure: Measure, wards: int) -> str | None:
    """The newest period in which enough wards show, else the scorecard's."""
    counts: dict[str, int] = {}
    for rows in measure.wards.values():
        for row in rows:
            counts[row["period"]] = counts.get(row["period"], 0) + (plotted(row) is not None)
    enough = [name for name, count in counts.items() if count >= LEAST_SHOWN * wards]
    latest = measure.card["latest_period"] if measure.card else None
    return latest if latest in enough or not enough else max(enough)


def _at(rows: Sequence[Row], wanted: str | None) -> Row | None:
    return next((row for row in reversed(rows) if row["period"] == wanted), None)


def _profile_tile(board: Board, ward: Row, row: Row | None) -> Tile:
    value = row["rate_per_1000"] if row and row["status"] in SHOWN else None
    label = number(value, "mean") if value is not None else _label(row)
    return ward_tile(board, ward, value, label)


def _short(row: Row | None, unit: str) -> str:
    value = plotted(row) if row else None
    return number(value, unit) if value is not None else _label(row)


def _label(row: Row | None) -> str:
    """For a tile, where there is little room."""
    return str(row["status"]) if row else "no figure"


def _ward_line(board: Board, measure: Measure, area_code: str) -> dict[str, Any]:
    row, facts = newest_of(measure, area_code), measure.facts
    due = [item for item in measure.wards.get(area_code, []) if item["status"] != ValueStatus.NOT_YET_DUE]
    steps = [(plotted(item), item["status"]) for item in due[-KEPT:]]
    return {
        "title": facts["title"],
        "theme": facts["theme"],
        "page": page_of("measure", measure.measure_id),
        "figure": figure(row, facts["unit"]) if row else "no figure",
        "period": period(row["period"], facts["window_months"]) if row else "no period",
        "verdict": row["verdict"] if row else Verdict.UNJUDGED,
        "reason": (row["verdict_reason"] if row else None) or "none",
        "rate": profile_figure(measure.profiles.get(area_code)),
        "whole": profile_figure(measure.profiles.get(board.area["area_code"])),
        "course": course(steps),
        "line_in_words": line_in_words(steps, lambda value: number(value, facts["unit"])),
        "missing": {status for value, status in steps if value is None},
        "is_withheld": row is not None and row["status"] == ValueStatus.WITHHELD,
    }
