"""The files of a partnership folder as typed tables, with everything that is wrong in them.

A row that breaks a rule is in no table: it holds the release, or the release goes without it, as its contract says. A
file that is absent, or has no rows, is an empty table, and is named among what is not stated yet.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.extract.rules import check_column
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.partnership.check import NamedRows, broken_rules
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.measure_facts import MEASURES
from ossp_pipeline.partnership.problems import problem_of
from ossp_pipeline.settings import SEEDS, Settings

# Beside a fact's own columns: the line of the row in its file, for rules that are judged once tables are built.
LINE = "line"
_HEADER_LINE = 1
_TYPES = {Kind.INTEGER: pa.int64(), Kind.NUMBER: pa.float64(), Kind.FLAG: pa.bool_(), Kind.DATE: pa.date32()}
# Lists of the code that facts name.
_LISTS = ("measure_catalogue", "measures_from_feeds", "priority_problems")


def _type(column: Column) -> pa.DataType:
    return _TYPES.get(column.kind, pa.string())


def _schema(fact: Fact) -> pa.Schema:
    return pa.schema([(column.name, _type(column)) for column in fact.columns])


def _empty(fact: Fact) -> pa.Table:
    return _schema(fact).append(pa.field(LINE, pa.int64())).empty_table()


@dataclass(frozen=True)
class Finding:
    """A row that breaks a rule. `line`: in the file; its header is line 1, which stands for the file as a whole."""

    rule: str
    line: int
    column: str
    problem: str

    @property
    def table(self) -> str:
        """The table that the row is in."""
        return self.rule.split(".")[0]


@dataclass(frozen=True)
class Facts:
    """What a partnership states: a table per fact, and what is wrong in the files. `digest`: of the files' bytes."""

    tables: dict[str, pa.Table]
    findings: tuple[Finding, ...]
    digest: str

    def rows(self, name: str) -> list[dict[str, object]]:
        """The sound rows of a table."""
        rows: list[dict[str, object]] = self.tables[name].to_pylist()
        return rows

    @property
    def unstated(self) -> list[Fact]:
        """The tables in which nothing stands yet."""
        return [fact for fact in FACTS.values() if not self.tables[fact.name].num_rows]


# Of a plan that nobody asked for its facts.
NO_FACTS = Facts({fact.name: _empty(fact) for fact in FACTS.values()}, (), "")


class UnreadableFile(Exception):
    """A file that is no table of this kind, in words."""


def read_facts(settings: Settings) -> Facts:
    """Read and check the partnership folder of an installation. What is wrong is in `findings`, and never raised."""
    return read_folders(settings.fact_folders, is_sample=settings.is_sample)


def read_folders(folders: Sequence[Path], *, is_sample: bool) -> Facts:
    """The same for these folders: the first that has a file gives it."""
    digest, findings, tables = hashlib.sha256(), [], {}
    named: NamedRows = {name: _read_list(SEEDS / f"{name}.csv") for name in _LISTS}
    named["feeds"] = [{"name": name} for name in FEEDS]
    for fact in FACTS.values():
        raw = next((path.read_bytes() for folder in folders if (path := folder / fact.file).is_file()), b"")
        digest.update(f"{fact.name} {len(raw)} ".encode() + raw)
        tables[fact.name], found = read_fact(fact, raw, named, is_sample=is_sample)
        named[fact.name] = tables[fact.name].to_pylist()
        if fact is MEASURES:  # what comes after may name these as it may those of the catalogue
            named["measure_catalogue"] += map(_as_listed, named[fact.name])
        findings += found
    return Facts(tables, tuple(findings), digest.hexdigest())


def read_fact(fact: Fact, raw: bytes, named: NamedRows, *, is_sample: bool) -> tuple[pa.Table, list[Finding]]:
    """The sound rows of one file, and what is wrong in it.

    named  rows of the tables that this one may name
    """
    try:
        text, lines = _read_text(fact, raw)
    except UnreadableFile as error:
        finding = Finding(f"{fact.name}.file.readable", _HEADER_LINE, "", str(error))
        return _empty(fact), [finding]
    checked = [check_column(text, column, fact, None, {}) for column in fact.columns]
    table = pa.table([item.values.cast(_type(item.column)) for item in checked], schema=_schema(fact))
    is_sound = np.ones(len(lines), dtype=bool)
    findings = []
    of_columns = ((breach.rule, breach.heading, breach.rows) for item in checked for breach in item.breaches)
    of_rows = broken_rules(fact, table, named, is_sample=is_sample)
    for rule, column, rows in (*of_columns, *of_rows):
        for row in np.flatnonzero(rows):
            [cells] = text.slice(row, 1).to_pylist()
            findings.append(Finding(rule, lines[row], column, problem_of(fact, rule, cells)))
        is_sound &= ~rows
    return table.append_column(LINE, pa.array(lines, pa.int64())).filter(pa.array(is_sound)), findings


def _read_text(fact: Fact, raw: bytes) -> tuple[pa.Table, list[int]]:
    """All cells as text under the fact's headings, and the line of each row. Raises UnreadableFile."""
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        rows = [(cells, reader.line_num) for cells in reader if any(cell.strip() for cell in cells)]
    except UnicodeDecodeError:
        raise UnreadableFile("it is not text in UTF-8: save it as “CSV UTF-8”") from None
    except csv.Error as error:
        raise UnreadableFile(f"it is no CSV file: {error}") from None
    if raw and sorted(header) != sorted(fact.headings):
        missing = [name for name in fact.headings if name not in header]
        unknown = [name for name in header if name not in fact.headings]
        parts = [
            f"{words} {', '.join(f'“{name}”' for name in names)}"
            for words, names in (("it lacks the column(s)", missing), ("it has the unknown column(s)", unknown))
            if names
        ]
        raise UnreadableFile("; ".join(parts) or "it has a column twice")
    if broken := [line for cells, line in rows if len(cells) != len(header)]:
        raise UnreadableFile(f"line {broken[0]} has not as many cells as the header")
    cells = {name: [row[header.index(name)].strip() for row, _ in rows] for name in fact.headings}
    columns = {column.name: pa.array(map(_spelt(column), cells[column.name]), pa.string()) for column in fact.columns}
    return pa.table(columns), [line for _, line in rows]


def _spelt(column: Column) -> Callable[[str], str]:
    """How a cell of the column is spelt for the rules: spreadsheets write days and truth in ways of their own."""
    if column.kind is Kind.FLAG:
        return lambda cell: {"true": "Y", "yes": "Y", "false": "N", "no": "N"}.get(cell.lower(), cell)
    if column.kind is Kind.DATE:
        return lambda cell: "-".join(reversed(cell.split("/"))) if cell.count("/") == 2 else cell
    return lambda cell: cell


def _as_listed(row: dict[str, object]) -> dict[str, object]:
    """A row of a fact as a list of the code would hold it."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _read_list(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
