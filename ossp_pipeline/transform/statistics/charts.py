"""Which kind of control chart fits each series, and the charts of all series in one go.

Every array is series x points, each series pushed to the left and filled up with nan; a series is a measure in an area
between two re-basings. Nothing loops over series.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ossp_pipeline.transform.statistics.intervals import Array
from ossp_pipeline.transform.statistics.limits import Lines, individuals, proportions, rare_counts
from ossp_pipeline.transform.statistics.rules import Codes
from ossp_pipeline.transform.statistics.seasons import find_season

# Below eight points the average range says too little to judge by; below twelve limits are called trial limits (C.1).
FEWEST, TRIAL = 8, 12
# Below five events a point XmR limits raise too many false alarms: 3% of points at two, 5% at one, 29% at one in five.
RARE = 5
# A proportion is rare when its smaller side is below this and below five events a point.
RARE_SHARE = 0.15
MULTIPLIER = {"count": 1.0, "rate_per_1000": 1000.0, "percent": 100.0, "mean": 1.0}


class Kind(StrEnum):
    """Kinds of chart; the words are those readers see."""

    NONE = "none"
    INDIVIDUALS = "XmR"
    SEASONAL = "XmR on a seasonal baseline"
    RARE_COUNTS = "exact limits for rare counts"
    PROPORTIONS = "p chart"
    RARE_PROPORTIONS = "exact limits for rare proportions"


@dataclass(frozen=True)
class Panel:
    """Series to chart. `unit` and `per_year` (12 or 4) have one entry per series; `places` is month or quarter from 0.

    A point is where `values` has one; numerator and denominator may be nan where the unit does not need them.
    """

    values: Array
    numerator: Array
    denominator: Array
    places: NDArray[np.int64]
    unit: NDArray[np.str_]
    per_year: NDArray[np.int64]


@dataclass(frozen=True)
class Charts:
    """Lines in the unit of the values, nan where a series has no chart, and signed rule codes, per point; kind and
    number of points per series."""

    kind: NDArray[np.object_]
    points: NDArray[np.int64]
    centre: Array
    lower: Array
    upper: Array
    completed: Codes
    part_of: Codes

    @property
    def is_trial(self) -> NDArray[np.bool_]:
        """Whether the limits rest on fewer than twelve points."""
        return (self.points >= FEWEST) & (self.points < TRIAL)


def choose(panel: Panel) -> tuple[NDArray[np.object_], Array]:
    """The kind of chart that fits each series, and what the season adds at each of its points."""
    there = ~np.isnan(panel.values)
    points = there.sum(axis=1)
    number = np.maximum(points, 1)
    events = np.nansum(panel.numerator, axis=1) / number
    whole = np.nansum(panel.denominator, axis=1) / number
    counted, percent = np.isin(panel.unit, ["count", "rate_per_1000"]), panel.unit == "percent"
    other = np.minimum(events, whole - events)
    rare_part = percent & (other < RARE) & (other <= RARE_SHARE * whole)
    season, is_seasonal = _season(panel)
    kind = np.select(
        [points < FEWEST, rare_part, percent, counted & (events < RARE), is_seasonal],
        [Kind.NONE, Kind.RARE_PROPORTIONS, Kind.PROPORTIONS, Kind.RARE_COUNTS, Kind.SEASONAL],
        default=Kind.INDIVIDUALS,
    ).astype(object)
    return kind, season


def draw(panel: Panel) -> Charts:
    """The chart that fits each series."""
    kind, season = choose(panel)
    shape = panel.values.shape
    centre, lower, upper = (np.full(shape, np.nan) for _ in range(3))
    completed, part_of = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
    for one in set(kind) - {Kind.NONE}:
        rows = kind == one
        lines = _lines(Kind(one), _rows(panel, rows), season[rows])
        centre[rows], lower[rows], upper[rows] = lines.centre, lines.lower, lines.upper
        completed[rows], part_of[rows] = lines.signals.completed, lines.signals.part_of
    ceiling = np.where(panel.unit == "percent", 100.0, np.inf)[:, None]
    points = (~np.isnan(panel.values)).sum(axis=1)
    return Charts(kind, points, centre, np.maximum(lower, 0), np.minimum(upper, ceiling), completed, part_of)


def _lines(kind: Kind, panel: Panel, season: Array) -> Lines:
    scale = np.array([MULTIPLIER[unit] for unit in panel.unit])[:, None]
    if kind in (Kind.INDIVIDUALS, Kind.SEASONAL):
        return individuals(panel.values, season if kind is Kind.SEASONAL else None)
    if kind is Kind.PROPORTIONS:
        return _scaled(proportions(panel.numerator, panel.denominator), scale)
    if kind is Kind.RARE_PROPORTIONS:
        return _rare_side(panel, scale)
    exposure = np.where(panel.unit[:, None] == "count", _ones(panel.values), panel.denominator)
    return _scaled(rare_counts(panel.numerator, exposure), scale / exposure)


def _rare_side(panel: Panel, scale: Array) -> Lines:
    """A proportion near its end: the rare side's events are what is counted, and the answer is turned back."""
    rest = panel.denominator - panel.numerator
    high = (np.nansum(panel.numerator, axis=1) > np.nansum(rest, axis=1))[:, None]
    lines = _scaled(rare_counts(np.where(high, rest, panel.numerator), panel.denominator), scale / panel.denominator)
    signals = type(lines.signals)(
        np.where(high, -lines.signals.completed, lines.signals.completed),
        np.where(high, -lines.signals.part_of, lines.signals.part_of),
    )
    return Lines(
        np.where(high, scale - lines.centre, lines.centre),
        np.where(high, scale - lines.upper, lines.lower),
        np.where(high, scale - lines.lower, lines.upper),
        signals,
    )


def _season(panel: Panel) -> tuple[Array, NDArray[np.bool_]]:
    season, is_seasonal = np.zeros(panel.values.shape), np.zeros(len(panel.values), dtype=bool)
    for per_year in (12, 4):
        rows = panel.per_year == per_year
        if rows.any():
            season[rows], seasonal = find_season(panel.values[rows], panel.places[rows], per_year)
            is_seasonal[rows] = seasonal[:, 0]
    return season, is_seasonal


def _rows(panel: Panel, rows: NDArray[np.bool_]) -> Panel:
    return Panel(
        panel.values[rows],
        panel.numerator[rows],
        panel.denominator[rows],
        panel.places[rows],
        panel.unit[rows],
        panel.per_year[rows],
    )


def _scaled(lines: Lines, scale: Array) -> Lines:
    return Lines(lines.centre * scale, lines.lower * scale, lines.upper * scale, lines.signals)


def _ones(values: Array) -> Array:
    return np.where(np.isnan(values), np.nan, 1.0)
