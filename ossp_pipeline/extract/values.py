"""Text to types, in the declared format only.

Libraries accept too much: DuckDB casts `12.7` to 13 and `0x1F` to 31, Python reads Arabic digits, pandas reads “NA” as
missing. So the spelling is checked first, in ASCII, and only then is the text cast. What does not fit becomes null, and
the row is rejected.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.column import Column, Kind

_INTEGER = r"^-?[0-9]{1,15}$"
_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,12})?$"
# For each date format: its spelling, and where the day is.
_DATES = {
    "%Y-%m-%d": (r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", slice(8, 10)),
    "%d/%m/%Y": (r"^[0-9]{2}/[0-9]{2}/(?:19|20)[0-9]{2}", slice(0, 2)),
}
# Characters that hide, break or reorder text: controls, line ends, zero-width characters, bidirectional overrides.
_HIDDEN = r"[\x00-\x08\x0a-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]"
_ONLY_SPACES = r"^[\s\p{Z}]+$"
_SPACE, _TILDE = 0x20, 0x7E


def null_unknown(text: pa.Array, column: Column) -> pa.Array:
    """The text, with null for every declared spelling of “not given”."""
    unknown = pc.is_in(text, value_set=pa.array(column.unknown, pa.string()))
    return pc.if_else(unknown, pa.scalar(None, pa.string()), text) if pc.any(unknown).as_py() else text


def read_values(text: pa.Array, column: Column, date_format: str) -> pa.Array:
    """Typed values, one per text; null where the text is null or not in the declared format."""
    casts = {
        Kind.INTEGER: lambda: _cast(text, _INTEGER, pa.int64()),
        Kind.NUMBER: lambda: _cast(text, _NUMBER, pa.float64()),
        Kind.FLAG: lambda: _read_flags(text),
        Kind.DATE: lambda: _read_dates(text, date_format, pa.date32()),
        Kind.DATETIME: lambda: _read_dates(text, date_format + " %H:%M", pa.timestamp("s")),
    }
    return casts[column.kind]() if column.kind in casts else text


def find_unprintable(text: pa.Array) -> np.ndarray:
    """Which values hold characters that hide, break or reorder text, or nothing but spaces."""
    blank = as_mask(pc.match_substring_regex(text, _ONLY_SPACES))
    return blank | as_mask(pc.match_substring_regex(text, _HIDDEN)) if _may_hide(text) else blank


def _may_hide(text: pa.Array) -> bool:
    """Whether any byte is not printable ASCII: a quick check that saves most columns the slow search."""
    letters = np.frombuffer(text.buffers()[2] or b"", dtype="uint8")
    return bool(letters.size) and bool(letters.min() < _SPACE or letters.max() > _TILDE)


def as_mask(flags: pa.Array) -> np.ndarray:
    """Booleans for numpy; null counts as false."""
    mask: np.ndarray = pc.fill_null(flags, False).to_numpy(zero_copy_only=False)
    return mask


def _cast(text: pa.Array, spelling: str, kind: pa.DataType) -> pa.Array:
    fits = pc.match_substring_regex(text, spelling)
    return pc.cast(pc.if_else(fits, text, pa.scalar(None, pa.string())), kind)


def _read_flags(text: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(text, "Y"), True, pc.if_else(pc.equal(text, "N"), False, pa.scalar(None, pa.bool_())))


def _read_dates(text: pa.Array, date_format: str, kind: pa.DataType) -> pa.Array:
    date, _, time = date_format.partition(" ")
    spelling, day = _DATES[date]
    fits = pc.match_substring_regex(text, spelling + (r" [0-9]{2}:[0-9]{2}$" if time else "$"))
    candidates = pc.if_else(fits, text, pa.scalar(None, pa.string()))
    stamps = pc.strptime(candidates, format=date_format, unit="s", error_is_null=True)
    # strptime reads 31/02 as 2 March: the day that was read must be the day that was written.
    same_day = pc.equal(pc.day(stamps), pc.cast(pc.utf8_slice_codeunits(candidates, day.start, day.stop), pa.int64()))
    return pc.if_else(same_day, stamps, pa.scalar(None, stamps.type)).cast(kind)
