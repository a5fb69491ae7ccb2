"""A search that finds nothing proves something only if it would have found it."""

import base64
import gzip
import sqlite3
import zipfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.governance.byte_scan import scan_folder, spellings

VALUE = "Q987603"
VALUES = spellings(VALUE)


def test_a_value_is_found_in_every_kind_of_file(tmp_path: Path) -> None:
    table = pa.table({"name": [f"{number} {VALUE}" for number in range(3)]})
    dictionaries = pa.table({"name": table["name"].dictionary_encode(), "count": [1, 2, 3]})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    pq.write_table(dictionaries, tmp_path / "b.bin", compression="zstd")
    with duckdb.connect(str(tmp_path / "c.duckdb")) as connection:
        connection.register("rows", pa.table({"name": [f"{VALUE} and more {number}" for number in range(5_000)]}))
        connection.execute("create schema s")
        connection.execute("create table s.t as select * from rows")
    with sqlite3.connect(tmp_path / "d.db") as store:
        store.execute("create table t (x)")
        store.execute("insert into t values (?)", (f"a{VALUE}",))
    with zipfile.ZipFile(tmp_path / "e.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.gz", gzip.compress(f"x{VALUE}x".encode()))
    for shift in range(3):
        (tmp_path / f"f{shift}").write_bytes(base64.b64encode(b"y" * shift + VALUE.encode() + b"tail"))
    for encoding in ("utf-16-le", "utf-16-be"):
        (tmp_path / f"g.{encoding}").write_bytes(VALUE.lower().encode(encoding))
    (tmp_path / f"h{VALUE}").write_text("in the name")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "i.gz").write_bytes(gzip.compress(VALUE.encode()))
    everything = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    (tmp_path / "nothing.txt").write_text("Q987602")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8b cut off")
    (tmp_path / "broken.duckdb").write_bytes(b"cut off")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 cut off")
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\x00 cut off")
    scan = scan_folder(tmp_path, VALUES)
    assert set(scan.found) == everything
    assert scan.files == len(everything) + 6
    assert scan.size_bytes > 1_000


def test_what_was_deleted_from_a_database_and_lies_in_its_file_is_found(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "d.db") as store:
        store.execute("pragma secure_delete = off")
        store.execute("create table t (x)")
        store.execute("insert into t values (?)", (f"a{VALUE}",))
        store.commit()
        store.execute("delete from t")
    assert scan_folder(tmp_path, VALUES).found == ("d.db",)
