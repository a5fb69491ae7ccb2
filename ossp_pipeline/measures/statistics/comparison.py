"""A value against a benchmark, the recent trend of yearly values, areas that got help against those that did not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ossp_pipeline.measures.statistics.intervals import Array

LOWER, SIMILAR, HIGHER = -1, 0, 1
YEARS = 5
# 99.8% of the chi-squared distribution with one degree of freedom, as Fingertips has it.
SIGNIFICANT = 9.54953570608


@dataclass(frozen=True)
class Displacement:
    """A weighted displacement difference: the change beyond that of the control, in events, with its standard error.

    `z` beyond 1.96 either way is more than chance at 95%; below zero is fewer events than the control would suggest.
    """

    estimate: float
    standard_error: float
    z: float


def compare(lower: ArrayLike, upper: ArrayLike, benchmark: ArrayLike) -> Array:
    """-1, 0 or 1: the interval lies below, around or above the benchmark's *value*. Null without interval or benchmark.

    Rule of Fingertips: the area's interval against the benchmark's value, not against the benchmark's interval.
    """
    low, high, against = (np.asarray(item, dtype=float) for item in (lower, upper, benchmark))
    mark = np.where(high < against, LOWER, np.where(low > against, HIGHER, SIMILAR)).astype(float)
    return np.where(np.isnan(low) | np.isnan(high) | np.isnan(against), np.nan, mark)


def recent_trend(values: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> tuple[Array, Array, Array]:
    """Slope per year, chi-squared and mark (-1, 0, 1) of the last five yearly values along the last axis.

    For yearly values only. The mark says a direction where chi-squared is beyond 99.8% *and* the slope keeps its sign
    when any one year is left out; all three are null where one of the five years has no value.

    Trend marker of Fingertips (C.3 of the methods): weights from the 95% limits, weighted least squares.
    """
    y, low, high = (np.asarray(item, dtype=float) for item in (values, lower, upper))
    shape = y.shape[:-1]
    if y.shape[-1] < YEARS:
        nothing = np.full(shape, np.nan)
        return nothing, nothing, nothing
    y, low, high = y[..., -YEARS:], low[..., -YEARS:], high[..., -YEARS:]
    weights = (3.92 / (high - low)) ** 2
    slope, error = _slope(y, weights)
    chi_squared = (slope / error) ** 2
    others = [_slope(y, np.where(np.arange(YEARS) == left_out, 0.0, weights))[0] for left_out in range(YEARS)]
    is_steady = np.all([np.sign(other) == np.sign(slope) for other in others], axis=0)
    mark = np.where((chi_squared > SIGNIFICANT) & is_steady, np.sign(slope), 0.0)
    return slope, chi_squared, np.where(np.isnan(chi_squared), np.nan, mark)


def displacement_difference(
    treated: tuple[float, float],
    control: tuple[float, float],
    displaced: tuple[float, float] | None = None,
    displaced_control: tuple[float, float] | None = None,
) -> Displacement:
    """Weighted displacement difference of event counts, each pair (before, after): (T1-T0) - (C1-C0), plus the same for
    the areas around, where crime may have gone.

    The variance is the sum of the counts used, as Poisson counts have it. Before and after must be of the same length.
    Wheeler AP, Ratcliffe JH. A simple weighted displacement difference test. Crime Science 2018;7:11.
    """
    pairs = [treated, control, displaced or (0.0, 0.0), displaced_control or (0.0, 0.0)]
    change = [after - before for before, after in pairs]
    estimate = (change[0] - change[1]) + (change[2] - change[3])
    error = float(np.sqrt(sum(before + after for before, after in pairs)))
    return Displacement(float(estimate), error, float(estimate / error) if error else float("nan"))


def _slope(y: Array, weights: NDArray[np.float64]) -> tuple[Array, Array]:
    t = np.arange(1.0, YEARS + 1)
    s, st, stt = (np.sum(weights * t**power, axis=-1) for power in (0, 1, 2))
    sy, sty = np.sum(weights * y, axis=-1), np.sum(weights * t * y, axis=-1)
    determinant = s * stt - st**2
    return (s * sty - st * sy) / determinant, np.sqrt(s / determinant)
