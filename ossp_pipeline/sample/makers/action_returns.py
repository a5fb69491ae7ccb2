"""How far the actions of the delivery plan are, quarter by quarter, as their owners return it."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import Progress, ReturnState
from ossp_pipeline.feeds.action_returns import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.draws import generator
from ossp_pipeline.sample.sign_offs import MANAGER, sign_off, slug
from ossp_pipeline.sample.span import quarters
from ossp_pipeline.settings import SAMPLE_PARTNERSHIP

# Planted: a role that did not answer, and an action whose day has passed without it being done.
LATE = ("Public health lead for substance misuse", quarters()[-1])
OVERDUE = "pspo_renewal"


def drafts() -> Iterator[Draft]:
    """One file per owner and quarter."""
    for period in quarters():
        for role in sorted({row["owner_role"] for row in _actions(period)}):
            if (role, period) != LATE:
                yield _answers(role, period)


def next_version() -> Draft:
    """An owner's last quarter, sent again."""
    return _answers(MANAGER, quarters()[-1], 2)


def _answers(role: str, period: Period, version: int = 1) -> Draft:
    """An owner's answers for a quarter."""
    columns: dict[str, list[str]] = {column.heading: [] for column in FEED.columns}
    for row in _actions(period):
        if row["owner_role"] == role:
            cells = {
                "quarter": str(period),
                "action_id": row["action_id"],
                "state": ReturnState.ACCEPTED,
                "progress": _progress(row, period),
                "comment": "",
                **sign_off(ReturnState.ACCEPTED, role, period, 8 * version),
            }
            for heading, cell in cells.items():
                columns[heading].append(cell)
    return draft_from_columns(FEED, period, f"action-returns-{slug(role)}-{period}-v{version}.csv", columns)


def _progress(row: dict[str, str], period: Period) -> str:
    """On track at first; done when it is due, but for some that run late."""
    due = date.fromisoformat(row["due_date"])
    if row["action_id"] == OVERDUE:
        return Progress.LATE if period.end >= due else Progress.AT_RISK
    drawn = generator(f"action {row['action_id']}", period).random()
    if period.end < due:
        return Progress.AT_RISK if drawn < 0.2 else Progress.ON_TRACK
    return Progress.LATE if drawn < 0.15 else Progress.DONE


def _actions(period: Period) -> list[dict[str, str]]:
    """The actions of the plan year the quarter is in."""
    year = str(period)[:7].replace("-", "/")
    return [row for row in _plan() if row["plan_year"] == year]


@cache
def _plan() -> tuple[dict[str, str], ...]:
    with (SAMPLE_PARTNERSHIP / "plan_actions.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))
