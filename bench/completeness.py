"""What the completeness rule costs in false alarms, and which shortfalls it catches: the tables of docs/measures.md.

    python -m bench.completeness [WAREHOUSE]

WAREHOUSE is that of a build of the sample; without one, the sample is made and refreshed first. Real series are read
where they lie beside the project, and left out by name where they do not. Seeded: the same rows give the same tables.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from bench.measure import ossp, run
from bench.monthly_rows import (
    LAST,
    REAL_DATA,
    Series,
    days_in,
    essex,
    force_total,
    history_from,
    invented,
    longest_gap,
    other_forces,
    sample_histories,
    sample_series,
    stockport_burglary,
)
from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.transform.measures.completeness import (
    ALL,
    Counts,
    Doubts,
    Expected,
    FeedHistory,
    expect_kinds,
    judge_counts,
    judge_month,
)
from ossp_pipeline.transform.statistics.completeness import (
    FEWEST_MONTHS,
    LONGEST_HISTORY,
    SEASON_MONTHS,
    TWO_WAVES_MONTHS,
)

TRIALS, SEED = 1_000, 12
_FEW_A_MONTH = 120
_INVENTED = 10_000
Draw = np.random.Generator


@dataclass(frozen=True)
class Alarms:
    """Complete months that were judged, how many of them, in whole or in a kind, were in doubt, and how many held."""

    months: int
    flagged: int
    held: int

    def __add__(self, other: "Alarms") -> "Alarms":
        return Alarms(self.months + other.months, self.flagged + other.flagged, self.held + other.held)


NONE = Alarms(0, 0, 0)


def false_alarms(history: FeedHistory) -> Alarms:
    """Every month as the newest, from all months before it: they are complete, so those in doubt were confirmed."""
    return _judged(history)


def from_every_start(history: FeedHistory) -> Alarms:
    """The same for every month on which the history might have started: the windows overlap."""
    return sum((_judged(history_from(history, int(start))) for start in history.counts[ALL].index), NONE)


def _judged(history: FeedHistory) -> Alarms:
    return sum((_judged_month(history, int(number)) for number in history.counts[ALL].index[FEWEST_MONTHS:]), NONE)


def _judged_month(history: FeedHistory, number: int) -> Alarms:
    states = {item.state for item in judge_month(history, number, Doubts(), is_newest=True) if item.is_doubtful}
    return Alarms(1, int(bool(states)), int(Completeness.HELD in states))


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


def share_caught(trials: list[Trials], damage: Damage, needed: str) -> tuple[float, float] | None:
    """The shares of damaged months that are unconfirmed or held, and held; None where rows cannot be damaged so."""
    able = [item for item in trials if needed in item.features]
    if not able:
        return None
    draw = np.random.default_rng(SEED)
    states = [able[draw.integers(len(able))].damaged(damage, draw) for _ in range(TRIALS)]
    return float(np.mean([bool(found) for found in states])), float(
        np.mean([Completeness.HELD in found for found in states])
    )


def all_alarms(warehouse: Path) -> Iterator[tuple[str, list[FeedHistory]]]:
    """The series whose months are complete."""
    for history in sample_histories(warehouse):
        yield f"sample, {history.feed}", [history]
    if _is_there("policeuk_gmp_burglary_2016_2019"):
        yield "Stockport burglary by ward, 36 months", [stockport_burglary().history()]
        yield "Greater Manchester's total, 36 months", [force_total()]
    if _is_there("policeuk_essex_2018"):
        county, *districts = essex()
        yield "Essex by type and district, 7 months", [county.history()]
        yield f"{len(districts)} districts of Essex by type and MSOA", [series.history() for series in districts]
    if _is_there("policeuk_gm_lsoas_counts_2023_2026"):
        yield "other forces in Greater Manchester, undamaged months", [other_forces(whole=True).history()]


def all_trials(warehouse: Path) -> Iterator[tuple[str, list[Trials]]]:
    """The series that are damaged, with the months of history in which."""
    long, short = (TWO_WAVES_MONTHS, LONGEST_HISTORY), (SEASON_MONTHS, TWO_WAVES_MONTHS - 1)
    for series in sample_series(warehouse):
        yield f"{series.name}, from 24 months", [Trials(series, *long)]
        yield f"{series.name}, 12 to 23", [Trials(series, *short)]
    yield f"{series.name} at {_FEW_A_MONTH} a month, from 24", [Trials(thinned_out(series), *long)]
    if _is_there("policeuk_gmp_burglary_2016_2019"):
        burglary = stockport_burglary()
        yield "Stockport burglary (268 a month), from 24", [Trials(burglary, *long)]
        yield f"the same at {_FEW_A_MONTH} a month", [Trials(thinned_out(burglary), *long)]
    if _is_there("policeuk_essex_2018"):
        yield "districts of Essex, 3 to 6", [Trials(series, FEWEST_MONTHS, SEASON_MONTHS - 1) for series in essex()[1:]]


def thinned_out(series: Series) -> Series:
    """The same series at fewer rows a month, every month as complete as before."""
    rows = _FEW_A_MONTH * series.rows["number"].nunique()
    return replace(series, rows=series.rows.sample(n=rows, random_state=SEED))


def _is_there(folder: str) -> bool:
    found = (REAL_DATA / folder).is_dir()
    if not found:
        print(f"{folder}: not beside the project, left out", file=sys.stderr)
    return found


def print_alarms(warehouse: Path) -> None:
    """The first table."""
    print("| complete months of | flagged | of which held | from every starting point |\n|---|---|---|---|")
    everything, windows = NONE, NONE
    for name, histories in all_alarms(warehouse):
        found = sum((false_alarms(history) for history in histories), NONE)
        started = sum((from_every_start(history) for history in histories), NONE)
        everything, windows = everything + found, windows + started
        print(_alarm_row(name, found, started))
    print(_alarm_row("**all of these**", everything, windows))
    print(
        _alarm_row(
            "invented months", sum((_judged_month(history, LAST) for history in invented(_INVENTED, SEED)), NONE), NONE
        )
    )


def _alarm_row(name: str, found: Alarms, started: Alarms) -> str:
    share = f"{started.flagged / started.months:.1%}" if started.months else "–"
    return f"| {name} | {found.flagged} of {found.months} | {found.held} | {share} of {started.months:,} |"


def print_power(warehouse: Path) -> None:
    """The second table: caught, and held in brackets."""
    columns = dict(all_trials(warehouse))
    print("| shortfall |", " | ".join(columns), "|\n|---|" + "---|" * len(columns))
    for name, (damage, needed) in DAMAGES.items():
        shares = [share_caught(trials, damage, needed) for trials in columns.values()]
        print(
            f"| {name} |",
            " | ".join("–" if share is None else "{:.0%} ({:.0%})".format(*share) for share in shares),
            "|",
        )


def main() -> int:
    """Print both tables."""
    with tempfile.TemporaryDirectory(prefix="ossp-bench-") as place:
        warehouse = Path(sys.argv[1]) if len(sys.argv) > 1 else _refreshed(Path(place))
        print_alarms(warehouse)
        print()
        print_power(warehouse)
    return 0


def _refreshed(folder: Path) -> Path:
    run(ossp("sample"), folder)
    run(ossp("refresh"), folder)
    (warehouse,) = folder.glob("data/builds/*/warehouse.duckdb")
    return warehouse


if __name__ == "__main__":
    sys.exit(main())
