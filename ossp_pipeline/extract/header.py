"""The header must hold the headings that the contract declares, in any order. Nothing is guessed.

Capitals, and what stands between words, make no other heading, unless the contract has two that differ by them alone.
A column of which nothing is kept may be missing.
"""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import DeliveryRefused, FilePosition
from ossp_pipeline.extract.readers.delimited import spelling

_MOST_NAMED = 12
# In the place of a heading that is blank: no heading looks like it.
_UNNAMED = "\x00column "
# From here on two headings may be the same one.
NEAR = 0.6
UNDECLARED = "undeclared column(s) ignored"
REORDERED = "columns came in another order and were read by name"
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def is_unnamed(heading: str) -> bool:
    """Whether this stands for a column without a heading."""
    return heading.startswith(_UNNAMED)


def unnamed(place: int) -> str:
    """What stands for the heading of a column that has none."""
    return f"{_UNNAMED}{place + 1}"


def resolve_headings(
    written: Sequence[str], feed: Feed, line: int = 1, *, may_be_unnamed: bool = True
) -> tuple[list[str], tuple[str, ...]]:
    """The headings as the contract declares them, in the file's order, and what was normalised.

    line            of the header in the file
    may_be_unnamed  the caller looks into the columns without a heading, which get `unnamed` ones; else none is allowed

    Raises DeliveryRefused, which names the column.
    """
    agreed = _agreed_by_spelling(feed)
    headings = [agreed.get(heading) or agreed.get(spelling(heading), heading) for heading in written]
    if may_be_unnamed:
        headings = [heading if heading.strip() else unnamed(place) for place, heading in enumerate(headings)]
    known = {column.heading for column in feed.columns}
    extra = [heading for heading in headings if heading not in known and not is_unnamed(heading)]
    # A column that may be left out may not be renamed: its values would be lost without notice.
    declared = [
        column.heading
        for column in feed.columns
        if feed.asks_for(column) or column.heading in headings or nearest_heading(column.heading, extra)
    ]
    missing = [heading for heading in declared if heading not in headings]
    if missing:
        raise _missing(missing, extra, line, is_header=2 * len(missing) <= len(declared))
    if repeated := next((heading for heading, count in Counter(headings).items() if count > 1), None):
        raise _repeated(headings.index(repeated) + 1, line)
    if extra and feed.extra_columns == "refused":
        raise _undeclared(extra, headings.index(extra[0]) + 1, declared, line)
    return headings, tuple(_describe_changes(written, headings, declared, extra, feed))


def _agreed_by_spelling(feed: Feed) -> dict[str, str]:
    """The agreed heading by each that stands for it: exact ones, and spellings that stand for one alone."""
    exact = {other: column.heading for column in feed.columns for other in (*column.also, column.heading)}
    meant: dict[str, set[str]] = defaultdict(set)
    for other, agreed in exact.items():
        meant[spelling(other)].add(agreed)
    return {spelt: agreed.pop() for spelt, agreed in meant.items() if len(agreed) == 1} | exact


def _describe_changes(
    written: Sequence[str], headings: list[str], declared: list[str], extra: list[str], feed: Feed
) -> list[str]:
    """What was normalised: columns ignored, headings replaced, another order, columns that are not missed."""
    notes = [f"{len(extra)} {UNDECLARED}"] if extra else []
    pairs = [(old, new) for old, new in zip(written, headings, strict=True) if old != new and not is_unnamed(new)]
    respelt = [f"“{new}”" for old, new in pairs if spelling(old) == spelling(new)]
    renamed = [f"“{old}” as “{new}”" for old, new in pairs if spelling(old) != spelling(new)]
    notes += [f"headings spelt otherwise: {', '.join(respelt)}"] if respelt else []
    notes += [f"headings of another edition read: {', '.join(renamed)}"] if renamed else []
    if [heading for heading in headings if heading in declared] != declared:
        notes.append(REORDERED)
    left_out = [item.heading for item in feed.columns if not item.optional and item.heading not in declared]
    notes += [f"{len(left_out)} column(s) of which nothing is kept are missing"] if left_out else []
    return notes


def _undeclared(extra: list[str], position: int, known: Sequence[str], line: int) -> DeliveryRefused:
    """The headings are not quoted: they may be values of a row. The known one that the first comes nearest to is."""
    nearest = nearest_heading(extra[0], known)
    hint = f", which comes nearest to “{nearest}”" if nearest else ""
    message = f"{len(extra)} column(s) are not in the contract, the first in position {position}{hint}"
    remedy = "ask the supplier to leave them out, or add them to the contract with their sensitivity"
    return _refusal(message, remedy, line)


def _repeated(position: int, line: int) -> DeliveryRefused:
    message = f"the heading in position {position} occurs more than once"
    return _refusal(message, "ask the supplier to send each column once", line)


def _missing(missing: list[str], extra: list[str], line: int, is_header: bool) -> DeliveryRefused:
    """What stands in the place of a heading is quoted only if the line is a header: else it may be a value of a row."""
    named = _name_missing(missing, extra) if is_header else [f"“{missing[0]}” is missing"]
    remedy = "ask the supplier to use the agreed header"
    return _refusal(f"the column {'; '.join(named)}", remedy, line, column=missing[0])


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
    """Of some headings the one whose words come nearest, in any order, whatever stands between them, in any capitals.

    None where none is near. One with characters that do not print is never given: it would be shown.
    """
    near = {other: likeness(heading, other) for other in others if other.isprintable()}
    nearest = max(near, key=lambda other: near[other], default=None)
    return nearest if nearest is not None and near[nearest] >= NEAR else None


def likeness(heading: str, other: str) -> float:
    """How near the words of two headings come: from 0, nothing in common, to 1, the same."""
    one, two = (_BETWEEN_WORDS.sub(" ", text.casefold()).split() for text in (heading, other))
    pairs = ((one, two), (sorted(one), sorted(two)))
    return max(difflib.SequenceMatcher(None, " ".join(first), " ".join(second)).ratio() for first, second in pairs)


def _refusal(message: str, remedy: str, line: int, column: str | None = None) -> DeliveryRefused:
    return DeliveryRefused("E-HEADER", message, remedy, FilePosition(line=line, column=column))
