"""The gate's promise: a fault holds the release, the last good one stays up byte for byte, and a repair lets it go."""

import hashlib
import json
from pathlib import Path

import pytest

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import HOLD, PUBLISH
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.faults import plant_fault, repair_fault
from ossp_pipeline.sample.files import drop, file_bytes
from ossp_pipeline.sample.makers.police_crime import month_draft as crime_draft
from ossp_pipeline.sample.span import LAST_MONTH
from tests.conftest import refresh_all

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
}


def fingerprint_of(folder: Path) -> dict[str, str]:
    """Every byte that dashboards can see."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def judged_inputs(steps: Refresh):
    """Receive, freeze, and ask the gate: tables are not built, so the reasons about inputs are what counts."""
    steps.receive()
    build, _ = steps.freeze(steps.plan())
    return build, steps.judge(build)


def reasons_about(decision, feed: str):
    return [reason for reason in decision.reasons if reason.rule.startswith(f"{feed}.")]


@pytest.mark.slow
@pytest.mark.parametrize("feed", FEEDS)
def test_a_planted_fault_holds_and_its_repair_does_not(feed, released, copy_of):
    settings = copy_of(released)
    steps = Refresh(settings)
    before = fingerprint_of(settings.releases)

    fault = plant_fault(feed, settings)
    build, decision = judged_inputs(steps)
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
    _, decision = judged_inputs(steps)
    assert reasons_about(decision, feed) == []


@pytest.mark.slow
def test_seven_faults_at_once_hold_with_seven_names_and_seven_repairs_publish(released, copy_of):
    settings = copy_of(released)
    before = fingerprint_of(settings.releases)
    for feed in FEEDS:
        plant_fault(feed, settings)
    steps = refresh_all(settings)
    build = steps.builds.newest()
    certificate = json.loads(build.certificate.read_text())
    assert certificate["verdict"] == HOLD
    assert set(HOLDING_RULES.values()) <= {reason["rule"] for reason in certificate["reasons"]}
    assert fingerprint_of(settings.releases) == before

    for feed in FEEDS:
        repair_fault(feed, settings)
    steps = refresh_all(settings)
    current = Releases(settings.releases).current()
    assert current is not None
    assert current.record()["build_id"] == steps.builds.newest().build_id
    assert json.loads((current.folder / "certificate.json").read_text())["verdict"] == PUBLISH
    after = fingerprint_of(settings.releases)
    untouched = [name for name in before if name.startswith("00001-")]
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert verify_release(current.folder) > 20


@pytest.mark.slow
def test_a_revision_that_was_held_is_mended_by_the_corrected_file_it_asks_for(released, copy_of):
    """S38: a third of a published month goes, and comes back. What was held is no yardstick for what mends it."""
    settings = copy_of(released)
    steps = Refresh(settings)
    before = steps.releases.current()
    cut = crime_draft(LAST_MONTH, 2)
    del cut.rows[: len(cut.rows) * 31 // 100]
    drop(settings, "police_crime", cut.file_name, file_bytes(cut))
    build, decision = judged_inputs(steps)
    (held,) = [reason for reason in reasons_about(decision, "police_crime") if "revision" in reason.rule]
    assert "-31%, against what is published" in held.detail and "a corrected file" in held.remedy
    assert steps.publish(build) is None

    mended = crime_draft(LAST_MONTH, 3)
    mended.rows.reverse()
    drop(settings, "police_crime", mended.file_name, file_bytes(mended))
    current = refresh_all(settings).releases.current()
    assert current != before
    used = [item for item in read_package(current.folder)["deliveries"] if item["feed"] == "police_crime"]
    assert [item["version"] for item in used if item["period"] == str(LAST_MONTH)] == [3]


@pytest.mark.slow
def test_the_same_inputs_give_the_same_release_bytes(released, copy_of):
    settings = copy_of(released)
    first = Releases(settings.releases).current()
    assert first is not None
    refresh_all(settings)
    second = Releases(settings.releases).current()
    assert second is not None
    assert second.folder != first.folder
    assert second.record()["release_hash"] == first.record()["release_hash"]
    different = [
        name
        for name, digest in fingerprint_of(first.folder).items()
        if fingerprint_of(second.folder)[name] != digest and name not in ("ossp.duckdb", "SHA256SUMS")
    ]
    assert different == []


def test_nothing_new_is_seen_without_building(released, copy_of):
    settings = copy_of(released)
    steps = Refresh(settings)
    earlier = steps.up_to_date()
    assert earlier == steps.releases.current()
    repair_fault("police_crime", settings)
    assert steps.up_to_date() is None
