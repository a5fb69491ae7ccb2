"""Intervals against values worked out once from the printed formulas, and again by other functions of scipy."""

import numpy as np
import pytest
from scipy import optimize, stats

from ossp_pipeline.transform.statistics.intervals import (
    Strata,
    byar_interval,
    count_interval,
    proportion_interval,
    rate_interval,
    standardised_rate,
    z_of,
)

EXACT = 1e-9


def test_quantiles_are_those_of_the_printed_formulas():
    assert z_of(0.95) == pytest.approx(1.959964, abs=5e-7)
    assert z_of(0.998) == pytest.approx(3.090232, abs=5e-7)


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    [(0, 0, 3.6889), (5, 1.6235, 11.6683), (9, 4.1154, 17.0848), (10, 4.7874, 18.3915), (82, 65.2149, 101.7848)],
)
def test_counts_have_the_golden_limits(events, lower, upper):
    assert count_interval(events) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_exact_limits_are_the_chi_squared_quantiles(level):
    events = np.arange(10.0)
    tail = (1 - level) / 2
    lower, upper = count_interval(events, level)
    assert np.abs(lower[1:] - stats.chi2.ppf(tail, 2 * events[1:]) / 2).max() < EXACT
    assert np.abs(upper - stats.chi2.ppf(1 - tail, 2 * events + 2) / 2).max() < EXACT


def test_byar_starts_at_ten_events():
    exact = stats.chi2.ppf([0.025, 0.975], [18, 20]) / 2
    assert np.abs(np.array(count_interval(9)) - exact).max() < EXACT
    assert np.array(count_interval(10)) == pytest.approx(np.array(byar_interval(10)), abs=0)


def test_byar_is_the_printed_formula():
    x, z = 1234.0, stats.norm.ppf(0.975)
    lower = x * (1 - 1 / (9 * x) - z / (3 * x**0.5)) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * (x + 1) ** 0.5)) ** 3
    assert np.abs(np.array(byar_interval(x)) - [lower, upper]).max() < EXACT


@pytest.mark.parametrize(
    ("part", "whole", "lower", "upper"),
    [(0, 20, 0, 0.161125), (7, 10, 0.396778, 0.892209), (82, 10_000, 0.006612, 0.010166)],
)
def test_proportions_have_the_golden_limits(part, whole, lower, upper):
    assert proportion_interval(part, whole) == (pytest.approx(lower, abs=5e-7), pytest.approx(upper, abs=5e-7))


def test_wilson_is_where_the_score_test_just_rejects():
    """Solved numerically from the test itself, not from the closed formula."""
    part, whole, z = 7, 23, stats.norm.ppf(0.975)

    def score(p):
        return (part / whole - p) ** 2 - z**2 * p * (1 - p) / whole

    solved = [optimize.brentq(score, *ends, xtol=1e-14) for ends in ((1e-12, part / whole), (part / whole, 1 - 1e-12))]
    assert np.abs(np.array(proportion_interval(part, whole)) - solved).max() < EXACT


def test_a_rate_is_its_count_over_the_population():
    assert rate_interval(9, 2_000, 1_000) == (pytest.approx(2.0577, abs=5e-5), pytest.approx(8.5424, abs=5e-5))


@pytest.mark.parametrize("whole", [0, np.nan])
def test_nothing_to_divide_by_gives_no_interval(whole):
    assert np.isnan(np.array([rate_interval(0, whole, 1_000), proportion_interval(0, whole)])).all()


def test_a_missing_count_has_no_interval():
    assert np.isnan(np.array(count_interval(np.nan))).all()


def test_standardised_rate_is_dobsons():
    """By hand: two age groups, 6 of 1,000 and 30 of 2,000, weights 3 and 1."""
    rate, lower, upper = standardised_rate(Strata([6, 30], [1_000, 2_000], [3, 1]), 1_000)
    assert rate == pytest.approx((3 * 6 + 15) / 4, abs=EXACT)
    variance = (6 * (3 / 1_000) ** 2 + 30 * (1 / 2_000) ** 2) / 4**2
    step = 1_000 * (variance / 36) ** 0.5
    byar = byar_interval(36)
    assert lower == pytest.approx(8.25 + step * (byar[0] - 36), abs=EXACT)
    assert upper == pytest.approx(8.25 + step * (byar[1] - 36), abs=EXACT)


def test_one_age_group_gives_the_plain_rate():
    rate, lower, upper = standardised_rate(Strata([40], [8_000], [5]), 1_000)
    assert rate == pytest.approx(5, abs=EXACT)
    assert (lower, upper) == tuple(pytest.approx(limit, abs=EXACT) for limit in rate_interval(40, 8_000, 1_000))


def test_events_of_the_same_people_widen_the_limits():
    """Twenty events of ten people, two each: the variance is 10 x 2², twice that of twenty single events."""
    single = standardised_rate(Strata([20], [1_000], [1]), 1_000)
    double = standardised_rate(Strata([20], [1_000], [1], squared_events=[40]), 1_000)
    assert double[0] == single[0]
    assert (double[2] - double[0]) / (single[2] - single[0]) == pytest.approx(2**0.5, abs=EXACT)


def test_below_ten_events_nothing_is_standardised():
    assert np.isnan(np.array(standardised_rate(Strata([4, 5], [10, 10], [1, 1]), 1_000))).all()
    assert not np.isnan(np.array(standardised_rate(Strata([5, 5], [10, 10], [1, 1]), 1_000))).any()
