"""The gate, by property: it publishes only when everything that must be there is there, current, and passed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.gate.decision import HOLD, PUBLISH, decide
from ossp_pipeline.gate.evidence import STAGES, Filed
from ossp_pipeline.gate.policy import PROTECTS_PEOPLE, Policy, RefusedWaiver, Waiver

TODAY = date(2026, 5, 18)
OWNER = "supplier liaison"
RULES = [f"table.column.rule_{number}" for number in range(6)]
PRESENT = {stage: {"file": f"hash of {stage}"} for stage in STAGES}
POLICY = Policy(required=(), never_waived=("*.counts.none_small",), least_small_count=5)


def outcome(
    rule: str, status: Status = Status.PASSED, severity: Severity = Severity.HOLD, owner: str = OWNER
) -> Outcome:
    return Outcome(
        rule=rule,
        subject="table",
        tool="test",
        status=status,
        severity=severity,
        detail="found",
        remedy="do this",
        owner=owner,
    )


def evidence_of(outcomes: dict[str, list[Outcome]]) -> list[Filed]:
    return [Filed(stage, PRESENT[stage], evidence) for stage, evidence in outcomes.items()]


def full_evidence() -> dict[str, list[Outcome]]:
    return {stage: [outcome(f"{stage}.{rule}") for rule in RULES] for stage in STAGES}


REQUIRED = {stage: {f"{stage}.{rule}" for rule in RULES} for stage in STAGES}


def verdict(outcomes, policy=POLICY, present=PRESENT):
    return decide(evidence_of(outcomes), REQUIRED, policy, TODAY, present)


places = st.tuples(st.sampled_from(STAGES), st.integers(0, len(RULES) - 1))


def test_gate_publishes_when_every_required_rule_passed():
    assert verdict(full_evidence()).verdict == PUBLISH


@given(places)
def test_gate_holds_when_required_rule_has_no_evidence(place):
    stage, number = place
    evidence = full_evidence()
    missing = evidence[stage].pop(number)
    decision = verdict(evidence)
    assert decision.verdict == HOLD
    assert [reason.rule for reason in decision.reasons] == [missing.rule]


@given(places, st.sampled_from(Severity))
def test_gate_holds_when_any_rule_errored_whatever_its_severity(place, severity):
    stage, number = place
    evidence = full_evidence()
    evidence[stage][number] = outcome(evidence[stage][number].rule, Status.ERRORED, severity)
    assert verdict(evidence).verdict == HOLD


@given(st.sets(places, min_size=1))
def test_gate_names_every_rule_that_holds(failed):
    evidence = full_evidence()
    for stage, number in failed:
        evidence[stage][number] = replace(evidence[stage][number], status=Status.FAILED)
    decision = verdict(evidence)
    assert decision.verdict == HOLD
    assert {reason.rule for reason in decision.reasons} == {evidence[stage][number].rule for stage, number in failed}


@given(st.sets(places))
def test_a_failed_warning_is_told_and_does_not_hold(failed):
    evidence = full_evidence()
    for stage, number in failed:
        evidence[stage][number] = outcome(evidence[stage][number].rule, Status.FAILED, Severity.WARN)
    decision = verdict(evidence)
    assert decision.verdict == PUBLISH
    assert len(decision.warnings) == len(failed)


@pytest.mark.parametrize("stage", STAGES)
def test_gate_holds_when_a_stage_filed_nothing(stage):
    evidence = full_evidence()
    del evidence[stage]
    assert verdict(evidence).verdict == HOLD
    evidence[stage] = []
    assert verdict(evidence).verdict == HOLD


@pytest.mark.parametrize("stage", STAGES)
def test_gate_holds_when_evidence_is_about_other_files(stage):
    changed = {**PRESENT, stage: {"file": "hash of something else"}}
    decision = verdict(full_evidence(), present=changed)
    assert [reason.rule for reason in decision.reasons] == [f"{stage}.evidence.current"]


@pytest.mark.parametrize("stage", STAGES)
def test_gate_holds_when_there_is_nothing_to_be_about(stage):
    evidence = [Filed(name, {} if name == stage else PRESENT[name], full_evidence()[name]) for name in STAGES]
    assert decide(evidence, REQUIRED, POLICY, TODAY, {**PRESENT, stage: {}}).verdict == HOLD


STARTED = date(2026, 5, 1)


def waived(rule: str, until: date) -> Policy:
    return replace(POLICY, waivers=(Waiver(rule, "the force confirmed it", "A. Name", OWNER, STARTED, until),))


def with_failure(rule: str, status: Status = Status.FAILED) -> dict[str, list[Outcome]]:
    evidence = full_evidence()
    evidence["inputs"].append(outcome(rule, status))
    return evidence


def test_a_waiver_lets_a_failed_rule_pass_in_the_open():
    decision = verdict(with_failure("a.b.c"), waived("a.b.c", TODAY))
    assert decision.verdict == PUBLISH
    assert [(item.rule, waiver.by) for item, waiver in decision.waived] == [("a.b.c", "A. Name")]


def test_a_waiver_ends_on_its_day():
    assert verdict(with_failure("a.b.c"), waived("a.b.c", date(2026, 5, 17))).verdict == HOLD


def test_a_waiver_is_for_its_own_rule_only():
    assert verdict(with_failure("a.b.c"), waived("a.b.d", TODAY)).verdict == HOLD


def test_the_reason_of_a_failure_says_why_its_waiver_does_not_apply():
    (reason,) = verdict(with_failure("a.b.c"), waived("a.b.c", date(2026, 5, 17))).reasons
    assert reason.detail == "found; its waiver does not apply: it ended on 2026-05-17"


def test_a_waiver_may_be_for_one_build_alone():
    own = replace(waived("a.b.c", TODAY).waivers[0], build="00002-f00d")
    asked = {**PRESENT, "inputs": {"build": "00002-f00d"}}
    filed = [replace(item, subjects=asked[item.stage]) for item in evidence_of(with_failure("a.b.c"))]
    policy = replace(POLICY, waivers=(own,))
    assert decide(filed, REQUIRED, policy, TODAY, asked).verdict == PUBLISH
    (reason,) = verdict(with_failure("a.b.c"), policy).reasons
    assert "it is for build 00002-f00d alone" in reason.detail


@pytest.mark.parametrize("status", [Status.PASSED, Status.FAILED])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"owner": "data engineer"}, "is given by the data engineer"),
        ({"start": date(2026, 5, 19), "until": date(2026, 6, 1)}, "starts on 2026-05-19"),
        ({"rule": "a.counts.none_small"}, "protects people"),
    ],
)
def test_a_refused_waiver_holds_and_says_so_whether_or_not_its_rule_failed(status, change, words):
    waiver = replace(waived("a.b.c", TODAY).waivers[0], **change)
    decision = verdict(with_failure(waiver.rule, status), replace(POLICY, waivers=(waiver,)))
    assert decision.verdict == HOLD and decision.waived == []
    (reason,) = [item for item in decision.reasons if item.rule == "release_policy.waivers.accepted"]
    assert reason.detail.startswith(f"E-WAIVER: the waiver of “{waiver.rule}”") and words in reason.detail
    assert reason.remedy


def test_a_waiver_that_was_refused_when_read_holds():
    policy = replace(POLICY, refused=(RefusedWaiver("a.b.c", "runs from 2026-01-01 until 2099-01-01", "end it"),))
    (reason,) = verdict(full_evidence(), policy).reasons
    assert "until 2099-01-01" in reason.detail and reason.remedy == "end it"


def test_a_rule_that_the_information_governance_lead_owns_is_never_waived():
    evidence = full_evidence()
    evidence["inputs"].append(outcome("a.b.c", Status.FAILED, owner=PROTECTS_PEOPLE))
    own = replace(waived("a.b.c", TODAY).waivers[0], owner=PROTECTS_PEOPLE)
    assert verdict(evidence, replace(POLICY, waivers=(own,))).verdict == HOLD


def test_an_errored_rule_cannot_be_waived():
    assert verdict(with_failure("a.b.c", Status.ERRORED), waived("a.b.c", TODAY)).verdict == HOLD


def test_a_rule_that_protects_people_cannot_be_waived():
    rule = "fct_measure_values.counts.none_small"
    assert verdict(with_failure(rule), waived(rule, TODAY)).verdict == HOLD
