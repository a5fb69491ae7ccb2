"""A map of small areas: what each is, by a pattern as well as by colour, with the wards' borders and numbers.

Hot and cold fill an area; one without a figure is hatched under the word that says why; the busiest tenth have a thick
outline, so that both can be seen of one. Sides that two areas share are written once, which halves the page's weight.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ossp_pipeline.site.drawings.outlines import Ring, borders, laid_flat, middle, path, thinned
from ossp_pipeline.site.drawings.svg import GREY, INK, ORANGE, TEAL, drawing, tag, text

# On more areas than this a page would be too heavy, and each too small to see.
MOST_AREAS = 400
HOT, COLD, NEITHER = "hot", "cold", "not beyond chance"
_WIDTH, _EDGE, _LINE = 640, 8, 28
BUSIEST = "among the busiest tenth"
WORDS = {HOT: "hot beyond chance", COLD: "cold beyond chance", NEITHER: "neither"}
_HATCHED = "hatched"
# Ground and marks of each pattern, in a square of eight units.
_LOOKS = {
    HOT: (ORANGE, tag("path", d="M-2 2l4-4M0 8l8-8M6 10l4-4", stroke=INK, stroke_width=1.5)),
    COLD: (TEAL, tag("circle", cx=4, cy=4, r=1.5, fill="#ffffff")),
    _HATCHED: ("#ffffff", tag("path", d="M0 0l8 8M0 8l8-8", stroke=GREY, stroke_width=1)),
}


@dataclass(frozen=True)
class SmallArea:
    """An area on the map: its outline as well-known text, and the group whose border it lies in, such as its ward.

    `kind` is hot, cold, not beyond chance, or the status of an area without a figure.
    """

    area_code: str
    outline: str
    group: str
    kind: str
    is_busy: bool


def area_map(name: str, title: str, note: str, areas: Sequence[SmallArea], numbers: Mapping[str, int]) -> Markup:
    """The map. `numbers`: what is written in the middle of each group."""
    shapes = thinned(laid_flat({area.area_code: area.outline for area in areas}, _WIDTH - 2 * _EDGE))
    key, top = _key(name, areas)
    height = max(y for rings in shapes.values() for ring in rings for _, y in ring)
    alone, grouped = ({a.area_code: a.area_code for a in areas}, {a.area_code: a.group for a in areas})
    inside = [
        *(
            _filled(name, kind, [ring for area in areas if area.kind == kind for ring in shapes[area.area_code]])
            for kind in kinds_of(areas)
            if kind != NEITHER
        ),
        tag("path", d=path(borders(shapes, alone), is_closed=False), fill="none", stroke=GREY, stroke_width=0.7),
        tag("path", d=path(borders(shapes, grouped), is_closed=False), fill="none", stroke=INK, stroke_width=1.5),
        tag(
            "path",
            d=path([ring for area in areas if area.is_busy for ring in shapes[area.area_code]]),
            fill="none",
            stroke=INK,
            stroke_width=4,
            stroke_linejoin="round",
        ),
        _numbers(areas, shapes, numbers),
    ]
    moved = tag("g", *inside, transform=f"translate({_EDGE} {top})")
    return drawing(_WIDTH, top + height + _EDGE, name, title, note, _patterns(name, areas), *key, moved)


def kinds_of(areas: Sequence[SmallArea]) -> list[str]:
    """The kinds there are, in the order of the key."""
    there = {area.kind for area in areas}
    return [kind for kind in WORDS if kind in there] + sorted(there - WORDS.keys())


def _patterns(name: str, areas: Sequence[SmallArea]) -> Markup:
    looks = {_look(kind) for kind in kinds_of(areas)}
    drawn = [
        tag(
            "pattern",
            tag("rect", width=8, height=8, fill=ground),
            marks,
            id=f"{name}-{look}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for look, (ground, marks) in _LOOKS.items()
        if look in looks
    ]
    return tag("defs", *drawn, "")


def _look(kind: str) -> str:
    return kind if kind in WORDS else _HATCHED


def _fill(name: str, kind: str) -> str:
    return "#ffffff" if kind == NEITHER else f"url(#{name}-{_look(kind)})"


def _filled(name: str, kind: str, rings: Sequence[Ring]) -> Markup:
    """All areas of one kind in one path. Holes stay empty."""
    return tag("path", d=path(rings), fill=_fill(name, kind), fill_rule="evenodd")


def _numbers(areas: Sequence[SmallArea], shapes: Mapping[str, list[Ring]], numbers: Mapping[str, int]) -> Markup:
    grouped: dict[str, list[Ring]] = defaultdict(list)
    for area in areas:
        grouped[area.group] += shapes[area.area_code]
    places = {group: middle(rings) for group, rings in grouped.items() if group in numbers and rings}
    words = [tag("text", f"{numbers[group]} ", x=round(x), y=round(y) + 5) for group, (x, y) in places.items()]
    return tag(
        "g",
        *words,
        "",
        font_weight="bold",
        text_anchor="middle",
        fill=INK,
        stroke="#ffffff",
        stroke_width=4,
        stroke_linejoin="round",
        paint_order="stroke",
    )


def _key(name: str, areas: Sequence[SmallArea]) -> tuple[list[Markup], int]:
    """A swatch and words for each look on the map, in lines as wide as it; and where the map begins below them."""
    wanted = [(WORDS.get(kind, kind), _fill(name, kind), 1.0) for kind in kinds_of(areas)]
    wanted += [(BUSIEST, "#ffffff", 4.0)] if any(area.is_busy for area in areas) else []
    drawn, x, y = [], _EDGE, _EDGE
    for words, fill, stroke in wanted:
        room = 44 + 8 * len(words)
        if x + room > _WIDTH:
            x, y = _EDGE, y + _LINE
        drawn.append(tag("rect", x=x + 2, y=y + 2, width=22, height=14, fill=fill, stroke=INK, stroke_width=stroke))
        drawn.append(text(x + 32, y + 14, f"{words} "))
        x += room
    return drawn, y + _LINE + _EDGE
