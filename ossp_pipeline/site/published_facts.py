"""What published rows allow to be printed: for each line, the figures, texts and times of the rows that it names.

A line names a row by the words of its keys: a measure, an area, a kind, a period. Of all rows those count that it names
most fully. So a figure of another measure, ward or month is not allowed beside the name of this one.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache, cached_property

from ossp_pipeline.site.bound_words import FREE, BoundWords
from ossp_pipeline.site.fixed_words import fixed_words
from ossp_pipeline.site.printed_figures import (
    TIME,
    Allowed,
    allowed_by,
    figures_in,
    is_among,
    is_time,
    parts_of,
    texts_in,
    time_words,
    tokens_in,
    words_of,
)
from ossp_pipeline.site.printed_lines import Line
from ossp_pipeline.site.row_names import KEYS, TIME_COLUMNS, names_of_row, plain
from ossp_pipeline.site.tables import Row

# How the names of tables begin whose rows are worked out from published ones, or stand beside other rows in a line.
DERIVED = "derived"
BESIDE = (DERIVED, "beside")
# Stands among the bits of names for a row of the area itself, which needs no name.
_OF_THIS_AREA = 1


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
        self._scope, self._areas, self._columns = scope, areas, scope.columns
        self._bound = scope.bound
        self._always = Allowed()
        self._always.add(always)
        self._rows: list[Row] = []
        self._table_of: list[str] = []
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._of_home: set[int] = set()
        self._own_area: dict[int, set[str]] = {}
        self._figures: dict[tuple[int, str], frozenset[str]] = {}
        self._every_figure: dict[str, frozenset[str]] = {}
        self._named: dict[tuple[frozenset[str], frozenset[str], bool], list[int]] = {}
        self._found: dict[str, frozenset[str]] = {}
        self._of_all: Allowed | None = None
        self._of_subject = Allowed()
        for row in scope.subject:
            self._of_subject.add(allowed_by(row))
        for table, rows in scope.tables.items():
            keys = [key for key in KEYS if any(key in row for row in rows[:1])]
            for row in rows:
                self._add(table, row, keys)

    def _add(self, table: str, row: Row, keys: Iterable[str]) -> None:
        index, code = len(self._rows), str(row.get("area_code") or "")
        is_home = not code or code in self._scope.homes
        names = names_of_row(row, keys)
        if is_home:
            self._of_home.add(index)
        else:
            self._own_area[index] = {
                plain(name) for name in (code, self._areas.get(code), row.get("area_name")) if name
            }
            names += self._own_area[index]
        if table.startswith(DERIVED) and not names:
            self._always.add(allowed_by(row))
        self._rows.append(row)
        self._table_of.append(table)
        for name in names:
            self._by_name[name].append(index)

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
        rows = (row for row, table in zip(self._rows, self._table_of, strict=True) if not table.startswith(DERIVED))
        texts = (text for row in rows for text in texts_in(row))
        return frozenset(text for text in texts if " " in text and not is_time(text))

    def _unknown(self, line: Line) -> list[str]:
        every: Sequence[int] = range(len(self._rows))
        is_any = line.column or line.kind == "text" or self._scope.is_open
        rows = self._rows_named(line) or (every if is_any else [])
        words = line.words.lower()
        if not self._left(words, line, rows):
            return []
        # Most lines need no closer look. Then texts are taken out: first those that any line may hold.
        texts = {*fixed_words(), *self._always.texts, *self._numbered_names(line)}
        if not self._left(without(words, texts), line, rows):
            return []
        is_wide = self._scope.is_open and not line.column
        spoken_of = self._words_of(rows if line.column else every)
        # All at once, as a short text may be a part of a longer one.
        words = without(words, texts | spoken_of.texts | self._of_subject.texts)
        times = spoken_of.times if line.column or is_wide else self._words_of(rows).times
        left = self._left(words, line, every if is_wide else rows)
        return [token for token in tokens_in(words) if token in left and token not in times]

    def _left(self, words: str, line: Line, rows: Sequence[int]) -> set[str]:
        """The numbers in words that are none of these rows' figures and times."""
        left = {token for token in tokens_in(words) if not self._is_general(token, line)}
        head = _head(line)
        if left and len(rows) == len(self._rows):
            # A number alone is in some row where it is in all of them together. A time may need the figure before it.
            every = self._figures_of_all(head)
            left = {token for token in left if token not in every and token.rstrip("%") not in every}
            rows = rows if any(" " in token for token in left) else ()
        parts = parts_of(left)
        for index in rows if left else ():
            figures = self._figures_of(index, head)
            # Few rows have any of them, and to see that takes no look at each.
            if not parts.isdisjoint(figures):
                left = {token for token in left if not is_among(token, figures)}
        return left

    def _is_general(self, token: str, line: Line) -> bool:
        is_prose = not line.column and line.kind not in self._columns
        of_sentences = is_prose and (token in self._scope.counts or self._of_subject.holds(token))
        return of_sentences or self._always.holds(token)

    def _words_of(self, rows: Sequence[int]) -> Allowed:
        """The texts and times that rows allow; of the whole scope worked out once."""
        if len(rows) == len(self._rows) and self._of_all is not None:
            return self._of_all
        allowed = Allowed()
        for index in rows:
            allowed.add(words_of(self._rows[index]))
        if len(rows) == len(self._rows):
            self._of_all = allowed
        return allowed

    def _numbered_names(self, line: Line) -> set[str]:
        """Names in it that hold a number, such as of a small area. Times are no such names."""
        names = (name.strip() for name in self._names_in(line.near))
        return {name for name in names if any(letter.isdigit() for letter in name) and not is_time(name)}

    def _figures_of(self, index: int, head: str) -> frozenset[str]:
        """Figures and times of a row under a heading, each worked out once."""
        wanted = self._columns.get(head)
        key = index, "" if wanted is None else head
        if key not in self._figures:
            row = self._rows[index]
            values = row.items() if wanted is None else [(name, row[name]) for name in wanted if name in row]
            times = (time_words(row[name]) for name in TIME_COLUMNS if row.get(name))
            self._figures[key] = frozenset(figures_in(values).union(*times))
        return self._figures[key]

    def _figures_of_all(self, head: str) -> frozenset[str]:
        """Figures and times of all rows under a heading."""
        key = "" if self._columns.get(head) is None else head
        if key not in self._every_figure:
            self._every_figure[key] = frozenset().union(*(self._figures_of(at, head) for at in range(len(self._rows))))
        return self._every_figure[key]

    def _rows_named(self, line: Line) -> list[int]:
        """Rows that a line names most fully; where several do in different ways, all of them."""
        near = self._names_in(line.near) | self._names_in(line.column)
        key = near, self._names_in(line.far), bool(line.column) or not self._scope.is_open
        if key not in self._named:
            self._named[key] = self._named_by(*key) if near else []
        return self._named[key]

    def _named_by(self, near_names: frozenset[str], far_names: frozenset[str], is_one: bool) -> list[int]:
        # How fully a line names a row: a bit for each of its names.
        bits = {name: 2 << place for place, name in enumerate(near_names | far_names)}
        near = self._matched(near_names, bits)
        rows = [index for own in self._by_table(near) for index in _most_fully(own)]
        if is_one:
            # Beside a row of one table that a cell names, one of another that it names less is of something else.
            beside = [index for index in rows if self._table_of[index].startswith(BESIDE)]
            rows = beside + _most_fully({index: near[index] for index in {*rows} - {*beside}})
        both = {index: near[index] for index in rows}
        for name in far_names:
            for index in both.keys() & set(self._by_name[name]):
                both[index] |= bits[name]
        return [index for own in self._by_table(both) for index in _most_fully(own)]

    def _by_table(self, matched: Mapping[int, int]) -> Iterable[dict[int, int]]:
        tables: dict[str, dict[int, int]] = defaultdict(dict)
        for index, names in matched.items():
            tables[self._table_of[index]][index] = names
        return tables.values()

    def _matched(self, names: frozenset[str], bits: Mapping[str, int]) -> dict[int, int]:
        matched: dict[int, int] = defaultdict(int)
        for name in names:
            bit = bits[name]
            for index in self._by_name[name]:
                matched[index] |= bit
        # A row of the whole area needs no name of its own; one of another area has it named, or is further off.
        for index in matched:
            if index in self._of_home or not names.isdisjoint(self._own_area[index]):
                matched[index] |= _OF_THIS_AREA
        return matched

    def _names_in(self, words: str) -> frozenset[str]:
        """The names that stand in words, without those that are only a part of a longer one."""
        if words not in self._found:
            hay, kept = plain(words), []
            for name in sorted((name for name in self._by_name if name in hay), key=len, reverse=True):
                if name in hay:
                    kept.append(name)
                    hay = hay.replace(name, "  ")
            self._found[words] = frozenset(kept)
        return self._found[words]


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


def _most_fully(matched: Mapping[int, int]) -> list[int]:
    by_names: dict[int, list[int]] = defaultdict(list)
    for index, names in matched.items():
        by_names[names].append(index)
    fullest = [names for names in by_names if not any(names != other and names & other == names for other in by_names)]
    return [index for names in fullest for index in by_names[names]]
