"""The gate asked about a build's folder: what it requires, what it writes, and what no result can make up for."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.attack.attack import PROTECTED
from ossp_pipeline.contracts.edition import OFFICIAL, Edition
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import (
    HOLD,
    PUBLISH,
    Decision,
    candidate_hashes,
    hold_unsealed,
    judge,
    read_certificate,
)
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, STAGES, TABLES, file_evidence, required_rules, subjects_of
from ossp_pipeline.gate.policy import Policy, Waiver
from ossp_pipeline.gate.rules.classes_signed import CLASSES_SIGNED
from ossp_pipeline.transform.build import Build
from tests.unit.gate.rules.manifests import manifest_of

TODAY = date(2026, 5, 18)
FEED = FEEDS["population"]
MANIFEST = manifest_of(tests={"dim_areas__grain__unique": {}}, published=("dim_areas",))
POLICY = Policy(required=("{table}.extra.rule",), never_waived=(), least_small_count=5)
SAMPLE = {"is_sample": "True", "small_count": "5"}


def outcome(rule: str, status: Status = Status.PASSED) -> Outcome:
    return Outcome(
        rule=rule,
        subject="s",
        tool="t",
        status=status,
        severity=Severity.HOLD,
        detail="found",
        remedy="do",
        owner="one",
    )


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A build of one table whose every rule passed, those of the public edition too."""
    return filed(Build(tmp_path / "00007-0123abcd"), {})


def filed(build: Build, changed: Mapping[str, Status | None], settings: Mapping[str, str] = SAMPLE) -> Build:
    """`changed`: rules that did not pass, or (None) have no result."""
    write_json(build.folder / "plan.json", {"fingerprint": "0123abcd", "settings": dict(settings)})
    (build.candidate / "tables").mkdir(parents=True, exist_ok=True)
    (build.candidate / "tables" / "a.csv").write_text("a")
    (build.candidate / "ossp.duckdb").write_text("rows")
    required = required_rules([FEED], MANIFEST)
    required[CANDIDATE] |= {"dim_areas.extra.rule", PROTECTED, CLASSES_SIGNED}
    for stage in STAGES:
        status = {rule: changed.get(rule, Status.PASSED) for rule in required[stage]}
        outcomes = [outcome(rule, ended) for rule, ended in status.items() if ended]
        subjects = candidate_hashes(build) if stage == CANDIDATE else subjects_of(build)
        file_evidence(build, stage, outcomes, subjects)
    return build


def judged(build: Build, edition: Edition = Edition.PARTNERSHIP, policy: Policy = POLICY) -> Decision:
    return judge(build, [FEED], MANIFEST, policy, TODAY, edition)


def test_a_build_whose_every_rule_passed_is_published_and_its_certificate_says_so(build: Build) -> None:
    assert judged(build).verdict == PUBLISH
    written = read_json(build.certificate)
    count = len(written["rules"])
    assert (written["verdict"], written["reasons"], written["counts"]["passed"]) == (PUBLISH, [], count)
    assert (written["counts"]["failed"], written["counts"]["errored"], written["marking"]) == (0, 0, "")
    assert list(written["files"]) == ["tables/a.csv"]
    assert "publish" in (build.folder / "certificate.html").read_text()
    assert read_certificate(build) == written


@pytest.mark.parametrize(
    ("rule", "public"),
    [
        ("dim_areas.extra.rule", [HOLD, HOLD]),
        (PROTECTED, [PUBLISH, HOLD]),
        (CLASSES_SIGNED, [PUBLISH, HOLD]),
        ("dim_areas.grain.unique", [HOLD, HOLD]),
    ],
)
@pytest.mark.parametrize("status", [Status.FAILED, Status.ERRORED, None])
def test_each_edition_needs_its_own_rules(build: Build, rule: str, public: list[str], status: Status | None) -> None:
    """Those of the attack and of signed classes are required of the public edition; a filed finding holds any."""
    filed(build, {rule: status})
    verdicts = [judged(build, edition).verdict for edition in (Edition.PARTNERSHIP, Edition.PUBLIC)]
    assert verdicts == ([HOLD, HOLD] if status else public)
    assert read_json(build.certificate)["verdict"] == verdicts[1]


CHANGES: dict[str, Callable[[Build], object]] = {
    "an edited file": lambda build: (build.candidate / "tables" / "a.csv").write_text("b"),
    "a file more": lambda build: (build.candidate / "b.csv").write_text("b"),
    "no file at all": lambda build: (build.candidate / "tables" / "a.csv").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_evidence_of_other_files_is_none(build: Build, change: str) -> None:
    CHANGES[change](build)
    assert [reason.rule for reason in judged(build).reasons] == ["candidate.evidence.current"]


def test_the_database_is_not_among_the_hashes_and_without_a_candidate_there_are_none(build: Build) -> None:
    assert list(candidate_hashes(build)) == ["tables/a.csv"]
    assert candidate_hashes(Build(build.folder / "none")) == {}


def test_evidence_of_another_plan_is_none(build: Build) -> None:
    write_json(build.folder / "plan.json", {"fingerprint": "another", "settings": SAMPLE})
    assert {reason.rule for reason in judged(build).reasons} == {"inputs.evidence.current", "tables.evidence.current"}


def test_a_build_that_looks_back_is_never_published(build: Build) -> None:
    filed(build, {}, {**SAMPLE, "as_known_on": "2026-01-31"})
    (reason,) = judged(build).reasons
    assert reason.rule == "inputs.deliveries.current" and "2026-01-31" in reason.detail


@pytest.mark.parametrize(
    ("settings", "is_held"),
    [
        ({"is_sample": "False", "small_count": "5"}, False),
        ({"is_sample": "False", "small_count": "4"}, True),
        ({"is_sample": "False", "small_count": "6"}, False),
        ({"is_sample": "True", "small_count": "1"}, False),
    ],
)
@pytest.mark.parametrize("edition", Edition)
def test_no_edition_of_real_data_shows_smaller_counts_than_the_policy_allows(
    build: Build, settings: dict[str, str], is_held: bool, edition: Edition
) -> None:
    reasons = judged(filed(build, {}, settings), edition).reasons
    assert [reason.rule for reason in reasons] == (["build.small_count.allowed"] if is_held else [])


def test_an_edition_that_shows_small_counts_is_marked_and_the_public_one_never_does(build: Build) -> None:
    filed(build, {}, {**SAMPLE, "small_counts": "shown"})
    for edition, marking in ((Edition.PARTNERSHIP, OFFICIAL), (Edition.PUBLIC, "")):
        judged(build, edition)
        assert read_json(build.certificate)["marking"] == marking


def test_what_was_waived_confirmed_and_set_aside_is_printed(build: Build) -> None:
    filed(build, {"dim_areas.grain.unique": Status.FAILED})
    plan = read_json(build.folder / "plan.json")
    write_json(build.folder / "plan.json", {**plan, "confirmations": [{"feed": "f"}], "set_aside": [{"file": "g"}]})
    waiver = Waiver("dim_areas.grain.unique", "the force confirmed it", "A. Name", "one", TODAY, date(2026, 6, 1))
    assert judged(build, policy=Policy((), (), 5, (waiver,))).verdict == PUBLISH
    written = read_json(build.certificate)
    assert written["waived"] == [
        {
            **{"rule": waiver.rule, "detail": "found", "reason": waiver.reason, "by": "A. Name", "owner": "one"},
            **{"from": "2026-05-18", "until": "2026-06-01"},
        }
    ]
    assert (written["confirmed"], written["set_aside"]) == ([{"feed": "f"}], [{"file": "g"}])
    assert written["counts"]["failed"] == 1


def test_the_same_results_give_the_same_certificate_and_others_another(build: Build) -> None:
    judged(build)
    first = build.certificate.read_bytes()
    judged(filed(build, {}))
    assert build.certificate.read_bytes() == first
    judged(filed(build, {"dim_areas.grain.unique": Status.FAILED}))
    assert read_json(build.certificate)["evidence_sha256"] not in first.decode()


def test_an_unsealed_build_is_held_whatever_its_results_say(build: Build) -> None:
    decision = hold_unsealed(build, {INPUTS: "changed", TABLES: "gone"})
    assert [reason.rule for reason in decision.reasons] == ["inputs.evidence.sealed", "tables.evidence.sealed"]
    written = read_json(build.certificate)
    assert (written["verdict"], written["files"], written["rules"]) == (HOLD, {}, [])
    assert "as the run that made them left them: gone" in written["reasons"][1]["detail"]
    assert "hold" in (build.folder / "certificate.html").read_text()


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "7", '{"verdict": "publish"}', '{"verdict": "publish", "reasons": []}']
)
def test_a_certificate_that_cannot_be_read_is_a_hold(build: Build, text: str | None) -> None:
    if text is not None:
        build.certificate.write_text(text)
    document = read_certificate(build)
    assert (document["verdict"], document["files"]) == (HOLD, {})
    (reason,) = document["reasons"]
    assert reason["rule"] == "certificate.file.readable" and "ossp gate --build 00007-0123abcd" in reason["remedy"]


def test_a_certificate_with_nothing_but_what_is_needed_is_read(build: Build) -> None:
    document = {"verdict": PUBLISH, "reasons": [], "files": {}}
    write_json(build.certificate, document)
    assert read_certificate(build) == document
