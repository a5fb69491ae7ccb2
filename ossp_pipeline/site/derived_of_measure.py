"""What a measure's own page derives from its published rows, worked out a second time from the rows alone.

Phrases bind their numbers to their words, as `bound_words` says.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from ossp_pipeline.contracts.status import HIDDEN, SHOWN, ValueStatus
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.drawings.markers import USUAL, kind_of
from ossp_pipeline.site.drawings.tiles import name_lines
from ossp_pipeline.site.formatting import (
    STATUSES,
    VERDICTS,
    count_of,
    day,
    figure,
    number,
    period,
    period_ranges,
    short_period,
    signed,
)
from ossp_pipeline.site.measure_in_words import in_words
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.left_out import left_out_words
from ossp_pipeline.site.views.wards import mapped_period

_MARKS = {"provisional": "is_provisional", "unconfirmed": "unconfirmed_reason", "delivered again": "is_revised"}
_YEAR = 12


def of_measure(measure: Measure, ward_count: int) -> list[Row]:
    """What a measure's own page counts over its periods and its wards."""
    rows = measure.points
    says = [*_counts(rows), *range_of(rows, measure.facts["unit"]), *_completeness(measure)]
    says += [f"{measure.facts['window_months']} months to", f"{_YEAR} months to"]
    says += [f"{count} of {ward_count} wards" for count in _shown_wards(measure)]
    says += [in_words(measure.facts, name) for name in ("numerator", "denominator") if measure.facts[name]]
    return [{"says": text} for text in says]


def of_series(measure: Measure, ward_count: int) -> list[Row]:
    """The same beside the measure's title, for places that speak of many measures."""
    return [{"title": measure.facts["title"], **row} for row in of_measure(measure, ward_count)]


def said_of(measure: Measure, ward_count: int, quarter: Row | None) -> list[str]:
    """What the page says of single rows: which figure, of when, beside which words."""
    unit, months = measure.facts["unit"], measure.facts["window_months"]
    return [
        *(f"each over {months} {name}" for name in ("month", "months")),
        *_of_newest(measure),
        *(_of_card(measure, measure.card) if measure.card else ()),
        *_left_out(measure),
        *_commented(measure, quarter),
        *_proposed(measure),
        *_mapped(measure, ward_count),
        *(f"target {number(row['target'], unit)}" for row in _last_with(measure.points, "target")),
    ]


def labels_of(measure: Measure, wards: Sequence[Row]) -> list[str]:
    """What stands beside the lines of its chart, and on the tiles of its map."""
    unit, points = measure.facts["unit"], measure.points
    fine = "mean" if unit == "count" else unit
    labels = [
        f"{number(row['value'], unit)} {when}"
        for row in _shown(points)[-1:]
        for when in ("newest", f"in {short_period(row['period'])}")
    ]
    for name, words in (("upper_limit", "upper limit"), ("centre_line", "average"), ("lower_limit", "lower limit")):
        labels += [f"{words} {number(row[name], fine)}" for row in _last_with(points, name)]
    mapped = mapped_period(measure, len(wards))
    tiles = ((value, ward["area_name"]) for ward in wards for value in _tiles(measure, ward, mapped))
    return labels + [f"{value} {' '.join(name_lines(name))}" for value, name in tiles]


def range_of(rows: Sequence[Row], unit: str) -> list[str]:
    """The lowest and the highest figure of some periods in words; nothing where none has a figure."""
    shown = [row["value"] for row in rows if row["status"] in SHOWN and row["value"] is not None]
    if not shown:
        return []
    of_shown = " shown" if any(row["status"] in HIDDEN for row in rows) else ""
    low, high = number(min(shown), unit), number(max(shown), unit)
    return [f"lowest{of_shown} {low}, highest{of_shown} {high}"]


def _shown(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["status"] in SHOWN]


def _last_with(rows: Sequence[Row], name: str) -> list[Row]:
    """The last row that has a value in a column, if any."""
    return [row for row in rows if row[name] is not None][-1:]


def _counts(rows: Sequence[Row]) -> Iterator[str]:
    """How many periods there are, and how many of them are marked or missing in which way."""
    shown, states = _shown(rows), Counter(row["status"] for row in rows)
    ends = f"{period(rows[0]['period'])} to {period(rows[-1]['period'])}" if rows else ""
    yield f"{count_of(len(rows), 'period')} from {ends}"
    yield f"{count_of(len(rows) - len(shown), 'period')} without"
    yield f"{count_of(sum(kind_of(row) != USUAL for row in shown), 'point')} unusual"
    yield from (f"{sum(bool(row[column]) for row in shown)} {name}" for name, column in _MARKS.items())
    yield from (f"{count} {STATUSES.get(status, status)}" for status, count in states.items())
    yield f"{states[ValueStatus.WITHHELD]} of them withheld"


def _completeness(measure: Measure) -> Iterator[str]:
    if cover := measure.coverage:
        supplied = cover["observed_count"] + cover["true_zero_count"]
        yield f"{supplied} of {count_of(cover['expected_count'], 'period')} supplied"
        yield f"{cover['not_yet_due_count']} not yet due"
        if cover["missing_periods"]:
            yield f"missing: {period_ranges(cover['missing_periods'])}"


def _of_newest(measure: Measure) -> Iterator[str]:
    """The newest figure with its average and limits, as the words under the chart name them."""
    unit = measure.facts["unit"]
    fine = "mean" if unit == "count" else unit
    for row in _shown(measure.points)[-1:]:
        yield from (f"newest figure{shown}, {period(row['period'])}: {figure(row, unit)}" for shown in ("", " shown"))
        if row["centre_line"] is not None and row["lower_limit"] is not None and row["upper_limit"] is not None:
            average, low, high = (number(row[name], fine) for name in ("centre_line", "lower_limit", "upper_limit"))
            yield f"average {average}; {low} to {high}"
        if row["target"] is not None:
            yield f"target {number(row['target'], unit)}"


def _of_card(measure: Measure, card: Row) -> Iterator[str]:
    """The line of the scorecard: newest figure, the one of a year before, target, and others."""
    unit, newest = measure.facts["unit"], measure.newest
    dated = period(card["latest_period"], measure.facts["window_months"])
    if newest:
        shown = figure(newest, unit)
        yield f"newest figure {shown} {dated}"
        yield from (f"{words}: {shown} in {dated}" for words in (*VERDICTS.values(), "not confirmed yet"))
    if card["target"] is not None:
        yield f"target {number(card['target'], unit)}"
    if card["earlier_value"] is not None:
        yield f"a year before {number(card['earlier_value'], unit)} in {period(card['earlier_period'])}"
    else:
        yield f"a year before no figure for {period(card['earlier_period'])}"
    if card["value_difference"] is not None:
        yield f"(difference {signed(card['value_difference'], unit)}"
    if card["benchmark_value"] is not None:
        value = number(card["benchmark_value"], unit)
        yield f"{card['benchmark_name']}: {value} ({period(card['benchmark_period'])})"
    if card["peer_rank"] is not None:
        yield f"place {card['peer_rank']} of {card['peer_count']} districts"


def _left_out(measure: Measure) -> Iterator[str]:
    """What figures leave out: the newest one, those of the wards, and those of twelve months."""
    newest, months = measure.newest, measure.facts["window_months"]
    yield f"what is left out {left_out_words(newest)}"
    ends: dict[tuple[str | None, int], Row] = {}
    ends |= {(row["period_to"], _YEAR): row for row in measure.profiles.values() if row.get("left_out_reason")}
    for row in (row for rows in measure.wards.values() for row in rows):
        if newest and row["period"] == newest["period"] and row.get("left_out_reason"):
            ends[row["period"], months] = row
    for (end, window), row in ends.items():
        yield f"the whole area. {period(end, window)}: {left_out_words(row)}"
        yield f". {period(end, window)}: {left_out_words(row)}"


def _commented(measure: Measure, quarter: Row | None) -> Iterator[str]:
    """Of when a comment is, and of when there is none."""
    for row in (*measure.returns, *measure.comments):
        of = f"{row['returned_by'] or row['owner_role']}, on {period(row['period'])}"
        yield of
        if row["signed_by"]:
            yield f"{of}; signed off by {row['signed_by']}, {day(row['signed_date'])}"
    if quarter:
        due = measure.figure_of(quarter["period_end_date"])
        yield f". No figure for {period((due or quarter)['period'])}"
        yield f"no comment from {measure.facts['owner_role']} for {period(quarter['period'])}"


def _proposed(measure: Measure) -> Iterator[str]:
    """The row of the register of breaks that accepts proposed limits: its identifier is of the measure and a month."""
    name = measure.measure_id
    for start in {row["rebase_from"] for row in measure.points if row.get("rebase_from")}:
        yield f"{name}_{start.replace('-', '_')},{name},{start},step change"


def _mapped(measure: Measure, ward_count: int) -> Iterator[str]:
    """Of when the map of its wards is, and the figure of the whole area beside it."""
    for row in measure.profiles.values():
        yield f"per 1,000 residents, {_YEAR} months to {period(row['period_to'])}"
        if row["area_type"] == "csp" and row["status"] in SHOWN:
            yield f"{period(row['period_to'])}. The whole area: {_rate(row)}"
    if not measure.profiles:
        mapped = mapped_period(measure, ward_count)
        yield f"{measure.facts['title']}, {period(mapped, measure.facts['window_months'])}"


def _rate(row: Row) -> str:
    return number(row["rate_per_1000"], "mean")


def _shown_wards(measure: Measure) -> set[int]:
    """How many wards have a rate, and how many have a figure in each period: a map is of one of these."""
    rates = sum(row["rate_per_1000"] is not None and row["area_type"] == "ward" for row in measure.profiles.values())
    shown = Counter(row["period"] for rows in measure.wards.values() for row in rows if row["status"] in SHOWN)
    return {0, rates, *shown.values()}


def _tiles(measure: Measure, ward: Row, mapped: str | None) -> list[str]:
    """What a ward's tile may read: its rate, or else its figure of the period that the map is of."""
    code = ward["area_code"]
    if measure.profiles:
        row = measure.profiles.get(code)
        return [_rate(row)] if row and row["status"] in SHOWN else []
    shown = _shown(measure.wards.get(code, ()))
    return [number(row["value"], measure.facts["unit"]) for row in shown if row["period"] == mapped]
