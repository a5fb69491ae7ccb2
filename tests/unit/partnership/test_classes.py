"""The classes of what the public edition counts: each has its reason, may be stricter but not looser, and is signed."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml

from ossp_pipeline.docs_build.classes import class_pages
from ossp_pipeline.errors import UsageError
from ossp_pipeline.partnership.folder import read_history, table_text
from ossp_pipeline.partnership.measure_facts import DISCLOSURE_CLASSES, MEASURES
from ossp_pipeline.partnership.read import Facts, read_folders
from ossp_pipeline.partnership.signing import classes_here, rows_up_to_date, signed, unsigned, write_classes
from ossp_pipeline.settings import DBT_PROJECT, SHIPPED_PARTNERSHIP
from tests.unit.site.boards import columns_of

DAY = date(2026, 5, 1)
OWN = (SHIPPED_PARTNERSHIP / MEASURES.file).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose list is as this version has it, signed."""
    rows = [signed(row, "Information governance lead", DAY) for row in rows_up_to_date(classes_here([]), [])]
    write(tmp_path, rows)
    return tmp_path


def write(folder: Path, rows: list[dict[str, str]]) -> None:
    (folder / DISCLOSURE_CLASSES.file).write_text(table_text(DISCLOSURE_CLASSES, rows), encoding="utf-8")


def change(folder: Path, name: str, **cells: str) -> None:
    rows = [signed(row, "Lead", DAY) for row in rows_up_to_date(classes_here([]), [])]
    write(folder, [{**row, **cells} if row["name"] == name else row for row in rows])


def read(folder: Path, *, is_sample: bool = False) -> Facts:
    return read_folders([folder], is_sample=is_sample)


def lacking(facts: Facts) -> list[str]:
    return unsigned(facts.rows(MEASURES.name), facts.rows(DISCLOSURE_CLASSES.name))


def broken(facts: Facts) -> set[str]:
    return {item.rule for item in facts.findings}


def classes(facts: Facts) -> Mapping[tuple[object, object], object]:
    return {(row["name"], row["part"]): row["class"] for row in facts.rows(DISCLOSURE_CLASSES.name)}


def test_the_lists_that_ship_with_the_project_are_those_of_this_version() -> None:
    for path, text in class_pages().items():
        assert path.read_text(encoding="utf-8") == text, "run `make docs`"


def test_each_measure_and_part_of_a_table_has_a_class_with_its_reason() -> None:
    listed = classes_here([])
    assert {("all_crime", ""), ("sna_levels", "treatment"), ("sna_stop_and_search", "")} <= set(listed)
    assert all(item.counted and item.reason for item in listed.values())


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        ("burglary", "offence or incident"),
        ("theft_from_person", "offence or incident"),  # people in the catalogue; data.police.uk has it exactly
        ("asb_personal", "people"),
        ("sexual_offences", "people"),
        ("supervision_caseload", "people"),
        ("asb_repeat_reporters", "people"),
        ("cas3_completions", "return"),
        ("licensing_visits", "offence or incident"),
        ("outcome_rate", "people"),
    ],
)
def test_classes_of_measures(measure: str, wanted: str) -> None:
    assert classes_here([])[measure, ""].declared == wanted


def test_a_list_that_is_signed_lacks_nothing(folder: Path) -> None:
    facts = read(folder)
    assert facts.findings == () and lacking(facts) == []


def test_without_the_list_everything_lacks_a_signature(tmp_path: Path) -> None:
    assert len(lacking(read(tmp_path))) == len(classes_here([]))


@pytest.mark.parametrize("column", ["signed_by", "signed_on"])
def test_a_row_without_name_or_day_is_not_signed_and_holds_nothing(folder: Path, column: str) -> None:
    change(folder, "all_crime", **{column: ""})
    facts = read(folder)
    assert facts.findings == () and lacking(facts) == ["all_crime"]


@pytest.mark.parametrize(
    ("name", "cells", "rule"),
    [
        ("sexual_offences", {"class": "offence or incident"}, "row.not_looser"),
        ("cas3_completions", {"class": "offence or incident"}, "row.not_looser"),
        ("sna_cohorts", {"class": "offence or incident"}, "row.not_looser"),
        ("burglary", {"class": "people"}, "row.not_looser"),  # data.police.uk publishes it exactly all the same
        ("asb_council_share", {"class": "people"}, "row.not_looser"),  # beside all reports it could be narrowed
        ("deliberate_fires", {"class": "return"}, "row.not_looser"),  # a feed gives it exactly, too
        ("sna_cohorts", {"counted": "Something else"}, "row.listed"),
        ("sna_cohorts", {"part": "nobody"}, "row.listed"),
        ("sna_cohorts", {"signed_by": "Invented: nobody"}, "signed_by.not_invented"),
    ],
)
def test_a_row_that_is_looser_outdated_or_invented_is_left_out_and_so_not_signed(
    folder: Path, name: str, cells: dict[str, str], rule: str
) -> None:
    change(folder, name, **cells)
    facts = read(folder)
    assert broken(facts) == {f"disclosure_classes.{rule}"} and lacking(facts) == [name]
    assert not DISCLOSURE_CLASSES.rows_hold, "a public edition is what waits for it"


def test_a_figure_that_leads_return_may_be_signed_as_one_of_people(folder: Path) -> None:
    change(folder, "licensing_visits", **{"class": "return"})
    facts = read(folder)
    assert facts.findings == () and lacking(facts) == [] and classes(facts)["licensing_visits", None] == "return"


def test_the_sample_may_be_signed_as_invented(folder: Path) -> None:
    change(folder, "all_crime", signed_by="Invented: nobody")
    assert lacking(read(folder, is_sample=True)) == []


def test_a_new_measure_is_unsigned_until_somebody_signs_and_the_others_stay(folder: Path) -> None:
    (folder / MEASURES.file).write_text(OWN, encoding="utf-8")
    new = ["serious_violence_wide", "hotspot_brinnington", "hotspot_town_centre"]
    assert lacking(read(folder)) == new
    assert {item.key for item in write_classes(folder, "Ann", "2026-05-02T09:00:00")} == {f"{name} · " for name in new}
    assert lacking(read(folder)) == new
    write_classes(folder, "Ann", "2026-05-02T09:01:00", date(2026, 5, 2))
    facts = read(folder)
    assert lacking(facts) == []
    by = {row["name"]: row["signed_by"] for row in facts.rows(DISCLOSURE_CLASSES.name)}
    assert by["hotspot_brinnington"] == "Ann" and by["all_crime"] == "Information governance lead"
    assert {row["by"] for row in read_history(folder)} == {"Ann"}
    assert write_classes(folder, "Bob", "2026-05-03T09:00:00", date(2026, 5, 3)) == []


def test_a_signature_falls_where_something_else_is_counted_now(folder: Path) -> None:
    change(folder, "all_crime", counted="Other crimes", reason="As agreed")
    write_classes(folder, "Ann", "2026-05-02T09:00:00")
    facts = read(folder)
    assert facts.findings == () and lacking(facts) == ["all_crime"]


def test_a_signature_falls_where_the_class_is_not_allowed(folder: Path) -> None:
    change(folder, "sexual_offences", **{"class": "offence or incident"})
    write_classes(folder, "Ann", "2026-05-02T09:00:00")
    facts = read(folder)
    assert facts.findings == () and lacking(facts) == ["sexual_offences"]
    assert classes(facts)["sexual_offences", None] == "people"


def test_a_stricter_class_and_a_reason_of_ones_own_stay_when_the_list_is_brought_up_to_date(folder: Path) -> None:
    change(folder, "licensing_visits", **{"class": "return", "reason": "One visit is one landlord"})
    assert write_classes(folder, "Ann", "2026-05-02T09:00:00") == []


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / DISCLOSURE_CLASSES.file).write_text("name\n", encoding="utf-8")
    with pytest.raises(UsageError, match="E-FACT"):
        write_classes(folder, "Ann", "2026-05-02T09:00:00")


def test_each_published_table_has_its_class_or_those_of_its_measures() -> None:
    """Others have no figure of anybody."""
    listed = {name for name, _ in classes_here([])}
    assert {table for table in published_tables() if table not in listed and not has_measures(table)} == {
        "dim_area_boundaries",
        "dim_areas",
        "dim_periods",
        "performance_actions",
        "performance_grant_lines",
        "performance_grants",
        "sna_data_sharing",
        "sna_deprivation",
        "sna_previous_plan",
    }
    assert {name for name, part in classes_here([]) if name.startswith(("sna_", "performance_"))} <= published_tables()


def published_tables() -> set[str]:
    exposures = yaml.safe_load((DBT_PROJECT / "models" / "exposures.yml").read_text(encoding="utf-8"))
    return {ref[5:-2] for item in exposures["exposures"] for ref in item["depends_on"]}


def has_measures(table: str) -> bool:
    return "measure_id" in columns_of(table)
