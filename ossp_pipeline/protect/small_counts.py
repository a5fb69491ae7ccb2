"""Primary suppression: counts about people from one to just below the threshold are withheld.

It works row by row: where one count of a row is small, every figure of the row is withheld, so that none can be worked
out from the others. A withheld figure is neither zero nor missing, and its status says so. Nothing here protects
against subtraction between rows or tables: see docs/safety.md.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.feed import EVENT
from ossp_pipeline.contracts.status import ValueStatus

# Reasons that a row gives, in `status_reason`.
_SMALL = "a count about people is below the threshold"
_SAME_QUESTION = "another answer to the same question is below the threshold, and could be worked out from this one"


@dataclass(frozen=True)
class Protection:
    """How a table is protected, from the `protect` entry of its YAML.

    counts    columns that count people
    values    columns that are withheld together
    shares    pairs (numerator, denominator): in a percentage, the rest of the whole is a count of people too
    together  columns whose values are the same for all answers to one question: if one answer is withheld, all are,
              because it could be worked out from the others and their sum
    """

    counts: tuple[str, ...]
    values: tuple[str, ...]
    shares: tuple[tuple[str, str], ...] = ()
    together: tuple[str, ...] = ()


def read_protection(entry: dict[str, Any] | None) -> Protection | None:
    """The declaration in a model's `meta`; None for a table without counts about people."""
    if entry is None:
        return None
    shares = tuple((pair[0], pair[1]) for pair in entry.get("shares", []))
    return Protection(tuple(entry["counts"]), tuple(entry["values"]), shares, tuple(entry.get("together", [])))


def withhold_small_counts(table: pa.Table, protection: Protection, threshold: int) -> pa.Table:
    """The table with the figures of unsafe rows withheld. A row is safe only if it counts events or no small group."""
    about_people = pc.fill_null(pc.not_equal(table["disclosure_class"], EVENT), True)
    small = pc.and_(_has_small_count(table, protection, threshold), about_people)
    hidden = pc.or_(small, _same_question(table, protection, small)) if protection.together else small
    return _withheld(table, protection, hidden, pc.if_else(small, _SMALL, _SAME_QUESTION))


def withhold_few_or_none(
    table: pa.Table, protection: Protection, threshold: int, measures: Collection[str]
) -> pa.Table:
    """The table with figures of these measures withheld where people, or the rest of a whole, are fewer than threshold.

    None is withheld as one to four are: else that a figure is withheld would say that it is one of four.
    """
    if "measure_id" not in table.column_names:
        return table
    few = pa.scalar(False)
    for count in _counts_of_people(table, protection):
        few = pc.or_(few, pc.fill_null(pc.less(count, threshold), False))
    of_these = pc.is_in(table["measure_id"], value_set=pa.array(sorted(measures), pa.string()))
    hidden = pc.and_(pc.and_(few, of_these), pc.fill_null(pc.not_equal(table["disclosure_class"], EVENT), True))
    return _withheld(table, protection, hidden, pa.scalar(_SMALL))


def is_small(count: int, threshold: int) -> bool:
    """Whether a count lies from one to just below the threshold. Zero is not small."""
    return 0 < count < threshold


def _withheld(table: pa.Table, protection: Protection, hidden: pa.ChunkedArray, reason: pa.Scalar) -> pa.Table:
    for name in protection.values:
        table = _replace(table, name, pc.if_else(hidden, pa.scalar(None, table[name].type), table[name]))
    table = _replace(table, "status", pc.if_else(hidden, ValueStatus.WITHHELD, table["status"]))
    if "status_reason" in table.column_names:
        table = _replace(table, "status_reason", pc.if_else(hidden, reason, table["status_reason"]))
    return table


def _has_small_count(table: pa.Table, protection: Protection, threshold: int) -> pa.ChunkedArray:
    """Rows with a small count."""
    has_small = pa.scalar(False)
    for count in _counts_of_people(table, protection):
        has_small = pc.or_(has_small, _are_small(count, threshold))
    return has_small


def _counts_of_people(table: pa.Table, protection: Protection) -> Iterator[pa.ChunkedArray]:
    """The counts of a table; of a percentage, the rest of the whole is a count as well, and null elsewhere."""
    yield from (table[name] for name in protection.counts)
    if "unit" in table.column_names:
        is_percentage = pc.equal(table["unit"], "percent")
        for part, whole in protection.shares:
            rest = pc.subtract(table[whole], table[part])
            yield pc.if_else(is_percentage, rest, pa.scalar(None, rest.type))


def _are_small(counts: pa.ChunkedArray, threshold: int) -> pa.ChunkedArray:
    """`is_small` for a column. Null is not small."""
    return pc.fill_null(pc.and_(pc.greater(counts, 0), pc.less(counts, threshold)), False)


def _same_question(table: pa.Table, protection: Protection, small: pa.ChunkedArray) -> pa.ChunkedArray:
    """Rows with a figure for a question to which another answer is small."""
    questions = pc.binary_join_element_wise(
        *(table[name] for name in protection.together), "\x1f", null_handling="replace"
    )
    has_small_answer = pc.is_in(questions, questions.filter(small).unique())
    return pc.and_(has_small_answer, pc.is_valid(table[protection.counts[0]]))


def _replace(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(name), table.schema.field(name), values)
