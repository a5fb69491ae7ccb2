"""The tables of an installation from before the partnership folder, in today's layout. Pure.

They lay in the code tree, most of them as seeds. Rows that the project shipped there are known by their hashes
(`shipped_before.csv`): those that were made up for the sample, those about Stockport, and national ones, which the code
holds. A row that somebody changed has another hash, and is the installation's own.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ossp_pipeline.partnership.compare import Cells
from ossp_pipeline.partnership.contract import INVENTED
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.partnership.read import Written

_SHIPPED = Path(__file__).with_name("shipped_before.csv")
SAMPLE, STOCKPORT, NATIONAL = "sample", "Stockport", "national"
OLD_SEEDS = Path("dbt_project") / "seeds"
_GRANT_COLUMNS = (
    *("grant_id", "title", "funder", "theme", "owner_role", "start_date", "end_date", "allocation_pounds"),
    *("match_pounds", "carry_forward", "note", "source"),
)
_CARRY_FORWARD = {"no": "not permitted", "yes": "permitted", "by consent": "exceptional"}
_JUDGED = ("set_on", *(name + end for name in ("harm", "concern", "capacity") for end in ("", "_reason")))
_YEAR_STARTS = (4, 1)
_NAME_SOURCES = "name the source of each row: the old table had none"


@dataclass(frozen=True)
class OldTable:
    """A table as it was: its file, its columns, how a row becomes rows of today, and what a person has to decide.

    identity  columns by which a row that was shipped is found among those shipped today; the first of the key, if none
    """

    fact: str
    file: str
    columns: tuple[str, ...]
    today: Callable[[Cells], list[Cells]]
    decide: str = ""
    folder: Path = OLD_SEEDS
    identity: tuple[str, ...] = ()

    def identify(self, cells: Cells) -> tuple[str, ...]:
        """What it is about, as a row of before and of today say it alike."""
        return tuple(cells[name] for name in self.identity or FACTS[self.fact].key[:1])


@dataclass
class Moved:
    """What became of one table.

    rows      in today's layout, with the line of the old file they come from
    invented  lines of rows that were made up for the sample
    national  lines of rows that are true everywhere, so that the code holds them
    shipped   lines of rows about Stockport that are as the project shipped them, each with what it is about
    """

    rows: list[tuple[int, Cells]] = field(default_factory=list)
    invented: list[int] = field(default_factory=list)
    national: list[int] = field(default_factory=list)
    shipped: dict[int, tuple[str, ...]] = field(default_factory=dict)


def move_table(table: OldTable, written: Written) -> Moved:
    """The rows in today's layout. Raises ValueError, with the line, for a row that cannot be understood."""
    moved = Moved()
    for line, cells in written.items():
        origin = _origin(table, cells)
        if origin == STOCKPORT:
            moved.shipped[line] = table.identify(cells)
        elif origin == NATIONAL:
            moved.national.append(line)
        elif origin == SAMPLE:
            moved.invented.append(line)
        elif table.fact != "priority_judgements" or any(cells[name] for name in _JUDGED):
            moved.rows += [(line, row) for row in _today(table, line, cells)]
    return moved


def row_hash(table: str, cells: Mapping[str, str]) -> str:
    """By which a shipped row is known."""
    return hashlib.sha256(json.dumps([table, *(cells[name] for name in sorted(cells))]).encode()).hexdigest()[:16]


def financial_years(started: date, ended: date) -> list[str]:
    """The financial years in which a grant has days, such as 2023/24."""
    first, last = (day.year - ((day.month, day.day) < _YEAR_STARTS) for day in (started, ended))
    return [f"{year}/{(year + 1) % 100:02}" for year in range(first, last + 1)]


def _origin(table: OldTable, cells: Cells) -> str:
    if cells.get(FACTS[table.fact].source_column, "").casefold().startswith(INVENTED.casefold()):
        return SAMPLE
    return _shipped_rows().get(row_hash(table.fact, cells), "")


@cache
def _shipped_rows() -> dict[str, str]:
    with _SHIPPED.open(encoding="utf-8", newline="") as handle:
        return {row["row_hash"]: row["origin"] for row in csv.DictReader(handle)}


def _today(table: OldTable, line: int, cells: Cells) -> list[Cells]:
    try:
        return table.today(cells)
    except ValueError as error:
        raise ValueError(f"{table.file}, line {line}: {error.args[0]}") from None


def _as_it_is(cells: Cells) -> list[Cells]:
    return [cells]


def _with_source(cells: Cells) -> list[Cells]:
    """These tables named no source: where the row was is all that is known."""
    return [{**cells, "source": "Kept by the installation before it had a partnership folder"}]


def _tile(cells: Cells) -> list[Cells]:
    column, row = cells["column"], cells["row"]
    return _with_source({"area_code": cells["area_code"], "column_number": column, "row_number": row})


def _judgement(cells: Cells) -> list[Cells]:
    return [{name: cells[name] for name in FACTS["priority_judgements"].headings}]


def _grant_lines(cells: Cells) -> list[Cells]:
    """A line for each financial year. The amount was one for all of them, and the match stands in the first year."""
    if cells["carry_forward"] not in _CARRY_FORWARD:
        raise ValueError("carry_forward is none of no, yes and by consent")
    try:
        years = financial_years(date.fromisoformat(cells["start_date"]), date.fromisoformat(cells["end_date"]))
    except ValueError:
        raise ValueError("start_date or end_date is not a day such as 2026-04-01") from None
    shared = {
        **{name: cells.get(name, "") for name in FACTS["grants"].headings},
        "carry_forward": _CARRY_FORWARD[cells["carry_forward"]],
        "line_title": "all",
        "amount_pounds": cells["allocation_pounds"],
        "years_of_amount": str(len(years)),
    }
    return [
        {**shared, "financial_year": year, "match_pounds": "0" if number else cells["match_pounds"] or "0"}
        for number, year in enumerate(years)
    ]


def _same(name: str) -> OldTable:
    return OldTable(name, f"{name}.csv", FACTS[name].headings, _as_it_is)


def _without_source(name: str, file: str = "", **more: Any) -> OldTable:
    headings = tuple(heading for heading in FACTS[name].headings if heading != "source")
    return OldTable(name, file or f"{name}.csv", headings, _with_source, _NAME_SOURCES, **more)


OLD_TABLES = (
    *map(_same, ("measure_targets", "comparators", "sna_comparators", "measure_breaks", "assessments")),
    *map(_same, ("treatment_need", "sharing_agreements", "safer_streets")),
    _without_source("plan_actions"),
    _without_source("priority_weights"),
    OldTable(
        "ward_tiles",
        "ward_tiles.csv",
        ("area_code", "column", "row"),
        _tile,
        _NAME_SOURCES,
        folder=Path("ossp_pipeline") / "site" / "drawings",
    ),
    _without_source(
        "violence_definitions",
        "serious_violence_definitions.csv",
        identity=("definition", "version", "offence_code", "needs_flag"),
    ),
    OldTable(
        "grants",
        "grants.csv",
        _GRANT_COLUMNS,
        _grant_lines,
        "say which line of each grant is for what, of whom the money is, and whether the match is in kind or in money",
    ),
    OldTable(
        "priority_judgements",
        "priority_problems.csv",
        (
            *("problem_id", "title", "subject", "level", "category", "survey_indicator", "measure_ids"),
            *FACTS["priority_judgements"].headings[1:],
        ),
        _judgement,
    ),
)
