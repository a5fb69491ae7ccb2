"""Benchmarks and recent trends."""

import numpy as np
import pytest

from ossp_pipeline.transform.statistics.comparison import SIGNIFICANT, compare, recent_trend

RISING = np.array([100.0, 104, 109, 113, 118])


def trend(values, spread=5.0):
    values = np.asarray(values, dtype=float)
    return tuple(float(item) for item in recent_trend(values, values - spread, values + spread))


@pytest.mark.parametrize(
    ("lower", "upper", "mark"), [(1, 4.9, -1), (1, 5, 0), (5, 9, 0), (5.1, 9, 1), (np.nan, 9, None), (1, np.nan, None)]
)
def test_the_interval_is_held_against_the_value_of_the_benchmark(lower, upper, mark):
    result = compare(lower, upper, 5)
    assert np.isnan(result) if mark is None else result == mark


def test_without_a_benchmark_there_is_no_mark():
    assert np.isnan(compare(1, 2, np.nan))


def test_a_rising_series_has_the_golden_slope_and_mark():
    slope, chi_squared, mark = trend(RISING)
    assert slope == pytest.approx(4.5, abs=1e-9)
    assert chi_squared == pytest.approx(31.117, abs=5e-4)
    assert mark == 1


def test_the_slope_is_that_of_a_weighted_fit_done_by_numpy():
    values, spread = np.array([3.0, 9, 4, 12, 10]), np.array([1.0, 2, 3, 1, 2])
    (slope, _), covariance = np.polyfit(np.arange(1, 6), values, 1, w=3.92 / (2 * spread), cov="unscaled")
    result = recent_trend(values, values - spread, values + spread)
    assert result[0] == pytest.approx(slope, abs=1e-9)
    assert result[1] == pytest.approx(slope**2 / covariance[0, 0], abs=1e-9)


def test_a_series_that_falls_back_has_no_trend():
    slope, chi_squared, mark = trend([100, 104, 109, 113, 100])
    assert chi_squared == pytest.approx(1.245, abs=5e-4)
    assert (slope > 0, mark) == (True, 0)


def test_one_year_alone_makes_no_trend():
    """Significant as a whole; without the last year the slope has the other sign."""
    slope, chi_squared, mark = trend([10, 9.9, 9.8, 9.7, 40])
    assert chi_squared > SIGNIFICANT
    assert (slope > 0, mark) == (True, 0)


def test_falling_is_marked_as_falling():
    assert trend(RISING[::-1])[2] == -1


@pytest.mark.parametrize("values", [RISING[:4], [100, 104, np.nan, 113, 118]])
def test_fewer_than_five_years_cannot_be_calculated(values):
    assert np.isnan(trend(values)).all()


def test_only_the_last_five_years_count():
    assert trend([900, *RISING]) == trend(RISING)


def test_many_series_at_once_give_what_each_gives():
    series = np.stack([RISING, RISING[::-1], np.full(5, 7.0)])
    slopes, _, marks = recent_trend(series, series - 5, series + 5)
    assert list(zip(slopes, marks, strict=True)) == [trend(one)[::2] for one in series]
