"""The status of each planned release: out, waiting for its moment, to come, or overdue and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypedDict

from ossp_pipeline.gate.decision import read_certificate
from ossp_pipeline.publish.calendar import PlannedRelease
from ossp_pipeline.publish.embargo import shown_periods
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.transform.build import Build

_RULES_NAMED = 3
# The deliveries in the period of a planned release that are due and have not come, by feed and period.
LateDeliveries = Callable[[PlannedRelease], list[str]]


class PlannedState(StrEnum):
    """How far a planned release is."""

    OUT = "out"
    WAITING = "waiting for its moment"
    TO_COME = "to come"
    OVERDUE = "overdue"


# A date that was moved; `from` is a word of Python's own.
MoveSummary = TypedDict("MoveSummary", {"from": str, "to": str, "announced": str, "reason": str})


class PlannedSummary(TypedDict):
    """A planned release's status in a summary: dates as ISO text, the moment in London's own time."""

    period: str
    edition: str
    title: str
    moment: str
    is_provisional: bool
    state: str
    release_id: str | None
    why: str
    moved: list[MoveSummary]


@dataclass(frozen=True)
class PlannedStatus:
    """`release_id`: the first release that showed the period, where it is out. `why`: for one that is overdue."""

    planned: PlannedRelease
    state: PlannedState
    release_id: str | None = None
    why: str = ""

    def as_dict(self) -> PlannedSummary:
        """For summaries."""
        newest = self.planned.newest
        return {
            "period": str(self.planned.period),
            "edition": str(self.planned.edition),
            "title": newest.title,
            "moment": self.planned.moment.isoformat(),
            "is_provisional": newest.is_provisional,
            "state": str(self.state),
            "release_id": self.release_id,
            "why": self.why,
            "moved": [
                {"from": str(moved_from), "to": str(item.date), "announced": str(item.announced), "reason": item.reason}
                for moved_from, item in self.planned.moves
            ],
        }


@dataclass(frozen=True)
class NewestBuild:
    """The newest build that might go out, if there is one. `missing_approval`: why a named person must look at it."""

    build: Build | None
    missing_approval: str = ""

    @cached_property
    def shows(self) -> set[str]:
        """The periods it shows."""
        return shown_periods(self.build.candidate) if self.build else set()

    @cached_property
    def holding_rules(self) -> list[str]:
        """Ids of the rules that hold it."""
        reasons = read_certificate(self.build)["reasons"] if self.build else []
        return sorted({reason["rule"] for reason in reasons})


def planned_statuses(
    planned: list[PlannedRelease], releases: Releases, newest: NewestBuild, now: datetime, late: LateDeliveries
) -> list[PlannedStatus]:
    """The status of every planned release at a moment, by date."""
    first_shown: dict[str, str] = {}
    for release in releases.all():
        for period in release.content()["shows"]:
            first_shown.setdefault(period, release.release_id)
    withdrawn = {period for release in releases.kept() for period in release.content()["shows"]} - set(first_shown)
    return [
        PlannedStatus(item, PlannedState.OVERDUE, why="it was out, and was withdrawn")
        if str(item.period) in withdrawn
        else _status(item, first_shown.get(str(item.period)), newest, now, late)
        for item in planned
    ]


def _status(
    planned: PlannedRelease, shown_by: str | None, newest: NewestBuild, now: datetime, late: LateDeliveries
) -> PlannedStatus:
    if shown_by:
        return PlannedStatus(planned, PlannedState.OUT, shown_by)
    if now >= planned.moment:
        return PlannedStatus(planned, PlannedState.OVERDUE, why=_why_overdue(planned, newest, late))
    is_over = planned.period.end < now.date()
    is_ready = is_over and str(planned.period) in newest.shows and not newest.holding_rules
    return PlannedStatus(planned, PlannedState.WAITING if is_ready else PlannedState.TO_COME)


def _why_overdue(planned: PlannedRelease, newest: NewestBuild, late: LateDeliveries) -> str:
    """Why a planned release is not out: rules by id, deliveries by feed; no figure and no value of a row."""
    if rules := newest.holding_rules:
        more = f" and {len(rules) - _RULES_NAMED} more" if len(rules) > _RULES_NAMED else ""
        return f"the checks hold it: {', '.join(rules[:_RULES_NAMED])}{more}"
    if str(planned.period) in newest.shows:
        return newest.missing_approval or "it passed the checks and goes out with the next refresh"
    missing = late(planned)
    return f"not delivered yet: {'; '.join(missing)}" if missing else "no figures of the period have been built yet"
