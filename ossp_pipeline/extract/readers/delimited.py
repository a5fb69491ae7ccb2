"""Where the table of a CSV text begins, and what separates its cells, however a program has saved it again.

A line is the header for certain where it has every heading that the contract asks for: then lines of titles above it,
and semicolons, tabs or bars in the place of commas, change nothing of what the rows say. Nothing else is looked for.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ossp_pipeline.contracts.feed import Feed

# Programs put up to this many lines of titles above a table.
TITLE_LINES = 12
_BETWEEN_WORDS = re.compile(r"[\s_.–-]+")
# A longer line is neither a title nor a header: the longest declared header has about 900 characters.
LONGEST_HEADER = 100_000
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|$)")


@dataclass(frozen=True)
class Header:
    """The line of the headings.

    written    its cells, as they are written
    delimiter  what separates them
    above      number of lines above it
    start      where it begins, in bytes
    rule       where a line of hyphens below it begins and ends, in bytes; None where there is none
    """

    written: list[str]
    delimiter: str
    above: int
    start: int
    rule: tuple[int, int] | None = None

    def notes(self, feed: Feed) -> list[str]:
        """What of it is not as agreed, and does no harm."""
        notes = [f"{self.above} line(s) above the header left out"] if self.above else []
        if self.delimiter != feed.delimiter:
            notes.append(f"cells are separated by {_SEPARATORS[self.delimiter]}")
        if self.rule:
            notes.append("a line of hyphens below the header left out")
        return notes


def spelling(heading: str) -> str:
    """A heading without what changes nothing of its meaning: capitals, and what stands between its words."""
    return _BETWEEN_WORDS.sub(" ", heading).strip().casefold()


def find_header(text: bytes, feed: Feed) -> Header:
    """The first line with all headings that the contract asks for; else the one with half of them, for a message."""
    first = next(_lines(text), Header([], feed.delimiter, 0, 0))
    found: dict[float, Header] = {}
    above: list[str] = []
    for header in _lines(text):
        for delimiter in dict.fromkeys((feed.delimiter, *_SEPARATORS)):
            candidate = Header(split(header.written[0], delimiter), delimiter, header.above, header.start)
            share = share_of(candidate.written, feed)
            if share == 1 and _are_titles(above, candidate):
                return candidate
            if share < 1:
                found.setdefault(share, candidate)
        above += header.written
    nearest = max(found, default=0)
    if 2 * nearest >= 1:
        return found[nearest]
    return Header(split("".join(first.written), feed.delimiter), feed.delimiter, 0, 0)


def _are_titles(above: Sequence[str], header: Header) -> bool:
    """Whether lines above a header are no rows: none fills more than half as many cells. Rows are never left out."""
    filled = (sum(map(bool, split(line, header.delimiter))) for line in above)
    return all(2 * cells <= max(len(header.written), 2) for cells in filled)


def first_table(text: bytes) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a text in an unknown layout: among its first lines, the one with most headings.

    Of several ways to separate cells, the one that gives most.
    """
    candidates = [
        Header(split(line.written[0], delimiter), delimiter, line.above, line.start)
        for line in _lines(text)
        for delimiter in _SEPARATORS
    ]
    header = max(candidates, key=lambda item: sum(map(bool, item.written)), default=Header([], ",", 0, 0))
    body = text[header.start :].decode(errors="replace")
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=header.delimiter)
    try:
        return next(rows, []), list(rows)
    except csv.Error:
        return [], []


def has_all(written: Sequence[str], feed: Feed) -> bool:
    """Whether a line has every heading that the contract asks for."""
    return share_of(written, feed) == 1


def split(line: str, delimiter: str) -> list[str]:
    """The cells of one line; the line as one where it is too long for a row."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [line]


def _lines(text: bytes) -> Iterator[Header]:
    """The first lines, each as one cell."""
    start = 0
    for above in range(TITLE_LINES + 1):
        match = _LINE.match(text, start)
        if match is None or start >= len(text) or len(match[1]) > LONGEST_HEADER:
            return
        yield Header([match[1].decode(errors="replace")], "", above, start)
        start = match.end()


def share_of(written: Sequence[str], feed: Feed) -> float:
    """The share of the headings asked for that a line has."""
    cells = {spelling(cell) for cell in written}
    asked = [column for column in feed.columns if feed.asks_for(column)]
    there = sum(_is_there((column.heading, *column.also), cells) for column in asked)
    return there / len(asked) if asked else 0.0


def _is_there(headings: Collection[str], cells: Collection[str]) -> bool:
    return any(spelling(heading) in cells for heading in headings)
