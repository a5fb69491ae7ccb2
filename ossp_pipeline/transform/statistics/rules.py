"""The four rules of a control chart, with their precedence, over many series at once.

As in NHS England's Making Data Count (read in the source of NHSRplotthedots; docs/measures.md says more). Every array
is series x points, each series pushed to the left and filled up with nan, so that neighbours are consecutive points.
Codes are signed: above zero where the signal is on the high side, below zero where it is on the low side.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ossp_pipeline.transform.statistics.intervals import Array

Codes = NDArray[np.int8]
RUN = 7


class Rule(IntEnum):
    """Which rule a point fulfils; the lower number goes first where it fulfils several."""

    NONE = 0
    OUTSIDE_LIMITS = 1
    TREND = 2
    TWO_OF_THREE = 3
    RUN = 4


@dataclass(frozen=True)
class Signals:
    """`completed`: the rule that is fulfilled at the point, from it and the points before it: what a reader could have
    known then. `part_of`: the rule whose signal the point belongs to, later points included: what a chart colours."""

    completed: Codes
    part_of: Codes


def find_signals(deviation: Array, far: tuple[Array, Array], near: tuple[Array, Array], run: Codes) -> Signals:
    """The signals of series given as deviations from their centre line.

    `far` and `near` are (lower, upper) limits as deviations, `run` the answer of the fourth rule, which depends on the
    kind of chart: see `one_side` and `limits.exact_run`.
    """
    outside = _beyond(deviation, far)
    close = np.where(outside == 0, _beyond(deviation, near), 0).astype(np.int8)
    trend = _trend(deviation)
    two = _two_of_three(deviation, close)
    completed = _first(outside, trend, two, run)
    window_two = _reach_back(_two_complete(deviation, close), 3) * (close != 0)
    return Signals(completed, _first(outside, _reach_back(trend, RUN), window_two, _reach_back(run, RUN)))


def one_side(deviation: Array) -> Codes:
    """Rule 4: seven consecutive points strictly on one side of the centre line."""
    return _all_same(_side(deviation), RUN)


def _side(deviation: Array) -> Codes:
    return np.sign(np.nan_to_num(deviation)).astype(np.int8)


def _beyond(deviation: Array, limits: tuple[Array, Array]) -> Codes:
    lower, upper = limits
    return (deviation > upper).astype(np.int8) - (deviation < lower).astype(np.int8)


def _trend(deviation: Array) -> Codes:
    """Six consecutive differences of the same strict sign."""
    steps = np.zeros_like(deviation)
    steps[:, 1:] = np.diff(deviation, axis=1)
    return _all_same(_side(steps), RUN - 1)


def _two_of_three(deviation: Array, close: Codes) -> Codes:
    """A point near a limit that, with the two before it, fulfils the rule."""
    codes: Codes = (_two_complete(deviation, close) * (close != 0)).astype(np.int8)
    return codes


def _two_complete(deviation: Array, close: Codes) -> Codes:
    """Three points on one side of the centre, two of them near the limit; at the last of the three."""
    side = _all_same(_side(deviation), 3)
    number = _rolling_sum(np.abs(close), 3)
    return np.where(number >= 2, side, 0).astype(np.int8)


def _all_same(sides: Codes, length: int) -> Codes:
    """1 or -1 where this point and the ones before it, `length` in all, have that side."""
    total = _rolling_sum(sides, length)
    codes: Codes = ((total == length).astype(np.int8) - (total == -length).astype(np.int8)).astype(np.int8)
    return codes


def _rolling_sum(values: Codes, length: int) -> NDArray[np.int64]:
    """Sum of each point and the ones before it; zero where there are not enough points."""
    summed = np.zeros(values.shape, dtype=np.int64)
    if values.shape[1] >= length:
        gathered = np.cumsum(np.pad(values.astype(np.int64), ((0, 0), (1, 0))), axis=1)
        summed[:, length - 1 :] = gathered[:, length:] - gathered[:, :-length]
    return summed


def _reach_back(codes: Codes, length: int) -> Codes:
    """The code of the first of this and the next points, `length` in all, that has one."""
    reached = codes.copy()
    for step in range(1, length):
        later = np.zeros_like(codes)
        later[:, :-step] = codes[:, step:]
        reached = np.where(reached == 0, later, reached)
    return reached.astype(np.int8)


def _first(outside: Codes, trend: Codes, two: Codes, run: Codes) -> Codes:
    """The signed code of the first rule that holds."""
    first = np.zeros_like(outside)
    for rule, codes in (
        (Rule.OUTSIDE_LIMITS, outside),
        (Rule.TREND, trend),
        (Rule.TWO_OF_THREE, two),
        (Rule.RUN, run),
    ):
        first = np.where(first == 0, np.int8(rule) * codes, first).astype(np.int8)
    return first
