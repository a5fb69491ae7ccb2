"""The seasonal baseline of a series: whether it comes and goes with the year, and by how much.

A year's shape is two waves for months (a yearly and a half-yearly one), and one effect per quarter for quarters: few
enough to be estimated from three years. It is estimated beside a straight trend, so that growth is not taken for
season; the trend itself stays in the series, to be judged.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ossp_pipeline.transform.statistics.intervals import Array

# Below two years no season can be distinguished from chance; three years of quarters are as many points.
FEWEST_POINTS = {12: 24, 4: 12}
SIGNIFICANT = 0.05


def find_season(values: Array, places: NDArray[np.int64], per_year: int) -> tuple[Array, Array]:
    """What the season adds at each point, and whether it is more than chance would (series x 1).

    values   series x points, nan where a series has no more
    places   month or quarter of each point, from 0
    per_year 12 or 4
    F test of the fit with seasonal terms against the one without.
    """
    there = ~np.isnan(values)
    y = np.nan_to_num(values)
    time = np.broadcast_to(np.arange(values.shape[1]) / max(values.shape[1], 1), values.shape)
    plain = np.stack([np.ones_like(y), time], axis=2) * there[:, :, None]
    waves = _waves(places, per_year) * there[:, :, None]
    waves = waves - there[:, :, None] * (waves.sum(axis=1, keepdims=True) / _count(there)[:, None, None])
    whole = np.concatenate([plain, waves], axis=2)
    effects, left = _fit(whole, y)
    _, left_plain = _fit(plain, y)
    terms, spare = waves.shape[2], there.sum(axis=1) - whole.shape[2]
    enough = there.sum(axis=1) >= FEWEST_POINTS[per_year]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = ((left_plain - left) / terms) / (left / np.maximum(spare, 1))
    chance = special.fdtrc(terms, np.maximum(spare, 1), np.where(ratio > 0, ratio, 0.0))
    is_seasonal = enough & (chance < SIGNIFICANT)
    season = np.einsum("sik,sk->si", waves, effects[:, plain.shape[2] :])
    return np.where(is_seasonal[:, None] & there, season, 0.0), is_seasonal[:, None]


def _waves(places: NDArray[np.int64], per_year: int) -> Array:
    angle = 2 * np.pi * places / per_year
    if per_year == 4:
        return np.stack([np.cos(angle), np.sin(angle), np.cos(2 * angle)], axis=2)
    return np.stack([np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)], axis=2)


def _fit(terms: Array, y: Array) -> tuple[Array, Array]:
    """Least squares of every series at once: effects, and the sum of squares that is left."""
    inner = np.einsum("sik,sil->skl", terms, terms)
    right = np.einsum("sik,si->sk", terms, y)
    effects = np.einsum("skl,sl->sk", np.linalg.pinv(inner, hermitian=True), right)
    rest = y - np.einsum("sik,sk->si", terms, effects)
    return effects, np.sum(np.where(terms[:, :, 0] > 0, rest, 0.0) ** 2, axis=1)


def _count(there: NDArray[np.bool_]) -> Array:
    number: Array = np.maximum(there.sum(axis=1), 1).astype(float)
    return number
