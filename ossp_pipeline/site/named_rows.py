"""Which published rows words name: those that have the most of the names in them, by the values of their keys.

A row of the partnership's own area needs no name of it. A row of another area has it named, or is further off.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from ossp_pipeline.site.row_names import KEYS, names_of_row, plain
from ossp_pipeline.site.tables import Row

# How the names of tables begin whose rows are worked out from published ones, or stand beside other rows in a line.
DERIVED = "derived"
BESIDE = (DERIVED, "beside")
# Stands among the names for a row of the area that words are about.
_OF_THE_AREA = ""

Names = frozenset[str]
Rows = set[int]
# Which names rows have → these rows.
ByNames = dict[Names, Rows]


class NamedRows:
    """The rows of tables, by number, found by names. `homes`: areas that need no name; `areas`: names by code."""

    def __init__(self, tables: Mapping[str, Sequence[Row]], homes: Collection[str], areas: Mapping[str, str]) -> None:
        self.rows: list[Row] = []
        self.table_of: list[str] = []
        # Rows worked out that have no name: any line may say them.
        self.unnamed: list[Row] = []
        self._homes, self._areas = homes, areas
        self._tables = {name: _Table() for name in tables}
        self._found: dict[str, Names] = {}
        self._named: dict[tuple[Names, Names, bool], Rows] = {}
        for name, rows in tables.items():
            keys = [key for key in KEYS if any(key in row for row in rows[:1])]
            for row in rows:
                self.table_of.append(name)
                if not self._add(self._tables[name], row, keys) and name.startswith(DERIVED):
                    self.unnamed.append(row)
        self._by_first_word: dict[str, list[str]] = defaultdict(list)
        for name in set().union(*(table.by_name for table in self._tables.values())):
            self._by_first_word[name.split()[0]].append(name)

    def _add(self, table: "_Table", row: Row, keys: Iterable[str]) -> list[str]:
        index, code = len(self.rows), str(row.get("area_code") or "")
        self.rows.append(row)
        names = names_of_row(row, keys)
        if not code or code in self._homes:
            table.at_home.add(index)
        else:
            own = {plain(name) for name in (code, self._areas.get(code), row.get("area_name")) if name}
            for name in own:
                table.by_area[name].add(index)
            names += own
        for name in names:
            table.by_name[name].add(index)
        return names

    def names_in(self, words: str) -> Names:
        """The names that stand in words, without those that are only a part of a longer one."""
        if words not in self._found:
            hay, kept = plain(words), []
            names = {name for word in hay.split() for name in self._by_first_word.get(word, ()) if name in hay}
            for name in sorted(names, key=lambda name: (-len(name), name)):
                if name in hay:
                    kept.append(name)
                    hay = hay.replace(name, "  ")
            self._found[words] = frozenset(kept)
        return self._found[words]

    def named(self, near: Names, far: Names, is_one: bool) -> Rows:
        """Rows that these names name most fully; where several do in different ways, all of them.

        near    names beside a number; `far`: those in the headings over it, which choose among what the near ones name
        is_one  whether a row of one table is named, and no other that is named less
        """
        key = near, far, is_one
        if key not in self._named:
            named = self._nearest(near, is_one) if near else {}
            chosen = (self._tables[name].chosen(groups, far - near) for name, groups in named.items())
            self._named[key] = set().union(*(rows for groups in chosen for rows in groups.values()))
        return self._named[key]

    def _nearest(self, near: Names, is_one: bool) -> dict[str, ByNames]:
        """Of each table, the rows that the near names name most fully."""
        found = {name: groups for name, table in self._tables.items() if (groups := table.named(near))}
        if is_one:
            # Beside a row of one table that a cell names, one of another that it names less is of something else.
            others = {name: groups for name, groups in found.items() if not name.startswith(BESIDE)}
            every = {names for groups in others.values() for names in groups}
            found |= {name: _fullest(groups, every) for name, groups in others.items()}
        return found


class _Table:
    """Rows of one table by their names, by the names of areas other than the own, and those of the own."""

    def __init__(self) -> None:
        self.by_name: dict[str, Rows] = defaultdict(set)
        self.by_area: dict[str, Rows] = defaultdict(set)
        self.at_home: Rows = set()

    def named(self, names: Names) -> ByNames:
        """The rows that have most of these names, by which they have."""
        having = _rows_of(self.by_name, names)
        rows = set().union(*having.values())
        if not rows:
            return {}
        of_area = (rows & self.at_home).union(*_rows_of(self.by_area, names).values())
        return _split({frozenset(): rows}, having | {_OF_THE_AREA: of_area})

    def chosen(self, groups: ByNames, names: Names) -> ByNames:
        """Those among rows that have most of these names too."""
        return _split(groups, _rows_of(self.by_name, names))


def _rows_of(rows: Mapping[str, Rows], names: Names) -> dict[str, Rows]:
    return {name: rows[name] for name in names if name in rows}


def _split(groups: ByNames, having: Mapping[str, Rows]) -> ByNames:
    """The rows of groups that have most of some more names."""
    for name, rows in having.items():
        with_it = {names | {name}: both for names, some in groups.items() if (both := some & rows)}
        groups = with_it | {names: rest for names, some in groups.items() if (rest := some - rows)}
    return _fullest(groups, groups)


def _fullest(groups: ByNames, every: Iterable[Names]) -> ByNames:
    return {names: rows for names, rows in groups.items() if not any(names < other for other in every)}
