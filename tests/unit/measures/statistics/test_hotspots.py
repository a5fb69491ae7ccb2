"""Getis-Ord Gi*: a value worked out by hand, the formula written anew, and what chance alone finds."""

import math

import numpy as np
import pytest

from ossp_pipeline.measures.statistics.change import false_discovery
from ossp_pipeline.measures.statistics.hotspots import (
    gi_star,
    two_sided,
    weights_of_groups,
    weights_of_nearest,
    weights_of_shared,
)


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
