"""The result of one rule. The results of all rules are the evidence of a build; the gate decides from them alone."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """How a rule ended. A rule that could not run is `errored`, not `failed`, and always holds the release."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"


class Severity(StrEnum):
    """What a failure does: `hold` holds the release, `warn` is printed in it."""

    HOLD = "hold"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result of one rule on one subject (a feed or a published table).

    rule       `<table>.<column or grain>.<rule>`
    subject    the feed or table
    tool       contract, expectation, dbt, freshness or reconciliation
    status     passed, failed or errored
    severity   what a failure does
    detail     one sentence for people, without personal values
    observed   a number to show with it (rows that broke the rule, days late), or None
    remedy     what to do when it failed
    owner      who has to do it
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
        """Whether this result alone holds the release."""
        return self.status is Status.ERRORED or (self.status is Status.FAILED and self.severity is Severity.HOLD)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def read_outcome(document: dict[str, Any]) -> Outcome:
    """The reverse of `Outcome.as_dict`."""
    return Outcome(**{**document, "status": Status(document["status"]), "severity": Severity(document["severity"])})
