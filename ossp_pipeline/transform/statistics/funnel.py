"""Areas against their common average: funnel limits, and quantiles. Formulas as in PHEindicatormethods (OHID)."""

import numpy as np
from numpy.typing import ArrayLike

from ossp_pipeline.transform.statistics.intervals import Array, Interval, rate_interval, z_of


def proportion_funnel(average: ArrayLike, whole: ArrayLike, level: float) -> Interval:
    """Proportions (0 to 1) at which an area of this size differs from the average: where the limit of its own Wilson
    interval is the average. `level` 0.95 or 0.998."""
    p, n, z2 = np.asarray(average, dtype=float), np.asarray(whole, dtype=float), z_of(level) ** 2
    # Wilson's interval of x/n has p as a limit where (x/n - p)² = z²·p(1-p)/n: the score test, solved for x/n.
    spread = np.sqrt(z2 * p * (1 - p) / n)
    return np.clip(p - spread, 0, 1), np.clip(p + spread, 0, 1)


def rate_funnel(average: ArrayLike, population: ArrayLike, multiplier: float, level: float) -> Interval:
    """Rates per `multiplier` between which an area of this population may lie when it is as the average: the interval
    of the number of events expected there."""
    people = np.asarray(population, dtype=float)
    expected = np.asarray(average, dtype=float) * people / multiplier
    return rate_interval(expected, people, multiplier, level)


def quantiles(values: ArrayLike, groups: int, ascending: bool = True) -> Array:
    """Quantile 1 to `groups` of each value, the first holding the lowest (or, descending, the highest); all null where
    there are fewer values than groups. Ties share the lowest rank. Null values have none."""
    given = np.asarray(values, dtype=float)
    ordered = given if ascending else -given
    known = ordered[~np.isnan(ordered)]
    if known.size < groups:
        return np.full(given.shape, np.nan)
    rank = np.where(np.isnan(ordered), np.nan, 1 + np.searchsorted(np.sort(known), ordered))
    # floor((k+1) - ceil((N+1-rank)/(N/k))), multiplied before it is divided: 7/(7/3) is a little more than 3.
    quantile: Array = np.floor((groups + 1) - np.ceil((known.size + 1 - rank) * groups / known.size))
    return quantile
