"""From the values of all measures to what can be said of them: chart, verdict, target, benchmark. One call per build.

Called by the dbt model `fct_measure_signals`. What a verdict is: docs/measures.md. Figures of which one may not be
shown have no limits either: a centre line over shown months and one hidden month would give the hidden one back.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ossp_pipeline.contracts.status import Verdict
from ossp_pipeline.transform.measures.benchmarks import add_benchmarks
from ossp_pipeline.transform.measures.breaks import Marks, mark_breaks
from ossp_pipeline.transform.measures.events import event_rows, judged_by_events, stay_by_quarter, without_events
from ossp_pipeline.transform.measures.rebase import find_steps, with_proposals
from ossp_pipeline.transform.measures.series import Places, has_small_count, in_series, place_points, to_panel
from ossp_pipeline.transform.measures.targets import assurance, distance, rag, target_in_force
from ossp_pipeline.transform.measures.verdicts import Facts, chart_reason, colour, rule_words, verdict, verdict_reason
from ossp_pipeline.transform.statistics.charts import Charts, draw
from ossp_pipeline.transform.statistics.intervals import (
    Array,
    Interval,
    count_interval,
    proportion_interval,
    rate_interval,
)

# Share of verdicts on measures in which nothing changed that say something did; measured by the tests of the charts.
FALSE_ALARMS = 0.02
SMALL_AREA = "lsoa"
# What a figure in doubt takes from the last one that is in none.
CARRIED = ("verdict", "judged_by", "is_trial", "false_alarm_share", "target", "target_distance", "rag", "assurance")


@dataclass(frozen=True)
class Registers:
    """The tables people keep: breaks, targets and comparators, as the partnership states them."""

    breaks: pd.DataFrame
    targets: pd.DataFrame
    comparators: pd.DataFrame


def judge_measures(
    values: pd.DataFrame, measures: pd.DataFrame, events: pd.DataFrame, registers: Registers, threshold: int
) -> pd.DataFrame:
    """One row per measure, area and period with interval, chart lines, signal, verdict, target and benchmark.

    values     rows of fct_measure_values; small areas are left out, their counts are too few to chart. Figures in doubt
               are no points of a chart: they draw no line, and no rule counts them. Nor are people who stay
    measures   measure_id, source, feed, polarity, cadence, window_months, is_of_people_who_stay, and `events`: what
               lies beneath, in words
    events     rows of int_measure_events: the months or quarters beneath figures over many months
    threshold  counts about people from 1 to below it are withheld
    """
    rows = values[values["area_type"] != SMALL_AREA].merge(measures, on="measure_id")
    rows = rows.sort_values(["measure_id", "area_code", "period_end_date"], ignore_index=True)
    no_points = rows["unconfirmed_reason"].notna() | stay_by_quarter(rows)
    rows = _charted(rows, registers.breaks, no_points, threshold)
    rows = _with_proposals(rows, registers.breaks, threshold)
    if not events.empty:
        months = event_rows(rows, events)
        rows = judged_by_events(rows, _charted(months, registers.breaks, months["is_in_doubt"], threshold))
    rows = without_events(rows)
    rows["interval_lower"], rows["interval_upper"] = _intervals(rows)
    rows = _with_targets(rows, registers.targets)
    return keep_confirmed(add_benchmarks(rows, registers.comparators))


def _charted(rows: pd.DataFrame, breaks: pd.DataFrame, doubts: pd.Series, threshold: int) -> pd.DataFrame:
    """The rows with chart, signal and verdict. Rows in doubt are no points of a chart."""
    marks = mark_breaks(rows, breaks)
    places = place_points(rows, marks, doubts.to_numpy(dtype=bool))
    return _with_charts(rows, marks, places, draw(to_panel(rows, places)), has_small_count(rows, threshold))


def _with_proposals(rows: pd.DataFrame, breaks: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Charts that do not fit, drawn again as a re-basing would draw them: what accepting the proposal would show."""
    steps = find_steps(rows)
    again = rows[rows["measure_id"].isin(steps["applies_to"]) & (rows["area_type"] == "csp")].reset_index(drop=True)
    proposed = pd.concat([breaks, steps[list(breaks.columns)]]) if len(steps) else breaks
    rebased = _charted(again, proposed, again["unconfirmed_reason"].notna(), threshold) if len(steps) else again
    return with_proposals(rows, steps, rebased)


def keep_confirmed(rows: pd.DataFrame) -> pd.DataFrame:
    """Judge figures in doubt by the last one that is in none: what rests on an unconfirmed month creates no verdict.

    The figure itself stays as it came, beside `unconfirmed_reason`. Its verdict, colour and distance from target are
    those of the newest figure of the measure and area before it that no doubt is about; it has no benchmark or rank.
    """
    doubt = rows["unconfirmed_reason"]
    in_doubt = doubt.notna().to_numpy(dtype=bool)
    if not in_doubt.any():
        return rows
    has_value = rows["value"].notna().to_numpy(dtype=bool)
    series = [rows["measure_id"], rows["area_code"]]
    place = pd.Series(np.where(has_value & ~in_doubt, np.arange(len(rows)), np.nan))
    last = place.groupby(series).ffill().to_numpy()
    known = in_doubt & ~np.isnan(last)
    for name in CARRIED:
        values = rows[name].to_numpy(dtype=object).copy()
        values[in_doubt] = None
        values[known] = values[last[known].astype(int)]
        rows[name] = values
    period = np.array([None] * len(rows), dtype=object)
    period[known] = rows["period"].to_numpy(dtype=object)[last[known].astype(int)]
    rows.loc[in_doubt & ~known, "verdict"] = Verdict.UNJUDGED
    stated = zip(period[in_doubt], doubt[in_doubt], strict=True)
    words = [f"as of {then}: {why}" if then else why for then, why in stated]
    rows.loc[in_doubt, "verdict_reason"] = words
    for name in ("benchmark_mark", "peer_rank", "peer_count", "point_kind", "rule"):
        rows.loc[in_doubt, name] = None
    compared = in_doubt & (rows["area_type"] == "csp").to_numpy(dtype=bool)
    rows.loc[compared, "rank_reason"] = "no rank: the figure is unconfirmed"
    return rows


def _intervals(rows: pd.DataFrame) -> Interval:
    """95% limits by unit; none for means, of whose spread nothing is known."""
    part, whole, unit = _numbers(rows, "numerator"), _numbers(rows, "denominator"), rows["unit"].to_numpy(dtype=object)
    part = np.where(rows["value"].notna(), part, np.nan)
    kinds = [unit == "count", unit == "rate_per_1000", unit == "percent"]
    limits = (
        count_interval(part),
        rate_interval(part, whole, 1000),
        tuple(100 * limit for limit in proportion_interval(part, np.where(unit == "percent", whole, np.nan))),
    )
    lower, upper = (np.select(kinds, [pair[side] for pair in limits], default=np.nan) for side in (0, 1))
    return lower, upper


def _with_charts(
    rows: pd.DataFrame, marks: Marks, places: Places, charts: Charts, hidden: NDArray[np.bool_]
) -> pd.DataFrame:
    unsafe = in_series(rows, marks, hidden)
    for name, line in (("centre_line", charts.centre), ("lower_limit", charts.lower), ("upper_limit", charts.upper)):
        rows[name] = np.where(unsafe, np.nan, places.spread(line))
    facts = Facts(
        polarity=rows["polarity"].to_numpy(dtype=object),
        status=rows["status"].to_numpy(dtype=object),
        kind=places.of_series(charts.kind, None),
        points=places.of_series(charts.points, 0),
        completed=np.where(hidden, 0, places.spread(charts.completed, 0)).astype(int),
        is_charted=places.is_point,
        is_hidden=hidden,
        has_value=rows["value"].notna().to_numpy(dtype=bool),
        mixes=marks.mixes,
    )
    rows["chart_kind"], rows["chart_reason"] = facts.kind, chart_reason(facts, unsafe)
    rows["point_count"], rows["is_trial"] = facts.points, places.of_series(charts.is_trial, False)
    rows["is_charted"], rows["series_number"] = places.is_point, marks.phase
    rows["rule"] = rule_words(facts.completed, facts.kind)
    rows["point_kind"] = colour(np.where(hidden, 0, places.spread(charts.part_of, 0)).astype(int), facts)
    rows["verdict"], rows["verdict_reason"] = verdict(facts), verdict_reason(facts)
    rows["false_alarm_share"] = np.where(facts.is_judged, FALSE_ALARMS, np.nan)
    rows["break_note"], rows["comparison_break"], rows["judged_by"] = marks.note, marks.forbids, None
    rows["is_own"] = facts.has_value & ~hidden & np.array([mixed is None for mixed in marks.mixes], dtype=bool)
    return rows


def _with_targets(rows: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    polarity = rows["polarity"].to_numpy(dtype=object)
    target = target_in_force(rows, targets)
    away = distance(_numbers(rows, "value"), target, polarity)
    rows["target"], rows["target_distance"], rows["rag"] = target, away, rag(away, target)
    lower, upper = _numbers(rows, "lower_limit"), _numbers(rows, "upper_limit")
    rows["assurance"] = assurance(target, lower, upper, polarity)
    return rows


def _numbers(rows: pd.DataFrame, name: str) -> Array:
    return rows[name].to_numpy(dtype=float, na_value=np.nan)
