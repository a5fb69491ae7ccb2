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
from ossp_pipeline.settings import EACH_YEAR
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
_AT_YEAR_END: dict[str, str] = {
    GrantAlarm.OVERSPENT: "overspent",
    GrantAlarm.WILL_BE_LOST: "it cannot be carried forward",
    GrantAlarm.NEEDS_CONSENT: "carrying it forward needs consent",
}
LINES = "performance_grant_lines"
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
    year_end: str

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
    def match(self) -> str:
        """What is to be given beside the grant, and what of it was given with the newest figures."""
        kind, given = self.newest["match_kind"], self.latest["match_given_pounds"]
        agreed = f"Match funding {pounds(self.newest['match_pounds'])}{f', {kind}' if kind else ''}"
        if given is None:
            return f"{agreed}; how much of it was given was not returned."
        return f"{agreed}; {pounds(given)} given in the figures of {self.period}."

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
        year_end = f"; at the year’s end {self.year_end}" if self.year_end and not self.is_over else ""
        left = f"{pounds(latest['left_pounds'])} {'left' if self.is_final else 'expected to be left'}"
        return (
            f"{self.alarm}; {pounds(latest['spent_pounds'])} spent of {pounds(latest['allocation_pounds'])} and {left} "
            f"in the figures of {self.period}{year_end}"
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
    lines = sorted(board.needs[LINES] or [], key=lambda row: (row["title"], row["financial_year"], row["line_title"]))
    return {
        "grants": grants_of(board),
        "schemes": schemes_of(board),
        "no_schemes": why_no_rows(board, TABLE),
        "lines": lines,
        "reading": _reading(lines),
        "schemes_paid": _schemes_paid(board),
        "pounds": pounds,
        "alarm_words": alarm_words,
        "year_end_words": year_end_words,
    }


def alarm_words(row: Row, is_over: bool) -> str:
    """The alarm of one quarter in words."""
    if row["alarm"] != GrantAlarm.NO_FIGURE:
        alarm = str(row["alarm"])
        return _OVER.get(alarm, alarm) if is_over else alarm
    if row["period"] is None:
        return "never asked for: it ended before the history"
    return f"no figure for {period(row['period'])}: {_STATES.get(row['return_state'], row['return_state'])}"


def year_end_words(row: Row) -> str:
    """What was left at the end of a financial year, and what that means. Nothing in other quarters."""
    alarm, left = row["year_end_alarm"], row["left_at_year_end_pounds"]
    if alarm in (None, GrantAlarm.NONE) or left is None:
        return ""
    return f"{pounds(abs(left))} {'more spent than given' if left < 0 else 'not spent'}: {_AT_YEAR_END[alarm]}"


def _reading(lines: Sequence[Row]) -> str:
    """How amounts are read of which the source does not say whether each year has them: once, for all of them."""
    names = sorted({row["title"] for row in lines if row["is_read"]})
    if not names:
        return ""
    words = "for each year" if lines[0]["reading"] == EACH_YEAR else "once for all of them, in equal parts"
    return (
        f"The source names one amount with several years for {', '.join(names)}, and does not say whether it is for "
        f"each year. Every such amount is read as given {words}; the setting grant_amounts changes this."
    )


def _schemes_paid(board: Board) -> list[str]:
    """What grants of the same scheme give together."""
    schemes: dict[str, list[Row]] = defaultdict(list)
    for grant in grants_of(board):
        if grant.newest["scheme"]:
            schemes[grant.newest["scheme"]].append(grant.newest)
    return [_scheme_paid(scheme, rows) for scheme, rows in sorted(schemes.items())]


def _scheme_paid(scheme: str, rows: Sequence[Row]) -> str:
    given, match = (sum(row[name] or 0 for row in rows) for name in ("allocation_pounds", "match_pounds"))
    kinds = " and ".join(sorted({row["match_kind"] for row in rows if row["match_kind"]}))
    matched = f", matched with {pounds(match)}{' ' + kinds if kinds else ''}" if match else ""
    names = " and ".join(row["title"] for row in sorted(rows, key=lambda row: row["start_date"]))
    return f"{scheme}: {pounds(given)} in all{matched} ({names})."


def _grant(rows: Sequence[Row], board: Board) -> Grant:
    newest = next((row for row in rows if row["is_newest"]), rows[-1])
    until = [row for row in rows if str(row["period_end_date"]) <= str(newest["period_end_date"])]
    latest = next((row for row in reversed(until) if row["spent_pounds"] is not None), newest)
    end, today = newest["end_date"], board.quarter["period_end_date"] if board.quarter else None
    since_end = today - end if today and end else -_A_YEAR
    is_over = since_end >= timedelta(0)
    # A return that is not due yet keeps nothing back, and one of years ago is history.
    is_outstanding = newest["return_state"] not in (ReturnState.DUE, ReturnState.NOT_ASKED) and since_end < _A_YEAR
    is_unanswered = newest["alarm"] == GrantAlarm.NO_FIGURE and is_outstanding
    return Grant(
        newest=newest,
        latest=latest,
        quarters=list(reversed(rows)),
        is_over=is_over,
        is_raised=newest["alarm"] in ALARMS or newest["year_end_alarm"] in ALARMS or is_unanswered,
        alarm=alarm_words(newest, is_over),
        year_end=year_end_words(newest),
    )
