"""A newest month that did not come whole: what the gate says, what figures do, and what confirms it."""

import duckdb
import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.status import Completeness, Verdict
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.make import sample_drafts
from ossp_pipeline.sample.month_cases import CASES, plant_case
from ossp_pipeline.sample.span import LAST_MONTH
from ossp_pipeline.transform.build import Builds
from tests.command_line import CommandLine, Stage, stage
from tests.part_refresh import broken_rules, judge_feeds, outcomes_of, refresh_part

pytestmark = pytest.mark.slow


# Where a month in doubt is named, and where it would read as a verdict.
TABLES = ("sna_data_completeness", "performance_signals")


@pytest.fixture(scope="session")
def drafts():
    """The files that cases are about, made anew for each."""
    names = {case.file_name for case in CASES.values()}
    return lambda: {draft.file_name: draft for draft in sample_drafts() if draft.file_name in names}


def with_cases(settings, drafts, *names):
    """The installation with these cases planted in its inbox, before anything is received."""
    made = drafts()
    for case in (CASES[name] for name in names):
        draft = plant_case(made[case.file_name], case)
        for path in (settings.inbox / case.feed).glob(f"*{LAST_MONTH}*"):
            path.unlink()
        drop(settings, case.feed, draft.file_name, file_bytes(draft))
    return CommandLine(settings)


def table(settings, name):
    build = Builds(settings.builds).newest()
    return duckdb.sql(f"select * from '{build.candidate / 'tables' / name}.parquet'").df()


def found(settings, case):
    rows = table(settings, "sna_data_completeness")
    own = rows[(rows["feed"] == case.feed) & (rows["period"] == str(LAST_MONTH))]
    return own[(own["dimension"] == case.dimension) & (own["kind"] == case.kind)].iloc[0]


@pytest.fixture(scope="session")
def unconfirmed(short_delivered, made_once, drafts) -> Stage:
    """Two doubts at once, neither of which holds."""

    def run(ossp):
        with_cases(ossp.settings, drafts, "partial-month", "doubled-kind")
        return [ossp("refresh", "--json")]

    return stage(made_once, "unconfirmed", short_delivered, run)


@pytest.mark.parametrize("name", ["partial-month", "doubled-kind"])
def test_what_was_planted_is_found(unconfirmed, name):
    settings, answer = unconfirmed.settings, unconfirmed.answer
    assert answer.code == 0, answer.err
    row = found(settings, CASES[name])
    assert row["completeness"] == CASES[name].completeness
    assert f"{row['row_count']:,} rows, about" in row["reason"]


def test_a_short_month_creates_no_verdict_no_colour_and_no_comparison(unconfirmed):
    settings = unconfirmed.settings
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


def test_the_certificate_names_feed_kind_month_and_numbers(unconfirmed):
    settings = unconfirmed.settings
    certificate = read_json(Builds(settings.builds).newest().certificate)
    warnings = {item["rule"]: item for item in certificate["warnings"]}
    asb = warnings["asb_incidents.months.confirmed"]
    assert f"{LAST_MONTH}, Environmental: " in asb["detail"] and " rows, about " in asb["detail"]
    assert f"ossp confirm asb_incidents {LAST_MONTH}" in asb["remedy"]


def test_the_refresh_says_next_which_months_wait_for_an_answer(unconfirmed):
    steps = unconfirmed.answer.document["next"]
    for feed in ("asb_incidents", "police_crime"):
        assert any(f"ossp confirm {feed} {LAST_MONTH} --by NAME" in step for step in steps), feed


def test_a_named_person_confirms_and_the_certificate_says_who(unconfirmed, copy_of):
    settings = copy_of(unconfirmed.settings)
    ossp = CommandLine(settings)
    because = "the force's analyst says that the month is whole"
    month = str(LAST_MONTH)
    assert ossp("confirm", "police_crime", month, "--by", "A. Analyst", "--because", "ok").code == 2
    assert ossp("confirm", "police_crime", "2031-01", "--by", "A. Analyst", "--because", because).code == 2
    wrong = ossp("confirm", "police_crime", month, "--by", "A. Analyst", "--total", "7")
    assert wrong.code == 2 and "counts 7 rows" in wrong.err
    assert ossp("confirm", "police_crime", month, "--by", "A. Analyst", "--because", because).code == 0
    refresh_part(settings, ["police_crime"], TABLES)
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


def test_a_half_month_and_a_misnamed_file_hold(short_delivered, copy_of, drafts):
    settings = copy_of(short_delivered)
    with_cases(settings, drafts, "half-month", "misnamed-file")
    build = refresh_part(settings, ["asb_incidents", "police_crime"], ["sna_data_completeness"])
    assert found(settings, CASES["half-month"])["completeness"] == Completeness.HELD
    broken = broken_rules(build)
    assert broken["asb_incidents.months.whole"] == broken["police_crime.delivery.taken"] == "hold"
    [whole] = [item for item in outcomes_of(build) if item.rule == "asb_incidents.months.whole"]
    assert f"{LAST_MONTH}: " in whole.detail


def test_blank_places_are_unconfirmed_for_wards_alone(short_delivered, copy_of, drafts):
    settings = copy_of(short_delivered)
    with_cases(settings, drafts, "blank-places")
    build = refresh_part(settings, ["police_crime"], TABLES)
    assert not any(rule.startswith("police_crime.") and how == "hold" for rule, how in broken_rules(build).items())
    assert found(settings, CASES["blank-places"])["completeness"] == Completeness.UNCONFIRMED
    signals = table(settings, "performance_signals")
    crime = signals[(signals["measure_id"] == "all_crime") & (signals["period"] == str(LAST_MONTH))]
    assert crime.groupby("area_type")["unconfirmed_reason"].count().to_dict()["csp"] == 0
    wards = crime[crime["area_type"] == "ward"]
    assert len(wards) == 0 or wards["unconfirmed_reason"].notna().all()
