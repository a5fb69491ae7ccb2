"""How each planned release stands: out, waiting for its moment, to come, or overdue, and then why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.publish.calendar import Planned
from ossp_pipeline.publish.embargo import shown_periods
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.transform.build import Build

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


@dataclass(frozen=True)
class Newest:
    """The newest build that might go out. `lacking`: in words, why a named person has to look at it, if one has to."""

    build: Build | None
    lacking: str = ""

    @cached_property
    def shows(self) -> set[str]:
        """The periods it shows."""
        return shown_periods(self.build.candidate) if self.build else set()

    @cached_property
    def rules(self) -> list[str]:
        """The rules that hold it."""
        reasons = read_json(self.build.certificate)["reasons"] if self.build else []
        return sorted({reason["rule"] for reason in reasons})


def standings(planned: list[Planned], releases: Releases, newest: Newest, now: datetime, late: Late) -> list[Standing]:
    """How every planned release stands at a moment, by date."""
    first_shown: dict[str, str] = {}
    for release in releases.all():
        for period in release.content()["shows"]:
            first_shown.setdefault(period, release.release_id)
    found = []
    for item in planned:
        period = str(item.period)
        if period in first_shown:
            found.append(Standing(item, State.OUT, first_shown[period]))
        elif now >= item.moment:
            found.append(Standing(item, State.OVERDUE, why=_why(item, newest, late)))
        else:
            waits = item.period.end < now.date() and period in newest.shows and not newest.rules
            found.append(Standing(item, State.WAITING if waits else State.TO_COME))
    return found


def _why(planned: Planned, newest: Newest, late: Late) -> str:
    """Why a planned release is not out. Rules by name, suppliers by office; no figure and no value of a row."""
    if newest.rules:
        more = f" and {len(newest.rules) - _RULES_NAMED} more" if len(newest.rules) > _RULES_NAMED else ""
        return f"the checks hold it: {', '.join(newest.rules[:_RULES_NAMED])}{more}"
    if str(planned.period) in newest.shows:
        return newest.lacking or "it passed the checks and goes out with the next refresh"
    missing = late(planned)
    return f"not delivered yet: {'; '.join(missing)}" if missing else "no figures of the period have been built yet"
