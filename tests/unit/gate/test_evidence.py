"""Evidence: what must be there is taken from where rules are written, and what was filed is what is read."""

import json
import random

import pytest

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.evidence import (
    CANDIDATE,
    INPUTS,
    STAGES,
    TABLES,
    file_evidence,
    read_evidence,
    required_rules,
    subjects_of,
)
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.settings import EXPECTATIONS
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from tests.unit.gate.rules.manifests import manifest_of

MANIFEST = manifest_of(
    tests={"dim_areas__grain__unique": {}, "fct_measure_values__value__explained": {}},
    published=("dim_areas", "sna_data_coverage"),
)


@pytest.fixture
def build(tmp_path) -> Build:
    build = Build(tmp_path / "00007-0123abcd")
    write_json(build.folder / "plan.json", {"fingerprint": "0123abcd01234567"})
    return build


def outcome(rule: str, status: Status = Status.PASSED, observed: float | None = None) -> Outcome:
    return Outcome(
        rule=rule,
        subject="bins",
        tool="test",
        status=status,
        severity=Severity.WARN,
        observed=observed,
        detail="“3 bins” found",
        remedy="count again",
        owner="analyst",
    )


def ids_written_in(kind: str, table: str) -> set[str]:
    document = json.loads((EXPECTATIONS / kind / f"{table}.json").read_text())
    return {expectation["meta"]["rule"] for expectation in document["expectations"]}


def row_rules_declared_by(feed) -> set[str]:
    """The contract's rules, from its declarations alone."""
    rules = {f"{feed.name}.row.fields", f"{feed.name}.row.printable"}
    for column in feed.columns:
        kept, text = column.treatment != "drop", column.kind == "text"
        declared = {
            "required": column.required,
            "readable": kept and not text,
            "allowed": column.allowed or column.code_list,
            "pattern": column.pattern,
            "range": column.minimum is not None or column.maximum is not None,
            "in_period": column.within,
        }
        rules |= {f"{feed.name}.{column.name}.{rule}" for rule, applies in declared.items() if applies}
    rules |= {f"{feed.name}.key.unique"} if feed.key else set()
    return rules | ({f"{feed.name}.consent.given"} if feed.consent else set())


def test_required_rules_are_all_that_is_written_anywhere():
    feeds = list(FEEDS.values())
    inputs, tables = set(), {"dim_areas.grain.unique", "fct_measure_values.value.explained"}
    for feed in feeds:
        inputs |= row_rules_declared_by(feed) | ids_written_in("raw", feed.name)
        inputs |= {f"{feed.name}.{rule}" for rule in ("period.delivered", "rows.within_tolerance", "delivery.taken")}
        inputs.add(f"{feed.name}.revision.within_limit")
        inputs |= {f"{feed.name}.rows.repeated"} if (feed.key or feed.reference) and not feed.lists_again else set()
        tables |= {f"{feed.name}.rows.alike"} if feed.reference else set()
        tables |= {f"{feed.name}.rows.accounted", f"{feed.name}.rows.staged"}
    for fact in FACTS.values():
        inputs |= set(fact.rules())
        tables |= {f"{fact.name}.{column}.of_partnership" for column in fact.area_columns}
    for name in ("police_crime", "police_uk_street", "asb_incidents"):
        tables |= {f"{name}.places.known", f"{name}.vintage.unmixed"}
    tables |= {f"{feed.name}.months.{rule}" for feed in feeds if feed.has_volume for rule in ("whole", "confirmed")}
    candidate = ids_written_in("release", "dim_areas") | ids_written_in("release", "sna_data_coverage")
    candidate |= {"dim_areas.rows.as_built", "sna_data_coverage.rows.as_built", "sna_data_coverage.period.kept"}
    assert required_rules(feeds, MANIFEST) == {INPUTS: inputs, TABLES: tables, CANDIDATE: candidate}


def test_words_that_people_typed_have_a_rule_of_their_own():
    node = {
        **{"resource_type": "model", "unique_id": "model.ossp.dim_areas", "name": "dim_areas", "description": ""},
        **{"original_file_path": "models/dim_areas.sql", "columns": {}, "config": {"meta": {"typed": ["note"]}}},
    }
    document = {**MANIFEST.document, "nodes": {**MANIFEST.document["nodes"], "model.ossp.dim_areas": node}}
    typed = required_rules([], Manifest(document))[CANDIDATE] - required_rules([], MANIFEST)[CANDIDATE]
    assert typed == {"dim_areas.words.screened"}


def test_no_two_tools_answer_for_one_rule():
    """A result of the one would stand in for a missing result of the other."""
    for feed in FEEDS.values():
        assert not row_rules_declared_by(feed) & ids_written_in("raw", feed.name)
    stages = required_rules(list(FEEDS.values()), MANIFEST).values()
    assert sum(map(len, stages)) == len(set().union(*stages))


def test_rules_are_required_of_the_feeds_the_area_awaits_only():
    required = required_rules([FEEDS["population"]], MANIFEST)
    assert {rule.split(".")[0] for rule in required[INPUTS]} - set(FACTS) == {"population"}


def test_published_table_without_a_suite_is_refused():
    with pytest.raises(BrokenError, match=r"There is no suite release/dim_bins.json"):
        required_rules([], manifest_of(tests={}, published=("dim_bins",)))


def test_nothing_filed_is_nothing_read(build):
    assert read_evidence(build) == []


def test_what_was_filed_is_what_is_read(build):
    outcomes = [outcome("bins.b.c", Status.ERRORED), outcome("bins.a.c", Status.FAILED, 3.0), outcome("bins.a.b")]
    file_evidence(build, TABLES, outcomes, {"table": "hash"})
    filed = read_evidence(build)
    assert [(item.stage, item.subjects) for item in filed] == [(TABLES, {"table": "hash"})]
    assert filed[0].outcomes == sorted(outcomes, key=lambda item: item.rule)


def test_same_results_in_any_order_are_the_same_bytes(build):
    outcomes = [outcome(f"bins.rule.{number}", observed=number) for number in range(20)]
    contents = set()
    for seed in range(3):
        file_evidence(build, INPUTS, random.Random(seed).sample(outcomes, len(outcomes)), subjects_of(build))
        contents.add((build.evidence / "inputs.json").read_bytes())
    assert len(contents) == 1


def test_stages_are_read_in_order_and_filed_again_is_replaced(build):
    for stage in reversed(STAGES):
        file_evidence(build, stage, [outcome("bins.a.b")], {})
    file_evidence(build, INPUTS, [outcome("bins.c.d")], {})
    filed = read_evidence(build)
    assert [item.stage for item in filed] == list(STAGES)
    assert [item.rule for item in filed[0].outcomes] == ["bins.c.d"]


def test_evidence_is_about_this_build_and_its_plan(build):
    assert subjects_of(build) == {"build": "00007-0123abcd", "plan": "0123abcd01234567"}
