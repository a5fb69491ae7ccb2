"""Targets: the one in force, the distance from it (RAG), and whether the process as it is can meet it (assurance).

RAG says nothing about change, and change nothing about RAG: a measure may be red and improving.
"""

import numpy as np
import pandas as pd

from ossp_pipeline.transform.measures.wording import Words, choose_words
from ossp_pipeline.transform.statistics.intervals import Array

GREEN, AMBER, RED = "green", "amber", "red"
# Amber: missed by at most a tenth of the target. Our choice: nobody's rule fixes it.
NEARLY = 0.1
MET, FAILED, SOMETIMES = "will be met", "will not be met", "may or may not be met"


def target_in_force(rows: pd.DataFrame, targets: pd.DataFrame) -> Array:
    """The newest target of the measure and area that started with or before the period; nan where there is none.

    rows     measure_id, area_code, period; numbered from 0
    targets  measure_id, area_code, first_period, target
    """
    in_force = np.full(len(rows), np.nan)
    keys = ["measure_id", "area_code"]
    matched = rows[[*keys, "period"]].reset_index(names="row").merge(targets, on=keys)
    started = matched[matched["first_period"] <= matched["period"]].sort_values("first_period")
    newest = started.drop_duplicates("row", keep="last")
    in_force[newest["row"].to_numpy()] = newest["target"].to_numpy(dtype=float)
    return in_force


def distance(value: Array, target: Array, polarity: Words) -> Array:
    """How far the value is on the good side of its target, in the measure's unit; below zero where it is missed.

    Nan for neutral measures: without a good direction there is no good side.
    """
    side = np.select([polarity == "higher", polarity == "lower"], [1.0, -1.0], default=np.nan)
    return side * (value - target)


def rag(away: Array, target: Array) -> Words:
    """Green: the target is met. Amber: missed by at most a tenth of itself. Red: by more. None without a target."""
    near = away >= -NEARLY * np.abs(target)
    return choose_words([away >= 0, near, away < 0], [GREEN, AMBER, RED])


def assurance(target: Array, lower: Array, upper: Array, polarity: Words) -> Words:
    """Whether the process as it is meets the target: always, never, or as chance has it.

    A target above the upper limit is never met where high is good, and always where low is good (C.1 of the methods,
    from NHSRplotthedots). None without limits or without a good direction.
    """
    above, below = target > upper, target < lower
    high, low = polarity == "higher", polarity == "lower"
    known = ~np.isnan(target) & ~np.isnan(lower) & ~np.isnan(upper) & (high | low)
    always, never = (above & low) | (below & high), (above & high) | (below & low)
    return choose_words([known & always, known & never, known], [MET, FAILED, SOMETIMES])
