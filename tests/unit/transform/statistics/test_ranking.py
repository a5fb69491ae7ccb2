"""Weighted orders: sums by hand, and what moving weights can and cannot do."""

import numpy as np
import pytest

from ossp_pipeline.transform.statistics.ranking import move_weights, ranks, weighted_totals


def test_totals_by_hand_and_a_missing_score_takes_its_weight_along():
    scores = [[1.0, 0.5], [0.2, np.nan], [np.nan, np.nan]]
    np.testing.assert_allclose(weighted_totals(scores, [3, 1]), [0.875, 0.2, np.nan])


def test_equal_totals_share_the_better_rank():
    np.testing.assert_array_equal(ranks([5, 7, 5, np.nan, 1]), [2, 1, 2, np.nan, 4])


def test_what_is_better_in_everything_stays_first_and_what_trades_does_not():
    scores = [[1.0, 1.0], [0.9, 0.1], [0.1, 0.9], [0.0, 0.0]]
    moved = move_weights(scores, [1, 1], seed=1)
    np.testing.assert_array_equal(moved.best, [1, 2, 2, 4])
    np.testing.assert_array_equal(moved.worst, [1, 3, 3, 4])
    assert moved.top_three == pytest.approx([1, 1, 1, 0])
