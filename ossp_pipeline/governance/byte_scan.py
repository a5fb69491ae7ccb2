"""Looks for values in every file of a folder: as they are, in base64, and inside what holds them.

Opened are gzip, ZIP (and so workbooks), Parquet, SQLite and DuckDB. What was deleted from a database and still lies in
its file is found in the bytes of the file itself, where the database does not compress it.
"""

import base64
import gzip
import io
import math
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ossp_pipeline.extract.readers.file_kinds import DAMAGED_ARCHIVE, ZIP
from ossp_pipeline.transform.tables import database_text

_GZIP = b"\x1f\x8b"
# A file in an archive in an archive; deeper nobody packs, and an archive may be made to have no end.
_DEEPEST = 2
# Shorter ones are found by chance.
_SHORTEST_BASE64 = 7


@dataclass(frozen=True)
class Scan:
    """What was looked at, and the files in which something was found, by their paths below the folder."""

    files: int
    size_bytes: int
    found: tuple[str, ...]


def scan_folder(folder: Path, values: Iterable[bytes]) -> Scan:
    """Look for these bytes, and for them in base64. A file that lies there twice as a link is opened once."""
    needles = {form for value in values for form in (value, *_in_base64(value))}
    known: dict[tuple[int, int], bool] = {}
    size, found = 0, []
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    for path in paths:
        status = path.stat()
        place = (status.st_dev, status.st_ino)
        if place not in known:
            size += status.st_size
            known[place] = _holds(path, needles)
        if known[place] or any(needle in path.name.encode() for needle in needles):
            found.append(path.relative_to(folder).as_posix())
    return Scan(len(paths), size, tuple(found))


def spellings(text: str) -> set[bytes]:
    """A value as it may have been written: in either case, in UTF-8 and UTF-16."""
    texts = {text, text.lower(), text.upper()}
    return {each.encode(encoding) for each in texts for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


def contents(raw: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what gzip and ZIP files hold."""
    yield raw
    if depth < _DEEPEST:
        for member in _members(raw):
            yield from contents(member, depth + 1)


def _holds(path: Path, needles: set[bytes]) -> bool:
    raw = path.read_bytes()
    parts = [*contents(raw), *_database_cells(path, raw)]
    return any(needle in part for part in parts for needle in needles)


def _members(raw: bytes) -> Iterator[bytes]:
    try:
        if raw.startswith(_GZIP):
            yield gzip.decompress(raw)
        elif raw.startswith(ZIP):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
    except (*DAMAGED_ARCHIVE, OSError, zlib.error):
        return


def _database_cells(path: Path, raw: bytes) -> Iterator[bytes]:
    if raw.startswith(b"PAR1"):
        yield _parquet_text(raw)
    elif raw.startswith(b"SQLite format 3"):
        yield _sqlite_text(path)
    elif path.suffix == ".duckdb":
        yield database_text(path)


def _parquet_text(raw: bytes) -> bytes:
    """Every text of every column, each once."""
    try:
        table = pq.read_table(io.BytesIO(raw))
    except pa.ArrowException:
        return b""
    texts = [pc.cast(column, pa.string()) for column in table.columns if _is_text(column.type)]
    return "\n".join(text for column in texts for text in pc.unique(column).to_pylist() if text).encode()


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _sqlite_text(path: Path) -> bytes:
    """Every cell of every table; nothing where another program is writing."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            tables = [row[0] for row in store.execute("select name from sqlite_master where type = 'table'")]
            quoted = ['"' + table.replace('"', '""') + '"' for table in tables]
            rows = [store.execute(f"select * from {table}").fetchall() for table in quoted]  # noqa: S608
    except sqlite3.Error:
        return b""
    return repr(rows).encode()


def _in_base64(value: bytes) -> Iterator[bytes]:
    """The part of the encoding that does not depend on what stands before and after, at each of three offsets.

    A letter holds six bits: those that hold a bit of something else are left out.
    """
    for shift in range(3):
        first, end = math.ceil(8 * shift / 6), 8 * (shift + len(value)) // 6
        part = base64.b64encode(b"x" * shift + value)[first:end]
        if len(part) >= _SHORTEST_BASE64:
            yield part
