"""A measure's own page: facts, chart, the chart's rows as a table, wards, comments, meaning."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ossp_pipeline.contracts.status import HIDDEN, SHOWN, ReturnState, ValueStatus, Verdict
from ossp_pipeline.site.board import Board, Measure
from ossp_pipeline.site.drawings.charts import broken, control_chart, is_newest, starts_at_zero
from ossp_pipeline.site.drawings.markers import USUAL, kind_of
from ossp_pipeline.site.drawings.tiles import is_placed, tile_map, why_no_map
from ossp_pipeline.site.formatting import (
    POLARITIES,
    STATUSES,
    UNITS,
    VERDICTS,
    count_of,
    feed_name,
    figure,
    number,
    period,
    period_ranges,
    point_words,
    signed,
    spell_periods,
)
from ossp_pipeline.site.measure_in_words import in_words
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.comments import comments_on, no_comment
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.measure_rows import line_of, page_of
from ossp_pipeline.site.views.missing_reasons import gap_at, reason_in_words
from ossp_pipeline.site.views.rebased_chart import rebased_chart
from ossp_pipeline.site.views.sections import SUBJECTS, rows_of
from ossp_pipeline.site.views.wards import profile_figure, ward_rows, ward_tiles

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def measure_page(board: Board, measure: Measure) -> dict[str, Any]:
    """Everything its page prints."""
    facts, line = measure.facts, line_of(measure)
    breaks = broken(measure.points)
    return {
        "title": facts["title"],
        "facts": facts,
        "line": line,
        "card": measure.card,
        "newest": measure.newest,
        "gap": gap_at(measure, board.quarter),
        "completeness": completeness(measure),
        "source": supplier_of(board, measure),
        "left_out": left_out_words(measure.newest),
        "counted": in_words(facts, "numerator"),
        "out_of": in_words(facts, "denominator") if facts["denominator"] else "",
        "has_change": facts["source"] in SUBJECTS and bool(rows_of(board, "sna_change")),
        "unit": UNITS.get(facts["unit"], facts["unit"]),
        "polarity": POLARITIES.get(facts["polarity"], facts["polarity"]),
        "theme_page": page_of("theme", facts["theme"]),
        "priority_page": page_of("priority", facts["priority"]) if facts["priority"] else "",
        "year_ago": _year_ago(measure),
        "chart": _chart(board, measure),
        "rebase": rebased_chart(measure),
        "breaks": list(zip(_LETTERS, breaks, strict=False)),
        "rows": [_table_row(row, facts, breaks, reason_in_words(measure, row)) for row in reversed(measure.points)],
        "has_parts": any(row["denominator"] is not None for row in measure.points),
        "wards": _wards(board, measure),
        "comments": comments_on(measure),
        "no_comment": no_comment(measure, board.quarter),
        "checks": [_check_row(row, facts) for row in reversed(measure.checks)],
        "data": f"data/{measure.measure_id}.csv",
    }


def supplier_of(board: Board, measure: Measure) -> str:
    """Who supplied the figures, and as what: of a return the one who answers for it, of a feed its supplier."""
    facts = measure.facts
    if facts["source"] == "returned":
        return f"{facts['owner_role']}, in the quarter’s return"
    known = next((item for item in board.package["sources"] if item.get("feed") == facts["feed"]), None)
    return f"{known['supplier']} ({known['title']})" if known else feed_name(facts["feed"] or facts["source"])


def headline(measure: Measure) -> str:
    """What the chart finds, in about ten words."""
    line = line_of(measure)
    if line.is_unconfirmed:
        return f"Not confirmed yet: {line.figure} in {line.period}"
    if line.verdict == Verdict.UNJUDGED:
        return "Whether it changed cannot be judged"
    return f"{line.verdict_words}: {line.figure} in {line.period}"


def described(measure: Measure) -> str:
    """The chart in words: the same rows, for those who do not see it."""
    rows, facts = measure.points, measure.facts
    shown = [row for row in rows if row["status"] in SHOWN]
    if not shown:
        return "No period has a figure."
    newest, unit = shown[-1], facts["unit"]
    low, high = (number(most(row["value"] for row in shown), unit) for most in (min, max))
    # What is withheld may be higher or lower than all that shows.
    of_shown = " shown" if any(row["status"] in HIDDEN for row in rows) else ""
    parts = [
        f"{count_of(len(rows), 'period')} from {period(rows[0]['period'])} to {period(rows[-1]['period'])}.",
        f"Newest figure{'' if is_newest(newest, rows) else ' shown'}, {period(newest['period'])}: "
        f"{figure(newest, unit)}.",
        f"Lowest{of_shown} {low}, highest{of_shown} {high}.",
    ]
    if newest["centre_line"] is not None:
        parts.append(f"Average {_fine(newest['centre_line'], facts)}; {usual_range(newest, facts)}.")
    if newest["target"] is not None:
        parts.append(f"Target {number(newest['target'], unit)}.")
    return " ".join([*parts, *_counted_points(rows, shown)])


def _counted_points(rows: Sequence[Row], shown: Sequence[Row]) -> Iterator[str]:
    """How many points are drawn in which way, and how many periods have none, by reason."""
    unusual = sum(kind_of(row) != USUAL for row in shown)
    names = {"provisional": "is_provisional", "unconfirmed": "unconfirmed_reason", "delivered again": "is_revised"}
    counts = {name: sum(bool(row[column]) for row in shown) for name, column in names.items()}
    text = "".join(f", {count} {name}" for name, count in counts.items() if count)
    yield f"{count_of(unusual, 'point').capitalize()} unusual{text}."
    missing = Counter(str(row["status"]) for row in rows if row["status"] not in SHOWN)
    reasons = ", ".join(f"{count} {STATUSES.get(status, status)}" for status, count in missing.most_common())
    yield f"{count_of(missing.total(), 'period').capitalize()} without a figure" + (f": {reasons}." if missing else ".")


def completeness(measure: Measure) -> str:
    """How many periods were supplied, and how many of them may not be shown."""
    coverage = measure.coverage
    if not coverage:
        return "No period is expected to have a figure"
    supplied = coverage["observed_count"] + coverage["true_zero_count"]
    hidden = sum(row["status"] == ValueStatus.WITHHELD for row in measure.points)
    text = f"{supplied} of {count_of(coverage['expected_count'], 'period')} supplied"
    text += f", {hidden} of them withheld to protect people" if hidden else ""
    text += f"; {coverage['not_yet_due_count']} not yet due" if coverage["not_yet_due_count"] else ""
    return text + (f"; missing: {period_ranges(coverage['missing_periods'])}" if coverage["missing_periods"] else "")


def usual_range(row: Row, facts: Row) -> str:
    """Between which figures chance alone would leave it."""
    if row["lower_limit"] is None or row["upper_limit"] is None:
        return "no limits"
    return f"{_fine(row['lower_limit'], facts)} to {_fine(row['upper_limit'], facts)}"


def _chart(board: Board, measure: Measure) -> dict[str, Any]:
    rows = measure.points
    subtitle = f"{measure.facts['title']}, {UNITS.get(measure.facts['unit'], '')}, {board.area['area_name']}"
    drawn = control_chart("chart", headline(measure), described(measure), rows)
    return {
        "headline": headline(measure),
        "subtitle": subtitle,
        "words": described(measure),
        "drawing": drawn,
        "at_zero": drawn is None or starts_at_zero(rows),
        "kind": next((row["chart_kind"] for row in reversed(rows) if row["chart_kind"]), None),
        "reason": next((row["chart_reason"] for row in reversed(rows) if row["chart_reason"]), None),
    }


def _table_row(row: Row, facts: Row, breaks: Sequence[Row], lead_reason: str) -> dict[str, str]:
    notes = []
    if row["status_reason"]:
        notes.append(spell_periods(row["status_reason"]))
    if lead_reason:
        notes.append(lead_reason)
    if row["is_provisional"] and row["status"] in SHOWN:
        notes.append("provisional")
    if row["unconfirmed_reason"]:
        notes.append(spell_periods(row["unconfirmed_reason"]))
    if row["is_revised"]:
        notes.append("delivered again")
    if judged := point_words(row):
        notes.append(judged)
    if row in breaks:
        notes.append(f"break {_LETTERS[breaks.index(row)]}" if breaks.index(row) < len(_LETTERS) else "break")
    part, whole = row["numerator"], row["denominator"]
    has_parts = row["status"] in SHOWN and part is not None and whole is not None
    return {
        "period": period(row["period"], facts["window_months"]),
        "figure": figure(row, facts["unit"]),
        "parts": f"{part:,.0f} of {whole:,.0f}" if has_parts else STATUSES.get(row["status"], ""),
        "range": usual_range(row, facts),
        "notes": "; ".join(notes) or "none",
    }


def _check_row(row: Row, facts: Row) -> dict[str, str]:
    """What was returned beside the feed's figure. What is not signed off, or withheld, says so."""
    unit, gap, returned = facts["unit"], row["gap"], number(row["returned_value"], facts["unit"])
    if row["status"] in HIDDEN:
        returned = STATUSES[row["status"]]
    elif row["return_state"] != ReturnState.ACCEPTED:
        returned = row["return_state"]
    return {
        "period": period(row["period"]),
        "returned": returned,
        "figure": figure(row, unit),
        "gap": "none" if gap is None else signed(gap, unit),
    }


def _year_ago(measure: Measure) -> str:
    card, unit = measure.card, measure.facts["unit"]
    if not card or card["earlier_period"] is None:
        return "no figure of a year before"
    if card["comparison_reason"]:
        return spell_periods(card["comparison_reason"])
    if card["earlier_value"] is None:
        return f"no figure for {period(card['earlier_period'])}"
    text = f"{number(card['earlier_value'], unit)} in {period(card['earlier_period'])}"
    if card["value_difference"] is None:
        return text
    change = card["value_difference"]
    return f"{text} (difference {signed(change, unit)}: a number, not a judgement)"


def _wards(board: Board, measure: Measure) -> dict[str, Any] | None:
    """The ward map, or why there is none, and the same values as a table; None for measures without wards."""
    if not measure.wards:
        return None
    tiles, subject = ward_tiles(board, measure)
    reason = why_no_map(tiles)
    shown = sorted((tile for tile in tiles if tile.value is not None), key=lambda tile: -(tile.value or 0))
    title, words = "Highest in no ward: none may be shown", reason or ""
    if shown and not reason:
        title = f"Highest in {shown[0].name}, lowest in {shown[-1].name}"
        words = f"{title}: {shown[0].label} and {shown[-1].label}. {len(shown)} of {len(tiles)} wards have a figure."
    return {
        "subject": subject,
        "reason": reason,
        "title": title,
        "map": None if reason else tile_map("wards", title, words, tiles),
        "is_placed": is_placed(tiles),
        "rows": ward_rows(board, measure),
        "whole": profile_figure(measure.profiles.get(board.area["area_code"])),
        "difference": _difference(measure),
        "verdicts": VERDICTS,
    }


def _difference(measure: Measure) -> str:
    """By what the whole area's figure differs from the wards' together: newest figures, then twelve months."""
    newest = measure.newest
    row = next((row for row in _at_newest(measure) if row.get("left_out_reason")), None) if newest else None
    year = next((row for row in measure.profiles.values() if row.get("left_out_reason")), None)
    parts = [(newest["period"], measure.facts["window_months"], row)] if newest and row else []
    parts += [(year["period_to"], 12, year)] if year else []
    said = [
        f"{period(end, months)}: {left_out_words(one)}"
        for end, months, one in parts
        if one["left_out_count"] or one["left_out_count"] is None
    ]
    return " ".join(dict.fromkeys(said))


def _at_newest(measure: Measure) -> Iterator[Row]:
    """The wards' rows of the period the scorecard is about."""
    wanted = measure.newest["period"] if measure.newest else None
    return (row for rows in measure.wards.values() for row in rows if row["period"] == wanted)


def _fine(value: float, facts: Row) -> str:
    """Averages and limits of counts are no whole numbers."""
    return number(value, "mean" if facts["unit"] == "count" else facts["unit"])
