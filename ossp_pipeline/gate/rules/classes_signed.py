"""Whether what the public edition shows is of the classes that the partnership signed, row by row of its files."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.partnership.classes import key_of, label_of, table_classes
from ossp_pipeline.partnership.measure_facts import OFFENCE

CLASSES_SIGNED = "public.classes.signed"
_EVENT = "event"
_NAMED = 5


def judge_classes(tables: Path, signed: Iterable[Mapping[str, Any]]) -> Outcome:
    """Judge the Parquet files in `tables` by the rows of `disclosure_classes`: nothing is shown as an event, exactly,
    that was signed as people or a return, or that was not signed. More may be protected than was signed."""
    classes = {key_of(row): row["class"] for row in signed if row["signed_by"] and row["signed_on"]}
    wrong = sorted({label for path in sorted(tables.glob("*.parquet")) for label in _shown_otherwise(path, classes)})
    named = f"{', '.join(wrong[:_NAMED])}{f' and {len(wrong) - _NAMED} more' if len(wrong) > _NAMED else ''}"
    return Outcome(
        rule=CLASSES_SIGNED,
        subject="public",
        tool="python",
        status=Status.FAILED if wrong else Status.PASSED,
        severity=Severity.HOLD,
        observed=len(wrong),
        detail=f"shown as counted, and not signed so: {named}"
        if wrong
        else "each figure is of the class that is signed",
        remedy="`ossp partnership classes` says what is signed; report a class that the tables do not have",
        owner="information governance lead",
    )


def _shown_otherwise(path: Path, classes: Mapping[tuple[str, str], str]) -> Iterator[str]:
    columns = pq.read_schema(path).names
    if "disclosure_class" not in columns:
        return
    by = "measure_id" if "measure_id" in columns else _divided_by(path.stem)
    rows = pq.read_table(path, columns=[*filter(None, [by]), "disclosure_class"])
    for row in rows.group_by(rows.column_names).aggregate([]).to_pylist():
        value = str(row[by]) if by else ""
        key, others = ((value, ""), None) if by == "measure_id" else ((path.stem, value), (path.stem, ""))
        declared = classes.get(key) or (others and classes.get(others))
        if row["disclosure_class"] == _EVENT and declared != OFFENCE:
            yield label_of(key)


def _divided_by(table: str) -> str:
    return next((row["divided_by"] for row in table_classes() if row["name"] == table), "")
