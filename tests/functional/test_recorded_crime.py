"""Faults of the Home Office’s workbook, from inbox to gate: what is missing or doubtful never reads as a figure."""

import duckdb
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.sample.files import drop
from ossp_pipeline.sample.makers import recorded_crime_csp
from ossp_pipeline.settings import Settings
from tests.installations import copied
from tests.part_refresh import broken_rules, refresh_part

pytestmark = pytest.mark.slow

NOTES = (
    "Greater Manchester: Bolton is recorded under an unassigned CSP group from 2024 onwards.",
    "Bury figures for the year ending March 2025 are incomplete and should not be used.",
)
# A publication with a fault of its own in each of two years: figures of one year know nothing of the other.
RENAMED, SPOILT = "2024-25", "2023-24"
Judged = tuple[dict[str, str], dict[tuple[str, str], tuple[int | None, str, str | None]]]


@pytest.fixture(scope="module")
def judged(released: Settings, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Rules that did not pass, with what they do; and by year and area: count, status and reason."""
    settings, draft = copied(released, tmp_path_factory.mktemp("recorded")), recorded_crime_csp.next_version()
    for row in of(draft.rows, RENAMED, "Stockport"):
        row[3] = "Stockport Borough"
    draft.rows += [list(row) for row in of(draft.rows, SPOILT, "Stockport")]
    wigan = of(draft.rows, SPOILT, "Wigan")
    draft.rows[:] = [row for row in draft.rows if row not in wigan]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorded_crime_csp, "NOTES", (*recorded_crime_csp.NOTES, *NOTES))
        drop(settings, draft.feed.name, draft.file_name, recorded_crime_csp.workbook_bytes(draft))
    # The last two are what the levels' own suite compares them with.
    tables = ["sna_comparison", "sna_harm", "sna_levels", "fct_measure_values", "sna_data_coverage"]
    build = refresh_part(settings, [draft.feed.name], tables, over_last=True)
    rows = duckdb.execute(
        "select financial_year, area_name, crime_count, status, status_reason from read_parquet(?)"
        " where offence_group = 'All offences'",
        [(build.candidate / "tables" / "sna_comparison.parquet").as_posix()],
    ).fetchall()
    return broken_rules(build), {(year, area): told for year, area, *told in rows}


def of(rows: list[list[str]], year: str, name: str) -> list[list[str]]:
    return [row for row in rows if row[3] == name and row[0] == year.replace("-", "/")]


def test_the_faults_that_hold_are_held_and_the_others_told(judged: Judged) -> None:
    broken, _ = judged
    assert {rule for rule, severity in broken.items() if severity == "hold"} == {
        "sna_comparison.area_name.home_found",
        "recorded_crime_csp.offence_code.parts_once",
    }
    assert {
        "sna_comparison.publisher_note.read",
        "sna_comparison.area_name.all_found",
        "recorded_crime_csp.offence_count.tables_agree",
    } <= set(broken)


def test_the_partnership_under_another_name_has_no_figure_and_notes_are_told(judged: Judged) -> None:
    areas = {area: tuple(told) for (year, area), told in judged[1].items() if year == RENAMED}
    assert areas["Stockport"] == (
        None,
        ValueStatus.NOT_SUPPLIED,
        "no rows under this name; not listed: Stockport Borough",
    )
    assert areas["Greater Manchester"][:2] == (None, ValueStatus.NOT_SUPPLIED) == areas["England"][:2]
    told = f"no whole year of Stockport; not listed: Stockport Borough; the publisher says: {NOTES[1]} | {NOTES[0]}"
    assert areas["Greater Manchester"][2] == told
    assert areas["Bolton"] == (None, ValueStatus.NOT_APPLICABLE, f"the publisher says: {NOTES[0]}")
    assert areas["Bury"][1:] == (ValueStatus.OBSERVED, f"the publisher says: {NOTES[1]}")
    assert areas["Manchester"][1:] == (ValueStatus.OBSERVED, None)


def test_a_partnership_that_is_missing_is_no_fall_of_the_force(judged: Judged) -> None:
    areas = {area: tuple(told) for (year, area), told in judged[1].items() if year == SPOILT}
    assert areas["Wigan"] == (None, ValueStatus.NOT_SUPPLIED, "no rows under this name")
    assert areas["Greater Manchester"][:2] == (None, ValueStatus.NOT_SUPPLIED)
    assert areas["Greater Manchester"][2] == f"no whole year of Wigan; the publisher says: {NOTES[0]}"
