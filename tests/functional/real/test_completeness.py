"""The completeness rule on real months: complete ones are in no doubt, and those without a force are."""

from pathlib import Path

import numpy as np
import pytest

from bench.completeness import NONE, false_alarms, from_every_start, share_caught
from bench.monthly_rows import (
    A_FORCE_ABSENT,
    DAMAGED,
    Series,
    essex,
    force_burglary,
    force_total,
    number_of,
    other_forces,
    stockport_burglary,
)
from bench.shortfalls import DAMAGES, Trials
from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.transform.measures.completeness import ALL, Doubts, FeedHistory, Judgement, judge_month

MOST_ALARMS = 0.02
MONTHS_JUDGED = 33 + 33 + 33 + 15 * 4 + 25


@pytest.fixture(scope="module")
def complete_series(real_data: Path) -> list[FeedHistory]:
    """Real series whose months came whole."""
    whole = [
        stockport_burglary(real_data),
        force_burglary(real_data),
        *essex(real_data),
        other_forces(real_data, whole=True),
    ]
    return [force_total(real_data), *(series.history() for series in whole)]


def test_complete_real_months_are_in_doubt_at_most_twice_in_a_hundred(complete_series: list[FeedHistory]) -> None:
    found = sum((false_alarms(history) for history in complete_series), NONE)
    assert found.months == MONTHS_JUDGED
    assert found.flagged <= MOST_ALARMS * found.months
    assert found.held == 0


def test_nor_are_they_had_the_history_started_in_another_month(complete_series: list[FeedHistory]) -> None:
    found = sum((from_every_start(history) for history in complete_series), NONE)
    assert found.months > 1_500
    assert found.flagged <= MOST_ALARMS * found.months


@pytest.mark.parametrize("month", A_FORCE_ABSENT)
def test_a_month_in_which_a_force_is_absent_is_in_doubt(real_data: Path, month: str) -> None:
    total, *_ = _judged(real_data, month)
    assert total.state in {Completeness.UNCONFIRMED, Completeness.HELD}


@pytest.mark.parametrize("month", DAMAGED)
def test_a_few_lines_cut_off_are_below_the_blind_share_which_says_so(real_data: Path, month: str) -> None:
    """Counts cannot find them: such lines are rejected where they are read."""
    total, *_ = _judged(real_data, month)
    assert total.expected is not None and total.blind_share is not None
    assert 0.25 < 1 - total.count / total.expected < total.blind_share


@pytest.mark.parametrize(
    ("shortfall", "fewest_caught"), [("thinned by 50%", 0.9), ("everything doubled", 0.75), ("thinned by 30%", 0.4)]
)
def test_damage_to_real_burglaries_is_found(real_data: Path, shortfall: str, fewest_caught: float) -> None:
    assert _caught([stockport_burglary(real_data)], shortfall, 24, 36) >= fewest_caught


@pytest.mark.parametrize(
    ("shortfall", "fewest_caught"), [("thinned by 50%", 0.99), ("everything doubled", 0.99), ("a ward missing", 0.9)]
)
def test_damage_to_months_with_a_short_history_is_found(real_data: Path, shortfall: str, fewest_caught: float) -> None:
    assert _caught(essex(real_data)[1:], shortfall, 3, 6) >= fewest_caught


def _caught(series: list[Series], shortfall: str, fewest: int, most: int) -> float:
    found = share_caught([Trials(item, fewest, most) for item in series], *DAMAGES[shortfall])
    assert found is not None
    return found[0]


def _judged(real_data: Path, month: str) -> list[Judgement]:
    """The month as the newest after complete ones."""
    history, number = other_forces(real_data, whole=False).history(), number_of(month)
    others = {number_of(name) for name in (*DAMAGED, *A_FORCE_ABSENT)} - {number}
    kept = ~np.isin(history.counts[ALL].index, list(others))
    counts = {name: table[kept] for name, table in history.counts.items()}
    seen = FeedHistory(counts, history.days[kept], history.gaps[kept], history.blanks, history.rows)
    return judge_month(seen, number, Doubts(), is_newest=True)
