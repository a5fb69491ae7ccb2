"""A file of a feed as UTF-8 text, or a refusal: is it text, in an encoding the contract declares, and complete?

Where the contract allows a spreadsheet or GeoJSON, such a file is turned into the same text.
"""

import codecs
import re

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.archive import refuse_unsafe_archive
from ossp_pipeline.extract.readers.file_kinds import ZIP, first_bytes, other_kind
from ossp_pipeline.extract.readers.geojson import SUPER_GENERALISED, read_geojson
from ossp_pipeline.extract.readers.streaming.workbook import read_workbook

_RESEND = "ask the supplier to send the CSV file again"


def decode(raw: bytes, feed: Feed) -> tuple[bytes, tuple[str, ...]]:
    """The file as UTF-8 without a byte order mark, and what was normalised. Raises DeliveryRefused."""
    refuse_unsafe_archive(raw, feed.largest_file)
    if feed.workbook and raw.startswith(ZIP):
        _refuse_size(raw, feed)
        return read_workbook(raw, feed, feed.workbook)
    if feed.geojson and first_bytes(raw).startswith(b"{"):
        _refuse_size(raw, feed)
        return read_geojson(raw, feed.geojson)
    _refuse_other_kinds(raw)
    _refuse_size(raw, feed)
    text, notes = _to_utf8(raw, feed)
    if not text.endswith((b"\n", b"\r")):
        raise DeliveryRefused("E-TRUNCATED", "the last line has no line end, so the file may be cut off", _RESEND)
    return text, notes


def _refuse_other_kinds(raw: bytes) -> None:
    if not first_bytes(raw):
        raise DeliveryRefused("E-EMPTY", "the file is empty", _RESEND)
    if kind := other_kind(raw):
        raise DeliveryRefused("E-NOTDATA", f"this is {kind}, not a CSV file", _RESEND)


def _refuse_size(raw: bytes, feed: Feed) -> None:
    if len(raw) > feed.largest_file:
        limit = feed.largest_file // 1_000_000
        remedy = SUPER_GENERALISED if feed.geojson else "ask for one file per period"
        raise DeliveryRefused("E-SIZE", f"the file is larger than {limit} MB", remedy)


def _to_utf8(raw: bytes, feed: Feed) -> tuple[bytes, tuple[str, ...]]:
    if raw.startswith(codecs.BOM_UTF8):
        text, notes = _to_utf8(raw[3:], feed)
        return text, ("byte order mark removed", *notes)
    if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not _has_nul_in_header(raw):
        for encoding in feed.encodings:
            try:
                decoded = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            return (raw, ()) if encoding == "utf-8" else (decoded.encode(), (f"read as {encoding}",))
    declared = " or ".join(feed.encodings)
    raise DeliveryRefused("E-ENCODING", f"the text is not {declared}", f"ask the supplier to export as {declared}")


def _has_nul_in_header(raw: bytes) -> bool:
    """Text of two or four bytes a letter without a byte order mark is valid UTF-8, and full of NUL characters."""
    header = re.match(rb"[^\r\n]*", raw)
    return header is not None and b"\x00" in header.group()
