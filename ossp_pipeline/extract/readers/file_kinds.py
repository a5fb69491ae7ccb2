"""What kind of file something is: by its first bytes, and for an archive by the parts it has."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection
from enum import StrEnum

ZIP = b"PK\x03\x04"
GZIP = b"\x1f\x8b"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
# What is sent instead of a CSV file by mistake.
_NOT_TEXT = {
    ZIP: "a ZIP or Excel file",
    GZIP: "a gzip file",
    b"%PDF": "a PDF",
    OLD_OFFICE: "an old Office file",
    b"PAR1": "a Parquet file",
    b"{": "JSON",
    b"[": "JSON",
    b"<": "an HTML or XML page, often a login or error page saved under the wrong name",
}
_BYTES_LOOKED_AT = 512

# What the standard library raises for an archive that is cut off, changed or protected by a password.
DAMAGED_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
# The part of each kind of spreadsheet that lists or holds its sheets.
XLSX_WORKBOOK = "xl/workbook.xml"
ODS_CONTENT = "content.xml"


class Spreadsheet(StrEnum):
    """The kinds of spreadsheet that are read."""

    XLSX = "xlsx"
    ODS = "ods"


def first_bytes(raw: bytes) -> bytes:
    """What the file begins with, after white space and a byte order mark; empty for a file without content."""
    return raw[:_BYTES_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")


def other_kind(raw: bytes) -> str | None:
    """What the file is, if it is not text; None for text."""
    start = first_bytes(raw)
    return next((kind for magic, kind in _NOT_TEXT.items() if start.startswith(magic)), None)


def spreadsheet_kind(parts: Collection[str]) -> Spreadsheet | None:
    """The kind of spreadsheet that an archive with these parts is; None if it is something else."""
    if ODS_CONTENT in parts:
        return Spreadsheet.ODS
    return Spreadsheet.XLSX if XLSX_WORKBOOK in parts else None
