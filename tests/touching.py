"""Which small areas touch, told twice without a shared vertex: by the sample's cells, and measured from outlines."""

import re
from collections.abc import Mapping

import numpy as np

from ossp_pipeline.sample.makers.area_boundaries import area_cells

METRES = 111_200
NEAR = 0.3


def pairs_of_cells() -> set[tuple[str, str]]:
    """Pairs of the sample's small areas of which two cells lie side by side or corner to corner."""
    cells = area_cells()
    return {
        (one, other)
        for one in cells
        for other in cells
        if one < other and any(abs(x - u) <= 1 and abs(y - v) <= 1 for x, y in cells[one] for u, v in cells[other])
    }


def touching_pairs(outlines: Mapping[str, str]) -> set[tuple[str, str]]:
    """Pairs of codes, each in order, of outlines as well-known text: a vertex of one lies on a side of the other."""
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
