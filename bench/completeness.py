"""What the completeness rule costs in false alarms, and what it catches: `python -m bench.completeness`.

Reads the newest build of the data folder (after `make run`) and, where they are, the real series beside the project.
Prints the two tables of docs/measures.md. The same seed gives the same tables.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from ossp_pipeline.contracts.status import Completeness
from ossp_pipeline.settings import PROJECT, load_settings
from ossp_pipeline.transform.build import Builds
from ossp_pipeline.transform.measures.completeness import (
    ALL,
    JUDGED_MONTHS,
    Doubts,
    FeedHistory,
    history_of,
    judge_month,
)
from ossp_pipeline.transform.tables import open_warehouse, read_table

REAL = PROJECT.parent / "shared" / "realdata"
_TRIALS, _SHORTEST, _SEED = 100, 12, 20261128
# What became of a month: its counts by dimension, the share of its rows that have gone, days without a row.
Loss = Callable[[np.random.Generator, FeedHistory, int], FeedHistory]


def main() -> None:
    """Print both tables."""
    console = Console(width=120)
    feeds = dict(_sample_feeds())
    console.print(_alarm_table({**feeds, **dict(_real_feeds())}))
    for name in ("police_crime", "asb_incidents"):
        console.print(_power_table(name, feeds[name]))


def _sample_feeds() -> Iterator[tuple[str, FeedHistory]]:
    with open_warehouse(Builds(load_settings().builds).newest()) as connection:
        volumes = read_table(connection, "int_volumes_counted").to_pandas()
        months = read_table(connection, "int_months_supplied").to_pandas()
    for feed, known in months.groupby("feed"):
        yield str(feed), history_of(volumes[volumes["feed"] == feed], known)


def _real_feeds() -> Iterator[tuple[str, FeedHistory]]:
    folder = REAL / "policeuk_gm_lsoas_counts_2023_2026"
    if folder.exists():
        rows = pd.concat(map(pd.read_csv, sorted(folder.glob("*.csv")))).dropna(subset=["year", "month"])
        # Some lines of these files have their cells shifted: they name no borough.
        boroughs = rows["lsoa_name"].astype(str).str.rsplit(" ", n=1).str[0] == rows["borough"]
        for borough, own in rows[boroughs].groupby("borough"):
            kinds = {"type": own["category"], "ward": own["lsoa_name"].str[:-1]}
            yield f"{borough}, small areas of 2023 to 2026", _real_history(own, kinds, own["crime_count"])
    path = REAL / "policeuk_gmp_burglary_2016_2019" / "derived_stockport_burglary_by_lsoa11.csv"
    if path.exists():
        own = pd.read_csv(path)
        months = own["Month"].str.split("-", expand=True).astype(int)
        kinds = {"ward": own["lsoa11_name"].str[:-1]}
        yield (
            "Stockport burglary, 2016 to 2019",
            _real_history(own.assign(year=months[0], month=months[1]), kinds, pd.Series(1, own.index)),
        )


def _real_history(rows: pd.DataFrame, kinds: dict[str, pd.Series], counts: pd.Series) -> FeedHistory:
    starts = pd.to_datetime(pd.DataFrame({"year": rows["year"], "month": rows["month"], "day": 1}))
    frames = [
        pd.DataFrame({"dimension": name, "kind": kind, "month_start_date": starts, "row_count": counts})
        for name, kind in {ALL: ALL, **kinds}.items()
    ]
    volumes = pd.concat(frames).groupby(["dimension", "kind", "month_start_date"], as_index=False).sum()
    months = pd.DataFrame({"month_start_date": sorted(starts.unique())})
    days = months["month_start_date"].dt.days_in_month
    unknown = dict.fromkeys(("longest_gap", "blank_count", "own_count"), np.nan)
    return history_of(volumes, months.assign(feed="real", day_count=days, **unknown))


def _alarm_table(feeds: dict[str, FeedHistory]) -> Table:
    table = Table(title="Complete months, each judged as the newest")
    for head in ("series", "months judged", "total in doubt", "anything in doubt", "held"):
        table.add_column(head, justify="left" if head == "series" else "right")
    for name, history in feeds.items():
        judged = [(number, _judge(history, number)) for number in history.days.index[_SHORTEST:]]
        doubted = [[item for item in items if item.is_doubtful] for _, items in judged]
        totals = sum(any(item.dimension == ALL for item in items) for items in doubted)
        held = sum(any(item.state is Completeness.HELD for item in items) for items in doubted)
        table.add_row(name, str(len(judged)), str(totals), str(sum(map(bool, doubted))), str(held))
    return table


def _power_table(name: str, history: FeedHistory) -> Table:
    table = Table(title=f"{name}: share of {_TRIALS} shortfalls of each kind that are called unconfirmed or held")
    table.add_column("what is missing")
    for head in ("24 months and more", "held", "12 to 23 months", "held"):
        table.add_column(head, justify="right")
    for words, loss in _losses(history).items():
        cells = [cell for months in (35, 18) for cell in _caught(history, loss, months)]
        table.add_row(words, *(f"{cell:.2f}" for cell in cells))
    return table


def _losses(history: FeedHistory) -> dict[str, Loss]:
    thinned = {f"{share:.0%} of the rows, anywhere": _thin(share) for share in (0.1, 0.2, 0.3, 0.5)}
    kinds = {f"one {name} of them": _without_one(name) for name in history.counts if name in ("type", "ward", "source")}
    days = {f"the last {count} day(s)": _without_days(count) for count in (1, 2, 3, 7)}
    doubled = {"nothing: everything twice": _thin(-1.0), "nothing: one type twice": _double_one}
    return {**thinned, **days, **kinds, "half of the types": _without_half, **doubled}


def _caught(history: FeedHistory, loss: Loss, months: int) -> tuple[float, float]:
    """Over trials on different newest months: share in doubt, share held."""
    rng = np.random.default_rng(_SEED)
    numbers = history.days.index[-JUDGED_MONTHS:]
    states = [
        {item.state for item in _judge(loss(rng, history, number), number, months)}
        for number in rng.choice(numbers, _TRIALS)
    ]
    doubted = [state & {Completeness.UNCONFIRMED, Completeness.HELD} for state in states]
    return np.mean([bool(state) for state in doubted]), np.mean([Completeness.HELD in state for state in doubted])


def _judge(history: FeedHistory, number: int, months: int = 36):
    """The month as the newest, with so many months before it."""
    known = [item for item in history.days.index if number - months <= item <= number]
    cut = FeedHistory(
        history.feed,
        {name: frame.loc[known] for name, frame in history.counts.items()},
        *(series.loc[known] for series in (history.days, history.gaps, history.blanks, history.rows)),
    )
    return judge_month(cut, int(number), Doubts(), is_newest=True)


def _changed(history: FeedHistory, number: int, change: Callable[[str, pd.Series], pd.Series]) -> FeedHistory:
    counts = {}
    for name, frame in history.counts.items():
        counts[name] = frame.copy()
        counts[name].loc[number] = change(name, frame.loc[number])
    return FeedHistory(history.feed, counts, history.days, history.gaps, history.blanks, history.rows)


def _thin(share: float) -> Loss:
    def lose(rng: np.random.Generator, history: FeedHistory, number: int) -> FeedHistory:
        if share < 0:
            return _changed(history, number, lambda _, row: row * 2)
        return _changed(history, number, lambda _, row: pd.Series(rng.binomial(row.astype(int), 1 - share), row.index))

    return lose


def _without_days(count: int) -> Loss:
    def lose(rng: np.random.Generator, history: FeedHistory, number: int) -> FeedHistory:
        share = 1 - count / history.days[number]
        thinned = _changed(history, number, lambda _, row: pd.Series(rng.binomial(row.astype(int), share), row.index))
        gaps = history.gaps.copy()
        gaps[number] = max(count, gaps[number])
        return FeedHistory(history.feed, thinned.counts, history.days, gaps, history.blanks, history.rows)

    return lose


def _without(history: FeedHistory, number: int, dimension: str, gone: list[str], times: int = 0) -> FeedHistory:
    """Kinds of a dimension gone or doubled, and the total with them; other dimensions by the same share of rows."""
    part = history.counts[dimension].loc[number, gone].sum() * (times - 1)
    total = history.counts[ALL].loc[number].sum()

    def change(name: str, row: pd.Series) -> pd.Series:
        if name == dimension:
            return row.where(~row.index.isin(gone), row * times)
        return row * (total + part) / total

    return _changed(history, number, change)


def _one(rng: np.random.Generator, history: FeedHistory, dimension: str) -> list[str]:
    return [str(rng.choice(history.counts[dimension].columns))]


def _without_one(dimension: str) -> Loss:
    return lambda rng, history, number: _without(history, number, dimension, _one(rng, history, dimension))


def _without_half(rng: np.random.Generator, history: FeedHistory, number: int) -> FeedHistory:
    kinds = list(history.counts["type"].columns)
    return _without(history, number, "type", [str(kind) for kind in rng.choice(kinds, len(kinds) // 2, replace=False)])


def _double_one(rng: np.random.Generator, history: FeedHistory, number: int) -> FeedHistory:
    return _without(history, number, "type", _one(rng, history, "type"), times=2)


if __name__ == "__main__":
    main()
