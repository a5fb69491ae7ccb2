"""From rows to series and back: which figures are points of a chart, and where each stands.

A series is a measure in an area between two re-basings. Its points are figures that share no months: of figures over
twelve months only every twelfth month is one, counted back from the newest. A figure whose window lies on both sides of
a re-basing belongs to neither series.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ossp_pipeline.transform.measures.breaks import Marks, month_number
from ossp_pipeline.transform.statistics.charts import Panel
from ossp_pipeline.transform.statistics.intervals import Array

EVENT = "event"
_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}


@dataclass(frozen=True)
class Places:
    """Where each row stands: its series, its place in it, and whether it is a point of the chart."""

    series: NDArray[np.int64]
    position: NDArray[np.int64]
    is_point: NDArray[np.bool_]
    shape: tuple[int, int]

    def gather(self, values: NDArray[Any], nothing: Any = np.nan) -> NDArray[Any]:
        """Rows as series x points."""
        panel = np.full(self.shape, nothing, dtype=values.dtype)
        panel[self.series[self.is_point], self.position[self.is_point]] = values[self.is_point]
        return panel

    def spread(self, points: NDArray[Any], nothing: Any = np.nan) -> NDArray[Any]:
        """Series x points back to rows; rows that are no points get `nothing`."""
        by_row = np.full(len(self.series), nothing, dtype=points.dtype)
        by_row[self.is_point] = points[self.series[self.is_point], self.position[self.is_point]]
        return by_row

    def of_series(self, each: NDArray[Any], nothing: Any) -> NDArray[Any]:
        """What is said of a series, for each of its rows; `nothing` where the row is in none."""
        by_row = np.full(len(self.series), nothing, dtype=each.dtype)
        is_in_series = self.series >= 0
        by_row[is_in_series] = each[self.series[is_in_series]]
        return by_row


def place_points(rows: pd.DataFrame, marks: Marks, in_doubt: NDArray[np.bool_]) -> Places:
    """The points of every series, without figures in doubt. Rows are sorted by measure, area and period."""
    is_whole = np.array([mixed is None for mixed in marks.mixes], dtype=bool)
    keys = pd.MultiIndex.from_arrays([rows["measure_id"], rows["area_code"], marks.phase])
    series, _ = keys.factorize()
    series = np.where(is_whole, series, -1)
    usable = is_whole & rows["value"].notna().to_numpy(dtype=bool) & ~in_doubt
    last = month_number(rows["period_end_date"])
    newest = pd.Series(np.where(usable, last, -1)).groupby(series).transform("max").to_numpy()
    is_point = usable & ((newest - last) % rows["window_months"].to_numpy() == 0)
    position = pd.Series(is_point.astype(int)).groupby(series).cumsum().to_numpy() - 1
    longest = int(position[is_point].max()) + 1 if is_point.any() else 1
    return Places(series, position, is_point, (int(series.max()) + 1 if len(series) else 0, longest))


def to_panel(rows: pd.DataFrame, places: Places) -> Panel:
    """The rows as the charts want them."""
    month = month_number(rows["period_end_date"])
    per_year = rows["cadence"].map(_PER_YEAR).to_numpy()
    place = np.where(per_year == 12, month % 12, (month // 3) % 4)
    first = np.full(places.shape[0], 0)
    there = places.series >= 0
    first[places.series[there]] = np.flatnonzero(there)
    return Panel(
        values=places.gather(_numbers(rows, "value")),
        numerator=places.gather(_numbers(rows, "numerator")),
        denominator=places.gather(_numbers(rows, "denominator")),
        places=places.gather(place.astype(np.int64), 0),
        unit=rows["unit"].to_numpy(dtype=object)[first].astype(str),
        per_year=per_year[first].astype(np.int64),
    )


def has_small_count(rows: pd.DataFrame, threshold: int) -> NDArray[np.bool_]:
    """Rows that will be withheld: a count about people, or the rest of a percentage, from 1 to below the threshold.

    The same rule as `protect/small_counts.py`, which hides the figures themselves; a test holds them together.
    """
    part, whole = _numbers(rows, "numerator"), _numbers(rows, "denominator")
    rest = np.where(rows["unit"] == "percent", whole - part, np.nan)
    small = np.any([(counts >= 1) & (counts < threshold) for counts in (part, whole, rest)], axis=0)
    return np.asarray(small & (rows["disclosure_class"] != EVENT).to_numpy(dtype=bool))


def in_series(rows: pd.DataFrame, marks: Marks, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows of a measure, area and re-basing in which some row is hidden."""
    keys = [rows["measure_id"], rows["area_code"], marks.phase]
    return pd.Series(hidden).groupby(keys).transform("any").to_numpy(dtype=bool)


def _numbers(rows: pd.DataFrame, name: str) -> Array:
    return rows[name].to_numpy(dtype=float, na_value=np.nan)
