"""Read a finished warehouse, always read-only, and write and read tables as Parquet, CSV and DuckDB files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.transform.build import Build

# Files in this storage format open in every DuckDB from 0.10 on.
_STORAGE = "v1.0.0"

Rows = duckdb.DuckDBPyRelation
Connection = duckdb.DuckDBPyConnection


@contextmanager
def open_warehouse(build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the build's warehouse; staging views find their inputs."""
    connection = duckdb.connect(str(build.warehouse), read_only=True)
    try:
        connection.execute("set file_search_path = ?", [str(build.folder)])
        yield connection
    finally:
        connection.close()


@contextmanager
def open_tables(folder: Path) -> Iterator[Connection]:
    """A database in memory in which every Parquet file of a folder is a view of the file's name."""
    with duckdb.connect() as connection:
        for path in sorted(folder.glob("*.parquet")):
            connection.execute(f"create view {quoted(path.stem)} as from read_parquet({literal(path)})")
        yield connection


def count_rows(build: Build, tables: list[str]) -> dict[str, int | None]:
    """Rows per table; None where the table does not exist."""
    with open_warehouse(build) as connection:
        known = {row[0] for row in connection.execute("select table_name from information_schema.tables").fetchall()}
        return {name: _count(connection, name) if name in known else None for name in tables}


def read_table(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """A whole table in a fixed order, so that the same rows make the same file."""
    return connection.execute(f"select * from {quoted(name)} order by all").to_arrow_table()


def sums_over(rows: Rows, groups: Iterable[Iterable[str]]) -> tuple[int, ...]:
    """The number of rows, and for each group of columns a sum over their cells that does not depend on the order."""
    listed = (", ".join(quoted(column) for column in group) for group in groups)
    [sums] = rows.aggregate(", ".join(["count(*)", *(f"sum(hash({columns}))" for columns in listed)])).fetchall()
    return tuple(sums)


def write_parquet(table: pa.Table, path: Path) -> None:
    """The same rows in the same order give the same bytes."""
    pq.write_table(table, path, compression="zstd")


def write_csv(tables: dict[str, pa.Table], folder: Path) -> None:
    """A file per table, `<name>.csv`: UTF-8, comma, LF.

    Text that a spreadsheet would run as a formula gets an apostrophe (ASVS 1.2.10).
    """
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register("exported", table)
            columns = ", ".join(_exported(field) for field in table.schema)
            path = literal(folder / f"{name}.csv")
            connection.execute(f"copy (select {columns} from exported) to {path} (format csv, header, delimiter ',')")
            connection.unregister("exported")


def write_duckdb(tables: dict[str, pa.Table], comments: dict[str, tuple[str, dict[str, str]]], path: Path) -> None:
    """One database file with every table, its meaning and its columns' meanings as comments."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(path)} as release (storage_version {literal(_STORAGE)})")
        # One transaction: each comment would else be a commit of its own, and there are hundreds.
        connection.begin()
        for name, table in tables.items():
            connection.register("exported", table)
            connection.execute(f"create table release.{quoted(name)} as select * from exported")
            connection.unregister("exported")
            meaning, columns = comments[name]
            connection.execute(f"comment on table release.{quoted(name)} is {literal(meaning)}")
            for column, text in columns.items():
                place = f"release.{quoted(name)}.{quoted(column)}"
                connection.execute(f"comment on column {place} is {literal(text)}")
        connection.commit()
        connection.execute("detach release")


def database_text(path: Path) -> bytes:
    """Every text in the tables of a database file; empty where it cannot be opened."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            places = connection.execute(
                "select c.schema_name, c.table_name, c.column_name from duckdb_columns() as c "
                "inner join duckdb_tables() using (table_oid) where c.data_type = 'VARCHAR'"
            ).fetchall()
            cells = [
                connection.execute(f"select distinct {quoted(column)} from {quoted(schema)}.{quoted(table)}").fetchall()
                for schema, table, column in places
            ]
    except duckdb.Error:
        return b""
    return "\n".join(cell for column in cells for (cell,) in column if cell).encode()


def quoted(name: str) -> str:
    """An identifier, safe in SQL whatever its spelling."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text constant, safe in SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def _exported(field: pa.Field) -> str:
    name = quoted(field.name)
    if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
        return name
    first = "('=', '+', '-', '@', chr(9), chr(13), chr(0))"
    return f"case when left({name}, 1) in {first} then chr(39) || {name} else {name} end as {name}"


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"select count(*) from {quoted(name)}").fetchone()
    return int(row[0]) if row else 0
