"""One refresh at a time per data folder, whoever starts it: the command line, the UI, a schedule, another terminal.

The lock is the operating system's, so it ends with the process that holds it. A file beside it says who that process
is; a crash leaves the file behind and the lock free. Who only wants to know reads the file: to try the lock would be
to hold it for a moment, and a refresh that starts in that moment would be refused.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from filelock import FileLock, Timeout

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.errors import BusyError
from ossp_pipeline.processes import started


class Holder(TypedDict, total=False):
    """Who holds a lock, as the file beside it says. `since`: ISO time in UTC; `started`: which start of the process."""

    purpose: str
    run_id: str | None
    pid: int
    host: str
    started: str | None
    since: str


def lock_path(data: Path) -> Path:
    """The lock of a data folder."""
    return data / "refresh.lock"


def holder_path(data: Path) -> Path:
    """The file that says who holds it, since when and what for."""
    return data / "refresh-lock.json"


@contextmanager
def exclusive(data: Path, purpose: str, run_id: str | None = None) -> Iterator[None]:
    """Hold the data folder. Raises BusyError at once, naming the holder, where another process has it."""
    lock = _lock(data)
    try:
        lock.acquire()
    except Timeout:
        raise _busy(_read_holder(data)) from None
    try:
        write_json(holder_path(data), _this_process(purpose, run_id))
        yield
    finally:
        holder_path(data).unlink(missing_ok=True)
        lock.release()


def holder(data: Path) -> Holder | None:
    """Who holds the lock; None where nobody does, or took it only just now. A process of this machine is looked up."""
    written = _read_holder(data)
    if written.get("host") == socket.gethostname():
        alive = started(written["pid"])
        return written if alive and written.get("started", alive) == alive else None
    return written if "host" in written and _is_taken(data) else None


def _is_taken(data: Path) -> bool:
    """Whether a process of another machine holds it: its lock alone can say."""
    try:
        with _lock(data):
            return False
    except Timeout:
        return True


def _lock(data: Path) -> FileLock:
    return FileLock(lock_path(data), timeout=0, mode=0o600)


def _read_holder(data: Path) -> Holder:
    """What the file says. It is not there while a process has just taken the lock, or is about to release it."""
    try:
        written: Holder = read_json(holder_path(data))
    except (FileNotFoundError, ValueError):
        return {"purpose": "unknown"}
    return written


def _this_process(purpose: str, run_id: str | None) -> Holder:
    return {
        "purpose": purpose,
        "run_id": run_id,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": started(os.getpid()),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _busy(by: Holder) -> BusyError:
    process = f"process {by.get('pid', '?')} on {by.get('host', '?')} since {by.get('since', '?')}"
    return BusyError(
        "E-BUSY",
        f"another run holds this data folder: {by.get('purpose', 'unknown')}, {process}",
        "wait until it has ended, then try again; `ossp status` shows it",
    )
