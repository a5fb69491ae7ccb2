"""The ledger: counts of people as the public saw them, so that a period that was shown stays as it was shown.

Who has two public editions could learn from one changed count who came or went in between, whatever the rounding. So
each edition takes what the one before it showed, by model that counts people (macro `as_published`), and only what was
never shown is counted anew. Once a year everything may be (`ossp public --revise`).

A ledger is a folder of Parquet files, two for each of these models: its rows that were shown, and the keys that are
closed. It holds protected counts alone: no row of a person, no key. An erasure leaves it as it is.
"""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from ossp_pipeline.atomic_files import read_json, remove, write_folder, write_json
from ossp_pipeline.errors import UsageError
from ossp_pipeline.transform.tables import literal

_ABOUT = "about.json"
_A_YEAR = timedelta(days=365)
_MEASURES_SHOWN = "select distinct measure_id, period from fct_measure_values where numerator is not null"
# What is closed, by the model that counts it: of which measures, kinds and periods the public has seen figures. The
# columns are the model's own, and all its rows with such keys are kept.
CLOSED = {
    # Where no answer has as many as are shown, that none is there was seen: who is asked is a measure of its own.
    "int_cohorts_counted": """
        select distinct cohort, period from fct_cohorts where numerator is not null
        union
        select distinct
            if(measure_id = 'supervision_caseload', 'people under supervision', 'people in treatment') as cohort, period
        from fct_measure_values
        where measure_id in ('supervision_caseload', 'treatment_in') and numerator is not null
    """,
    # Months lie beneath figures over many: each that was delivered is in one.
    "int_measure_incidents_counted": """
        select measures.measure_id, coverage.period_start_date as month_start_date
        from int_measures_defined as measures
        join int_feeds_covered as coverage using (feed)
        where measures.disclosure_class <> 'event' and coverage.coverage_status = 'supplied'
    """,
    "int_measure_inputs__complainants": _MEASURES_SHOWN,
    "int_measure_inputs__need": _MEASURES_SHOWN,
    "int_measure_inputs__supervision": _MEASURES_SHOWN,
    "int_measure_inputs__treatment": _MEASURES_SHOWN,
    "int_partner_incidents_counted": """
        -- Years of the whole area are sums of its months.
        select distinct feed, item, area_type, pattern, period
        from int_partner_incidents_counted
        where disclosure_class <> 'event' and is_supplied and (pattern = 'month' or area_type <> 'csp')
    """,
    "int_serious_violence_counted": """
        select distinct definition, version, measure, period_start_date as month_start_date
        from fct_serious_violence
        where pattern = 'month' and numerator is not null
    """,
}


class Ledgers:
    """The ledgers of a data folder, each named by the release whose readers saw it; the newest is what counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def newest(self) -> Path | None:
        """The ledger of the newest release; None before the first."""
        return max(self.folder.glob("[0-9]*"), default=None, key=lambda path: path.name)

    def add(self, release_id: str, warehouse: Path, today: date) -> None:
        """Write the ledger of a release, from the tables it was made from, and remove those before. Once is enough."""
        folder = self.folder / release_id
        if folder.exists():
            return
        newest = self.newest()
        about = {"revised_on": today.isoformat(), "since": release_id}
        if newest and _goes_on(warehouse):
            about = read_json(newest / _ABOUT)

        def fill(place: Path) -> None:
            write_ledger(warehouse, place)
            write_json(place / _ABOUT, about)

        write_folder(folder, fill)
        for path in self.folder.glob("[0-9]*"):
            if path != folder:
                remove(path)

    def since(self) -> str:
        """The release by which counts were last made anew; empty before the first."""
        newest = self.newest()
        return str(read_json(newest / _ABOUT)["since"]) if newest else ""

    def require_revision(self, today: date) -> None:
        """Raise UsageError where counts that were shown may not be revised yet: the last time is not a year ago."""
        newest = self.newest()
        if newest is None:
            return
        due = date.fromisoformat(read_json(newest / _ABOUT)["revised_on"]) + _A_YEAR
        if today < due:
            problem = "the public's counts of people were made anew less than a year ago"
            raise UsageError("E-REVISED", problem, f"leave out --revise, or wait until {due:%-d %B %Y}")


def write_ledger(warehouse: Path, folder: Path) -> None:
    """Write what a public edition shows, from its own tables, and what editions before it showed and it does not.

    `folder`: an empty folder. The warehouse may hold the ledger before (`load_ledger`).
    """
    with duckdb.connect(str(warehouse), read_only=True) as tables:
        for model, closed in CLOSED.items():
            before = f"union by name from ledger.{model}__closed" if _is_there(tables, model) else ""
            tables.execute(f"create temp table closed as ({closed}) {before}")
            keys = [str(row[0]) for row in tables.execute("describe closed").fetchall()]
            _copy(tables, "select * from closed", folder / f"{model}__closed.parquet")
            rows = f"select rows.* from {model} as rows semi join closed using ({', '.join(keys)})"
            _copy(tables, rows, folder / f"{model}.parquet")
            tables.execute("drop table closed")


def load_ledger(folder: Path, warehouse: Path) -> None:
    """Put a ledger into the warehouse of a public edition that is about to be made, where the models look for it."""
    with duckdb.connect(str(warehouse)) as tables:
        tables.execute("create schema ledger")
        for path in sorted(folder.glob("*.parquet")):
            tables.execute(f"create table ledger.{path.stem} as from read_parquet({literal(path)})")


def _goes_on(warehouse: Path) -> bool:
    """Whether an edition was made with the ledger before it."""
    with duckdb.connect(str(warehouse), read_only=True) as tables:
        return any(_is_there(tables, model) for model in CLOSED)


def _is_there(tables: duckdb.DuckDBPyConnection, model: str) -> bool:
    query = "select 1 from information_schema.tables where table_schema = 'ledger' and table_name = ?"
    return tables.execute(query, [f"{model}__closed"]).fetchone() is not None


def _copy(tables: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    tables.execute(f"copy ({query}) to {literal(path)} (format parquet)")
