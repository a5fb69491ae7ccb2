"""What the rows of a table may be printed as: figures, times and texts, of a row and of all rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ossp_pipeline.site.printed_figures import TIME_COLUMNS, Allowed, printed_of, words_of
from ossp_pipeline.site.tables import Row


class PrintedTable:
    """The rows of one table. Each different value of a column is looked at once: a column is of one type."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._columns: dict[str, Mapping[Any, frozenset[str]]] = {}

    def of_row(self, row: Row, wanted: Collection[str] | None) -> frozenset[str]:
        """Figures and times of a row in these columns or in all, with the times of the row."""
        printed = (self._of(name).get(row.get(name)) for name in self._among(wanted))
        return frozenset().union(*filter(None, printed))

    def of_all(self, wanted: Collection[str] | None) -> frozenset[str]:
        """The same of all rows."""
        return frozenset().union(*(printed for name in self._among(wanted) for printed in self._of(name).values()))

    @cached_property
    def words(self) -> Allowed:
        """The texts and times of all rows."""
        return words_in(self._rows)

    def _among(self, wanted: Collection[str] | None) -> Iterable[str]:
        return self._printed if wanted is None else {*wanted, *TIME_COLUMNS}

    @cached_property
    def _printed(self) -> list[str]:
        """The columns with a figure or a time."""
        return [name for name in set().union(*self._rows) if self._of(name)]

    def _of(self, name: str) -> Mapping[Any, frozenset[str]]:
        """Value of a column → what it may be printed as, for those that are figures or times."""
        if name not in self._columns:
            values = {row[name] for row in self._rows if name in row}
            self._columns[name] = {value: words for value in values if (words := printed_of(name, value))}
        return self._columns[name]


def words_in(rows: Iterable[Row]) -> Allowed:
    """The texts and times that rows allow to be printed, of values that are alike once."""
    return words_of(set().union(*(row.values() for row in rows)))
