"""Centre line, limits and signals, one function per kind of chart. Every array is series x points, see `rules`.

Individuals (XmR)   mean and moving ranges: C.1 of the methods, from NHSRplotthedots
Rare counts         exact tails of the binomial or, where counts vary more than by chance, negative binomial
Proportions (p)     binomial standard deviation of each point's own denominator, widened as Laney does where needed
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import special

from ossp_pipeline.transform.statistics.intervals import Array, Interval
from ossp_pipeline.transform.statistics.rules import RUN, Codes, Signals, find_signals, one_side

# Wheeler's constants for moving ranges of two: 3/1.128 and 3.267.
WIDTH = 2.66
SCREEN = 3.267
RANGE_TO_SIGMA = 1.128
NEAR = 2 / 3
# One-sided chances that exact charts ask for. Near limits: what the normal distribution gives to two standard
# deviations. Seven together: what a fair coin gives to seven on one side. Limits: half a percent, with which the chart
# raises as many false alarms as an XmR chart of an ideal series of that length (tests/unit/transform/measures measures
# both).
FAR_TAIL, NEAR_TAIL, RUN_TAIL = 0.005, 0.02275, 0.5**RUN
# How many standard errors the ratio of variance to mean may exceed 1 before it is taken for more than chance.
OVERDISPERSED = 1.645
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Lines:
    """What a chart shows, in the unit of the values given, and the signals it finds."""

    centre: Array
    lower: Array
    upper: Array
    signals: Signals


def moving_range(values: Array, screened: bool = True) -> Array:
    """Average moving range of each series (series x 1); ranges of 3.267 times the average and more are left out once.

    Where nothing but zeros would be left, nothing is left out: one odd point on a flat line must not make all others
    signals.
    """
    ranges = np.abs(np.diff(values, axis=1))
    average = _mean(ranges)
    if not screened:
        return average
    kept = _mean(np.where(ranges >= SCREEN * average, np.nan, ranges))
    return np.where(kept > 0, kept, average)


def individuals(values: Array, baseline: Array | None = None, screened: bool = True) -> Lines:
    """XmR chart. `baseline`: what the season adds at each point; the chart is then made of what is left."""
    season = np.zeros_like(values) if baseline is None else baseline
    level = values - season
    centre = _mean(level)
    deviation = level - centre
    # A flat line's mean may differ from it in the last digit, which is no deviation.
    deviation = np.where(np.abs(deviation) <= _ROUNDING * np.abs(centre), 0.0, deviation)
    width = WIDTH * moving_range(level, screened)
    signals = find_signals(deviation, (-width, width), (-NEAR * width, NEAR * width), one_side(deviation))
    line = _over(values, centre + season)
    return Lines(line, line - width, line + width, signals)


def proportions(part: Array, whole: Array) -> Lines:
    """p chart, values and lines between 0 and 1. Where points vary more than their denominators let expect, limits are
    widened by how much more (p′ chart).

    Laney DB. Improved control charts for attributes. Quality Engineering 2002;14:531-7.
    """
    average = _sum(part) / _sum(whole)
    sigma = np.sqrt(average * (1 - average) / whole)
    deviation = part / whole - average
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = moving_range(np.where(sigma > 0, deviation / sigma, 0.0 * deviation), screened=True) / RANGE_TO_SIGMA
    width = 3 * sigma * np.maximum(ratio, 1)
    deviation = np.where(np.abs(deviation) <= _ROUNDING, 0.0, deviation)
    signals = find_signals(deviation, (-width, width), (-NEAR * width, NEAR * width), one_side(deviation))
    return Lines(_over(part, average), np.clip(average - width, 0, 1), np.clip(average + width, 0, 1), signals)


def rare_counts(events: Array, exposure: Array) -> Lines:
    """Exact limits of counts, in events. `exposure`: what the expected number is proportional to (1, or residents).

    Given how many events there were in all, chance alone spreads them over the points as a binomial distribution says:
    that is exact, and the average need not be taken for the truth. Where counts vary more than that (`dispersion`), the
    negative binomial distribution takes its place. Seven on one side says nothing where most points are zero; instead
    the sum of seven points is held against what chance gives it.
    """
    total, share = _sum(events), exposure / _sum(exposure)
    expected = total * share
    ratio = dispersion(events, expected)

    lower, upper = _exact_limits(share, total, ratio, FAR_TAIL)
    near = _exact_limits(share, total, ratio, NEAR_TAIL)
    run = _run_of_sums(events, share, total, ratio)
    far_deviation, near_deviation = (lower - expected, upper - expected), (near[0] - expected, near[1] - expected)
    signals = find_signals(events - expected, far_deviation, near_deviation, run)
    return Lines(_over(events, expected), lower, upper, signals)


def dispersion(events: Array, expected: Array) -> Array:
    """Variance of counts over their mean, and 1 where it is not more than chance makes it (series x 1).

    From differences between neighbours, so that a change of level, which the chart is to find, does not hide itself.
    For Poisson counts the estimate varies by (3 + 1/mean) over the number of differences (own derivation).
    """
    scaled = (events - expected) / np.sqrt(np.where(expected > 0, expected, np.nan))
    steps = np.diff(scaled, axis=1)
    ratio = _mean(steps**2) / 2
    number = np.maximum(np.sum(~np.isnan(steps), axis=1, keepdims=True), 1)
    by_chance = 1 + OVERDISPERSED * np.sqrt((3 + 1 / _mean(np.where(expected > 0, expected, np.nan))) / number)
    return np.where(ratio > by_chance, ratio, 1.0)


def _exact_limits(share: Array, total: Array, ratio: Array, alpha: float) -> Interval:
    """The lowest and highest counts that are not too unlikely. Points of the same chances are worked out once."""
    asked = np.stack(np.broadcast_arrays(share, total, ratio), axis=-1)
    each, place = np.unique(asked.reshape(-1, 3), axis=0, return_inverse=True)
    part, events, spread = each.T
    lower, upper = np.floor(part * events), np.ceil(part * events)
    while (step := _tails(upper + 1, part, events, spread)[1] > alpha).any():
        upper = upper + step
    while (step := (lower > 0) & (_tails(lower - 1, part, events, spread)[0] > alpha)).any():
        lower = lower - step
    return lower[place].reshape(share.shape), upper[place].reshape(share.shape)


def _run_of_sums(events: Array, share: Array, total: Array, ratio: Array) -> Codes:
    """1 or -1 where seven points together are beyond what chance gives them."""
    codes = np.zeros(events.shape, dtype=np.int8)
    if events.shape[1] >= RUN:
        sums, part = (sliding_window_view(item, RUN, axis=1).sum(axis=2) for item in (events, share))
        low, high = _tails(sums, part, total, ratio)
        codes[:, RUN - 1 :] = (high <= RUN_TAIL).astype(np.int8) - (low <= RUN_TAIL).astype(np.int8)
    return codes


def _tails(k: Array, share: Array, total: Array, ratio: Array) -> Interval:
    """Chances of k or fewer, and of k or more, the point k itself counting half (mid-p)."""
    low, high = _binomial_tails(k, total, share)
    if (ratio > 1).any():
        wide_low, wide_high = _negative_binomial_tails(k, total * share, ratio)
        low, high = np.where(ratio > 1, wide_low, low), np.where(ratio > 1, wide_high, high)
    at = np.maximum(low + high - 1, 0)
    return low - at / 2, high - at / 2


def _binomial_tails(k: Array, total: Array, chance: Array) -> Interval:
    low = special.betainc(np.maximum(total - k, _ROUNDING), k + 1, 1 - chance)
    high = special.betainc(np.maximum(k, _ROUNDING), np.maximum(total - k, 0) + 1, chance)
    return np.where(k >= total, 1.0, low), np.where(k <= 0, 1.0, np.where(k > total, 0.0, high))


def _negative_binomial_tails(k: Array, mean: Array, ratio: Array) -> Interval:
    spread = np.where(ratio > 1, ratio, 2.0)
    size = np.where(mean > 0, mean, 1.0) / (spread - 1)
    low, high = (
        special.betainc(size, k + 1, 1 / spread),
        special.betainc(np.maximum(k, _ROUNDING), size, 1 - 1 / spread),
    )
    return low, np.where(k <= 0, 1.0, high)


def _sum(values: Array) -> Array:
    total: Array = np.nansum(values, axis=1, keepdims=True)
    return total


def _mean(values: Array) -> Array:
    """Mean over the points of a series, nan where it has none."""
    number = np.sum(~np.isnan(values), axis=1, keepdims=True)
    mean: Array = _sum(values) / np.where(number > 0, number, np.nan)
    return mean


def _over(values: Array, line: Array) -> Array:
    """A line where there are points."""
    return np.where(np.isnan(values), np.nan, line)
