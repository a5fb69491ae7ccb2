"""What published rows allow to be printed: for each line, the figures, texts and times of the rows that it names.

A line names a row by the words of its keys: a measure, an area, a kind, a period. Of all rows those count that it names
most fully. So a figure of another measure, ward or month is not allowed beside the name of this one.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache, cached_property

from ossp_pipeline.site.bound_words import FREE, BoundWords
from ossp_pipeline.site.fixed_words import fixed_words
from ossp_pipeline.site.named_rows import DERIVED, NamedRows
from ossp_pipeline.site.printed_figures import (
    TIME,
    Allowed,
    allowed_by,
    is_among,
    is_time,
    parts_of,
    tokens_in,
)
from ossp_pipeline.site.printed_lines import Line
from ossp_pipeline.site.printed_tables import PrintedTable, words_in
from ossp_pipeline.site.tables import Row


@dataclass(frozen=True)
class Scope:
    """The rows that a page may speak of, by table. `homes`: areas that need no name of their own on it.

    `counts`: numbers that its sentences may count to. `is_open`: a sentence may speak of rows that it does not name.
    `subject`: rows that all its sentences may speak of. `columns`: heading of a column, or kind of a line → the columns
    that its figures are from; under any other heading they may be from any. `bound`: words beside which no other
    numbers stand, outside of tables and of what people wrote.
    """

    tables: Mapping[str, Sequence[Row]]
    homes: Collection[str] = ()
    counts: Collection[str] = ()
    is_open: bool = False
    subject: Sequence[Row] = ()
    columns: Mapping[str, Collection[str]] = field(default_factory=dict)
    bound: BoundWords = FREE


class Facts:
    """The rows of a scope, found by the names in a line. `always`: what any line may say."""

    def __init__(self, scope: Scope, areas: Mapping[str, str], always: Allowed) -> None:
        self._scope, self._columns, self._bound = scope, scope.columns, scope.bound
        self._named = NamedRows(scope.tables, scope.homes, areas)
        self._rows = self._named.rows
        self._printed = {name: PrintedTable(rows) for name, rows in scope.tables.items()}
        self._always, self._of_subject = Allowed(), Allowed()
        self._always.add(always)
        for row in self._named.unnamed:
            self._always.add(allowed_by(row))
        for row in scope.subject:
            self._of_subject.add(allowed_by(row))
        self._figures: dict[tuple[int, str], frozenset[str]] = {}
        self._every_figure: dict[str, frozenset[str]] = {}

    def unexplained(self, line: Line) -> list[str]:
        """The numbers and times of a line that nothing published allows, or that its words do not."""
        return list(dict.fromkeys([*self._unbound(line), *self._unknown(line)]))

    def bound_by(self, bound: BoundWords) -> "Facts":
        """The same rows, for a page whose words are bound to these numbers."""
        facts = copy(self)
        facts._bound = bound
        return facts

    def _unbound(self, line: Line) -> list[str]:
        """Those that stand beside words that are bound to others. What people wrote may say anything."""
        bound, is_label = self._bound, line.kind == "text"
        if line.column or not bound.wrong_in(line.near, is_label):
            return []
        return bound.wrong_in(without(line.near.lower(), self._written), is_label)

    @cached_property
    def _written(self) -> frozenset[str]:
        """The texts of published rows: sentences and names, and no periods or identifiers."""
        tables = (table for name, table in self._printed.items() if not name.startswith(DERIVED))
        texts = frozenset().union(*(table.words.texts for table in tables))
        return frozenset(text for text in texts if " " in text and not is_time(text))

    @cached_property
    def _said(self) -> frozenset[str]:
        """The texts that any line may hold."""
        return fixed_words() | self._always.texts

    def _unknown(self, line: Line) -> list[str]:
        every: Collection[int] = range(len(self._rows))
        is_any = line.column or line.kind == "text" or self._scope.is_open
        rows = self._rows_named(line) or (every if is_any else [])
        words = line.words.lower()
        if not self._left(words, line, rows):
            return []
        # Most lines need no closer look. Then texts are taken out: first those that any line may hold.
        texts = self._said | self._numbered_names(line)
        if not self._left(without(words, texts), line, rows):
            return []
        is_wide = self._scope.is_open and not line.column
        spoken_of = self._words_of(rows if line.column else every)
        # All at once, as a short text may be a part of a longer one.
        words = without(words, texts | spoken_of.texts | self._of_subject.texts)
        times = spoken_of.times if line.column or is_wide else self._words_of(rows).times
        left = self._left(words, line, every if is_wide else rows)
        return [token for token in tokens_in(words) if token in left and token not in times]

    def _left(self, words: str, line: Line, rows: Collection[int]) -> set[str]:
        """The numbers in words that are none of these rows' figures and times."""
        left = {token for token in tokens_in(words) if not self._is_general(token, line)}
        head = _head(line)
        if left and len(rows) == len(self._rows):
            # A number alone is in some row where it is in all of them together. A time may need the figure before it.
            every = self._figures_of_all(head)
            left = {token for token in left if token not in every and token.rstrip("%") not in every}
            rows = rows if any(" " in token for token in left) else ()
        parts = parts_of(left)
        for index in rows:
            if not left:
                break
            figures = self._figures_of(index, head)
            # Few rows have any of them, and to see that takes no look at each.
            if not parts.isdisjoint(figures):
                left = {token for token in left if not is_among(token, figures)}
        return left

    def _is_general(self, token: str, line: Line) -> bool:
        is_prose = not line.column and line.kind not in self._columns
        of_sentences = is_prose and (token in self._scope.counts or self._of_subject.holds(token))
        return of_sentences or self._always.holds(token)

    def _words_of(self, rows: Collection[int]) -> Allowed:
        """The texts and times that rows allow."""
        if len(rows) == len(self._rows):
            return self._words_of_all
        return words_in(self._rows[index] for index in rows)

    @cached_property
    def _words_of_all(self) -> Allowed:
        allowed = Allowed()
        for table in self._printed.values():
            allowed.add(table.words)
        return allowed

    def _numbered_names(self, line: Line) -> set[str]:
        """Names in it that hold a number, such as of a small area. Times are no such names."""
        names = (name.strip() for name in self._named.names_in(line.near))
        return {name for name in names if any(letter.isdigit() for letter in name) and not is_time(name)}

    def _figures_of(self, index: int, head: str) -> frozenset[str]:
        """Figures and times of a row under a heading, each worked out once."""
        wanted = self._columns.get(head)
        key = index, "" if wanted is None else head
        if key not in self._figures:
            table = self._printed[self._named.table_of[index]]
            self._figures[key] = table.of_row(self._rows[index], wanted)
        return self._figures[key]

    def _figures_of_all(self, head: str) -> frozenset[str]:
        """Figures and times of all rows under a heading."""
        wanted = self._columns.get(head)
        key = "" if wanted is None else head
        if key not in self._every_figure:
            self._every_figure[key] = frozenset().union(*(table.of_all(wanted) for table in self._printed.values()))
        return self._every_figure[key]

    def _rows_named(self, line: Line) -> set[int]:
        """Rows that a line names most fully."""
        find = self._named.names_in
        is_one = bool(line.column) or not self._scope.is_open
        return self._named.named(find(line.near) | find(line.column), find(line.far), is_one)


def _head(line: Line) -> str:
    return line.column or line.kind


def without(words: str, texts: Iterable[str]) -> str:
    """Words without these texts, the longest taken out first. A time stays: it is looked at by itself."""
    words = " ".join(words.split())
    for text in sorted({text for text in texts if text in words}, key=len, reverse=True):
        if not TIME.fullmatch(text):
            words = _apart(text).sub(" ", words)
    return words


@cache
def _apart(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(text)}(?!\w|[.,]\d)")
