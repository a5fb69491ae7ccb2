"""A value against a benchmark, and the recent trend of yearly values."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ossp_pipeline.transform.statistics.intervals import Array

LOWER, SIMILAR, HIGHER = -1, 0, 1
YEARS = 5
# 99.8% of the chi-squared distribution with one degree of freedom, as Fingertips has it.
SIGNIFICANT = 9.54953570608


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


def _slope(y: Array, weights: NDArray[np.float64]) -> tuple[Array, Array]:
    t = np.arange(1.0, YEARS + 1)
    s, st, stt = (np.sum(weights * t**power, axis=-1) for power in (0, 1, 2))
    sy, sty = np.sum(weights * y, axis=-1), np.sum(weights * t * y, axis=-1)
    determinant = s * stt - st**2
    return (s * sty - st * sy) / determinant, np.sqrt(s / determinant)
