"""Extracts of a case system that are one delivery: the newest full one, the changes since, and a table of places.

They are kept together in an archive, as they came, so that landing is a function of bytes: it applies the changes in
their order. The numbers of a series have no gaps; where one is missing, nothing is known of what it changed.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from zipfile import ZIP_DEFLATED

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.layout import TidyRow, find_heading
from ossp_pipeline.contracts.period import Period, period_of
from ossp_pipeline.contracts.records import Extract, Head
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.archive import read_members, write_archive
from ossp_pipeline.extract.readers.records import Unread, read_head, read_records

# A year of nightly changes.
_MOST_EXTRACTS = 400
_PLACES_NAME = "places.csv"
_LONGEST_FIRST_LINE = 200_000
_MOST_NAMED = 10
_BLANKS = re.compile(r"\s")


@dataclass(frozen=True)
class Part:
    """One of the files: an extract with what its first line says, or the table of places."""

    head: Head | None
    content: bytes

    @property
    def name(self) -> str:
        """What it is called in the archive."""
        if self.head is None:
            return _PLACES_NAME
        kind = "full" if self.head.is_full else "diff"
        return f"{self.head.made_at}-{kind}-{self.head.sequence:05d}.txt"


@dataclass(frozen=True)
class Delivered:
    """Rows of the contract, how many lines were of no known record, and what was noted."""

    rows: Iterator[TidyRow]
    unread: int
    notes: tuple[str, ...]


def part_of_extract(content: bytes, extract: Extract) -> Part | None:
    """What a file is among those that are read together; None for any other."""
    if head := read_head(content):
        return Part(head, content)
    headings = _header(content)
    return Part(None, content) if all(find_heading(heading, headings) for heading in extract.places) else None


def parts_of(content: bytes, feed: Feed, extract: Extract) -> list[Part]:
    """The files that were received together, or a single extract; empty for any other file."""
    try:
        members = read_members(content, feed.largest_file, _MOST_EXTRACTS) or {"": content}
    except DeliveryRefused:
        # No archive of ours: landing says what is wrong with it.
        return []
    parts = [part for member in members.values() if (part := part_of_extract(member, extract))]
    return parts if any(part.head for part in parts) else []


def pack(parts: Iterable[Part]) -> bytes:
    """An archive of the files. It is compressed: most of an extract is padding."""
    return write_archive({part.name: part.content for part in parts}, ZIP_DEFLATED)


def chain(parts: Iterable[Part]) -> list[Part]:
    """The newest full extract and the changes since, in their order; what came before it says nothing any more.

    Raises DeliveryRefused where there is no full one, or a number of the series is missing or there twice.
    """
    series = {(part.head.made_at, part.head.sequence, part.content): part for part in parts if part.head}
    ordered = [series[key] for key in sorted(series)]
    starts = [place for place, part in enumerate(ordered) if part.head and part.head.is_full]
    if not starts:
        message = "changes came without the full extract that they change"
        raise DeliveryRefused("E-SEQUENCE", message, "ask for a full extract, or put the last one beside them")
    chosen = ordered[starts[-1] :]
    heads = [part.head for part in chosen if part.head]
    for before, after in pairwise(heads):
        if after.sequence != before.sequence + 1:
            raise _gap(before, after)
    return chosen


def held_period(content: bytes, feed: Feed) -> Period | None:
    """The last period that was over when the newest of the extracts was made; None for any other file."""
    if feed.extract is None:
        return None
    heads = [part.head for part in parts_of(content, feed, feed.extract) if part.head]
    newest = max(heads, key=lambda head: head.made_at, default=None)
    return period_of(newest.made_on, feed.cadence).previous if newest else None


def read_extracts(content: bytes, feed: Feed, period: Period) -> Delivered | None:
    """The rows that the files give together; None for any other file. Raises DeliveryRefused."""
    if feed.extract is None:
        return None
    parts = parts_of(content, feed, feed.extract)
    if not parts:
        return None
    places = next((part for part in parts if part.head is None), None)
    if places is None:
        raise missing_places(feed.extract)
    ordered = chain(parts)
    unread = [Unread() for _ in ordered]
    extracts = [
        (part.head, read_records(part.content, feed.extract.types, lines))
        for part, lines in zip(ordered, unread, strict=True)
        if part.head
    ]
    find = partial(_find_places, places.content, feed.extract)
    rows, notes = feed.extract.tidy(extracts, find, (period.start, period.end))
    read = f"read as {feed.extract.name}: {', '.join(head.words for head, _ in extracts)}"
    set_aside = [_set_aside(part, item) for part, item in zip(ordered, unread, strict=True) if item.lines]
    return Delivered(rows, sum(len(item.lines) for item in unread), (read, *set_aside, *notes))


def first_line(content: bytes) -> str:
    """The first line of a file, as far as it may be one of a table."""
    return next(iter(_text(content[:_LONGEST_FIRST_LINE]).splitlines()), "")


def missing_places(extract: Extract) -> DeliveryRefused:
    """Extracts came without the table that says where their postcodes are."""
    name, example = extract.place_name
    message = "the extract came without the table that says in which small area its postcodes are"
    return DeliveryRefused("E-LAYOUT", message, f"put beside it {name}, such as {example}")


def _gap(before: Head, after: Head) -> DeliveryRefused:
    if after.sequence <= before.sequence:
        message = f"{after.words} came after {before.words}, with a number that is not the next"
        return DeliveryRefused("E-SEQUENCE", message, "ask for a full extract")
    first, last = before.sequence + 1, after.sequence - 1
    missing = f"{first:04d}" if first == last else f"{first:04d} to {last:04d}"
    message = f"between {before.words} and {after.words}, changes {missing} are missing"
    return DeliveryRefused("E-SEQUENCE", message, f"ask for changes {missing}, or for a new full extract")


def _set_aside(part: Part, unread: Unread) -> str:
    named = ", ".join(f"{line:,}" for line in unread.lines[:_MOST_NAMED])
    more = " and others" if len(unread.lines) > _MOST_NAMED else ""
    words = part.head.words if part.head else ""
    return f"{len(unread.lines):,} line(s) of no known record in {words} rejected: line {named}{more}"


def _find_places(content: bytes, extract: Extract, postcodes: set[str]) -> Mapping[str, str]:
    """The small areas of some postcodes, which are written without blanks."""
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    headings = next(reader, [])
    found = [find_heading(heading, headings) for heading in extract.places]
    postcode, area = (headings.index(heading or "") for heading in found)
    places = {}
    try:
        for row in filter(None, reader):
            if len(row) != len(headings):
                raise _damaged_places(reader.line_num)
            if (written := _BLANKS.sub("", row[postcode]).upper()) in postcodes:
                places[written] = row[area]
    except csv.Error:
        raise _damaged_places(reader.line_num) from None
    return places


def _damaged_places(line: int) -> DeliveryRefused:
    message = f"line {line:,} of the table of postcodes has more or fewer cells than its header, or an open quote"
    return DeliveryRefused("E-LAYOUT", message, "download the table again, and put it into the inbox")


def _header(content: bytes) -> list[str]:
    try:
        return next(csv.reader([first_line(content)]), [])
    except csv.Error:  # far too long for a cell: no table of ours
        return []


def _text(content: bytes) -> str:
    """The ONS writes its tables in either encoding; postcodes and codes are the same in both."""
    return content.decode("utf-8-sig", errors="replace")
