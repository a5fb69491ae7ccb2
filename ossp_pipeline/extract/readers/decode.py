"""A file of a feed as UTF-8 text, or a refusal: is it text, in an encoding the contract declares, and complete?

Where the contract allows a spreadsheet or GeoJSON, such a file is turned into the same text.
"""

import codecs
import re

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.readers.archive import refuse_unsafe_archive
from ossp_pipeline.extract.readers.file_kinds import ZIP, first_bytes, other_kind
from ossp_pipeline.extract.readers.geojson import SUPER_GENERALISED, read_geojson
from ossp_pipeline.extract.readers.streaming.workbook import read_workbook

LINE_ENDS = (b"\n", b"\r")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Letters of two and three bytes in UTF-8, and what stands in the place of a byte that is none.
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_NO_LETTER = "\ufffd"
_LINE_END = re.compile(r"\r\n|\r|\n")
MARK_REMOVED = "byte order mark removed"
_RESEND = "ask the supplier to send the CSV file again"


def decode(raw: bytes, feed: Feed) -> tuple[bytes, tuple[str, ...]]:
    """The file as UTF-8 without a byte order mark, and what was normalised. Raises DeliveryRefused."""
    text, notes = decode_lines(raw, feed)
    if not text.endswith(LINE_ENDS):
        raise cut_off("")
    return text, notes


def decode_lines(raw: bytes, feed: Feed) -> tuple[bytes, tuple[str, ...]]:
    """The same, where the last line may have no line end: the caller looks whether the file is cut off there."""
    refuse_unsafe_archive(raw, feed.largest_file)
    if feed.workbook and raw.startswith(ZIP):
        _refuse_size(raw, feed)
        return read_workbook(raw, feed, feed.workbook)
    if feed.geojson and first_bytes(raw).startswith(b"{"):
        _refuse_size(raw, feed)
        return read_geojson(raw, feed.geojson)
    _refuse_other_kinds(raw)
    _refuse_size(raw, feed)
    return _to_utf8(raw, feed)


def cut_off(where: str) -> DeliveryRefused:
    """The refusal of a file whose last line has no end. `where`: what of that line may be cut off, for the message."""
    message = f"the last line has no line end, so the file may be cut off{where}"
    return DeliveryRefused("E-TRUNCATED", message, f"{_RESEND}, with a line end after its last row")


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
        return text, (MARK_REMOVED, *notes)
    if raw.startswith(_UTF16) and not raw.startswith(codecs.BOM_UTF32_LE):
        return _from_utf16(raw, feed)
    if not _has_nul_in_header(raw):
        for encoding in feed.encodings:
            try:
                decoded = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            if encoding == "utf-8":
                return raw, ()
            _refuse_mixture(raw, feed)
            return decoded.encode(), (f"read as {encoding}",)
    raise _encoding(f"the text is not {' or '.join(feed.encodings)}", feed)


def _from_utf16(raw: bytes, feed: Feed) -> tuple[bytes, tuple[str, ...]]:
    """Text whose mark says that it is UTF-16, as spreadsheets save “Unicode text”."""
    try:
        return raw.decode("utf-16").encode(), ("read as utf-16",)
    except UnicodeError:
        raise _encoding("the text has the mark of utf-16, and is not", feed) from None


def _refuse_mixture(raw: bytes, feed: Feed) -> None:
    """Text in which most letters of several bytes are right UTF-8, and others are not: no encoding is right for all."""
    read = raw.decode("utf-8", errors="replace")
    letters = len(_SEVERAL_BYTES.findall(raw))
    if letters and letters >= read.count(_NO_LETTER):
        line = 1 + len(_LINE_END.findall(read.partition(_NO_LETTER)[0]))
        message = "most of the text is utf-8, but not this line: two files were joined, or a cell was pasted"
        raise DeliveryRefused("E-ENCODING", message, _as_declared(feed), FilePosition(line=line))


def _encoding(message: str, feed: Feed) -> DeliveryRefused:
    return DeliveryRefused("E-ENCODING", message, _as_declared(feed))


def _as_declared(feed: Feed) -> str:
    return f"ask the supplier to export as {' or '.join(feed.encodings)}"


def _has_nul_in_header(raw: bytes) -> bool:
    """Text of two or four bytes a letter without a byte order mark is valid UTF-8, and full of NUL characters."""
    header = re.match(rb"[^\r\n]*", raw)
    return header is not None and b"\x00" in header.group()
