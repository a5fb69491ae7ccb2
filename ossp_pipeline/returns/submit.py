"""Hand what stands on to the rest of the pipeline: one CSV per feed, lead, quarter and version, into the inbox.

From there it is a delivery like any other: received, landed under its contract, judged, staged. The version is the
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
from ossp_pipeline.returns.workbook import Book, Standing, fold

FEEDS: dict[str, Feed] = {
    item.FEED.name: item.FEED for item in (measure_returns, action_returns, grant_returns, comment_returns)
}
_LONGEST_QUERY = 400


def hand_over(store: ReturnStore, inbox: Path) -> list[str]:
    """Drop what has changed since it was last handed over; answers with file names. Doing it again changes nothing."""
    dropped: list[str] = []
    for quarter, slug in store.books():
        issue, book = store.issue(quarter, slug), fold(store.events(quarter, slug))
        if issue and book.sequence > store.handed(quarter, slug):
            for name, path, content in _files(issue, book, inbox):
                write_bytes(path, content)
                dropped.append(name)
            store.mark_handed(quarter, slug, book.sequence)
    return dropped


def _files(issue: Issue, book: Book, inbox: Path) -> Iterator[tuple[str, Path, bytes]]:
    for sheet in SHEETS:
        rows = [
            (row.key, standing)
            for row in issue.rows.get(sheet.name, ())
            if (standing := book.rows.get((sheet.name, row.key)))
        ]
        if rows:
            name = f"{sheet.feed.replace('_', '-')}-{issue.slug}-{issue.quarter}-v{book.sequence}.csv"
            yield name, inbox / sheet.feed / name, _csv(sheet, issue.quarter, rows)


def _csv(sheet: Sheet, quarter: str, rows: list[tuple[str, Standing]]) -> bytes:
    buffer = io.StringIO()
    headings = [column.heading for column in FEEDS[sheet.feed].columns]
    writer = csv.DictWriter(buffer, headings, lineterminator="\n")
    writer.writeheader()
    for key, standing in rows:
        writer.writerow(_cells(sheet, quarter, key, standing))
    return buffer.getvalue().encode()


def _cells(sheet: Sheet, quarter: str, key: str, standing: Standing) -> dict[str, str]:
    """One row as its feed wants it. A queried row has no value: the query stands where the lead's words would."""
    identifier, _, area = key.partition("|")
    names = [column.heading for column in FEEDS[sheet.feed].columns]
    found: dict[str, str | None] = {
        **standing.values,
        "quarter": quarter,
        names[1]: identifier,
        "area_code": area,
        "state": standing.state.value,
        "returned_by": standing.returned_by,
        "returned_date": standing.returned_date,
        "signed_by": standing.signed_by,
        "signed_date": standing.signed_date,
    }
    if standing.state is ReturnState.QUERIED:
        told = "no_figure_reason" if "no_figure_reason" in names else "comment"
        found[told] = f"query: {standing.query}"[:_LONGEST_QUERY]
    return {name: found.get(name) or "" for name in names}
