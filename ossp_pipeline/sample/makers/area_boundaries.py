"""Boundaries of the sample's small areas, invented: wards are blocks of crooked cells, small areas one or two of them.

Wards lie roughly where the real ones do; no outline is one of a real place. Which small areas touch can be seen from
the cells alone, so that neighbours worked out from the outlines have something to be checked against.
"""

import json
import re
from collections.abc import Iterator
from functools import cache

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.feeds.area_boundaries import FEED
from ossp_pipeline.sample.answers import Draft, Fate, version_suffix
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.places import STOCKPORT, home_areas, neighbour_areas
from ossp_pipeline.sample.span import year

VINTAGE = year("2021")
Cell = tuple[int, int]
_NEIGHBOUR_WARD = "X05000001"
# The last two digits of each ward's code, from north to south; the neighbour's ward lies in the west.
# There is no hole among them: on a map it would look like a small area without figures.
_WARDS = (
    "         33",
    "      26 34 18 16",
    "      27 23 28 17 29",
    "   21 19 22 32 30",
    "XX 25 20 14 31 24",
    "         15",
)
_ACROSS, _DOWN = 4, 3
_WEST, _NORTH = -2.2893, 53.4549
_WIDTH, _HEIGHT = 0.0106, 0.0071
# How far a corner may lie from its place, as a share of a cell: crooked, and never crossing its neighbours.
_CROOKED = 0.3


def drafts() -> Iterator[Draft]:
    """The outlines of one census year."""
    yield outlines()


def next_version() -> Draft:
    """The same outlines, sent again."""
    return outlines(version=2)


def outlines(period: Period = VINTAGE, version: int = 1) -> Draft:
    """The outline of every small area, and of a few in the borough next to it."""
    areas = {area.code: area for area in (*home_areas(), *neighbour_areas())}
    rows = [[code, _outline(cells), str(period)] for code, cells in area_cells().items()]
    fates = [Fate.ACCEPTED if areas[row[0]].district == STOCKPORT else Fate.OUT_OF_AREA for row in rows]
    name = f"area-boundaries-{period}{version_suffix(version)}.geojson"
    return Draft(FEED, period, name, rows, fates, encode=geojson_bytes)


def geojson_bytes(draft: Draft, is_in_metres: bool = False) -> bytes:
    """The draft as the portal's GeoJSON; in metres, as if it had been saved in the British National Grid."""
    features = []
    for code, outline, _ in draft.rows:
        points = [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) ([\d.]+)", outline)]
        if is_in_metres:
            points = [(round(66_500 * (x + 8.0)), round(111_200 * (y - 49.9))) for x, y in points]
        geometry = {"type": "Polygon", "coordinates": [points]}
        features.append({"type": "Feature", "properties": {"LSOA21CD": code}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=0).encode() + b"\n"


@cache
def area_cells() -> dict[str, tuple[Cell, ...]]:
    """Each small area's cells, as (column, row). Two small areas touch where two of their cells do, at a corner too."""
    cells_of: dict[str, list[Cell]] = {}
    for ward, (left, top) in _ward_places().items():
        codes = [area.code for area in (*home_areas(), *neighbour_areas()) if area.ward.code == ward]
        for place in range(_ACROSS * _DOWN):
            down, along = divmod(place, _ACROSS)
            # To and fro like a plough, so that cells which follow one another touch.
            column = left + (along if down % 2 == 0 else _ACROSS - 1 - along)
            cells_of.setdefault(codes[place * len(codes) // (_ACROSS * _DOWN)], []).append((column, top + down))
    return {code: tuple(cells) for code, cells in sorted(cells_of.items())}


def _ward_places() -> dict[str, Cell]:
    """Column and row of the first cell of each ward."""
    first_cells = {}
    for row, line in enumerate(_WARDS):
        for match in re.finditer(r"\S\S", line):
            code = _NEIGHBOUR_WARD if match[0] == "XX" else f"E050150{match[0]}"
            first_cells[code] = (match.start() // 3 * _ACROSS, row * _DOWN)
    return first_cells


def _outline(cells: tuple[Cell, ...]) -> str:
    """The edges that only one of the cells has, walked round once."""
    edges = [edge for column, row in cells for edge in _edges(column, row)]
    ahead = {start: end for start, end in edges if (end, start) not in edges}
    ring = [min(ahead)]
    while len(ring) == 1 or ring[-1] != ring[0]:
        ring.append(ahead[ring[-1]])
    points = ", ".join(f"{x:.6f} {y:.6f}" for x, y in map(_corner, ring))
    return f"MULTIPOLYGON ((({points})))"


def _edges(column: int, row: int) -> list[tuple[Cell, Cell]]:
    corners = [(column, row), (column, row + 1), (column + 1, row + 1), (column + 1, row)]
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def _corner(corner: Cell) -> tuple[float, float]:
    """Longitude and latitude."""
    (column, row), (right, down) = corner, _shifts()[corner]
    return _WEST + (column + right) * _WIDTH, _NORTH - (row + down) * _HEIGHT


@cache
def _shifts() -> dict[Cell, tuple[float, float]]:
    corners = [(column, row) for column in range(8 * _ACROSS) for row in range(7 * _DOWN)]
    drawn = generator("boundaries").uniform(-_CROOKED, _CROOKED, (len(corners), 2)).round(4).tolist()
    return {corner: (right, down) for corner, (right, down) in zip(corners, drawn, strict=True)}
