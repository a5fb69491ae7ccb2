"""Is all that the last release had still there? A measure or a delivered period that goes is named, never just gone."""

from collections import defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.contracts.period import Period, list_missing, read_period
from ossp_pipeline.contracts.status import CoverageStatus

_NAMED = 12
_REMEDY = {
    "dim_measures": "put its row back into seeds/measure_catalogue.csv or the partnership folder’s measures.csv, with "
    "the status “retired” if it is no longer collected; or waive this rule once, with the reason",
    "sna_serious_violence": "nothing, if the partnership agreed to it: the whole history is counted under the new one; "
    "say so where figures of the old one were quoted",
    "sna_data_coverage": "find out why the delivery is gone from data/raw and received, and put it back; or waive this "
    "rule once, with the reason",
}
_RULES = {
    "dim_measures": "dim_measures.measure_id.kept",
    "sna_data_coverage": "sna_data_coverage.period.kept",
    "sna_serious_violence": "sna_serious_violence.definition.kept",
}
# Changing the definition of serious violence is the partnership's right; readers are warned, and nothing is held.
_WARNING_ONLY = {"sna_serious_violence"}


def kept_rule_ids(published: list[str]) -> list[str]:
    """The rules `judge_kept` answers for."""
    return [rule for table, rule in _RULES.items() if table in published]


def judge_kept(published: list[str], tables: Path, earlier: Path | None) -> list[Outcome]:
    """Measures and supplied periods of the last release against those of the candidate.

    `tables` and `earlier` are folders of published Parquet files; without an earlier release nothing can be gone. What
    passes says so in the same words whatever came before, so that the same inputs give the same certificate.
    """
    outcomes = []
    for table, rule in _RULES.items():
        if table not in published:
            continue
        before = earlier / f"{table}.parquet" if earlier else None
        had = _names(table, before) if before and before.exists() else set()
        has = _names(table, tables / f"{table}.parquet")
        outcomes.append(_outcome(table, rule, had - has, has))
    return outcomes


def _names(table: str, path: Path) -> set[str]:
    """Measures by id, supplied periods as `feed period`, and the definition of serious violence that headlines."""
    if table == "sna_serious_violence":
        chosen = pq.read_table(path, columns=["definition", "version"], filters=[("is_chosen", "=", True)]).to_pylist()
        return {f"{row['definition']} {row['version']}" for row in chosen}
    rows = pq.read_table(path).to_pylist()
    if table == "dim_measures":
        return {row["measure_id"] for row in rows}
    return {f"{row['feed']} {row['period']}" for row in rows if row["coverage_status"] == CoverageStatus.SUPPLIED}


def _list_gone(table: str, gone: set[str], has: set[str]) -> str:
    """Periods all of them, feed by feed; of many measures the first, with the number of the others."""
    if table == "sna_data_coverage":
        lost, kept = _by_feed(gone), _by_feed(has)
        return ", ".join(f"{feed} {list_missing(periods, kept[feed])}" for feed, periods in lost.items())
    more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
    return ", ".join(sorted(gone)[:_NAMED]) + more


def _by_feed(names: set[str]) -> dict[str, list[Period]]:
    periods: dict[str, list[Period]] = defaultdict(list)
    for feed, period in map(str.split, sorted(names)):
        periods[feed].append(read_period(period))
    return periods


def _outcome(table: str, rule: str, gone: set[str], has: set[str]) -> Outcome:
    return Outcome(
        rule=rule,
        subject=table,
        tool="reconciliation",
        status=Status.FAILED if gone else Status.PASSED,
        severity=Severity.WARN if table in _WARNING_ONLY else Severity.HOLD,
        observed=len(gone),
        detail=f"gone since the last release: {_list_gone(table, gone, has)}" if gone else "nothing is gone",
        remedy=_REMEDY[table],
        owner="partnership analyst",
    )
