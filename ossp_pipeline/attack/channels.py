"""What would give counts of people away without arithmetic: exact figures, statuses, words, numbers of rows."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from ossp_pipeline.attack.reviewed import Kind, reviewed, unreviewed
from ossp_pipeline.attack.tables import columns_of, names_of, number_of

PEOPLE = "disclosure_class <> 'event'"
_BASE = 5
_COUNTED_HERE = (
    "measure_id in (select measure_id from dim_measures "
    "where source not in ('returned', 'survey', 'reoffending', 'need'))"
)
# Of what others published, or what leads returned, no figure is rounded: returns are judged by a rule below.
# Feeds that have people in them, by what the published documentation says of them.
FEEDS_WITH_PEOPLE = (
    "ambulance_calls",
    "asb_incidents",
    "cas3_bookings",
    "cas3_referrals",
    "commissioned_services",
    "fire_incidents",
    "hospital_admissions",
    "police_crime",
    "probation_supervision",
    "substance_treatment",
    "violence_attendances",
)
# What leads returned. Unmet need is of nobody that we know, but those whom it leaves out are people in treatment.
RETURNED = "measure_id in (select measure_id from dim_measures where source = 'returned')"
_NEED = "measure_id in (select measure_id from dim_measures where source = 'need')"
# Stays of a few people in a few beds, referrals to these, and people of one programme: of these no figure is shown,
# however it was rounded.
_OF_SOURCE = "measure_id in (select measure_id from dim_measures where source = '{}')"
_NEVER_SHOWN = {
    "stays in CAS3": _OF_SOURCE.format("bookings"),
    "referrals to CAS3": _OF_SOURCE.format("cas3_referrals"),
    "people of commissioned services": _OF_SOURCE.format("services"),
}
_FIGURES = (Kind.PEOPLE, Kind.WHOLES, Kind.WORKED_OUT)
_WORDS_OF_ROWS = {"sna_data_completeness": ("reason",)}
# An exact whole, and exact parts of it that leave people: how many reports are not about a nuisance or a place.
_LEAVES_PEOPLE = {"asb_incidents": ("asb_nuisance", "asb_environmental"), "all_crime": ("violence_against_person",)}
_NOT_SHOWN = {
    Kind.STATISTIC: "statistics of {count:,} count(s) of people, from which they can be worked back",
    Kind.LEFT_OUT: "{count:,} number(s) of people who are left out",
    Kind.RETURN: "{count:,} figure(s) that are returned of people, beside those that may be shown",
    Kind.EVENT: "{count:,} number(s) of people where only events are counted",
}


def open_channels(folder: Path, tables: duckdb.DuckDBPyConnection) -> list[str]:
    """The channels that a candidate leaves open, each in a sentence without a figure. `folder`: the candidate's."""
    package = json.loads((folder / "datapackage.json").read_text())
    typed = {
        item["name"].removesuffix(".parquet"): [
            field["name"] for field in item["schema"]["fields"] if field.get("typed")
        ]
        for item in package["resources"]
        if item["format"] == "parquet"
    }
    counts = [*unreviewed(tables), *_exact(tables), *_not_shown(tables), *_left_over(tables), *_returned(tables)]
    return [
        *counts,
        *_never_shown(tables),
        *_judged(tables),
        *_told(tables, typed),
        *_rows_of_deliveries(tables, package),
    ]


def _exact(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for kind, of in ((Kind.PEOPLE, "true"), (Kind.WHOLES, "unit = 'percent'")):
        for table, column in [(table, column) for table, columns in reviewed(kind).items() for column in columns]:
            counted = f"{of} and {_COUNTED_HERE}" if "measure_id" in columns_of(tables, table) else of
            if exact := _count(tables, table, f"{PEOPLE} and {counted} and {column} % {_BASE} <> 0"):
                yield f"{table}.{column} has {exact:,} count(s) of people that are not rounded"


def _not_shown(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for kind, words in _NOT_SHOWN.items():
        for table, columns in reviewed(kind).items():
            known = columns_of(tables, table)
            shown = " or ".join(f"{column} is not null" for column in columns)
            people = f"({PEOPLE} or {_NEED})" if kind is Kind.LEFT_OUT and "measure_id" in known else PEOPLE
            if "disclosure_class" in known and (count := _count(tables, table, f"{people} and ({shown})")):
                yield f"{table} has {words.format(count=count)}"


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
        if count := _count(tables, table, f"{PEOPLE} and {RETURNED} and ({small})"):
            yield f"{table} has {count:,} returned figure(s) of fewer than {_BASE} people"


def _never_shown(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for table in names_of(tables):
        figures = [column for kind in _FIGURES for column in reviewed(kind).get(table, ())]
        if not figures or "measure_id" not in columns_of(tables, table):
            continue
        shown = " or ".join(f"{column} is not null" for column in figures)
        for words, counted in _NEVER_SHOWN.items():
            if count := _count(tables, table, f"{counted} and ({shown})"):
                yield f"{table} has {count:,} figure(s) of {words}, of which none is shown"


def _judged(tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """What was judged of exact figures: weights of crimes say of which kinds they are, a kind of chart how many."""
    harm = "source_table = 'sna_harm' and (source_value is not null or regexp_matches(evidence, '[0-9]'))"
    if count := _count(tables, "sna_priorities", harm):
        yield f"sna_priorities has statistics of {count:,} count(s) of crimes, from which kinds can be worked back"
    if count := _count(tables, "performance_signals", f"{PEOPLE} and chart_kind is not null"):
        yield f"performance_signals.chart_kind says of {count:,} figure(s) of people how large they are on average"


def _told(tables: duckdb.DuckDBPyConnection, typed: dict[str, list[str]]) -> Iterator[str]:
    for table in names_of(tables):
        columns = columns_of(tables, table)
        if "disclosure_class" not in columns:
            continue
        for column in (name for name in columns if name == "status" or name.endswith("_status")):
            if count := _count(tables, table, f"{PEOPLE} and {column} = 'true zero'"):
                yield f"{table}.{column} says of {count:,} row(s) that nobody was counted"
        for column in typed.get(table, []):
            if count := _count(tables, table, f"{PEOPLE} and {column} is not null"):
                yield f"{table}.{column} has words about {count:,} figure(s) of people"


def _rows_of_deliveries(tables: duckdb.DuckDBPyConnection, package: Mapping[str, Any]) -> Iterator[str]:
    for table, columns in reviewed(Kind.ROWS).items():
        shown = " or ".join(f"{column} is not null" for column in (*columns, *_WORDS_OF_ROWS.get(table, ())))
        if count := _count(tables, table, f"feed in {FEEDS_WITH_PEOPLE} and ({shown})"):
            yield f"{table} gives numbers of rows, or versions, of {count:,} deliveries about people"
    about_people = [item for item in package["deliveries"] if item["feed"] in FEEDS_WITH_PEOPLE]
    told = [item for item in about_people if item["sha256"] or item["version"] or any(item["rows"].values())]
    if told:
        yield f"datapackage.json gives numbers of rows, hashes or versions of {len(told):,} deliveries about people"


def _count(tables: duckdb.DuckDBPyConnection, table: str, condition: str) -> int:
    # Names of our own tables and conditions from above: nothing of a release.
    return number_of(tables, f"select count(*) from {table} where {condition}")  # noqa: S608
