"""Is it text at all, in an encoding the supplier declared, and whole? Answers with UTF-8 bytes or a refusal.

Where the feed's supplier sends a spreadsheet or a file of shapes, these become the same text first.
"""

import codecs
import re

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.geojson import SUPER_GENERALISED, read_geojson
from ossp_pipeline.extract.readers.workbook import ZIP, read_workbook

_NOT_TEXT = {
    ZIP: "a ZIP or Excel file",
    b"\x1f\x8b": "a gzip file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"PAR1": "a Parquet file",
    b"{": "JSON",
    b"[": "JSON",
    b"<": "an HTML or XML page, often a login or error page saved under the wrong name",
}
_RESEND = "ask the supplier to send the CSV file again"


def decode(raw: bytes, feed: Feed) -> tuple[bytes, tuple[str, ...]]:
    """The file as UTF-8 without a byte order mark, and what was normalised. Raises DeliveryRefused."""
    if feed.workbook and raw.startswith(ZIP):
        _refuse_size(raw, feed)
        return read_workbook(raw, feed, feed.workbook)
    if feed.geojson and _start(raw).startswith(b"{"):
        _refuse_size(raw, feed)
        return read_geojson(raw, feed.geojson)
    _refuse_other_kinds(raw)
    _refuse_size(raw, feed)
    text, notes = _to_utf8(raw, feed)
    if not text.endswith((b"\n", b"\r")):
        raise DeliveryRefused("E-TRUNCATED", "the last line has no line end, so the file may be cut off", _RESEND)
    return text, notes


def _refuse_other_kinds(raw: bytes) -> None:
    start = _start(raw)
    if not start:
        raise DeliveryRefused("E-EMPTY", "the file is empty", _RESEND)
    for magic, kind in _NOT_TEXT.items():
        if start.startswith(magic):
            raise DeliveryRefused("E-NOTDATA", f"this is {kind}, not a CSV file", _RESEND)


def _start(raw: bytes) -> bytes:
    """What the file begins with, after blanks and a byte order mark."""
    return raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n")


def _refuse_size(raw: bytes, feed: Feed) -> None:
    if len(raw) > feed.largest_file:
        limit = feed.largest_file // 1_000_000
        remedy = SUPER_GENERALISED if feed.geojson else "ask for one file per period"
        raise DeliveryRefused("E-SIZE", f"the file is larger than {limit} MB", remedy)


def _to_utf8(raw: bytes, feed: Feed) -> tuple[bytes, tuple[str, ...]]:
    if raw.startswith(codecs.BOM_UTF8):
        marked, notes = _to_utf8(raw[3:], feed)
        return marked, ("byte order mark removed", *notes)
    if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not _has_nul_in_header(raw):
        for encoding in feed.encodings:
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            return (raw, ()) if encoding == "utf-8" else (text.encode(), (f"read as {encoding}",))
    declared = " or ".join(feed.encodings)
    raise DeliveryRefused("E-ENCODING", f"the text is not {declared}", f"ask the supplier to export as {declared}")


def _has_nul_in_header(raw: bytes) -> bool:
    """Text of two or four bytes a letter, without a mark that says so, is valid UTF-8 full of NUL characters."""
    header = re.match(rb"[^\r\n]*", raw)
    return header is not None and b"\x00" in header.group()
