"""Breaks in series: where a series starts anew, what must not be compared with what, and what a chart is to say.

A break is a row of the registry (dbt seed `measure_breaks`): from `first_period_after` on, figures mean something else.
`applies_to` is a measure's id, `feed:<feed>`, `source:<source>`, `area_type:<type>` or `all`.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ossp_pipeline.errors import BrokenError

YEAR = 12


@dataclass(frozen=True)
class Marks:
    """Per row. `phase`: number of re-basings before the figure's window. `mixes`: the re-basing that lies inside the
    window, if any. `forbids`: why the figure must not be compared with that of a year before, if so. `note`: the break
    that lies in the period, for the chart."""

    phase: NDArray[np.int64]
    mixes: NDArray[np.object_]
    forbids: NDArray[np.object_]
    note: NDArray[np.object_]


def month_number(dates: pd.Series) -> NDArray[np.int64]:
    """Months since year 0, so that windows are subtractions."""
    return np.asarray(dates.dt.year * YEAR + dates.dt.month, dtype=np.int64)


def first_month(period: str) -> int:
    """Number of the first month of `2024-04` or `2024-25Q1`."""
    month = re.fullmatch(r"(\d{4})-(\d{2})", period)
    quarter = re.fullmatch(r"(\d{4})-\d{2}Q([1-4])", period)
    if quarter:
        return int(quarter[1]) * YEAR + 1 + 3 * int(quarter[2])
    if month:
        return int(month[1]) * YEAR + int(month[2])
    raise BrokenError(
        "E-BREAK", f"a break starts in {period!r}, which is no period", "write 2024-04 or 2024-25Q1 in measure_breaks"
    )


def mark_breaks(rows: pd.DataFrame, breaks: pd.DataFrame) -> Marks:
    """What the registered breaks mean for each figure.

    rows    measure_id, feed, source, area_type, window_months, period_start_date, period_end_date
    breaks  the registry's columns
    """
    last, first = month_number(rows["period_end_date"]), month_number(rows["period_start_date"])
    start = last - rows["window_months"].to_numpy() + 1
    phase = np.zeros(len(rows), dtype=np.int64)
    mixes, forbids, note = (np.full(len(rows), None, dtype=object) for _ in range(3))
    for item in breaks.sort_values(["first_period_after", "break_id"]).to_dict("records"):
        begins, applies = first_month(item["first_period_after"]), _applies(rows, item["applies_to"])
        words = f"{item['kind']}, {item['first_period_after']}: {item['reason']}"
        inside = applies & (start < begins) & (begins <= last)
        if item["is_rebased"]:
            phase += applies & (begins <= start)
            mixes[inside] = words
        if item["forbids_comparison"]:
            forbids[applies & (start - YEAR < begins) & (begins <= last)] = words
        note[applies & (first <= begins) & (begins <= last)] = words
    return Marks(phase, mixes, forbids, note)


def _applies(rows: pd.DataFrame, applies_to: str) -> NDArray[np.bool_]:
    kind, _, name = applies_to.partition(":")
    if applies_to == "all":
        return np.ones(len(rows), dtype=bool)
    column, wanted = (kind, name) if name else ("measure_id", applies_to)
    return np.asarray(rows[column] == wanted, dtype=bool)
