"""What differs between two states of a table of the partnership folder, cell by cell. Pure.

A spreadsheet may write the same value in another way: 218973 for 218973.0, TRUE for true, 01/04/2026 for 2026-04-01,
one space for two. Such a cell is unchanged and keeps the text it had, so that what nobody changed stays the same bytes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.read import spelt
from ossp_pipeline.protect.screening import clean_text

Cells = dict[str, str]
# What identifies a row: its key, and which of the rows with this key it is.
_Identity = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """A cell that changed. All cells of a new row were empty before; all cells of a removed row are empty after."""

    file: str
    key: str
    column: str
    before: str
    after: str


def merge_rows(fact: Fact, before: Iterable[Cells], after: Iterable[Cells]) -> list[Cells]:
    """The rows as they are after: in their order of before, new ones last, each unchanged cell as it was written."""
    old, new = _by_identity(fact, before), _by_identity(fact, after)
    kept = [_merge_cells(fact, cells, new[row]) for row, cells in old.items() if row in new]
    added = [_merge_cells(fact, {}, cells) for row, cells in new.items() if row not in old]
    return kept + added


def list_changes(fact: Fact, before: Iterable[Cells], after: Iterable[Cells]) -> list[Change]:
    """The cells in which the texts of two states differ."""
    old, new = _by_identity(fact, before), _by_identity(fact, after)
    found = []
    for row in {**old, **new}:
        was, now = old.get(row, {}), new.get(row, {})
        key = " · ".join((was or now)[name] for name in fact.key)
        found += [
            Change(fact.file, key, name, was.get(name, ""), now.get(name, ""))
            for name in fact.headings
            if was.get(name, "") != now.get(name, "")
        ]
    return found


def _by_identity(fact: Fact, rows: Iterable[Cells]) -> dict[_Identity, Cells]:
    keys = [column for column in fact.columns if column.name in fact.key]
    seen: Counter[_Identity] = Counter()
    found = {}
    for cells in rows:
        key: _Identity = tuple(_value(column, cells[column.name]) for column in keys)
        seen[key] += 1
        found[*key, seen[key]] = cells
    return found


def _merge_cells(fact: Fact, was: Cells, now: Cells) -> Cells:
    return {column.name: _merge_cell(column, was.get(column.name, ""), now[column.name]) for column in fact.columns}


def _merge_cell(column: Column, was: str, now: str) -> str:
    if _value(column, was) == _value(column, now):
        return was
    return spelt(column, now) if column.kind is Kind.DATE else now


def _value(column: Column, cell: str) -> str:
    """What a cell says, however it is written."""
    text = spelt(column, clean_text(cell))
    if column.kind not in (Kind.INTEGER, Kind.NUMBER):
        return text
    try:
        return repr(float(text))
    except ValueError:
        return text
