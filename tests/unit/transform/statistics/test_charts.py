"""Which chart fits, and the promise about false alarms: measured on series in which nothing changes."""

import warnings

import numpy as np
import pytest

from ossp_pipeline.transform.statistics.charts import FEWEST, MULTIPLIER, Charts, Kind, Panel, draw
from ossp_pipeline.transform.statistics.limits import individuals
from ossp_pipeline.transform.statistics.rules import Rule
from ossp_pipeline.transform.statistics.seasons import find_season

MONTHS, QUARTERS = 36, 12


@pytest.fixture(autouse=True)
def numpy_stays_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def panel(numerator, unit="count", denominator=None, per_year=12) -> Panel:
    numerator = np.atleast_2d(np.asarray(numerator, dtype=float))
    whole = np.full(numerator.shape, np.nan) if denominator is None else np.broadcast_to(denominator, numerator.shape)
    values = numerator if denominator is None else MULTIPLIER[unit] * numerator / whole
    places = np.broadcast_to(np.arange(numerator.shape[1]) % per_year, numerator.shape)
    units = np.full(len(numerator), unit)
    return Panel(values, numerator, whole.astype(float), places, units, np.full(len(numerator), per_year))


def one(numerator, **options) -> tuple[str, Charts]:
    charts = draw(panel(numerator, **options))
    return charts.kind[0], charts


# ---- the choice

WAVE = 100 + 30 * np.sin(2 * np.pi * np.arange(MONTHS) / 12)
NOISE = np.random.default_rng(7).normal(0, 5, MONTHS)


@pytest.mark.parametrize(
    ("kind", "numerator", "options"),
    [
        (Kind.NONE, [9] * (FEWEST - 1), {}),
        (Kind.INDIVIDUALS, 100 + NOISE, {}),
        (Kind.SEASONAL, WAVE + NOISE, {}),
        (Kind.INDIVIDUALS, WAVE[:23] + NOISE[:23], {}),  # less than two years
        (Kind.RARE_COUNTS, [5] * 11 + [4], {}),
        (Kind.INDIVIDUALS, [5] * 12, {}),
        (Kind.RARE_COUNTS, [4] * 12, {"unit": "rate_per_1000", "denominator": 9_000}),
        (Kind.PROPORTIONS, [40] * 12, {"unit": "percent", "denominator": 90}),
        (Kind.PROPORTIONS, [4] * 12, {"unit": "percent", "denominator": 9}),  # few, but not near an end
        (Kind.RARE_PROPORTIONS, [4] * 12, {"unit": "percent", "denominator": 90}),
        (Kind.RARE_PROPORTIONS, [86] * 12, {"unit": "percent", "denominator": 90}),
        (Kind.INDIVIDUALS, [4] * 12, {"unit": "mean", "denominator": 2}),
    ],
)
def test_the_chart_fits_the_series(kind, numerator, options):
    assert one(numerator, **options)[0] == kind


def test_fewer_than_twelve_points_are_trial_limits():
    assert [bool(one([9] * n)[1].is_trial[0]) for n in (7, 8, 11, 12)] == [False, True, True, False]


def test_too_few_points_have_no_lines_and_no_signal():
    _, charts = one([1, 1, 1, 1, 1, 1, 99])
    assert np.isnan(charts.upper).all()
    assert not charts.completed.any()


def test_limits_stay_where_values_can_be():
    _, low = one([5, 9, 5, 9, 5, 9, 5, 9, 30, 5, 9, 5])
    assert low.lower.min() == 0
    _, high = one([19, 12] * 6, unit="percent", denominator=20)
    assert high.upper.max() == 100


def test_lines_are_in_the_unit_of_the_values():
    _, charts = one([2] * 12, unit="rate_per_1000", denominator=4_000)
    assert charts.centre[0] == pytest.approx(0.5)
    _, charts = one([4, 2] * 6, unit="percent", denominator=100)
    assert charts.centre[0] == pytest.approx(3)


def test_a_rare_rest_turns_the_signal_round():
    """No failures for long, then two in every point: the share that succeeds has fallen."""
    numerator = [50] * 22 + [47] * 14
    kind, charts = one(numerator, unit="percent", denominator=50)
    assert kind == Kind.RARE_PROPORTIONS
    assert charts.completed[0, -1] == -Rule.RUN
    assert charts.lower[0, 0] < charts.centre[0, 0] == pytest.approx(100 * sum(numerator) / 1_800)


def test_a_chart_does_not_depend_on_its_neighbours():
    a, b = panel(100 + NOISE), panel(WAVE + NOISE)
    together = draw(Panel(*(np.concatenate([getattr(a, name), getattr(b, name)]) for name in vars(a))))
    assert together.upper[0].tolist() == draw(a).upper[0].tolist()
    assert together.upper[1] == pytest.approx(draw(b).upper[0], abs=1e-9)


# ---- seasons


def test_the_season_of_a_pure_wave_is_the_wave():
    season, is_seasonal = find_season(WAVE[None, :], np.arange(MONTHS)[None, :] % 12, 12)
    assert is_seasonal.all()
    assert season[0] == pytest.approx(WAVE - 100, abs=1e-9)


def test_growth_is_not_taken_for_season():
    grown = WAVE + np.arange(MONTHS)
    season, _ = find_season(grown[None, :], np.arange(MONTHS)[None, :] % 12, 12)
    assert season[0] == pytest.approx(WAVE - 100, abs=1e-9)


def test_quarters_have_an_effect_each():
    effects = np.tile([7.0, -3, 1, -5], 3)
    season, is_seasonal = find_season(50 + effects[None, :], np.arange(QUARTERS)[None, :] % 4, 4)
    assert is_seasonal.all()
    assert season[0] == pytest.approx(effects, abs=1e-9)


# ---- false alarms, measured

SERIES = 4_000
_DRAW = np.random.default_rng(20_260_518)


def ideal(points):
    return panel(_DRAW.normal(100, 10, (SERIES, points)))


def rare(mean, points):
    return panel(_DRAW.poisson(mean, (SERIES, points)))


def seasonal(swing, points):
    wave = 1 + swing * np.sin(2 * np.pi * (np.arange(points) + _DRAW.integers(12, size=(SERIES, 1))) / 12)
    return panel(_DRAW.poisson(100 * wave))


def share(chance, points):
    whole = _DRAW.integers(100, 300, (SERIES, points))
    return panel(_DRAW.binomial(whole, chance), "percent", whole)


UNCHANGED = {
    "ideal, 24 months": (lambda: ideal(24), 0.010, 0.025),
    "ideal, 36 months": (lambda: ideal(36), 0.010, 0.025),
    "ideal, 120 months": (lambda: ideal(120), 0.015, 0.025),
    "five a month": (lambda: rare(5, 36), 0.010, 0.025),
    "three a month": (lambda: rare(3, 36), 0.010, 0.025),
    "one a month": (lambda: rare(1, 36), 0.010, 0.025),
    "one in two months": (lambda: rare(0.5, 36), 0.008, 0.025),
    # Seven events in three years: whole numbers leave few chances of being odd.
    "one in five months": (lambda: rare(0.2, 36), 0.003, 0.025),
    "a swing of a tenth": (lambda: seasonal(0.1, 36), 0.010, 0.025),
    "a swing of three tenths": (lambda: seasonal(0.3, 36), 0.010, 0.025),
    "a swing of a half": (lambda: seasonal(0.5, 36), 0.010, 0.025),
    "a share of three tenths": (lambda: share(0.3, 36), 0.008, 0.025),
    "a share of a fiftieth": (lambda: share(0.02, 36), 0.008, 0.025),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNCHANGED)
def test_about_two_in_a_hundred_points_are_flagged_where_nothing_changed(name):
    make, fewest, most = UNCHANGED[name]
    charts = draw(make())
    assert fewest <= np.mean(charts.completed != 0) <= most
    # The newest point is what a verdict is about: between 0.4% and 2.8% of verdicts on unchanged series are false.
    assert 0.004 <= np.mean(charts.completed[:, -1] != 0) <= 0.028


def test_plain_limits_would_cry_wolf_on_rare_and_seasonal_series():
    """Why the charts are there: the same series on XmR limits."""
    for made, least in ((rare(1, 36), 0.04), (rare(0.2, 36), 0.25), (seasonal(0.3, 36), 0.2)):
        assert np.mean(individuals(made.values).signals.completed != 0) > least


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("ideal", lambda: panel(_DRAW.normal(100, 10, (SERIES, MONTHS)) + _late(20))),
        ("rare", lambda: panel(_DRAW.poisson(1 + _late(2), (SERIES, MONTHS)))),
        ("seasonal", lambda: panel(seasonal(0.3, MONTHS).values + _late(30))),
    ],
)
def test_a_real_change_is_found(name, make):
    """Within eight months of a change of level, three series in four have carried a signal on the right side."""
    assert np.mean((draw(make()).completed[:, -8:] > 0).any(axis=1)) > 0.75, name


def _late(step):
    return np.where(np.arange(MONTHS) >= MONTHS - 8, step, 0)
