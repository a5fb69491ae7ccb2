"""Do two published tables that show one figure show the same figure? The candidate's own files are compared.

`dbt_project/seeds/figure_equivalences.csv` is the register: which figures stand for one concept, and why two that may
differ do. A pair without a stated reason must agree; a pair with one may differ by as much as it allows. A measure that
counts what the assessment counts as a level of a month needs no row there: the catalogue says so.
"""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.settings import SEEDS
from ossp_pipeline.transform.measures.catalogue import Measure, read_measures
from ossp_pipeline.transform.tables import Connection, literal, open_tables

# Two ways of adding up the same numbers differ in the last digits.
_ROUNDING = 1e-6
_SHOWN = 3
# Sources whose rows the assessment counts as levels, and numerators that are one category of theirs, or all.
_COUNTED = ("crime", "asb")
_ONE_CATEGORY = re.compile(r"all|(?P<level>type|group|code)=(?P<value>[^;]+)")


@dataclass(frozen=True, kw_only=True)
class Side:
    """Figures of a published table: its rows, what they are of, and the column. Rows of one key are added up."""

    table: str
    figure: str
    rows: str
    key: str

    def sql(self) -> str:
        """A query for key and figure. A sum with a part missing is no figure."""
        return (
            f"select concat_ws(', ', {self.key}) as of_what, "
            f"case when count(*) = count({self.figure}) then sum({self.figure}) end as figure "
            f"from {self.table} where {self.rows} group by of_what"
        )


@dataclass(frozen=True, kw_only=True)
class Equivalence:
    """Two figures of one concept. `most_percent`: by how much they may differ; None where the reason sets no limit."""

    equivalence_id: str
    first: Side
    second: Side
    most_percent: float | None
    reason: str

    @property
    def rule(self) -> str:
        """The id of its rule."""
        return f"{self.first.table}.{self.equivalence_id}.one_figure"

    @property
    def tables(self) -> set[str]:
        """The tables it compares."""
        return {self.first.table, self.second.table}


def read_equivalences(seeds: Path = SEEDS) -> list[Equivalence]:
    """The register, in its order, and then the measures that are levels of a month."""
    with (seeds / "figure_equivalences.csv").open(encoding="utf-8", newline="") as handle:
        registered = [
            Equivalence(
                equivalence_id=row["equivalence_id"],
                first=_side(row, "first"),
                second=_side(row, "second"),
                most_percent=float(row["most_percent"]) if row["most_percent"] else None,
                reason=row["reason"],
            )
            for row in csv.DictReader(handle)
        ]
    levels = (_as_level(measure) for measure in read_measures(seeds))
    return registered + [level for level in levels if level]


def _as_level(measure: Measure) -> Equivalence | None:
    """A measure that counts all, or one category, of a month, as the assessment does; None for any other measure."""
    category = _ONE_CATEGORY.fullmatch(measure.numerator)
    if measure.source not in _COUNTED or measure.unit != "count" or measure.window_months != 1 or not category:
        return None
    level, value = category["level"] or "all", category["value"] or "all"
    of_what = (
        f"subject = '{measure.source}' and level = '{level}' and category = {literal(value)} and pattern = 'month'"
    )
    key = "area_code, period"
    ours = f"measure_id = '{measure.measure_id}' and area_type <> 'lsoa'"
    return Equivalence(
        equivalence_id=f"{measure.measure_id}_levels",
        first=Side(table="fct_measure_values", figure="numerator", rows=ours, key=key),
        second=Side(table="sna_levels", figure="numerator", rows=of_what, key=key),
        most_percent=0,
        reason="",
    )


def figure_rule_ids(published: Collection[str]) -> list[str]:
    """The rules `judge_figures` answers for: one of each pair whose tables are both published."""
    return [item.rule for item in _pairs_of(published)]


def judge_figures(published: Collection[str], tables: Path) -> list[Outcome]:
    """Every pair of the register, on the files as they would go out."""
    with open_tables(tables) as connection:
        return [_judge(item, connection) for item in _pairs_of(published)]


def _pairs_of(published: Collection[str]) -> list[Equivalence]:
    return [item for item in read_equivalences() if item.tables <= set(published)]


def _side(row: dict[str, str], name: str) -> Side:
    return Side(**{part: row[f"{name}_{part}"] for part in ("table", "figure", "rows", "key")})


def _judge(item: Equivalence, connection: Connection) -> Outcome:
    first, second = item.first, item.second
    pairs = connection.sql(
        f"with ours as ({first.sql()}), theirs as ({second.sql()}) "
        "select of_what, ours.figure, theirs.figure from ours join theirs using (of_what) "
        "where ours.figure is not null and theirs.figure is not null order by of_what"
    ).fetchall()
    differ = [pair for pair in pairs if _differs(item, *pair[1:])]
    words = "; ".join(
        f"{of_what}: {first.table}.{first.figure} is {ours:,.6g}, {second.table}.{second.figure} is {theirs:,.6g}"
        for of_what, ours, theirs in differ[:_SHOWN]
    )
    return Outcome(
        rule=item.rule,
        subject=first.table,
        tool="reconciliation",
        status=Status.FAILED if differ else Status.PASSED,
        severity=Severity.HOLD,
        observed=len(differ),
        detail=f"{len(differ)} of {len(pairs)} figures differ: {words}"
        if differ
        else f"{len(pairs)} figures of {first.table} and {second.table} agree"
        if item.most_percent is not None
        else f"{len(pairs)} figures may differ: {item.reason}",
        remedy="compute both from one source; where they count different people or periods, say so under `reason` in "
        "seeds/figure_equivalences.csv",
        owner="partnership analyst",
    )


def _differs(item: Equivalence, ours: float, theirs: float) -> bool:
    if item.most_percent is None:
        return False
    return abs(ours - theirs) > (item.most_percent / 100 + _ROUNDING) * max(abs(ours), abs(theirs))
