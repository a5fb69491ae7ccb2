"""Months damaged as they come: rows, days, types, wards or source systems missing, or rows sent twice."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from bench.monthly_rows import Series, days_in, history_from, longest_gap
from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.transform.measures.completeness import ALL, Counts, Doubts, Expected, expect_kinds, judge_counts

Draw = np.random.Generator


@dataclass(frozen=True)
class MonthRows:
    """The rows of one month: their days, and their kind in each dimension as a number (-1: none)."""

    length: int
    days: np.ndarray
    kinds: dict[str, np.ndarray]

    def some(self, dimension: str, share: float, draw: Draw) -> np.ndarray:
        """Which rows are of one kind, each kind with rows as likely as the next; or of this share of the kinds."""
        present = np.unique(self.kinds[dimension][self.kinds[dimension] >= 0])
        chosen = draw.choice(present, max(1, round(share * len(present))), replace=False)
        return np.isin(self.kinds[dimension], chosen)


# Which rows of a month arrive, by position; a row may arrive twice.
Damage = Callable[[MonthRows, Draw], np.ndarray]


def thinned(share: float) -> Damage:
    """Rows lost at random."""
    return lambda month, draw: np.flatnonzero(draw.random(len(month.days)) >= share)


def last_days_cut(fewest: int, most: int) -> Damage:
    """The last days lost: the file was cut before the month's end."""
    return lambda month, draw: np.flatnonzero(month.days <= month.length - draw.integers(fewest, most + 1))


def missing(dimension: str, share: float = 0.0) -> Damage:
    """One kind lost, or this share of the kinds."""
    return lambda month, draw: np.flatnonzero(~month.some(dimension, share, draw))


def doubled(month: MonthRows, _: Draw) -> np.ndarray:
    """Every row twice."""
    return np.tile(np.arange(len(month.days)), 2)


def kind_doubled(dimension: str) -> Damage:
    """Every row of one kind twice."""
    return lambda month, draw: np.append(np.arange(len(month.days)), np.flatnonzero(month.some(dimension, 0.0, draw)))


# The damage, and what rows must have for it to be made.
DAMAGES: dict[str, tuple[Damage, str]] = {
    "nothing missing": (thinned(0.0), ALL),
    **{f"thinned by {share:.0%}": (thinned(share), ALL) for share in (0.1, 0.2, 0.3, 0.5)},
    "the last 1 or 2 days missing": (last_days_cut(1, 2), "day"),
    **{f"the last {days} days missing": (last_days_cut(days, days), "day") for days in (3, 6, 9, 15)},
    "a type missing": (missing("type"), "type"),
    "half of the types missing": (missing("type", 0.5), "type"),
    "a ward missing": (missing("ward"), "ward"),
    "a source system missing": (missing("source"), "source"),
    "everything doubled": (doubled, ALL),
    "a type doubled": (kind_doubled("type"), "type"),
}


class Trials:
    """A series whose months are damaged, each judged from so many of the months before it."""

    def __init__(self, series: Series, fewest: int, most: int) -> None:
        self.fewest, self.most = fewest, most
        self.history = series.history()
        self.names = {name: list(self.history.counts[name].columns) for name in series.dimensions}
        self.features = {ALL, *series.dimensions, *([] if series.rows["day"].isna().any() else ["day"])}
        self.months = {int(number): self._month(int(number), rows) for number, rows in series.rows.groupby("number")}
        self.expect = lru_cache(maxsize=None)(self._expect)

    def damaged(self, damage: Damage, draw: Draw) -> set[Completeness]:
        """What is said of one damaged month."""
        numbers = sorted(self.months)
        place = int(draw.integers(self.fewest, len(numbers)))
        first = place - int(draw.integers(self.fewest, min(self.most, place) + 1))
        month = self.months[numbers[place]]
        kept = damage(month, draw)
        gap = longest_gap(month.days[kept], month.length)
        judged = judge_counts(self.expect(numbers[place], numbers[first]), self._counts(month, kept), gap)
        return {item.state for item in judged if item.is_doubtful}

    def _expect(self, number: int, first: int) -> Expected:
        return expect_kinds(history_from(self.history, first), number, Doubts())

    def _counts(self, month: MonthRows, kept: np.ndarray) -> Counts:
        counts: Counts = {ALL: {ALL: len(kept)}}
        for name, kinds in self.names.items():
            codes = month.kinds[name][kept]
            found = np.bincount(codes[codes >= 0], minlength=len(kinds))
            counts[name] = dict(zip(kinds, found.tolist(), strict=True))
        return counts

    def _month(self, number: int, rows: pd.DataFrame) -> MonthRows:
        kinds = {name: pd.Index(kinds).get_indexer(rows[name]) for name, kinds in self.names.items()}
        return MonthRows(days_in(number), rows["day"].to_numpy(dtype=float), kinds)
