"""A newest month that did not come whole: what the gate says, what figures do, and what confirms it."""

import shutil

import duckdb
import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.status import Completeness, Verdict
from ossp_pipeline.gate.decision import PUBLISH, judge
from ossp_pipeline.gate.policy import read_policy
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.month_cases import CASES
from ossp_pipeline.sample.span import LAST_MONTH
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Builds
from tests.command_line import CommandLine
from tests.functional.sent_again import drop_case
from tests.installations import SHORT_FROM, copied, forget, settings_in
from tests.part_refresh import broken_rules, judge_feeds, outcomes_of, refresh_part

pytestmark = pytest.mark.slow


# Where a month in doubt is named, and where it would read as a verdict.
TABLES = ("sna_data_completeness", "performance_signals")
FEEDS = ("asb_incidents", "police_crime")


def with_cases(settings, *names):
    """The installation as it was before anything was published, with these cases in the place of what came."""
    shutil.rmtree(settings.releases)
    for case in (CASES[name] for name in names):
        forget(settings, case.feed, LAST_MONTH)
        drop_case(settings, case)
    return settings


def table(settings, name):
    build = Builds(settings.builds).newest()
    return duckdb.sql(f"select * from '{build.candidate / 'tables' / name}.parquet'").df()


def found(settings, case):
    rows = table(settings, "sna_data_completeness")
    own = rows[(rows["feed"] == case.feed) & (rows["period"] == str(LAST_MONTH))]
    return own[(own["dimension"] == case.dimension) & (own["kind"] == case.kind)].iloc[0]


@pytest.fixture(scope="session")
def unconfirmed(short_released, made_once) -> Settings:
    """Two doubts at once, and what the gate says of a build with them."""

    def fill(folder):
        settings = with_cases(copied(short_released, folder), "partial-month", "doubled-kind")
        tables = [*TABLES, "performance_scorecards", "sna_change"]
        build, steps = refresh_part(settings, FEEDS, tables, over_last=True), Refresh(settings)
        judge(build, steps.judged_feeds(build), steps.manifest(), read_policy(settings.waivers), settings.as_of)

    return settings_in(made_once("unconfirmed", fill), history_from=SHORT_FROM)


@pytest.mark.parametrize("name", ["partial-month", "doubled-kind"])
def test_what_was_planted_is_found(unconfirmed, name):
    row = found(unconfirmed, CASES[name])
    assert row["completeness"] == CASES[name].completeness
    assert f"{row['row_count']:,} rows, about" in row["reason"]


def test_a_short_month_creates_no_verdict_no_colour_and_no_comparison(unconfirmed):
    settings = unconfirmed
    signals = table(settings, "performance_signals").sort_values("period_end_date")
    newest = signals[(signals["measure_id"] == "all_crime") & (signals["area_type"] == "csp")]
    before, doubted = (row for _, row in newest[newest["value"].notna()].tail(2).iterrows())
    assert doubted["period"] == str(LAST_MONTH) and doubted["unconfirmed_reason"].startswith(f"{LAST_MONTH} is uncon")
    assert doubted["verdict"] == before["verdict"] and doubted["rag"] == before["rag"]
    cards = table(settings, "performance_scorecards").set_index("measure_id")
    assert cards.loc["all_crime", "comparison_reason"].startswith("not compared: ")
    in_doubt = signals[signals["unconfirmed_reason"].notna()]
    assert in_doubt["point_kind"].isna().all() and in_doubt["benchmark_mark"].isna().all()
    changes = table(settings, "sna_change")
    doubted_changes = changes[changes["unconfirmed_reason"].notna()]
    assert len(doubted_changes) and doubted_changes["verdict"].isna().all()


def test_the_certificate_names_feed_kind_month_and_numbers_and_neither_holds(unconfirmed):
    certificate = read_json(Builds(unconfirmed.builds).newest().certificate)
    assert not [item["rule"] for item in certificate["reasons"] if item["rule"].startswith(FEEDS)]
    warnings = {item["rule"]: item for item in certificate["warnings"]}
    asb = warnings["asb_incidents.months.confirmed"]
    assert f"{LAST_MONTH}, Environmental: " in asb["detail"] and " rows, about " in asb["detail"]
    for feed in FEEDS:
        assert f"ossp confirm {feed} {LAST_MONTH}" in warnings[f"{feed}.months.confirmed"]["remedy"]


def test_a_refresh_publishes_and_says_next_which_months_wait_for_an_answer(sent_again):
    assert sent_again.answer["gate"]["verdict"] == PUBLISH
    assert any(f"ossp confirm asb_incidents {LAST_MONTH} --by NAME" in step for step in sent_again.answer["next"])


def test_a_named_person_confirms_and_the_certificate_says_who(unconfirmed, copy_of):
    settings = copy_of(unconfirmed)
    ossp = CommandLine(settings)
    because = "the force's analyst says that the month is whole"
    month = str(LAST_MONTH)
    assert ossp("confirm", "police_crime", month, "--by", "A. Analyst", "--because", "ok").code == 2
    assert ossp("confirm", "police_crime", "2031-01", "--by", "A. Analyst", "--because", because).code == 2
    wrong = ossp("confirm", "police_crime", month, "--by", "A. Analyst", "--total", "7")
    assert wrong.code == 2 and "counts 7 rows" in wrong.err
    assert ossp("confirm", "police_crime", month, "--by", "A. Analyst", "--because", because).code == 0
    refresh_part(settings, ["police_crime"], TABLES, over_last=True)
    row = found(settings, CASES["partial-month"])
    assert row["completeness"] == Completeness.CONFIRMED and row["reason"].endswith(
        f"confirmed by A. Analyst: {because}"
    )
    signals = table(settings, "performance_signals")
    crime = signals[(signals["measure_id"] == "all_crime") & (signals["period"] == month)]
    assert crime["unconfirmed_reason"].isna().all() and (crime["verdict"] != Verdict.UNJUDGED).any()
    build, _ = judge_feeds(Refresh(settings), "police_crime")
    confirmed = read_json(build.certificate)["confirmed"]
    assert [(item["feed"], item["period"]) for item in confirmed] == [("police_crime", month)]


def test_a_half_month_and_a_misnamed_file_hold(short_released, copy_of):
    settings = with_cases(copy_of(short_released), "half-month", "misnamed-file")
    build = refresh_part(settings, FEEDS, ["sna_data_completeness"], over_last=True)
    assert found(settings, CASES["half-month"])["completeness"] == Completeness.HELD
    broken = broken_rules(build)
    assert broken["asb_incidents.months.whole"] == broken["police_crime.delivery.taken"] == "hold"
    [whole] = [item for item in outcomes_of(build) if item.rule == "asb_incidents.months.whole"]
    assert f"{LAST_MONTH}: " in whole.detail


def test_blank_places_are_unconfirmed_for_wards_alone(short_released, copy_of):
    settings = with_cases(copy_of(short_released), "blank-places")
    build = refresh_part(settings, ["police_crime"], TABLES, over_last=True)
    assert not any(rule.startswith("police_crime.") and how == "hold" for rule, how in broken_rules(build).items())
    assert found(settings, CASES["blank-places"])["completeness"] == Completeness.UNCONFIRMED
    signals = table(settings, "performance_signals")
    crime = signals[(signals["measure_id"] == "all_crime") & (signals["period"] == str(LAST_MONTH))]
    assert crime.groupby("area_type")["unconfirmed_reason"].count().to_dict()["csp"] == 0
    wards = crime[crime["area_type"] == "ward"]
    assert len(wards) == 0 or wards["unconfirmed_reason"].notna().all()
