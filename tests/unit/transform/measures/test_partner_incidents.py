"""What partners share, by hand: which rows have a figure, which a rate, and why the others have none."""

import pandas as pd
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.feeds import ambulance_calls, fire_incidents, hospital_admissions
from ossp_pipeline.settings import SEEDS
from ossp_pipeline.transform.measures.partner_incidents import judge_incidents

ROW = {
    "feed": "hospital_admissions",
    "item": "Assault",
    "rate_basis": "residents",
    "disclosure_class": "person",
    "area_type": "csp",
    "area_code": "E22000001",
    "area_name": "Testborough",
    "pattern": "month",
    "period": "2024-06",
    "period_start_date": "2024-06-01",
    "period_end_date": "2024-06-30",
    "is_supplied": True,
    "is_missing": False,
    "missing_periods": None,
    "incident_count": 5,
    "unplaced_count": 3,
}
POPULATIONS = pd.DataFrame(
    {"area_code": ["E22000001"] * 3, "mid_year": [2020, 2023, 2025], "residents": [900, 1000, 1100]}
)


def judged(**changes):
    [row] = judge_incidents(pd.DataFrame([ROW | changes]), POPULATIONS).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("changes", "count", "reason"),
    [
        ({}, None, None),
        ({"area_type": "outward postcode"}, None, "no place, in the whole alone"),
        (
            {"area_type": "ward", "disclosure_class": "event"},
            3,
            "no place, in the whole alone",
        ),
        ({"area_type": "ward", "is_supplied": False, "missing_periods": "2024-06"}, None, None),
    ],
)
def test_rows_of_no_part_stand_beside_each_part_and_of_people_only_that_there_are_some(changes, count, reason):
    row = judged(**changes)
    assert (None if pd.isna(row["left_out_count"]) else row["left_out_count"], row["left_out_reason"]) == (
        count,
        reason,
    )


def test_a_rate_has_the_residents_of_the_newest_estimate_before_it_and_exact_limits_below_ten():
    row = judged()
    assert (row["residents"], row["population_year"], row["rate_per_1000"]) == (1000, 2023, 5)
    # Exact Poisson limits of 5: 1.6235 and 11.6683.
    assert (row["rate_lower"], row["rate_upper"]) == (pytest.approx(1.6235, abs=1e-4), pytest.approx(11.6683, abs=1e-4))
    assert row["status"] == ValueStatus.OBSERVED and pd.isna(row["status_reason"])


def test_an_estimate_of_a_later_year_is_used_only_where_there_is_no_earlier_one():
    assert judged(period_end_date="2019-06-30")["residents"] == 900
    # 2023 is nearer than 2020, and later.
    assert judged(period_end_date="2022-12-31")["residents"] == 900


def test_nothing_in_a_month_that_came_is_zero_and_nothing_in_one_that_did_not_come_is_no_figure():
    assert (judged(incident_count=0)["status"], judged(incident_count=0)["numerator"]) == (ValueStatus.TRUE_ZERO, 0)
    silent = judged(incident_count=0, is_supplied=False, is_missing=True, missing_periods="2024-06")
    assert (silent["status"], silent["status_reason"]) == (ValueStatus.NOT_SUPPLIED, "no delivery for 2024-06")
    assert pd.isna(silent["numerator"]) and pd.isna(silent["rate_per_1000"])
    assert judged(is_supplied=False, missing_periods="2024-06")["status"] == ValueStatus.NOT_YET_DUE


def test_a_rate_is_refused_where_residents_are_not_what_it_could_happen_to():
    fire = judged(feed="fire_incidents", item="Dwelling fire without a smoke alarm", rate_basis="dwellings")
    assert (fire["numerator"], fire["status_reason"]) == (5, "no rate: its denominator would be dwellings")
    assert pd.isna(fire["rate_per_1000"]) and pd.isna(fire["residents"])
    district = judged(area_type="outward postcode", area_code="SK1")
    home = judged(feed="violence_attendances", area_type="kind of place", area_code="Home")
    assert pd.isna(home["rate_per_1000"]) and home["status_reason"] == "no rate: nobody lives in a kind of place"
    assert (home["numerator"], home["left_out_reason"]) == (5, None), "every attendance has a kind of place"
    assert pd.isna(district["rate_per_1000"]) and "postcode district" in district["status_reason"]


@pytest.mark.parametrize("feed", [ambulance_calls, fire_incidents, hospital_admissions], ids=lambda f: f.FEED.name)
def test_every_item_of_the_contract_is_in_the_code_list(feed):
    assert read_code_lists(SEEDS)[feed.FEED.name] == frozenset(feed.CATEGORIES)
