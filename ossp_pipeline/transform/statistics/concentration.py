"""How unequally incidents fall on places. Counts are incidents per place along the last axis, empty places included.

Gini and its generalised form: Bernasco W, Steenbeek W. More places than crimes: implications for evaluating the law of
crime concentration at place. J Quant Criminol 2017;33:451-67. The generalised form compares with the most equal spread
that is possible when there are fewer incidents than places; from as many incidents as places on the two are the same.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ossp_pipeline.transform.statistics.intervals import Array, z_of

DRAWS = 499


def gini(counts: ArrayLike) -> Array:
    """0 where every place has the same number, towards 1 where one place has all. Null where nothing happened."""
    x = np.sort(np.asarray(counts, dtype=float), axis=-1)
    places, total = x.shape[-1], x.sum(axis=-1)
    weighted = (np.arange(1, places + 1) * x).sum(axis=-1)
    index: Array = 2 * weighted / (places * np.where(total > 0, total, np.nan)) - (places + 1) / places
    return index


def generalised_gini(counts: ArrayLike) -> Array:
    """G' = max(1, N/C)(G - 1) + 1, with N places and C incidents. Counts 5, 2, 1 and seven zeros: G 0.80, G' 0.75."""
    x = np.asarray(counts, dtype=float)
    total = x.sum(axis=-1)
    index: Array = np.maximum(1, x.shape[-1] / np.where(total > 0, total, np.nan)) * (gini(x) - 1) + 1
    return index


def gini_interval(counts: ArrayLike, seed: int, level: float = 0.95) -> tuple[float, float]:
    """Limits of the generalised Gini of one set of places: bias-corrected and accelerated bootstrap over the places.

    The same seed gives the same limits. Both null with fewer than three places or no incidents, or where the places do
    not differ. Efron B. Better bootstrap confidence intervals. JASA 1987;82:171-85.
    """
    x = np.asarray(counts, dtype=float)
    if x.size < 3 or x.sum() == 0:
        return float("nan"), float("nan")
    draws = np.random.default_rng(seed).integers(0, x.size, (DRAWS, x.size))
    resampled = generalised_gini(x[draws])
    resampled = np.sort(resampled[~np.isnan(resampled)])
    observed = generalised_gini(x)
    below = ((resampled < observed).sum() + (resampled == observed).sum() / 2) / resampled.size
    bias, pull = special.ndtri(np.clip(below, 0.5 / resampled.size, 1 - 0.5 / resampled.size)), _acceleration(x)
    ends = bias + np.array([-1, 1]) * z_of(level)
    shares = special.ndtr(bias + ends / (1 - pull * ends))
    lower, upper = np.quantile(resampled, shares)
    return float(lower), float(upper)


def top_share(counts: ArrayLike, share_of_places: float) -> Array:
    """Share of incidents, 0 to 1, in the busiest places; their number is rounded up, so it is at least one place."""
    x = -np.sort(-np.asarray(counts, dtype=float), axis=-1)
    top = int(np.ceil(share_of_places * x.shape[-1] - 1e-9))
    total = x.sum(axis=-1)
    share: Array = x[..., :top].sum(axis=-1) / np.where(total > 0, total, np.nan)
    return share


def places_holding(counts: ArrayLike, share_of_incidents: float) -> Array:
    """The smallest share of places, 0 to 1, that together have at least this share of the incidents."""
    x = -np.sort(-np.asarray(counts, dtype=float), axis=-1)
    total = x.sum(axis=-1, keepdims=True)
    needed = (np.cumsum(x, axis=-1) < share_of_incidents * total - 1e-9).sum(axis=-1) + 1
    return np.where(total[..., 0] > 0, needed / x.shape[-1], np.nan)


def repeat_share(counts: ArrayLike) -> Array:
    """Share of incidents that were not the first in their place."""
    x = np.asarray(counts, dtype=float)
    total = x.sum(axis=-1)
    share: Array = np.maximum(x - 1, 0).sum(axis=-1) / np.where(total > 0, total, np.nan)
    return share


def _acceleration(x: Array) -> float:
    """From the jackknife; places with the same count have the same value without them, so each is worked out once."""
    values, places, numbers = np.unique(x, return_index=True, return_counts=True)
    without = np.repeat(generalised_gini(np.stack([np.delete(x, place) for place in places])), numbers)
    away = np.nanmean(without) - without
    spread = np.nansum(away**2)
    return float(np.nansum(away**3) / (6 * spread**1.5)) if spread > 0 and len(values) > 1 else 0.0
