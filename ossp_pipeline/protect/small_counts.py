"""Withholding: counts about people from one to just below the threshold, and all that could be worked out from them.

Primary suppression, row by row: where one count of a row is small, every figure of the row goes, so that nothing in the
row gives it back. Withheld is not zero and not missing: the status says so. Suppression that also holds against
subtraction between rows and tables takes this function's place; what is published passes here either way.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.status import ValueStatus

EVENT = "event"
REASON = "a count about people is below the threshold"
TOGETHER = "another answer to the same question is below the threshold, and could be worked out from this one"


@dataclass(frozen=True)
class Protected:
    """How a table is protected, from the `protect` entry of its YAML.

    counts   columns that count people
    shares   pairs (numerator, denominator): for percentages the rest of the whole is a count of people too
    values   columns that are hidden together
    together columns that answers to one question share: with one of them hidden all are, as the others and their sum
             would give it back
    """

    counts: tuple[str, ...]
    values: tuple[str, ...]
    shares: tuple[tuple[str, str], ...] = ()
    together: tuple[str, ...] = ()


def read_protected(entry: dict[str, Any] | None) -> Protected | None:
    """The declaration in a model's `meta`, or None for a table that holds no counts about people."""
    if entry is None:
        return None
    shares = tuple((pair[0], pair[1]) for pair in entry.get("shares", []))
    return Protected(tuple(entry["counts"]), tuple(entry["values"]), shares, tuple(entry.get("together", [])))


def withhold(table: pa.Table, protected: Protected, threshold: int) -> pa.Table:
    """The table with every unsafe row hidden. Only rows that say they count events pass unchanged."""
    unsafe = pa.scalar(False)
    for name in protected.counts:
        unsafe = pc.or_(unsafe, _are_small(table[name], threshold))
    if "unit" in table.column_names:
        percent = pc.equal(table["unit"], "percent")
        for part, whole in protected.shares:
            unsafe = pc.or_(unsafe, pc.and_(percent, _are_small(pc.subtract(table[whole], table[part]), threshold)))
    about_people = pc.fill_null(pc.not_equal(table["disclosure_class"], EVENT), True)
    small = pc.and_(unsafe, about_people)
    hidden = pc.or_(small, _answers_beside(table, protected, small)) if protected.together else small
    for name in protected.values:
        table = _replace(table, name, pc.if_else(hidden, pa.scalar(None, table[name].type), table[name]))
    table = _replace(table, "status", pc.if_else(hidden, ValueStatus.WITHHELD, table["status"]))
    if "status_reason" in table.column_names:
        reason = pc.if_else(small, REASON, TOGETHER)
        table = _replace(table, "status_reason", pc.if_else(hidden, reason, table["status_reason"]))
    return table


def is_small(count: int, threshold: int) -> bool:
    """From one to just below the threshold. Zero is not small."""
    return 0 < count < threshold


def _are_small(counts: pa.ChunkedArray, threshold: int) -> pa.ChunkedArray:
    """The same of a column. Null is not small."""
    return pc.fill_null(pc.and_(pc.greater(counts, 0), pc.less(counts, threshold)), False)


def _answers_beside(table: pa.Table, protected: Protected, small: pa.ChunkedArray) -> pa.ChunkedArray:
    """Rows with figures that share their question with a small count."""
    questions = pc.binary_join_element_wise(
        *(table[name] for name in protected.together), "\x1f", null_handling="replace"
    )
    asked_of_few = pc.is_in(questions, questions.filter(small).unique())
    return pc.and_(asked_of_few, pc.is_valid(table[protected.counts[0]]))


def _replace(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(name), table.schema.field(name), values)
