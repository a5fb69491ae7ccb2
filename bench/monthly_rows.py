"""Monthly rows that the completeness rule is measured on: the sample's, and real ones beside the project."""

import calendar
import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from ossp_pipeline.transform.measures.completeness import ALL, FeedHistory, history_of

BURGLARY = "policeuk_gmp_burglary_2016_2019"
STOCKPORT = "stockport_reference/derived_stockport_lsoa_reference.csv"
ESSEX = "policeuk_essex_2018"
OTHER_FORCES = "policeuk_gm_lsoas_counts_2023_2026"
# Its source note names two files with cut-off and repeated lines. In five more all records but a few of one or two
# boroughs are absent: those of the British Transport Police did not come.
DAMAGED = ("2024-07", "2024-08")
A_FORCE_ABSENT = ("2023-06", "2025-01", "2025-02", "2025-10", "2025-12")
# Districts outside the county have a few rows of its force, and are no feed of anybody.
_FEWEST_ROWS = 1_000
_FIELDS = 7
# The newest of the invented months: December 2025.
LAST = 2025 * 12 + 11
_INVENTED_KINDS = (("type", 10), ("ward", 20))


@dataclass(frozen=True)
class Series:
    """Rows of a feed: `number` of the month, `day` (missing where rows have none), and a column per dimension."""

    name: str
    rows: pd.DataFrame
    dimensions: tuple[str, ...] = ()

    def history(self) -> FeedHistory:
        """Its counts."""
        by_month = self.rows.groupby("number")
        total = by_month.size().to_frame(ALL).astype(float)
        kinds = {name: pd.crosstab(self.rows["number"], self.rows[name]) for name in self.dimensions}
        counts = {name: table.reindex(total.index, fill_value=0).astype(float) for name, table in kinds.items()}
        days = pd.Series([float(days_in(int(number))) for number in total.index], total.index)
        gaps = pd.Series([longest_gap(rows["day"].to_numpy(), days[number]) for number, rows in by_month], total.index)
        unknown = pd.Series(np.nan, total.index)
        return FeedHistory({ALL: total, **counts}, days, gaps, unknown, unknown)


def history_from(history: FeedHistory, first: int) -> FeedHistory:
    """The same without the months before `first`."""
    counts = {name: table.loc[first:] for name, table in history.counts.items()}
    series = {name: getattr(history, name).loc[first:] for name in ("days", "gaps", "blanks", "rows")}
    return replace(history, counts=counts, **series)


def number_of(month: str) -> int:
    """A month written 2025-06, counted from the year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def days_in(number: int) -> int:
    """Days of a month."""
    return calendar.monthrange(number // 12, number % 12 + 1)[1]


def longest_gap(days: np.ndarray, length: float) -> float:
    """The most days on end without a row; nan where rows have no day."""
    if np.isnan(days).any():
        return float("nan")
    marks = np.concatenate([[0], np.unique(days), [length + 1]])
    return float(np.diff(marks).max() - 1)


def sample_histories(warehouse: Path) -> dict[str, FeedHistory]:
    """Every feed of the sample, as its build judges them."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        volumes, months = (connection.table(name).df() for name in ("int_volumes_counted", "int_months_supplied"))
    return {str(feed): history_of(volumes[volumes["feed"] == feed], known) for feed, known in months.groupby("feed")}


def sample_series(warehouse: Path) -> list[Series]:
    """The sample's incidents by feed."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        rows = connection.sql("""
            select
                feed, year(month_start_date) * 12 + month(month_start_date) - 1 as number,
                cast(day(reported_date) as double) as day, incident_type as type, asb_source as source,
                ward_code as ward
            from int_incidents_located order by all
        """).df()
    crime, asb = rows[rows["feed"] == "police_crime"], rows[rows["feed"] == "asb_incidents"]
    return [Series("crime", crime, ("type", "ward")), Series("ASB", asb, ("source", "type", "ward"))]


def stockport_burglary(folder: Path) -> Series:
    """Real burglaries by ward, without days."""
    places = _read(folder / STOCKPORT)
    ward_of = dict(zip(places["lsoa11_code"], places["ward24_code"], strict=True))
    rows = _read(folder / BURGLARY / "derived_stockport_burglary_by_lsoa11.csv")
    frame = pd.DataFrame(
        {"number": rows["Month"].map(number_of), "day": np.nan, "ward": rows["lsoa11_code"].map(ward_of)}
    )
    return Series("Stockport burglary", frame, ("ward",))


def force_burglary(folder: Path) -> Series:
    """All of the force's burglaries, as one count a month."""
    rows = _read(folder / BURGLARY / "gmp_bur.csv")
    return Series("Greater Manchester burglary", pd.DataFrame({"number": rows["Month"].map(number_of), "day": np.nan}))


def force_total(folder: Path) -> FeedHistory:
    """All street-level records of Greater Manchester Police: totals alone."""
    table = _read(folder / BURGLARY / "gmp_month.csv")
    index = table.iloc[:, 0].map(number_of).to_list()
    total = pd.DataFrame({ALL: table["count"].astype(float).to_numpy()}, index=index)
    unknown = pd.Series(np.nan, total.index)
    days = pd.Series([float(days_in(number)) for number in index], index)
    return FeedHistory({ALL: total}, days, unknown, unknown, unknown)


def essex(folder: Path) -> list[Series]:
    """The county by type and district, and each district by type and, for want of wards, by MSOA."""
    rows = pd.concat([_read(path) for path in sorted((folder / ESSEX).glob("*.csv"))])
    frame = pd.DataFrame(
        {
            "number": rows["Month"].map(number_of),
            "day": np.nan,
            "type": rows["Crime type"],
            "district": rows["LSOA name"].str[:-5],
            "ward": rows["LSOA name"].str[:-1],
        }
    )
    by_district = frame.groupby("district")
    districts = [(name, own) for name, own in by_district if len(own) >= _FEWEST_ROWS]
    return [
        Series("Essex", frame, ("type", "district")),
        *(Series(f"Essex, {name}", own, ("type", "ward")) for name, own in districts),
    ]


def other_forces(folder: Path, *, whole: bool) -> Series:
    """Records of other forces in Greater Manchester, line by line as they lie there.

    whole  without the months that are damaged
    """
    rows = pd.DataFrame(_lines_of_other_forces(folder), columns=["month", "type", "district"])
    left_out = {*DAMAGED, *A_FORCE_ABSENT} if whole else set()
    rows = rows[~rows["month"].isin(left_out)]
    return Series("other forces", rows.assign(number=rows["month"].map(number_of), day=np.nan), ("type", "district"))


def invented(many: int, fewest: int, most: int, draw: np.random.Generator) -> Iterator[FeedHistory]:
    """Complete months to LAST, by 10 types and 20 wards: 30 to 3,000 rows a month, a season of up to 30% either way,
    varying 2.5 times as much as chance; `fewest` to `most` months lie before."""
    for _ in range(many):
        numbers = np.arange(LAST - draw.integers(fewest, most + 1), LAST + 1)
        season = 1 + draw.uniform(0, 0.3) * np.cos(2 * np.pi * (numbers + draw.integers(12)) / 12)
        level = np.exp(draw.uniform(np.log(30), np.log(3_000))) * season
        total = draw.poisson(draw.gamma(level / 1.5, 1.5))
        kinds = {name: draw.multinomial(total, draw.dirichlet(np.full(size, 2.0))) for name, size in _INVENTED_KINDS}
        counts = {name: pd.DataFrame(table.astype(float), numbers) for name, table in kinds.items()}
        unknown = pd.Series(np.nan, numbers)
        days = pd.Series([float(days_in(int(number))) for number in numbers], numbers)
        everything = pd.DataFrame({ALL: total.astype(float)}, numbers)
        yield FeedHistory({ALL: everything, **counts}, days, unknown, unknown, unknown)


def _lines_of_other_forces(folder: Path) -> Iterator[tuple[str, str, str]]:
    """One per counted record. Cut-off lines are skipped and repeats dropped, as landing does."""
    for path in sorted((folder / OTHER_FORCES).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            _, *lines = csv.reader(handle)
        for line in dict.fromkeys(tuple(line) for line in lines if len(line) == _FIELDS):
            yield from [(path.stem, line[3], line[2])] * int(line[6])


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
