"""Open an archive in a child process that has little memory and time: it is looked at before anything is written."""

import errno
import gzip
import zipfile
from enum import Enum, auto
from pathlib import Path
from typing import IO, BinaryIO

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.confined.found import Found
from ossp_pipeline.extract.confined.limits import Limits
from ossp_pipeline.extract.confined.work import NotDoneError, confined
from ossp_pipeline.extract.readers.archive import files_to_unpack, place_of
from ossp_pipeline.extract.readers.file_kinds import GZIP

_MEMORY, _SECONDS = 400_000_000, 120
_CHUNK = 1 << 20
# Errors that are not the archive's: another time it may be unpacked.
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM})


class Unpacked(Enum):
    """How it went: the files are there; the archive is not one to unpack; the disk did not take the files."""

    DONE = auto()
    REFUSED = auto()
    FAILED = auto()


class _DiskError(Exception):
    """What was unpacked could not be written."""


def unpack_confined(archive: Path, folder: Path, largest: int) -> Unpacked:
    """Write the files of an archive into a folder, of at most so many bytes together."""
    limits = Limits(_MEMORY, _SECONDS, written=largest)
    try:
        is_done = confined(write_files, archive.resolve(), folder.resolve(), largest, limits=limits).value
    except (DeliveryRefused, NotDoneError):
        return Unpacked.REFUSED
    return Unpacked.DONE if is_done else Unpacked.FAILED


def write_files(archive: Path, folder: Path, largest: int) -> Found:
    """The same in the child: whether the disk took the files. Raises DeliveryRefused, or what a damaged one raises."""
    try:
        _unpack(archive, folder, largest)
    except _DiskError:
        return Found(False)
    return Found(True)


def _unpack(archive: Path, folder: Path, largest: int) -> None:
    with archive.open("rb") as file:
        if file.read(len(GZIP)) == GZIP:
            with gzip.open(archive) as content:
                _write(content, folder / archive.stem, largest)
        else:
            _unpack_zip(file, folder, largest)


def _unpack_zip(file: BinaryIO, folder: Path, largest: int) -> None:
    parts = files_to_unpack(file, largest)
    if not parts:
        raise DeliveryRefused("E-NOTDATA", "this is a spreadsheet", "it is taken as it is")
    with zipfile.ZipFile(file) as opened:
        for part in parts:
            with opened.open(part) as content:
                _write(content, folder / place_of(part.filename), largest)


def _write(content: IO[bytes] | gzip.GzipFile, path: Path, largest: int) -> None:
    """Piece by piece: memory does not grow with the file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            _copy(content, target, largest)
    except OSError as error:
        raise (_DiskError if error.errno in _OF_THE_DISK else error) from None


def _copy(content: IO[bytes] | gzip.GzipFile, target: BinaryIO, largest: int) -> None:
    while piece := content.read(_CHUNK):
        if target.tell() + len(piece) > largest:
            raise DeliveryRefused("E-SIZE", "the file unpacks to too much", "ask for one file per period")
        target.write(piece)
