"""Files dropped into `data/landing/inbox/<feed>/` by a partner, a share or a person.

A sender may still be copying a file. So a file counts as arrived only once its size and time have not changed for a
moment and, where a `<name>.sha256` lies beside it, once its bytes match. Any other file stays for the next time.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.atomic_files import sha256_of

STILL_SECONDS = 3.0
_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".sha256")


@dataclass(frozen=True)
class Arrival:
    """A complete file. `stamp` is its size and time of change when it was listed."""

    feed: str
    path: Path
    stamp: tuple[int, int]

    @property
    def is_unchanged(self) -> bool:
        """Whether the file is still as it was when it was listed."""
        return file_stamp(self.path) == self.stamp


@dataclass(frozen=True)
class Inbox:
    """What lies in the inbox: complete files, and files that are still being copied."""

    arrived: list[Arrival]
    arriving: list[Path]


def list_inbox(inbox: Path, feeds: list[str], wait: bool = True) -> Inbox:
    """List the inbox, feed by feed and name by name. With `wait`, fresh files are looked at again after a moment."""
    seen = {path: (feed, stamp) for feed in feeds for path in _files(inbox / feed) if (stamp := file_stamp(path))}
    if wait and any(_is_fresh(stamp) for _, stamp in seen.values()):
        time.sleep(STILL_SECONDS)
    arrived: list[Arrival] = []
    arriving: list[Path] = []
    for path, (feed, stamp) in seen.items():
        arrival = Arrival(feed, path, stamp)
        if arrival.is_unchanged and (wait or not _is_fresh(stamp)) and _matches_checksum(path):
            arrived.append(arrival)
        elif path.exists():
            arriving.append(path)
    return Inbox(arrived, arriving)


def file_stamp(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of the last change in nanoseconds; None where the sender has removed the file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def checksum_path(path: Path) -> Path | None:
    """The file with the SHA-256 that a sender put beside a file, if there is one."""
    checksum = path.with_name(path.name + ".sha256")
    try:
        return checksum if checksum.exists() else None
    except OSError:  # with the suffix, the name is longer than the file system allows
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
    checksum = checksum_path(path)
    if checksum is None:
        return True
    declared = checksum.read_text(encoding="ascii", errors="replace").split()
    return bool(declared) and declared[0].lower() == sha256_of(path)
