"""When a file has come to rest: two looks at it, a pause apart, see the same.

A share has a clock of its own, and a copy may keep the file's old date, so a file's date is compared with nothing but
itself. How long ago a look was, the machine's monotonic clock says. The first look at each file is kept on disk, with
the start of the machine that it belongs to: a command that runs once need not wait where an earlier one, or the sensor,
looked before.
"""

import hashlib
import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.processes import boot_id

# Seconds for which a file has to look the same. A sender who pauses for longer puts a checksum beside it.
PAUSE = 3.0
# What is still being written changes at its end, also where its size was set before.
_TAIL_BYTES = 1 << 16

# Size in bytes, time of the last change in nanoseconds, and number in the file system.
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Clock:
    """Seconds since some moment that is the same for every process of one start of the machine, `boot`."""

    boot: str
    now: Callable[[], float]
    sleep: Callable[[float], None]


CLOCK = Clock(boot_id(), time.monotonic, time.sleep)


class Looks:
    """The first looks at the files that lie in the inbox, by feed and path."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._first = self._read()
        self._seen: dict[str, tuple[float, str]] = {}

    def look(self, feed: str, path: Path) -> tuple[Stamp, float]:
        """A file's stamp, and for how many seconds it has looked as it does now: 0 at the first look. Raises OSError.

        FileNotFoundError where its sender has removed it.
        """
        key = f"{feed}/{hashlib.sha256(os.fsencode(path)).hexdigest()}"
        now, stamp = self._clock.now(), _stamp(path)
        sight = f"{stamp} {_tail(path)}"
        at, before = self._seen.get(key) or self._first.get(key) or (now, sight)
        first = at if before == sight and at <= now else now
        self._seen[key] = (first, sight)
        return stamp, now - first

    def keep(self, feeds: Collection[str]) -> None:
        """Write the looks of these feeds in the place of earlier ones; those of other feeds stay."""
        with FileLock(self._path.with_suffix(".lock"), mode=0o600):
            stored = self._read()
            others = {key: look for key, look in stored.items() if key.split("/")[0] not in feeds}
            if (looks := others | self._seen) != stored:
                write_json(self._path, {"boot": self._clock.boot, "looks": looks})

    def _read(self) -> dict[str, tuple[float, str]]:
        document = read_json(self._path) if self._path.exists() else {}
        if document.get("boot") != self._clock.boot:
            return {}
        return {key: (at, sight) for key, (at, sight) in document["looks"].items()}


def file_stamp(path: Path) -> Stamp | None:
    """What changes with every write to a file, or when another takes its place; None where there is no file."""
    try:
        return _stamp(path)
    except OSError:
        return None


def _stamp(path: Path) -> Stamp:
    status = path.stat(follow_symlinks=False)
    return status.st_size, status.st_mtime_ns, status.st_ino


def _tail(path: Path) -> str:
    """What the last bytes of a file are."""
    with path.open("rb") as handle:
        size = handle.seek(0, os.SEEK_END)
        handle.seek(max(0, size - _TAIL_BYTES))
        return hashlib.sha256(handle.read()).hexdigest()
