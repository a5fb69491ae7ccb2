"""One rule's result. Evidence is all of them for a build; the gate decides from nothing else."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """An expectation that could not run did not fail, it errored; and errored always holds."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"


class Severity(StrEnum):
    """What a failure does: `hold` keeps the release back, `warn` is printed in it."""

    HOLD = "hold"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of one rule on one subject (a feed or a published table).

    rule       `<table>.<column or grain>.<rule>`
    tool       contract, expectation, dbt, freshness or reconciliation
    detail     one sentence for people, free of personal values
    observed   a number worth showing (rows that broke the rule, days late), or None
    remedy     what to do when it failed
    """

    rule: str
    subject: str
    tool: str
    status: Status
    severity: Severity
    detail: str
    observed: float | None = None
    remedy: str = ""
    owner: str = ""

    @property
    def holds(self) -> bool:
        """Whether this result alone keeps the release back."""
        return self.status is Status.ERRORED or (self.status is Status.FAILED and self.severity is Severity.HOLD)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def read_outcome(document: dict[str, Any]) -> Outcome:
    """The reverse of `Outcome.as_dict`."""
    return Outcome(**{**document, "status": Status(document["status"]), "severity": Severity(document["severity"])})
