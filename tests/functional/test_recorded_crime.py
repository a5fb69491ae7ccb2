"""Faults of the Home Office’s workbook, from inbox to gate: what is missing or doubtful never reads as a figure."""

from collections.abc import Callable

import duckdb
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.sample.files import drop
from ossp_pipeline.sample.makers import recorded_crime_csp
from ossp_pipeline.settings import Settings
from tests.part_refresh import broken_rules, refresh_part

pytestmark = pytest.mark.slow

NOTES = (
    "Greater Manchester: Bolton is recorded under an unassigned CSP group from 2024 onwards.",
    "Bury figures for the year ending March 2025 are incomplete and should not be used.",
)
YEAR = "2024/25"
Judged = tuple[dict[str, str], dict[str, tuple[int | None, str, str | None]]]


def judged(settings: Settings, change: Callable[[list[list[str]]], None], monkeypatch: pytest.MonkeyPatch) -> Judged:
    """Rules that did not pass, with what they do; and 2024-25 by area: count, status and reason."""
    draft = recorded_crime_csp.next_version()
    change(draft.rows)
    monkeypatch.setattr(recorded_crime_csp, "NOTES", (*recorded_crime_csp.NOTES, *NOTES))
    drop(settings, draft.feed.name, draft.file_name, recorded_crime_csp.workbook_bytes(draft))
    # The last two are what the levels' own suite compares them with.
    tables = ["sna_comparison", "sna_harm", "sna_levels", "fct_measure_values", "sna_data_coverage"]
    build = refresh_part(settings, [draft.feed.name], tables)
    rows = duckdb.execute(
        "select area_name, crime_count, status, status_reason from read_parquet(?)"
        " where financial_year = '2024-25' and offence_group = 'All offences'",
        [(build.candidate / "tables" / "sna_comparison.parquet").as_posix()],
    ).fetchall()
    return broken_rules(build), {area: (count, status, reason) for area, count, status, reason in rows}


def of(rows: list[list[str]], name: str) -> list[list[str]]:
    return [row for row in rows if row[3] == name and row[0] == YEAR]


def test_the_partnership_under_another_name_holds_and_notes_are_told(
    released: Settings, copy_of: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(rows: list[list[str]]) -> None:
        for row in of(rows, "Stockport"):
            row[3] = "Stockport Borough"

    broken, areas = judged(copy_of(released, severity_edition="2020"), rename, monkeypatch)
    assert {rule for rule, severity in broken.items() if severity == "hold"} == {"sna_comparison.area_name.home_found"}
    assert areas["Stockport"] == (
        None,
        ValueStatus.NOT_SUPPLIED,
        "no rows under this name; not listed: Stockport Borough",
    )
    assert areas["Greater Manchester"][:2] == (None, ValueStatus.NOT_SUPPLIED) == areas["England"][:2]
    assert areas["Bolton"] == (None, ValueStatus.NOT_APPLICABLE, f"the publisher says: {NOTES[0]}")
    assert areas["Bury"][1:] == (ValueStatus.OBSERVED, f"the publisher says: {NOTES[1]}")
    assert areas["Manchester"][1:] == (ValueStatus.OBSERVED, None)
    assert {"sna_comparison.publisher_note.read", "sna_harm.edition.delivered"} <= set(broken)


def test_a_partnership_that_is_missing_is_no_fall_of_the_force_and_rows_sent_twice_hold(
    released: Settings, copy_of: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(rows: list[list[str]]) -> None:
        rows += [list(row) for row in of(rows, "Stockport")]
        rows[:] = [row for row in rows if row not in of(rows, "Wigan")]

    broken, areas = judged(copy_of(released), spoil, monkeypatch)
    assert {rule for rule, severity in broken.items() if severity == "hold"} == {
        "recorded_crime_csp.offence_code.parts_once"
    }
    assert {"sna_comparison.area_name.all_found", "recorded_crime_csp.offence_count.tables_agree"} <= set(broken)
    assert areas["Wigan"] == (None, ValueStatus.NOT_SUPPLIED, "no rows under this name")
    told = f"no whole year of Wigan; the publisher says: {NOTES[1]} | {NOTES[0]}"
    assert areas["Greater Manchester"] == (None, ValueStatus.NOT_SUPPLIED, told)
