"""What would give counts of people away without arithmetic: exact figures, statuses, words, numbers of rows."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

_PEOPLE = "disclosure_class <> 'event'"
_BASE = 5
_NOT_COUNTED_HERE = "('returned', 'survey', 'reoffending', 'need')"
# Columns with counts of people, by table; of the measures only those that are counted here. What others published, or
# what leads returned, has no rounding: that is judged by its own rule below.
_COUNTS = {
    "fct_measure_values": ("numerator",),
    "performance_trends": ("numerator",),
    "performance_signals": ("numerator",),
    "performance_scorecards": ("latest_numerator", "earlier_numerator"),
    "sna_theme_trends": ("numerator",),
    "sna_area_profiles": ("numerator", "csp_numerator"),
    "sna_area_rankings": ("numerator",),
    "sna_levels": ("numerator",),
    "sna_change": ("numerator", "earlier_numerator"),
    "sna_hotspots": ("numerator",),
    "sna_concentration": ("numerator",),
    "sna_cohorts": ("numerator", "denominator"),
    "sna_partner_incidents": ("numerator",),
    "sna_serious_violence": ("numerator",),
}
# What is worked out of counts by weights or squares, so that one figure may have one solution.
_STATISTICS = {
    "performance_signals": ("centre_line", "lower_limit", "upper_limit", "interval_lower", "interval_upper"),
    "sna_harm": ("harm", "harm_per_1000", "crime_count"),
}
# Feeds that have people in them, by what the published documentation says of them.
_FEEDS = (
    "ambulance_calls",
    "asb_incidents",
    "fire_incidents",
    "hospital_admissions",
    "police_crime",
    "probation_supervision",
    "substance_treatment",
)
# An exact whole, and exact parts of it that leave people: how many reports are not about a nuisance or a place.
_LEAVES_PEOPLE = {"asb_incidents": ("asb_nuisance", "asb_environmental"), "all_crime": ("violence_against_person",)}
_ROWS_OF_DELIVERIES = {
    "sna_data_coverage": ("received_count", "accepted_count", "rejected_count", "unconsented_count"),
    "sna_data_rejections": ("row_count",),
    "sna_data_completeness": ("row_count", "expected_count", "reason"),
}


def open_channels(folder: Path) -> list[str]:
    """The channels that a candidate leaves open, each in a sentence without a figure. `folder`: the candidate's."""
    package = json.loads((folder / "datapackage.json").read_text())
    typed = {
        item["name"].removesuffix(".parquet"): [
            field["name"] for field in item["schema"]["fields"] if field.get("typed")
        ]
        for item in package["resources"]
        if item["format"] == "parquet"
    }
    with duckdb.connect() as tables:
        for path in sorted((folder / "tables").glob("*.parquet")):
            place = str(path).replace("'", "''")
            tables.execute(f"create view {path.stem} as from read_parquet('{place}')")
        counts = [*_exact(tables), *_left_over(tables), *_returned(tables)]
        return [*counts, *_told(tables, typed), *_rows_of_deliveries(tables, package)]


def _exact(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for table, columns in _COUNTS.items():
        counted = "true"
        if "measure_id" in _columns(tables, table):
            counted = f"measure_id in (select measure_id from dim_measures where source not in {_NOT_COUNTED_HERE})"  # noqa: S608 (a constant)
        for column in columns:
            if exact := _count(tables, table, f"{_PEOPLE} and {counted} and {column} % {_BASE} <> 0"):
                yield f"{table}.{column} has {exact:,} count(s) of people that are not rounded"
    for table, columns in _STATISTICS.items():
        shown = " or ".join(f"{column} is not null" for column in columns)
        if count := _count(tables, table, f"{_PEOPLE} and ({shown})"):
            yield f"{table} has statistics of {count:,} count(s) of people, from which they can be worked back"


def _left_over(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for whole, parts in _LEAVES_PEOPLE.items():
        named = ", ".join(f"'{part}'" for part in (whole, *parts))
        shown = f"measure_id in ({named}) and disclosure_class = 'event' and numerator is not null"
        query = f"select count(distinct measure_id) from fct_measure_values where {shown}"  # noqa: S608 (constants)
        row = tables.execute(query).fetchone()
        if row and row[0] == 1 + len(parts):
            yield f"fct_measure_values has {whole} and {' and '.join(parts)} exactly: what is left are people"


def _returned(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A returned figure is shown where it, its whole and the rest are at least five: a withheld one may be none."""
    for table in ("fct_measure_values", "performance_returns"):
        small = " or ".join(
            f"({count} < {_BASE})"
            for count in ("numerator", "denominator", "if(unit = 'percent', denominator - numerator, null)")
        )
        returned = "measure_id in (select measure_id from dim_measures where source = 'returned')"
        if count := _count(tables, table, f"{_PEOPLE} and {returned} and ({small})"):
            yield f"{table} has {count:,} returned figure(s) of fewer than {_BASE} people"


def _told(tables: duckdb.DuckDBPyConnection, typed: dict[str, list[str]]) -> Iterator[str]:
    for table, words in typed.items():
        columns = _columns(tables, table)
        if "disclosure_class" not in columns:
            continue
        for column in (name for name in columns if name == "status" or name.endswith("_status")):
            if count := _count(tables, table, f"{_PEOPLE} and {column} = 'true zero'"):
                yield f"{table}.{column} says of {count:,} row(s) that nobody was counted"
        for column in words:
            if count := _count(tables, table, f"{_PEOPLE} and {column} is not null"):
                yield f"{table}.{column} has words about {count:,} figure(s) of people"
        if "left_out_count" in columns and (
            count := _count(tables, table, f"{_PEOPLE} and left_out_count is not null")
        ):
            yield f"{table}.left_out_count gives {count:,} number(s) of people who are left out"


def _rows_of_deliveries(tables: duckdb.DuckDBPyConnection, package: dict[str, object]) -> Iterator[str]:
    for table, columns in _ROWS_OF_DELIVERIES.items():
        shown = " or ".join(f"{column} is not null" for column in columns)
        if count := _count(tables, table, f"feed in {_FEEDS} and ({shown})"):
            yield f"{table} gives numbers of rows of {count:,} deliveries about people"
    deliveries: list[dict[str, object]] = package["deliveries"]  # type: ignore[assignment]  # it is JSON
    told = [item for item in deliveries if item["feed"] in _FEEDS and (item["sha256"] or any(item["rows"].values()))]  # type: ignore[attr-defined]
    if told:
        yield f"datapackage.json gives numbers of rows, or hashes, of {len(told):,} deliveries about people"


def _columns(tables: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [str(row[0]) for row in tables.execute(f"describe {table}").fetchall()]


def _count(tables: duckdb.DuckDBPyConnection, table: str, condition: str) -> int:
    # Names of our own tables and conditions from above: nothing of a release.
    row = tables.execute(f"select count(*) from {table} where {condition}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0
