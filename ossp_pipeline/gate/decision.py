"""May it go out? The gate decides from evidence filed under the build, and trusts nothing else.

It does not matter who asks, or what ran before: a missing stage, a missing rule, a rule that errored, evidence of
another build or of other files all mean hold.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ossp_pipeline.atomic_files import json_bytes, sha256_of, write_bytes, write_json
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Status
from ossp_pipeline.gate.candidate_files import DATABASE, release_files
from ossp_pipeline.gate.certificate_page import certificate_page
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, TABLES, Filed, read_evidence, required_rules, subjects_of
from ossp_pipeline.gate.policy import POLICY, Policy, Waiver, read_policy
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.plan import AS_KNOWN_ON

# Rules that must have a result, by stage; and what lies in the build now, by stage.
Required = dict[str, set[str]]
Present = dict[str, dict[str, str]]
PUBLISH = "publish"
HOLD = "hold"


@dataclass(frozen=True)
class Reason:
    """Why a build is held: the rule, what is wrong, what to do."""

    rule: str
    detail: str
    remedy: str
    owner: str


@dataclass(frozen=True)
class Decision:
    """The gate's answer. Any reason at all means hold."""

    reasons: list[Reason] = field(default_factory=list)
    waived: list[tuple[Outcome, Waiver]] = field(default_factory=list)
    warnings: list[Outcome] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """publish or hold."""
        return HOLD if self.reasons else PUBLISH


def decide(evidence: list[Filed], required: Required, policy: Policy, today: date, present: Present) -> Decision:
    """Decide from filed evidence. Pure: the same arguments always give the same decision."""
    reasons = [reason for stage in required for reason in _gaps(stage, evidence, required[stage], present)]
    decision = Decision(reasons=reasons)
    for filed in evidence:
        for outcome in filed.outcomes:
            decision.outcomes.append(outcome)
            _weigh(outcome, policy, today, decision)
    return decision


def judge(build: Build, feeds: list[Feed], manifest: Manifest, today: date) -> Decision:
    """Decide about a build and write its certificate."""
    policy = read_policy()
    decision = decide(read_evidence(build), _all_required(feeds, manifest, policy), policy, today, present_files(build))
    if day := build.plan()["settings"].get(AS_KNOWN_ON):
        decision.reasons.append(_looks_back(day))
    document = certificate(decision, build)
    write_json(build.certificate, document)
    write_bytes(build.folder / "certificate.html", certificate_page(document).encode())
    return decision


def present_files(build: Build) -> Present:
    """What each stage's evidence must be about: this build and its plan, and the hashes of the candidate's own files.

    The database has no stable hash: before a release goes out, its rows are compared with the Parquet files.
    """
    candidate = {}
    if build.candidate.exists():
        candidate = {
            path.relative_to(build.candidate).as_posix(): sha256_of(path)
            for path in release_files(build.candidate)
            if path.name != DATABASE
        }
    origin = subjects_of(build)
    return {INPUTS: origin, TABLES: origin, CANDIDATE: candidate}


def certificate(decision: Decision, build: Build) -> dict[str, Any]:
    """The decision as a document. No clock, no build number: same inputs, same certificate."""
    outcomes = sorted(decision.outcomes, key=lambda item: item.rule)
    return {
        "verdict": decision.verdict,
        "reasons": [vars(reason) for reason in sorted(decision.reasons, key=lambda item: item.rule)],
        "waived": [
            {
                "rule": outcome.rule,
                "detail": outcome.detail,
                "reason": waiver.reason,
                "by": waiver.by,
                "until": waiver.until.isoformat(),
            }
            for outcome, waiver in decision.waived
        ],
        "confirmed": build.plan().get("confirmations", []),
        "warnings": [outcome.as_dict() for outcome in sorted(decision.warnings, key=lambda item: item.rule)],
        "rules": [outcome.as_dict() for outcome in outcomes],
        "counts": {status: sum(item.status == status for item in outcomes) for status in Status},
        "files": present_files(build)[CANDIDATE],
        "policy_sha256": sha256_of(POLICY),
        "evidence_sha256": hashlib.sha256(json_bytes([item.as_dict() for item in outcomes])).hexdigest(),
    }


def _all_required(feeds: list[Feed], manifest: Manifest, policy: Policy) -> Required:
    """What the rules' own homes say must be there, and what the policy says must be there even without them."""
    required = required_rules(feeds, manifest)
    known = set().union(*required.values())
    extra = policy.required_rules([feed.name for feed in feeds], manifest.published) - known
    return {**required, CANDIDATE: required[CANDIDATE] | extra}


def _gaps(stage: str, evidence: list[Filed], required: set[str], present: dict[str, dict[str, str]]) -> list[Reason]:
    """What is missing from a stage's evidence, or makes it worthless."""
    filed = [item for item in evidence if item.stage == stage]
    if not filed or not filed[0].outcomes:
        return [_gap(f"{stage}.evidence.present", f"no evidence was filed for the {stage} of this build")]
    if not filed[0].subjects or filed[0].subjects != present.get(stage):
        return [_gap(f"{stage}.evidence.current", f"the evidence is about other {stage} than lie in this build")]
    missing = required - {outcome.rule for outcome in filed[0].outcomes}
    return [_gap(rule, "this rule has no result") for rule in sorted(missing)]


def _gap(rule: str, detail: str) -> Reason:
    return Reason(rule, detail, "run `ossp build` again: evidence cannot be written by a person", "data engineer")


def _looks_back(day: str) -> Reason:
    detail = f"this build shows the figures as they were known on {day}, for comparison"
    remedy = "read its tables where they lie; `ossp refresh` builds what is known today"
    return Reason("inputs.deliveries.current", detail, remedy, "partnership analyst")


def _weigh(outcome: Outcome, policy: Policy, today: date, decision: Decision) -> None:
    if outcome.status is Status.PASSED:
        return
    if not outcome.holds:
        decision.warnings.append(outcome)
        return
    waiver = policy.waiver_for(outcome.rule, today) if outcome.status is Status.FAILED else None
    if waiver:
        decision.waived.append((outcome, waiver))
        return
    detail = outcome.detail if outcome.status is Status.FAILED else f"could not be evaluated: {outcome.detail}"
    decision.reasons.append(Reason(outcome.rule, detail, outcome.remedy, outcome.owner))
