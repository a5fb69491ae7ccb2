"""Read a release back and compare it with its checksums, its certificate and its data package.

The publisher does this before it switches the pointer to a release.
"""

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from ossp_pipeline.atomic_files import read_json, sha256_of
from ossp_pipeline.errors import DamagedError
from ossp_pipeline.gate.candidate_files import CHECKSUMS, DATABASE, release_files
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.transform.tables import literal, quoted


def verify_release(folder: Path) -> int:
    """Check every file of a release and return how many there are. Raises DamagedError at the first that differs."""
    listed = _checksums(folder)
    present = {path.relative_to(folder).as_posix() for path in release_files(folder)} - {CHECKSUMS}
    if differing := present ^ set(listed):
        raise _damaged(folder, f"{sorted(differing)[0]} is missing or was never listed")
    for name, digest in listed.items():
        if sha256_of(folder / name) != digest:
            raise _damaged(folder, f"{name} was changed")
    _compare_with_certificate(folder)
    _compare_tables(folder)
    return len(listed)


def _checksums(folder: Path) -> dict[str, str]:
    path = folder / CHECKSUMS
    if not path.exists():
        raise _damaged(folder, f"{CHECKSUMS} is missing")
    pairs = (line.split("  ", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in pairs}


def _compare_with_certificate(folder: Path) -> None:
    """The files are those the gate judged: the certificate names them by hash."""
    certificate = read_json(folder / "certificate.json")
    if certificate["verdict"] != "publish":
        raise _damaged(folder, "its certificate says hold")
    for name, digest in certificate["files"].items():
        if not (folder / name).exists() or sha256_of(folder / name) != digest:
            raise _damaged(folder, f"{name} is not the file the gate judged")


def _compare_tables(folder: Path) -> None:
    """Every Parquet file has the rows that the data package says, and the database has the same rows."""
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        for resource in read_package(folder)["resources"]:
            if resource["format"] != "parquet":
                continue
            path = folder / resource["path"]
            if pq.read_metadata(path).num_rows != resource["rows"]:
                raise _damaged(folder, f"{resource['path']} does not have {resource['rows']} rows")
            if not _same_rows(connection, path):
                raise _damaged(folder, f"{DATABASE} and {resource['path']} hold different rows")


def _same_rows(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    # The same number of rows on both sides, and every row of the table in the file: then both hold the same rows.
    table, rows = quoted(path.stem), f"read_parquet({literal(path)})"
    counts = f"(select count(*) from {table}) = (select count(*) from {rows})"
    answer = connection.execute(
        f"select {counts} and not exists (select * from {table} except all select * from {rows})"
    ).fetchone()
    return answer is not None and bool(answer[0])


def _damaged(folder: Path, what: str) -> DamagedError:
    return DamagedError(
        "E-RELEASE", f"release {folder.name}: {what}", "run `ossp rollback`, then `ossp refresh --force`"
    )
