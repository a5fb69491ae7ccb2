"""Files dropped into `data/landing/inbox/<feed>/` by a partner, a share or a person.

A sender may still be copying a file. It has arrived once two looks, a pause apart, see the same (`looks`), or once what
lies beside it says that it is whole (`beside`). Any other file stays for the next time.

What can be no delivery of the feed stays where it is, and is named: litter of file managers and office programs,
half-downloads, links, pipes, files that cannot be read. It stops no other file.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.layout import CSV
from ossp_pipeline.extract.connectors import looks
from ossp_pipeline.extract.connectors.beside import Beside, Verdict, is_beside
from ossp_pipeline.extract.connectors.looks import CLOCK, Clock, Looks, Stamp, file_stamp
from ossp_pipeline.settings import Settings

# So that rounding cannot make a pause too short.
_MARGIN = 0.001
_SPREADSHEETS = frozenset({".xlsx", ".ods"})
_GEOJSON = frozenset({".geojson", ".json"})
# What the folder of the files of an archive is called: the archive's name, the first digits of its hash, and this.
UNPACKED = "-unpacked"
_OF_ARCHIVE = re.compile(rf"-([0-9a-f]{{12}}){UNPACKED}$")
# Office programs put a file of this beginning beside a workbook that somebody has open.
_OPEN_ELSEWHERE = "~$"


class Reason(StrEnum):
    """Why a file stays in the inbox until somebody does something about it; `{}` is the checksum file's name."""

    KIND = "no kind of file that this feed takes"
    LINK = "a link, and not a file: put the file itself there"
    SPECIAL = "a pipe or a device, and not a file: put the file itself there"
    SIZE = "larger than any delivery of this feed: ask for one file per period"
    UNREADABLE = "cannot be read: let the user who runs the refresh read it"
    DIFFERS = "its bytes are not those that {} gives: ask the supplier to send both again"
    UNKNOWN = "{} is written in no known form: ask for the SHA-256, a space and the file's name, or remove it"


@dataclass(frozen=True)
class Left:
    """A file that is not taken. `checksum`: the name of the checksum file, where that is why."""

    feed: str
    path: Path
    reason: Reason
    checksum: str = ""


@dataclass(frozen=True)
class Arrival:
    """A complete file. `stamp` is what it had when it was listed."""

    feed: str
    path: Path
    stamp: Stamp

    @property
    def archive(self) -> str:
        """First digits of the hash of the archive that it came in; "" where it came as it is."""
        named = _OF_ARCHIVE.search(next((part for part in self.path.parts if part.endswith(UNPACKED)), ""))
        return named[1] if named else ""

    @property
    def is_unchanged(self) -> bool:
        """Whether the file is still as it was when it was listed."""
        return file_stamp(self.path) == self.stamp

    def read(self) -> bytes | None:
        """Its bytes; None where it is gone, or can no longer be read."""
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def remove(self) -> None:
        """Take the file out of the inbox; one that changed since its bytes were read stays, to be taken again.

        What lies beside it goes first.
        """
        if self.is_unchanged:
            Beside.among(self.path.parent.iterdir()).remove(self.path)
            self.path.unlink()
            _remove_emptied(self.path.parent)


@dataclass(frozen=True)
class Inbox:
    """What lies in the inbox: complete files, files that are still being copied, and what is not taken."""

    arrived: list[Arrival]
    arriving: list[Path]
    left: list[Left]


@dataclass(frozen=True)
class _Candidate:
    """A file that may be a delivery, and what lies beside it."""

    feed: str
    path: Path
    beside: Beside


@dataclass(frozen=True)
class _Arriving:
    """A file that is not whole yet, or not known to be. `rest`: for how much longer it has to look the same."""

    path: Path
    rest: float


def list_inbox(settings: Settings, feeds: Iterable[Feed], wait: bool = True, clock: Clock = CLOCK) -> Inbox:
    """List the inbox of these feeds, feed by feed and name by name. With `wait`, new files are looked at again."""
    feeds = list(feeds)
    found = [item for feed in feeds for item in _survey(settings.inbox / feed.name, feed)]
    seen = Looks(settings.looks, clock)
    judged = [_judge(item, seen) for item in found]
    rest = max((item.rest for item in judged if isinstance(item, _Arriving)), default=0.0)
    if wait and rest:
        clock.sleep(rest + _MARGIN)
        judged = [_judge(item, seen) for item in found]
    seen.keep([feed.name for feed in feeds])
    return Inbox(
        arrived=[item for item in judged if isinstance(item, Arrival)],
        arriving=[item.path for item in judged if isinstance(item, _Arriving)],
        left=[item for item in judged if isinstance(item, Left)],
    )


def arrivals_in(folder: Path, feed: Feed) -> list[Arrival]:
    """What may be deliveries of a feed in a folder whose files are known to be whole."""
    found = [item for item in _survey(folder, feed) if isinstance(item, _Candidate)]
    stamps = [(item.path, file_stamp(item.path)) for item in found]
    return [Arrival(feed.name, path, stamp) for path, stamp in stamps if stamp]


def kinds_of(feed: Feed) -> list[str]:
    """The suffixes that a delivery of a feed can have: those of what its readers read."""
    names = [layout.file_name for layout in feed.layouts] + [kind.file_name for kind in feed.not_taken]
    names += [feed.extract.file_name] if feed.extract else []
    names += [feed.example.file_name] if feed.example else []
    kinds = {".csv", ".gz", ".zip", *(PurePath(name).suffix.lower() for name in names)}
    may_be_sheet = feed.workbook or feed.mappings or any(layout.file_kind != CSV for layout in feed.taken_layouts)
    kinds |= _SPREADSHEETS if may_be_sheet else set()
    kinds |= _GEOJSON if feed.geojson else set()
    return sorted(kinds)


def _survey(folder: Path, feed: Feed) -> list[_Candidate | Left]:
    """Everything in a feed's folder that may be a delivery or is none, by path."""
    return sorted(_walk(folder, feed), key=lambda item: item.path)


def _walk(folder: Path, feed: Feed) -> Iterator[_Candidate | Left]:
    """Folders are looked into, but not those that file managers hide."""
    try:
        paths = [Path(entry.path) for entry in os.scandir(folder)]
    except FileNotFoundError:
        return
    except OSError:
        yield Left(feed.name, folder, Reason.UNREADABLE)
        return
    beside = Beside.among(paths)
    for path in paths:
        mode, size = _mode_and_size(path)
        if stat.S_ISDIR(mode):
            yield from () if path.name.startswith(".") else _walk(path, feed)
        elif reason := _reason_to_leave(path.name, mode, size, feed):
            yield Left(feed.name, path, reason)
        elif mode and not is_beside(path.name):
            yield _Candidate(feed.name, path, beside)


def _mode_and_size(path: Path) -> tuple[int, int]:
    """What kind of thing it is, as `stat` knows it, and its bytes; 0 where it is gone."""
    try:
        found = path.lstat()
    except OSError:
        return 0, 0
    return found.st_mode, found.st_size


def _reason_to_leave(name: str, mode: int, size: int, feed: Feed) -> Reason | None:
    if stat.S_ISLNK(mode):
        return Reason.LINK
    if mode and not stat.S_ISREG(mode):
        return Reason.SPECIAL
    is_litter = name.startswith((".", _OPEN_ELSEWHERE)) or PurePath(name).suffix.lower() not in kinds_of(feed)
    if is_litter and not is_beside(name):
        return Reason.KIND
    # Before it is read or copied: it may be as large as the disk.
    return Reason.SIZE if size > feed.largest_file else None


def _judge(item: _Candidate | Left, seen: Looks) -> Arrival | _Arriving | Left | None:
    """What a file is now; None where its sender has removed it."""
    if isinstance(item, Left):
        return item
    try:
        stamp, age = seen.look(item.feed, item.path)
        verdict, checksum = item.beside.judge(item.path)
    except FileNotFoundError:
        return None
    except OSError:
        return Left(item.feed, item.path, Reason.UNREADABLE)
    if verdict is Verdict.WHOLE or (verdict is Verdict.NOTHING and age >= looks.PAUSE):
        return Arrival(item.feed, item.path, stamp)
    if age < looks.PAUSE:
        return _Arriving(item.path, looks.PAUSE - age)
    reason = Reason.DIFFERS if verdict is Verdict.DIFFERS else Reason.UNKNOWN
    return Left(item.feed, item.path, reason, checksum)


def _remove_emptied(folder: Path) -> None:
    """Remove a folder that an archive was unpacked into, once nothing is left in it."""
    while any(part.endswith(UNPACKED) for part in folder.parts):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
