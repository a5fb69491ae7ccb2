"""OpenDocument spreadsheets as a publisher writes them: a sheet of notes and one sheet per group of rows.

Written as a stream, so that the bench can make one of a gigabyte and more with the same code.
"""

import zipfile
from collections.abc import Iterable, Iterator
from typing import IO
from xml.sax.saxutils import escape

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content '
    + " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _NAMES.items())
    + ' office:version="1.2"><office:body><office:spreadsheet>'
)
_FOOT = "</office:spreadsheet></office:body></office:document-content>"
# The program that writes these fills every sheet to its last column.
_EDGE = '<table:table-cell table:number-columns-repeated="16374"/></table:table-row>'
_BOTTOM = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/>'
)
_MOMENT = (2026, 1, 1, 0, 0, 0)

Sheets = Iterable[tuple[str, Iterable[list[str]]]]


def write_workbook(target: IO[bytes], sheets: Sheets, numbers: frozenset[int]) -> int:
    """Write an .ods file; cells in the columns `numbers` (from 0) are numbers. Returns the size of its XML."""
    size = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _MOMENT), _TYPE)
        entry = zipfile.ZipInfo("content.xml", _MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as part:
            for piece in _pieces(sheets, numbers):
                size += part.write(piece.encode())
    return size


def _pieces(sheets: Sheets, numbers: frozenset[int]) -> Iterator[str]:
    yield _HEAD
    for name, rows in sheets:
        yield f'<table:table table:name="{escape(name)}" table:style-name="ta1">'
        for row in rows:
            cells = (_cell(value, place in numbers) for place, value in enumerate(row))
            yield f'<table:table-row table:style-name="ro1">{"".join(cells)}{_EDGE}'
        yield f"{_BOTTOM}</table:table-row></table:table>"
    yield _FOOT


def _cell(value: str, is_number: bool) -> str:
    text = f"<text:p>{escape(value)}</text:p></table:table-cell>"
    if is_number and value.lstrip("-").isdecimal():
        return f'<table:table-cell office:value-type="float" office:value="{value}" calcext:value-type="float">{text}'
    if not value:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string" calcext:value-type="string">{text}'
