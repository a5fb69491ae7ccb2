"""A weighted order of things by several criteria, and how far it depends on the weights."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ossp_pipeline.transform.statistics.intervals import Array

DRAWS = 1000
SWING = 0.5


@dataclass(frozen=True)
class Sensitivity:
    """Per row: best and worst rank over the drawn weights, and the share of draws with it among the first three."""

    best: Array
    worst: Array
    top_three: Array


def weighted_totals(scores: ArrayLike, weights: ArrayLike) -> Array:
    """Weighted mean of each row, of the criteria it has a score for; scores are rows x criteria, 0 to 1.

    `weights` may have leading axes: draws x criteria gives draws x rows. Null for a row without any score.
    """
    x, w = np.asarray(scores, dtype=float), np.asarray(weights, dtype=float)
    whole = w @ (~np.isnan(x)).astype(float).T
    totals: Array = (w @ np.nan_to_num(x).T) / np.where(whole > 0, whole, np.nan)
    return totals


def ranks(totals: ArrayLike) -> Array:
    """1 for the highest along the last axis; equal totals share the better rank; null has none."""
    x = np.asarray(totals, dtype=float)
    rank = 1 + (x[..., None, :] > x[..., :, None] + 1e-12).sum(axis=-1)
    return np.where(np.isnan(x), np.nan, rank)


def move_weights(scores: ArrayLike, weights: ArrayLike, seed: int) -> Sensitivity:
    """What becomes of the order when every weight is drawn anew between half and one and a half times itself.

    The same seed gives the same draws. One weight at a time moves less than all at once, so these are the wider limits.
    """
    w = np.asarray(weights, dtype=float)
    drawn = w * np.random.default_rng(seed).uniform(1 - SWING, 1 + SWING, (DRAWS, w.size))
    rank = ranks(weighted_totals(scores, drawn))
    return Sensitivity(rank.min(axis=0), rank.max(axis=0), (rank <= 3).mean(axis=0))
