"""Sums for print: of which parts, and what is missing. A part that is withheld or unknown is never taken for zero."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.formatting import count_of
from ossp_pipeline.site.tables import Row

_WITHHELD, _UNKNOWN = "withheld", "not known"


@dataclass(frozen=True)
class PartialSum:
    """A sum of what is known. `missing`: how many parts are not in it, by why. Both add up."""

    known: float = 0
    missing: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every part is in it."""
        return not sum(self.missing.values())

    def __add__(self, other: "PartialSum") -> "PartialSum":
        return PartialSum(self.known + other.known, Counter(self.missing) + Counter(other.missing))

    @property
    def figure(self) -> str:
        """The sum alone: 412, or at least 412."""
        return f"{self.known:,.0f}" if self.is_whole else f"at least {self.known:,.0f}"

    @property
    def gaps(self) -> str:
        """What is missing: 2 parts withheld. Empty where nothing is."""
        return ", ".join(f"{count_of(count, 'part')} {why}" for why, count in sorted(self.missing.items()) if count)

    @property
    def words(self) -> str:
        """As people read it: 412, or at least 412; 2 parts withheld."""
        return "; ".join(filter(None, (self.figure, self.gaps)))


def totals_of(rows: Iterable[Row], columns: Sequence[str]) -> dict[str, PartialSum]:
    """The sum of each column over the same rows: those that have all of them. So what adds up in a row adds up in all.

    A row that lacks one of the columns is a missing part of every sum.
    """
    known = dict.fromkeys(columns, 0)
    missing: Counter[str] = Counter()
    for row in rows:
        if any(row[column] is None for column in columns):
            missing[_WITHHELD if row["status"] == ValueStatus.WITHHELD else _UNKNOWN] += 1
            continue
        for column in columns:
            known[column] += row[column]
    return {column: PartialSum(total, missing) for column, total in known.items()}
