"""Change between two counts: golden values, an independent computation, and the false alarms it raises."""

import numpy as np
import pytest
from scipy import stats

from ossp_pipeline.transform.statistics.change import dispersion, false_discovery, rate_change


@pytest.mark.parametrize(
    ("before", "after", "share"), [(10, 25, 0.5), (25, 10, 0.5), (0, 6, 0.5), (7, 0, 0.5), (30, 40, 0.4)]
)
def test_p_value_and_limits_are_those_of_the_exact_binomial_test(before, after, share):
    exposures = (1 - share, share)
    result = rate_change(before, after, exposures)
    total = before + after
    tails = (stats.binom.cdf(after, total, share), stats.binom.sf(after - 1, total, share))
    assert result.p_value == pytest.approx(min(1, 2 * min(tails)))
    low, high = stats.binomtest(after, total, share).proportion_ci(method="exact")
    odds = exposures[0] / exposures[1]
    assert result.lower == pytest.approx(low / (1 - low) * odds)
    assert result.upper == (pytest.approx(high / (1 - high) * odds) if before else np.inf)


def test_nothing_in_either_time_and_a_missing_count_say_nothing():
    result = rate_change([0, np.nan, 5], [0, 5, np.nan])
    assert np.isnan(result.p_value).all() and np.isnan(result.ratio).all()


def test_a_burst_counts_for_less():
    plain, bursts = rate_change(100, 140), rate_change(100, 140, dispersion=4.0)
    assert plain.p_value < 0.05 < bursts.p_value
    assert bursts.ratio == plain.ratio and bursts.lower < plain.lower


def test_dispersion_is_one_for_months_that_move_together_and_by_hand_otherwise():
    season = np.array([10.0, 20, 30, 40])
    assert dispersion(season, 2 * season) == 1
    # Years 20 and 20, months 20 and 20: each cell expects 10. Cells 18, 2, 2, 18: chi-squared 4 x 6.4 = 25.6, one
    # degree of freedom.
    assert dispersion([18, 2], [2, 18]) == pytest.approx(25.6)
    assert dispersion([np.nan, 2], [2, 18]) == 1


def test_false_discovery_by_hand():
    # Sorted 0.01 0.02 0.03 0.50 of four: 0.04, 0.04, 0.04, 0.50; the missing one is not counted.
    result = false_discovery([0.03, np.nan, 0.01, 0.5, 0.02])
    np.testing.assert_allclose(result, [0.04, np.nan, 0.04, 0.5, 0.04])


def test_false_discovery_agrees_with_scipy():
    p = np.random.default_rng(3).uniform(0, 1, 200) ** 3
    np.testing.assert_allclose(false_discovery(p), stats.false_discovery_control(p))


def test_where_nothing_changed_few_are_called_a_change():
    counts = np.random.default_rng(7).poisson(50, (2, 4000))
    assert (rate_change(counts[0], counts[1]).p_value < 0.05).mean() < 0.05
