"""Submit the current rows to the pipeline: one CSV per feed, lead, quarter and version, into the inbox.

From there it is a delivery like any other: received, landed under its contract, checked, staged. The version is the
number of the event it follows from, so a later one supersedes and every earlier one is kept.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.feeds import action_returns, comment_returns, grant_returns, measure_returns
from ossp_pipeline.returns.layout import SHEETS, Sheet
from ossp_pipeline.returns.request import Issue
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import Ledger, RowStatus, replay_events

FEEDS: dict[str, Feed] = {
    item.FEED.name: item.FEED for item in (measure_returns, action_returns, grant_returns, comment_returns)
}
_LONGEST_QUERY = 400


def submit_returns(store: ReturnStore, inbox: Path) -> list[str]:
    """Write what has changed since the last time into the inbox; returns file names. Doing it again changes nothing."""
    submitted: list[str] = []
    for quarter, slug in store.ledgers():
        issue, ledger = store.issue(quarter, slug), replay_events(store.events(quarter, slug))
        if issue and ledger.sequence > store.last_submitted(quarter, slug):
            for name, path, content in _files(issue, ledger, inbox):
                write_bytes(path, content)
                submitted.append(name)
            store.record_submitted(quarter, slug, ledger.sequence)
    return submitted


def _files(issue: Issue, ledger: Ledger, inbox: Path) -> Iterator[tuple[str, Path, bytes]]:
    for sheet in SHEETS:
        rows = [
            (row.key, status)
            for row in issue.rows.get(sheet.name, ())
            if (status := ledger.rows.get((sheet.name, row.key)))
        ]
        if rows:
            name = f"{sheet.feed.replace('_', '-')}-{issue.slug}-{issue.quarter}-v{ledger.sequence}.csv"
            yield name, inbox / sheet.feed / name, _as_csv(sheet, issue.quarter, rows)


def _as_csv(sheet: Sheet, quarter: str, rows: list[tuple[str, RowStatus]]) -> bytes:
    buffer = io.StringIO()
    headings = [column.heading for column in FEEDS[sheet.feed].columns]
    writer = csv.DictWriter(buffer, headings, lineterminator="\n")
    writer.writeheader()
    for key, status in rows:
        writer.writerow(_cells(sheet, quarter, key, status))
    return buffer.getvalue().encode()


def _cells(sheet: Sheet, quarter: str, key: str, status: RowStatus) -> dict[str, str]:
    """One row in the columns of its feed. A queried row has its query as the text, and no value."""
    identifier, _, area = key.partition("|")
    names = [column.heading for column in FEEDS[sheet.feed].columns]
    cells: dict[str, str | None] = {
        **status.values,
        "quarter": quarter,
        names[1]: identifier,
        "area_code": area,
        "state": status.state.value,
        "returned_by": status.returned_by,
        "returned_date": status.returned_date,
        "signed_by": status.signed_by,
        "signed_date": status.signed_date,
    }
    if status.state is ReturnState.QUERIED:
        query_column = "no_figure_reason" if "no_figure_reason" in names else "comment"
        cells[query_column] = f"query: {status.query}"[:_LONGEST_QUERY]
    return {name: cells.get(name) or "" for name in names}
