"""Archives: of several published files that are read together, and what an archive may be to be opened at all.

An archive is looked at before anything in it is unpacked: names that lead out of a folder, links, passwords, unknown
methods, archives in archives, and sizes far beyond any delivery are refused, each by name.
"""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import BinaryIO

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import DAMAGED_ARCHIVE, ZIP, spreadsheet_kind

# The oldest date that an archive can hold: the same files always make the same bytes.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# Files that are read together are few; a supplier packs some years of months.
_MOST_JOINED = 20
_MOST_FILES = 1_000
# What it takes to list that many files. The list is read at once, so its length is looked at first.
_LONGEST_LIST = 400_000
_END_OF_LIST = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_COMMENT = 65_535
# Tables of text pack to a tenth; nothing that is real packs to a five-hundredth.
_MOST_RATIO = 500
_SMALL = 1_000_000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_ENCRYPTED = 0x1
_LINK, _KIND_OF_FILE = 0o120000, 0o170000
_PACKED = frozenset({".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst"})
# What macOS adds to archives.
_RESOURCES = "__MACOSX"
_REPACK = "ask the supplier for a ZIP file that holds the files alone, without a password"


def read_members(raw: bytes, largest: int, most: int = _MOST_JOINED) -> dict[str, bytes]:
    """The files of an archive; empty for a spreadsheet and for any other file. Raises DeliveryRefused."""
    if not raw.startswith(ZIP):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if spreadsheet_kind(names):
                return {}
            _refuse_size(archive, len(names), largest, most)
            return {name: archive.read(name) for name in names}
    except DAMAGED_ARCHIVE as error:
        raise _damaged() from error


def write_archive(files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive of these files, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), content, method)
    return out.getvalue()


def files_to_unpack(file: BinaryIO, largest: int) -> list[zipfile.ZipInfo]:
    """The files of an archive of deliveries; none of a spreadsheet. Raises DeliveryRefused where it is not safe."""
    try:
        _refuse_long_list(file)
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except DAMAGED_ARCHIVE as error:
        raise _damaged() from error
    if spreadsheet_kind([part.filename for part in parts]):
        return []
    _refuse_unsafe(parts)
    files = [part for part in parts if not part.is_dir() and not _is_hidden(part)]
    if not files:
        raise _refusal("the archive holds no file")
    packed = sum(part.compress_size for part in files)
    _refuse_large(len(parts), sum(part.file_size for part in files), packed, largest)
    return files


def place_of(name: str) -> PurePosixPath:
    """Where a file of an archive belongs. Some programs of Windows write its folders with backslashes."""
    return PurePosixPath(name.replace("\\", "/"))


def refuse_unsafe_archive(raw: bytes, largest: int) -> None:
    """Raise DeliveryRefused, with the reason, for an archive that is not safe to unpack; a spreadsheet is none."""
    if raw.startswith(ZIP):
        files_to_unpack(io.BytesIO(raw), largest)


def _is_hidden(part: zipfile.ZipInfo) -> bool:
    """Whether a file of an archive is hidden, or is what macOS adds to the others."""
    return any(name.startswith(".") or name == _RESOURCES for name in place_of(part.filename).parts)


def _refuse_unsafe(parts: Iterable[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for part in parts:
        name = place_of(part.filename)
        if part.flag_bits & _ENCRYPTED:
            raise _refusal("a file in the archive has a password")
        if part.compress_type not in _METHODS:
            raise _refusal("a file in the archive is packed by a method that is not known here")
        if (part.external_attr >> 16) & _KIND_OF_FILE == _LINK:
            raise _refusal("the archive holds a link")
        if _leads_out(name):
            raise _refusal("a name in the archive leads out of its folder")
        if str(name).casefold() in seen:
            raise _refusal("the archive holds two files of one name")
        if name.suffix.lower() in _PACKED:
            raise _refusal("the archive holds another archive", "ask the supplier to pack the files once")
        seen.add(str(name).casefold())


def _leads_out(name: PurePosixPath) -> bool:
    return name.is_absolute() or ".." in name.parts or ":" in str(name)


def _refuse_long_list(file: BinaryIO) -> None:
    """The list of an archive is looked for where it has to end."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT))
    end = file.read()
    at = end.rfind(_END_OF_LIST)
    if at >= 0 and len(end) - at >= _END_BYTES and struct.unpack_from("<I", end, at + 12)[0] > _LONGEST_LIST:
        raise _too_many()


def _refuse_large(files: int, unpacked: int, packed: int, largest: int) -> None:
    """The sizes in an archive's list are those its parts unpack to: reading past them fails."""
    if files > _MOST_FILES:
        raise _too_many()
    if unpacked > largest or (unpacked > _SMALL and unpacked > packed * _MOST_RATIO):
        limit = largest // 1_000_000
        message = f"the archive unpacks to more than {limit:,} MB, or to more than {_MOST_RATIO} times its size"
        raise DeliveryRefused("E-SIZE", message, "ask for one file per period")


def _refuse_size(archive: zipfile.ZipFile, files: int, largest: int, most: int) -> None:
    """The sizes in an archive's list are those its parts unpack to: reading past them fails."""
    if files > most or sum(item.file_size for item in archive.infolist()) > largest:
        limit = largest // 1_000_000
        message = f"the archive holds more than {most} files, or unpacks to more than {limit:,} MB"
        raise DeliveryRefused("E-SIZE", message, "pack only the files that are read together")


def _damaged() -> DeliveryRefused:
    message = "this is a ZIP or Excel file that is damaged, cut off or has a password, not a CSV file"
    return DeliveryRefused("E-NOTDATA", message, "ask the supplier to send the CSV file again")


def _too_many() -> DeliveryRefused:
    return DeliveryRefused("E-SIZE", f"the archive holds more than {_MOST_FILES:,} files", "ask for several archives")


def _refusal(message: str, remedy: str = _REPACK) -> DeliveryRefused:
    return DeliveryRefused("E-ARCHIVE", message, remedy)
