"""The score of a new month, held to examples worked out by hand (docs/measures.md)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.transform.statistics.completeness import History, blank_score, expect_month

JANUARY, JUNE = 0, 5


def year_of(count, days=30.0):
    return History(np.full(12, float(count)), np.full(12, days), np.arange(12.0, 0, -1))


@pytest.mark.parametrize(("count", "z", "p"), [(70, -2.920, 0.00899), (65, -3.464, 0.00385), (50, -5.234, 0.00032)])
def test_twelve_even_months_give_the_chance_of_a_short_one(count, z, p):
    expected = expect_month(year_of(100), 30, JANUARY)
    assert expected.centre == pytest.approx(20.183, abs=5e-4)
    assert expected.scale == pytest.approx(1.1243, abs=5e-5)
    assert expected.freedom == pytest.approx(8.545, abs=5e-4)
    score = expected.score(count)
    assert (score.z, score.p) == (pytest.approx(z, abs=1e-3), pytest.approx(p, abs=1e-5))


@pytest.mark.parametrize(("count", "ratio", "z"), [(240, 0.8, -2.00), (210, 0.7, -3.10), (140, 0.467, -6.01)])
def test_three_months_give_the_daily_rate(count, ratio, z):
    past = History(np.array([310.0, 280, 310]), np.array([31.0, 28, 31]), np.array([3.0, 2, 1]))
    score = expect_month(past, 30, JUNE).score(count)
    assert score.expectation.expected == pytest.approx(300)
    assert (score.ratio, score.z) == (pytest.approx(ratio, abs=1e-3), pytest.approx(z, abs=5e-3))


def test_fewer_than_three_months_say_nothing():
    assert expect_month(History(np.array([10.0, 12]), np.array([31.0, 30]), np.array([2.0, 1])), 31, JUNE) is None


def test_months_without_a_count_and_older_than_three_years_are_no_history():
    old = History(np.array([1.0, np.nan, 310, 280, 310]), np.full(5, 30.0), np.array([37.0, 4, 3, 2, 1]))
    assert expect_month(old, 30, JUNE).months == 3


def test_a_season_is_expected_and_not_a_fall():
    """A series that halves every January is not short in January."""
    ages = np.arange(36.0, 0, -1)
    months = (JANUARY - ages) % 12
    counts = 300 + 150 * np.cos(2 * np.pi * (months - 6) / 12)
    score = expect_month(History(counts, np.full(36, 30.4375), ages), 31, JANUARY).score(150)
    assert score.p > 0.05


def test_the_blind_share_is_the_loss_that_just_reaches_the_limit():
    expected = expect_month(year_of(1_000), 30, JANUARY)
    just = expected.score(1_000 * (1 - expected.blind_share(0.005)))
    assert just.p == pytest.approx(0.005, rel=0.01)


@pytest.mark.parametrize(("blank", "z"), [(114, 11.6), (40, 2.85)])
def test_more_rows_without_a_place_than_usual(blank, z):
    score, usual = blank_score(blank, 800, (np.full(12, 24), np.full(12, 800)))
    assert usual == pytest.approx(0.03)
    assert score == pytest.approx(z, abs=0.05)


def test_without_rows_there_is_no_share_to_compare():
    assert blank_score(0, 0, (np.array([1]), np.array([10]))) == (0.0, 0.0)
    assert blank_score(3, 10, (np.array([]), np.array([]))) == (0.0, 0.0)


@given(
    st.lists(st.integers(0, 2_000), min_size=3, max_size=40),
    st.integers(0, 2_000),
    st.integers(1, 500),
    st.integers(0, 11),
)
def test_fewer_rows_are_never_more_likely(past, count, fewer, month):
    history = History(np.array(past, float), np.full(len(past), 30.0), np.arange(len(past), 0, -1.0))
    more, less = (expect_month(history, 30, month).score(number) for number in (count, max(0, count - fewer)))
    assert 0 <= less.p <= more.p <= 1
