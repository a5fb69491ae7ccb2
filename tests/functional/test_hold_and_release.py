"""The gate's promise: a fault holds the release, the last good one stays up byte for byte, and a repair lets it go."""

import hashlib
import json
from pathlib import Path

import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import HOLD, PUBLISH
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.faults import plant_fault, repair_fault
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.makers.police_crime import month_draft as crime_draft
from ossp_pipeline.sample.span import LAST_MONTH
from ossp_pipeline.transform.build import Builds
from tests.part_refresh import judge_feeds

# Feed → the rule that must hold its planted fault.
HOLDING_RULES = {
    "area_lookup": "area_lookup.key.unique",
    "population": "population.rows.within_tolerance",
    "police_crime": "police_crime.delivery.taken",
    "police_uk_street": "police_uk_street.delivery.taken",
    "asb_incidents": "asb_incidents.delivery.taken",
    "probation_supervision": "probation_supervision.delivery.taken",
    "substance_treatment": "substance_treatment.rows.within_tolerance",
    "measure_returns": "measure_returns.rows.within_tolerance",
    "action_returns": "action_returns.rows.within_tolerance",
    "grant_returns": "grant_returns.rows.within_tolerance",
    "comment_returns": "comment_returns.rows.within_tolerance",
    "recorded_crime_csp": "recorded_crime_csp.delivery.taken",
    "crime_severity_weights": "crime_severity_weights.rows.within_tolerance",
    "area_boundaries": "area_boundaries.delivery.taken",
    "deprivation": "deprivation.rows.within_tolerance",
    "fire_incidents": "fire_incidents.rows.within_tolerance",
    "hospital_admissions": "hospital_admissions.rows.within_tolerance",
    "ambulance_calls": "ambulance_calls.rows.within_tolerance",
    "resident_survey": "resident_survey.rows.within_tolerance",
    "proven_reoffending": "proven_reoffending.rows.within_tolerance",
    "stop_and_search": "stop_and_search.rows.within_tolerance",
    "police_uk_outcomes": "police_uk_outcomes.rows.within_tolerance",
    "cas3_bedspaces": "cas3_bedspaces.rows.within_tolerance",
    "cas3_bookings": "cas3_bookings.rows.within_tolerance",
    "cas3_referrals": "cas3_referrals.rows.within_tolerance",
    "commissioned_services": "commissioned_services.rows.within_tolerance",
    "violence_attendances": "violence_attendances.rows.within_tolerance",
    "published_indicators": "published_indicators.rows.within_tolerance",
    "published_fires": "published_fires.rows.within_tolerance",
}


def fingerprint_of(folder: Path) -> dict[str, str]:
    """Every byte that dashboards can see."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def reasons_about(decision, feed: str):
    return [reason for reason in decision.reasons if reason.rule.startswith(f"{feed}.")]


# One of each kind alone. All at once they hold below, and are repaired; each of them alone is tried by `make nightly`.
EVERY_TIME = ("area_lookup", "police_crime", "substance_treatment", "measure_returns", "area_boundaries")


@pytest.mark.slow
@pytest.mark.parametrize(
    "feed", [pytest.param(feed, marks=() if feed in EVERY_TIME else pytest.mark.nightly) for feed in FEEDS]
)
def test_a_planted_fault_holds_and_its_repair_does_not(feed, short_released, released, copy_of):
    settings = copy_of(released if FEEDS[feed].optional else short_released)
    steps = Refresh(settings)
    before = fingerprint_of(settings.releases)

    fault = plant_fault(feed, settings)
    build, decision = judge_feeds(steps, feed)
    held = {reason.rule: reason for reason in reasons_about(decision, feed)}
    assert HOLDING_RULES[feed] in held
    assert steps.publish(build) is None
    assert fingerprint_of(settings.releases) == before
    reason = held[HOLDING_RULES[feed]]
    assert reason.remedy
    if fault.refusal:
        assert fault.file_name in reason.detail
        assert fault.refusal in reason.detail

    repair_fault(feed, settings)
    _, decision = judge_feeds(steps, feed)
    assert reasons_about(decision, feed) == []


@pytest.mark.parametrize(
    ("is_invented", "threshold", "is_held"), [(False, 4, True), (False, 5, False), (True, 4, False)]
)
def test_no_setting_lets_small_counts_of_real_people_out(is_invented, threshold, is_held, short_delivered, copy_of):
    settings = copy_of(short_delivered, small_count=threshold)
    write_json(settings.sample_note, {**read_json(settings.sample_note), "is_invented": is_invented})
    _, decision = judge_feeds(Refresh(settings), "area_boundaries")
    reasons = {reason.rule: reason.remedy for reason in decision.reasons}
    assert ("build.small_count.allowed" in reasons) == is_held
    assert not is_held or "OSSP_SMALL_COUNT" in reasons["build.small_count.allowed"]


@pytest.mark.slow
def test_seven_faults_at_once_hold_with_seven_names_and_seven_repairs_publish(short_released, held, repaired):
    """Every feed there is at once: those that are optional come to the short sample for the first time."""
    before = fingerprint_of(short_released.releases)
    certificate = json.loads(Builds(held.settings.builds).newest().certificate.read_text())
    assert certificate["verdict"] == HOLD
    assert set(HOLDING_RULES.values()) <= {reason["rule"] for reason in certificate["reasons"]}
    assert fingerprint_of(held.settings.releases) == before

    current = Releases(repaired.settings.releases).current()
    assert current is not None
    assert current.record()["build_id"] == Builds(repaired.settings.builds).newest().build_id
    assert json.loads((current.folder / "certificate.json").read_text())["verdict"] == PUBLISH
    after = fingerprint_of(repaired.settings.releases)
    untouched = [name for name in before if name.startswith("00001-")]
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert verify_release(current.folder) > 20


@pytest.mark.slow
def test_a_revision_that_was_held_is_mended_by_the_corrected_file_it_asks_for(short_released, copy_of):
    """S38: a third of a published month goes, and comes back. What was held is no yardstick for what mends it."""
    steps = Refresh(copy_of(short_released))
    cut = crime_draft(LAST_MONTH, 2)
    del cut.rows[: len(cut.rows) * 31 // 100]
    drop(steps.settings, "police_crime", cut.file_name, file_bytes(cut))
    build, decision = judge_feeds(steps, "police_crime")
    (held,) = [reason for reason in reasons_about(decision, "police_crime") if "revision" in reason.rule]
    assert "-31%, against what is published" in held.detail and "a corrected file" in held.remedy
    assert steps.publish(build) is None

    mended = crime_draft(LAST_MONTH, 3)
    mended.rows.reverse()
    drop(steps.settings, "police_crime", mended.file_name, file_bytes(mended))
    build, decision = judge_feeds(steps, "police_crime")
    assert reasons_about(decision, "police_crime") == []
    used = [item.receipt for item in build.deliveries() if item.receipt.feed == "police_crime"]
    assert [item.version for item in used if str(item.period) == str(LAST_MONTH)] == [3]


def test_nothing_new_is_seen_without_building(released, copy_of):
    settings = copy_of(released)
    steps = Refresh(settings)
    earlier = steps.up_to_date()
    assert earlier == steps.releases.current()
    repair_fault("police_crime", settings)
    assert steps.up_to_date() is None
