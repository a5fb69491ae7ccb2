"""The file around the sheets: is it a workbook at all, of a kind we read, of a sane size, with nothing in it that acts?

Looks at names and sizes in the archive and, for entity declarations, at bytes; parses nothing. Sizes are those the
archive declares; the limits of the child process stand behind them.
"""

import re
import zipfile
from pathlib import Path

from ossp_pipeline.extract.readers.returned.cells import Unreadable

LARGEST_FILE = 5_000_000
_MOST_PARTS = 300
_LARGEST_PART = 8_000_000
_LARGEST_WHOLE = 30_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_LINKS = rb"dde-link|table:cell-range-source|table:table-source"
_RESAVE = "open the issued workbook, type the answers, save it as .xlsx or .ods without a password, and send that"

# What acts, reaches out, or hides another document; as it stands in the names of parts, in lower case.
_ACTIVE = {
    "vbaproject": "macros",
    "macrosheets/": "macros",
    "dialogsheets/": "macros",
    "basic/": "macros",
    "scripts/": "macros",
    "dialogs/": "macros",
    "activex": "controls",
    "ctrlprops/": "controls",
    "externallinks/": "links to other workbooks",
    "connections.xml": "links to databases",
    "querytables/": "links to databases",
    "embeddings/": "embedded documents",
    "oleobject": "embedded documents",
    "object ": "embedded documents",
    "customui": "macros",
    "webextensions/": "add-ins",
}


def check_container(path: Path) -> str:
    """“xlsx” or “ods”. Raises Unreadable for everything else."""
    with path.open("rb") as handle:
        start = handle.read(8)
    if start.startswith(_OLD_OFFICE):
        raise Unreadable("E-WORKBOOK", "the file has a password, or is an old .xls workbook", _RESAVE)
    if not zipfile.is_zipfile(path) or not start.startswith(b"PK"):
        raise Unreadable("E-WORKBOOK", "the file is no .xlsx or .ods workbook, or it is cut off", _RESAVE)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive.infolist())
            kind = _kind(archive)
            _check_active(archive, kind)
            _check_declarations(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError):
        raise Unreadable("E-WORKBOOK", "the file is damaged", _RESAVE) from None
    return kind


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable("E-WORKBOOK", "the file has a password", _RESAVE)
    if len(set(names)) != len(names):
        raise Unreadable("E-WORKBOOK", "the file holds two parts of one name", _RESAVE)
    sizes = [part.file_size for part in parts]
    if len(parts) > _MOST_PARTS or max(sizes, default=0) > _LARGEST_PART or sum(sizes) > _LARGEST_WHOLE:
        raise Unreadable("E-WORKBOOK", "unpacked, the file is far larger than an issued workbook", _RESAVE)


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names and archive.read("mimetype").strip() == _ODS and "content.xml" in names:
        return "ods"
    raise Unreadable("E-WORKBOOK", "the file is an archive, but no .xlsx or .ods workbook", _RESAVE)


def _check_active(archive: zipfile.ZipFile, kind: str) -> None:
    for name in archive.namelist():
        for mark, what in _ACTIVE.items():
            if mark in name.lower():
                raise Unreadable("E-WORKBOOK", f"the file holds {what}", _RESAVE)
    types = "[Content_Types].xml" if kind == "xlsx" else "META-INF/manifest.xml"
    stated = archive.read(types).lower() if types in archive.namelist() else b""
    if b"macroenabled" in stated:
        raise Unreadable("E-WORKBOOK", "the file holds macros", _RESAVE)
    if b"encryption-data" in stated:
        raise Unreadable("E-WORKBOOK", "the file has a password", _RESAVE)
    if kind == "ods" and re.search(
        rb"dde-link|table:cell-range-source|table:table-source", archive.read("content.xml")
    ):
        raise Unreadable("E-WORKBOOK", "the file holds links to other workbooks", _RESAVE)


def _check_declarations(archive: zipfile.ZipFile) -> None:
    """No document type, no entities: neither format has any, and parsers have been made to read files or to explode."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            content = archive.read(name).replace(b"\x00", b"")
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise Unreadable("E-WORKBOOK", "the file declares entities, as an attack would", _RESAVE)
