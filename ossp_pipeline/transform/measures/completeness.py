"""Whether each new month of a feed came whole: judged from its rows, per feed and kind, before any verdict.

Called by the dbt model `int_months_judged`. The score is in transform/statistics/completeness.py; here are the limits
and what they mean. Limits, their cost in false alarms and what they catch: docs/measures.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from ossp_pipeline.contracts.feed import EVENT
from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.transform.measures.tables import COUNT, DAY, NUMBER, TEXT, nothing
from ossp_pipeline.transform.statistics.completeness import (
    FEWEST_MONTHS,
    Expectation,
    History,
    Score,
    blank_score,
    expect_month,
)

COMPLETENESS = pa.schema(
    [
        *[(name, TEXT) for name in ("feed", "disclosure_class", "period", "dimension", "kind")],
        *[(name, DAY) for name in ("period_start_date", "period_end_date")],
        ("row_count", COUNT),
        *[(name, NUMBER) for name in ("expected_count", "score", "p_value", "blind_share")],
        *[(name, TEXT) for name in ("completeness", "reason")],
    ]
)
ALL, PLACES = "all", "place"
FEWER, MORE = "fewer than a complete month has", "more than a complete month has"
# Within these, a kind without any row holds the month: a whole force or source system did not send.
SOURCES = ("force", "source")
# A month stays in doubt until somebody confirms it, or for a year.
JUDGED_MONTHS = 12
_FEED_LIMIT, _KIND_LIMIT, _MUCH_LIMIT = 0.005, 0.005, 0.001
_HOLD_LIMIT = 0.001
_HOLD_FEW, _HOLD_MANY, _MUCH = 0.6, 1.6, 1.3
# Next to nothing of a feed is in doubt at a wider limit: where counts vary much, as those of other forces in Greater
# Manchester do, a month with a tenth of its rows has a chance of about 1% and would read as complete.
_NEXT_TO_NOTHING, _NOTHING_LIMIT = 0.25, 0.05
_SHORT_FEW, _SHORT_HOLD, _SHORT_KIND = 0.75, 0.5, 0.02
# Without a season, too many is more than a season may bring. Without this limit no doubled month of Essex was found.
_SHORT_MUCH, _SHORT_HOLD_MANY = 1.6, 2.0
_FEWEST_EXPECTED, _FEWEST_TO_MISS, _FEWEST_TO_MISS_SHORT = 5, 10, 20
_LOST_DAYS, _LOST_ROWS = 3, 14
# Of one or two kinds large enough to be missed, one without rows is no pattern: real small areas have such months.
_KINDS_MISSING, _FEWEST_KINDS = 0.25, 3
_BLANK_SCORE, _BLANK_POINTS, _BLANK_HOLD = 3.0, 0.02, 0.10


@dataclass(frozen=True)
class Judgement:
    """What is found of one kind in one month, and why. `score`: None where the history is too short for one.

    `finding` holds no count: of people, few rows are not published in a sentence either.
    """

    dimension: str
    kind: str
    count: int
    expected: float | None
    score: Score | None
    blind_share: float | None
    state: Completeness
    finding: str | None

    @property
    def is_doubtful(self) -> bool:
        """Whether something was found."""
        return self.state is not Completeness.COMPLETE

    def doubted(self, state: Completeness, finding: str) -> "Judgement":
        """The same with this finding, unless a graver one stands already."""
        return self if self.state is Completeness.HELD else replace(self, state=state, finding=finding)

    def reason(self, disclosure_class: str) -> str | None:
        """The finding, with its counts where these are not about people."""
        if self.finding is None or self.expected is None or disclosure_class != EVENT:
            return self.finding
        return f"{self.count:,} rows, about {self.expected:,.0f} expected: {self.finding}"


# By dimension and kind.
Counts = dict[str, dict[str, int]]
Expected = dict[str, dict[str, Expectation | None]]


@dataclass(frozen=True)
class FeedHistory:
    """All counts of a feed: one frame per dimension, months (as ordinal numbers) down and kinds across.

    days, gaps     per month: its days, and the most days on end without a row (nan where rows have no day)
    blanks, rows   per month: rows without a place, and all rows; nan where the feed has no places
    """

    counts: dict[str, pd.DataFrame]
    days: pd.Series
    gaps: pd.Series
    blanks: pd.Series
    rows: pd.Series

    def counts_of(self, number: int) -> Counts:
        """Every kind's rows in a month."""
        return {
            name: {str(kind): int(count) for kind, count in zip(table.columns, table.loc[number], strict=True)}
            for name, table in self.counts.items()
        }


class Doubts:
    """Months in doubt, by dimension and kind. A month in which all of a feed is in doubt is so for each kind."""

    def __init__(self) -> None:
        self._months: dict[tuple[str, str], set[int]] = {}

    def add(self, number: int, judged: list[Judgement]) -> None:
        """Remember the kinds of a month that are in doubt."""
        for item in judged:
            if item.is_doubtful:
                self._months.setdefault((item.dimension, item.kind), set()).add(number)

    def months_of(self, dimension: str, kind: str) -> set[int]:
        """The months that are no part of a kind's history."""
        return self._months.get((dimension, kind), set()) | self._months.get((ALL, ALL), set())


def judge_completeness(volumes: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """One row per feed, judged month, dimension and kind, with the columns COMPLETENESS.

    volumes  feed, dimension, kind, month_start_date, row_count
    months   feed, disclosure_class, period, month_start_date, month_end_date, day_count, longest_gap, blank_count,
             own_count (the area's rows), confirmed_reason (null: nobody confirmed it). One row per
             month that was supplied, or per quarter where rows have no month
    """
    if months.empty:
        return nothing(COMPLETENESS)
    by_feed = months.groupby("feed")
    rows = [row for feed, known in by_feed for row in _feed_rows(volumes[volumes["feed"] == feed], known)]
    return pd.DataFrame(rows, columns=COMPLETENESS.names)


def _feed_rows(volumes: pd.DataFrame, months: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Month after month, oldest first: a month in doubt is no part of the history of the next."""
    history, doubtful = history_of(volumes, months), Doubts()
    months = _numbered(months)
    newest = int(months.index[-1])
    for number in months.index[months.index > newest - JUDGED_MONTHS]:
        about = months.loc[number]
        judged = judge_month(history, int(number), doubtful, is_newest=number == newest)
        if not isinstance(about["confirmed_reason"], str):
            doubtful.add(int(number), judged)
        yield from (_row(about, item) for item in judged)


def judge_month(history: FeedHistory, number: int, doubtful: Doubts, *, is_newest: bool) -> list[Judgement]:
    """Every kind of a feed in the month of this number, from the months before it.

    doubtful  months in doubt so far, which are no part of a history
    """
    expected, counts = expect_kinds(history, number, doubtful), history.counts_of(number)
    if expected[ALL][ALL] is None:
        reason = f"there are fewer than {FEWEST_MONTHS} months before it to compare it with"
        total = Judgement(ALL, ALL, counts[ALL][ALL], None, None, None, Completeness.UNCONFIRMED, reason)
        return [total] if is_newest else []
    return [*judge_counts(expected, counts, float(history.gaps[number])), *_judge_blanks(history, number)]


def expect_kinds(history: FeedHistory, number: int, doubtful: Doubts) -> Expected:
    """What each kind of a feed should count in the month of this number."""
    days = history.days.to_numpy(dtype=float)
    expected: Expected = {}
    for name, counts in history.counts.items():
        numbers, table = counts.index.to_numpy(), counts.to_numpy(dtype=float)
        expected[name] = {}
        for column, kind in enumerate(counts.columns):
            known = (numbers < number) & ~np.isin(numbers, list(doubtful.months_of(name, str(kind))))
            past = History(table[known, column], days[known], (number - numbers[known]).astype(float))
            expected[name][str(kind)] = expect_month(past, float(history.days[number]), number % 12)
    return expected


def judge_counts(expected: Expected, counts: Counts, gap: float) -> list[Judgement]:
    """The total and every kind of a month with a history, by their counts.

    gap  the most days on end without a row; nan where rows have no day
    """
    scored = {name: _scored(name, expected[name], counts[name]) for name in expected}
    (total,) = scored.pop(ALL)
    judgements = [_judge_days(_judge_total(total), gap)]
    counted = {name: sum(_is_counted(item) for item in items) for name, items in scored.items()}
    shares = sum(count > 0 for count in counted.values())
    for name, items in scored.items():
        judged = [_judge_kind(item, max(shares, 1) * max(counted[name], 1)) for item in items]
        judgements += _judge_absent(name, judged)
    return judgements


def _scored(dimension: str, expected: dict[str, Expectation | None], counts: dict[str, int]) -> list[Judgement]:
    return [
        Judgement(
            dimension,
            kind,
            counts[kind],
            item.expected if item else None,
            item.score(counts[kind]) if item else None,
            None,
            Completeness.COMPLETE,
            None,
        )
        for kind, item in expected.items()
    ]


def _judge_total(item: Judgement) -> Judgement:
    score = item.score
    assert score is not None
    item = replace(item, blind_share=_blind_share(score.expectation))
    state = _short_state(score) if score.expectation.is_short else _season_state(score)
    if state is Completeness.COMPLETE:
        return item
    return item.doubted(state, MORE if score.ratio > 1 else FEWER)


def _season_state(score: Score) -> Completeness:
    is_nothing = score.ratio < _NEXT_TO_NOTHING and score.expectation.expected >= _FEWEST_TO_MISS
    is_few = score.p < (_NOTHING_LIMIT if is_nothing else _FEED_LIMIT)
    is_much = 1 - score.p < _MUCH_LIMIT and score.ratio > _MUCH
    if not is_few and not is_much:
        return Completeness.COMPLETE
    is_held = score.ratio > _HOLD_MANY or (score.ratio < _HOLD_FEW and score.p < _HOLD_LIMIT)
    return Completeness.HELD if is_held else Completeness.UNCONFIRMED


def _short_state(score: Score) -> Completeness:
    is_few = score.p < _FEED_LIMIT and score.ratio < _SHORT_FEW
    is_much = 1 - score.p < _MUCH_LIMIT and score.ratio > _SHORT_MUCH
    if not is_few and not is_much:
        return Completeness.COMPLETE
    is_held = score.ratio < _SHORT_HOLD or score.ratio > _SHORT_HOLD_MANY
    return Completeness.HELD if is_held else Completeness.UNCONFIRMED


def _judge_days(item: Judgement, gap: float) -> Judgement:
    """Days on end without a row, where so many rows were expected in them that chance does not explain it."""
    if np.isnan(gap) or gap < 1 or item.score is None:
        return item
    lost = gap * item.score.expectation.expected / item.score.expectation.days
    if lost < _LOST_ROWS:
        return item
    state = Completeness.HELD if gap >= _LOST_DAYS else Completeness.UNCONFIRMED
    return item.doubted(state, f"{int(gap)} day(s) on end have no row")


def _judge_kind(item: Judgement, tests: int) -> Judgement:
    """`tests`: how many kinds and dimensions are looked at, by which the limits are divided (Bonferroni)."""
    score = item.score
    if score is None or not _is_counted(item):
        return item
    if score.expectation.is_short:
        is_gone = score.ratio < _SHORT_KIND and score.expectation.expected >= _FEWEST_TO_MISS_SHORT
        if is_gone and score.p < _KIND_LIMIT / tests:
            return item.doubted(Completeness.UNCONFIRMED, "next to none")
        return item
    item = replace(item, blind_share=score.expectation.blind_share(_KIND_LIMIT / tests))
    if score.p < _KIND_LIMIT / tests:
        return item.doubted(Completeness.UNCONFIRMED, FEWER)
    if 1 - score.p < _MUCH_LIMIT / tests:
        return item.doubted(Completeness.UNCONFIRMED, MORE)
    return item


def _judge_absent(dimension: str, items: list[Judgement]) -> list[Judgement]:
    """Kinds without any row: one force or source system holds the month, and so do a quarter of a dimension's kinds."""
    large = [item for item in items if (item.expected or 0) >= _FEWEST_TO_MISS]
    absent = [item for item in large if item.count == 0]
    is_part = len(large) >= _FEWEST_KINDS and len(absent) >= _KINDS_MISSING * len(large)
    if not absent or not (dimension in SOURCES or is_part):
        return items
    finding = f"{len(absent)} of {len(large)} of its kind are without any row"
    return [item.doubted(Completeness.HELD, finding) if item in absent else item for item in items]


def _judge_blanks(history: FeedHistory, number: int) -> list[Judgement]:
    """Rows without a place, beside the share of the twelve months before."""
    blanks, rows = history.blanks.get(number, np.nan), history.rows.get(number, np.nan)
    if np.isnan(blanks) or rows == 0:
        return []
    past = [month for month in history.rows.dropna().index if 0 < number - month <= JUDGED_MONTHS]
    z, usual = blank_score(int(blanks), int(rows), (history.blanks[past].to_numpy(), history.rows[past].to_numpy()))
    points = blanks / rows - usual
    expected = usual * rows
    item = Judgement(PLACES, "without a place", int(blanks), expected, None, None, Completeness.COMPLETE, None)
    if not past or z <= _BLANK_SCORE or points <= _BLANK_POINTS:
        return [item]
    state = Completeness.HELD if points >= _BLANK_HOLD else Completeness.UNCONFIRMED
    return [item.doubted(state, f"{blanks / rows:.0%} of rows have no place, usually {usual:.0%}")]


def _blind_share(total: Expectation) -> float:
    """Of a feed's own count: what may be missing before its limit is reached."""
    share = total.blind_share(_FEED_LIMIT)
    return max(share, 1 - _SHORT_FEW) if total.is_short else share


def _is_counted(item: Judgement) -> bool:
    return (item.expected or 0) >= _FEWEST_EXPECTED


def history_of(volumes: pd.DataFrame, months: pd.DataFrame) -> FeedHistory:
    """Every kind in every month that was supplied: a kind without rows counted nothing."""
    months = _numbered(months)
    numbered = volumes.assign(number=_month_number(volumes["month_start_date"]))
    counts = {
        str(dimension): rows.pivot_table(index="number", columns="kind", values="row_count", aggfunc="sum")
        .reindex(months.index)
        .fillna(0)
        for dimension, rows in numbered.groupby("dimension")
    }
    if ALL not in counts:
        counts[ALL] = pd.DataFrame({ALL: 0.0}, index=months.index)
    gaps, blanks, rows = (months[name].astype(float) for name in ("longest_gap", "blank_count", "own_count"))
    return FeedHistory(counts, months["day_count"].astype(float), gaps, blanks, rows)


def _row(about: pd.Series, item: Judgement) -> dict[str, object]:
    confirmed = about["confirmed_reason"]
    is_confirmed = item.is_doubtful and isinstance(confirmed, str)
    reason = item.reason(about["disclosure_class"])
    return {
        "feed": about["feed"],
        "disclosure_class": about["disclosure_class"],
        "period": about["period"],
        "dimension": item.dimension,
        "kind": item.kind,
        "period_start_date": about["month_start_date"],
        "period_end_date": about["month_end_date"],
        "row_count": item.count,
        "expected_count": item.expected,
        "score": item.score.z if item.score else None,
        "p_value": item.score.p if item.score else None,
        "blind_share": item.blind_share,
        "completeness": Completeness.CONFIRMED if is_confirmed else item.state,
        "reason": f"{reason}; {confirmed}" if is_confirmed else reason,
    }


def _numbered(months: pd.DataFrame) -> pd.DataFrame:
    """The months by their number, in order of time."""
    numbered = months.assign(number=_month_number(months["month_start_date"]))
    return numbered.sort_values("number").set_index("number")


def _month_number(starts: pd.Series) -> pd.Series:
    days = pd.to_datetime(starts)
    return (days.dt.year * 12 + days.dt.month - 1).astype(int)
