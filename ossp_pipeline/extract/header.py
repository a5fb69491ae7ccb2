"""The header must say exactly what the contract declares, in any order. Nothing is guessed."""

import csv
import difflib
from collections import Counter

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused, Position

# A header of more characters is none; the longest agreed one has about 900.
_LONGEST_HEADER = 100_000


def read_header(line: str, feed: Feed) -> tuple[list[str], tuple[str, ...]]:
    """The headings in the file's order, and what was normalised. Raises DeliveryRefused naming the column."""
    if len(line) > _LONGEST_HEADER:
        raise _refusal("the first line is far too long to be a header", "ask the supplier to export again")
    return resolve_headings(next(csv.reader([line], delimiter=feed.delimiter), []), feed)


def resolve_headings(written: list[str], feed: Feed) -> tuple[list[str], tuple[str, ...]]:
    """Headings as declared, where a file uses those of another edition, and what was normalised. Raises as above."""
    editions = {other: column.heading for column in feed.columns for other in column.also}
    headings = [editions.get(heading, heading) for heading in written]
    known = {column.heading for column in feed.columns}
    extra = [heading for heading in headings if heading not in known]
    # A column that may be left out may not be renamed: its values would be lost without a word.
    declared = [
        column.heading
        for column in feed.columns
        if not column.optional or column.heading in headings or _nearest(column.heading, extra)
    ]
    missing = [heading for heading in declared if heading not in headings]
    if missing:
        _refuse_missing(missing, extra, is_header=2 * len(missing) <= len(declared))
    _refuse_repeats(headings)
    if extra and feed.extra_columns == "refused":
        raise _refusal(
            f"{len(extra)} column(s) that nobody declared, the first in position {headings.index(extra[0]) + 1}",
            "ask the supplier to leave them out, or add them to the contract with their sensitivity",
        )
    notes = [f"{len(extra)} undeclared column(s) ignored"] if extra else []
    renamed = [f"“{old}” as “{new}”" for old, new in zip(written, headings, strict=True) if old != new]
    notes += [f"headings of another edition read: {', '.join(renamed)}"] if renamed else []
    if [heading for heading in headings if heading in declared] != declared:
        notes.append("columns came in another order and were read by name")
    return headings, tuple(notes)


def _refuse_repeats(headings: list[str]) -> None:
    repeated = next((heading for heading, count in Counter(headings).items() if count > 1), None)
    if repeated is not None:
        raise _refusal(
            f"the heading in position {headings.index(repeated) + 1} occurs more than once",
            "ask the supplier to send each column once",
        )


def _refuse_missing(missing: list[str], extra: list[str], is_header: bool) -> None:
    """An undeclared heading is quoted only where it is a near miss in a header: otherwise it may be a row's value."""
    near = _nearest(missing[0], extra) if is_header else []
    hint = f"; the file has “{near[0]}” instead" if near else ""
    raise _refusal(
        f"the column “{missing[0]}” is missing{hint}",
        "ask the supplier to use the agreed header",
        column=missing[0],
    )


def _nearest(heading: str, extra: list[str]) -> list[str]:
    printable = [other for other in extra if other.isprintable()]
    return difflib.get_close_matches(heading, printable, n=1, cutoff=0.6)


def _refusal(message: str, remedy: str, column: str | None = None) -> DeliveryRefused:
    return DeliveryRefused("E-HEADER", message, remedy, Position(line=1, column=column))
