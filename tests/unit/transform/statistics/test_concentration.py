"""Concentration on places: the golden values of its authors, worked examples, and independent sums."""

import numpy as np
import pytest

from ossp_pipeline.transform.statistics.concentration import (
    generalised_gini,
    gini,
    gini_interval,
    places_holding,
    repeat_share,
    top_share,
)

GOLDEN = [5, 2, 1, 0, 0, 0, 0, 0, 0, 0]


def pairwise_gini(counts):
    """Gini from its definition: mean absolute difference over twice the mean."""
    x = np.asarray(counts, dtype=float)
    return np.abs(x[:, None] - x[None, :]).mean() / (2 * x.mean())


@pytest.mark.parametrize(
    ("counts", "plain", "generalised"),
    [
        (GOLDEN, 0.80, 0.75),
        ([10, 8, 2, *[0] * 7], 0.78, 0.78),
        ([10, *[0] * 9], 0.90, 0.90),
        ([10, *[0] * 99], 0.99, 0.90),
    ],
)
def test_golden_values_of_the_authors(counts, plain, generalised):
    """The examples in the manual of lorenzgini, the R package of Bernasco and Steenbeek, not corrected for bias.

    The last generalised one is by their formula: 100 / 10 x (0.99 - 1) + 1.
    """
    assert gini(counts) == pytest.approx(plain)
    assert generalised_gini(counts) == pytest.approx(generalised)


def test_agrees_with_pysal():
    """Once by inequality 1.1.2 of PySAL: Gini(counts).g."""
    assert gini([41, 7, 12, 3, 0, 5, 9, 2, 28, 1, 0, 4]) == pytest.approx(0.6160714285714286)
    assert gini([22, 18, 17, 12, 11, 8, 6, 3, 2, 1]) == pytest.approx(0.392)


def test_gini_agrees_with_its_definition():
    for seed in range(5):
        counts = np.random.default_rng(seed).negative_binomial(1, 0.2, 60)
        assert gini(counts) == pytest.approx(pairwise_gini(counts))


def test_both_ginis_are_the_same_from_as_many_incidents_as_places_on():
    assert generalised_gini([3, 4, 0, 5]) == gini([3, 4, 0, 5])
    assert generalised_gini([1, 1, 0, 0]) == pytest.approx(0)


def test_nothing_happened_has_no_gini():
    assert np.isnan(gini([0, 0])) and np.isnan(generalised_gini([0, 0])) and np.isnan(top_share([0, 0], 0.5))
    assert np.isnan(gini_interval([0, 0, 0], seed=1)).all()


def test_interval_holds_the_estimate_and_is_the_same_each_time():
    counts = np.random.default_rng(1).negative_binomial(1, 0.1, 200)
    lower, upper = gini_interval(counts, seed=5)
    assert lower < generalised_gini(counts) < upper
    assert (lower, upper) == gini_interval(counts, seed=5) != gini_interval(counts, seed=6)


def test_interval_agrees_with_the_bca_of_scipy():
    """Of counts so skewed that the plain percentiles lie 0.035 lower."""
    from scipy.stats import bootstrap

    counts = np.floor(np.random.default_rng(5).lognormal(1.5, 1.3, 80))
    theirs = bootstrap((counts,), generalised_gini, axis=-1, n_resamples=9999, method="BCa", rng=1).confidence_interval
    ours = np.mean([gini_interval(counts, seed=number) for number in range(10)], axis=0)
    np.testing.assert_allclose(ours, (theirs.low, theirs.high), atol=0.012)


def test_interval_covers_the_truth_about_as_often_as_it_says():
    draws = np.random.default_rng(11)
    truth = generalised_gini(draws.negative_binomial(2, 0.05, 400_000))
    hits = [
        low <= truth <= high
        for low, high in (gini_interval(draws.negative_binomial(2, 0.05, 150), seed=number) for number in range(150))
    ]
    assert 0.88 <= np.mean(hits) <= 0.99


def test_shares_by_hand():
    assert top_share(GOLDEN, 0.1) == pytest.approx(5 / 8)
    assert top_share(GOLDEN, 0.11) == pytest.approx(7 / 8)
    assert places_holding(GOLDEN, 0.5) == pytest.approx(0.1)
    assert places_holding(GOLDEN, 0.75) == pytest.approx(0.2)
    assert repeat_share(GOLDEN) == pytest.approx(5 / 8)
