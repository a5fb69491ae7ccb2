"""Nothing is shown as it was counted that was signed as people or a return, or that nobody signed."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.gate.policy import PROTECTS_PEOPLE
from ossp_pipeline.gate.rules.classes_signed import judge_classes

SIGNED = {"signed_by": "Lead", "signed_on": date(2026, 5, 1)}
CLASSES = [
    {"name": "burglary", "part": None, "class": "offence or incident", **SIGNED},
    {"name": "caseload", "part": None, "class": "people", **SIGNED},
    {"name": "completions", "part": None, "class": "return", **SIGNED},
    {"name": "robbery", "part": None, "class": "offence or incident", "signed_by": None, "signed_on": None},
    {"name": "sna_levels", "part": "crime", "class": "offence or incident", **SIGNED},
    {"name": "sna_partner_incidents", "part": "Deliberate secondary fire", "class": "offence or incident", **SIGNED},
    {"name": "sna_partner_incidents", "part": None, "class": "people", **SIGNED},
    {"name": "sna_stop_and_search", "part": None, "class": "offence or incident", **SIGNED},
]


def judged(folder: Path, table: str, **row: str) -> Outcome:
    pq.write_table(pa.Table.from_pylist([row]), folder / f"{table}.parquet")
    return judge_classes(folder, CLASSES)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("fct_measure_values", {"measure_id": "burglary", "disclosure_class": "event"}),
        ("fct_measure_values", {"measure_id": "burglary", "disclosure_class": "person"}),
        ("fct_measure_values", {"measure_id": "caseload", "disclosure_class": "person"}),
        ("sna_levels", {"subject": "crime", "disclosure_class": "event"}),
        ("sna_partner_incidents", {"item": "Deliberate secondary fire", "disclosure_class": "event"}),
        ("sna_partner_incidents", {"item": "Assault", "disclosure_class": "person"}),
        ("sna_stop_and_search", {"force_slug": "kent", "disclosure_class": "event"}),
        ("dim_periods", {"period": "2025-03"}),
    ],
)
def test_what_is_shown_as_it_was_signed_or_more_protected_passes(
    tmp_path: Path, table: str, row: dict[str, str]
) -> None:
    outcome = judged(tmp_path, table, **row)
    assert not outcome.holds and outcome.detail == "each figure is of the class that is signed"


@pytest.mark.parametrize(
    ("table", "row", "named"),
    [
        ("fct_measure_values", {"measure_id": "caseload"}, "caseload"),
        ("performance_returns", {"measure_id": "completions"}, "completions"),
        ("fct_measure_values", {"measure_id": "robbery"}, "robbery"),
        ("fct_measure_values", {"measure_id": "new_one"}, "new_one"),
        ("sna_levels", {"subject": "treatment"}, "sna_levels: treatment"),
        ("sna_partner_incidents", {"item": "Assault"}, "sna_partner_incidents: Assault"),
        ("sna_new", {"subject": "crime"}, "sna_new"),
    ],
)
def test_what_is_shown_as_counted_and_was_not_signed_so_holds_by_name(
    tmp_path: Path, table: str, row: dict[str, str], named: str
) -> None:
    outcome = judged(tmp_path, table, **row, disclosure_class="event")
    assert outcome.holds and outcome.detail == f"shown as counted, and not signed so: {named}"
    assert outcome.owner == PROTECTS_PEOPLE, "so that no waiver is accepted for it"
