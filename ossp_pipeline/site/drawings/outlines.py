"""Outlines of areas as they are drawn: read, laid flat, thinned out together, and written as paths.

Areas that touch share their vertices, and a vertex is dropped for all of them or for none: no gap opens between
neighbours and none is drawn over another. The same outlines always give the same drawing.
"""

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

Point = tuple[int, int]
Ring = list[Point]
# More vertices than this cost more bytes than they show; a triangle smaller than this, in square units, shows nothing.
MOST, LEAST = 500, 2.0
_RING = re.compile(r"\(([^()]+)\)")


def laid_flat(outlines: Mapping[str, str], width: int) -> dict[str, list[Ring]]:
    """Rings of each area in whole units, north at the top, from longitude and latitude as well-known text.

    East and north keep their proportion in the middle of the map, which is all that a map of a borough needs.
    """
    degrees = {code: [_points(ring) for ring in _RING.findall(text)] for code, text in outlines.items()}
    every = [point for rings in degrees.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = width / ((east - west) * shrink)
    return {
        code: [[(round((x - west) * shrink * scale), round((north - y) * scale)) for x, y in ring] for ring in rings]
        for code, rings in degrees.items()
    }


def thinned(shapes: Mapping[str, list[Ring]], most: int = MOST) -> dict[str, list[Ring]]:
    """The shapes with at most so many vertices, as far as that can be: the least first (Visvalingam and Whyatt 1993).

    What is dropped is the vertex whose triangle with the two beside it is smallest. One where three areas meet stays,
    and so does one without which an area would close up.
    """
    closed = {code: [_closed(ring) for ring in rings] for code, rings in shapes.items()}
    beside: dict[Point, set[Point]] = defaultdict(set)
    for rings in closed.values():
        for ring in rings:
            for start, end in edges_of(ring):
                beside[start].add(end)
                beside[end].add(start)
    _drop_least(beside, most)
    kept = {code: [[point for point in ring if point in beside] for ring in rings] for code, rings in closed.items()}
    return {code: [ring for ring in rings if len(ring) > 2] for code, rings in kept.items()}


def edges_of(ring: Ring) -> list[tuple[Point, Point]]:
    """The sides of a ring, from the last point back to the first."""
    return list(zip(ring, [*ring[1:], *ring[:1]], strict=True))


def path(lines: Sequence[Ring], is_closed: bool = True) -> str:
    """What an SVG path draws: every line from its start by steps, as short as it can be written."""
    end = "z" if is_closed else ""
    return "".join(f"M{line[0][0]} {line[0][1]}l{_steps(line)}{end}" for line in lines)


def borders(shapes: Mapping[str, list[Ring]], groups: Mapping[str, str]) -> list[Ring]:
    """Lines along the sides that only one group of areas has, such as a ward; each side once, in few long lines."""
    sharing: dict[tuple[Point, ...], set[str]] = defaultdict(set)
    count: Counter[tuple[Point, ...]] = Counter()
    for code, rings in shapes.items():
        for side in (tuple(sorted(edge)) for ring in rings for edge in edges_of(ring)):
            sharing[side].add(groups[code])
            count[side] += 1
    wanted = [side for side, names in sharing.items() if len(names) > 1 or count[side] == 1]
    beside: dict[Point, list[Point]] = defaultdict(list)
    for start, end in sorted(wanted):
        beside[start].append(end)
        beside[end].append(start)
    lines = []
    # A line that begins where an odd number of sides meet ends at another such point; what is left are rings.
    for is_odd in (True, False):
        for point in sorted(beside):
            while beside[point] and (not is_odd or len(beside[point]) % 2):
                lines.append(_walked(point, beside))
    return lines


def _walked(point: Point, beside: Mapping[Point, list[Point]]) -> Ring:
    """A line from a point along sides nobody has walked, as far as it leads."""
    line = [point]
    while beside[line[-1]]:
        after = beside[line[-1]].pop()
        beside[after].remove(line[-1])
        line.append(after)
    return line


def middle(rings: Sequence[Ring]) -> tuple[float, float]:
    """The middle of the box round some rings."""
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _points(text: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split() for pair in text.split(","))]


def _closed(ring: Ring) -> Ring:
    """Without the points that repeat the one before them, the last among them."""
    return [point for place, point in enumerate(ring) if point != ring[place - 1]]


def _drop_least(beside: dict[Point, set[Point]], most: int) -> None:
    waiting = [(_size(point, beside), point) for point in beside if len(beside[point]) == 2]
    heapq.heapify(waiting)
    while waiting:
        size, point = heapq.heappop(waiting)
        if size >= LEAST and len(beside) <= most:
            return
        if len(beside.get(point, ())) != 2 or _size(point, beside) != size:
            continue
        first, second = beside[point]
        if second in beside[first]:
            continue
        del beside[point]
        for one, other in ((first, second), (second, first)):
            beside[one] = (beside[one] - {point}) | {other}
            if len(beside[one]) == 2:
                heapq.heappush(waiting, (_size(one, beside), one))


def _size(point: Point, beside: Mapping[Point, set[Point]]) -> float:
    """Of the triangle with the two points beside it."""
    (x1, y1), (x2, y2) = beside[point]
    x, y = point
    return abs((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y)) / 2


def _steps(line: Ring) -> str:
    steps = [(x - before[0], y - before[1]) for before, (x, y) in pairwise(line)]
    return " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
