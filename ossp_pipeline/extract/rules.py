"""Which rows break which rule of the contract. Masks have one value per row; true means broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.column import Column, Kind, Within
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.extract.rows import column_text
from ossp_pipeline.extract.values import as_mask, find_unprintable, null_unknown, read_values

CodeLists = dict[str, frozenset[str]]
# Dashes and minus signs, and apostrophes and quotation marks that stand for one.
_TYPED_ALIKE = (("[\u2010-\u2015\u2212]", "-"), ("[\u2018\u2019\u02bc]", "'"))


@dataclass(frozen=True)
class Breach:
    """A rule and the rows that break it. `heading` is the supplier's; "" where the rule is about the whole row."""

    rule: str
    heading: str
    rows: np.ndarray


@dataclass(frozen=True)
class CheckedColumn:
    """The text and the values of one column, the rules that its rows break, and what was normalised.

    For a large file, both are stored as dictionaries and decoded each time they are read, which saves memory.
    """

    column: Column
    stored_text: pa.Array
    stored_values: pa.Array
    breaches: list[Breach]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> pa.Array:
        """As delivered; null where nothing is given."""
        return _decoded(self.stored_text)

    @property
    def values(self) -> pa.Array:
        """In the declared type; null where the text is null or cannot be read."""
        return _decoded(self.stored_values)


class Contract(Protocol):
    """What is asked of the contract of a feed, or of a table of the partnership folder, beside its columns."""

    @property
    def name(self) -> str:
        """What the ids of its rules begin with."""

    @property
    def date_format(self) -> str:
        """How days are written, as `strptime` reads it."""

    @property
    def person_from(self) -> tuple[str, ...]:
        """Columns that are read though they are not kept."""


def check_column(
    table: pa.Table, column: Column, feed: Contract, period: Period | None, code_lists: CodeLists
) -> CheckedColumn:
    """Read one column and check it against every rule that the contract sets for it.

    period  of the delivery; None where there is none, and then no column lies within one
    """
    raw = column_text(table, column.heading)
    is_used = column.landed or column.name in feed.person_from
    if not is_used and not column.rules():
        stored = _stored(raw, raw, table[column.heading])
        return CheckedColumn(column, stored, stored, [])
    text, notes = _respelled(null_unknown(raw, column), column, code_lists)
    is_typed = column.kind is not Kind.TEXT and column.landed
    values = read_values(text, column, feed.date_format) if is_typed else text
    breaches = [
        Breach(f"{feed.name}.{column.name}.{rule}", column.heading, rows)
        for rule, rows in _check_rules(column, text, values, period, code_lists)
        if rows.any()
    ]
    if column.kind is Kind.TEXT and is_used and (hidden := find_unprintable(text)).any():
        breaches.append(Breach(f"{feed.name}.row.printable", column.heading, hidden))
    stored = _stored(text, raw, table[column.heading])
    return CheckedColumn(column, stored, values if is_typed else stored, breaches, notes)


def _respelled(text: pa.Array, column: Column, code_lists: CodeLists) -> tuple[pa.Array, tuple[str, ...]]:
    """The text with values of the list in the list's spelling, where the column allows any; and what was changed."""
    if not column.any_spelling:
        return text, ()
    allowed = _allowed(column, code_lists)
    folded = pc.index_in(_folded(text), value_set=_folded(allowed))
    respelled = pc.coalesce(pc.take(allowed, folded), text)
    changed = pc.sum(pc.not_equal(respelled, text)).as_py()
    if not changed:
        return text, ()
    return respelled, (f"{changed:,} value(s) of “{column.heading}” read in the spelling of the agreed list",)


def _folded(text: pa.Array) -> pa.Array:
    """Values without what a program or a keyboard changes of them."""
    folded = pc.utf8_lower(text)
    for typed_alike, plain in _TYPED_ALIKE:
        folded = pc.replace_substring_regex(folded, typed_alike, plain)
    return folded


def _stored(text: pa.Array, raw: pa.Array, delivered: pa.ChunkedArray) -> pa.Array:
    """The text as it is stored: for a large file as a dictionary, that of the table where nothing was changed."""
    if not pa.types.is_dictionary(delivered.type):
        return text
    return delivered.chunk(0) if text is raw and delivered.num_chunks == 1 else text.dictionary_encode()


def _decoded(stored: pa.Array) -> pa.Array:
    return pc.cast(stored, pa.string()) if pa.types.is_dictionary(stored.type) else stored


def _check_rules(
    column: Column, text: pa.Array, values: pa.Array, period: Period | None, code_lists: CodeLists
) -> Iterator[tuple[str, np.ndarray]]:
    present = as_mask(text.is_valid())
    for rule in column.rules():
        if rule == "required":
            yield rule, ~present
        elif rule == "readable":
            yield rule, present & ~as_mask(values.is_valid())
        elif rule == "allowed":
            yield rule, present & ~as_mask(pc.is_in(text, value_set=_allowed(column, code_lists)))
        elif rule == "pattern":
            yield rule, present & ~as_mask(pc.match_substring_regex(text, f"^(?:{column.pattern})$"))
        elif rule == "range":
            yield rule, _outside(values, column)
        elif rule == "in_period" and period:
            yield rule, _not_within(values, column, period)


def _allowed(column: Column, code_lists: CodeLists) -> pa.Array:
    codes = code_lists[column.code_list] if column.code_list else frozenset(column.allowed)
    return pa.array(sorted(codes - set(column.barred)), pa.string())


def _outside(values: pa.Array, column: Column) -> np.ndarray:
    below = pc.less(values, column.minimum) if column.minimum is not None else pa.nulls(len(values), pa.bool_())
    above = pc.greater(values, column.maximum) if column.maximum is not None else pa.nulls(len(values), pa.bool_())
    outside: np.ndarray = as_mask(below) | as_mask(above)
    return outside


def _not_within(values: pa.Array, column: Column, period: Period) -> np.ndarray:
    if column.kind is Kind.TEXT:
        return as_mask(pc.not_equal(values, str(period)))
    days = pc.cast(values, pa.date32(), safe=False)
    outside: np.ndarray = as_mask(pc.greater(days, pa.scalar(period.end)))
    if column.within is Within.PERIOD:
        outside |= as_mask(pc.less(days, pa.scalar(period.start)))
    return outside
