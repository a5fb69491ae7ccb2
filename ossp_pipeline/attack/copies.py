"""Whether every copy of the published tables says what their Parquet files say: CSV, DuckDB, the CSV files of measures.

What is worked out of counts is worked out of the Parquet files. A copy that says something else is a second release.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from ossp_pipeline.attack.tables import columns_of, number_of, quoted

# Of the CSV files of single measures: the published table that has each of their columns, beside what finds its row.
_ROW = ("measure_id", "area_code", "period")
_SERIES = {
    "fct_measure_values": (
        *("area_type", "numerator", "denominator", "value", "unit", "status", "status_reason"),
        *("is_provisional", "is_revised", "unconfirmed_reason"),
    ),
    "performance_signals": (
        *("centre_line", "lower_limit", "upper_limit", "target", "point_kind", "rule", "verdict", "rag"),
    ),
}
_READ = {".parquet", ".csv", ".duckdb", ".html", ".css"}
_READ_BY_NAME = {"datapackage.json", "certificate.json", "SHA256SUMS"}
# Words that are in no table, and have no number in them.
_WORDS = ("area_name", "chart_says")


def other_copies(folder: Path, tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Copies that differ, a sentence each. `folder`: a candidate or release; `tables`: a view of each Parquet file.

    Raises duckdb.Error for a copy with other columns, or with words where its table has numbers.
    """
    names = {path.stem for path in (folder / "tables").glob("*.parquet")}
    for path in sorted((folder / "tables").glob("*.csv")):
        if path.stem not in names:
            yield f"{path.name} is a table that is not among the Parquet files"
        elif _cells(tables, path.stem, _as_typed(tables, path)) != _cells(tables, path.stem, path.stem):
            yield f"{path.name} says something else than {path.stem}.parquet"
    for path in sorted(folder.glob("*.duckdb")):
        yield from _database(path, tables, names)
    if any((folder / "site" / "data").glob("*.csv")):
        yield from _series(folder / "site" / "data", tables)


def unread(folder: Path) -> Iterator[str]:
    """Files of a kind that no part of the attack reads: what they say nobody knows."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix not in _READ and path.name not in _READ_BY_NAME:
            yield f"{path.name} is a file of a kind that the attack does not read"


def _database(path: Path, tables: duckdb.DuckDBPyConnection, names: set[str]) -> Iterator[str]:
    tables.execute(f"attach '{quoted(path)}' as copy (read_only)")
    found = tables.execute(
        "select table_name from duckdb_tables() where database_name = 'copy' "
        "union all select view_name from duckdb_views() where database_name = 'copy' and not internal"
    ).fetchall()
    for (name,) in sorted(found):
        if name not in names:
            yield f"{path.name} has a table that is not among the Parquet files: {name}"
        elif _cells(tables, name, f"copy.main.{name}") != _cells(tables, name, name):
            yield f"{path.name} says something else of {name} than its Parquet file"
    tables.execute("detach copy")


def _series(folder: Path, tables: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The CSV files of single measures, all read as one."""
    tables.execute(
        "create or replace temp table series as from "
        f"read_csv('{quoted(folder / '*.csv')}', header = true, all_varchar = true, union_by_name = true)"
    )
    for table, columns in _SERIES.items():
        kinds = columns_of(tables, table)
        cells = ", ".join([*_ROW, *(f"cast({name} as {kinds[name]}) as {name}" for name in columns)])
        shown = " or ".join(f"{name} is not null" for name in columns)
        given = ", ".join([*_ROW, *columns])
        if count := number_of(
            tables,
            f"select count(*) from (select {cells} from series where {shown} except select {given} from {table})",  # noqa: S608 (names from above)
        ):
            yield f"the CSV files of measures have {count:,} row(s) that {table} has not"
    for column in _WORDS:
        if number_of(tables, f"select count(*) from series where regexp_matches({column}, '[0-9]')"):  # noqa: S608
            yield f"the CSV files of measures have numbers among the words of {column}"
    known = {*_ROW, *_WORDS, *(name for columns in _SERIES.values() for name in columns)}
    if new := columns_of(tables, "series").keys() - known:
        yield f"the CSV files of measures have columns that nobody has reviewed: {', '.join(sorted(new))}"


def _as_typed(tables: duckdb.DuckDBPyConnection, path: Path) -> str:
    """A CSV file read with the types of its Parquet file, so that 5 and 5.0 are the same, and 5 and 5.1 are not."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in columns_of(tables, path.stem).items())
    return f"read_csv('{quoted(path)}', header = true, delim = ',', quote = '\"', columns = {{{columns}}})"


def _cells(tables: duckdb.DuckDBPyConnection, name: str, copy: str) -> tuple[object, ...] | None:
    """How many rows there are, and a sum over all their cells in any order. An empty cell is one that is missing."""
    cells = ", ".join(
        f"nullif(\"{column}\", '')" if kind == "VARCHAR" else f'"{column}"'
        for column, kind in columns_of(tables, name).items()
    )
    row: tuple[object, ...] | None = tables.execute(
        f"select count(*), sum(hash({cells})::hugeint) from {copy}"  # noqa: S608 (names of the release's own files)
    ).fetchone()
    return row
