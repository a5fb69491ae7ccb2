"""What the sample's leads return: every measure and quarter once, numbers that fit together, and each planted case."""

import csv
from collections import Counter, defaultdict

import pytest

from ossp_pipeline.sample.span import quarters
from ossp_pipeline.settings import SEEDS, SHIPPED_PARTNERSHIP
from tests.unit.sample.conftest import Made

pytestmark = pytest.mark.slow

LAST = "2025-26Q4"


@pytest.fixture(scope="module")
def returned(made: Made) -> dict[tuple[str, str, int], dict[str, str]]:
    """Every returned row, by measure, quarter and version."""
    rows = {}
    for answer in made.answers:
        if answer["feed"] == "measure_returns":
            version = int(answer["file_name"].rsplit("-v", 1)[1].removesuffix(".csv"))
            for row in made.rows("measure_returns", answer["file_name"]):
                rows[row["measure_id"], row["quarter"], version] = row
    return rows


def test_every_returned_measure_of_the_catalogue_comes_every_quarter_but_for_the_late_lead(returned) -> None:
    files = (SEEDS / "measure_catalogue.csv", SHIPPED_PARTNERSHIP / "measures.csv")
    listed = [row for path in files for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    rows = [row for row in listed if row["source"] == "returned"]
    due = {(row["measure_id"], str(period)) for row in rows for period in quarters()}
    late = {(row["measure_id"], LAST) for row in rows if row["owner_role"] == "Youth justice manager"}
    assert len(late) == 3
    assert {(measure, quarter) for measure, quarter, version in returned if version == 1} == due - late


def test_states_are_accepted_but_for_the_planted_two(returned) -> None:
    others = {key: row["state"] for key, row in returned.items() if row["state"] != "accepted"}
    assert others == {("marac_repeats", LAST, 1): "queried", ("cctv_working", LAST, 1): "returned"}
    for row in returned.values():
        assert (row["signed_by"] != "") == (row["signed_date"] != "") == (row["state"] == "accepted")


def test_no_figure_has_a_reason_and_every_other_has_a_number(returned) -> None:
    without = {key[:2] for key, row in returned.items() if row["numerator"] == ""}
    assert without == {("marac_repeats", LAST), ("road_casualties", LAST), ("survey_belonging", "2024-25Q2")}
    assert all((row["numerator"] == "") == (row["no_figure_reason"] != "") for row in returned.values())


def test_the_corrected_figure_leaves_its_words_behind(returned) -> None:
    first, second = (returned["missing_children", "2025-26Q3", version] for version in (1, 2))
    assert int(second["numerator"]) == int(first["numerator"]) + 11
    assert second["narrative_numerator"] == first["narrative_numerator"] == first["numerator"]
    stale = {
        key for key, row in returned.items() if row["narrative"] and row["narrative_numerator"] != row["numerator"]
    }
    assert stale == {("missing_children", "2025-26Q3", 2)}


def test_small_counts_have_words_that_would_give_them_away(returned) -> None:
    described = [row for key, row in returned.items() if key[0] == "domestic_homicide_reviews"]
    assert all(row["narrative"].startswith(f"{row['numerator']} under way") for row in described)
    assert any(1 <= int(row["numerator"]) < 5 for row in described)


def test_the_four_numbers_of_case_reviews_fit_together(returned) -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for name in ("case_review_applications", "case_review_threshold_not_met", "case_reviews"):
        for period in quarters():
            numbers[name].append(int(returned[name, str(period), 1]["numerator"]))
    sums = zip(*numbers.values(), strict=True)
    assert all(applications == not_met + reviews for applications, not_met, reviews in sums)


def test_answers_of_one_survey_wave_have_one_base_and_do_not_exceed_it(returned) -> None:
    for period in quarters():
        wave = [row for key, row in returned.items() if key[0].startswith("survey_") and key[1] == str(period)]
        bases = {row["denominator"] for row in wave} - {""}
        assert len(bases) == 1
        by_id = {row["measure_id"]: int(row["numerator"] or 0) for row in wave}
        assert by_id["survey_feel_safe"] + by_id["survey_feel_unsafe"] <= int(*bases)


def test_no_share_exceeds_its_whole(returned) -> None:
    assert [
        key
        for key, row in returned.items()
        if row["denominator"] and key[0] != "reoffending_frequency" and int(row["numerator"]) > int(row["denominator"])
    ] == []


def test_actions_and_grants_hold_the_planted_cases(made: Made) -> None:
    names = {answer["file_name"] for answer in made.answers}
    assert f"action-returns-public-health-lead-for-substance-misuse-{LAST}-v1.csv" not in names
    actions = made.rows("action_returns", f"action-returns-community-safety-manager-{LAST}-v1.csv")
    assert {row["action_id"]: row["progress"] for row in actions}["pspo_renewal"] == "late"
    grants = {
        row["grant_id"]: row
        for row in made.rows("grant_returns", f"grant-returns-community-safety-manager-{LAST}-v1.csv")
    }
    assert Counter(row["state"] for row in grants.values()) == {"accepted": 2, "returned": 1}
    assert grants["community_safety"]["state"] == "returned"
    assert (grants["hate_crime"]["spent_pounds"], grants["hate_crime"]["forecast_pounds"]) == ("25800", "25800")
    police = made.rows("grant_returns", "grant-returns-police-performance-lead-2024-25Q4-v1.csv")
    assert {row["grant_id"]: row["spent_pounds"] for row in police}["serious_violence_2024"] == "138000"
