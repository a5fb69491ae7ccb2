"""What the last release had and this one has not is named: measures, and periods that were supplied."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.gate.rules.continuity import judge_kept, kept_rule_ids

PUBLISHED = ["dim_measures", "fct_measure_values", "sna_data_coverage"]


def tables(folder: Path, measures: list[str], supplied: list[str], late: tuple[str, ...] = ()) -> Path:
    """A folder of published tables with these measures and months of crime."""
    folder.mkdir()
    pq.write_table(pa.table({"measure_id": measures}), folder / "dim_measures.parquet")
    statuses = ["supplied"] * len(supplied) + ["late"] * len(late)
    months = [*supplied, *late]
    rows = {"feed": ["police_crime"] * len(months), "period": months, "coverage_status": statuses}
    pq.write_table(pa.table(rows), folder / "sna_data_coverage.parquet")
    return folder


def judged(now: Path, before: Path | None) -> dict[str, Outcome]:
    outcomes = judge_kept(PUBLISHED, now, before)
    assert [outcome.rule for outcome in outcomes] == kept_rule_ids(PUBLISHED)
    assert {outcome.severity for outcome in outcomes} == {Severity.HOLD}
    return {outcome.subject: outcome for outcome in outcomes}


@pytest.fixture
def before(tmp_path) -> Path:
    return tables(tmp_path / "before", ["burglary", "robbery"], ["2025-05", "2025-06"], late=("2025-07",))


def test_a_measure_that_is_gone_is_named(tmp_path, before):
    outcomes = judged(tables(tmp_path / "now", ["robbery", "arson"], ["2025-05", "2025-06"]), before)
    assert (outcomes["dim_measures"].status, outcomes["dim_measures"].observed) == (Status.FAILED, 1)
    assert outcomes["dim_measures"].detail == "gone since the last release: burglary"
    assert outcomes["sna_data_coverage"].status is Status.PASSED


def test_a_month_that_was_supplied_and_is_late_now_is_named(tmp_path, before):
    outcomes = judged(tables(tmp_path / "now", ["burglary", "robbery"], ["2025-05"], late=("2025-06",)), before)
    assert outcomes["sna_data_coverage"].detail == "gone since the last release: police_crime 2025-06"
    assert outcomes["dim_measures"].status is Status.PASSED


def test_what_was_late_before_and_is_not_listed_now_is_no_loss(tmp_path, before):
    outcomes = judged(tables(tmp_path / "now", ["burglary", "robbery", "arson"], ["2025-05", "2025-06"]), before)
    assert {outcome.status for outcome in outcomes.values()} == {Status.PASSED}


def test_passing_says_the_same_with_and_without_a_release_before(tmp_path, before):
    """The certificate of the same inputs is the same, whichever release it follows."""
    assert judged(before, before) == judged(before, None)


def test_many_are_counted_after_the_first_twelve(tmp_path):
    before = tables(tmp_path / "before", [f"measure_{number:02d}" for number in range(20)], [])
    outcomes = judged(tables(tmp_path / "now", [], []), before)
    assert outcomes["dim_measures"].observed == 20
    assert outcomes["dim_measures"].detail.endswith("measure_11 and 8 more")


def test_of_many_months_that_are_gone_all_are_named_and_those_inside_the_series_first(tmp_path):
    months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
    before = tables(tmp_path / "before", [], months)
    outcomes = judged(tables(tmp_path / "now", [], [months[0], months[4]]), before)
    assert outcomes["sna_data_coverage"].observed == 22
    assert outcomes["sna_data_coverage"].detail == (
        "gone since the last release: police_crime 2024-02 to 2024-04, 2024-06 to 2025-12"
    )


def test_a_release_of_before_the_table_was_published_has_lost_nothing(tmp_path, before):
    (before / "sna_data_coverage.parquet").unlink()
    outcomes = judged(tables(tmp_path / "now", ["burglary", "robbery"], []), before)
    assert {outcome.status for outcome in outcomes.values()} == {Status.PASSED}
    assert kept_rule_ids(["dim_areas"]) == []


def violence(folder: Path, chosen: str) -> Path:
    """A folder whose table of serious violence headlines this definition."""
    folder.mkdir()
    rows = {
        "definition": ["narrow", "wide"],
        "version": ["1", "2"],
        "is_chosen": [chosen == "narrow", chosen == "wide"],
    }
    pq.write_table(pa.table(rows), folder / "sna_serious_violence.parquet")
    return folder


def test_another_definition_of_serious_violence_is_reported_and_holds_nothing(tmp_path):
    published = ["sna_serious_violence"]
    [changed] = judge_kept(published, violence(tmp_path / "now", "wide"), violence(tmp_path / "before", "narrow"))
    assert changed.rule == "sna_serious_violence.definition.kept"
    assert (changed.status, changed.severity) == (Status.FAILED, Severity.WARN)
    assert "narrow 1" in changed.detail and "the whole history is counted under the new one" in changed.remedy
    [same] = judge_kept(published, tmp_path / "now", tmp_path / "now")
    assert same.status is Status.PASSED
