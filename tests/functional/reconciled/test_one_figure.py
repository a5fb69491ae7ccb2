"""One concept, one figure: what feeds give is counted anew from their rows; every pair of the register is alive."""

import re

import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.outcome import Status
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.gate.rules import one_figure
from ossp_pipeline.gate.rules.one_figure import judge_figures, read_equivalences
from ossp_pipeline.publish.releases import Releases
from tests.functional.reconciled.accepted import DISTRICT, seed

pytestmark = pytest.mark.slow
# Sources of which no table of the assessment has anything.
OF_CAS3 = ("bedspaces", "bookings", "cas3_referrals")
# Pairs whose figures the sample does not have at the same time: the publisher hides the cohort, or months are withheld.
WITHOUT_FIGURES = {
    "youth_reoffending_cohort",
    "modern_slavery_crimes_referrals",
    # Of some method there are a few in each month: the public edition alone has all of them, rounded.
    "ae_violence_attendances_months",
}


@pytest.fixture(scope="module")
def figures(warehouse):
    """A measure's figures for the partnership, by period."""
    rows = warehouse("fct_measure_values").query("area_type == 'csp'")
    return lambda name: rows[rows["measure_id"] == name].set_index("period")


@pytest.fixture(scope="module")
def files(released):
    return Releases(released.releases).current().folder / "tables"


@pytest.mark.parametrize(
    ("measure", "indicator"),
    [("survey_feel_safe", "feels_safe"), ("survey_confidence_emergency", "confident_emergency")],
)
def test_survey_measures_are_the_shares_of_the_waves(raw, figures, measure, indicator):
    answers = raw.rows("resident_survey")
    answers = answers[(answers["indicator_id"] == indicator) & (answers["area_code"] == DISTRICT)]
    found = figures(measure)
    assert found["value"].to_dict() == answers.set_index("wave")["percent"].to_dict() and len(found) == 12
    assert found["denominator"].to_dict() == answers.set_index("wave")["base_count"].to_dict()


def test_deliberate_fires_are_the_fires_of_the_quarter(raw, figures):
    fires = raw.rows("fire_incidents")
    deliberate = fires[fires["category"].str.startswith("Deliberate")]
    found = figures("deliberate_fires")
    assert found["numerator"].dropna().to_dict() == deliberate.groupby("period").size().to_dict()
    assert found.loc["2025-26Q4", "status"] == ValueStatus.NOT_YET_DUE


def test_reoffending_is_of_the_cohorts_that_ended_in_the_year(raw, figures):
    [adults] = (
        raw.rows("proven_reoffending")
        .query("cohort.str.endswith('2024') and geography == 'Stockport' and age_group == 'Adult'")
        .itertuples()
    )
    share, frequency = figures("reoffending_binary").loc["2024"], figures("reoffending_frequency").loc["2024"]
    assert share["value"] == pytest.approx(100 * adults.reoffender_count / adults.offender_count)
    assert frequency["value"] == pytest.approx(adults.reoffence_count / adults.reoffender_count)
    assert figures("youth_reoffending").loc["2024", "status"] == ValueStatus.SUPPRESSED
    assert figures("reoffending_binary").loc["2025", "status"] == ValueStatus.NOT_SUPPLIED


@pytest.mark.parametrize(
    ("measure", "group", "substances"),
    [("unmet_need_opiates", "opiate", "opiate"), ("unmet_need_alcohol", "alcohol", "alcohol")],
)
def test_unmet_need_is_the_estimate_less_the_people_in_treatment(raw, figures, measure, group, substances):
    codes = seed("code_lists").query("list_name == 'substances' and code_group == @substances")["code"]
    estimate = int(seed("treatment_need").set_index("need_group").loc[group, "estimate"])
    rows = raw.rows("substance_treatment").query("period.str.startswith('2025-26')").sort_values("period")
    # An episode without a triage month has not begun; the newest delivery knows an episode best.
    episodes = rows.dropna(subset="triage_month").drop_duplicates(["person_token", "episode_token"], keep="last")
    counted = episodes["main_substance"].isin(codes) & (episodes["district_code"] == DISTRICT)
    people = episodes[counted]["person_token"].nunique()
    found = figures(measure).loc["2025-26Q4"]
    assert (found["numerator"], found["denominator"]) == (estimate - people, estimate)


def financial_quarter(month) -> str:
    year = month.year - (month.month < 4)
    return f"{year}-{(year + 1) % 100}Q{(month.month - 4) % 12 // 3 + 1}"


def test_stays_in_cas3_are_those_that_ended_and_moves_those_that_are_known(raw, figures):
    lists = seed("code_lists")
    types = lists.query("list_name == 'address_types'").set_index("code")["code_group"]
    moves = lists.query("list_name == 'move_on_categories'").set_index("code")["code_group"]
    rows = raw.rows("cas3_bookings")
    rows["ended_in"] = rows["end_month"].map(financial_quarter, na_action="ignore")
    rows["type"] = rows["move_on_category"].map(moves)
    ended = rows[~rows["is_cancelled"] & (rows["ended_in"] == rows["period"]) & (rows["type"] != "A17")]
    assert figures("cas3_completions")["numerator"].to_dict() == ended.groupby("period").size().to_dict()
    known = ended[ended["type"].map(types).isin(["settled", "not settled", "in an institution"])]
    assert len(known) < len(ended), "else the test could not tell a pending outcome from a bad one"
    found = figures("cas3_positive")
    assert found["denominator"].to_dict() == known.groupby("period").size().to_dict()
    settled = known[known["type"].map(types) == "settled"]
    assert found["numerator"].to_dict() == settled.groupby("period").size().to_dict()


def test_people_who_started_work_are_those_whose_report_says_so(raw, figures):
    rows = raw.rows("commissioned_services")
    begun = rows["desired_outcome"].str.contains(r"obtain|commences", na=False) & ~rows["desired_outcome"].str.contains(
        "barriers", na=False
    )
    started = rows[begun & (rows["achievement_level"] == "ACHIEVED")]
    people = started.groupby("period")["person_token"].nunique()
    assert (people < started.groupby("period").size()).any(), "else nobody would be seen to count once"
    assert figures("achieve_employment")["numerator"].to_dict() == people.to_dict()


def test_referrals_to_cas3_count_once_and_offers_are_of_those_decided(raw, figures):
    rows = raw.rows("cas3_referrals")
    once = rows.drop_duplicates(["period", "referral_token"])
    assert len(once) < len(rows), "else the test could not tell a referral from a booking"
    assert figures("cas3_referred")["numerator"].to_dict() == once.groupby("period").size().to_dict()
    once = once[once["period"] >= "2024-25Q2"]
    decided = once[once["is_rejected"] | once["is_offered"]]
    assert len(decided) < len(once), "else the test could not tell an open referral from a rejected one"
    found = figures("cas3_offered")
    assert found["denominator"].to_dict() == decided.groupby("period").size().to_dict()
    assert found["numerator"].to_dict() == decided[decided["is_offered"]].groupby("period").size().to_dict()


def test_attendances_for_violence_are_the_rows_of_the_quarters_months(raw, figures):
    rows = raw.rows("violence_attendances")
    quarters = rows["arrival_month"].map(financial_quarter)
    found = figures("ae_violence_attendances")
    assert len(found) == 12 and found["numerator"].to_dict() == quarters.value_counts().to_dict()


def test_a_return_of_what_a_feed_gives_is_a_check_with_its_gap(raw, warehouse, figures):
    rows = warehouse("performance_returns").query("is_check")
    assert set(rows["measure_id"]) == set(seed("measures_from_feeds")["measure_id"])
    returned = raw.rows("measure_returns").query("measure_id == 'survey_feel_safe'").set_index("period")
    for row in rows.query("measure_id == 'survey_feel_safe'").itertuples():
        said = returned.loc[row.period]
        assert row.value == figures("survey_feel_safe").loc[row.period, "value"]
        assert row.gap == pytest.approx(100 * said["numerator"] / said["denominator"] - row.value)
    assert not rows["return_state"].isin(["late", "due", "not due"]).any()


def test_every_pair_of_the_register_has_figures_to_compare(files):
    outcomes = judge_figures([path.stem for path in files.glob("*.parquet")], files)
    assert {outcome.rule for outcome in outcomes} == {item.rule for item in read_equivalences()}
    assert {outcome.status for outcome in outcomes} == {Status.PASSED}
    compared = {outcome.rule.split(".")[1]: int(re.match(r"\d+", outcome.detail)[0]) for outcome in outcomes}
    assert {name for name, count in compared.items() if not count} == WITHOUT_FIGURES


def test_each_pair_that_must_agree_holds_when_one_of_its_figures_is_changed(files, tmp_path, monkeypatch):
    names = [path.stem for path in files.glob("*.parquet")]
    must_agree = [item for item in read_equivalences() if item.most_percent == 0]
    for item in must_agree:
        if item.equivalence_id in WITHOUT_FIGURES:
            continue
        folder = tmp_path / item.equivalence_id
        folder.mkdir()
        (folder / f"{item.first.table}.parquet").symlink_to(files / f"{item.first.table}.parquet")
        table = pq.read_table(files / f"{item.second.table}.parquet").to_pandas()
        table[item.second.figure] = table[item.second.figure] * 1.1 + 1
        table.to_parquet(folder / f"{item.second.table}.parquet")
        monkeypatch.setattr(one_figure, "read_equivalences", lambda item=item: [item])
        [outcome] = judge_figures(names, folder)
        assert outcome.status is Status.FAILED, item.equivalence_id
        assert f"{item.second.table}.{item.second.figure} is" in outcome.detail


def test_every_measure_that_a_table_of_the_assessment_shows_is_in_the_register(warehouse):
    """A count of one month of one category is a level of the assessment; so is what feeds give, but for some few."""
    registered = {item.first.rows.split("'")[1] for item in read_equivalences() if "measure_id = '" in item.first.rows}
    levels = set(warehouse("sna_levels")["category"])
    measures = warehouse("dim_measures").query("unit == 'count' and window_months == 1")
    one_category = measures[measures["numerator"].str.split("=").str[-1].isin(levels)]
    shown = {
        row.measure_id
        for row in one_category.itertuples()
        if re.fullmatch(r"(type|group|code)=[^;]+|all", row.numerator)
    }
    assert len(shown) > 10 and shown <= registered
    of_few = (*OF_CAS3, "services")
    assert set(seed("measures_from_feeds").query(f"source not in {of_few}")["measure_id"]) <= registered


def test_every_table_with_values_of_measures_is_in_the_register(files):
    compared = {item.second.table for item in read_equivalences()}
    with_values = {
        path.stem for path in files.glob("*.parquet") if {"measure_id", "value"} <= set(pq.read_schema(path).names)
    }
    assert with_values - {"fct_measure_values"} <= compared


def test_a_reason_is_on_the_page_of_its_measure(files):
    for item in seed("figure_equivalences").query("reason != '' and measure_id != ''").itertuples():
        page = (files.parent / "site" / f"measure-{item.measure_id}.html").read_text(encoding="utf-8")
        assert item.reason.replace("'", "&#39;") in page, item.equivalence_id
