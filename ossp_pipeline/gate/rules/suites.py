"""The suites of `expectations/`, read as plain JSON: which rules there are, who owns them, and what to do."""

import copy
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.outcome import Severity
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.settings import EXPECTATIONS

_SEVERITIES = {"critical": Severity.HOLD, "warning": Severity.WARN}
_SAID = ("rule", "owner", "rationale", "remedy")


@dataclass(frozen=True)
class SuiteRule:
    """One expectation with what its `meta` says about it."""

    rule: str
    table: str
    severity: Severity
    owner: str
    rationale: str
    remedy: str


@dataclass(frozen=True)
class Suite:
    """One suite. `document` is Great Expectations' own form; `kind` is raw or release."""

    kind: str
    table: str
    document: dict[str, Any]

    @property
    def rules(self) -> list[SuiteRule]:
        """Its rules, in the file's order. Raises BrokenError where one lacks what every rule must say."""
        rules = [_rule(self.table, expectation) for expectation in self.document["expectations"]]
        _refuse_repeats(self.table, [rule.rule for rule in rules])
        return rules

    def where_absent(self, absent: Collection[str]) -> "Suite":
        """The suite of a partnership without these: a table that rests on one of them may then have no rows.

        absent  facts in which nothing is stated yet, and feeds that are not collected here
        """
        missing = set(self.document["meta"].get("rests_on", ())) & set(absent)
        if not missing:
            return self
        document = copy.deepcopy(self.document)
        for expectation in document["expectations"]:
            if expectation["meta"]["rule"] == f"{self.table}.rows.present":
                names = ", ".join(sorted(missing))
                expectation["kwargs"]["min_value"] = 0
                expectation["meta"]["rationale"] = f"Nothing is stated or collected here yet of {names}"
        return replace(self, document=document)


def read_suite(kind: str, table: str, parameters: dict[str, Any] | None = None) -> Suite:
    """The suite of a feed or published table, with `{name}` replaced by settings the rules refer to."""
    path = EXPECTATIONS / kind / f"{table}.json"
    if not path.exists():
        raise BrokenError("E-SUITE", f"there is no suite {kind}/{table}.json", "write one: expectations/README.md")
    return parse_suite(kind, table, path, parameters)


def parse_suite(kind: str, table: str, path: Path, parameters: dict[str, Any] | None = None) -> Suite:
    """A suite from a file. Raises BrokenError for an empty one: nothing to check would always pass."""
    text = path.read_text(encoding="utf-8")
    for name, value in (parameters or {}).items():
        text = text.replace("{" + name + "}", str(value))
    document = json.loads(text)
    if not document["expectations"]:
        raise BrokenError(
            "E-SUITE", f"the suite {kind}/{table}.json is empty", "an empty suite passes always: add rules"
        )
    return Suite(kind, table, document)


def _rule(table: str, expectation: dict[str, Any]) -> SuiteRule:
    meta = expectation.get("meta", {})
    severity = _SEVERITIES.get(expectation.get("severity", ""))
    missing = [name for name in _SAID if not str(meta.get(name) or "").strip()]
    if severity is None:
        missing.append(f"severity ({' or '.join(_SEVERITIES)})")
    if severity is None or missing:
        what = f"a rule of suite {table} lacks {', '.join(missing)}: {meta.get('rule') or expectation['type']}"
        raise BrokenError("E-SUITE", what, "every rule says rule, severity, owner, rationale and remedy")
    return SuiteRule(table=table, severity=severity, **{name: meta[name] for name in _SAID})


def _refuse_repeats(table: str, rules: list[str]) -> None:
    """Results are known by their rule: of two rules with one id, the one that passes would answer for both."""
    repeated = sorted({rule for rule in rules if rules.count(rule) > 1})
    if repeated:
        raise BrokenError("E-SUITE", f"suite {table} has a rule twice: {', '.join(repeated)}", "give each its own id")
