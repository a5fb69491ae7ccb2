"""The notice of planned releases: what is late and why, what comes next, what was moved. For the front page.

Planned moments are as the clocks in London show them. What is late is late as of the day the notice was written; every
refresh and every start writes it again.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ossp_pipeline.publish.planned_status import PlannedState, PlannedStatus
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.site.formatting import day, period, utc
from ossp_pipeline.site.pages import SITE, environment

CALENDAR = "calendar.html"


@dataclass(frozen=True)
class Notice:
    """The planned releases as of a day. `problem`: why the calendar could not be read, where it could not."""

    seen_on: date
    statuses: list[PlannedStatus] = field(default_factory=list)
    problem: str = ""


def calendar_page(releases: Releases, notice: Notice) -> str:
    """HTML of the calendar: late, coming, out, each with every date that was given up and why."""
    values = values_of(notice)
    for item in values["out"]:
        item.update(_went_out(Release(releases.folder / item["release_id"])))
    return environment().get_template("calendar.html.j2").render(values)


def values_of(notice: Notice) -> dict[str, Any]:
    """What the templates print of it: planned releases in words, by how they stand."""
    planned = [_planned_release(item) for item in notice.statuses]
    by_state = {state: [item for item in planned if item["state"] == state] for state in PlannedState}
    return {
        "seen_on": day(notice.seen_on),
        "problem": notice.problem,
        "planned": planned,
        "late": by_state[PlannedState.OVERDUE],
        "coming": [item for item in planned if item["state"] in (PlannedState.WAITING, PlannedState.TO_COME)],
        "out": by_state[PlannedState.OUT][::-1],
    }


def _went_out(release: Release) -> dict[str, Any]:
    """When a planned release did go out, why before its moment where it did, and its first page."""
    note = release.record()
    has_site = (release.folder / SITE / "index.html").exists()
    return {
        "published_at": utc(note["published_at"]),
        "early_because": (note.get("approval") or {}).get("early_because"),
        "page": f"{release.release_id}/{SITE}/index.html" if has_site else f"{release.release_id}/certificate.html",
    }


def _planned_release(status: PlannedStatus) -> dict[str, Any]:
    planned, newest = status.planned, status.planned.newest
    return {
        "title": newest.title,
        "covers": period(str(planned.period)),
        "moment": f"{day(newest.date)}, {planned.moment:%H:%M}",
        "is_provisional": newest.is_provisional,
        "state": status.state,
        "is_waiting": status.state is PlannedState.WAITING,
        "release_id": status.release_id,
        "why": status.why,
        "moves": [(day(given_up), day(item.announced), item.reason) for given_up, item in planned.moves],
    }
