"""What a publisher's file is, by what it holds: of which periods; and its rows as the contract wants them.

Publishers name files as they like and change the names from edition to edition, so a name decides only what the content
does not say. A file in none of the feed's layouts is left to the contract, which names what is wrong with it. Which
layout it is in, `published_layout.py` finds.
"""

import csv
import io
import re
from collections.abc import Iterable
from contextlib import ExitStack

from ossp_pipeline.contracts.feed import Feed, FileName
from ossp_pipeline.contracts.layout import Layout, Table, TidyRow
from ossp_pipeline.contracts.period import Period, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.known_kinds import known_kind
from ossp_pipeline.extract.mapping.names import mapped_name
from ossp_pipeline.extract.published_layout import Found, found_in, name_lacking, nearest_layout, open_found
from ossp_pipeline.extract.readers.archive import read_members
from ossp_pipeline.extract.readers.file_kinds import first_bytes
from ossp_pipeline.extract.readers.streaming.sheets import LimitedText
from ossp_pipeline.extract.readers.tables import open_tables
from ossp_pipeline.extract.record_files import held_period, read_extracts

# The properties of the first outline of a GeoJSON file are among its first bytes.
_PROPERTIES = 100_000
# Refusals that may be due to another layout: they say which one the file is in, or comes nearest to.
_ABOUT_LAYOUT = ("E-HEADER", "E-NOTDATA", "E-NAME", "E-SHEET")

Text = tuple[bytes, tuple[str, ...]]


def identify(content: bytes, file_name: str, feed: Feed) -> list[FileName]:
    """The periods that a file is about, one for each delivery it holds; empty where nothing says any."""
    if mapped := mapped_name(content, file_name, feed):
        return [mapped]
    named = feed.read_file_name(file_name)
    if is_known_by_name(file_name, feed):
        return [named] if named else []
    try:
        if period := held_period(content, feed):
            return [FileName(period, "all", feed.read_version(file_name))]
        held = [
            FileName(parse_period(feed.cadence, year), part, feed.read_version(file_name))
            for year, part in _periods_held(content, feed)
        ]
    except DeliveryRefused:
        # Landing refuses the file for the same reason, in its record.
        held = []
    return held or ([named] if named else [])


def is_known_by_name(file_name: str, feed: Feed) -> bool:
    """Whether a file of no mapping need not be looked into: its name, or nothing, says of which period it is."""
    is_dated = feed.read_file_name(file_name) and any(layout.name_dates for layout in feed.layouts)
    return bool(is_dated) or not (feed.layouts or feed.geojson or feed.extract)


def published_text(content: bytes, feed: Feed, period: Period) -> Text | None:
    """A published file as CSV text of the contract, with rows of the period alone; None for a file in no such layout.

    Raises DeliveryRefused where the layout cannot be used, or the file is not whole.
    """
    if delivered := read_extracts(content, feed, period):
        return _as_text(delivered.rows, feed, delivered.unread), delivered.notes
    if members := _members(content, feed):
        return _joined(members, feed, period)
    if not any(layout.tidy for layout in feed.layouts):
        return None
    with ExitStack() as stack:
        found = open_found(stack, content, feed)
        if found is None:
            return None
        _refuse_unusable(found.layout, feed)
        return _tidied(found, feed, str(period))


def part_of(content: bytes, feed: Feed) -> tuple[str, str] | None:
    """Which of several files that are joined this is, and the year it is of; None for any other file."""
    with ExitStack() as stack:
        found = open_found(stack, content, feed)
        if found is None or not _is_one_of_several(found.layout, feed):
            return None
        return found.layout.part, found.newest_year


def with_nearest(refusal: DeliveryRefused, content: bytes, feed: Feed) -> DeliveryRefused:
    """The refusal that says more: of a kind that is not taken, or with the layout that the file comes nearest to.

    A file that the contract takes is not looked at again, however large it is.
    """
    if known := known_kind(content, feed):
        return DeliveryRefused("E-LAYOUT", f"this is {known.name}: {known.reason}", known.remedy)
    if refusal.code not in _ABOUT_LAYOUT or not feed.layouts:
        return refusal
    try:
        with open_tables(content, feed) as tables:
            unusable = next((layout for layout in feed.layouts if layout.refused and found_in(tables, layout)), None)
            nearest = nearest_layout(tables, feed)
    except DeliveryRefused:
        return refusal
    if unusable:
        return _unusable(unusable)
    if nearest is None:
        return refusal
    layout, row = nearest
    message = f"{refusal.message}; it comes nearest to {layout.name}{name_lacking(layout, row)}"
    remedy = f"{refusal.remedy}, or a file such as {layout.file_name}"
    return DeliveryRefused(refusal.code, message, remedy, refusal.position)


def _periods_held(content: bytes, feed: Feed) -> list[tuple[str, str]]:
    """Year and part of each delivery that a file holds. Raises DeliveryRefused."""
    if feed.geojson and first_bytes(content).startswith(b"{"):
        code = re.compile(rf'"(?:{feed.geojson.code_property})"'.encode(), re.IGNORECASE)
        match = code.search(content[:_PROPERTIES])
        return [(f"20{match['short_year'].decode()}", "all")] if match and match["short_year"] else []
    if not feed.layouts:
        return []
    if feed.join and (members := _members(content, feed)):
        years = dict(sorted(filter(None, (part_of(member, feed) for member in members))))
        return [(years[feed.join.dated], "all")] if years.get(feed.join.dated) else []
    with ExitStack() as stack:
        found = open_found(stack, content, feed)
        if found is None or _is_one_of_several(found.layout, feed):
            return []
        years_held = sorted(found.years())
        return [(year, found.part) for year in (years_held[-1:] if found.layout.is_one else years_held)]


def _members(content: bytes, feed: Feed) -> list[bytes]:
    """The files of an archive, where the feed is joined from several; empty for any other file."""
    return list(read_members(content, feed.largest_file).values()) if feed.join else []


def _is_one_of_several(layout: Layout, feed: Feed) -> bool:
    return feed.join is not None and bool(layout.part)


def _refuse_unusable(layout: Layout, feed: Feed) -> None:
    if layout.refused:
        raise _unusable(layout)
    if _is_one_of_several(layout, feed):
        raise _incomplete({layout.part}, feed)


def _unusable(layout: Layout) -> DeliveryRefused:
    reason, remedy = layout.refused or ("", "")
    return DeliveryRefused("E-LAYOUT", f"this is {layout.name}: {reason}", remedy)


def _incomplete(there: set[str], feed: Feed, members: Iterable[bytes] = ()) -> DeliveryRefused:
    """Files that are joined came without the others; what a file of the archive lacks that nearly is one of them."""
    lacking = "".join(f"; {words}" for member in members if (words := _lacking(member, feed, there)))
    message = f"files that are read together came without the others{lacking}"
    return DeliveryRefused("E-LAYOUT", message, missing_parts(there, feed))


def _lacking(member: bytes, feed: Feed, there: set[str]) -> str:
    try:
        with open_tables(member, feed) as tables:
            nearest = nearest_layout(tables, feed)
    except DeliveryRefused:
        return ""
    if nearest is None or nearest[0].part in there:
        return ""
    return f"one comes nearest to {nearest[0].name}{name_lacking(*nearest)}"


def missing_parts(there: set[str], feed: Feed) -> str:
    """What to fetch where only some of the files came that are read together."""
    missing = {layout.part: layout for layout in feed.taken_layouts if layout.part}
    needed = [f"{layout.name}, such as {layout.file_name}" for part, layout in missing.items() if part not in there]
    return f"put beside it {'; and '.join(needed)}"


def _joined(members: list[bytes], feed: Feed, period: Period) -> Text:
    """The rows that the files give together; of two with the same part, the one of the later year counts."""
    with ExitStack() as stack:
        found = [item for member in members if (item := open_found(stack, member, feed))]
        found.sort(key=lambda item: item.newest_year)
        parts = {item.layout.part: item for item in found if item.layout.part}
        if feed.join is None or set(parts) < feed.parts:
            raise _incomplete(set(parts), feed, members)
        tables = {part: item.table(next(iter(item.headers))) for part, item in parts.items()}
        rows, notes = feed.join.join(tables, period, dict(feed.join.listed))
        return _as_text(rows, feed), (f"joined from {', '.join(item.layout.name for item in parts.values())}", *notes)


def _tidied(found: Found, feed: Feed, year: str) -> Text | None:
    layout = found.layout
    if layout.tidy is None:
        return None
    return _as_text(layout.tidy(_tables_of(found, year), year), feed), (f"read as {layout.name}",)


def _tables_of(found: Found, year: str) -> Iterable[Table]:
    """The sheets that hold rows of the year: all of them where only their rows tell."""
    if found.layout.is_long:
        return found.tables_in_turn()
    years = {} if found.layout.is_one else found.years()
    sheets = years.get(year, []) if years else list(found.headers)
    return [found.table(sheet) for sheet in sheets]


def _as_text(rows: Iterable[TidyRow], feed: Feed, unread: int = 0) -> bytes:
    """Rows as CSV text. `unread`: lines that could not be read, each of them a row that the contract rejects."""
    out = LimitedText(feed.largest_file)
    with io.TextIOWrapper(out, encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, feed.headings, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        handle.write("unread\n" * unread)
        handle.flush()
        return out.getvalue()
