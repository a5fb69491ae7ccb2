"""Look for marker values in every byte of a folder: as they are, inside containers, and in base64.

A file is searched as bytes, and, where it is a container, as what it contains: Parquet and DuckDB columns, SQLite
cells, gzip and zip, one inside the other, and gzip in base64. Short markers might be found by chance, so they are seven
characters or more.
"""

import base64
import binascii
import gzip
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import sha256_of

_NUMBERS = ("BIGINT", "BOOLEAN", "DECIMAL", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER", "UBIGINT", "UINTEGER")
# How gzip begins in base64: its first three bytes make four letters.
_PACKED_IN_BASE64 = re.compile(rb"H4sI[A-Za-z0-9+/]{16,}={0,2}")


def find_markers(folder: Path, markers: list[str], skip: tuple[Path, ...] = ()) -> list[str]:
    """Places where a marker was found, as `<file>: <marker>`. What lies there twice is opened once."""
    needles = {needle: marker for marker in markers for needle in spellings(marker)}
    found, inside = [], {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(path.is_relative_to(outside) for outside in skip):
            name, sha256 = path.relative_to(folder).as_posix(), sha256_of(path)
            if sha256 not in inside:
                inside[sha256] = {needles[needle] for hay in contents(path) for needle in needles if needle in hay}
            in_name = {marker for needle, marker in needles.items() if needle in name.encode()}
            found += sorted(f"{name}: {marker}" for marker in inside[sha256] | in_name)
    return found


def spellings(marker: str) -> list[bytes]:
    """The marker as text, in other case, in UTF-16, and in base64 at each of the three offsets."""
    texts = {marker, marker.lower(), marker.upper(), marker.title()}
    plain = [text.encode() for text in texts] + [text.encode("utf-16-le") for text in texts]
    inner = [base64.b64encode(b"x" * shift + marker.encode())[4:-4] for shift in range(3)]
    return plain + [part for part in inner if len(part) >= 8]


def contents(path: Path) -> Iterator[bytes]:
    """The file's bytes, and what it contains."""
    raw = path.read_bytes()
    yield raw
    yield from unpacked(raw)
    if path.suffix == ".parquet":
        yield parquet_text(path)
    elif path.suffix == ".duckdb":
        yield duckdb_text(path)
    elif raw.startswith(b"SQLite format 3"):
        yield sqlite_text(path)


def unpacked(raw: bytes) -> Iterator[bytes]:
    """Contents of gzip, also in base64, and of zip, and what lies in these."""
    for inner in _packed(raw):
        yield inner
        yield from unpacked(inner)


def _packed(raw: bytes) -> Iterator[bytes]:
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    for found in _PACKED_IN_BASE64.findall(raw):
        try:
            yield gzip.decompress(base64.b64decode(found))
        except (binascii.Error, OSError, EOFError):
            continue  # letters by chance


def parquet_text(path: Path) -> bytes:
    """Every value of every column but those of numbers, each once: markers have letters or signs between digits."""
    values = set()
    for column in pq.read_table(path).columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            values.update(column.unique().to_pylist())
        elif pa.types.is_temporal(column.type):
            values.update(map(str, column.unique().to_pylist()))
        elif not pa.types.is_primitive(column.type):
            values.update(map(repr, column.to_pylist()))
    return "\n".join(map(str, values)).encode()


def duckdb_text(path: Path) -> bytes:
    """What every table holds, and the SQL of every view."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        views = connection.execute("select sql from duckdb_views() where not internal").fetchall()
        cells = [_cells(connection, f'"{schema}"."{table}"') for schema, table in tables]
        return b"\n".join([*cells, repr(views).encode()])


def _cells(connection: duckdb.DuckDBPyConnection, table: str) -> bytes:
    """The same of a table."""
    kinds = connection.execute(f"describe from {table}").fetchall()
    texts = [name for name, kind, *_ in kinds if not kind.startswith(_NUMBERS)]
    values = [connection.execute(f'select distinct "{name}"::varchar from {table}').fetchall() for name in texts]
    return "\n".join(str(value) for rows in values for (value,) in rows).encode()


def sqlite_text(path: Path) -> bytes:
    """Every row of every table."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        return "\n".join(repr(connection.execute(f'select * from "{table}"').fetchall()) for table in tables).encode()
