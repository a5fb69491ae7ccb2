"""Ward tile maps: equal room for every ward, its value printed, so that colour only repeats what is written.

Where the wards stand is a fact of the partnership (`ward_tiles.csv` of its folder); unless all wards are in it, they
stand in order of name, and the page says so. A map of too few or too similar values would mislead: then there are
words instead.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from ossp_pipeline.site.drawings.svg import INK, drawing, tag, text

SIDE, GAP, KEY = 104, 4, 44
LEAST_SHOWN = 0.7
LEAST_DIFFERENT = 5
_SHADES = (("#e5eef7", INK), ("#b5d3f0", INK), ("#6BACE6", INK), ("#2073BC", "#ffffff"), ("#12436D", "#ffffff"))
_ACROSS = 6


@dataclass(frozen=True)
class Tile:
    """A ward on the map: value None where there is none to show, and `label` in words then.

    `spot`: its column and row, where the partnership states them.
    """

    area_code: str
    name: str
    value: float | None
    label: str
    spot: tuple[int, int] | None = None


def why_no_map(tiles: Sequence[Tile], one: str = "ward") -> str | None:
    """In words, why these values are better not mapped; None where a map is fair. `one`: what a tile stands for."""
    values = [tile.value for tile in tiles if tile.value is not None]
    if not values:
        return f"No {one} has a figure that may be shown, so there is no map."
    if len(values) < LEAST_SHOWN * len(tiles):
        return f"Only {len(values)} of {len(tiles)} {one}s have a figure that may be shown: too few to map."
    if len({tile.label for tile in tiles if tile.value is not None}) < LEAST_DIFFERENT:
        return f"The {one}s’ figures are too alike for a map to tell anything."
    return None


def is_placed(tiles: Sequence[Tile]) -> bool:
    """Whether every ward has a place of its own."""
    return all(tile.spot for tile in tiles)


def tile_map(name: str, title: str, description: str, tiles: Sequence[Tile]) -> Markup:
    """The map. The caller has asked `why_no_map` before."""
    tiles = _as_printed(tiles)
    spots = _spots(tiles)
    classes = _classes(sorted(tile.value for tile in tiles if tile.value is not None))
    columns, rows = (1 + max(spot[axis] for spot in spots.values()) for axis in (0, 1))
    width, height = columns * (SIDE + GAP), rows * (SIDE + GAP) + KEY
    drawn = [_tile(tile, spots[tile.area_code], classes) for tile in tiles]
    return drawing(width, height, name, title, description, *_key(classes, tiles), *drawn)


def _as_printed(tiles: Sequence[Tile]) -> list[Tile]:
    """Wards of one printed figure get one value, and so one class: as they are read, no two classes overlap."""
    lowest = {tile.label: tile.value for tile in sorted(tiles, key=lambda tile: -(tile.value or 0))}
    return [tile if tile.value is None else replace(tile, value=lowest[tile.label]) for tile in tiles]


def _spots(tiles: Sequence[Tile]) -> dict[str, tuple[int, int]]:
    stated = {tile.area_code: tile.spot for tile in tiles if tile.spot}
    if len(stated) == len(tiles):
        return stated
    ordered = sorted(tiles, key=lambda tile: tile.name)
    return {tile.area_code: (index % _ACROSS, index // _ACROSS) for index, tile in enumerate(ordered)}


def _classes(values: list[float]) -> list[float]:
    """Lower edges of up to five classes with about the same number of wards in each."""
    edges = {values[len(values) * index // len(_SHADES)] for index in range(len(_SHADES))}
    return sorted(edges)


def _class_of(value: float, edges: list[float]) -> int:
    return sum(value >= edge for edge in edges) - 1


def name_lines(name: str) -> list[str]:
    """A ward's name in as many lines as its tile has room for."""
    return textwrap.wrap(name, 15)[:3]


def _tile(tile: Tile, spot: tuple[int, int], edges: list[float]) -> Markup:
    x, y = spot[0] * (SIDE + GAP) + GAP / 2, spot[1] * (SIDE + GAP) + KEY
    fill, ink = ("#ffffff", INK) if tile.value is None else _SHADES[_class_of(tile.value, edges)]
    lines = [
        text(x + SIDE / 2, y + 52 + 15 * index, f"{part} ", font_size=12, text_anchor="middle", fill=ink)
        for index, part in enumerate(name_lines(tile.name))
    ]
    size = 20 if tile.value is not None else 12
    dashes = "4 3" if tile.value is None else None
    return tag(
        "g",
        tag("rect", x=x, y=y, width=SIDE, height=SIDE, fill=fill, stroke=INK, stroke_width=1, stroke_dasharray=dashes),
        text(
            x + SIDE / 2, y + 28, f"{tile.label} ", font_size=size, font_weight="bold", text_anchor="middle", fill=ink
        ),
        *lines,
    )


def _key(edges: list[float], tiles: Sequence[Tile]) -> list[Markup]:
    """One swatch per class: from its lowest to its highest ward, so that no two overlap."""
    drawn, x = [], GAP / 2
    for index in range(len(edges)):
        inside = sorted(
            (tile.value, tile.label)
            for tile in tiles
            if tile.value is not None and _class_of(tile.value, edges) == index
        )
        words = inside[0][1] if inside[0][1] == inside[-1][1] else f"{inside[0][1]} to {inside[-1][1]}"
        drawn.append(tag("rect", x=x, y=8, width=16, height=16, fill=_SHADES[index][0], stroke=INK, stroke_width=1))
        drawn.append(text(x + 22, 21, words, font_size=13))
        x += 38 + 7.2 * len(words)
    return drawn
