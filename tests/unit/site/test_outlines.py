"""Outlines: laid flat, thinned out together, and written short."""

import random
import re
from collections import Counter
from itertools import pairwise

import pytest

from ossp_pipeline.site.drawings.outlines import borders, edges_of, laid_flat, path, thinned


def around(*points):
    return "MULTIPOLYGON (((" + ", ".join(f"{x:.6f} {y:.6f}" for x, y in [*points, points[0]]) + ")))"


def crooked(count=6, seed=3):
    """Cells of a grid whose sides have a point in the middle, each corner and middle moved a little."""
    draws = random.Random(seed)
    moved = {}

    def at(x, y):
        return moved.setdefault((x, y), (x * 10 + draws.randint(-3, 3), y * 10 + draws.randint(-3, 3)))

    walk = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
    return {
        f"{column}/{row}": [[at(2 * column + x, 2 * row + y) for x, y in walk]]
        for column in range(count)
        for row in range(count)
    }


def area_of(ring):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges_of(ring))) / 2


def outer_sides(shapes):
    sides = [tuple(sorted(edge)) for rings in shapes.values() for ring in rings for edge in edges_of(ring)]
    return {side for side in sides if sides.count(side) == 1}, max(map(sides.count, sides))


def test_east_and_north_keep_their_proportion_and_north_is_up():
    shapes = laid_flat({"a": around((-2.0, 53.0), (-1.9, 53.0), (-1.9, 53.1), (-2.0, 53.1))}, 600)
    assert shapes["a"] == [[(0, 998), (600, 998), (600, 0), (0, 0), (0, 998)]]
    # At 53.05 degrees north a degree of longitude is 0.601 of one of latitude, and 600 of 998 is as much.


def test_what_two_areas_share_stays_shared_however_much_is_dropped():
    shapes = crooked()
    before = {point for rings in shapes.values() for ring in rings for point in ring}
    for most in (100, 60, 1):
        outlines = thinned(shapes, most)
        kept = {point for rings in outlines.values() for ring in rings for point in ring}
        assert kept < before and len(kept) < len(before)
        assert set(outlines) == set(shapes) and all(len(ring) >= 3 for rings in outlines.values() for ring in rings)
        outer, most_often = outer_sides(outlines)
        assert most_often == 2, "no side is on more than two areas"
        assert len(outer) == len({point for side in outer for point in side}), "the outer line is closed"
        whole = sum(area_of(ring) for rings in outlines.values() for ring in rings)
        assert whole == pytest.approx(sum(area_of(ring) for rings in shapes.values() for ring in rings), rel=0.1)


def test_a_corner_where_three_areas_meet_and_the_last_triangle_stay():
    shapes = {"a": [[(0, 0), (5, 1), (10, 0), (10, 10), (0, 10)]], "b": [[(10, 0), (20, 0), (20, 10), (10, 10)]]}
    outlines = thinned(shapes, 1)
    assert {(10, 0), (10, 10)} <= set(outlines["a"][0]) & set(outlines["b"][0])
    assert len(outlines["a"][0]) == len(outlines["b"][0]) == 3


def test_points_that_repeat_are_dropped_and_little_outlines_keep_their_points():
    outlines = thinned({"a": [[(0, 0), (0, 0), (9, 0), (9, 9), (9, 9), (0, 0)]]})
    assert outlines == {"a": [[(9, 0), (9, 9), (0, 0)]]}


def test_borders_are_each_side_once_in_lines_that_lead_on():
    shapes = crooked(3)
    for groups in ({code: code for code in shapes}, {code: code[0] for code in shapes}):
        lines = borders(shapes, groups)
        drawn = [tuple(sorted(side)) for line in lines for side in pairwise(line)]
        wanted = {
            tuple(sorted(edge))
            for code, (ring,) in shapes.items()
            for edge in edges_of(ring)
            if not any(
                edge in edges_of(other[0]) or edge[::-1] in edges_of(other[0])
                for name, other in shapes.items()
                if name != code and groups[name] == groups[code]
            )
        }
        assert sorted(drawn) == sorted(wanted)
        meeting = Counter(point for side in drawn for point in side)
        ends = [(line[0], line[-1]) for line in lines]
        assert all(start == end or meeting[start] % 2 == meeting[end] % 2 == 1 for start, end in ends)


def test_a_path_can_be_read_back():
    ring = [(3, 4), (10, 2), (-1, 0), (-1, 7)]
    assert path([ring]) == "M3 4l7-2-11-2 0 7z" and path([ring, ring], is_closed=False).count("z") == 0
    x, y, *steps = map(int, re.findall(r"-?\d+", path([ring])))
    back = [(x, y)]
    for right, down in zip(steps[::2], steps[1::2], strict=True):
        back.append((back[-1][0] + right, back[-1][1] + down))
    assert back == ring
