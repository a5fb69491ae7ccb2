"""Proven reoffending, as published: the newest cohorts of the area, and the area beside others."""

from collections.abc import Sequence

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    count,
    decimal,
    is_shown,
    reason,
    rows_of,
    sentence,
    why_no_rows,
)

_TABLE, _TITLE = "sna_reoffending", "Proven reoffending"
_OVERLAP = "Cohorts of twelve months overlap, so they are never added. Figures come about eighteen months late."


def reoffending_sections(board: Board) -> list[Section]:
    """The area’s own cohorts, then every area of the newest one; a release without the table says so."""
    missing = why_no_rows(board, _TABLE)
    if missing:
        return [Section("reoffending", _TITLE, [missing])]
    rows = rows_of(board, _TABLE)
    home = sorted((row for row in rows if row["is_home"]), key=_order, reverse=True)
    own = [Section("reoffending", _TITLE, ["The area itself is not in the published tables."])]
    if home:
        table = Table(
            "The area’s cohorts, the newest first", ["Cohort", *_HEADS], [_cells(row, "cohort") for row in home]
        )
        silent = sorted({sentence(reason(row)) for row in home if not is_shown(row)})
        own = [Section("reoffending", _TITLE, [_OVERLAP, *silent], tables=[table])]
    return own + _beside(rows)


_HEADS = ("Age group", "Offenders*", "Reoffended*", "Share*", "With its limits", "Reoffences of each who did*")


def _order(row: Row) -> tuple[str, str]:
    return str(row["cohort_end_date"] or ""), str(row["age_group"])


def _beside(rows: Sequence[Row]) -> list[Section]:
    shown = [row for row in rows if row["is_home"] and is_shown(row)] or rows
    now = max(shown, key=_order)["cohort"]
    inside = sorted((row for row in rows if row["cohort"] == now), key=lambda row: (row["age_group"], row["geography"]))
    if len(inside) < 2:
        return []
    table = Table(f"Cohort {now}", ["Area", *_HEADS], [_cells(row, "geography") for row in inside])
    return [Section("reoffending-areas", "Reoffending beside other areas", tables=[table])]


def _cells(row: Row, first: str) -> list[str]:
    limits = "none"
    if is_shown(row) and row["reoffending_lower"] is not None:
        limits = f"{row['reoffending_lower']:.1f}% to {row['reoffending_upper']:.1f}%"
    return [
        str(row[first]),
        row["age_group"] or "all",
        count(row, "offender_count"),
        count(row, "reoffender_count"),
        decimal(row, "reoffending_percent", 1, "%"),
        limits,
        decimal(row, "reoffences_per_reoffender", 2),
    ]
