"""What the last run of the tests said, from the file that `pytest --junit-xml` writes."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from defusedxml import DefusedXmlException, ElementTree

from ossp_pipeline.errors import UsageError

NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Results:
    """`said`: when and how many tests; empty where no file was given. `failed`, `passed`: tests by module."""

    said: str = ""
    passed: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)

    def of(self, path: str) -> str:
        """The result of the tests in a file, named as in the repository."""
        module = path.removesuffix(".py").replace("/", ".")
        passed, failed = self.passed.get(module, 0), self.failed.get(module, 0)
        if failed:
            return f"**{failed} failed**, {passed} passed"
        return f"{passed} passed" if passed else "not run"


def read_results(path: Path) -> Results:
    """Raises UsageError for a file that is not one of pytest's."""
    try:
        suites = ElementTree.fromstring(path.read_bytes())
    except (OSError, ElementTree.ParseError, DefusedXmlException):
        remedy = "write one with `pytest --junit-xml FILE`"
        raise UsageError("E-NOFILE", f"{path} is no file of test results", remedy) from None
    passed: dict[str, int] = defaultdict(int)
    failed: dict[str, int] = defaultdict(int)
    for case in suites.iter("testcase"):
        outcomes = {child.tag for child in case}
        if "skipped" not in outcomes:
            (failed if outcomes & {"failure", "error"} else passed)[str(case.get("classname"))] += 1
    moments = sorted(str(suite.get("timestamp", ""))[:16] for suite in suites.iter("testsuite"))
    counted = f"{sum(passed.values()):,} passed, {sum(failed.values()):,} failed"
    return Results(f"{moments[-1] if moments else 'no moment'}, {counted}", dict(passed), dict(failed))
