"""Confidence intervals of counts, rates, proportions and directly standardised rates.

Every function takes arrays of any shape and broadcasts. `level` is the confidence, such as 0.95 or 0.998; counts are
events, `population` and `whole` are numbers of people or cases. Formulas as in the R package PHEindicatormethods
(OHID); the sources of each are with it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Array = NDArray[np.float64]
Interval = tuple[Array, Array]

SMALLEST_FOR_BYAR = 10
SMALLEST_FOR_STANDARDISED = 10


def z_of(level: float) -> float:
    """The two-sided normal quantile: 1.959964 for 0.95, 3.090232 for 0.998."""
    return float(special.ndtri(0.5 + level / 2))


def count_interval(events: ArrayLike, level: float = 0.95) -> Interval:
    """Limits of a Poisson count: exact below ten events, Byar's approximation from ten on.

    Breslow NE, Day NE. Statistical methods in cancer research, volume II. IARC 1987.
    """
    counts = np.asarray(events, dtype=float)
    lower, upper = (np.array(limit) for limit in byar_interval(counts, level))
    few = counts < SMALLEST_FOR_BYAR
    lower[few], upper[few] = _exact(counts[few], level)
    return lower, upper


def byar_interval(events: ArrayLike, level: float = 0.95) -> Interval:
    """Byar's approximation for any count above zero; the lower limit of zero is zero."""
    counts, z = np.asarray(events, dtype=float), z_of(level)
    some, more = np.where(counts > 0, counts, np.nan), counts + 1
    lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(counts == 0, 0.0, lower), upper


def rate_interval(events: ArrayLike, population: ArrayLike, multiplier: float, level: float = 0.95) -> Interval:
    """Limits of a rate per `multiplier` of the population; null where the population is zero or null."""
    people = _positive(population)
    lower, upper = count_interval(events, level)
    return multiplier * lower / people, multiplier * upper / people


def proportion_interval(part: ArrayLike, whole: ArrayLike, level: float = 0.95) -> Interval:
    """Wilson's limits of a proportion, between 0 and 1; null where the whole is zero or null.

    Wilson EB. Probable inference, the law of succession, and statistical inference. JASA 1927;22:209-12.
    """
    x, n, z = np.asarray(part, dtype=float), _positive(whole), z_of(level)
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    return (2 * x + z**2 - spread) / (2 * (n + z**2)), (2 * x + z**2 + spread) / (2 * (n + z**2))


@dataclass(frozen=True)
class Strata:
    """Events and population of each age group, along the last axis, and the weights of the standard population.

    `squared_events`: where one person may have several events (repeat victims, repeat presentations), events are not
    independent and their variance is not their number: give the sum over people of (events of the person) squared, per
    age group. Without it every event counts as independent.
    """

    events: ArrayLike
    population: ArrayLike
    weights: ArrayLike
    squared_events: ArrayLike | None = None


def standardised_rate(strata: Strata, multiplier: float, level: float = 0.95) -> tuple[Array, Array, Array]:
    """Directly standardised rate with its limits; all three null below ten events, as the package has it.

    Dobson A et al. Confidence intervals for weighted sums of Poisson parameters. Stat Med 1991;10:457-62.
    """
    x, n, w = (np.asarray(item, dtype=float) for item in (strata.events, strata.population, strata.weights))
    squares = x if strata.squared_events is None else np.asarray(strata.squared_events, dtype=float)
    total, weight = x.sum(axis=-1), w.sum(axis=-1)
    rate = (x * w / n).sum(axis=-1) / weight
    variance = (squares * (w / n) ** 2).sum(axis=-1) / weight**2
    known = np.where(total >= SMALLEST_FOR_STANDARDISED, total, np.nan)
    step = np.sqrt(variance / known)
    lower, upper = (rate + step * (limit - known) for limit in byar_interval(known, level))
    return multiplier * np.where(np.isnan(known), np.nan, rate), multiplier * lower, multiplier * upper


def _exact(counts: Array, level: float) -> Interval:
    """Chi-squared quantiles, halved; as gamma quantiles these are the same numbers."""
    tail = (1 - level) / 2
    lower = special.gammaincinv(np.where(counts > 0, counts, 1.0), tail)
    return np.where(counts > 0, lower, 0.0), special.gammainccinv(counts + 1, tail)


def _positive(values: ArrayLike) -> Array:
    numbers = np.asarray(values, dtype=float)
    return np.where(numbers > 0, numbers, np.nan)
