"""Files dropped into `data/landing/inbox/<feed>/` by a partner, a share or a person.

Nobody can be made to drop files atomically, so a file counts as arrived only when its size and time stood still, and,
where a `<name>.sha256` lies beside it, when its bytes match. A file still being copied stays and is taken next time.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.atomic_files import sha256_of

STILL_SECONDS = 3.0
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".sha256")


@dataclass(frozen=True)
class Arrival:
    """A file that stood still. `stamp` is its size and time when it was looked at."""

    feed: str
    path: Path
    stamp: tuple[int, int]

    @property
    def unchanged(self) -> bool:
        """Whether the file is still as it was when it was looked at."""
        return stamp_of(self.path) == self.stamp


@dataclass(frozen=True)
class Inbox:
    """What lies in the inbox: files to take, and files that are still being copied."""

    arrived: list[Arrival]
    arriving: list[Path]


def look(inbox: Path, feeds: list[str], wait: bool = True) -> Inbox:
    """List the inbox, feed by feed and name by name. With `wait`, a fresh file is given a moment to stand still."""
    seen = {path: (feed, stamp) for feed in feeds for path in _files(inbox / feed) if (stamp := stamp_of(path))}
    if wait and any(_is_fresh(stamp) for _, stamp in seen.values()):
        time.sleep(STILL_SECONDS)
    arrived: list[Arrival] = []
    arriving: list[Path] = []
    for path, (feed, stamp) in seen.items():
        arrival = Arrival(feed, path, stamp)
        if arrival.unchanged and (wait or not _is_fresh(stamp)) and _matches_checksum(path):
            arrived.append(arrival)
        elif path.exists():
            arriving.append(path)
    return Inbox(arrived, arriving)


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of the last change in nanoseconds; None where the sender took the file away again."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def checksum_beside(path: Path) -> Path | None:
    """The SHA-256 that a sender put beside a file, if there is one."""
    beside = path.with_name(path.name + ".sha256")
    try:
        return beside if beside.exists() else None
    except OSError:  # with the ending, the name is longer than the file system allows
        return None


def _files(folder: Path) -> list[Path]:
    if not folder.exists():
        return []
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.suffix.lower() not in _UNFINISHED
    ]


def _is_fresh(stamp: tuple[int, int]) -> bool:
    return abs(time.time() - stamp[1] / 1e9) < STILL_SECONDS


def _matches_checksum(path: Path) -> bool:
    beside = checksum_beside(path)
    if beside is None:
        return True
    declared = beside.read_text(encoding="ascii", errors="replace").split()
    return bool(declared) and declared[0].lower() == sha256_of(path)
