"""Do the published files hold words that say who somebody is? The files are read back, as they would go out."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.protect.screening import clean_text, personal_details


def words_rule_ids(typed: Iterable[str]) -> list[str]:
    """The rules `judge_words` answers for: one of each published table with words that people typed."""
    return [_rule(table) for table in typed]


def judge_words(typed: dict[str, list[str]], tables: Path) -> list[Outcome]:
    """The typed words in the candidate's files. An outcome says how many cells, in which columns; never the words."""
    return [_judge(table, columns, tables / f"{table}.parquet") for table, columns in typed.items()]


def _judge(table: str, columns: list[str], path: Path) -> Outcome:
    rows = pq.read_table(path, columns=columns)
    counts = {name: sum(_has_personal_details(text) for text in rows[name].to_pylist()) for name in rows.column_names}
    affected = ", ".join(f"{name} in {count} row(s)" for name, count in counts.items() if count)
    return Outcome(
        rule=_rule(table),
        subject=table,
        tool="reconciliation",
        status=Status.FAILED if affected else Status.PASSED,
        severity=Severity.HOLD,
        observed=sum(counts.values()),
        detail=f"seems to hold personal details: {affected}"
        if affected
        else "no typed words seem to hold personal details",
        remedy="do not waive: name the column under `typed` in the YAML of the table, then build again",
        owner="information governance lead",
    )


def _has_personal_details(text: str | None) -> bool:
    return bool(personal_details(clean_text(text or "")))


def _rule(table: str) -> str:
    return f"{table}.words.screened"
