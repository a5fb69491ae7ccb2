"""What the completeness rule costs in false alarms, and which shortfalls it catches: the tables of docs/measures.md.

    python -m bench.completeness [WAREHOUSE]

WAREHOUSE is that of a build of the sample; without one, the sample is made and refreshed first. Real series are read
where they lie beside the project, and left out by name where they do not. Seeded: the same rows give the same tables.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.measure import ossp, run
from bench.monthly_rows import (
    BURGLARY,
    ESSEX,
    LAST,
    OTHER_FORCES,
    Series,
    essex,
    force_burglary,
    force_total,
    history_from,
    invented,
    other_forces,
    sample_histories,
    sample_series,
    stockport_burglary,
)
from bench.shortfalls import DAMAGES, Damage, Trials
from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.transform.measures.completeness import ALL, Doubts, FeedHistory, judge_month
from ossp_pipeline.transform.statistics.completeness import (
    FEWEST_MONTHS,
    LONGEST_HISTORY,
    SEASON_MONTHS,
    TWO_WAVES_MONTHS,
)

TRIALS, SEED = 1_000, 12
_FEW_A_MONTH = 120
_INVENTED = 5_000
REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "realdata"


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
    return sum((_judged(history, int(number)) for number in history.counts[ALL].index[FEWEST_MONTHS:]), NONE)


def from_every_start(history: FeedHistory) -> Alarms:
    """The same for every month on which the history might have started: the windows overlap."""
    return sum((false_alarms(history_from(history, int(start))) for start in history.counts[ALL].index), NONE)


def _judged(history: FeedHistory, number: int) -> Alarms:
    states = {item.state for item in judge_month(history, number, Doubts(), is_newest=True) if item.is_doubtful}
    return Alarms(1, int(bool(states)), int(Completeness.HELD in states))


def share_caught(trials: list[Trials], damage: Damage, needed: str) -> tuple[float, float] | None:
    """The shares of damaged months that are unconfirmed or held, and held; None where rows cannot be damaged so."""
    able = [item for item in trials if needed in item.features]
    if not able:
        return None
    draw = np.random.default_rng(SEED)
    states = [able[draw.integers(len(able))].damaged(damage, draw) for _ in range(TRIALS)]
    shares = [np.mean([test(state) for state in states]) for test in (bool, _is_held)]
    return float(shares[0]), float(shares[1])


def _is_held(states: set[Completeness]) -> bool:
    return Completeness.HELD in states


def all_alarms(warehouse: Path) -> Iterator[tuple[str, list[FeedHistory]]]:
    """The series whose months are complete."""
    for feed, history in sample_histories(warehouse).items():
        yield f"sample, {feed}", [history]
    if _is_there(BURGLARY):
        yield "Stockport burglary by ward, 36 months", [stockport_burglary(REAL_DATA).history()]
        yield "Greater Manchester's burglary, 36 months", [force_burglary(REAL_DATA).history()]
        yield "Greater Manchester's total, 36 months", [force_total(REAL_DATA)]
    if _is_there(ESSEX):
        county, *districts = essex(REAL_DATA)
        yield "Essex by type and district, 7 months", [county.history()]
        yield f"{len(districts)} districts of Essex by type and MSOA", [series.history() for series in districts]
    if _is_there(OTHER_FORCES):
        yield "other forces in Greater Manchester, undamaged months", [other_forces(REAL_DATA, whole=True).history()]


def all_trials(warehouse: Path) -> Iterator[tuple[str, list[Trials]]]:
    """The series that are damaged, with the months of history in which."""
    long, short = (TWO_WAVES_MONTHS, LONGEST_HISTORY), (SEASON_MONTHS, TWO_WAVES_MONTHS - 1)
    for series in sample_series(warehouse):
        yield f"{series.name}, from 24 months", [Trials(series, *long)]
        yield f"{series.name}, 12 to 23", [Trials(series, *short)]
    yield f"{series.name} at {_FEW_A_MONTH} a month, from 24", [Trials(thinned_out(series), *long)]
    if _is_there(BURGLARY):
        yield "Greater Manchester burglary (2,574 a month), from 24", [Trials(force_burglary(REAL_DATA), *long)]
        burglary = stockport_burglary(REAL_DATA)
        yield "Stockport burglary (268 a month), from 24", [Trials(burglary, *long)]
        yield f"the same at {_FEW_A_MONTH} a month", [Trials(thinned_out(burglary), *long)]
    if _is_there(ESSEX):
        yield (
            "districts of Essex, 3 to 6",
            [Trials(series, FEWEST_MONTHS, SEASON_MONTHS - 1) for series in essex(REAL_DATA)[1:]],
        )


def thinned_out(series: Series) -> Series:
    """The same series at fewer rows a month, every month as complete as before."""
    rows = _FEW_A_MONTH * series.rows["number"].nunique()
    return replace(series, rows=series.rows.sample(n=rows, random_state=SEED))


def _is_there(folder: str) -> bool:
    is_there = (REAL_DATA / folder).is_dir()
    if not is_there:
        print(f"{folder}: not beside the project, left out", file=sys.stderr)
    return is_there


def print_alarms(warehouse: Path) -> None:
    """The first table."""
    print("| complete months of | flagged | of which held | from every starting point |\n|---|---|---|---|")
    everything, windows = NONE, NONE
    for name, histories in all_alarms(warehouse):
        alarms = sum((false_alarms(history) for history in histories), NONE)
        started = sum((from_every_start(history) for history in histories), NONE)
        everything, windows = everything + alarms, windows + started
        print(_alarm_row(name, alarms, started))
    print(_alarm_row("**all of these**", everything, windows))
    for fewest, most in ((FEWEST_MONTHS, SEASON_MONTHS - 1), (SEASON_MONTHS, LONGEST_HISTORY)):
        histories = invented(_INVENTED, fewest, most, np.random.default_rng(SEED))
        alarms = sum((_judged(history, LAST) for history in histories), NONE)
        print(_alarm_row(f"invented months, {fewest} to {most} before", alarms, NONE))


def _alarm_row(name: str, found: Alarms, started: Alarms) -> str:
    windows = f"{started.flagged / started.months:.1%} of {started.months:,}" if started.months else "–"
    return f"| {name} | {found.flagged} of {found.months:,} | {found.held} | {windows} |"


def print_power(warehouse: Path) -> None:
    """The second table: caught, and held in brackets."""
    columns = dict(all_trials(warehouse))
    print("| shortfall |", " | ".join(columns), "|\n|---|" + "---|" * len(columns))
    for name, (damage, needed) in DAMAGES.items():
        shares = [share_caught(trials, damage, needed) for trials in columns.values()]
        cells = ["–" if share is None else "{:.0%} ({:.0%})".format(*share) for share in shares]
        print(f"| {name} |", " | ".join(cells), "|")


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
