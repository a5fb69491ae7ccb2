"""The facts of an installation from before the partnership folder, moved into one.

`read_old_tree` reads everything and says what became of it; `write_adopted` writes the folder, all of it or nothing.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from ossp_pipeline.errors import UsageError
from ossp_pipeline.partnership.compare import Cells, list_changes
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.folder import table_text, write_change
from ossp_pipeline.partnership.old_layout import OLD_SEEDS, OLD_TABLES, Moved, OldTable, move_table
from ossp_pipeline.partnership.old_settings import complete_settings, is_stockport
from ossp_pipeline.partnership.read import UnreadableFile, Written, check_tables, read_cells
from ossp_pipeline.settings import CALENDAR, CONFIG, SEEDS, SHIPPED_PARTNERSHIP

_BY = "ossp partnership adopt"


@dataclass
class Report:
    """What became of one old file: rows of the new one, rows left out and why, what a person has to decide."""

    file: str
    becomes: str
    rows: int = 0
    left_out: list[str] = field(default_factory=list)
    decide: list[str] = field(default_factory=list)


@dataclass
class Adopted:
    """The folder to write, with a report for each file. `problems`: what could not be understood, if anything."""

    files: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[Cells]] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_old_tree(tree: Path, config: Path) -> Adopted:
    """Everything that goes into the folder. Raises UsageError where the tree is no installation of that time.

    config  its settings file; the release calendar lies beside it
    """
    seeds = tree / OLD_SEEDS
    if not seeds.is_dir() or (tree / "partnership").is_dir():
        message = f"{tree} is no code tree from before the partnership folder"
        raise UsageError("E-ADOPT", message, f"name the folder that holds {OLD_SEEDS.as_posix()}")
    adopted = Adopted()
    _read_settings(tree, config, adopted)
    if adopted.problems:
        return adopted
    is_shipped_area, lines = is_stockport(adopted.files[CONFIG]), {}
    for table in OLD_TABLES:
        lines[table.fact] = _read_table(table, tree, adopted, is_shipped_area=is_shipped_area)
    for fact in (fact for name, fact in FACTS.items() if name not in lines):
        lines[fact.name] = _new_table(fact, adopted, is_shipped_area=is_shipped_area)
    _check_rows(lines, adopted)
    _report_own_measures(seeds, adopted)
    return adopted


def write_adopted(folder: Path, adopted: Adopted, *, may_replace: bool) -> None:
    """Write the folder. Raises UsageError where one of its files exists and may not be replaced; that is kept whole."""
    files = {FACTS[name].file: table_text(FACTS[name], rows) for name, rows in adopted.tables.items()} | adopted.files
    if not may_replace and (existing := [name for name in files if (folder / name).exists()]):
        message = f"{folder} has facts already: {', '.join(sorted(existing))}"
        raise UsageError("E-NOTEMPTY", message, "name a new folder, or say --replace: what was there is then gone")
    changes = [
        change
        for name, fact in FACTS.items()
        for change in list_changes(fact, _earlier(fact, folder), adopted.tables[name])
    ]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_change(folder, files, changes, _BY, datetime.now(UTC).isoformat(timespec="seconds"))


def _earlier(fact: Fact, folder: Path) -> list[Cells]:
    """The rows that are replaced, for the history; a file that cannot be read has none."""
    path = folder / fact.file
    try:
        return list(read_cells(fact.headings, path.read_bytes()).values()) if path.exists() else []
    except UnreadableFile:
        return []


def _read_settings(tree: Path, config: Path, adopted: Adopted) -> None:
    calendar = config.parent / CALENDAR
    for path in (config, calendar):
        if not path.is_file():
            adopted.problems.append(f"there is no {path}")
            return
    try:
        text, decide = complete_settings(config.read_text(encoding="utf-8"))
        adopted.files = {CONFIG: text, CALENDAR: calendar.read_text(encoding="utf-8-sig")}
    except ValueError as error:
        adopted.problems.append(str(error))
        return
    if (tree / "data").is_dir():
        decide.append(f"deliveries and releases stay in {tree / 'data'}: name it as data in {CONFIG}, or as OSSP_DATA")
    adopted.reports += [Report(CONFIG, CONFIG, decide=decide), Report(CALENDAR, CALENDAR)]


def _read_table(table: OldTable, tree: Path, adopted: Adopted, *, is_shipped_area: bool) -> list[int]:
    """Add a table and its report; answers with the old line of each of its rows."""
    path, fact = tree / table.folder / table.file, FACTS[table.fact]
    report = Report(table.file, fact.file)
    adopted.reports.append(report)
    adopted.tables[table.fact] = []
    if not path.is_file():
        report.decide.append("the old tree has no such file: the table is empty")
        return []
    try:
        moved = move_table(table, read_cells(table.columns, path.read_bytes()))
    except (UnreadableFile, ValueError) as error:
        adopted.problems.append(str(error) if str(error).startswith(table.file) else f"{table.file}: {error}")
        return []
    shipped = _shipped_rows(table, moved, report, is_shipped_area=is_shipped_area)
    adopted.tables[table.fact] = [row for _, row in moved.rows] + shipped
    report.rows = len(adopted.tables[table.fact])
    if moved.invented:
        report.left_out.append(f"{_lines(moved.invented)}: invented for the sample")
    if moved.national:
        report.left_out.append(f"{_lines(moved.national)}: national, which the code holds")
    report.decide += [table.decide] if table.decide and moved.rows else []
    return [line for line, _ in moved.rows] + [0] * len(shipped)


def _shipped_rows(table: OldTable, moved: Moved, report: Report, *, is_shipped_area: bool) -> list[Cells]:
    """Today's rows about Stockport in place of the old ones that nobody changed; of another area, none."""
    if not moved.shipped:
        return []
    lines = _lines(list(moved.shipped))
    if not is_shipped_area:
        report.left_out.append(f"{lines}: about Stockport, as the project shipped it, and not about this area")
        return []
    report.left_out.append(f"{lines}: as the project shipped it; the rows that it ships today stand instead")
    fact = FACTS[table.fact]
    shipped = read_cells(fact.headings, (SHIPPED_PARTNERSHIP / fact.file).read_bytes()).values()
    return [row for row in shipped if table.identify(row) in moved.shipped.values()]


def _new_table(fact: Fact, adopted: Adopted, *, is_shipped_area: bool) -> list[int]:
    """A table that there was not: what the project ships for Stockport, and nothing for another area."""
    content = (SHIPPED_PARTNERSHIP / fact.file).read_bytes() if is_shipped_area else b""
    rows = adopted.tables[fact.name] = list(read_cells(fact.headings, content).values())
    adopted.reports.append(Report(fact.file, fact.file, rows=len(rows), decide=["the table is new: look it through"]))
    return [0] * len(rows)


def _lines(numbers: list[int]) -> str:
    """Lines of a file, such as “lines 2 to 5, 9”."""
    runs = [[line for _, line in run] for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0])]
    parts = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"line{'s' if len(numbers) > 1 else ''} {parts}"


def _check_rows(lines: Mapping[str, list[int]], adopted: Adopted) -> None:
    """Whether every row can be used as it now is; problems are named by the line of the old file."""
    written: dict[str, Written] = {name: dict(enumerate(rows)) for name, rows in adopted.tables.items()}
    old_files = {table.fact: table.file for table in OLD_TABLES}
    for finding in check_tables(written, is_sample=False)[1]:
        line = lines[finding.table][finding.line]
        where = f"{old_files[finding.table]}, line {line}" if line else f"{FACTS[finding.table].file} as shipped"
        adopted.problems.append(f"{where}: {finding.problem}")


def _report_own_measures(seeds: Path, adopted: Adopted) -> None:
    """Measures that only the old catalogue has are no facts of the folder: a person has to say what becomes of them."""
    name = "measure_catalogue.csv"
    own = sorted(_measures(seeds / name) - _measures(SEEDS / name))
    if own:
        decide = f"measures of your own, which today's catalogue does not have: {', '.join(own)}"
        adopted.reports.append(Report(name, "", decide=[decide]))


def _measures(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return {row.get("measure_id") or "" for row in csv.DictReader(handle)} - {""}
