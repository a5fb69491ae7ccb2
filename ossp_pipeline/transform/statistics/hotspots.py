"""Where incidents gather beyond chance: the Getis-Ord Gi* statistic over places and their neighbours.

Ord JK, Getis A. Local spatial autocorrelation statistics: distributional issues and an application. Geographical
Analysis 1995;27:286-306. A place is its own neighbour. Many places are tested at once: see `change.false_discovery`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ossp_pipeline.transform.statistics.intervals import Array

Weights = NDArray[np.float64]


def weights_of_groups(groups: ArrayLike) -> Weights:
    """1 between places of one group, such as a ward; a place without a group (nan) is a neighbour of itself alone."""
    names = np.asarray(groups, dtype=float)
    same = names[:, None] == names[None, :]
    return np.where(same | np.eye(len(names), dtype=bool), 1.0, 0.0)


def weights_of_nearest(points: ArrayLike, number: int) -> Weights:
    """1 between a place and its `number` nearest; points are coordinates on a plane, in one unit. Not symmetric."""
    xy = np.asarray(points, dtype=float)
    distances = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    order = np.argsort(np.where(np.eye(len(xy), dtype=bool), -1.0, distances), axis=1, kind="stable")
    weights: Weights = np.zeros_like(distances)
    np.put_along_axis(weights, order[:, : number + 1], 1.0, axis=1)
    return weights


def weights_of_shared(vertices: Sequence[Sequence[str]]) -> Weights:
    """1 between places whose outlines have a vertex in common, an edge or a corner ("queen"); vertices are texts."""
    places = np.repeat(np.arange(len(vertices)), [len(names) for names in vertices])
    _, corners = np.unique([name for names in vertices for name in names], return_inverse=True)
    weights = np.eye(len(vertices))
    order = np.argsort(corners, kind="stable")
    for sharing in np.split(places[order], np.flatnonzero(np.diff(corners[order])) + 1):
        weights[np.ix_(sharing, sharing)] = 1.0
    return weights


def gi_star(counts: ArrayLike, weights: Weights) -> Array:
    """z-scores along the last axis; null where all places have the same count or every place is a neighbour."""
    x = np.asarray(counts, dtype=float)
    places = x.shape[-1]
    mean = x.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.maximum((x**2).mean(axis=-1, keepdims=True) - mean**2, 0))
    total, squares = weights.sum(axis=1), (weights**2).sum(axis=1)
    error = spread * np.sqrt(np.maximum(places * squares - total**2, 0) / (places - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error > 0, (x @ weights.T - mean * total) / error, np.nan)


def two_sided(z: ArrayLike) -> Array:
    """p-values of z-scores."""
    p_values: Array = 2 * special.ndtr(-np.abs(np.asarray(z, dtype=float)))
    return p_values
