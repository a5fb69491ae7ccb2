"""Is a new month complete? Its count beside what the months before it lead one to expect, and rules for what it means.

A month that is short would read as a fall, so it is judged before any verdict. The score is a weighted regression with
a season over square roots of counts (Anscombe FJ, The transformation of Poisson, binomial and negative-binomial data.
Biometrika 1948;35:246), whose residuals widen the limits where counts vary more than independent events would. The
limits were calibrated on the sample, real series and simulations; docs/measures.md has the table of what is caught.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special

from ossp_pipeline.transform.statistics.intervals import Array

# The mean length of a month: counts are compared as if every month were this long.
MONTH_DAYS = 30.4375
# Fewer months say nothing; fewer than twelve show no season, so the daily rate of the last three is taken.
FEWEST_MONTHS, SEASON_MONTHS, TWO_WAVES_MONTHS = 3, 12, 24
LONGEST_HISTORY = 36
# A month counts half as much as one a year later.
HALF_LIFE = 12
_RATE_MONTHS = 3
# Variance of the difference of two roots: real counts vary 2.5 times as much as chance, and three months vary too.
_SHORT_VARIANCE = 2.5 * 4 / 3


@dataclass(frozen=True)
class History:
    """A series before the newest month. `ages`: how many months before it each lies; `days`: of each month."""

    counts: Array
    days: Array
    ages: Array

    def __len__(self) -> int:
        return len(self.counts)

    def usable(self) -> "History":
        """The months with a count that are not too old."""
        keep = ~np.isnan(self.counts) & (self.ages <= LONGEST_HISTORY)
        return History(self.counts[keep], self.days[keep], self.ages[keep])


@dataclass(frozen=True)
class Expectation:
    """What a complete month of `days` days is expected to count.

    centre, scale, freedom  of the distribution of the root, from which limits are read back as counts
    months                  how many it was learned from
    """

    days: float
    expected: float
    centre: float
    scale: float
    freedom: float
    months: int

    @property
    def is_short(self) -> bool:
        """Whether the history is too short for a season."""
        return self.months < SEASON_MONTHS

    def score(self, count: float) -> "Score":
        """The count of the month beside it."""
        z = float((_root_of(count, self.days) - self.centre) / self.scale)
        chance = special.ndtr(z) if self.is_short else special.stdtr(self.freedom, z)
        return Score(self, count, z, float(chance))

    def blind_share(self, limit: float) -> float:
        """The largest share of a month that may be missing before `p` falls to `limit`: 0 to 1."""
        quantile = special.ndtri(limit) if self.is_short else special.stdtrit(self.freedom, limit)
        lowest = _count_of(max(self.centre + float(quantile) * self.scale, 0.0), self.days)
        return min(max(1 - lowest / self.expected, 0.0), 1.0) if self.expected > 0 else 1.0


@dataclass(frozen=True)
class Score:
    """A count beside its expectation, and the chance of so little (`p`) if the month is complete."""

    expectation: Expectation
    count: float
    z: float
    p: float

    @property
    def ratio(self) -> float:
        """The count as a share of what was expected; nan where nothing was."""
        expected = self.expectation.expected
        return self.count / expected if expected > 0 else float("nan")


def expect_month(history: History, days: float, month: int) -> Expectation | None:
    """What a month of `days` days, `month` 0 (January) to 11, should count; None with fewer than three months before.

    history  the same series, without months that were held or are unconfirmed
    """
    past = history.usable()
    if len(past) < FEWEST_MONTHS:
        return None
    if len(past) < SEASON_MONTHS:
        return _from_rate(past, days)
    return _from_season(past, days, month)


@dataclass(frozen=True)
class _Season:
    """What of the regression depends on the months alone: series over the same months share it.

    solved         gives the terms' coefficients from the roots of the months before
    new            gives the root of the new month from them
    size, freedom  the number of months the weights are worth; the same less the terms
    """

    weights: Array
    design: Array
    solved: Array
    new: Array
    size: float
    freedom: float


@lru_cache(maxsize=1_024)
def _season_of(ages: tuple[float, ...], month: int) -> _Season:
    past = np.array(ages)
    weights = 0.5 ** ((past - 1) / HALF_LIFE)
    design = _season_terms((month - past) % 12, len(past))
    (new,) = _season_terms(np.array([month]), len(past))
    weighted = design.T * weights
    solved = np.linalg.pinv(weighted @ design) @ weighted
    size = float(weights.sum() ** 2 / (weights**2).sum())
    return _Season(weights, design, solved, new @ solved, size, max(size - design.shape[1], 2.0))


def _from_season(past: History, days: float, month: int) -> Expectation:
    season = _season_of(tuple(past.ages.tolist()), month)
    root = _root_of(past.counts, past.days)
    centre = float(season.new @ root)
    weights, residuals = season.weights, root - season.design @ (season.solved @ root)
    variance = max(1.0, (weights * residuals**2).sum() / weights.sum() * season.size / season.freedom)
    scale = float(np.sqrt(variance * (1 + (season.new**2).sum())))
    return Expectation(days, _count_of(centre, days), centre, scale, season.freedom, len(past))


def _from_rate(past: History, days: float) -> Expectation:
    """The daily rate of the last three months."""
    last = np.argsort(past.ages)[:_RATE_MONTHS]
    expected = float(past.counts[last].sum() / past.days[last].sum() * days)
    centre = float(2 * np.sqrt((expected + 3 / 8) * MONTH_DAYS / days))
    scale = float(np.sqrt(_SHORT_VARIANCE * MONTH_DAYS / days))
    return Expectation(days, expected, centre, scale, np.inf, len(past))


def _season_terms(months: Array, size: int) -> Array:
    """One row per month: 1, and one or two waves a year by how long the history is."""
    angle = 2 * np.pi * np.asarray(months, dtype=float) / 12
    waves = (1, 2) if size >= TWO_WAVES_MONTHS else (1,)
    terms = [np.ones_like(angle), *(shape(wave * angle) for wave in waves for shape in (np.cos, np.sin))]
    return np.column_stack(terms)


def _root_of(count: Array | float, days: Array | float) -> Array:
    """Twice the square root of a count per mean month: its variance is 1, whatever the count."""
    return 2 * np.sqrt((np.asarray(count, dtype=float) + 3 / 8) * MONTH_DAYS / days)


def _count_of(root: float, days: float) -> float:
    return max((root / 2) ** 2 * days / MONTH_DAYS - 3 / 8, 0.0)


def blank_score(blank: int, rows: int, history: tuple[Array, Array]) -> tuple[float, float]:
    """z of a month's share of rows without a value, beside the usual share; and that usual share.

    blank, rows  of the newest month
    history      blanks and rows of up to twelve months before
    Difference of arcsine roots (Cohen J. Statistical power analysis. 1988, chapter 6), with the variance widened by
    Pearson's dispersion over the months. z is 0 without rows on either side.
    """
    blanks, totals = (np.asarray(side, dtype=float) for side in history)
    if rows == 0 or totals.sum() == 0:
        return 0.0, 0.0
    usual = blanks.sum() / totals.sum()
    dispersion = 1.0
    if 0 < usual < 1 and len(totals) > 1:
        chi = ((blanks - usual * totals) ** 2 / np.maximum(usual * (1 - usual) * totals, 1e-12)).sum()
        dispersion = max(1.0, chi / (len(totals) - 1))
    angle = 2 * np.arcsin(np.sqrt((blank + 3 / 8) / (rows + 3 / 4))) - 2 * np.arcsin(np.sqrt(usual))
    return float(angle * np.sqrt(rows / (dispersion * (1 + rows / totals.sum())))), float(usual)
