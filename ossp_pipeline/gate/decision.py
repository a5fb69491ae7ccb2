"""May it go out? The gate decides from evidence filed under the build, and trusts nothing else.

It does not matter who asks, or what ran before: a missing stage, a missing rule, a rule that errored, evidence of
another build or of other files all mean hold.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ossp_pipeline.atomic_files import json_bytes, read_json, sha256_of, write_bytes, write_json
from ossp_pipeline.attack.attack import PROTECTED
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, Status
from ossp_pipeline.gate.candidate_files import DATABASE, release_files
from ossp_pipeline.gate.certificate_page import certificate_page
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, TABLES, Filed, read_evidence, required_rules, subjects_of
from ossp_pipeline.gate.policy import POLICY, PROTECTS_PEOPLE, Policy, RefusedWaiver, Waiver
from ossp_pipeline.gate.rules.classes_signed import CLASSES_SIGNED
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.plan import AS_KNOWN_ON, marking

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
            _weigh(outcome, _applying(outcome, policy, present[INPUTS].get("build", ""), today), decision)
    decision.reasons.extend(_refused(item) for item in policy.all_refused(decision.outcomes, today))
    return decision


def judge(  # noqa: PLR0913, PLR0917 (what a decision rests on, a part each)
    build: Build,
    feeds: list[Feed],
    manifest: Manifest,
    policy: Policy,
    today: date,
    edition: Edition = Edition.PARTNERSHIP,
) -> Decision:
    """Decide about an edition of a build whose seals are whole, and write its certificate."""
    plan, origin = build.plan(), subjects_of(build)
    present = {INPUTS: origin, TABLES: origin, CANDIDATE: candidate_hashes(build)}
    required = _all_required(feeds, manifest, policy)
    if edition is Edition.PUBLIC:
        required[CANDIDATE] |= {PROTECTED, CLASSES_SIGNED}
    decision = decide(read_evidence(build), required, policy, today, present)
    if day := plan["settings"].get(AS_KNOWN_ON):
        decision.reasons.append(_looks_back(day))
    decision.reasons.extend(_shows_small_counts(plan["settings"], policy.least_small_count))
    document = certificate(decision, present[CANDIDATE], plan)
    _write_certificate(build, {**document, "marking": marking(plan["settings"], edition)})
    return decision


def hold_unsealed(build: Build, broken_seals: Mapping[str, str]) -> Decision:
    """Hold a build that is not as it was sealed, and write its certificate. Nothing else in its folder is believed.

    broken_seals  stage → what is wrong with it
    """
    decision = Decision([_unsealed(stage, words) for stage, words in broken_seals.items()])
    _write_certificate(build, certificate(decision, {}, {}))
    return decision


def read_certificate(build: Build) -> dict[str, Any]:
    """The gate's last decision about a build. One that cannot be read is a hold, until the gate is asked again."""
    try:
        document = read_json(build.certificate)
        if {"verdict", "reasons", "files"} <= set(document):
            return dict(document)
    except (OSError, ValueError, TypeError):
        pass
    return certificate(Decision([_unreadable(build)]), {}, {})


def candidate_hashes(build: Build) -> dict[str, str]:
    """What the candidate's evidence must be about: its own files.

    The database has no stable hash: before a release goes out, its rows are compared with the Parquet files.
    """
    if not build.candidate.exists():
        return {}
    return {
        path.relative_to(build.candidate).as_posix(): sha256_of(path)
        for path in release_files(build.candidate)
        if path.name != DATABASE
    }


def certificate(decision: Decision, files: dict[str, str], plan: dict[str, Any]) -> dict[str, Any]:
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
                "owner": waiver.owner,
                "from": waiver.start.isoformat(),
                "until": waiver.until.isoformat(),
            }
            for outcome, waiver in decision.waived
        ],
        "confirmed": plan.get("confirmations", []),
        "set_aside": plan.get("set_aside", []),
        "warnings": [outcome.as_dict() for outcome in sorted(decision.warnings, key=lambda item: item.rule)],
        "rules": [outcome.as_dict() for outcome in outcomes],
        "counts": {status: sum(item.status == status for item in outcomes) for status in Status},
        "files": files,
        "policy_sha256": sha256_of(POLICY),
        "evidence_sha256": hashlib.sha256(json_bytes([item.as_dict() for item in outcomes])).hexdigest(),
    }


def _write_certificate(build: Build, document: dict[str, Any]) -> None:
    write_json(build.certificate, document)
    write_bytes(build.folder / "certificate.html", certificate_page(document).encode())


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


def _unsealed(stage: str, words: str) -> Reason:
    detail = f"the {stage} of this build are not as the run that made them left them: {words}"
    return Reason(f"{stage}.evidence.sealed", detail, "run `ossp build` again: it makes a new build", "data engineer")


def _unreadable(build: Build) -> Reason:
    detail = f"certificate.json of build {build.build_id} cannot be read"
    remedy = f"run `ossp gate --build {build.build_id}`: the gate decides again and writes it anew"
    return Reason("certificate.file.readable", detail, remedy, "data engineer")


def _looks_back(day: str) -> Reason:
    detail = f"this build shows the figures as they were known on {day}, for comparison"
    remedy = "read its tables where they lie; `ossp refresh` builds what is known today"
    return Reason("inputs.deliveries.current", detail, remedy, "partnership analyst")


def _shows_small_counts(settings: Mapping[str, str], least: int) -> list[Reason]:
    """A threshold for small counts about people that the policy does not allow outside invented data."""
    if settings["is_sample"] == "True" or int(settings["small_count"]) >= least:
        return []
    detail = f"counts about people from {settings['small_count']} are shown; {POLICY.name} allows none below {least}"
    remedy = f"set `small_count` in ossp.toml (or OSSP_SMALL_COUNT) to {least} or more, and run `ossp refresh`"
    return [Reason("build.small_count.allowed", detail, remedy, PROTECTS_PEOPLE)]


def _refused(waiver: RefusedWaiver) -> Reason:
    detail = f"E-WAIVER: the waiver of “{waiver.rule or 'no rule'}” {waiver.problem}"
    return Reason("release_policy.waivers.accepted", detail, waiver.remedy, "partnership analyst")


def _applying(outcome: Outcome, policy: Policy, build_id: str, today: date) -> Waiver | str:
    """The waiver that lets a failure of this rule pass; or, in words, why none does."""
    given = policy.waivers_of(outcome)
    why_not = {item: item.why_not(build_id, today) for item in given}
    applying = next((item for item, why in why_not.items() if not why), None)
    return applying or "".join(f"; its waiver does not apply: {why}" for why in why_not.values())


def _weigh(outcome: Outcome, waiver: Waiver | str, decision: Decision) -> None:
    """`waiver`: the one that applies to the rule, or words to add where it does not."""
    if outcome.status is Status.PASSED:
        return
    if not outcome.holds:
        decision.warnings.append(outcome)
        return
    if outcome.status is Status.ERRORED:
        detail = f"could not be evaluated: {outcome.detail}"
    elif isinstance(waiver, Waiver):
        decision.waived.append((outcome, waiver))
        return
    else:
        detail = f"{outcome.detail}{waiver}"
    decision.reasons.append(Reason(outcome.rule, detail, outcome.remedy, outcome.owner))
