"""The tables of a folder as an intruder reads them: a view of each Parquet file, in a database of nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def open_tables(folder: Path, also: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of a candidate or release; those of another one beside them, in the schema `earlier`."""
    with duckdb.connect(config={"threads": 1}) as tables:
        tables.execute("create schema earlier")
        for schema, of in (("main", folder), ("earlier", also)):
            for path in sorted((of / "tables").glob("*.parquet")) if of else ():
                tables.execute(f"create view {schema}.{path.stem} as from read_parquet('{quoted(path)}')")
        yield tables


def names_of(tables: duckdb.DuckDBPyConnection, schema: str = "main") -> list[str]:
    """The names of the tables, in the order of the alphabet."""
    query = "select view_name from duckdb_views() where not internal and schema_name = ? order by 1"
    return [str(row[0]) for row in tables.execute(query, [schema]).fetchall()]


def columns_of(tables: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a table, each with DuckDB's name of its type."""
    return {str(row[0]): str(row[1]) for row in tables.execute(f"describe {table}").fetchall()}


def number_of(tables: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that a query answers with."""
    row = tables.execute(query).fetchone()
    return int(row[0]) if row else 0


def quoted(path: Path) -> str:
    """A path between the quotes of a statement."""
    return str(path).replace("'", "''")
