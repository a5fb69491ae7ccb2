"""Load one release into a schema of its own, in one transaction: the whole release or nothing.

The tables are those that the release's data package lists, never another file of its folder. They come from its Parquet
files, after the hash of the whole release was compared with its record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv, parquet
from sqlalchemy import Connection

from ossp_pipeline.errors import DamagedError, TargetError
from ossp_pipeline.gate.candidate_files import release_hash
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.publish.postgres.connection import copy_in
from ossp_pipeline.publish.postgres.place import Place
from ossp_pipeline.publish.releases import Release, ReleaseRecord
from ossp_pipeline.transform.tables import literal, quoted

TYPES = {"string": "text", "integer": "bigint", "number": "double precision", "boolean": "boolean", "date": "date"}
# A small block: the server works at one while we make the next.
_ROWS_PER_BLOCK = 2_000
# Text is quoted and a missing value is not, so that Postgres tells an empty text from a missing one.
_AS_CSV = csv.WriteOptions(include_header=False, batch_size=_ROWS_PER_BLOCK)

_LIST_RELEASE = (
    "insert into {schema}.releases (release_id, schema_name, release_hash, published_at, title)"
    " values (:release_id, :schema_name, :release_hash, :published_at, :title)"
    " on conflict (release_id) do update set loaded_at = now()"
)


@dataclass(frozen=True)
class TargetTable:
    """A published table as Postgres holds it. `key`: the constraint for its grain, where one is declared."""

    name: str
    description: str
    fields: list[dict[str, str]]
    path: Path
    key: str = ""

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Names and Postgres types, in order."""
        return [(field["name"], TYPES[field["type"]]) for field in self.fields]

    def name_in(self, schema: str) -> str:
        """`"schema"."table"`."""
        return f"{quoted(schema)}.{quoted(self.name)}"

    def comments(self, kind: str, schema: str) -> list[str]:
        """Statements that store the meanings as comments of the table (or view) and of every column."""
        where = self.name_in(schema)
        lines = [f"comment on {kind} {where} is {literal(self.description)}"]
        return lines + [
            f"comment on column {where}.{quoted(field['name'])} is {literal(field['description'])}"
            for field in self.fields
        ]


def schema_of(release: Release, place: Place) -> str:
    """`release_00007_3fa9c1d2` for release `00007-3fa9c1d2`; `public_release_…` for one of the public edition."""
    return f"{place.prefix}_{release.release_id.replace('-', '_')}"


def tables_of(release: Release) -> list[TargetTable]:
    """The published tables of a release, from its data package."""
    return [
        TargetTable(
            item["name"].removesuffix(".parquet"),
            item["description"],
            item["schema"]["fields"],
            release.folder / item["path"],
            _key_constraint(item["schema"]),
        )
        for item in read_package(release.folder)["resources"]
        if item["format"] == "parquet"
    ]


def load(connection: Connection, release: Release, place: Place) -> None:
    """Load a release's tables. Raises DamagedError before, and TargetError where Postgres holds other rows after."""
    record = release.record()
    if release_hash(release.folder) != record["release_hash"]:
        remedy = "run `ossp verify`, which names the file; then `ossp rollback`, or `ossp refresh --force`"
        raise DamagedError("E-RELEASE", f"release {release.release_id} is not as it was published", remedy)
    package, schema, tables = read_package(release.folder), schema_of(release, place), tables_of(release)
    about = f"{package['title']}. Release {release.release_id} of {record['published_at']}. {package['description']}"
    with connection.begin():
        send(connection, [f"create schema {quoted(schema)}", f"comment on schema {quoted(schema)} is {literal(about)}"])
        send(connection, [line for table in tables for line in _definition(table, schema)])
        expected = [_copy(connection, table, schema) for table in tables]
        _compare(connection, tables, schema, expected)
        send(connection, [f"alter table {table.name_in(schema)} add {table.key}" for table in tables if table.key])
        send(
            connection,
            [
                f"grant usage on schema {quoted(schema)} to {quoted(place.reader)}",
                f"grant select on all tables in schema {quoted(schema)} to {quoted(place.reader)}",
            ],
        )
        connection.execute(place.text(_LIST_RELEASE), _row(record, package, schema))


def send(connection: Connection, statements: list[str]) -> None:
    """Send statements as one message: there are hundreds of comments."""
    connection.exec_driver_sql(";\n".join(statements))


def _row(record: ReleaseRecord, package: dict[str, Any], schema: str) -> dict[str, str]:
    return {
        "release_id": record["release_id"],
        "schema_name": schema,
        "release_hash": record["release_hash"],
        "published_at": record["published_at"],
        "title": f"{package['title']}. {package['description']}",
    }


def _key_constraint(schema: dict[str, Any]) -> str:
    """A grain with missing values is no primary key; NULLS NOT DISTINCT makes a unique key count them as values."""
    if "primaryKey" in schema:
        return f"primary key ({_names(schema['primaryKey'])})"
    return "".join(f"unique nulls not distinct ({_names(columns)})" for columns in schema.get("uniqueKeys", [])[:1])


def _names(columns: list[str]) -> str:
    return ", ".join(quoted(name) for name in columns)


def _definition(table: TargetTable, schema: str) -> list[str]:
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in table.columns)
    return [f"create table {table.name_in(schema)} ({columns})", *table.comments("table", schema)]


def _copy(connection: Connection, table: TargetTable, schema: str) -> list[int]:
    """Copy a table's rows. Returns the number of rows in the file, and of values in each of its columns."""
    rows = parquet.ParquetFile(table.path).read()
    # FREEZE: a transaction that began before this load sees these rows, and not an empty table.
    copy_in(connection, f"copy {table.name_in(schema)} from stdin (format csv, freeze)", _blocks(rows))
    return [rows.num_rows, *(rows.num_rows - rows[name].null_count for name, _ in table.columns)]


def _blocks(rows: pa.Table) -> Iterator[bytes]:
    for batch in rows.to_batches(max_chunksize=_ROWS_PER_BLOCK):
        sink = pa.BufferOutputStream()
        csv.write_csv(batch, sink, _AS_CSV)
        yield sink.getvalue().to_pybytes()


def _compare(connection: Connection, tables: list[TargetTable], schema: str, expected: list[list[int]]) -> None:
    """Raise TargetError unless every table has the rows of its file, and every column as many values."""
    counts = [
        f"select {number}, array[count(*), {', '.join(f'count({quoted(name)})' for name, _ in table.columns)}]"
        f" from {table.name_in(schema)}"
        for number, table in enumerate(tables)
    ]
    for number, counted in connection.exec_driver_sql(" union all ".join(counts)):
        if counted != expected[number]:
            message = f"{tables[number].name} has other rows in Postgres than in its file"
            raise TargetError("E-POSTGRES", message, "report it; nothing was switched")
