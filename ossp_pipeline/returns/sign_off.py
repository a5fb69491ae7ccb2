"""Sign off: a value counts once a role other than the one that returned it accepts it. Close and reopen."""

from typing import Any

from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.errors import UsageError
from ossp_pipeline.returns.layout import REQUIRED
from ossp_pipeline.returns.request import Issue
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import CLOSED, REOPENED, SIGNED, Ledger, replay_events, same_role


def sign_off(store: ReturnStore, issue: Issue, by: str, day: str) -> dict[str, Any]:
    """Accept every returned row that another role returned. Rows that are queried, or their own, stay as they are.

    The counts are of required rows; `comments` counts the comments signed with them. Raises UsageError for a closed
    quarter.
    """
    ledger = _open_ledger(store, issue)
    waiting = {key: row for key, row in ledger.rows.items() if row.state is ReturnState.RETURNED}
    own = [key for key, row in waiting.items() if same_role(row.returned_by) == same_role(by)]
    signed = [list(key) for key in waiting if key not in own]
    if signed:
        store.append(issue.quarter, issue.slug, {"kind": SIGNED, "by": by, "date": day, "rows": signed})
    rows = replay_events(store.events(issue.quarter, issue.slug)).rows
    states = [row.state for (sheet, _), row in rows.items() if sheet in REQUIRED]
    requested = sum(len(rows) for sheet, rows in issue.rows.items() if sheet in REQUIRED)
    comments = sum(sheet not in REQUIRED for sheet, _ in signed)
    return {
        "signed": len(signed) - comments,
        "comments": comments,
        "own": len(own),
        "queried": states.count(ReturnState.QUERIED),
        "missing": requested - len(states),
        "accepted": states.count(ReturnState.ACCEPTED),
        "asked": requested,
    }


def close(store: ReturnStore, issue: Issue, by: str, day: str) -> None:
    """Receive no more returns of this lead for the quarter. Closing a closed quarter changes nothing."""
    if not _ledger(store, issue).is_closed:
        store.append(issue.quarter, issue.slug, {"kind": CLOSED, "by": by, "date": day})


def reopen(store: ReturnStore, issue: Issue, by: str, day: str) -> None:
    """Receive returns again."""
    if _ledger(store, issue).is_closed:
        store.append(issue.quarter, issue.slug, {"kind": REOPENED, "by": by, "date": day})


def _ledger(store: ReturnStore, issue: Issue) -> Ledger:
    return replay_events(store.events(issue.quarter, issue.slug))


def _open_ledger(store: ReturnStore, issue: Issue) -> Ledger:
    ledger = _ledger(store, issue)
    if ledger.is_closed:
        remedy = "reopen it first, with --reopen"
        raise UsageError("E-CLOSED", f"{issue.quarter} is closed for {issue.lead}", remedy)
    return ledger
