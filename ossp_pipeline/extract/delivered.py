"""What a supplier wrote, read in a child process: its rows, the periods it is about, the files it is joined from.

Here is what such a child may use. A file that needs more is refused by name, and so is one on which a reader breaks
off; other files go on.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from ossp_pipeline.contracts.column import Column, Sensitivity
from ossp_pipeline.contracts.feed import Feed, FileName, Subject
from ossp_pipeline.contracts.mapping import WHOLE
from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.confined.found import Found, Tables
from ossp_pipeline.extract.confined.limits import Limits
from ossp_pipeline.extract.confined.work import NotDoneError, Reason, confined
from ossp_pipeline.extract.conform import read_delivered
from ossp_pipeline.extract.mapping.nearest import with_nearest_mapping
from ossp_pipeline.extract.mapping.rows import sample_table
from ossp_pipeline.extract.plain import may_be_plain, read_plain
from ossp_pipeline.extract.published import identify, is_known_by_name, part_of, with_nearest
from ossp_pipeline.extract.readers.archive import read_members
from ossp_pipeline.extract.rows import LINES, Rows, Sheet, as_array, is_large

_MB = 1_000_000
# A workbook of a gigabyte of XML takes half of it; a file's own text takes some times its size.
_MEMORY_MB, _MEMORY_TIMES = 700, 4
# A megabyte of a packed workbook takes three seconds to read on an ordinary machine.
_SECONDS, _SECONDS_PER_MB = 10, 10
_BYTES = "bytes"
_SMALL = b"A\n1\n2\n"
_Read = tuple[Rows, tuple[str, ...]]
_RESAVE = "ask the supplier for one file per period, saved anew by the program that made it"
_BEYOND = {
    Reason.MEMORY: "reading it takes more memory than any delivery of its size",
    Reason.TIME: "reading it takes more processor time than any delivery of its size",
    Reason.WRITTEN: "its rows hold more text than any delivery of its size",
    Reason.ENDED: "its reader was ended, as if it needed more memory or time than any delivery of its size",
}


def prepare() -> None:
    """Read a small file in both ways: what the libraries do at their first one is done before a child is given any."""
    column = Column(heading="A", name="a", sensitivity=Sensitivity.OPEN)
    feed = Feed(
        name="small",
        title="",
        supplier="",
        basis="",
        cadence=Cadence.YEAR,
        lag_days=None,
        subject=Subject.EVENTS,
        grain="",
        key=(),
        columns=(column,),
        file_pattern="",
    )
    read_delivered(_SMALL, feed, parse_period(Cadence.YEAR, "2000"))
    list(read_plain(io.BytesIO(_SMALL), feed, len(_SMALL)))


def read_rows_of(content: bytes, feed: Feed, period: Period, part: str = WHOLE) -> _Read:
    """The rows of a file, and what was normalised: `read_delivered` in a child process. Raises DeliveryRefused."""
    if may_be_plain(content, feed) and (plain := _plain_rows(content, feed)):
        return plain
    found = _confined(_find_rows, content, feed, period, part)
    assert found.table is not None
    value = found.value
    lines, table = _parted(found.table)
    sheet = Sheet(*value["sheet"]) if value["sheet"] else None
    rows = Rows(table, lines, value["broken"], value["received"], tuple(value["notes"]), value["mapping"], sheet)
    return rows, tuple(value["read"])


def _plain_rows(content: bytes, feed: Feed) -> _Read | None:
    """The rows of a file in which nothing is unusual; None for any other."""
    limits = Limits(_MEMORY_MB * _MB, _seconds(content), table=_memory(content))
    try:
        found = confined(_find_plain, feed, len(content), limits=limits, content=content)
    except NotDoneError:
        # Read whole, it is refused for the same reason, or it is not.
        return None
    if found.table is None:
        return None
    lines, table = _parted(found.table)
    if is_large(len(content)):
        table = table.unify_dictionaries().combine_chunks()
    return Rows(table, lines, [], found.value["received"], tuple(found.value["notes"])), tuple(found.value["read"])


def _parted(table: pa.Table) -> tuple[np.ndarray, pa.Table]:
    """The physical lines of rows that were handed over, and the rows."""
    return table[LINES].to_numpy(), table.drop_columns(LINES)


def periods_of(content: bytes, file_name: str, feed: Feed) -> list[FileName]:
    """The periods that a file is about: `identify`, in a child process where the file has to be looked into."""
    if is_known_by_name(file_name, feed) and not feed.mappings:
        return identify(content, file_name, feed)
    try:
        held = _confined(_find_periods, content, file_name, feed).value
    except DeliveryRefused:
        # Landing refuses the file for the same reason, in its record.
        named = feed.read_file_name(file_name)
        return [named] if named else []
    return [FileName(parse_period(feed.cadence, period), part, version) for period, part, version in held]


def part_in(content: bytes, feed: Feed) -> tuple[str, str] | None:
    """`part_of` in a child process; None for a file that cannot be read there, as for any that is no part."""
    try:
        value = _confined(_find_part, content, feed).value
    except DeliveryRefused:
        return None
    return (value[0], value[1]) if value else None


def members_of(content: bytes, feed: Feed) -> dict[str, bytes]:
    """`read_members` in a child process. Raises DeliveryRefused."""
    found = _confined(_find_members, content, feed)
    assert found.table is not None
    joined = io.BytesIO(found.table[_BYTES].to_numpy().tobytes())
    return {name: joined.read(size) for name, size in found.value}


@dataclass(frozen=True)
class Sample:
    """A file in an unknown layout: its headings, the cells below each of them, and its sheet where it has several."""

    headings: list[str]
    columns: list[list[str]]
    sheet: str = ""


def sample_of(content: bytes, feed: Feed) -> Sample:
    """What a supplier's file holds, in whatever layout, read in a child process. Raises DeliveryRefused."""
    found = _confined(_find_sample, content, feed)
    assert found.table is not None
    return Sample(found.value["headings"], [column.to_pylist() for column in found.table.columns], found.value["sheet"])


def name_nearest(refusal: DeliveryRefused, content: bytes, feed: Feed) -> DeliveryRefused:
    """`with_nearest` in a child process; of a file beyond its limits that refusal, because it is the reason."""
    try:
        _confined(_raise_nearest, content, feed, (refusal.code, refusal.message, refusal.remedy))
    except DeliveryRefused as nearer:
        return nearer
    return refusal


def _find_plain(given: BinaryIO, feed: Feed, size: int) -> Tables:
    return read_plain(given, feed, size)


def _find_rows(given: BinaryIO, feed: Feed, period: Period, part: str) -> Found:
    content = given.read()
    try:
        rows, notes = read_delivered(content, feed, period, part)
    except DeliveryRefused as refusal:
        raise _nearest(refusal, content, feed, period) from refusal
    value = {"broken": rows.broken, "received": rows.received, "notes": rows.notes, "read": notes}
    value["mapping"] = rows.mapping
    value["sheet"] = (rows.sheet.words, rows.sheet.letters) if rows.sheet else None
    return Found(value, rows.table.append_column(LINES, as_array(np.asarray(rows.lines, dtype=np.int64))))


def _find_periods(given: BinaryIO, file_name: str, feed: Feed) -> Found:
    return Found([(str(item.period), item.part, item.version) for item in identify(given.read(), file_name, feed)])


def _find_part(given: BinaryIO, feed: Feed) -> Found:
    return Found(part_of(given.read(), feed))


def _find_members(given: BinaryIO, feed: Feed) -> Found:
    members = read_members(given.read(), feed.largest_file)
    joined = np.frombuffer(b"".join(members.values()), np.uint8)
    return Found([(name, len(content)) for name, content in members.items()], pa.table({_BYTES: as_array(joined)}))


def _find_sample(given: BinaryIO, feed: Feed) -> Found:
    sheet, headings, rows = sample_table(given.read(), feed)
    cells = {str(place): pa.array([row[place] for row in rows], pa.string()) for place in range(len(headings))}
    return Found({"sheet": sheet, "headings": headings}, pa.table(cells))


def _raise_nearest(given: BinaryIO, feed: Feed, refusal: tuple[str, str, str]) -> Found:
    raise _nearest(DeliveryRefused(*refusal), given.read(), feed, None)


def _nearest(refusal: DeliveryRefused, content: bytes, feed: Feed, period: Period | None) -> DeliveryRefused:
    """The refusal with the mapping and the published layout that the file comes nearest to."""
    return with_nearest(with_nearest_mapping(refusal, content, feed, period), content, feed)


def _confined(work: Callable[..., Found], content: bytes, *arguments: Any) -> Found:
    """The work on a file, within limits that grow with it. Raises DeliveryRefused, also where it is not done."""
    limits = Limits(_memory(content), _seconds(content), table=_memory(content))
    try:
        return confined(work, *arguments, limits=limits, content=content)
    except NotDoneError as error:
        raise _refusal(error) from None


def _memory(content: bytes) -> int:
    return _MEMORY_MB * _MB + _MEMORY_TIMES * len(content)


def _seconds(content: bytes) -> int:
    return _SECONDS + _SECONDS_PER_MB * (len(content) // _MB)


def _refusal(error: NotDoneError) -> DeliveryRefused:
    if error.reason is Reason.FAILED:
        message = f"a reader broke off ({error.place}), which is a fault of the pipeline or of the file"
        return DeliveryRefused("E-READER", message, f"report this line, and {_RESAVE}")
    return DeliveryRefused("E-LIMIT", _BEYOND[error.reason], _RESAVE)
