"""Results of landing, judged by the contract: what warns, what holds, and where the limits lie."""

from dataclasses import replace

import pytest

from ossp_pipeline.contracts.delivery import SetAside
from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.contract_rules import contract_rule_ids, judge_contract
from tests.unit.gate.rules.deliveries import NOTHING, delivery, refused, selection

CRIME, TREATMENT, STREET = FEEDS["police_crime"], FEEDS["substance_treatment"], FEEDS["police_uk_street"]
SEARCHES = FEEDS["stop_and_search"]


def judged(feed, chosen, published=None):
    outcomes = judge_contract(feed, chosen, published, 5)
    return {outcome.rule.removeprefix(f"{feed.name}."): outcome for outcome in outcomes}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_every_rule_of_the_contract_has_one_result(feed):
    outcomes = judge_contract(feed, selection(used=[delivery(feed, "2025-06")]), None, 5)
    assert [outcome.rule for outcome in outcomes] == contract_rule_ids(feed)
    assert len({outcome.rule for outcome in outcomes}) == len(outcomes)
    assert {outcome.status for outcome in outcomes} == {Status.PASSED}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_feed_of_which_nothing_came_breaks_no_rule(feed):
    assert {outcome.status for outcome in judge_contract(feed, NOTHING, None, 5)} == {Status.PASSED}


# ---- rows


def test_broken_rows_are_counted_over_all_deliveries_and_only_warn():
    broken = [
        delivery(CRIME, f"2025-0{month}", broken={"police_crime.offence_code.allowed": month}) for month in (1, 2)
    ]
    outcome = judged(CRIME, selection(used=broken))["offence_code.allowed"]
    assert (outcome.status, outcome.severity, outcome.observed) == (Status.FAILED, Severity.WARN, 3)
    assert outcome.detail == "“HO Offence Code” holds one of the values agreed for it: 3 row(s) set aside"
    assert not outcome.holds


@pytest.mark.parametrize(
    ("feed", "rows", "number", "observed"),
    [
        (TREATMENT, 0, "no row(s)", 0),
        (TREATMENT, 1, "fewer than 5 row(s)", None),
        (TREATMENT, 4, "fewer than 5 row(s)", None),
        (TREATMENT, 5, "5 row(s)", 5),
        (CRIME, 4, "4 row(s)", 4),
    ],
)
def test_a_few_rows_about_people_that_broke_a_rule_are_given_as_a_few(feed, rows, number, observed):
    broken = {f"{feed.name}.row.fields": rows} if rows else {}
    chosen = selection([delivery(feed, "2025-06", accepted=1000, rejected=rows, broken=broken)])
    outcomes = judged(feed, chosen)
    row_rule = outcomes["row.fields"]
    assert row_rule.detail == f"a row has as many fields as the header: {number} set aside"
    assert (row_rule.observed, row_rule.status is Status.FAILED) == (observed, rows > 0)
    # Nor may the share give them back.
    assert ("at most" in outcomes["rows.within_tolerance"].detail) is (feed is CRIME)


@pytest.mark.parametrize(
    ("feed", "rows", "share", "rule"),
    [(TREATMENT, 4, "fewer than 5", "fewer than 5"), (TREATMENT, 5, "50.0%", "5"), (CRIME, 4, "40.0%", "4")],
)
def test_too_many_rows_set_aside_are_given_as_a_few_too_where_they_are_few_and_about_people(feed, rows, share, rule):
    broken = {f"{feed.name}.row.fields": rows}
    chosen = selection([delivery(feed, "2025-06", accepted=10 - rows, rejected=rows, broken=broken)])
    outcome = judged(feed, chosen)["rows.within_tolerance"]
    assert outcome.holds
    assert outcome.detail.endswith(f"({share}): {feed.name}.row.fields {rule}")


def test_one_robbery_thirteen_times_is_warned_of_by_file_and_number_and_holds_nothing():
    thirteen = delivery(CRIME, "2025-06", accepted=100, duplicate=12)
    outcome = judged(CRIME, selection(used=[thirteen, delivery(CRIME, "2025-07")]))["rows.repeated"]
    assert (outcome.status, outcome.severity, outcome.observed) == (Status.FAILED, Severity.WARN, 12)
    assert outcome.detail == (
        "12 row(s) repeat another with the same “Crime Reference”, and count once: police_crime-2025-06-v1.csv (12)"
    )
    assert not outcome.holds


@pytest.mark.parametrize(("rows", "number", "observed"), [(4, "fewer than 5", None), (5, "5", 5)])
def test_a_few_repeats_about_people_are_given_as_a_few(rows, number, observed):
    outcome = judged(TREATMENT, selection(used=[delivery(TREATMENT, "2025-06", duplicate=rows)]))["rows.repeated"]
    assert outcome.observed == observed
    assert outcome.detail.startswith(f"{number} row(s) repeat another")
    assert outcome.detail.endswith(": substance_treatment-2025-06-v1.csv")


def test_rows_alike_that_carry_a_reference_are_warned_of_where_there_is_no_key():
    outcome = judged(STREET, selection(used=[delivery(STREET, "2025-06", duplicate=12)]))["rows.repeated"]
    assert (outcome.status, outcome.severity) == (Status.FAILED, Severity.WARN)
    assert outcome.detail.startswith("12 row(s) repeat another with the same “Crime ID”, and count once: ")


def test_a_feed_without_key_or_reference_has_no_rule_on_repeats_as_each_of_its_rows_counts():
    assert "rows.repeated" not in judged(SEARCHES, selection(used=[delivery(SEARCHES, "2025-06")]))


def test_rows_that_their_publisher_lists_again_under_each_parent_are_no_finding():
    indicators = FEEDS["published_indicators"]
    assert "rows.repeated" not in judged(indicators, selection(used=[delivery(indicators, "2024", duplicate=81)]))


def test_rows_that_contradict_each_other_hold():
    conflict = delivery(CRIME, "2025-06", broken={"police_crime.key.unique": 2})
    outcome = judged(CRIME, selection(used=[conflict]))["key.unique"]
    assert outcome.holds
    assert outcome.observed == 2


def test_broken_rows_of_a_replaced_delivery_do_not_count():
    first = delivery(CRIME, "2025-06", broken={"police_crime.key.unique": 2})
    second = delivery(CRIME, "2025-06", version=2)
    assert not any(outcome.holds for outcome in judged(CRIME, selection([second], [first])).values())


# ---- tolerance


@pytest.mark.parametrize(
    ("rejected", "status"), [(0, Status.PASSED), (10, Status.PASSED), (11, Status.FAILED), (1000, Status.FAILED)]
)
def test_share_of_rejected_rows_holds_above_the_tolerance_and_not_at_it(rejected, status):
    assert CRIME.tolerance == 0.01
    chosen = selection(used=[delivery(CRIME, "2025-06", accepted=1000 - rejected, rejected=rejected)])
    outcome = judged(CRIME, chosen)["rows.within_tolerance"]
    assert (outcome.status, outcome.severity) == (status, Severity.HOLD)


def test_one_bad_delivery_is_not_diluted_by_good_ones():
    good = [delivery(CRIME, f"2025-0{month}", accepted=10_000) for month in range(1, 6)]
    bad = delivery(CRIME, "2025-06", accepted=95, rejected=5, broken={"police_crime.offence_code.allowed": 5})
    outcome = judged(CRIME, selection(used=[*good, bad]))["rows.within_tolerance"]
    assert outcome.holds
    assert outcome.observed == 1
    assert outcome.detail == (
        "too many rows set aside (over 1.00%) in police_crime-2025-06-v1.csv (5.0%): "
        "police_crime.offence_code.allowed 5"
    )


def test_share_of_the_worst_delivery_is_shown_where_all_are_within():
    chosen = selection(used=[delivery(CRIME, "2025-05"), delivery(CRIME, "2025-06", accepted=999, rejected=1)])
    assert judged(CRIME, chosen)["rows.within_tolerance"].detail == (
        "at most 0.10% of a delivery's rows set aside; 1.00% is allowed"
    )


def test_people_who_gave_no_consent_are_no_fault_of_the_file():
    withheld = {"substance_treatment.consent.given": 300}
    chosen = selection(used=[delivery(TREATMENT, "2025-26Q1", accepted=700, rejected=300, broken=withheld)])
    outcomes = judged(TREATMENT, chosen)
    assert outcomes["consent.given"].status is Status.PASSED
    assert outcomes["consent.given"].observed == 300
    assert outcomes["rows.within_tolerance"].status is Status.PASSED


def test_consent_does_not_hide_rows_that_are_broken():
    broken = {"substance_treatment.consent.given": 300, "substance_treatment.sex.allowed": 20}
    chosen = selection(used=[delivery(TREATMENT, "2025-26Q1", accepted=680, rejected=320, broken=broken)])
    assert judged(TREATMENT, chosen)["rows.within_tolerance"].holds


def test_file_without_rows_is_within_tolerance():
    assert not judged(CRIME, selection(used=[delivery(CRIME, "2025-06", accepted=0)]))["rows.within_tolerance"].holds


# ---- refusals


def test_refused_file_holds_and_its_place_is_named():
    chosen = selection(outstanding=[refused(CRIME, "2025-06", line=1, column="Crime Reference")])
    outcome = judged(CRIME, chosen)["delivery.taken"]
    assert outcome.holds
    assert outcome.observed == 1
    assert outcome.detail == (
        "police_crime-2025-06-v1.csv refused, E-HEADER (line 1, column “Crime Reference”): a column is missing"
    )


def test_refusal_without_a_place_is_described_without_one():
    detail = judged(CRIME, selection(outstanding=[refused(CRIME, None)]))["delivery.taken"].detail
    assert detail == "police_crime-None-v1.csv refused, E-HEADER: a column is missing"


def test_refused_file_holds_although_an_older_one_of_the_period_is_used():
    chosen = selection(used=[delivery(CRIME, "2025-06")], outstanding=[refused(CRIME, "2025-06")])
    assert judged(CRIME, chosen)["delivery.taken"].holds


def test_every_refused_file_is_named_and_a_cause_is_given_once():
    months = [f"2025-0{month}" for month in range(1, 8)]
    other = refused(CRIME, "2025-08", code="E-EMPTY", message="there is no row")
    outcome = judged(CRIME, selection(outstanding=[*(refused(CRIME, month) for month in months), other]))[
        "delivery.taken"
    ]
    assert outcome.observed == 8
    named = ", ".join(f"police_crime-{month}-v1.csv" for month in months)
    assert outcome.detail == (
        f"{named} refused, E-HEADER: a column is missing; police_crime-2025-08-v1.csv refused, E-EMPTY: there is no row"
    )


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_refusal_gives_an_example_of_a_right_name_and_the_command_that_sets_it_aside(feed):
    remedy = judged(feed, selection(outstanding=[refused(feed, None)]))["delivery.taken"].remedy
    assert f"a name such as {feed.example.file_name};" in remedy
    assert f"ossp set-aside {feed.name} FILE --by NAME --because" in remedy


def test_a_file_that_a_person_set_aside_holds_nothing_and_stays_named():
    file = refused(CRIME, None)
    said = SetAside(CRIME.name, file.receipt.file_name, (), "A. Analyst", "the force sent it twice", "")
    outcome = judged(CRIME, replace(NOTHING, set_aside=[(file, said)]))["delivery.taken"]
    assert outcome.status is Status.PASSED
    assert outcome.detail == (
        "every other file was taken: police_crime-None-v1.csv (set aside by A. Analyst: the force sent it twice)"
    )


# ---- revisions


def revised(accepted: int, before: int, feed=CRIME, part: str = "all"):
    old = delivery(feed, "2025-06", accepted=before, part=part)
    return judged(feed, selection([delivery(feed, "2025-06", accepted=accepted, version=2, part=part)], [old]))


@pytest.mark.parametrize(("accepted", "holds"), [(79, True), (80, False), (100, False), (120, False), (121, True)])
def test_revision_holds_above_its_limit_in_either_direction(accepted, holds):
    assert CRIME.revision_limit == 0.2
    assert revised(accepted, 100)["revision.within_limit"].holds is holds


@pytest.mark.parametrize("limit", [0.05, 0.1, 0.2, 0.25])
def test_revision_of_exactly_the_limit_passes_and_one_row_more_holds(limit):
    feed, allowed = replace(CRIME, revision_limit=limit), round(1000 * limit)
    holds = [revised(1000 + change, 1000, feed)["revision.within_limit"].holds for change in (allowed, -allowed)]
    over = [revised(1000 + change, 1000, feed)["revision.within_limit"].holds for change in (allowed + 1, -allowed - 1)]
    assert (holds, over) == ([False, False], [True, True])


def test_revision_tells_its_change():
    detail = revised(50, 100)["revision.within_limit"].detail
    assert detail == "police_crime-2025-06-v2.csv changes its period's rows by -50%, against the delivery before"


def test_revision_of_a_delivery_without_rows_has_no_share():
    assert not revised(100, 0)["revision.within_limit"].holds


def test_revision_that_empties_a_period_holds():
    assert revised(0, 100)["revision.within_limit"].holds


def test_revision_is_compared_with_its_own_part_and_period_only():
    others = [
        delivery(STREET, "2025-06", accepted=10, part="btp"),
        delivery(STREET, "2025-05", accepted=10, part="cheshire"),
    ]
    used = delivery(STREET, "2025-06", accepted=500, part="cheshire", version=2)
    assert not judged(STREET, selection([used], others))["revision.within_limit"].holds


def test_revision_is_compared_with_the_delivery_it_replaced_and_not_with_the_first():
    versions = [
        delivery(CRIME, "2025-06", accepted=rows, version=number) for number, rows in ((1, 50), (2, 100), (3, 101))
    ]
    assert not judged(CRIME, selection(versions[2:], versions[:2]))["revision.within_limit"].holds


def published_of(*deliveries):
    """What a release says it was made from."""
    return {
        (item.receipt.feed, item.receipt.period, item.receipt.part): (item.receipt.sha256, item.accounting.accepted)
        for item in deliveries
    }


@pytest.mark.parametrize(("rows", "holds"), [(100, False), (80, False), (79, True), (69, True)])
def test_revision_is_compared_with_what_is_published_and_not_with_what_was_held(rows, holds):
    first, held, mended = [
        delivery(CRIME, "2025-06", accepted=some, version=number) for number, some in ((1, 100), (2, 69), (3, rows))
    ]
    outcome = judged(CRIME, selection([mended], [first, held]), published_of(first))["revision.within_limit"]
    assert outcome.holds is holds
    assert ("against what is published" in outcome.detail) is holds


def test_revision_of_a_period_that_was_never_published_has_nothing_to_be_compared_with():
    thin, whole = [delivery(CRIME, "2025-07", accepted=some, version=number) for number, some in ((1, 10), (2, 100))]
    other = delivery(CRIME, "2025-06", accepted=100)
    chosen = selection([other, whole], [thin])
    assert not judged(CRIME, chosen, published_of(other))["revision.within_limit"].holds
    assert judged(CRIME, chosen)["revision.within_limit"].holds


def test_a_delivery_that_is_published_revises_nothing_however_it_is_landed_today():
    used = delivery(CRIME, "2025-06", accepted=50)
    then = {("police_crime", "2025-06", "all"): (used.receipt.sha256, 100)}
    assert not judged(CRIME, selection([used]), then)["revision.within_limit"].holds


def test_revision_is_compared_with_its_own_part_of_what_is_published():
    used = delivery(STREET, "2025-06", accepted=500, part="cheshire", version=2)
    old = [delivery(STREET, "2025-06", accepted=rows, part=part) for rows, part in ((10, "btp"), (490, "cheshire"))]
    assert not judged(STREET, selection([used], old), published_of(*old))["revision.within_limit"].holds


def test_limits_are_the_feeds_own():
    strict = replace(CRIME, tolerance=0.0, revision_limit=0.0)
    old, new = delivery(CRIME, "2025-06", accepted=100), delivery(CRIME, "2025-06", accepted=99, rejected=1, version=2)
    outcomes = judged(strict, selection([new], [old]))
    assert outcomes["rows.within_tolerance"].holds
    assert outcomes["revision.within_limit"].holds
