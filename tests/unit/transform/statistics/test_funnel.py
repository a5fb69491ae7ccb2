"""Funnel limits and quantiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ossp_pipeline.transform.statistics.funnel import proportion_funnel, quantiles, rate_funnel
from ossp_pipeline.transform.statistics.intervals import proportion_interval, rate_interval


def test_proportion_funnel_is_the_closed_form_of_the_package():
    """The package prints the limits as the roots of a quadratic in the count: worked out here in its own steps."""
    p, n, q = 0.1, 200.0, stats.norm.ppf(0.975) ** 2
    first = p * (n / q + 1)
    root = np.sqrt((8 * p * (n / q + 1)) ** 2 - 64 * (1 / q + 1 / n) * p * (n * (p * (n / q + 2) - 1) + q * (p - 1)))
    package = [(first + side * root / 8) / (1 / q + 1 / n) / n for side in (-1, 1)]
    assert np.abs(np.array(proportion_funnel(p, n, 0.95)) - package).max() < 1e-9


@given(st.floats(0.05, 0.95), st.integers(50, 5_000), st.sampled_from([0.95, 0.998]))
def test_an_area_on_the_funnel_has_the_average_as_the_limit_of_its_own_interval(average, whole, level):
    low, high = proportion_funnel(average, whole, level)
    if low > 0:
        assert proportion_interval(low * whole, whole, level)[1] == pytest.approx(average, abs=1e-9)
    if high < 1:
        assert proportion_interval(high * whole, whole, level)[0] == pytest.approx(average, abs=1e-9)


def test_rate_funnel_is_the_interval_of_the_number_expected():
    assert rate_funnel(4, 5_000, 1_000, 0.95) == rate_interval(20, 5_000, 1_000)


def test_quantiles_are_those_of_the_printed_formula():
    assert quantiles([5, 1, 4, 2, 3, 9, 8, 7, 6, 10], 5).tolist() == [3, 1, 2, 1, 2, 5, 4, 4, 3, 5]
    assert quantiles([1, 2, 3, 4, 5, 6, 7], 3).tolist() == [1, 1, 1, 2, 2, 3, 3]


def test_descending_quantiles_start_at_the_highest():
    assert quantiles([1, 2, 3, 4], 2, ascending=False).tolist() == [2, 2, 1, 1]


def test_fewer_values_than_groups_have_no_quantiles():
    assert np.isnan(quantiles([1, 2, np.nan, 3, 4], 5)).all()
    quartiles = quantiles([1, 2, np.nan, 3, 4], 4)
    assert np.isnan(quartiles[2])
    assert quartiles[[0, 1, 3, 4]].tolist() == [1, 2, 3, 4]
