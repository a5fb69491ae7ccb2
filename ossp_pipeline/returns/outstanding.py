"""What is outstanding for a quarter: the state of every requested row, and a reminder ready to send.

A release says the same of the same rows: both go by what has been delivered, by the due date of the feed, and by the
measures that feeds give, for which nobody is asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ossp_pipeline.contracts.period import Cadence, Period, parse_period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.returns.layout import REQUIRED
from ossp_pipeline.returns.request import Issue, Row, due_date
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import Ledger, RowKey, replay_events

_OUTSTANDING = (ReturnState.DUE, ReturnState.LATE, ReturnState.QUERIED)
# What a reminder says of a row without a query of its own.
_WHY: dict[str, str] = {
    ReturnState.DUE: "nothing has come yet",
    ReturnState.LATE: "nothing has come yet",
    ReturnState.QUERIED: "what came was queried",
}
# Which of the locked texts is the title of a row.
_TITLES = {"Measures": 0, "Actions": 2, "Grants": 0}


@dataclass(frozen=True)
class Delivered:
    """What the pipeline holds already.

    states      the state of every row that was delivered, by sheet and row key
    from_feeds  measures that feeds give: nobody is asked for them, also where an issued workbook does
    """

    states: Mapping[RowKey, ReturnState] = field(default_factory=dict)
    from_feeds: Collection[str] = ()


def waiting_state(quarter: Period, today: date) -> ReturnState:
    """The state of a row nobody has returned: not due while the quarter runs, late from the day after the due date."""
    if today <= quarter.end:
        return ReturnState.NOT_DUE
    return ReturnState.DUE if today <= due_date(quarter) else ReturnState.LATE


def describe_outstanding(
    store: ReturnStore, requested: list[Issue], quarter: Period, today: date, delivered: Delivered | None = None
) -> list[dict[str, Any]]:
    """One entry per lead: rows with their states, and a reminder where something is outstanding.

    `requested` is what the catalogue requests now; where a workbook was issued, its requests take precedence. A row has
    the state of what was received here; where nothing was, of what was delivered; else it waits. A comment is not
    required: a lead who may only comment has no entry.
    """
    delivered = delivered or Delivered()
    issues = {issue.slug: issue for issue in requested if REQUIRED & issue.rows.keys()}
    issued = {issue.slug: issue for issue in store.issues(str(quarter)) if REQUIRED & issue.rows.keys()}
    return [
        _describe(store, {**issues, **issued}[slug], slug in issued, waiting_state(quarter, today), delivered)
        for slug in sorted({*issues, *issued})
    ]


def is_pressing(outstanding: list[dict[str, Any]]) -> bool:
    """Whether anything is late or queried where the quarter is still open."""
    pressing = (ReturnState.LATE, ReturnState.QUERIED)
    return any(
        not entry["is_closed"] and any(entry["counts"].get(state) for state in pressing) for entry in outstanding
    )


def _describe(
    store: ReturnStore, issue: Issue, is_issued: bool, waiting: ReturnState, delivered: Delivered
) -> dict[str, Any]:
    ledger, quarter = (
        replay_events(store.events(issue.quarter, issue.slug)),
        parse_period(Cadence.QUARTER, issue.quarter),
    )
    rows = [
        _describe_row(sheet, row, ledger, delivered.states.get((sheet, row.key), waiting))
        for sheet in issue.rows
        if sheet in REQUIRED
        for row in issue.rows[sheet]
        if row.key.split("|")[0] not in delivered.from_feeds
    ]
    counts = {state.value: sum(row["state"] == state for row in rows) for state in ReturnState}
    return {
        "lead": issue.lead,
        "quarter": issue.quarter,
        "due": due_date(quarter).isoformat(),
        "is_issued": is_issued,
        "is_closed": ledger.is_closed,
        "counts": {state: count for state, count in counts.items() if count},
        "rows": rows,
        "reminder": "" if ledger.is_closed else _reminder(issue, rows, quarter),
    }


def _describe_row(sheet: str, row: Row, ledger: Ledger, otherwise: ReturnState) -> dict[str, str]:
    status = ledger.rows.get((sheet, row.key))
    title = row.locked[_TITLES[sheet]]
    area = f" ({row.locked[1]})" if sheet == "Measures" else ""
    return {
        "sheet": sheet,
        "key": row.key,
        "title": f"{title}{area}",
        "state": status.state if status else otherwise,
        "query": status.query if status and status.state is ReturnState.QUERIED else "",
    }


def _reminder(issue: Issue, rows: list[dict[str, str]], quarter: Period) -> str:
    """A message for the lead. It names rows and what is wrong, never what somebody typed."""
    outstanding = [row for row in rows if row["state"] in _OUTSTANDING]
    if not outstanding:
        return ""
    due = due_date(quarter)
    lines = [
        f"To: {issue.lead}",
        f"Subject: Partnership return {issue.quarter}, due {due:%d %B %Y}",
        "",
        f"{len(outstanding)} of {len(rows)} rows of your return for {issue.quarter} are still needed:",
        *(f"- {row['title']}: {row['query'] or _WHY[row['state']]}" for row in outstanding),
        "",
        "Please fill in the workbook you were sent, or the answer to your last return, and send it back.",
        "If there is no figure, leave the cell blank and choose a reason. Please write nothing about a single person.",
    ]
    return "\n".join(lines)
