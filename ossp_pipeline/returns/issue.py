"""Issue a quarter's workbooks: what is asked, the last accepted answers beside it, one file per lead."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.errors import UsageError
from ossp_pipeline.returns.layout import COMMENTS, OWED, SHEETS
from ossp_pipeline.returns.request import Areas, Values, ask, due_date, slug_of
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import fold
from ossp_pipeline.returns.write import write_workbook


def issue_workbooks(  # noqa: PLR0913, PLR0917  (what is asked, of whom, with what beside it)
    store: ReturnStore,
    seeds: Path,
    quarter: Period,
    areas: Areas,
    lead: str | None = None,
    published: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Write the workbooks of a quarter, or one lead's. Issuing again with nothing changed writes the same bytes.

    `published`: the newest published figure in words, by row key (measure and area), to stand beside a comment.
    """
    accepted, figures = last_accepted(store, quarter), published or {}

    def beside(feed: str, key: str) -> Values:
        return {"newest_figure": figures.get(key)} if feed == COMMENTS.feed else accepted(feed, key)

    asked = ask(seeds, quarter, areas, beside)
    chosen = [issue for issue in asked if lead is None or issue.slug == slug_of(lead)]
    if not chosen:
        leads = ", ".join(issue.lead for issue in asked) or "nobody"
        told = f"nothing is asked of {f'“{lead}”' if lead else 'anybody'} for {quarter}; asked: {leads}"
        raise UsageError("E-LEAD", told, "check owner_role and first_period in the catalogue")
    return [
        {
            "lead": issue.lead,
            "workbook": str(store.keep_issue(issue, write_workbook(issue))),
            "rows": {name: len(rows) for name, rows in issue.rows.items() if name in OWED},
            "to_comment_on": len(issue.rows.get(COMMENTS.name, ())),
            "due": due_date(quarter).isoformat(),
        }
        for issue in chosen
    ]


def last_accepted(store: ReturnStore, quarter: Period) -> Callable[[str, str], Values]:
    """A look-up of the newest accepted answers of earlier quarters, by feed and row key; empty where there are none."""
    feeds = {sheet.name: sheet.feed for sheet in SHEETS}
    found: dict[tuple[str, str], Values] = {}
    for earlier, slug in sorted(store.books()):
        if earlier >= str(quarter):
            continue
        for (sheet, key), standing in fold(store.events(earlier, slug)).rows.items():
            if standing.state is ReturnState.ACCEPTED:
                found[feeds[sheet], key] = {**standing.values, "quarter": earlier}
    return lambda feed, key: found.get((feed, key), {})
