"""What the gate decides by: which rules must have a result, and which failures were waived, by whom.

Rules are the code's, in `expectations/release_policy.toml`. Waivers, and who may give them, are the installation's own:
in `waivers.toml` of its partnership folder. Those that still stand in the code tree are read too.

A waiver is accepted only whole: a person who holds the role that owns the rule, a reason that somebody can check, at
most 90 days, never for a rule that protects people. One that is refused holds every build, and says why.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeGuard

from ossp_pipeline.contracts.outcome import Outcome
from ossp_pipeline.errors import UsageError
from ossp_pipeline.settings import EXPECTATIONS, WAIVERS

POLICY = EXPECTATIONS / "release_policy.toml"
# Whose rules protect people. None of them is ever waived.
PROTECTS_PEOPLE = "information governance lead"
# A waiver is for a while: what should hold no longer is changed in the rule.
LONGEST_WAIVER = 90
_SHORTEST_REASON = 20
_FEWEST_WORDS = 3
_TEXTS = ("rule", "owner", "reason", "by")


@dataclass(frozen=True)
class Waiver:
    """A named, reasoned, expiring exception. It is printed in the release.

    `owner`: the role that owns the rule, and that `by` holds. It holds from `start` to `until`, both included, for the
    build named in `build`, or for every build where that is empty.
    """

    rule: str
    reason: str
    by: str
    owner: str
    start: date
    until: date
    build: str = ""

    def why_not(self, build_id: str, today: date) -> str:
        """Why it does not apply to a build today, in words; empty: it does."""
        if today < self.start:
            return f"it starts on {self.start}"
        if today > self.until:
            return f"it ended on {self.until}"
        return f"it is for build {self.build} alone" if self.build not in ("", build_id) else ""


@dataclass(frozen=True)
class RefusedWaiver:
    """A waiver that is not accepted: of which rule, what is wrong with it, what to do."""

    rule: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Policy:
    """What the gate decides by, beside the evidence."""

    required: tuple[str, ...]
    never_waived: tuple[str, ...]
    least_small_count: int
    waivers: tuple[Waiver, ...] = ()
    refused: tuple[RefusedWaiver, ...] = ()

    def required_rules(self, feeds: list[str], tables: list[str]) -> set[str]:
        """The rules that must have a result, with every feed and table filled in."""
        rules: set[str] = set()
        for rule in self.required:
            names = feeds if "{feed}" in rule else tables if "{table}" in rule else [""]
            rules.update(rule.replace("{feed}", name).replace("{table}", name) for name in names)
        return rules

    def waivers_of(self, outcome: Outcome) -> list[Waiver]:
        """The waivers of a rule by its owner, if it may be waived; whether or not they apply today."""
        if self.is_never_waived(outcome.rule, outcome.owner):
            return []
        return [item for item in self.waivers if (item.rule, item.owner) == (outcome.rule, outcome.owner)]

    def is_never_waived(self, rule: str, owner: str) -> bool:
        """Whether a rule protects people, as its owner says, or is listed as never waived."""
        return owner == PROTECTS_PEOPLE or any(fnmatchcase(rule, pattern) for pattern in self.never_waived)

    def all_refused(self, outcomes: Iterable[Outcome], today: date) -> list[RefusedWaiver]:
        """The waivers that are refused: by themselves, or for what the rules' own results say of them."""
        owners = {outcome.rule: outcome.owner for outcome in outcomes}
        found = (self._refusal(item, owners.get(item.rule, item.owner), today) for item in self.waivers)
        return [*self.refused, *filter(None, found)]

    def _refusal(self, waiver: Waiver, owner: str, today: date) -> RefusedWaiver | None:
        """`owner`: the role that owns the rule, as its result says."""
        if self.is_never_waived(waiver.rule, owner):
            remedy = "remove the waiver, and put right what the rule found: it is never waived"
            return RefusedWaiver(waiver.rule, "is of a rule that protects people or the account of rows", remedy)
        if waiver.owner != owner:
            remedy = f'the {owner} owns the rule: a person in that role decides, with `owner = "{owner}"`'
            return RefusedWaiver(waiver.rule, f"is given by the {waiver.owner}", remedy)
        if waiver.start > today:
            remedy = "let `from` be the day on which it was decided"
            return RefusedWaiver(waiver.rule, f"starts on {waiver.start}, which is still to come", remedy)
        return None


def read_policy(waivers: Path, path: Path = POLICY) -> Policy:
    """Read the policy, with the waivers that are refused. Raises UsageError for a file that is no TOML.

    waivers  the installation's own file, which need not be there
    """
    document = _read_toml(path)
    sources = [document, _read_toml(waivers) if waivers.is_file() else {}]
    owners: dict[str, list[str]] = {}
    for role, names in (item for source in sources for item in source.get("owners", {}).items()):
        owners[role] = [*owners.get(role, []), *names]
    read = [_read_waiver(entry, owners) for source in sources for entry in _entries(source)]
    return Policy(
        required=tuple(document["required"]),
        never_waived=tuple(document["never_waived"]),
        least_small_count=int(document["least_small_count"]),
        waivers=tuple(item for item in read if isinstance(item, Waiver)),
        refused=tuple(item for item in read if isinstance(item, RefusedWaiver)),
    )


def has_misplaced_waivers(path: Path = POLICY) -> bool:
    """Whether waivers, or the people who may give them, still stand in the code tree."""
    document = _read_toml(path)
    return bool(_entries(document)) or any(document.get("owners", {}).values())


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise UsageError("E-WAIVER", f"{path.name} cannot be read as TOML", "correct its last change") from None


def _entries(document: dict[str, Any]) -> list[Any]:
    """The waivers of a file. `[waiver]` in the place of `[[waiver]]` is one table, no list."""
    entries = document.get("waiver", [])
    return entries if isinstance(entries, list) else [entries]


def _read_waiver(entry: Any, owners: dict[str, list[str]]) -> Waiver | RefusedWaiver:
    given = entry if isinstance(entry, dict) else {}
    rule, owner, reason, by = (str(given.get(name, "")).strip() for name in _TEXTS)
    start, until, build = given.get("from"), given.get("until"), str(given.get("build", "")).strip()
    if not (rule and owner and reason and by and _is_day(start) and _is_day(until)):
        remedy = "write rule, owner (the role that owns it), reason, by (a person), from and until (days)"
        return RefusedWaiver(rule, "is incomplete", remedy)
    waiver = Waiver(rule, reason, by, owner, start, until, build)
    return _unsound(waiver, list(owners.get(owner, []))) or waiver


def _is_day(value: object) -> TypeGuard[date]:
    return type(value) is date  # a moment is a day to `isinstance`, and cannot be compared with one


def _unsound(waiver: Waiver, holders: list[str]) -> RefusedWaiver | None:
    """What makes a whole waiver unacceptable. `holders`: the people in the role that gives it."""
    if not waiver.start <= waiver.until <= waiver.start + timedelta(days=LONGEST_WAIVER):
        remedy = (
            f"let it end within {LONGEST_WAIVER} days of its start; what should hold no longer is changed in the rule"
        )
        return RefusedWaiver(waiver.rule, f"runs from {waiver.start} until {waiver.until}", remedy)
    if not _has_substance(waiver.reason, waiver.rule):
        remedy = f"say what was found out, and from whom, in {_SHORTEST_REASON} characters or more"
        return RefusedWaiver(waiver.rule, "gives no reason that somebody could check", remedy)
    if waiver.by not in holders:
        remedy = f"let a person whom [owners] of {WAIVERS} names as {waiver.owner} decide, or add them there"
        return RefusedWaiver(waiver.rule, f"is given by {waiver.by}, who is not named as {waiver.owner}", remedy)
    return None


def _has_substance(reason: str, rule: str) -> bool:
    """Whether something is said beside the rule's own name: some words, not one repeated."""
    own = reason.casefold().replace(rule.casefold(), " ")
    words = set(re.findall(r"\w+", own)) - set(re.findall(r"[^\W_]+", rule.casefold()))
    return len(" ".join(own.split())) >= _SHORTEST_REASON and len(words) >= _FEWEST_WORDS
