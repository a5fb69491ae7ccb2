"""The assessment pack is read back before it appears: a row that no published table holds stops it by name.

Nothing in it is worked out, so each row of the spreadsheet must be a row of its table, cell for cell, and all that a
row of the text prints must be in one row of one table. Other lines may hold the numbers of the release's own texts, of
the fixed words, and of how many rows there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.utils.escape import unescape

from ossp_pipeline.errors import BrokenError
from ossp_pipeline.packs.assessment.accessible_workbook import LEGEND
from ossp_pipeline.site.fixed_words import fixed_words
from ossp_pipeline.site.published_facts import without

Tables = Mapping[str, pd.DataFrame]
_NAMED = 5
_MARKS = {*LEGEND, "–"}
_ROWS = re.compile(r"- `(\w+)`: ([\d,]+) rows")
_MORE = re.compile(r"([\d,]+) more rows are in the spreadsheet\.")


def require_published(book: Path, text: str, tables: Tables, said: Iterable[str]) -> None:
    """Raise BrokenError where the spreadsheet or the text print what no table holds. `said`: texts of the release."""
    wrong = [*(f"spreadsheet: {fault}" for fault in _wrong_in_workbook(book, tables))]
    wrong += [f"text: {fault}" for fault in _wrong_in_text(text, tables, said)]
    if wrong:
        more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
        raise BrokenError(
            "E-NUMBERS",
            f"the assessment pack prints what its release does not hold: {'; '.join(wrong[:_NAMED])}{more}",
            "look at ossp_pipeline/packs/assessment; nothing was written",
        )


def _wrong_in_workbook(path: Path, tables: Tables) -> Iterator[str]:
    """Rows of a table's sheet that are no rows of the table."""
    book = openpyxl.load_workbook(path, read_only=True)
    for name, table in tables.items():
        published = {tuple(map(_published, row)) for row in table.itertuples(index=False, name=None)}
        heads = tuple(table.columns)
        is_below = False
        for cells in (row[: len(heads)] for row in book[name].iter_rows(values_only=True)):
            if is_below and (read := tuple(map(_read, cells))) not in published and any(read):
                yield f"sheet {name}: {' | '.join(filter(None, read))[:80]}"
            is_below = is_below or cells == heads


def _published(value: Any) -> str:
    """A value of a table as a cell of the spreadsheet is compared; empty where there is none."""
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if (figure := _figure(value)) is not None:
        return f"{figure:.12g}"
    words = " ".join(str(value).replace("](", "] (").split())
    return words if any(letter.isalnum() for letter in words) else ""


def _read(cell: Any) -> str:
    """A cell likewise: the marks of what is missing are no values."""
    if isinstance(cell, int | float):
        return _published(cell)
    words = unescape(str(cell or ""))
    return "" if words in _MARKS else _published(words)


def _wrong_in_text(text: str, tables: Tables, said: Iterable[str]) -> Iterator[str]:
    lines = text.split("\n")
    # A heading is the row above the dashes.
    heads = {at - 1 for at, line in enumerate(lines) if line.startswith("|---")}
    rows = [_cells(line) for at, line in enumerate(lines) if line.startswith("| ") and at not in heads]
    where = _rows_with({cell for row in rows for cell in row}, tables)
    for row in rows:
        if row and not set.intersection(*(where[cell] for cell in row)):
            yield " | ".join(row)[:80]
    known = {words for part in said for words in (part.lower(), *part.lower().split("\n"))} | fixed_words()
    for line in (line for line in lines if not line.startswith("|")):
        if _has_number(line) and not _counts_rows(line, tables) and _has_number(without(line.lower(), known)):
            yield line[:80]


def _cells(line: str) -> list[str]:
    """What a row of the text prints, without the marks of what is missing."""
    return [cell for cell in line.strip("| ").split(" | ") if cell not in _MARKS]


def _rows_with(cells: set[str], tables: Tables) -> dict[str, set[tuple[str, int]]]:
    """For each cell, the rows of the tables that print it."""
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    columns = ((name, table[column]) for name, table in tables.items() for column in table.columns)
    for name, values in columns:
        printed = values.map(_printed, na_action="ignore")
        for place in np.flatnonzero(printed.isin(cells)):
            found[printed.iloc[place]].add((name, int(place)))
    return found


def _printed(value: Any) -> str:
    """A value as the text prints it: whole, or with one decimal, two below one."""
    figure = _figure(value)
    if figure is None or isinstance(value, bool):
        return str(value).replace("|", "/").strip()
    if figure.is_integer():
        return f"{figure:,.0f}"
    return f"{figure:,.{2 if abs(figure) < 1 else 1}f}"


def _figure(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float | np.number) else None


def _counts_rows(line: str, tables: Tables) -> bool:
    """Whether a line says how many rows a table has, or how many more of one there are."""
    if counted := _ROWS.fullmatch(line):
        return counted[1] in tables and counted[2] == f"{len(tables[counted[1]]):,}"
    more = _MORE.fullmatch(line)
    return more is not None and int(more[1].replace(",", "")) < max(map(len, tables.values()))


def _has_number(words: str) -> bool:
    return any(letter.isdigit() for letter in words)
