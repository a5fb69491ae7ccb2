"""`expectations/release_policy.toml`: which rules must have a result, and which failures were waived, by whom."""

import tomllib
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from ossp_pipeline.errors import UsageError
from ossp_pipeline.settings import EXPECTATIONS

POLICY = EXPECTATIONS / "release_policy.toml"


@dataclass(frozen=True)
class Waiver:
    """A named, reasoned, expiring exception. It is printed in the release."""

    rule: str
    reason: str
    by: str
    until: date


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

    def waiver_for(self, rule: str, today: date) -> Waiver | None:
        """The waiver that covers a failed rule today, if there is one and the rule may be waived."""
        if any(fnmatchcase(rule, pattern) for pattern in self.never_waived):
            return None
        return next((item for item in self.waivers if item.rule == rule and today <= item.until), None)


def read_policy(path: Path = POLICY) -> Policy:
    """Read the policy. Raises UsageError for a waiver that lacks its name, reason, person or end."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return Policy(
        required=tuple(document["required"]),
        never_waived=tuple(document["never_waived"]),
        waivers=tuple(_waiver(entry) for entry in document.get("waiver", [])),
    )


def _waiver(entry: dict[str, object]) -> Waiver:
    rule, reason, by = (str(entry.get(name, "")).strip() for name in ("rule", "reason", "by"))
    until = entry.get("until")
    if not (rule and reason and by) or not isinstance(until, date):
        raise UsageError(
            "E-WAIVER",
            f"the waiver of “{rule or 'no rule'}” is incomplete",
            "a waiver says rule, reason, by (a person) and until (a date)",
        )
    return Waiver(rule, reason, by, until)
