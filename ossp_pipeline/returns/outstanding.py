"""Who owes what for a quarter: the state of every row that is asked, and a reminder ready to send."""

from datetime import date
from typing import Any

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.returns.layout import OWED
from ossp_pipeline.returns.request import Issue, Row, due_date
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import Book, fold

_OWED = (ReturnState.DUE, ReturnState.LATE, ReturnState.QUERIED)
# Which of the locked texts tells a person what the row is about.
_TITLES = {"Measures": 0, "Actions": 2, "Grants": 0}


def waiting_state(quarter: Period, today: date) -> ReturnState:
    """The state of a row nobody has returned: not due while the quarter runs, late from the day after the due date."""
    if today <= quarter.end:
        return ReturnState.NOT_DUE
    return ReturnState.DUE if today <= due_date(quarter) else ReturnState.LATE


def describe_owed(store: ReturnStore, asked: list[Issue], quarter: Period, today: date) -> list[dict[str, Any]]:
    """One entry per lead: rows with their states, and a reminder where something is owed.

    `asked` is what the catalogue asks now; where a workbook was issued, what it asks goes before. A comment is no debt:
    who may only comment owes nothing.
    """
    issues = {issue.slug: issue for issue in asked if OWED & issue.rows.keys()}
    issued = {issue.slug: issue for issue in store.issues(str(quarter)) if OWED & issue.rows.keys()}
    return [
        _describe(store, {**issues, **issued}[slug], slug in issued, quarter, today)
        for slug in sorted({*issues, *issued})
    ]


def is_pressing(owed: list[dict[str, Any]]) -> bool:
    """Whether anything is late or queried where the quarter is still open."""
    pressing = (ReturnState.LATE, ReturnState.QUERIED)
    return any(not entry["is_closed"] and any(entry["counts"].get(state) for state in pressing) for entry in owed)


def _describe(store: ReturnStore, issue: Issue, is_issued: bool, quarter: Period, today: date) -> dict[str, Any]:
    book = fold(store.events(issue.quarter, issue.slug))
    rows = [
        _row(sheet, row, book, waiting_state(quarter, today))
        for sheet, found in issue.rows.items() if sheet in OWED
        for row in found
    ]  # fmt: skip
    counts = {state.value: sum(row["state"] == state for row in rows) for state in ReturnState}
    return {
        "lead": issue.lead,
        "quarter": issue.quarter,
        "due": due_date(quarter).isoformat(),
        "is_issued": is_issued,
        "is_closed": book.is_closed,
        "counts": {state: count for state, count in counts.items() if count},
        "rows": rows,
        "reminder": "" if book.is_closed else _reminder(issue, rows, quarter),
    }


def _row(sheet: str, row: Row, book: Book, waiting: ReturnState) -> dict[str, str]:
    standing = book.rows.get((sheet, row.key))
    title = row.told[_TITLES[sheet]]
    place = f" ({row.told[1]})" if sheet == "Measures" else ""
    return {
        "sheet": sheet,
        "key": row.key,
        "title": f"{title}{place}",
        "state": standing.state if standing else waiting,
        "query": standing.query if standing and standing.state is ReturnState.QUERIED else "",
    }


def _reminder(issue: Issue, rows: list[dict[str, str]], quarter: Period) -> str:
    """A message for the lead. It names rows and what is wrong, and never what somebody typed."""
    owed = [row for row in rows if row["state"] in _OWED]
    if not owed:
        return ""
    due = due_date(quarter)
    lines = [
        f"To: {issue.lead}",
        f"Subject: Partnership return {issue.quarter}, due {due:%d %B %Y}",
        "",
        f"{len(owed)} of {len(rows)} rows of your return for {issue.quarter} are still needed:",
        *(f"- {row['title']}: {row['query'] or 'nothing has come yet'}" for row in owed),
        "",
        "Please fill in the workbook you were sent, or the answer to your last return, and send it back.",
        "If there is no figure, leave the cell blank and choose a reason. Please write nothing about a single person.",
    ]
    return "\n".join(lines)
