"""Files that are whole or absent, also after a crash or a power cut.

A file or folder is written beside its place under a temporary name, synced to disk, renamed, and its folder synced.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

_TEMPORARY = ".tmp-"


def write_bytes(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never a part. `mode`: who may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{_TEMPORARY}{path.name}")
    with temporary.open("wb") as handle:
        os.fchmod(handle.fileno(), mode)
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def write_json(path: Path, document: Any) -> None:
    """Write JSON with sorted keys, so that the same content is the same bytes."""
    write_bytes(path, json_bytes(document))


def json_bytes(document: Any) -> bytes:
    """JSON as this project writes it: UTF-8, sorted keys, two spaces, a line end."""
    return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_bytes())


def append_json(path: Path, document: Any) -> None:
    """Add a document as the last line of a file of JSON lines, and wait until it is on the disk.

    A last line that a crash cut off is removed first. The caller sees to it that nobody else writes.
    """
    line = json.dumps(document, ensure_ascii=False, sort_keys=True) + "\n"
    is_new = not path.exists()
    with path.open("ab+") as handle:
        handle.seek(0)
        handle.truncate(handle.read().rfind(b"\n") + 1)
        handle.write(line.encode())
        handle.flush()
        os.fchmod(handle.fileno(), 0o600)
        os.fsync(handle.fileno())
    if is_new:
        sync_folder(path.parent)


def read_json_lines(path: Path) -> list[Any]:
    """The documents of a file of JSON lines, oldest first, without a last line that a crash cut off."""
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


def write_folder(path: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder appear whole: `fill` writes into a temporary one, which is then renamed. Replaces nothing."""
    temporary = path.with_name(f"{_TEMPORARY}{path.name}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True, mode=0o700)
    fill(temporary)
    sync_tree(temporary)
    temporary.rename(path)
    sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Make every file below private, and sync all of it to disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o700)
            sync_folder(path)
        else:
            path.chmod(0o600)
            _sync(path, os.O_RDONLY)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Sync the names in a folder to disk."""
    _sync(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def leftovers(folder: Path) -> list[Path]:
    """Files and folders that were being written when a run crashed."""
    return sorted(folder.rglob(f"{_TEMPORARY}*")) if folder.exists() else []


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
