"""Which outlines touch, measured: some vertex of one lies on a side of the other. Knows nothing of shared vertices."""

import re
from collections.abc import Mapping

import numpy as np

METRES = 111_200
NEAR = 0.3


def touching_pairs(outlines: Mapping[str, str]) -> set[tuple[str, str]]:
    """Pairs of codes, each in order, of outlines given as well-known text."""
    shapes = {code: [_metres(ring) for ring in re.findall(r"\(([^()]+)\)", text)] for code, text in outlines.items()}
    vertices = {code: np.vstack([ring[:-1] for ring in rings]) for code, rings in shapes.items()}
    sides = {code: np.vstack([np.hstack([ring[:-1], ring[1:]]) for ring in rings]) for code, rings in shapes.items()}
    codes = sorted(shapes)
    return {
        (one, other)
        for place, one in enumerate(codes)
        for other in codes[place + 1 :]
        if _boxes_meet(vertices[one], vertices[other])
        and (_nearest(vertices[one], sides[other]) < NEAR or _nearest(vertices[other], sides[one]) < NEAR)
    }


def _metres(ring: str) -> np.ndarray:
    degrees = np.array([pair.split() for pair in ring.split(",")], dtype=float)
    return degrees * METRES * [np.cos(np.radians(53.4)), 1.0]


def _boxes_meet(one: np.ndarray, other: np.ndarray) -> bool:
    return bool((one.min(0) <= other.max(0) + NEAR).all() and (other.min(0) <= one.max(0) + NEAR).all())


def _nearest(points: np.ndarray, sides: np.ndarray) -> float:
    """Of all distances from a point to a side, the least."""
    start, along = sides[None, :, :2], sides[None, :, 2:] - sides[None, :, :2]
    there = ((points[:, None, :] - start) * along).sum(2) / (along**2).sum(2)
    foot = start + np.clip(there, 0, 1)[:, :, None] * along
    return float(np.hypot(*np.moveaxis(points[:, None, :] - foot, 2, 0)).min())
