"""Sign off: a role other than the one that returned a value answers for it; then it counts. Close and reopen."""

from typing import Any

from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.errors import UsageError
from ossp_pipeline.returns.layout import OWED
from ossp_pipeline.returns.request import Issue
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import CLOSED, REOPENED, SIGNED, Book, fold, same_role


def sign_off(store: ReturnStore, issue: Issue, by: str, day: str) -> dict[str, Any]:
    """Accept every returned row that another role returned. Rows that are queried, or their own, stay as they are.

    The counts are of rows that are owed; `comments` were signed with them. Raises UsageError for a closed quarter.
    """
    book = _open_book(store, issue)
    waiting = {place: row for place, row in book.rows.items() if row.state is ReturnState.RETURNED}
    own = [place for place, row in waiting.items() if same_role(row.returned_by) == same_role(by)]
    signed = [list(place) for place in waiting if place not in own]
    if signed:
        store.append(issue.quarter, issue.slug, {"kind": SIGNED, "by": by, "date": day, "rows": signed})
    rows = fold(store.events(issue.quarter, issue.slug)).rows
    states = [row.state for (sheet, _), row in rows.items() if sheet in OWED]
    asked = sum(len(rows) for sheet, rows in issue.rows.items() if sheet in OWED)
    comments = sum(sheet not in OWED for sheet, _ in signed)
    return {
        "signed": len(signed) - comments,
        "comments": comments,
        "own": len(own),
        "queried": states.count(ReturnState.QUERIED),
        "missing": asked - len(states),
        "accepted": states.count(ReturnState.ACCEPTED),
        "asked": asked,
    }


def close(store: ReturnStore, issue: Issue, by: str, day: str) -> None:
    """Take no more returns of this lead for the quarter: what is missing stays missing. Twice is the same as once."""
    if not _book(store, issue).is_closed:
        store.append(issue.quarter, issue.slug, {"kind": CLOSED, "by": by, "date": day})


def reopen(store: ReturnStore, issue: Issue, by: str, day: str) -> None:
    """Take returns again."""
    if _book(store, issue).is_closed:
        store.append(issue.quarter, issue.slug, {"kind": REOPENED, "by": by, "date": day})


def _book(store: ReturnStore, issue: Issue) -> Book:
    return fold(store.events(issue.quarter, issue.slug))


def _open_book(store: ReturnStore, issue: Issue) -> Book:
    book = _book(store, issue)
    if book.is_closed:
        remedy = "reopen it first, with --reopen"
        raise UsageError("E-CLOSED", f"{issue.quarter} is closed for {issue.lead}", remedy)
    return book
