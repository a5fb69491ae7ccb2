"""Grants: the last figures that were signed off and of which quarter, and which of them need a conversation.

The published row of a grant’s newest quarter may have no figure, while the quarter before has one: the page has
both. Sentences about a grant that has ended are in the past tense.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ossp_pipeline.contracts.status import GrantAlarm, ReturnState
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import period, pounds
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.schemes import TABLE, schemes_of
from ossp_pipeline.site.views.sections import why_no_rows

# Alarms of the published table that need a conversation.
ALARMS = (GrantAlarm.OVERSPENT, GrantAlarm.WILL_BE_LOST, GrantAlarm.NEEDS_CONSENT, GrantAlarm.BEHIND)
_OVER: dict[str, str] = {GrantAlarm.WILL_BE_LOST: "was left unspent", GrantAlarm.BEHIND: "ended behind its forecast"}
_STATES: dict[str, str] = {
    ReturnState.LATE: "its return is late",
    ReturnState.RETURNED: "returned and waiting for sign-off",
    ReturnState.QUERIED: "queried with its holder",
    ReturnState.DUE: "its return is not due yet",
}
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Grant:
    """A grant as the board’s quarter knows it. `latest`: the newest quarter whose figures were signed off."""

    newest: Row
    latest: Row
    quarters: list[Row]
    is_over: bool
    is_raised: bool
    alarm: str

    @property
    def is_final(self) -> bool:
        """Whether the figures are those of its last quarter."""
        return self.is_over and self.latest is self.newest

    @property
    def period(self) -> str:
        """The quarter its figures are of."""
        if self.latest["spent_pounds"] is None:
            return "no quarter"
        return period(self.latest["period"])

    @property
    def comment(self) -> str:
        """What its holder wrote with those figures."""
        return (self.latest["comment"] or "") if self.latest["return_state"] == ReturnState.ACCEPTED else ""

    @property
    def sentence(self) -> str:
        """What is to be talked about, and the figures it rests on."""
        latest = self.latest
        if latest["spent_pounds"] is None:
            return f"{self.alarm}; {pounds(latest['allocation_pounds'])} given, no figure was ever signed off"
        left = f"{pounds(latest['left_pounds'])} {'left' if self.is_final else 'expected to be left'}"
        return (
            f"{self.alarm}; {pounds(latest['spent_pounds'])} spent of {pounds(latest['allocation_pounds'])} and {left} "
            f"in the figures of {self.period}"
        )


def grants_of(board: Board) -> list[Grant]:
    """Every grant; those that need a conversation first."""
    by_grant: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(board.grants, key=lambda row: (row["title"], str(row["period_end_date"]))):
        by_grant[row["grant_id"]].append(row)
    grants = [_grant(rows, board) for rows in by_grant.values()]
    return sorted(grants, key=lambda item: (not item.is_raised, item.newest["title"]))


def raised(board: Board) -> list[Grant]:
    """Grants that need a conversation."""
    return [item for item in grants_of(board) if item.is_raised]


def grants_page(board: Board) -> dict[str, Any]:
    """Every grant, its quarters, and whether what was paid for worked."""
    return {
        "grants": grants_of(board),
        "schemes": schemes_of(board),
        "no_schemes": why_no_rows(board, TABLE),
        "pounds": pounds,
        "alarm_words": alarm_words,
    }


def alarm_words(row: Row, is_over: bool) -> str:
    """The alarm of one quarter in words."""
    if row["alarm"] != GrantAlarm.NO_FIGURE:
        alarm = str(row["alarm"])
        return _OVER.get(alarm, alarm) if is_over else alarm
    if row["period"] is None:
        return "never asked for: it ended before the history"
    return f"no figure for {period(row['period'])}: {_STATES.get(row['return_state'], row['return_state'])}"


def _grant(rows: Sequence[Row], board: Board) -> Grant:
    newest = next((row for row in rows if row["is_newest"]), rows[-1])
    until = [row for row in rows if str(row["period_end_date"]) <= str(newest["period_end_date"])]
    latest = next((row for row in reversed(until) if row["spent_pounds"] is not None), newest)
    end, today = newest["end_date"], board.quarter["period_end_date"] if board.quarter else None
    since_end = today - end if today and end else -_A_YEAR
    is_over = since_end >= timedelta(0)
    # A return that is not due yet keeps nothing back, and one of years ago is history.
    is_outstanding = newest["return_state"] not in (ReturnState.DUE, ReturnState.NOT_ASKED) and since_end < _A_YEAR
    return Grant(
        newest=newest,
        latest=latest,
        quarters=list(reversed(rows)),
        is_over=is_over,
        is_raised=newest["alarm"] in ALARMS or (newest["alarm"] == GrantAlarm.NO_FIGURE and is_outstanding),
        alarm=alarm_words(newest, is_over),
    )
