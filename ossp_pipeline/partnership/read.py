"""The files of a partnership folder as typed tables, with everything that is wrong in them.

A row that breaks a rule is in no table: it holds the release, or the release goes without it, as its contract says. A
file that is absent, or has no rows, is an empty table, and is named among what is not stated yet.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.header import nearest_heading
from ossp_pipeline.extract.rules import check_column
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.partnership.check import NamedRows, Row, broken_rules
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.measure_facts import MEASURE_CHOICES, MEASURES
from ossp_pipeline.partnership.problems import problem_of
from ossp_pipeline.partnership.suppliers import feeds_here
from ossp_pipeline.settings import SEEDS, Settings

# Beside a fact's own columns: the line of the row in its file, for rules that are judged once tables are built.
LINE = "line"
_HEADER_LINE = 1
_TYPES = {Kind.INTEGER: pa.int64(), Kind.NUMBER: pa.float64(), Kind.FLAG: pa.bool_(), Kind.DATE: pa.date32()}
# Lists of the code that facts name.
_LISTS = ("measure_catalogue", "measures_from_feeds", "priority_problems")
# The rows of a table as text: the line of each, and its cells by column.
Written = dict[int, dict[str, str]]


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
    def feeds(self) -> dict[str, Feed]:
        """Every feed by name, each from whom it comes here."""
        return feeds_here(self.rows("suppliers"))

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
    files = fact_files(folders)
    written: dict[str, Written] = {}
    unreadable = []
    for fact in FACTS.values():
        try:
            written[fact.name] = read_cells(fact.headings, files[fact.name])
        except UnreadableFile as error:
            written[fact.name] = {}
            unreadable.append(Finding(f"{fact.name}.file.readable", _HEADER_LINE, "", str(error)))
    tables, findings = check_tables(written, is_sample=is_sample)
    return Facts(tables, (*unreadable, *findings), digest_of(files))


def fact_files(folders: Sequence[Path]) -> dict[str, bytes]:
    """The bytes of each table's file, by table; empty for one that no folder has."""
    return {
        fact.name: next((path.read_bytes() for folder in folders if (path := folder / fact.file).is_file()), b"")
        for fact in FACTS.values()
    }


def digest_of(files: Mapping[str, bytes]) -> str:
    """The fingerprint of these files: of other bytes in any of them, it is another."""
    digest = hashlib.sha256()
    for name, raw in files.items():
        digest.update(f"{name} {len(raw)} ".encode() + raw)
    return digest.hexdigest()


def check_tables(written: Mapping[str, Written], *, is_sample: bool) -> tuple[dict[str, pa.Table], list[Finding]]:
    """The sound rows of every table, typed, and what is wrong in the others, by the lines they are written under."""
    named = named_lists()
    tables, findings = {}, []
    for fact in FACTS.values():
        tables[fact.name], found = _check_table(fact, written[fact.name], named, is_sample=is_sample)
        named[fact.name] = tables[fact.name].to_pylist()
        if fact is MEASURES:  # what comes after may name these as it may those of the catalogue
            named["measure_catalogue"] += map(_as_listed, named[fact.name])
        if fact is MEASURE_CHOICES:
            named["measure_themes"] = measure_themes(named["measure_catalogue"], named[fact.name])
        findings += found
    return tables, findings


def named_lists() -> NamedRows:
    """The rows of the code's own lists that facts name."""
    named: NamedRows = {name: _read_list(SEEDS / f"{name}.csv") for name in _LISTS}
    named["feeds"] = [{"name": name} for name in FEEDS]
    return named


def measure_themes(measures: Iterable[Row], choices: Iterable[Row]) -> list[Row]:
    """The themes that measures are under here: pages show actions and grants by them."""
    chosen = {row["measure_id"]: row["theme"] for row in choices}
    return [{"theme": chosen.get(row["measure_id"]) or row["theme"]} for row in measures]


def _check_table(fact: Fact, written: Written, named: NamedRows, *, is_sample: bool) -> tuple[pa.Table, list[Finding]]:
    """`named`: rows of the tables that this one may name."""
    lines = list(written)
    text = pa.table(
        {
            column.name: pa.array([spelt(column, cells[column.name]) for cells in written.values()], pa.string())
            for column in fact.columns
        }
    )
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


def read_cells(headings: Sequence[str], raw: bytes) -> Written:
    """The cells of a file as text. Raises UnreadableFile."""
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        header = [cell.strip() for cell in next(reader, [])]
        rows = [(cells, reader.line_num) for cells in reader if any(cell.strip() for cell in cells)]
    except UnicodeDecodeError:
        raise UnreadableFile("it is not text in UTF-8: save it as “CSV UTF-8”") from None
    except csv.Error as error:
        raise UnreadableFile(f"it is no CSV file: {error}") from None
    if raw and (wrong := wrong_headings(headings, header)):
        raise UnreadableFile(wrong)
    if broken := [line for cells, line in rows if len(cells) != len(header)]:
        raise UnreadableFile(f"line {broken[0]} has not as many cells as the header")
    return {line: {name: cells[header.index(name)].strip() for name in headings} for cells, line in rows}


def wrong_headings(headings: Sequence[str], header: Sequence[str]) -> str:
    """How headings differ from those of a table, in words; empty where they are the same, in any order."""
    if sorted(header) == sorted(headings):
        return ""
    missing = [name for name in headings if name not in header]
    unknown = [name for name in header if name not in headings]
    renamed = [f"“{name}” for “{known}”" for name in unknown if (known := nearest_heading(name, missing))]
    parts = [
        f"{words} {', '.join(names)}"
        for words, names in (
            ("it lacks the column(s)", [f"“{name}”" for name in missing]),
            ("it has the unknown column(s)", [f"“{name}”" for name in unknown]),
            ("perhaps", renamed),
        )
        if names
    ]
    return "; ".join(parts) or "it has a column twice"


def spelt(column: Column, cell: str) -> str:
    """A cell as the rules read it: spreadsheets write days and truth in ways of their own."""
    if column.kind is Kind.FLAG:
        return {"true": "Y", "yes": "Y", "false": "N", "no": "N"}.get(cell.lower(), cell)
    if column.kind is Kind.DATE:
        return "-".join(reversed(cell.split("/"))) if cell.count("/") == 2 else cell
    return cell


def _as_listed(row: dict[str, object]) -> dict[str, object]:
    """A row of a fact as a list of the code would hold it."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _read_list(path: Path) -> list[dict[str, object]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
