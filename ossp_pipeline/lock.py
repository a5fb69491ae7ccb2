"""One refresh at a time per data folder, whoever starts it: the command line, the UI, a schedule, another terminal.

The lock is the operating system's, so it cannot outlive the process that holds it. The note beside it says who has it;
a note without a holder is what a crash left.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.errors import BusyError


def lock_path(data: Path) -> Path:
    """The lock of a data folder."""
    return data / "refresh.lock"


def note_path(data: Path) -> Path:
    """Who holds it, since when, and what for."""
    return data / "refresh-lock.json"


@contextmanager
def exclusive(data: Path, purpose: str, run_id: str | None = None) -> Iterator[None]:
    """Hold the data folder. Raises BusyError at once, naming the holder, where another process has it."""
    lock = FileLock(lock_path(data), timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise _busy(data) from None
    try:
        write_json(note_path(data), _describe(purpose, run_id))
        yield
    finally:
        note_path(data).unlink(missing_ok=True)
        lock.release()


def holder(data: Path) -> dict[str, Any] | None:
    """The note of whoever holds the lock, or None where nobody does."""
    lock = FileLock(lock_path(data), timeout=0, mode=0o600)
    try:
        with lock:
            return None
    except Timeout:
        return read_json(note_path(data)) if note_path(data).exists() else {"purpose": "unknown"}


def _describe(purpose: str, run_id: str | None) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "run_id": run_id,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _busy(data: Path) -> BusyError:
    note = read_json(note_path(data)) if note_path(data).exists() else {}
    who = f"process {note.get('pid', '?')} on {note.get('host', '?')} since {note.get('since', '?')}"
    return BusyError(
        "E-BUSY",
        f"another run holds this data folder: {note.get('purpose', 'unknown')}, {who}",
        "wait until it has ended, then try again; `ossp status` shows it",
    )
