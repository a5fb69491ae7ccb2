"""Whether one count differs from another by more than chance, and how many such findings are to be believed.

Counts of crime are not independent events: they come in bursts. `dispersion` says by how much their variance exceeds
that of independent ones; the test then counts every `dispersion` events as one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from ossp_pipeline.transform.statistics.intervals import Array


@dataclass(frozen=True)
class RateChange:
    """Ratio of the later rate to the earlier one, its limits, and the two-sided p-value of no change."""

    ratio: Array
    lower: Array
    upper: Array
    p_value: Array


def rate_change(
    before: ArrayLike,
    after: ArrayLike,
    exposures: tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    dispersion: ArrayLike = 1.0,
    level: float = 0.95,
) -> RateChange:
    """Compare two counts by the exact conditional test; `exposures`: what each is measured against, such as residents.

    Given their sum, the later count is binomial with the share of its exposure. The p-value is twice the smaller tail;
    the limits are those of Clopper and Pearson, turned into a ratio. All null without both counts or with none at all.
    Przyborowski J, Wilenski H. Homogeneity of results in testing samples from Poisson series. Biometrika 1940;31:313.
    """
    x0, x1, phi, n0, n1 = (np.asarray(item, dtype=float) for item in (before, after, dispersion, *exposures))
    early, late, share = x0 / phi, x1 / phi, n1 / (n0 + n1)
    known = np.where(x0 + x1 > 0, 1.0, np.nan)
    tails = np.minimum(_at_least(late, early, share), _at_least(early, late, 1 - share))
    alpha = (1 - level) / 2
    low = np.where(late > 0, special.betaincinv(np.maximum(late, 1e-9), early + 1, alpha), 0.0)
    high = np.where(early > 0, special.betaincinv(late + 1, np.maximum(early, 1e-9), 1 - alpha), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, lower, upper = ((x1 / n1) / (x0 / n0), *(p / (1 - p) * n0 / n1 for p in (low, high)))
    return RateChange(np.where(x0 > 0, ratio, np.nan), known * lower, known * upper, known * np.minimum(1.0, 2 * tails))


def dispersion(before: ArrayLike, after: ArrayLike) -> Array:
    """How much more the months of two years vary than independent events would; at least 1.

    Along the last axis, the same months of both years. Pearson's chi-squared of the table years x months, over its
    degrees of freedom: neither the season nor a change between the years counts as variation. With eleven degrees the
    figure is rough, so it only ever widens. 1 where a month is null or nothing happened.
    McCullagh P, Nelder JA. Generalized linear models. 2nd ed. 1989, section 4.5.
    """
    table = np.stack([np.asarray(before, dtype=float), np.asarray(after, dtype=float)], axis=-2)
    months, years = table.sum(axis=-2, keepdims=True), table.sum(axis=-1, keepdims=True)
    total = years.sum(axis=-2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = months * years / total
        parts = np.where(expected > 0, (table - expected) ** 2 / expected, expected * 0)
    ratio = parts.sum(axis=(-2, -1)) / (table.shape[-1] - 1)
    return np.where(np.isnan(ratio), 1.0, np.maximum(1.0, ratio))


def false_discovery(p_values: ArrayLike) -> Array:
    """q-values: the share of false findings to expect among all with a p-value this small. Null stays null, uncounted.

    Benjamini Y, Hochberg Y. Controlling the false discovery rate. J R Stat Soc B 1995;57:289-300.
    """
    p = np.asarray(p_values, dtype=float)
    q_values, known = np.full(p.shape, np.nan), ~np.isnan(p)
    if known.any():
        q_values[known] = stats.false_discovery_control(p[known], method="bh")
    return q_values


def _at_least(count: Array, other: Array, share: Array) -> Array:
    """Chance of this count or more, given the sum of both: the binomial's upper tail as a beta integral."""
    return np.where(count > 0, special.betainc(np.maximum(count, 1e-9), other + 1, share), 1.0)
