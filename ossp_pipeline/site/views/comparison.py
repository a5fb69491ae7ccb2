"""The area beside others, and what its residents say."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.bars import Bar, bars
from ossp_pipeline.site.formatting import period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import (
    Section,
    Table,
    count,
    decimal,
    is_shown,
    newest,
    reason,
    rows_of,
    topic,
    why_no_rows,
)

_TITLE = "Beside others"
_ALL = "All offences"


def comparison_page(board: Board) -> dict[str, Any]:
    """Rates of the listed partnerships, the home area’s place by offence group, and the survey of residents."""
    views = _views(board)
    missing = why_no_rows(board, "sna_comparison")
    if missing:
        return topic(_TITLE, missing, [views])
    rows = rows_of(board, "sna_comparison")
    year = newest([row for row in rows if row["is_home"]] or rows, "financial_year")
    inside = [row for row in rows if row["financial_year"] == year]
    home = next((row for row in inside if row["is_home"] and row["offence_group"] == _ALL), None)
    return topic(_TITLE, _lead(home), [_areas(inside, rows, year), _groups(rows, year), views])


def _lead(home: Row | None) -> str:
    if home is None or not is_shown(home) or home["rate_per_1000"] is None:
        return "The area’s own rate of recorded crime is not in the published tables."
    rate = f"{decimal(home, 'rate_per_1000')} recorded crimes per 1,000 residents"
    summary = f"{home['area_name']}: {rate} in {home['financial_year']}"
    place = home["rank_by_rate"]
    return (
        f"{summary}, place {place} of {home['listed_count']} (1 is the highest)."
        if place is not None
        else f"{summary}."
    )


def _areas(inside: Sequence[Row], rows: Sequence[Row], year: str | None) -> Section:
    title = "Recorded crime per 1,000 residents"
    every = [row for row in inside if row["offence_group"] == _ALL]
    every.sort(key=lambda row: (-(row["rate_per_1000"] or 0), row["area_name"]))
    rated = [row for row in every if row["rate_per_1000"] is not None]
    drawn = bars(
        "areas",
        title,
        _range_in_words(rated),
        [
            Bar(row["area_name"], (row["rate_per_1000"],), (decimal(row, "rate_per_1000"),), bool(row["is_home"]))
            for row in rated
        ],
    )
    body = [[row["area_name"], row["area_kind"], count(row, "crime_count"), _rate(row), _place(row)] for row in every]
    words = ["Counts are the publisher’s (Home Office) and differ from the force’s own extract, revised on other days."]
    silent = sorted({(row["financial_year"], reason(row)) for row in rows if not is_shown(row) and row["is_home"]})
    words += [f"{name}: no figure, {why}." for name, why in silent]
    heads = ["Area", "Kind", "Crimes*", "Per 1,000 residents*", "Place*"]
    table = Table(f"All offences, {year}", heads, body)
    return Section("areas-heading", title, words, drawn, kind="bars", note=_range_in_words(rated), tables=[table])


def _range_in_words(rated: Sequence[Row]) -> str:
    if not rated:
        return "No area has a rate."
    first, last = rated[0], rated[-1]
    return (
        f"From {decimal(first, 'rate_per_1000')} in {first['area_name']} to {decimal(last, 'rate_per_1000')} in "
        f"{last['area_name']}. The area of these pages is dark."
    )


def _rate(row: Row) -> str:
    if is_shown(row) and row["rate_per_1000"] is None:
        return reason(row) if row["status_reason"] else "no residents known"
    return decimal(row, "rate_per_1000")


def _place(row: Row) -> str:
    return str(row["rank_by_rate"]) if row["rank_by_rate"] is not None else "no place"


def _groups(rows: Sequence[Row], year: str | None) -> Section:
    own = [row for row in rows if row["is_home"]]
    by_group: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in own:
        by_group[row["offence_group"]][row["financial_year"]] = row
    years = sorted({row["financial_year"] for row in own})
    if not years:
        return Section("groups", "Offence groups", ["The area itself is not in the published tables."])
    body = []
    for group, by_year in sorted(by_group.items(), key=lambda item: (item[0] != _ALL, item[0])):
        now = by_year.get(year or "")
        place = f"{_place(now)} of {now['listed_count']}" if now and now["rank_by_rate"] is not None else "no place"
        body.append([group, *(_rate(by_year[name]) if name in by_year else "no row" for name in years), place])
    heads = ["Group", *(f"{name}*" for name in years), f"Place in {year}"]
    return Section("groups", "Offence groups", tables=[Table("The area’s rates per 1,000 residents", heads, body)])


def _views(board: Board) -> Section:
    title = "What residents say"
    missing = why_no_rows(board, "sna_public_views")
    if missing:
        return Section("views", title, [missing])
    rows = rows_of(board, "sna_public_views")
    wave = newest(rows, "wave")
    inside = sorted(
        (row for row in rows if row["wave"] == wave),
        key=lambda row: (row["indicator_id"], not row["is_home"], row["area_name"]),
    )
    body = [
        [row["wording"], row["area_name"], _percent(row), _limits(row), _base(row), _changed(row)] for row in inside
    ]
    heads = [
        "Question, and the answer counted",
        "Area",
        "Share*",
        "With its limits",
        "Answers*",
        "Against a year before",
    ]
    words = ["Two shares whose limits overlap may well be the same."]
    return Section("views", title, words, tables=[Table(f"Survey of {period(wave)}", heads, body)])


def _percent(row: Row) -> str:
    return decimal(row, "response_percent", 0, "%")


def _limits(row: Row) -> str:
    if not is_shown(row) or row["lower_percent"] is None:
        return "none"
    return f"{row['lower_percent']:.0f}% to {row['upper_percent']:.0f}%"


def _changed(row: Row) -> str:
    return row["change_from_year_before"] or "not judged"


def _base(row: Row) -> str:
    return f"{row['base_count']:,}" if row["base_count"] is not None else "not known"
