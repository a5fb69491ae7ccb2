"""Centre lines and limits: the golden vector of NHSRplotthedots, and exact limits against scipy's distributions."""

import numpy as np
import pytest
from scipy import stats

from ossp_pipeline.transform.statistics.limits import (
    FAR_TAIL,
    dispersion,
    individuals,
    moving_range,
    proportions,
    rare_counts,
)
from ossp_pipeline.transform.statistics.rules import Rule

GOLDEN = np.array([[1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]], dtype=float)
EXACT = 1e-9


def rules(lines):
    return lines.signals.completed[0].tolist()


def test_golden_vector_screened():
    """Mean 35/18; two ranges, of 8 and 9, are left out, and the fifteen others are 1 each."""
    lines = individuals(GOLDEN)
    assert lines.centre[0, 0] == pytest.approx(35 / 18, abs=EXACT)
    assert (lines.lower[0, 0], lines.upper[0, 0]) == (
        pytest.approx(35 / 18 - 2.66, abs=EXACT),
        pytest.approx(35 / 18 + 2.66, abs=EXACT),
    )
    assert [round(item, 2) for item in (lines.centre[0, 0], lines.upper[0, 0], lines.lower[0, 0])] == [1.94, 4.6, -0.72]


def test_golden_vector_unscreened():
    lines = individuals(GOLDEN, screened=False)
    assert lines.upper[0, 0] == pytest.approx(35 / 18 + 2.66 * 32 / 17, abs=EXACT)
    assert [round(item, 2) for item in (lines.upper[0, 0], lines.lower[0, 0])] == [6.95, -3.06]


def test_golden_vector_has_one_point_outside():
    assert rules(individuals(GOLDEN)) == [0] * 4 + [Rule.OUTSIDE_LIMITS] + [0] * 13


@pytest.mark.parametrize(("more", "average"), [(1e-6, 1), (-1e-6, (9 + 9 * 3.267 / 6.733) / 10)])
def test_ranges_from_the_factor_on_are_left_out(more, average):
    """Nine ranges of 1 and one of r: the average is (9 + r)/10, and r is 3.267 times that at r = 9 x 3.267/6.733."""
    steps = [0, 1, -1, 1, -1, 1, -1, 1, -1, 1, 9 * 3.267 / 6.733 + more]
    assert moving_range(np.cumsum(steps)[None, :])[0, 0] == pytest.approx(average, abs=1e-6)


def test_one_odd_point_on_a_flat_line_does_not_make_the_others_signals():
    flat = np.array([[5.0] * 9 + [50.0] + [5.0] * 10])
    assert [place for place, rule in enumerate(rules(individuals(flat))) if abs(rule) == Rule.OUTSIDE_LIMITS] == [9]


@pytest.mark.parametrize("level", [0.1, 3.0, 1e9])
def test_a_flat_line_has_no_signal(level):
    assert rules(individuals(np.full((1, 23), level))) == [0] * 23


def test_a_series_of_few_points_is_judged_without_those_of_its_longer_neighbours():
    padded = np.full((2, 18), np.nan)
    padded[0, :] = GOLDEN[0]
    padded[1, :12] = GOLDEN[0, :12]
    alone, beside = individuals(GOLDEN[:, :12]), individuals(padded)
    assert beside.upper[1, :12].tolist() == alone.upper[0].tolist()
    assert np.isnan(beside.upper[1, 12:]).all()
    assert beside.signals.completed[1].tolist() == rules(alone) + [0] * 6


# ---- rare counts


def test_rare_limits_are_those_of_scipys_binomial_with_half_the_point():
    """Of 36 events in 36 months, a month has a binomial number: the limit is the last one mid-p lets pass."""
    events = np.array([[0, 1, 2, 1] * 9], dtype=float)
    month = stats.binom(36, 1 / 36)
    beyond = next(k for k in range(1, 37) if month.sf(k) + month.pmf(k) / 2 <= FAR_TAIL)
    lines = rare_counts(events, np.ones_like(events))
    assert (lines.lower[0, 0], lines.upper[0, 0]) == (0, beyond - 1)


def test_the_lower_limit_of_rare_counts_can_be_above_zero():
    events = np.full((1, 12), 40.0)
    year = stats.binom(480, 1 / 12)
    beyond = next(k for k in range(40, -1, -1) if year.cdf(k) - year.pmf(k) / 2 <= FAR_TAIL)
    assert rare_counts(events, np.ones_like(events)).lower[0, 0] == beyond + 1


def test_a_wider_spread_takes_the_negative_binomial():
    events = np.array([[0, 0, 6, 0, 5, 0, 0, 7, 0, 0, 6, 0] * 3], dtype=float)
    ratio = dispersion(events, np.full_like(events, 2.0))[0, 0]
    assert ratio > 2
    spread = stats.nbinom(2 / (ratio - 1), 1 / ratio)
    assert (spread.mean(), spread.var()) == (pytest.approx(2), pytest.approx(2 * ratio))
    beyond = next(k for k in range(1, 99) if spread.sf(k) + spread.pmf(k) / 2 <= FAR_TAIL)
    assert rare_counts(events, np.ones_like(events)).upper[0, 0] == beyond - 1


def test_poisson_counts_are_not_called_spread():
    events = np.array([[0, 1, 2, 1] * 9], dtype=float)
    assert dispersion(events, np.ones_like(events)) == 1


def test_seven_months_together_are_a_signal_though_no_month_is():
    events = np.zeros((1, 36))
    events[0, 29:] = 2
    codes = rules(rare_counts(events, np.ones_like(events)))
    assert codes[-1] == Rule.RUN
    assert Rule.OUTSIDE_LIMITS not in codes


def test_long_silence_is_no_signal_where_silence_is_usual():
    """Twenty empty months: on an XmR chart a run of twenty below the mean."""
    events = np.zeros((1, 36))
    events[0, ::9] = 1
    assert rules(rare_counts(events, np.ones_like(events))) == [0] * 36
    assert -Rule.RUN in rules(individuals(events))


def test_limits_follow_the_exposure():
    events, exposure = np.array([[1.0, 2, 1, 2, 1, 2, 1, 2]]), np.array([[1.0, 1, 1, 1, 1, 1, 1, 9]])
    lines = rare_counts(events, exposure)
    assert lines.centre[0].tolist() == pytest.approx([12 / 16] * 7 + [12 * 9 / 16])
    assert lines.upper[0, 7] > lines.upper[0, 0]


def test_nothing_ever_happened_is_no_signal():
    assert rules(rare_counts(np.zeros((1, 20)), np.ones((1, 20)))) == [0] * 20


# ---- proportions


def test_p_chart_by_hand():
    """Half of 100, eleven times, alternating by 1, then half of 1,000: each point has the sigma of its own base."""
    whole = np.array([[100.0] * 11 + [1_000.0]])
    part = whole / 2 + np.where(np.arange(12) % 2 == 0, 1, -1)
    lines = proportions(part, whole)
    average = part.sum() / whole.sum()
    width = 3 * np.sqrt(average * (1 - average) / whole[0])
    assert np.abs(lines.upper[0] - (average + width)).max() < EXACT
    assert np.abs(lines.lower[0] - (average - width)).max() < EXACT


def test_laney_widens_what_varies_more_than_its_denominators_say():
    whole = np.full((1, 12), 10_000.0)
    part = whole * np.where(np.arange(12) % 2 == 0, 0.45, 0.55)
    z = 0.1 / np.sqrt(0.25 / 10_000)
    lines = proportions(part, whole)
    assert lines.upper[0, 0] == pytest.approx(0.5 + 3 * np.sqrt(0.25 / 10_000) * z / 1.128, abs=EXACT)
    assert rules(lines) == [0] * 12


def test_proportions_at_their_end_have_no_signal():
    whole = np.full((1, 12), 20.0)
    assert rules(proportions(whole, whole)) == [0] * 12
    assert rules(proportions(0 * whole, whole)) == [0] * 12
