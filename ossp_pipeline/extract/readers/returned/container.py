"""The file around the sheets: is it a workbook, of a kind we read, of a plausible size, with nothing in it that acts?

Only names, sizes and bytes of the parts are looked at; nothing is parsed. Sizes are those that the archive declares: if
they are wrong, the limits of the child process hold.
"""

import re
import zipfile
from pathlib import Path

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import (
    DAMAGED_ARCHIVE,
    ODS_CONTENT,
    OLD_OFFICE,
    ZIP,
    Spreadsheet,
    spreadsheet_kind,
)
from ossp_pipeline.extract.readers.safe_xml import declares_document_type

LARGEST_FILE = 5_000_000
_MOST_PARTS = 300
_LARGEST_PART = 8_000_000
_LARGEST_WHOLE = 30_000_000
_XLSX_TYPES = "[Content_Types].xml"
_ODS_TYPES = "META-INF/manifest.xml"
_ODS_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_LINKS = re.compile(rb"dde-link|table:cell-range-source|table:table-source")
_RESAVE = "open the issued workbook, type the answers, save it as .xlsx or .ods without a password, and send that"

# Parts that act, reach out or hide another document: what their names contain, in lower case, and what they are.
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


def check_container(path: Path) -> Spreadsheet:
    """The kind of workbook. Raises DeliveryRefused for everything else."""
    with path.open("rb") as handle:
        start = handle.read(len(ZIP))
    if start == OLD_OFFICE:
        raise _refusal("the file has a password, or is an old .xls workbook")
    if start != ZIP or not zipfile.is_zipfile(path):
        raise _refusal("the file is not an .xlsx or .ods workbook, or it is cut off")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive.infolist())
            kind = _kind(archive)
            _check_active(archive, kind)
            _check_declarations(archive)
    except (*DAMAGED_ARCHIVE, OSError):
        raise _refusal("the file is damaged") from None
    return kind


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if any(part.flag_bits & 0x1 for part in parts):
        raise _refusal("the file has a password")
    if len(set(names)) != len(names):
        raise _refusal("the file holds two parts of one name")
    sizes = [part.file_size for part in parts]
    if len(parts) > _MOST_PARTS or max(sizes, default=0) > _LARGEST_PART or sum(sizes) > _LARGEST_WHOLE:
        raise _refusal("unpacked, the file is far larger than an issued workbook")


def _kind(archive: zipfile.ZipFile) -> Spreadsheet:
    """The kind, where the archive also declares itself to be of that kind."""
    parts = archive.namelist()
    kind = spreadsheet_kind(parts)
    if kind is Spreadsheet.XLSX and _XLSX_TYPES in parts:
        return kind
    if kind is Spreadsheet.ODS and "mimetype" in parts and archive.read("mimetype").strip() == _ODS_MIMETYPE:
        return kind
    raise _refusal("the file is an archive, but not an .xlsx or .ods workbook")


def _check_active(archive: zipfile.ZipFile, kind: Spreadsheet) -> None:
    for name in archive.namelist():
        for text, what in _ACTIVE.items():
            if text in name.lower():
                raise _refusal(f"the file holds {what}")
    types = _XLSX_TYPES if kind is Spreadsheet.XLSX else _ODS_TYPES
    declared = archive.read(types).lower() if types in archive.namelist() else b""
    if b"macroenabled" in declared:
        raise _refusal("the file holds macros")
    if b"encryption-data" in declared:
        raise _refusal("the file has a password")
    if kind is Spreadsheet.ODS and _ODS_LINKS.search(archive.read(ODS_CONTENT)):
        raise _refusal("the file holds links to other workbooks")


def _check_declarations(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")) and declares_document_type(archive.read(name)):
            raise _refusal("the file declares a document type or entities, as an attack would")


def _refusal(message: str) -> DeliveryRefused:
    return DeliveryRefused("E-WORKBOOK", message, _RESAVE)
