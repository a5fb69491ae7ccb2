"""Small areas by their outlines, as data.police.uk is asked for them, and the halves of one that is too full."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ossp_pipeline.extract.connectors.options import wrong
from ossp_pipeline.settings import CONNECTIONS

Point = tuple[float, float]
Ring = list[Point]
# The halves of an area overlap by a tenth of a metre, so that a point on the line between them is in one at least;
# who counts them knows each record by its id, and counts it once.
_OVERLAP = 1e-6
_FEWEST_POINTS = 3
_FILE = "name a GeoJSON file of small areas in the partnership folder, in longitude and latitude"


@dataclass(frozen=True)
class SmallArea:
    """An area. `rings`: its outer outlines, each a list of (latitude, longitude), without holes."""

    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]

    @property
    def extent(self) -> float:
        """Size of the box around it, in square degrees."""
        box = [_box(list(ring)) for ring in self.rings]
        return sum((north - south) * (east - west) for south, west, north, east in box)


def read_small_areas(path: Path, code: str, name: str) -> list[SmallArea]:
    """The areas of a GeoJSON file, the smallest first: one that lies within another is asked for before it.

    code, name  properties that hold an area's code and name

    Raises UsageError.
    """
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        areas = [_area(feature, code, name) for feature in features]
    except OSError:
        raise wrong(f"the `areas` of a connection in {CONNECTIONS} are not there", _FILE) from None
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        message = f"the `areas` of a connection in {CONNECTIONS} cannot be read, or have no “{code}” and “{name}”"
        raise wrong(message, _FILE) from None
    if not areas:
        raise wrong(f"the `areas` of a connection in {CONNECTIONS} hold no area", _FILE)
    return sorted(areas, key=lambda area: (area.extent, area.code))


def as_poly(ring: Ring) -> str:
    """An outline as the API takes it: `lat,lng:lat,lng:…`."""
    return ":".join(f"{latitude:.6f},{longitude:.6f}" for latitude, longitude in ring)


def halves(ring: Ring) -> list[Ring]:
    """The two parts of an outline on both sides of the middle of its longer side, which overlap a little."""
    south, west, north, east = _box(ring)
    axis = 0 if north - south > east - west else 1
    middle = (south + north) / 2 if axis == 0 else (west + east) / 2
    parts = [_clip(ring, axis, middle + _OVERLAP, 1), _clip(ring, axis, middle - _OVERLAP, -1)]
    return [part for part in parts if len(part) >= _FEWEST_POINTS]


def _clip(ring: Ring, axis: int, limit: float, side: int) -> Ring:
    """The part of an outline below the limit (side 1) or above it (side -1), after Sutherland and Hodgman."""
    clipped: Ring = []
    for before, point in zip([ring[-1], *ring[:-1]], ring, strict=True):
        if _is_inside(before, axis, limit, side) != _is_inside(point, axis, limit, side):
            clipped.append(_crossing(before, point, axis, limit))
        if _is_inside(point, axis, limit, side):
            clipped.append(point)
    return clipped


def _is_inside(point: Point, axis: int, limit: float, side: int) -> bool:
    return side * (limit - point[axis]) >= 0


def _crossing(first: Point, second: Point, axis: int, limit: float) -> Point:
    share = (limit - first[axis]) / (second[axis] - first[axis])
    other = first[1 - axis] + share * (second[1 - axis] - first[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def _box(ring: Ring) -> tuple[float, float, float, float]:
    latitudes, longitudes = zip(*ring, strict=True)
    return min(latitudes), min(longitudes), max(latitudes), max(longitudes)


def _area(feature: dict[str, Any], code: str, name: str) -> SmallArea:
    shape, properties = feature["geometry"], feature["properties"]
    polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
    rings = tuple(tuple((float(point[1]), float(point[0])) for point in polygon[0][:-1]) for polygon in polygons)
    if not all(-90 <= latitude <= 90 for ring in rings for latitude, _ in ring):
        raise ValueError("not in degrees")
    return SmallArea(str(properties[code]), str(properties[name]), rings)
