"""What is wrong now, as far as it is a person's to look at: deliveries missed, builds held, things that failed.

The words of a fault name feeds, periods, rules, codes and connections, and say what to do. What a rule observed and
what an error says are left out: there may be figures about people in them, and a file's name may be a person's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from ossp_pipeline.errors import OsspError
from ossp_pipeline.extract.connectors.configured import failed_fetches
from ossp_pipeline.gate.decision import PUBLISH, read_certificate
from ossp_pipeline.gate.rules.freshness import judge_freshness, missed_periods
from ossp_pipeline.refresh import Refresh


class Kind(StrEnum):
    """Of what people are told."""

    MISSED = "missed"
    HELD = "held"
    FAILED = "failed"
    RECOVERED = "recovered"


@dataclass(frozen=True)
class Fault:
    """Something that is wrong.

    group    what it was seen with: a look at the group sees all its faults
    subject  what it is about; faults of one subject are said together, each by its part
    remedy   what to do
    """

    group: str
    kind: Kind
    subject: str
    part: str
    remedy: str

    @property
    def key(self) -> str:
        """The same for the same fault at every look."""
        return f"{self.group}: {self.subject} {self.part}"


@dataclass
class Look:
    """The groups that were looked at, and what is wrong there. Of any other group nothing is known."""

    groups: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def add(self, group: str, faults: list[Fault]) -> None:
        """This group was looked at, and has these faults."""
        self.groups.add(group)
        self.faults += faults


def look_at(steps: Refresh) -> Look:
    """Look at what is due, at the newest build, and at the connections."""
    looks: dict[str, Callable[[Refresh], list[Fault]]] = {"due": _missed, "build": _held, "connections": _unfetched}
    look = Look()
    for group, faults_of in looks.items():
        try:
            look.add(group, faults_of(steps))
        except OsspError as error:  # a fault of its own, which says nothing of those of the group
            look.add(f"{group} cannot be looked at", [failed(f"{group} cannot be looked at", error.code, error.remedy)])
        else:
            look.add(f"{group} cannot be looked at", [])
    return look


def failed(what: str, code: str, remedy: str) -> Fault:
    """Something that failed, with the code of its error."""
    return Fault(what, Kind.FAILED, what, code, remedy)


def _missed(steps: Refresh) -> list[Fault]:
    plan = steps.plan()
    feeds = [plan.facts.feeds[feed.name] for feed in steps.expected]
    return [
        Fault("due", Kind.MISSED, feed.name, f"{item.period} (due {item.due_date})", judge_freshness(feed, plan).remedy)
        for feed in feeds
        for item in missed_periods(feed, plan)
    ]


def _held(steps: Refresh) -> list[Fault]:
    """What holds the newest build: the rules of the gate, or that nobody has approved it."""
    build = steps.publishing.newest()
    if build is None:
        return []
    certificate = read_certificate(build)
    if certificate["verdict"] != PUBLISH:
        return [Fault("build", Kind.HELD, reason["rule"], "", reason["remedy"]) for reason in certificate["reasons"]]
    if build == steps.publishing.waiting() and steps.publishing.missing_approval(build):
        remedy = "a named person looks at its certificate and approves it: ossp publish --approved-by NAME"
        return [Fault("build", Kind.HELD, "approval by a named person", "", remedy)]
    return []


def _unfetched(steps: Refresh) -> list[Fault]:
    return [
        Fault("connections", Kind.FAILED, f"connection {name}", failure.code, failure.remedy)
        for name, failure in failed_fetches(steps.settings).items()
    ]
