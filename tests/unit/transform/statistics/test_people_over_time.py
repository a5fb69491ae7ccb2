"""People who are counted again and again, in series in which nothing changes: which charts may judge them."""

import numpy as np
import pytest

from ossp_pipeline.transform.statistics.charts import Panel, draw

SERIES, QUARTERS, MONTHS = 1_000, 12, 25
_DRAW = np.random.default_rng(20_261_129)


def in_treatment(size=1_500, stay=0.85):
    """People there in each quarter, and those who are new in it: as many come, on average, as leave, from the start."""
    staying = _DRAW.poisson(size * stay, SERIES)
    everyone, new = np.zeros((2, SERIES, QUARTERS))
    for quarter in range(QUARTERS):
        new[:, quarter] = _DRAW.poisson(size * (1 - stay), SERIES)
        everyone[:, quarter] = staying + new[:, quarter]
        staying = _DRAW.binomial(everyone[:, quarter].astype(int), stay)
    return everyone, new


def reporting(people=1_500, series=300):
    """Those for whom a report in the month was the third of twelve months or more, and all who reported in it."""
    often = _DRAW.gamma(0.5, 0.2, (series, people, 1))
    reports = _DRAW.poisson(np.broadcast_to(often, (series, people, MONTHS + 11)))
    so_far = np.cumsum(reports, axis=2)
    of_year = so_far.copy()
    of_year[:, :, 12:] -= so_far[:, :, :-12]
    there, third = reports[:, :, 11:] > 0, of_year[:, :, 11:] >= 3
    return (there & third).sum(axis=1).astype(float), there.sum(axis=1).astype(float)


def newest_flagged(part, per_year, whole=None):
    """Share of the series whose newest point a rule of the chart flags."""
    series, points = part.shape
    values = part if whole is None else 100 * part / whole
    beside = np.full_like(part, np.nan) if whole is None else whole
    places = np.tile(np.arange(points) % per_year, (series, 1))
    unit = np.full(series, "count" if whole is None else "percent")
    charts = draw(Panel(values, part, beside, places, unit, np.full(series, per_year)))
    return np.mean(charts.completed[:, -1] != 0)


@pytest.fixture(scope="module")
def quarters():
    return in_treatment()


def test_people_new_in_a_quarter_raise_false_alarms_as_other_counts_do(quarters):
    assert newest_flagged(quarters[1], 4) < 0.03


def test_the_share_of_a_quarters_people_who_leave_raises_fewer(quarters):
    everyone, _ = quarters
    left = _DRAW.binomial(everyone.astype(int), 0.07).astype(float)
    assert newest_flagged(left, 4, everyone) < 0.03


def test_everyone_in_treatment_in_a_quarter_would_raise_them_one_time_in_four_and_so_has_no_such_chart(quarters):
    assert newest_flagged(quarters[0], 4) > 0.25


@pytest.mark.parametrize(("size", "stay"), [(1_400, 0.75), (1_400, 0.85), (100, 0.75), (100, 0.85)])
def test_people_supervised_and_a_cohort_would_raise_them_one_time_in_five_while_those_who_start_do_not(size, stay):
    everyone, new = in_treatment(size, stay)
    assert newest_flagged(everyone, 4) > 0.17
    assert newest_flagged(new, 4) < 0.035


def test_reporting_for_the_third_time_raises_them_as_other_shares_do():
    third, anyone = reporting()
    assert newest_flagged(third, 12, anyone) < 0.035
