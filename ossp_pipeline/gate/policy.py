"""`expectations/release_policy.toml`: which rules must have a result, and which failures were waived, by whom."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.errors import UsageError
from ossp_pipeline.settings import EXPECTATIONS

POLICY = EXPECTATIONS / "release_policy.toml"


# Whose rules protect people. None of them is ever waived.
PROTECTS_PEOPLE = "information governance lead"
# A waiver is for a while: what should hold no longer is changed in the rule.
LONGEST_WAIVER = 90
_SHORTEST_REASON = 20


@dataclass(frozen=True)
class Waiver:
    """A named, reasoned, expiring exception. It is printed in the release.

    `owner`: the role that owns the rule, for which the person speaks. It holds from `start` to `until`, both included.
    """

    rule: str
    reason: str
    by: str
    owner: str
    start: date
    until: date

    def covers(self, outcome: Outcome, today: date) -> bool:
        """Whether it is about this failure today."""
        is_own = self.rule == outcome.rule and self.owner == outcome.owner
        return is_own and self.start <= today <= self.until


@dataclass(frozen=True)
class Policy:
    """What the gate decides by, beside the evidence."""

    required: tuple[str, ...]
    never_waived: tuple[str, ...]
    waivers: tuple[Waiver, ...] = ()

    def required_rules(self, feeds: list[str], tables: list[str]) -> set[str]:
        """The rules that must have a result, with every feed and table filled in."""
        rules: set[str] = set()
        for rule in self.required:
            names = feeds if "{feed}" in rule else tables if "{table}" in rule else [""]
            rules.update(rule.replace("{feed}", name).replace("{table}", name) for name in names)
        return rules

    def waiver_for(self, outcome: Outcome, today: date) -> Waiver | None:
        """The waiver that covers a failure today, if there is one and the rule may be waived."""
        if outcome.owner == PROTECTS_PEOPLE or any(fnmatchcase(outcome.rule, rule) for rule in self.never_waived):
            return None
        return next((item for item in self.waivers if item.covers(outcome, today)), None)


def read_policy(path: Path = POLICY) -> Policy:
    """Read the policy. Raises UsageError for a waiver that lacks a part, a reason of substance or an early end."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return Policy(
        required=tuple(document["required"]),
        never_waived=tuple(document["never_waived"]),
        waivers=tuple(_read_waiver(entry) for entry in document.get("waiver", [])),
    )


def _read_waiver(entry: dict[str, object]) -> Waiver:
    rule, reason, by, owner = (str(entry.get(name, "")).strip() for name in ("rule", "reason", "by", "owner"))
    start, until = entry.get("from"), entry.get("until")
    if not (rule and reason and by and owner) or not isinstance(start, date) or not isinstance(until, date):
        remedy = (
            "a waiver says rule, owner (the role that owns the rule), reason, by (a person), from and until (dates)"
        )
        raise _refused(rule, "is incomplete", remedy)
    if not start <= until <= start + timedelta(days=LONGEST_WAIVER):
        remedy = (
            f"let it end within {LONGEST_WAIVER} days of its start; what should hold no longer is changed in the rule"
        )
        raise _refused(rule, f"runs from {start} until {until}", remedy)
    if len(reason) < _SHORTEST_REASON or rule.casefold() in reason.casefold():
        raise _refused(rule, "gives no reason that could be checked", "say what was found out, and from whom")
    if owner == PROTECTS_PEOPLE:
        raise _refused(rule, "is about a rule that protects people", "put right what it found: it is never waived")
    return Waiver(rule, reason, by, owner, start, until)


def _refused(rule: str, words: str, remedy: str) -> UsageError:
    return UsageError("E-WAIVER", f"the waiver of “{rule or 'no rule'}” {words}", remedy)
