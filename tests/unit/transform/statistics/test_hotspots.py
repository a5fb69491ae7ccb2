"""Getis-Ord Gi*: a value worked out by hand, the formula written anew, and what chance alone finds."""

import math

import numpy as np
import pytest

from ossp_pipeline.transform.statistics.change import false_discovery
from ossp_pipeline.transform.statistics.hotspots import (
    gi_star,
    two_sided,
    weights_of_groups,
    weights_of_nearest,
    weights_of_shared,
)

# Twelve places of four groups, and the same places on a plane.
COUNTS = [41, 7, 12, 3, 0, 5, 9, 2, 28, 1, 0, 4]
GROUPS = [1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4]
PLANE = [[(7 * i) % 13 + 0.1 * i, (5 * i) % 11 + 0.07 * i * i / 12] for i in range(12)]


def gi_star_of_one(counts, weights, place):
    """The formula of Ord and Getis 1995 term by term."""
    n = len(counts)
    mean = sum(counts) / n
    spread = math.sqrt(sum(count**2 for count in counts) / n - mean**2)
    w = weights[place]
    above = sum(w[other] * counts[other] for other in range(n)) - mean * sum(w)
    return above / (spread * math.sqrt((n * sum(w**2) - sum(w) ** 2) / (n - 1)))


def test_by_hand():
    # Counts 4, 0, 0, 0: mean 1, S = sqrt(3). First place with one neighbour: (4 - 2) / (sqrt(3) sqrt((4x2 - 4)/3)) = 1.
    weights = weights_of_groups([1, 1, 2, 2])
    np.testing.assert_allclose(gi_star([4, 0, 0, 0], weights), [1, 1, -1, -1])


def test_golden_value_of_pysal():
    """Of six points and the neighbours within 15: the value esda's own tests hold (esda/tests/test_getisord.py), to its
    eighth decimal, and those of the other five places as G_Local of esda 2.9.0 gives them."""
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    z = gi_star([2, 3, 3.2, 5, 8, 7], (apart <= 15).astype(float))
    assert z[0] == pytest.approx(-1.39727626, abs=5e-9)
    others = [-0.289177616, 0.650649635, -0.289177616, 1.234520884, 2.024243309]
    np.testing.assert_allclose(z[1:], others, atol=1e-9)


def test_agrees_with_pysal_on_groups_and_on_nearest_places():
    """Once by esda 2.9.0 over libpysal 4.14.1: G_Local(transform="B", star=True) with block_weights, then KNN(k=3)."""
    by_group = [1.6920046260, -0.9875680724, 0.6962674847, -1.2161283249]
    np.testing.assert_allclose(gi_star(COUNTS, weights_of_groups(GROUPS)), np.repeat(by_group, [3, 4, 2, 3]), atol=1e-9)
    by_nearest = [
        1.8779983017,
        -1.0847059156,
        0.5666374186,
        -0.9875680724,
        0.5666374186,
        -1.2789816020,
        -0.0161896405,
        -1.2304126804,
        -0.0161896405,
        -1.2304126804,
        0.3237928106,
        -1.2304126804,
    ]
    np.testing.assert_allclose(gi_star(COUNTS, weights_of_nearest(PLANE, 3)), by_nearest, atol=1e-9)


def test_agrees_with_the_formula_term_by_term():
    draws = np.random.default_rng(4)
    counts, weights = draws.poisson(9, 40), weights_of_nearest(draws.uniform(0, 10, (40, 2)), 6)
    expected = [gi_star_of_one(counts, weights, place) for place in range(40)]
    np.testing.assert_allclose(gi_star(counts, weights), expected)


def test_places_that_do_not_differ_have_no_score():
    assert np.isnan(gi_star([2, 2, 2], np.eye(3))).all()
    assert np.isnan(gi_star([1, 2, 3], np.ones((3, 3)))).all()


def test_a_place_without_a_group_is_its_own_neighbour_alone():
    np.testing.assert_array_equal(weights_of_groups([1, np.nan, 1, np.nan]).sum(axis=1), [2, 1, 2, 1])


def test_nearest_by_hand():
    weights = weights_of_nearest([[0, 0], [1, 0], [5, 0], [5.5, 0]], 1)
    np.testing.assert_array_equal(weights, [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]])


def test_outlines_that_share_a_corner_are_neighbours_and_an_island_is_alone():
    weights = weights_of_shared([["0 0", "0 1", "1 1"], ["1 1", "2 1", "1 1"], ["2 1", "3 3"], ["9 9"]])
    np.testing.assert_array_equal(weights, [[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]])


def test_a_planted_hotspot_is_found_and_chance_finds_next_to_none():
    draws = np.random.default_rng(8)
    weights = weights_of_nearest(draws.uniform(0, 10, (190, 2)), 6)
    plain = draws.poisson(40, (200, 190))
    false = [(false_discovery(two_sided(gi_star(counts, weights))) <= 0.05).any() for counts in plain]
    assert np.mean(false) < 0.1
    hot = plain[0] + 60 * weights[17].astype(int)
    assert false_discovery(two_sided(gi_star(hot, weights)))[17] < 0.001


def test_two_sided_is_five_percent_at_1_96():
    assert two_sided(-1.959964) == pytest.approx(0.05, abs=1e-6)
