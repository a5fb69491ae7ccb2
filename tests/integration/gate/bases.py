"""The tables that samples are broken from: the released sample's own rows, cut down until a suite over them is quick.

Every base has a column `n` beside its own, which numbers its rows from 0, so that a sample can say which row it breaks.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ossp_pipeline.feeds import police_uk_street
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.subjects import Subject, feed_subject, table_subject
from ossp_pipeline.gate.rules.suites import Suite, read_suite
from ossp_pipeline.settings import EXPECTATIONS, Settings
from ossp_pipeline.transform.build import Builds
from ossp_pipeline.transform.tables import literal

SMALL_COUNT = 5
RELEASE_TABLES = sorted(path.stem for path in (EXPECTATIONS / "release").glob("*.json"))

# Table → the part of it that is enough to judge. Whole where nothing is said.
_PART = {
    "police_crime": "period between '2024-04' and '2024-07' and hash(crime_token) % 5 = 0",
    "asb_incidents": "period between '2024-04' and '2024-07' and hash(case_token) % 2 = 0",
    "population": "hash(area_code) % 4 = 0",
    "probation_supervision": "period like '2024-25Q%' and hash(person_token) % 4 = 0",
    "substance_treatment": "period like '2024-25Q%' and hash(person_token) % 8 = 0",
    "recorded_crime_csp": "hash(force_name) % 3 = 0 or force_name = 'Kent'",
    # The sample's one stale narrative lies in the third quarter of 2025/26.
    "measure_returns": "period < '2025-26Q3'",
    "sna_levels": "period in ('2026-03', '2026-04', '2025-03') or (subject = 'asb' and period = '2024-08')",
    "performance_signals": "area_type = 'csp'",
    "fct_measure_values": "area_type = 'csp' or area_code in (select area_code from figures where area_type = 'ward' "
    "group by 1 order by count(*) filter (where status = 'withheld') desc, area_code limit 2)",
}


@dataclass(frozen=True)
class Base:
    """A sound table as a Parquet file, with the suite that judges it."""

    file: Path
    suite: Suite
    personal: bool

    def with_sample(self, name: str, sql: str, folder: Path) -> Subject:
        """A sample under a name of its own, written to the folder; `sql` is over a table called `base`."""
        file = folder / f"{name}.parquet"
        query = f"with base as (select * from read_parquet({literal(self.file.as_posix())})) {sql}"
        with duckdb.connect() as connection:
            connection.execute(f"copy ({query}) to {literal(file.as_posix())} (format parquet)")
        return self._subject(name, file)

    def unbroken(self) -> Subject:
        """The table as it is."""
        return self._subject(self.suite.table, self.file)

    def _subject(self, name: str, file: Path) -> Subject:
        suite = Suite(self.suite.kind, name, self.suite.document)
        return Subject(suite, f"select * from read_parquet({literal(file.as_posix())})", self.personal)


def write_bases(delivered: Settings, released: Settings, folder: Path) -> None:
    """Every suite's base, as a file under the table's name."""
    with duckdb.connect() as connection:
        for table, query in _queries(delivered, released, folder).items():
            part = _PART.get(table, "true")
            file = literal((folder / f"{table}.parquet").as_posix())
            connection.execute(
                f"copy (with figures as ({query}), "
                f"part as materialized (select * from figures where {part} order by all) "
                f"select *, row_number() over () - 1 as n from part) to {file} (format parquet)"
            )


def read_bases(folder: Path) -> dict[str, Base]:
    """The bases that were written there, by table."""
    feeds = {feed.name: (read_suite("raw", feed.name), feed.personal) for feed in FEEDS.values()}
    tables = {table: (read_suite("release", table, {"small_count": SMALL_COUNT}), False) for table in RELEASE_TABLES}
    return {table: Base(folder / f"{table}.parquet", *judged) for table, judged in (feeds | tables).items()}


def suite_documents() -> dict[str, dict]:
    """Every suite as it is written, by table."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(EXPECTATIONS.glob("*/*.json"))}


def _queries(delivered: Settings, released: Settings, folder: Path) -> dict[str, str]:
    build = Builds(released.builds).newest()
    queries = {}
    for feed in FEEDS.values():
        files = sorted((build.inputs / feed.name).glob("*.parquet"))
        if feed.name == "police_uk_street":
            files = [_street_file(delivered, month, folder) for month in ("2024-04", "2024-05", "2024-06", "2024-07")]
        queries[feed.name] = feed_subject(feed, files).query
    for table in RELEASE_TABLES:
        queries[table] = table_subject(table, build.candidate / "tables" / f"{table}.parquet", SMALL_COUNT).query
    return queries


def _street_file(delivered: Settings, month: str, folder: Path) -> Path:
    """A month of the neighbouring force under our names: the area's own force publishes nothing, so nothing lands."""
    source = delivered.inbox / "police_uk_street" / f"{month}-cheshire-street.csv"
    target = folder / f"{month}.cheshire.v1.parquet"
    columns = ", ".join(f'"{item.heading}" as {item.name}' for item in police_uk_street.FEED.landed_columns())
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {columns} from read_csv({literal(source.as_posix())}, all_varchar = true)) "
            f"to {literal(target.as_posix())} (format parquet)"
        )
    return target
