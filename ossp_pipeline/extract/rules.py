"""Which rows break which rule of the contract. Masks over rows: true means broken."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.contracts.column import Column, Kind, Within
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.extract.rows import text_of
from ossp_pipeline.extract.values import as_mask, given, read_values, unprintable

CodeLists = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Breach:
    """One rule and the rows that break it. `heading` is the supplier's, "" where the rule is about the whole row."""

    rule: str
    heading: str
    rows: np.ndarray


@dataclass(frozen=True)
class Checked:
    """The text and the values of one column, and the rules its rows break.

    Of a large file both are kept as dictionaries, and made into text each time they are asked for.
    """

    column: Column
    kept_text: pa.Array
    kept_values: pa.Array
    breaches: list[Breach]

    @property
    def text(self) -> pa.Array:
        """As delivered; null where nothing was given."""
        return _unpacked(self.kept_text)

    @property
    def values(self) -> pa.Array:
        """In the declared type; null where the text is null or cannot be read."""
        return _unpacked(self.kept_values)


def check_column(table: pa.Table, column: Column, feed: Feed, period: Period, code_lists: CodeLists) -> Checked:
    """Read one column and judge it by every rule the contract sets for it."""
    raw = text_of(table, column.heading)
    is_used = column.landed or column.name in feed.person_from
    if not is_used and not column.rules():
        kept = _kept(raw, raw, table[column.heading])
        return Checked(column, kept, kept, [])
    text = given(raw, column)
    is_typed = column.kind is not Kind.TEXT and column.landed
    values = read_values(text, column, feed.date_format) if is_typed else text
    breaches = [
        Breach(f"{feed.name}.{column.name}.{rule}", column.heading, rows)
        for rule, rows in _judge(column, text, values, period, code_lists)
        if rows.any()
    ]
    if column.kind is Kind.TEXT and is_used and (hidden := unprintable(text)).any():
        breaches.append(Breach(f"{feed.name}.row.printable", column.heading, hidden))
    kept = _kept(text, raw, table[column.heading])
    return Checked(column, kept, values if is_typed else kept, breaches)


def _kept(text: pa.Array, raw: pa.Array, delivered: pa.ChunkedArray) -> pa.Array:
    """The text as it is kept: of a large file as the dictionary it was delivered in, or one of its own."""
    if not pa.types.is_dictionary(delivered.type):
        return text
    return delivered.chunk(0) if text is raw and delivered.num_chunks == 1 else text.dictionary_encode()


def _unpacked(kept: pa.Array) -> pa.Array:
    return pc.cast(kept, pa.string()) if pa.types.is_dictionary(kept.type) else kept


def _judge(
    column: Column, text: pa.Array, values: pa.Array, period: Period, code_lists: CodeLists
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
        elif rule == "in_period":
            yield rule, _not_within(values, column, period)


def _allowed(column: Column, code_lists: CodeLists) -> pa.Array:
    codes = code_lists[column.code_list] if column.code_list else frozenset(column.allowed)
    return pa.array(sorted(codes), pa.string())


def _outside(values: pa.Array, column: Column) -> np.ndarray:
    below = pc.less(values, column.minimum) if column.minimum is not None else pa.nulls(len(values), pa.bool_())
    above = pc.greater(values, column.maximum) if column.maximum is not None else pa.nulls(len(values), pa.bool_())
    return as_mask(below) | as_mask(above)


def _not_within(values: pa.Array, column: Column, period: Period) -> np.ndarray:
    if column.kind is Kind.TEXT:
        return as_mask(pc.not_equal(values, str(period)))
    days = pc.cast(values, pa.date32(), safe=False)
    late = as_mask(pc.greater(days, pa.scalar(period.end)))
    if column.within is Within.BY_END:
        return late
    return late | as_mask(pc.less(days, pa.scalar(period.start)))
