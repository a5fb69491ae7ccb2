"""Reoffending and treatment: who is under supervision, who is in treatment, and who should be."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.bars import Bar, bars
from ossp_pipeline.site.formatting import period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.measure_rows import line_of
from ossp_pipeline.site.views.reoffending import reoffending_sections
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

_TITLE = "Reoffending and treatment"
_FEEDS = ("probation_supervision", "substance_treatment", "proven_reoffending")
# Too long for a page, and most of it withheld: it is in the download.
_LEFT_OUT = ("age band and sex",)


def people_page(board: Board) -> dict[str, Any]:
    """Unmet need, proven reoffending, cohorts, what was refused, and the measures."""
    missing = why_no_rows(board, "sna_cohorts")
    if missing:
        return topic(_TITLE, missing, [*reoffending_sections(board), _measures(board)])
    rows = rows_of(board, "sna_cohorts")
    treatment = _treatment(rows, rows_of(board, "sna_levels"))
    sections = [_need(rows), *reoffending_sections(board), treatment, _supervision(rows), _refused(rows)]
    return topic(_TITLE, _lead(rows), [*sections, _measures(board)])


def _of(rows: Sequence[Row], cohort: str, characteristic: str) -> list[Row]:
    return [row for row in rows if (row["cohort"], row["characteristic"]) == (cohort, characteristic)]


def _needs(rows: Sequence[Row]) -> list[Row]:
    rows_of_need = _of(rows, "people in treatment", "need")
    now = newest(rows_of_need)
    return sorted((row for row in rows_of_need if row["period"] == now), key=lambda row: row["answer"], reverse=True)


def _lead(rows: Sequence[Row]) -> str:
    estimated = [row for row in _needs(rows) if is_shown(row) and row["unmet_percent"] is not None]
    if not estimated:
        return "How much need for treatment goes unmet is not known for the newest year."
    parts = [f"{row['unmet_percent']:.0f}% of the need for {row['answer']} treatment" for row in estimated]
    return f"{' and '.join(parts)} is estimated to go unmet."


def _measures(board: Board) -> Section:
    own = [item for item in board.measures if item.facts["feed"] in _FEEDS or "reoffending" in item.measure_id]
    if not own:
        return Section(
            "measures", "Measures", ["This release holds no measure of supervision, treatment or reoffending."]
        )
    return Section("measures", "Measures", lines=[line_of(item) for item in own])


def _need(rows: Sequence[Row]) -> Section:
    title, needs = "Treatment: need that goes unmet", _needs(rows)
    if not needs:
        return Section("need", title, ["No estimate of need is in this release."])
    body = [
        [
            row["answer"].capitalize(),
            count(row),
            decimal(row, "estimate", 0),
            decimal(row, "unmet_percent", 0, "%"),
            _limits(row),
            f"{row['estimate_year'] or 'no year'}; {row['estimate_source'] or 'no source'}",
        ]
        for row in needs
    ]
    drawn = bars(
        "need",
        title,
        _lead(rows),
        [
            Bar(
                f"{row['answer'].capitalize()}",
                (row["unmet_percent"] if is_shown(row) else None,),
                (decimal(row, "unmet_percent", 0, "%"),),
                True,
            )
            for row in needs
        ],
    )
    heads = ["Need", "In treatment*", "Estimated in need*", "Unmet*", "With its limits", "Estimate of"]
    note = (
        "Unmet need is the estimate less those in treatment in twelve months. Estimates age: the year is in the table."
    )
    table = Table(f"Need and treatment, 12 months to {_quarter_end(needs)}", heads, body)
    return Section("need-heading", title, [], drawn, kind="bars", note=note, tables=[table])


def _quarter_end(rows: Sequence[Row]) -> str:
    return period(rows[0]["period"], 12).removeprefix("12 months to ")


def _limits(row: Row) -> str:
    if not is_shown(row) or row["unmet_lower"] is None or row["unmet_upper"] is None:
        return "none"
    return f"{row['unmet_lower']:.0f}% to {row['unmet_upper']:.0f}%"


def _treatment(rows: Sequence[Row], levels: Sequence[Row]) -> Section:
    title = "People in treatment over twelve months"
    quarters = sorted(_of(rows, "people in treatment", "all"), key=lambda row: row["period"], reverse=True)
    if not quarters:
        return Section("treatment", title, ["No quarter of treatment is in this release."])
    body = [
        [period(row["period"], 12), count(row), "none" if is_shown(row) else sentence(reason(row))] for row in quarters
    ]
    tables = [*_rates(levels), Table("People, by quarter", ["To", "People*", "Note"], body)]
    words = [
        "There are no figures for wards and small areas: the feed places people by local authority.",
        "There are none by month of the year: a person counts once in twelve months.",
    ]
    if left_out := left_out_words(quarters[0]):
        words.append(f"{period(quarters[0]['period'], 12)}: {left_out}")
    return Section("treatment", title, words, tables=tables)


def _rates(levels: Sequence[Row]) -> list[Table]:
    """Who is in treatment beside the adults resident, with the limits of chance."""
    years = [row for row in levels if (row["subject"], row["pattern"]) == ("treatment", "12 months")]
    now = newest(years)
    own = [row for row in years if row["period"] == now]
    body = [[row["category"], count(row), _with_limits(row)] for row in own]
    heads = ["Who", "People*", "Per 1,000 residents aged 18 and over, with limits"]
    return [Table(f"Beside the residents, 12 months to {_quarter_end(own)}", heads, body)] if own else []


def _with_limits(row: Row) -> str:
    if not is_shown(row) or row["rate_per_1000"] is None:
        return "no rate"
    return f"{row['rate_per_1000']:.2f} ({row['rate_lower']:.2f} to {row['rate_upper']:.2f})"


def _supervision(rows: Sequence[Row]) -> Section:
    title = "People under supervision"
    own = [
        row for row in rows if row["cohort"] == "people under supervision" and row["characteristic"] not in _LEFT_OUT
    ]
    latest = max((row["period"] for row in own), default=None)
    now = newest(own)
    if now is None:
        return Section("supervision", title, ["No quarter of supervision is in this release."])
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in own:
        if row["period"] == now:
            groups[row["characteristic"]].append(row)
    words = (
        []
        if latest == now
        else [f"{period(latest)} has no figures: {reason(next(r for r in own if r['period'] == latest))}."]
    )
    tables = []
    for name, answers in sorted(groups.items()):
        body = [[row["answer"].capitalize(), count(row), _share(row)] for row in answers]
        tables.append(
            Table(f"{name.capitalize()}, {period(now)}", ["Answer", "People*", "Share of those known*"], body)
        )
    return Section("supervision", title, words, tables=tables)


def _share(row: Row) -> str:
    if is_shown(row) and row["percent_of_cohort"] is None:
        return "not counted in the share"
    return decimal(row, "percent_of_cohort", 1, "%")


def _refused(rows: Sequence[Row]) -> Section:
    title = "What is refused, and why"
    refusals = sorted(
        {
            (row["cohort"], reason(row))
            for row in rows
            if row["characteristic"] == "overlap" or row["cohort"] == "suspects"
        }
    )
    words = [f"{cohort.capitalize()}: {why.removeprefix('refused: ')}." for cohort, why in refusals]
    return Section("refused", title, words or ["Nothing was refused."])
