"""dbt's data tests as evidence. In the project they only warn; what a failure does is in the test's `meta`."""

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.transform.dbt_runner import NodeResult
from ossp_pipeline.transform.manifest import Manifest, Test

_STATUSES = {"pass": Status.PASSED, "warn": Status.FAILED, "fail": Status.FAILED}


def judge_tests(manifest: Manifest, results: list[NodeResult]) -> list[Outcome]:
    """One result per data test that ran. A test that was skipped or broke has errored."""
    return [
        _outcome(manifest.tests[result.unique_id], result) for result in results if result.unique_id in manifest.tests
    ]


def _outcome(test: Test, result: NodeResult) -> Outcome:
    status = _STATUSES.get(result.status, Status.ERRORED)
    details = {Status.PASSED: "no row found", Status.FAILED: f"{result.failures} row(s) found"}
    return Outcome(
        rule=test.rule,
        subject=test.model,
        tool="dbt",
        status=status,
        severity=Severity(test.severity),
        observed=result.failures,
        detail=f"{test.rationale or 'one row per grain'}: {details.get(status, 'the test did not run')}",
        remedy=test.remedy,
        owner=test.owner,
    )
