"""Evidence, filed under the build it is about. The gate reads these files and nothing else.

Each file names its build and the hashes of what was judged, so that evidence of another build, or of files that changed
since, does not count.
"""

from dataclasses import dataclass
from pathlib import Path

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.outcome import Outcome, read_outcome
from ossp_pipeline.gate.rules.as_built import built_rule_ids
from ossp_pipeline.gate.rules.continuity import kept_rule_ids
from ossp_pipeline.gate.rules.contract_rules import contract_rule_ids
from ossp_pipeline.gate.rules.months_complete import month_rule_ids
from ossp_pipeline.gate.rules.one_figure import figure_rule_ids
from ossp_pipeline.gate.rules.partnership_facts import area_rule_ids, fact_rule_ids
from ossp_pipeline.gate.rules.places_known import place_rule_ids
from ossp_pipeline.gate.rules.reconcile import row_rule_ids
from ossp_pipeline.gate.rules.rows_alike import alike_rule_ids
from ossp_pipeline.gate.rules.suites import read_suite
from ossp_pipeline.gate.rules.typed_words import words_rule_ids
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest

INPUTS = "inputs"
TABLES = "tables"
CANDIDATE = "candidate"
STAGES = (INPUTS, TABLES, CANDIDATE)


@dataclass(frozen=True)
class Filed:
    """The evidence of one stage: results, and the hashes of the files they are about."""

    stage: str
    subjects: dict[str, str]
    outcomes: list[Outcome]


def subjects_of(build: Build) -> dict[str, str]:
    """What the evidence of inputs and tables is about: this build, made from this plan."""
    return {"build": build.build_id, "plan": build.plan()["fingerprint"]}


def file_evidence(build: Build, stage: str, outcomes: list[Outcome], subjects: dict[str, str]) -> None:
    """File a stage's results under its build."""
    document = {
        "stage": stage,
        "subjects": subjects,
        "outcomes": [outcome.as_dict() for outcome in sorted(outcomes, key=lambda item: item.rule)],
    }
    write_json(evidence_path(build, stage), document)


def read_evidence(build: Build) -> list[Filed]:
    """The evidence filed for a build; a stage without any is absent."""
    filed = []
    for stage in STAGES:
        path = evidence_path(build, stage)
        if path.exists():
            document = read_json(path)
            outcomes = [read_outcome(item) for item in document["outcomes"]]
            filed.append(Filed(document["stage"], document["subjects"], outcomes))
    return filed


def required_rules(feeds: list[Feed], manifest: Manifest) -> dict[str, set[str]]:
    """Every rule that must have a result, by stage: taken from where rules are written, never from the evidence."""
    inputs: set[str] = set()
    tables = {test.rule for test in manifest.tests.values()}
    for feed in feeds:
        inputs.update(contract_rule_ids(feed))
        inputs.add(f"{feed.name}.period.delivered")
        inputs.update(rule.rule for rule in read_suite("raw", feed.name).rules)
        tables.update(row_rule_ids(feed), alike_rule_ids(feed), place_rule_ids(feed), month_rule_ids(feed))
    for fact in FACTS.values():
        inputs.update(fact_rule_ids(fact))
        tables.update(area_rule_ids(fact))
    candidate = {rule.rule for table in manifest.published for rule in read_suite("release", table).rules}
    candidate.update(built_rule_ids(manifest.published))
    candidate.update(kept_rule_ids(manifest.published))
    candidate.update(figure_rule_ids(manifest.published))
    candidate.update(words_rule_ids(manifest.typed))
    return {INPUTS: inputs, TABLES: tables, CANDIDATE: candidate}


def evidence_path(build: Build, stage: str) -> Path:
    """Where a stage's results are filed."""
    return build.evidence / f"{stage}.json"
