"""Crime and anti-social behaviour by type and month."""

from collections import defaultdict
from typing import Any

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.multiples import Grid, Panel, multiples
from ossp_pipeline.site.formatting import period, short_period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.deprivation import deprivation_section
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    count,
    count_cell,
    is_shown,
    newest,
    numerator_of,
    rows_of,
    topic,
    type_name,
    why_no_rows,
)

# Two years: more would make the page heavy; a measure's own page and the download have them all.
_KEPT = 24
# A type is large where its highest month reaches this share of the highest month of any.
_LARGE = 0.25
_NOTE = (
    "Each panel is a type, with the count of each month; a gap is a month without a figure. Whether a measure changed "
    "beyond chance is on its own page. Source: police and council extracts."
)


def crime_page(board: Board) -> dict[str, Any]:
    """Every type month by month on one scale, the same figures as tables, and all of them by deprivation."""
    missing = why_no_rows(board, "sna_levels")
    if missing:
        return topic("Crime patterns", missing, [deprivation_section(board)])
    types = _types(board)
    lead = "No type of crime has a figure for twelve months."
    if types and (largest := _yearly(board, *next(iter(types)))):
        lead = f"{type_name(largest)} is the largest: {count(largest)} in the 12 months to {period(largest['period'])}."
        lead = f"{lead} {left_out_words(largest)}".rstrip()
    return topic("Crime patterns", lead, [*_by_month(types), deprivation_section(board)])


def _types(board: Board) -> dict[tuple[str, str], list[Row]]:
    """Months of every type in order of time, the type with most over all of them first."""
    months: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows_of(board, "sna_levels"), key=lambda row: row["period_end_date"]):
        if row["pattern"] == "month" and row["level"] == "type" and row["status"] != ValueStatus.NOT_YET_DUE:
            months[row["subject"], row["category"]].append(row)
    size = {key: sum(row["numerator"] for row in rows if is_shown(row)) for key, rows in months.items()}
    return {key: months[key] for key in sorted(months, key=lambda key: (-size[key], key))}


def _yearly(board: Board, subject: str, category: str) -> Row | None:
    rows = [
        row
        for row in rows_of(board, "sna_levels")
        if (row["pattern"], row["subject"], row["category"]) == ("12 months", subject, category)
    ]
    return next((row for row in rows if row["period"] == newest(rows) and is_shown(row)), None)


def _by_month(types: dict[tuple[str, str], list[Row]]) -> list[Section]:
    """The larger types on one scale, the smaller ones on one of their own: on a common one they would all lie flat."""
    months = sorted({row["period"] for rows in types.values() for row in rows})[-_KEPT:]
    if not months:
        return [Section("months", "Types by month", ["No month has been delivered yet."])]
    by_type = {type_name(rows[0]): {row["period"]: row for row in rows} for rows in types.values()}
    peaks = {name: max((numerator_of(row) or 0 for row in rows.values()), default=0) for name, rows in by_type.items()}
    edge = max(peaks.values()) * _LARGE
    large = [name for name in by_type if peaks[name] >= edge]
    small = [name for name in by_type if name not in large]
    parts = [
        ("larger", "The larger types by month, on one scale", large),
        ("smaller", "The smaller types, on a scale of their own", small),
    ]
    return [_part(key, title, {name: by_type[name] for name in names}, months) for key, title, names in parts if names]


def _part(key: str, title: str, by_type: dict[str, dict[str, Row]], months: list[str]) -> Section:
    first, newest_month = months[0], months[-1]
    panels, changes = [], []
    for name, rows in by_type.items():
        last = count_cell(rows.get(newest_month))
        panels.append(
            Panel(name, [numerator_of(rows.get(month)) for month in months], f"{last} in {short_period(newest_month)}")
        )
        changes.append(f"{name} {count_cell(rows.get(first))}, then {last}")
    words = f"From {period(first)} to {period(newest_month)}: {'; '.join(changes)}."
    drawn = multiples(key, title, words, panels, Grid(short_period(first), short_period(newest_month)))
    years: dict[str, list[str]] = defaultdict(list)
    for month in months:
        years[_financial_year(month)].append(month)
    newest_year = max(years)
    tables = [_year_table(key, by_type, year, years[year], year == newest_year) for year in sorted(years, reverse=True)]
    few = [] if drawn else ["There are too few figures to draw."]
    return Section(f"{key}-heading", title, few, drawn, note=_NOTE, tables=tables)


def _year_table(key: str, by_type: dict[str, dict[str, Row]], year: str, months: list[str], is_first: bool) -> Table:
    heads = ["Type", *(f"{short_period(month).split()[0]}*" for month in months)]
    rows = [[category, *(count_cell(rows.get(month)) for month in months)] for category, rows in by_type.items()]
    return Table(f"The {key} types by month, {year}", heads, rows, is_folded=not is_first)


def _financial_year(month: str) -> str:
    year = int(month[:4]) - (int(month[5:7]) < 4)
    return f"{year}/{(year + 1) % 100:02d}"
