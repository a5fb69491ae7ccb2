"""A fixed-width extract as records of people, line by line, checked against the totals that it states itself.

    HE  full or changes, number, time, how many people      SS … SE  one person
    DS  a section and how many records it has … DE           LD       a record, told by its length and its section
    FO  the end

Cells are padded with `~`. A line of no known record is set aside and counted; a total that does not fit, or a line in
a place where it cannot be, refuses the file: something of it is missing.
"""

import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ossp_pipeline.contracts.records import Head, Record, RecordType
from ossp_pipeline.errors import DeliveryRefused, FilePosition

_HEAD = re.compile(
    r"HE(?P<kind>FULL|DIFF)(?P<sequence>\d{1,10})~*(?<=^.{16})"
    r"(?P<made_at>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6})(?P<people>\d{1,10})~*",
    re.ASCII,
)
_HEAD_LENGTH = 40
# What else gives an extract its shape: the lengths of these lines.
_SHAPE = {"SS": 40, "SE": 40, "DS": 37, "DE": 37, "FO": 2}
_RECORD = "LD"
_END = b"FO"
_PADDING = "~"
_RESEND = "ask the supplier for the extract again"
_LONGEST_LINE = 100_000


@dataclass
class Unread:
    """The lines of an extract that are of no known record."""

    lines: list[int] = field(default_factory=list)


@dataclass
class _Place:
    """Where in an extract the reader is."""

    owner: str | None = None
    section: str | None = None
    section_line: int = 0
    stated: int = 0
    counted: int = 0
    people: int = 0
    is_over: bool = False


def read_head(content: bytes) -> Head | None:
    """What the first line says; None for a file that is no such extract."""
    line = _first_line(content)
    match = _HEAD.fullmatch(line) if len(line) == _HEAD_LENGTH else None
    if match is None:
        return None
    head = Head(match["kind"] == "FULL", int(match["sequence"]), match["made_at"])
    try:
        head.made_on  # noqa: B018 - the thirtieth of February is no day
    except ValueError:
        return None
    return head


def read_records(content: bytes, types: Iterable[RecordType], unread: Unread) -> Iterator[Record]:
    """The records of an extract. Raises DeliveryRefused with the line where a total or the order does not fit."""
    known = {(kind.key, kind.length, kind.section): kind for kind in types}
    place = _Place()
    for number, line in _lines(content):
        if number == 1:
            continue
        if place.is_over:
            raise _refused("lines follow the end of the extract", number)
        key = line[:2]
        if _SHAPE.get(key) == len(line):
            _move(place, key, line, number)
            continue
        if key == _RECORD:
            place.counted += 1
        kind = known.get((key, len(line), place.section or "")) or known.get((key, len(line), ""))
        if kind is None:
            unread.lines.append(number)
        elif place.owner is None or place.section is None:
            raise _refused("a record lies outside a section", number)
        elif kind.fields:
            yield Record(place.owner, kind.name, {name: _clean(cell) for name, cell in kind.cut(line).items()}, number)
    _refuse_unfinished(place, content)


def without_owners(content: bytes, owners: Collection[str]) -> tuple[bytes, list[bytes]]:
    """An extract without some people, and what was about each of them; its first line states how many are left."""
    blocks = list(_blocks(content))
    theirs = [block for owner, block in blocks if owner in owners]
    kept = b"".join(block for owner, block in blocks if owner not in owners)
    return _fewer(kept, len(theirs)), theirs


def lines_of_people(content: bytes) -> Iterator[tuple[str, str]]:
    """The lines about each person, after the person's id; also of an extract that is not whole."""
    for owner, block in _blocks(content):
        if owner is not None:
            yield from ((owner, line) for _, line in _lines(block))


def _blocks(content: bytes) -> Iterator[tuple[str | None, bytes]]:
    """The lines of each person together, and every other line by itself."""
    owner: str | None = None
    block: list[bytes] = []
    for line in io.BytesIO(content):
        if line.startswith(b"SS") or line.strip() == _END:
            yield from [(owner, b"".join(block))] if block else []
            owner, block = (_clean(_decoded(line)[2:]) if line.startswith(b"SS") else None), []
        block.append(line)
        if owner is None or line.startswith(b"SE"):
            yield owner, b"".join(block)
            owner, block = None, []
    yield from [(owner, b"".join(block))] if block else []


def _fewer(content: bytes, number: int) -> bytes:
    """The extract, stating fewer people."""
    head = _first_line(content)
    match = _HEAD.fullmatch(head)
    if match is None or not number:
        return content
    stated = str(int(match["people"]) - number).ljust(10, _PADDING)
    return content.replace(head.encode(), f"{head[:30]}{stated}".encode(), 1)


def _move(place: _Place, key: str, line: str, number: int) -> None:
    """What a line of the shape does. Raises DeliveryRefused where it cannot stand there."""
    if key not in _allowed(place):
        raise _refused(f"a line {key} stands where none can be", number)
    if key == "SS":
        place.owner = _clean(line[2:])
        place.people += 1
    elif key == "SE":
        if _clean(line[2:]) != place.owner:
            raise _refused("the end of a person is not that of the person who began", number)
        place.owner = None
    elif key == "DS":
        place.section, place.section_line = _clean(line[2:32]), number
        place.stated, place.counted = _number(line[32:], number), 0
    elif key == "DE":
        if place.counted != place.stated:
            message = f"a section states {place.stated:,} records and has {place.counted:,}"
            raise _refused(message, place.section_line)
        place.section = None
    else:
        place.is_over = True


def _allowed(place: _Place) -> tuple[str, ...]:
    if place.section is not None:
        return ("DE",)
    return ("SS", "FO") if place.owner is None else ("DS", "SE")


def _refuse_unfinished(place: _Place, content: bytes) -> None:
    if not place.is_over:
        message = "the extract has no end, so it was cut off"
        raise DeliveryRefused("E-TRUNCATED", message, _RESEND)
    match = _HEAD.fullmatch(_first_line(content))
    stated = int(match["people"]) if match else 0
    if place.people != stated:
        raise _refused(f"the extract states {stated:,} people and has {place.people:,}", 1)


def _clean(cell: str) -> str:
    return cell.replace(_PADDING, "").strip()


def _number(cell: str, line: int) -> int:
    written = _clean(cell)
    if not (written.isascii() and written.isdecimal()):
        raise _refused("a section does not state how many records it has", line)
    return int(written)


def _first_line(content: bytes) -> str:
    return next((line for _, line in _lines(content[: 4 * _HEAD_LENGTH])), "")


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; bytes that are no UTF-8 give a line that no record has."""
    start, number = len(b"\xef\xbb\xbf") if content.startswith(b"\xef\xbb\xbf") else 0, 0
    while start < len(content):
        found = content.find(b"\n", start)
        end = len(content) if found < 0 else found
        number += 1
        yield number, _decoded(content[start:end].removesuffix(b"\r"))
        start = end + 1


def _decoded(line: bytes) -> str:
    try:
        if len(line) <= _LONGEST_LINE:
            return line.decode()
    except UnicodeDecodeError:
        pass
    return f"{line[:2].decode('ascii', errors='replace')}?"


def _refused(message: str, line: int) -> DeliveryRefused:
    return DeliveryRefused("E-TOTALS", message, _RESEND, FilePosition(line))
