"""Of which period and part a file is that a mapping reads. Its name need not be the agreed one.

The name decides the period where it is. Otherwise the days do, in the column whose days lie in the period: if all of
them lie in one. A file whose days lie in several, or that has none, needs the agreed name.
"""

from collections.abc import Iterable
from pathlib import PurePath

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.column import Column, Kind, Within
from ossp_pipeline.contracts.feed import Feed, FileName
from ossp_pipeline.contracts.period import Period, period_of
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.mapping.rows import mapping_of, read_mapped
from ossp_pipeline.extract.readers.file_kinds import Spreadsheet
from ossp_pipeline.extract.rows import Rows, column_text
from ossp_pipeline.extract.values import read_values


def mapped_name(content: bytes, file_name: str, feed: Feed) -> FileName | None:
    """Period, part and version of a file that a mapping reads; None for any other, or where nothing says the period."""
    agreed = _as_agreed(file_name)
    named = feed.read_file_name(agreed)
    try:
        mapping = mapping_of(content, feed, period=named.period if named else None, file_name=file_name)
        if mapping is None:
            return None
        periods = {named.period} if named else set(_periods(read_mapped(content, feed, mapping)[0], feed))
    except DeliveryRefused:
        return None  # landing refuses it for the same reason, in its record
    if len(periods) != 1:
        return None
    return FileName(periods.pop(), mapping.part, feed.read_version(agreed))


def _as_agreed(file_name: str) -> str:
    """The name that a spreadsheet would have as CSV: agreed are names of CSV files."""
    path = PurePath(file_name)
    is_sheet = path.suffix.lower().removeprefix(".") in tuple(Spreadsheet)
    return str(path.with_suffix(".csv")) if is_sheet else file_name


def _periods(rows: Rows, feed: Feed) -> Iterable[Period]:
    """The periods of all days that must lie in that of the file."""
    for column in feed.columns:
        if column.within is Within.PERIOD and column.kind in (Kind.DATE, Kind.DATETIME):
            for day in pc.unique(pc.drop_null(_days(rows, column, feed))).to_pylist():
                yield period_of(day, feed.cadence)


def _days(rows: Rows, column: Column, feed: Feed) -> pa.Array:
    values = read_values(column_text(rows.table, column.heading), column, feed.date_format)
    return pc.cast(values, pa.date32(), safe=False)
