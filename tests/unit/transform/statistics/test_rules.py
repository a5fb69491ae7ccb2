"""The four rules at their edges, on deviations from a centre line with limits at 3 and near limits at 2."""

import numpy as np
import pytest

from ossp_pipeline.transform.statistics.rules import Rule, find_signals, one_side

OUTSIDE, TREND, TWO, RUN = Rule.OUTSIDE_LIMITS, Rule.TREND, Rule.TWO_OF_THREE, Rule.RUN
# Neither a run nor a trend, and far from every limit.
QUIET = [0.5, -0.5, 0.4, -0.4]


def find(*points):
    deviation = np.array([points], dtype=float)
    far, near = np.full((1, 1), 3.0), np.full((1, 1), 2.0)
    return find_signals(deviation, (-far, far), (-near, near), one_side(deviation))


def completed(*points):
    return find(*points).completed[0].tolist()


def part_of(*points):
    return find(*points).part_of[0].tolist()


def test_quiet_points_are_no_signal():
    assert completed(*QUIET, *QUIET, *QUIET) == [0] * 12


@pytest.mark.parametrize(("value", "code"), [(3.0, 0), (3.01, OUTSIDE), (-3.0, 0), (-3.01, -OUTSIDE)])
def test_a_point_on_the_limit_is_inside(value, code):
    assert completed(*QUIET, value) == [0, 0, 0, 0, code]


def test_six_rises_in_a_row_are_a_trend_and_five_are_not():
    assert completed(-1.5, -1, -0.5, 0, 0.5, 1) == [0] * 6
    assert completed(-1.5, -1, -0.5, 0, 0.5, 1, 1.5) == [0] * 6 + [TREND]
    assert completed(1.5, 1, 0.5, 0, -0.5, -1, -1.5) == [0] * 6 + [-TREND]


def test_a_standstill_ends_a_trend():
    assert completed(-1.5, -1, -0.5, -0.5, 0.5, 1, 1.5) == [0] * 7


@pytest.mark.parametrize(
    ("points", "last"),
    [
        ((2.5, 1, 2.5), TWO),
        ((1, 2.5, 2.5), TWO),
        ((-2.5, -1, -2.5), -TWO),
        ((2.5, -1, 2.5), 0),  # not all on one side
        ((2.5, 0, 2.5), 0),  # the centre is no side
        ((2.0, 1, 2.5), 0),  # on the near limit is not beyond it
        ((3.5, 1, 2.5), 0),  # outside the limit is another rule's
        ((2.5, 2.5, 1), 0),  # this point itself is quiet
    ],
)
def test_two_of_three_near_the_limit(points, last):
    assert completed(*QUIET, *points)[-1] == last


def test_seven_on_one_side_are_a_run_and_six_are_not():
    above = [0.5, 0.4, 0.5, 0.4, 0.5, 0.4, 0.5]
    assert completed(-0.5, *above) == [0] * 7 + [RUN]
    assert completed(-0.5, *above[:6], -0.1) == [0] * 8
    assert completed(*[-point for point in above]) == [0] * 6 + [-RUN]


def test_the_centre_line_is_on_no_side():
    assert completed(0.5, 0.4, 0.5, 0, 0.5, 0.4, 0.5, 0.4) == [0] * 8


def test_the_first_rule_that_holds_goes_first():
    assert completed(0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 3.5)[-1] == OUTSIDE
    assert completed(0.3, 0.6, 0.9, 1.2, 1.5, 2.1, 2.2)[-1] == TREND
    assert completed(0.5, 0.4, 0.5, 0.4, 2.5, 0.4, 2.5)[-1] == TWO


def test_a_chart_colours_every_point_of_a_run_and_a_trend():
    assert part_of(-0.5, 0.5, 0.4, 0.5, 0.4, 0.5, 0.4, 0.5, -0.5) == [0] + [RUN] * 7 + [0]
    assert part_of(0.6, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, -0.5) == [0] + [TREND] * 7 + [0]


def test_a_chart_colours_the_two_near_the_limit_and_not_the_third():
    assert part_of(-0.5, 2.5, 1, 2.5, -0.5) == [0, TWO, 0, TWO, 0]


def test_short_series_have_no_runs():
    assert completed(0.5) == [0]
    assert completed(0.5, 0.5) == [0, 0]
