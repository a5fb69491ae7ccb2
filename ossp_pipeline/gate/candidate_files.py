"""The files of a candidate, which become those of a release: their names, their order and their hashes.

The gate binds its evidence to them, and the publisher refuses any others.
"""

import hashlib
from pathlib import Path

from ossp_pipeline.atomic_files import sha256_of

DATABASE = "ossp.duckdb"
CHECKSUMS = "SHA256SUMS"


def release_hash(folder: Path) -> str:
    """One hash for all a release says: every file by name and bytes, but for the database and the checksums."""
    digest = hashlib.sha256()
    for path in release_files(folder):
        if path.name not in (DATABASE, CHECKSUMS):
            digest.update(f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n".encode())
    return digest.hexdigest()


def release_files(folder: Path) -> list[Path]:
    """Every file of a release, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def write_checksums(folder: Path) -> None:
    """`SHA256SUMS`, as `sha256sum --check` reads it."""
    lines = [
        f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n"
        for path in release_files(folder)
        if path.name != CHECKSUMS
    ]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
