"""Who is to be erased: references, or the columns that together recognise a person. No message quotes one.

A file holds one reference a line, or is a small CSV file whose first line has the supplier's headings.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ossp_pipeline.contracts.column import Column, Treatment
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import UsageError
from ossp_pipeline.protect.pseudonyms import canonical_form

_CODE = "E-ERASE"


@dataclass(frozen=True)
class Identifiers:
    """Some people of a feed.

    columns  the columns that identify them together
    people   their values in canonical form
    spelled  the same as they were written
    """

    columns: tuple[Column, ...]
    people: frozenset[tuple[str, ...]]
    spelled: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Our names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def is_reference(self) -> bool:
        """Whether one cell is enough, and says more than an initial or a date."""
        return len(self.columns) == 1


def ways_to_identify(feed: Feed) -> list[tuple[Column, ...]]:
    """By each reference that lands as a pseudonym, or by the columns that together recognise a person.

    Raises UsageError for a feed with none: then no row can be said to be about a person.
    """
    references = [(column,) for column in feed.columns if column.treatment is Treatment.PSEUDONYM]
    together = [tuple(feed.column(name) for name in feed.person_from)] if feed.person_from else []
    if not references + together:
        message = f"{feed.name} holds no reference and no name, so no row of it can be found by a person"
        raise UsageError(_CODE, message, "look in the feeds that do; ask its supplier which rows are about the person")
    return together + references


def read_identifiers(text: str, feed: Feed) -> Identifiers:
    """From a file's text. Raises UsageError, which names the line."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines)]
    if not rows:
        raise UsageError(_CODE, "the file of identifiers is empty", "write one reference a line into it")
    ways = ways_to_identify(feed)
    named = [way for way in ways if sorted(column.heading for column in way) == sorted(rows[0])]
    if named:
        places = [rows[0].index(column.heading) for column in named[0]]
        return _checked(named[0], [[row[place] if place < len(row) else "" for place in places] for row in rows[1:]])
    if len(ways) > 1 or len(ways[0]) > 1:
        remedy = f"write the headings into its first line: {' or '.join(_headings(way) for way in ways)}"
        raise UsageError(_CODE, "the file of identifiers does not say what it holds", remedy)
    return _checked(ways[0], rows, first_line=1)


def ask_identifiers(feed: Feed, ask: Callable[[str], str]) -> Identifiers:
    """One person, asked for heading by heading. `ask`: shows a question, and answers with what was typed unseen."""
    way = ways_to_identify(feed)[0]
    return _checked(way, [[ask(f"{column.heading}, as the supplier writes it").strip() for column in way]])


def _checked(way: tuple[Column, ...], rows: Iterable[list[str]], first_line: int = 2) -> Identifiers:
    spelled = []
    for line, row in enumerate(rows, start=first_line):
        if len(row) != len(way) or not all(row):
            remedy = f"give {_headings(way)} of every person: a part of them may be somebody else's too"
            raise UsageError(_CODE, f"line {line} of the identifiers lacks a value, or has one too many", remedy)
        spelled.append(tuple(row))
    if not spelled:
        raise UsageError(_CODE, "the file of identifiers has headings and no person", "write a line for each person")
    people = frozenset(tuple(map(canonical_form, person)) for person in spelled)
    return Identifiers(way, people, tuple(spelled))


def _headings(way: tuple[Column, ...]) -> str:
    return ", ".join(f"“{column.heading}”" for column in way)
