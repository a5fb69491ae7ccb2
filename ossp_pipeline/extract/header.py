"""The header must hold exactly the headings that the contract declares, in any order. Nothing is guessed."""

import csv
import difflib
import re
from collections import Counter
from collections.abc import Sequence

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused, FilePosition

# The longest declared header has about 900 characters: a longer first line is not a header.
_LONGEST_HEADER = 100_000
_MOST_NAMED = 12
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def read_header(line: str, feed: Feed) -> tuple[list[str], tuple[str, ...]]:
    """The headings in the file's order, and what was normalised. Raises DeliveryRefused, which names the column."""
    if len(line) > _LONGEST_HEADER:
        raise _refusal("the first line is far too long to be a header", "ask the supplier to export again")
    return resolve_headings(next(csv.reader([line], delimiter=feed.delimiter), []), feed)


def resolve_headings(written: list[str], feed: Feed) -> tuple[list[str], tuple[str, ...]]:
    """The headings, those of other editions as declared, and what was normalised. Raises DeliveryRefused as above."""
    editions = {other: column.heading for column in feed.columns for other in column.also}
    headings = [editions.get(heading, heading) for heading in written]
    known = {column.heading for column in feed.columns}
    extra = [heading for heading in headings if heading not in known]
    # An optional column may be left out but not renamed: its values would be lost without notice.
    declared = [
        column.heading
        for column in feed.columns
        if not column.optional or column.heading in headings or nearest_heading(column.heading, extra)
    ]
    missing = [heading for heading in declared if heading not in headings]
    if missing:
        _refuse_missing(missing, extra, is_header=2 * len(missing) <= len(declared))
    _refuse_repeats(headings)
    if extra and feed.extra_columns == "refused":
        _refuse_undeclared(extra, headings.index(extra[0]) + 1, declared)
    return headings, tuple(_describe_changes(written, headings, declared, extra))


def _describe_changes(written: list[str], headings: list[str], declared: list[str], extra: list[str]) -> list[str]:
    """What was normalised: columns ignored, headings replaced, another order."""
    notes = [f"{len(extra)} undeclared column(s) ignored"] if extra else []
    renamed = [f"“{old}” as “{new}”" for old, new in zip(written, headings, strict=True) if old != new]
    notes += [f"headings of another edition read: {', '.join(renamed)}"] if renamed else []
    if [heading for heading in headings if heading in declared] != declared:
        notes.append("columns came in another order and were read by name")
    return notes


def _refuse_undeclared(extra: list[str], position: int, known: Sequence[str]) -> None:
    """The headings are not quoted: they may be values of a row. The known one that the first comes nearest to is."""
    nearest = nearest_heading(extra[0], known)
    hint = f", which comes nearest to “{nearest}”" if nearest else ""
    raise _refusal(
        f"{len(extra)} column(s) are not in the contract, the first in position {position}{hint}",
        "ask the supplier to leave them out, or add them to the contract with their sensitivity",
    )


def _refuse_repeats(headings: list[str]) -> None:
    repeated = next((heading for heading, count in Counter(headings).items() if count > 1), None)
    if repeated is not None:
        raise _refusal(
            f"the heading in position {headings.index(repeated) + 1} occurs more than once",
            "ask the supplier to send each column once",
        )


def _refuse_missing(missing: list[str], extra: list[str], is_header: bool) -> None:
    """What stands in the place of a heading is quoted only if the line is a header: else it may be a value of a row."""
    named = _name_missing(missing, extra) if is_header else [f"“{missing[0]}” is missing"]
    raise _refusal(
        f"the column {'; '.join(named)}",
        "ask the supplier to use the agreed header",
        column=missing[0],
    )


def _name_missing(missing: list[str], extra: list[str]) -> list[str]:
    """Each missing heading with the undeclared one that comes nearest to it; each of these stands for one alone."""
    left, named = list(extra), []
    for heading in missing[:_MOST_NAMED]:
        nearest = nearest_heading(heading, left)
        hint = f"; the file has “{nearest}” instead" if nearest else ""
        named.append(f"“{heading}” is missing{hint}")
        left = [other for other in left if other != nearest]
    more = len(missing) - _MOST_NAMED
    return [*named, f"and {more} more"] if more > 0 else named


def nearest_heading(heading: str, others: Sequence[str]) -> str | None:
    """Of some headings the one whose words come nearest, whatever stands between them and in whatever capitals.

    None where none is near. One with characters that do not print is never given: it would be shown.
    """
    spellings = {_plain(other): other for other in reversed(others) if other.isprintable()}
    found = difflib.get_close_matches(_plain(heading), spellings, n=1, cutoff=0.6)
    return spellings[found[0]] if found else None


def _plain(heading: str) -> str:
    return _BETWEEN_WORDS.sub(" ", heading.casefold()).strip()


def _refusal(message: str, remedy: str, column: str | None = None) -> DeliveryRefused:
    return DeliveryRefused("E-HEADER", message, remedy, FilePosition(line=1, column=column))
