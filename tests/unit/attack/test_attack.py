"""What the tables of a release give away, alone and beside a release that is kept: each channel by a row or two."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.attack.attack import Result, attacked
from tests.unit.attack.small_release import COUNT, change, small_release

pytestmark = pytest.mark.slow  # the tables of a release are opened for each row

Row = dict[str, Any]


@pytest.fixture
def attacked_rows(tmp_path: Path):
    """Attacks a release with these rows, by table."""
    return lambda **rows: attacked(small_release(tmp_path / "release", **rows))


def only(result: Result) -> str:
    """The one channel that is open, or nothing."""
    assert len(result.channels) <= 1, result.channels
    return result.channels[0] if result.channels else ""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, ""),
        ({"numerator": 52}, "numerator has 1 count(s) of people that are not rounded"),
        ({"numerator": 52, "measure_id": "burglary", "disclosure_class": "event"}, ""),
        ({"measure_id": "completed", "numerator": 7}, ""),
        ({"measure_id": "completed", "numerator": 4}, "1 returned figure(s) of fewer than 5 people"),
        ({"measure_id": "completed", "numerator": 5}, ""),
        ({"measure_id": "completed", "numerator": 9, "denominator": 12, "unit": "percent"}, "returned figure"),
        ({"measure_id": "completed", "numerator": 7, "denominator": 12, "unit": "percent"}, ""),
        ({"measure_id": "stays", "numerator": 5}, "1 figure(s) of stays in CAS3, of which none is shown"),
        ({"measure_id": "stays", "numerator": None, "value": 60.0}, "stays in CAS3, of which none is shown"),
        ({"measure_id": "stays", "numerator": None, "status": "not applicable"}, ""),
        ({"measure_id": "referred", "numerator": 25}, "1 figure(s) of referrals to CAS3, of which none is shown"),
        ({"unit": "percent", "denominator": 101}, "denominator has 1 count(s) of people that are not rounded"),
        ({"unit": "percent", "denominator": 100}, ""),
        ({"unit": "rate_per_1000", "denominator": 101}, ""),
        ({"left_out_count": 3}, "1 number(s) of people who are left out"),
        ({"status": "true zero", "numerator": 0}, "says of 1 row(s) that nobody was counted"),
    ],
)
def test_a_row_of_measures(attacked_rows: Callable[..., Result], row: Row, words: str) -> None:
    found = only(attacked_rows(fct_measure_values=[{**COUNT, **row}]))
    assert words in found and bool(words) == bool(found)


CRIMES = {"measure_id": "sexual_offences", "title": "Sexual offences", "source": "crime", "window_months": 1}
LEVEL = {
    **{"subject": "crime", "pattern": "month", "slot": "all", "category": "Violence and sexual offences"},
    **{"area_code": "E22", "period": "2025-03", "disclosure_class": "event"},
}


@pytest.mark.parametrize(
    ("most", "narrow", "exact", "words"),
    [
        (4, 0, 0, "none of 1 counts of people is exact or narrower than 5 values"),
        (3, 1, 0, "1 of 1 are narrower than 5 values (measure)"),
        (0, 1, 1, "1 of 1 counts of people are exact; 1 of 1 are narrower than 5 values (measure)"),
    ],
)
def test_five_possible_values_are_enough_and_four_are_not(
    attacked_rows: Callable[..., Result], most: int, narrow: int, exact: int, words: str
) -> None:
    """None to four by rounding; by the exact count that it lies inside, perhaps fewer."""
    shown = {**COUNT, "measure_id": "sexual_offences", "numerator": 0}
    result = attacked_rows(dim_measures=[CRIMES], fct_measure_values=[shown], sna_levels=[{**LEVEL, "numerator": most}])
    assert (result.cells, len(result.narrow), result.exact, result.in_words()) == (1, narrow, exact, words)
    assert result.is_safe == (narrow == 0)


PERSON = {"disclosure_class": "person"}


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("sna_harm", {**PERSON, "harm": 3.5}, "statistics of 1"),
        ("sna_harm", {"disclosure_class": "event", "harm": 3.5}, ""),
        ("performance_signals", {**PERSON, "rebased_upper_limit": 3.5}, "statistics of 1"),
        ("sna_priorities", {"source_table": "sna_harm", "source_value": 141.5}, "statistics of 1"),
        ("sna_priorities", {"source_table": "sna_harm", "evidence": "141.5 days of sentence"}, "statistics of 1"),
        ("sna_priorities", {"source_table": "sna_harm", "evidence": "days of sentence"}, ""),
        ("performance_signals", {**PERSON, "chart_kind": "rare counts"}, "how large they are"),
        ("performance_signals", {"disclosure_class": "event", "chart_kind": "rare counts"}, ""),
        ("performance_comments", {**PERSON, "smallest_count": 6}, "returned of people"),
        ("sna_stop_and_search", {**PERSON, "numerator": 40}, "where only events are counted"),
        ("sna_stop_and_search", {"disclosure_class": "event", "numerator": 41}, ""),
        (
            "sna_data_coverage",
            {"feed": "fire_incidents", "duplicate_count": 40},
            "numbers of rows, or versions, of 1 deliveries",
        ),
        (
            "sna_data_coverage",
            {"feed": "fire_incidents", "version": 2},
            "numbers of rows, or versions, of 1 deliveries",
        ),
        ("sna_data_coverage", {"feed": "area_lookup", "accepted_count": 41, "version": 2}, ""),
        (
            "sna_data_sharing",
            {"feed": "police_crime", "accepted_count": 41},
            "numbers of rows, or versions, of 1 deliveries",
        ),
        (
            "sna_data_completeness",
            {"feed": "police_crime", "reason": "3 rows"},
            "numbers of rows, or versions, of 1 deliveries",
        ),
    ],
)
def test_a_row_of_another_table(attacked_rows: Callable[..., Result], table: str, row: Row, words: str) -> None:
    found = only(attacked_rows(**{table: [row]}))
    assert words in found and bool(words) == bool(found)


def test_kinds_that_leave_people_beside_their_exact_whole(attacked_rows: Callable[..., Result]) -> None:
    kinds = [
        {**COUNT, "measure_id": name, "disclosure_class": "event"} for name in ("all_crime", "violence_against_person")
    ]
    assert "all_crime and violence_against_person exactly" in only(attacked_rows(fct_measure_values=kinds))


def test_a_kind_that_is_protected_leaves_nobody(attacked_rows: Callable[..., Result]) -> None:
    rows = [{**COUNT, "measure_id": "all_crime", "disclosure_class": "event"}]
    rows += [{**COUNT, "measure_id": "violence_against_person"}]
    assert attacked_rows(fct_measure_values=rows).is_safe


def test_one_kind_leaves_nobody(attacked_rows: Callable[..., Result]) -> None:
    rows = [{**COUNT, "measure_id": "all_crime", "disclosure_class": "event"}]
    assert attacked_rows(fct_measure_values=rows).is_safe


def test_words_about_people_are_found(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", performance_comments=[{**PERSON, "narrative": "one of four"}])
    fields = [{"name": "narrative", "typed": True}, {"name": "unit"}]
    resource = {"name": "performance_comments.parquet", "format": "parquet", "schema": {"fields": fields}}
    write_json(release / "datapackage.json", {"resources": [resource], "deliveries": []})
    assert "narrative has words about 1 figure(s) of people" in only(attacked(release))


HIDDEN = {"feed": "probation_supervision", "sha256": None, "version": None, "rows": {"accepted": None}}


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (HIDDEN, ""),
        ({**HIDDEN, "rows": {"accepted": 3}}, "1 deliveries about people"),
        ({**HIDDEN, "sha256": "ab"}, "1 deliveries about people"),
        ({**HIDDEN, "version": 2}, "1 deliveries about people"),
        ({"feed": "area_lookup", "sha256": "ab", "version": 1, "rows": {"accepted": 3}}, ""),
    ],
)
def test_deliveries_of_the_data_package(tmp_path: Path, delivery: Row, words: str) -> None:
    release = small_release(tmp_path / "release")
    package = read_json(release / "datapackage.json")
    write_json(release / "datapackage.json", {**package, "deliveries": [delivery]})
    found = only(attacked(release))
    assert words in found and bool(words) == bool(found)


@pytest.mark.parametrize("kind", ["integer", "double", "decimal(9, 2)", "integer[]", "struct(people integer)"])
def test_a_column_of_numbers_that_is_not_listed_is_found(tmp_path: Path, kind: str) -> None:
    release = small_release(tmp_path / "release")
    change(release, "sna_cohorts", f"add column people {kind}")
    assert "sna_cohorts has a column of numbers that nobody has reviewed: people" in only(attacked(release))


def test_a_table_that_is_not_listed_is_found_and_a_column_of_words_is_not(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release")
    change(release, "sna_cohorts", "add column note varchar")
    assert attacked(release).is_safe
    (release / "tables" / "sna_harm.parquet").rename(release / "tables" / "kept.parquet")
    small_release(tmp_path / "other")
    (tmp_path / "other" / "tables" / "sna_harm.parquet").rename(release / "tables" / "sna_harm.parquet")
    assert "kept has a column of numbers that nobody has reviewed" in only(attacked(release))


AREA = {**COUNT, "area_type": "ward"}
SHARE = {**COUNT, "measure_id": "caseload", "unit": "percent", "denominator": 100, "numerator": 50, "value": 50.0}
RATE = {**COUNT, "unit": "rate_per_1000", "denominator": 2_000, "value": 25.0}


@pytest.mark.parametrize(
    ("row", "other", "is_found"),
    [
        (COUNT, {}, False),
        (COUNT, {"numerator": 55}, True),
        (COUNT, {"numerator": None}, False),
        (COUNT, {"period": "2025-04", "numerator": 55}, False),
        (COUNT, {"area_code": "E23", "numerator": 55}, False),
        ({**COUNT, "disclosure_class": "event"}, {"numerator": 55}, False),
        (SHARE, {"denominator": 105}, True),
        (RATE, {"value": 25.1}, True),
        (RATE, {"denominator": 2_100, "value": 23.8}, False),
        # What leads return is corrected as it comes.
        ({**COUNT, "measure_id": "completed"}, {"numerator": 51}, False),
    ],
)
def test_a_figure_that_differs_from_one_of_a_release_that_is_kept(
    tmp_path: Path, row: Row, other: Row, is_found: bool
) -> None:
    release = small_release(tmp_path / "release", fct_measure_values=[{**row, **other}])
    kept = [
        small_release(tmp_path / "releases" / "1", fct_measure_values=[row]),
        small_release(tmp_path / "releases" / "2"),
    ]
    result = attacked(release, kept)
    assert result.changed == ({"fct_measure_values": 1} if is_found else {})
    assert result.is_safe != is_found


def test_a_difference_is_found_whichever_release_is_read_first(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", fct_measure_values=[{**COUNT, "numerator": 55}])
    kept = [
        small_release(tmp_path / "releases" / "1"),
        small_release(tmp_path / "releases" / "2", fct_measure_values=[COUNT]),
    ]
    assert attacked(release, kept).changed == {"fct_measure_values": 1}


def test_a_release_of_an_older_version_is_compared_by_what_it_has(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", fct_measure_values=[{**COUNT, "numerator": 55}])
    kept = small_release(tmp_path / "releases" / "1", fct_measure_values=[COUNT])
    change(kept, "fct_measure_values", "drop column left_out_count")
    (kept / "tables" / "sna_harm.parquet").unlink()
    result = attacked(release, [kept])
    assert result.changed == {"fct_measure_values": 1}
    assert "1 row(s) about people of fct_measure_values have other figures" in result.in_words()
