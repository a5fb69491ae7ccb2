"""Issue a quarter's workbooks, one file per lead: what is requested, with the last accepted answers."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.errors import UsageError
from ossp_pipeline.returns.layout import COMMENTS, REQUIRED, SHEETS
from ossp_pipeline.returns.request import Areas, Values, build_issues, due_date, slug_of
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.workbook import replay_events
from ossp_pipeline.returns.write import write_workbook


def issue_workbooks(  # noqa: PLR0913, PLR0917  (what is requested, of whom, with which earlier figures)
    store: ReturnStore,
    seeds: Path,
    quarter: Period,
    areas: Areas,
    lead: str | None = None,
    published: Mapping[str, str] | None = None,
    from_feeds: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Write the workbooks of a quarter, or one lead's. Issuing again with nothing changed writes the same bytes.

    `published`: the newest published figure as text, by row key (measure and area), shown next to a comment.
    `from_feeds`: measures that feeds give, for which nobody is asked.
    """
    accepted, figures = last_accepted(store, quarter), published or {}

    def last_values(feed: str, key: str) -> Values:
        return {"newest_figure": figures.get(key)} if feed == COMMENTS.feed else accepted(feed, key)

    issues = build_issues(seeds, quarter, areas, last_values, from_feeds)
    chosen = [issue for issue in issues if lead is None or issue.slug == slug_of(lead)]
    if not chosen:
        leads = ", ".join(issue.lead for issue in issues) or "nobody"
        message = f"nothing is asked of {f'“{lead}”' if lead else 'anybody'} for {quarter}; asked: {leads}"
        raise UsageError("E-LEAD", message, "check owner_role and first_period in the catalogue")
    return [
        {
            "lead": issue.lead,
            "workbook": str(store.save_issue(issue, write_workbook(issue))),
            "rows": {name: len(rows) for name, rows in issue.rows.items() if name in REQUIRED},
            "to_comment_on": len(issue.rows.get(COMMENTS.name, ())),
            "due": due_date(quarter).isoformat(),
        }
        for issue in chosen
    ]


def last_accepted(store: ReturnStore, quarter: Period) -> Callable[[str, str], Values]:
    """A look-up of the newest accepted answers of earlier quarters, by feed and row key; empty where there are none."""
    feeds = {sheet.name: sheet.feed for sheet in SHEETS}
    newest: dict[tuple[str, str], Values] = {}
    for earlier, slug in sorted(store.ledgers()):
        if earlier >= str(quarter):
            continue
        for (sheet, key), row in replay_events(store.events(earlier, slug)).rows.items():
            if row.state is ReturnState.ACCEPTED:
                newest[feeds[sheet], key] = {**row.values, "quarter": earlier}
    return lambda feed, key: newest.get((feed, key), {})
