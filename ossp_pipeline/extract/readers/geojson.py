"""A GeoJSON file of areas as the CSV text that the feed's contract is checked against: one row per feature.

Outlines become well-known text in degrees with six decimals, a tenth of a metre, so that a vertex that two areas share
is the same text in both. A file that is wrong as a whole is refused here. A single wrong shape gets a text that is no
outline, so the contract rejects its row.
"""

import csv
import io
import json
import re
from typing import Any

from ossp_pipeline.contracts.geojson import GeoJson
from ossp_pipeline.errors import DeliveryRefused

SUPER_GENERALISED = "take the super-generalised file (BSC): it is made for maps of this size"
_EXPORT = "ask for GeoJSON in longitude and latitude (WGS 84), as the Open Geography portal gives it"
_RESEND = "ask the supplier to send the CSV file again, or the GeoJSON file as it was published"
_DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326")
# Codes of other areas than the agreed ones, as the Open Geography portal heads them: WD23CD, LAD24CD, MSOA21CD.
_OTHER_CODES = r"[A-Z]{2,5}[0-9]{2}CD"
# A ring is the eastings of its points and their northings: shapes have millions of points, and each list is worked on
# at once.
Ring = tuple[list[float], list[float]]
Polygon = list[Ring]


def read_geojson(raw: bytes, shape: GeoJson) -> tuple[bytes, tuple[str, ...]]:
    """CSV text of every feature, and what was normalised. Raises DeliveryRefused."""
    features = _features(raw)
    name = _code_property(features[0], shape)
    vintage = re.fullmatch(shape.code_property, name, re.IGNORECASE)
    short_year = vintage.groupdict().get("short_year") if vintage else None
    polygons = [_polygons(feature) for feature in features]
    _refuse_other_systems(polygons, shape)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([shape.code_heading, shape.outline_heading, shape.vintage_heading])
    for feature, outline in zip(features, polygons, strict=True):
        code = _properties(feature).get(name)
        year = f"20{short_year}" if short_year else ""
        writer.writerow([code if isinstance(code, str) else "", _outline(outline, shape), year])
    # Half of a pair of characters is none that a file can hold: the contract rejects its row.
    return out.getvalue().encode(errors="replace"), (f"shapes read from GeoJSON: {len(features):,}, codes from {name}",)


def _features(raw: bytes) -> list[Any]:
    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        message = "this is damaged or cut off JSON, not a CSV file or a GeoJSON file that can be read"
        raise DeliveryRefused("E-NOTDATA", message, _RESEND) from error
    if document.get("type") == "Topology":
        raise DeliveryRefused("E-NOTDATA", "this is TopoJSON, not a CSV file or a GeoJSON file", _RESEND)
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise DeliveryRefused("E-NOTDATA", "this is JSON, not a CSV file or a GeoJSON FeatureCollection", _RESEND)
    if not features:
        raise DeliveryRefused("E-EMPTY", "the file has no feature", "ask for the areas of the period")
    _refuse_declared_system(document)
    return features


def _refuse_constant(_: str) -> float:
    """NaN and the infinities, which are not JSON."""
    raise ValueError("not a number")


def _refuse_declared_system(document: dict[str, Any]) -> None:
    declared = json.dumps(document.get("crs") or "")
    if len(declared) > 2 and not any(name in declared for name in _DEGREES):
        what = "in British National Grid" if "27700" in declared else "in another system than WGS 84"
        raise DeliveryRefused("E-CRS", f"the file declares coordinates {what}", _EXPORT)


def _code_property(feature: Any, shape: GeoJson) -> str:
    """The property that holds the code. A refusal quotes only a property that is named like a code of other areas."""
    names = [str(name) for name in _properties(feature)]
    for name in names:
        if re.fullmatch(shape.code_property, name, re.IGNORECASE):
            return name
    other = next((name for name in names if re.fullmatch(_OTHER_CODES, name, re.IGNORECASE)), None)
    hint = f"; the file is of other areas ({other})" if other else ""
    raise DeliveryRefused(
        "E-HEADER",
        f"no property holds the areas' codes{hint}",
        "compare them with the feed's page in docs/feeds",
    )


def _properties(feature: Any) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _polygons(feature: Any) -> list[Polygon]:
    """Polygons of rings of points; none where the geometry is of another kind or holds anything but numbers."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return []
    coordinates = geometry.get("coordinates") or []
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    try:
        return [[_ring(points) for points in rings] for rings in polygons]
    except (TypeError, ValueError, OverflowError, LookupError):
        return []


def _ring(points: list[Any]) -> Ring:
    """Of points with a height too, the first two numbers."""
    return [float(point[0]) for point in points], [float(point[1]) for point in points]


def _refuse_other_systems(shapes: list[list[Polygon]], shape: GeoJson) -> None:
    """If more than half of the shapes lie elsewhere, the numbers are not degrees, or not in the agreed order."""
    first_rings = [polygons[0][0] for polygons in shapes if polygons and polygons[0]]
    first_points = [(xs[0], ys[0]) for xs, ys in first_rings if xs]
    outside = [(x, y) for x, y in first_points if not _is_inside(x, y, shape)]
    if 2 * len(outside) <= len(first_points):
        return
    what = "not longitude and latitude inside the agreed part of the world"
    if all(_is_inside(y, x, shape) for x, y in outside):
        what = "latitude before longitude"
    elif any(abs(x) > 180 or abs(y) > 90 for x, y in outside):
        what = "metres, as in the British National Grid, and not degrees"
    raise DeliveryRefused("E-CRS", f"the coordinates of {len(outside):,} shapes are {what}", _EXPORT)


def _is_inside(x: float, y: float, shape: GeoJson) -> bool:
    return shape.west <= x <= shape.east and shape.south <= y <= shape.north


def _outline(polygons: list[Polygon], shape: GeoJson) -> str:
    """Well-known text; blank without a shape; a text that the contract rejects where the shape is wrong."""
    rings = [ring for rings in polygons for ring in rings]
    if not rings:
        return ""
    if sum(len(xs) for xs, _ in rings) > shape.most_points:
        message = f"a shape of more than {shape.most_points:,} points"
        raise DeliveryRefused("E-SIZE", message, SUPER_GENERALISED)
    if not all(polygons) or not all(_is_closed(ring) for ring in rings):
        return "no closed ring"
    corners = [corner for xs, ys in rings for corner in ((min(xs), min(ys)), (max(xs), max(ys)))]
    if not all(_is_inside(x, y, shape) for x, y in corners):
        return "outside the agreed part of the world"
    return f"MULTIPOLYGON ({', '.join(f'({_rings(rings)})' for rings in polygons)})"


def _is_closed(ring: Ring) -> bool:
    xs, ys = ring
    return bool(xs) and (xs[0], ys[0]) == (xs[-1], ys[-1])


def _rings(rings: Polygon) -> str:
    return ", ".join(f"({_points(xs, ys)})" for xs, ys in rings)


def _points(xs: list[float], ys: list[float]) -> str:
    """All points of a ring by one format, which is three times as fast as one by one."""
    numbers = [number for point in zip(xs, ys, strict=True) for number in point]
    return ", ".join(["%.6f %.6f"] * len(xs)) % tuple(numbers)
