"""How each planned release stands: out, waiting for its moment, to come, or overdue, and then why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ossp_pipeline.durable import read_json
from ossp_pipeline.release.calendar import Planned
from ossp_pipeline.release.embargo import shown_periods
from ossp_pipeline.release.gate import PUBLISH
from ossp_pipeline.release.publish import Releases
from ossp_pipeline.warehouse.build import Build

_RULES_NAMED = 3
# For a period: the deliveries in it that are due and have not come, in words.
Late = Callable[[Planned], list[str]]


class State(StrEnum):
    """Where a planned release stands."""

    OUT = "out"
    WAITING = "waiting for its moment"
    TO_COME = "to come"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Standing:
    """`release_id`: the first release that showed the period, where it is out. `why`: for one that is overdue."""

    planned: Planned
    state: State
    release_id: str | None = None
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For summaries: dates as ISO text, the moment in London's own time."""
        newest = self.planned.newest
        return {
            "period": str(self.planned.period),
            "title": newest.title,
            "moment": self.planned.moment.isoformat(),
            "is_provisional": newest.is_provisional,
            "state": str(self.state),
            "release_id": self.release_id,
            "why": self.why,
            "moved": [
                {"from": str(given_up), "to": str(item.date), "announced": str(item.announced), "reason": item.reason}
                for given_up, item in self.planned.moves
            ],
        }


def standings(
    planned: list[Planned], releases: Releases, build: Build | None, now: datetime, late: Late
) -> list[Standing]:
    """How every planned release stands at a moment, by date. `build`: the newest one that might go out."""
    first_shown: dict[str, str] = {}
    for release in releases.all():
        for period in release.content()["shows"]:
            first_shown.setdefault(period, release.release_id)
    ready: set[str] = set()
    verdict: dict[str, Any] = {}
    over = (item for item in planned if item.period.end < now.date())
    if build and any(str(item.period) not in first_shown for item in over):
        ready, verdict = shown_periods(build.candidate), read_json(build.certificate)
    found = []
    for item in planned:
        period = str(item.period)
        if period in first_shown:
            found.append(Standing(item, State.OUT, first_shown[period]))
        elif now >= item.moment:
            found.append(Standing(item, State.OVERDUE, why=_why(item, period in ready, verdict, late)))
        else:
            waits = period in ready and verdict["verdict"] == PUBLISH
            found.append(Standing(item, State.WAITING if waits else State.TO_COME))
    return found


def _why(planned: Planned, is_ready: bool, verdict: dict[str, Any], late: Late) -> str:
    """Why a planned release is not out. Rules by name, suppliers by office; no figure and no value of a row."""
    if verdict and verdict["verdict"] != PUBLISH:
        rules = sorted({reason["rule"] for reason in verdict["reasons"]})
        more = f" and {len(rules) - _RULES_NAMED} more" if len(rules) > _RULES_NAMED else ""
        return f"the checks hold it: {', '.join(rules[:_RULES_NAMED])}{more}"
    if is_ready:
        return "it passed the checks and waits for a named person's approval, or for the next refresh"
    missing = late(planned)
    return f"not delivered yet: {'; '.join(missing)}" if missing else "no figures of the period have been built yet"
