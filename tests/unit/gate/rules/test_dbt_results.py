"""dbt's results as evidence: only `pass` passes, and what did not run has errored."""

import pytest

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.gate.rules.dbt_results import judge_tests
from ossp_pipeline.transform.dbt_runner import NodeResult
from tests.unit.gate.rules.manifests import manifest_of

MANIFEST = manifest_of(
    tests={
        "dim_bins__grain__unique": {},
        "dim_bins__colour__known": {
            "severity": "warn",
            "rationale": "Bins have colours",
            "remedy": "paint them",
            "owner": "painter",
            "table": "dim_colours",
        },
    }
)
GRAIN, COLOUR = "test.ossp.dim_bins__grain__unique", "test.ossp.dim_bins__colour__known"


def result(unique_id: str, status: str, failures: int | None = None) -> NodeResult:
    return NodeResult(unique_id, status, "a message that quotes row 17", failures, 0.1)


@pytest.mark.parametrize(
    ("status", "means", "detail"),
    [
        ("pass", Status.PASSED, "one row per grain: no row found"),
        ("warn", Status.FAILED, "one row per grain: 3 row(s) found"),
        ("fail", Status.FAILED, "one row per grain: 3 row(s) found"),
        ("skipped", Status.ERRORED, "one row per grain: the test did not run"),
        ("error", Status.ERRORED, "one row per grain: the test did not run"),
        ("runtime error", Status.ERRORED, "one row per grain: the test did not run"),
        ("no-op", Status.ERRORED, "one row per grain: the test did not run"),
    ],
)
def test_status_of_a_data_test(status, means, detail):
    failures = {"pass": 0, "warn": 3, "fail": 3}.get(status)
    outcome = judge_tests(MANIFEST, [result(GRAIN, status, failures)])[0]
    assert (outcome.status, outcome.detail, outcome.observed) == (means, detail, failures)
    assert "row 17" not in str(outcome)


def test_test_that_says_nothing_holds_and_belongs_to_the_data_engineer():
    outcome = judge_tests(MANIFEST, [result(GRAIN, "warn", 1)])[0]
    assert (outcome.rule, outcome.subject) == ("dim_bins.grain.unique", "dim_bins")
    assert (outcome.severity, outcome.owner) == (Severity.HOLD, "data engineer")
    assert outcome.holds


def test_test_says_in_its_meta_what_its_failure_does():
    outcome = judge_tests(MANIFEST, [result(COLOUR, "warn", 1)])[0]
    assert (outcome.rule, outcome.subject) == ("dim_bins.colour.known", "dim_colours")
    assert (outcome.severity, outcome.remedy, outcome.owner) == (Severity.WARN, "paint them", "painter")
    assert not outcome.holds


def test_skipped_test_holds_whatever_its_severity():
    assert judge_tests(MANIFEST, [result(COLOUR, "skipped")])[0].holds


def test_models_and_seeds_are_no_evidence():
    assert judge_tests(MANIFEST, [result("model.ossp.dim_bins", "success")]) == []


def test_order_is_that_in_which_the_tests_ran():
    outcomes = judge_tests(MANIFEST, [result(COLOUR, "pass"), result(GRAIN, "pass")])
    assert [outcome.rule for outcome in outcomes] == ["dim_bins.colour.known", "dim_bins.grain.unique"]
