"""The child process: limits itself, looks at an archive before it opens it, writes its files into a folder and ends.

    python -m ossp_pipeline.extract.unpack.child ARCHIVE FOLDER MOST_BYTES

Exit codes: 0 done; 1 the archive is not one to unpack; 2 the files could not be written. A signal: beyond the limits.
"""

import errno
import gzip
import sys
import zipfile
from pathlib import Path
from typing import IO, BinaryIO

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.archive import files_to_unpack, place_of
from ossp_pipeline.extract.readers.file_kinds import DAMAGED_ARCHIVE, GZIP
from ossp_pipeline.extract.readers.limits import limit_process

DONE, REFUSED, FAILED = range(3)
_MEMORY_BYTES = 400_000_000
_SECONDS = 120
_OPEN_FILES = 32
_CHUNK = 1 << 20
# Errors that are not the archive's: another time it may be unpacked.
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM})


class _DiskError(Exception):
    """What was unpacked could not be written."""


def unpack(archive: Path, folder: Path, largest: int) -> None:
    """Write the files of an archive into a folder. Raises DeliveryRefused, or what a damaged one raises."""
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


def main() -> int:
    """Unpack the archive named on the command line."""
    archive, folder, largest = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    limit_process(_MEMORY_BYTES, _SECONDS, largest, _OPEN_FILES)
    try:
        unpack(archive, folder, largest)
    except _DiskError:
        return FAILED
    except (DeliveryRefused, OSError, *DAMAGED_ARCHIVE):
        return REFUSED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
