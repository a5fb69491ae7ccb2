"""What was spent of the grants, quarter by quarter, as their holders return it. Every pound is invented."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache

from ossp_pipeline.contracts.period import Period
from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.feeds.grant_returns import FEED
from ossp_pipeline.sample.answers import Draft, draft_from_columns
from ossp_pipeline.sample.sign_offs import MANAGER, sign_off, slug
from ossp_pipeline.sample.span import quarter, quarters
from ossp_pipeline.settings import SHIPPED_PARTNERSHIP

# Planted: a return that waits for its signature, and grants of which this share will be spent.
UNSIGNED = ("community_safety", quarter("2025-26Q4"))
SPENT_SHARES = {"serious_violence_2024": 0.92, "hate_crime": 0.86}


def drafts() -> Iterator[Draft]:
    """One file per holder and quarter in which one of the holder's grants runs."""
    for period in quarters():
        for role in sorted({row["owner_role"] for row in _running(period)}):
            yield _answers(role, period)


def next_version() -> Draft:
    """A holder's last quarter, sent again."""
    return _answers(MANAGER, quarters()[-1], 2)


def _answers(role: str, period: Period, version: int = 1) -> Draft:
    """A holder's answers for a quarter."""
    columns: dict[str, list[str]] = {column.heading: [] for column in FEED.columns}
    for row in _running(period):
        if row["owner_role"] == role:
            state = ReturnState.RETURNED if (row["grant_id"], period) == UNSIGNED else ReturnState.ACCEPTED
            spent, forecast = _money(row, period)
            cells = {
                "quarter": str(period),
                "grant_id": row["grant_id"],
                "state": state,
                "spent_pounds": str(spent),
                "forecast_pounds": str(forecast),
                "match_given_pounds": _match(row, period),
                "comment": "",
                **sign_off(state, role, period, 6 * version),
            }
            for heading, cell in cells.items():
                columns[heading].append(cell)
    return draft_from_columns(FEED, period, f"grant-returns-{slug(role)}-{period}-v{version}.csv", columns)


def _money(row: dict[str, str], period: Period) -> tuple[int, int]:
    """Spent since the grant began, slowly at first, and the forecast for its end. A shortfall shows at half time."""
    first, last = date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"])
    elapsed = (period.end - first).days / (last - first).days
    final = SPENT_SHARES.get(row["grant_id"], 1.0)
    allocation = int(row["allocation_pounds"])
    forecast = allocation * (final if elapsed > 0.5 else 1.0)
    return round(allocation * final * elapsed**1.3), round(forecast)


def _match(row: dict[str, str], period: Period) -> str:
    """What partners gave so far, of a grant that is matched: evenly, to the last pound at its end."""
    match, first, last = (int(row["match_pounds"]), *map(date.fromisoformat, (row["start_date"], row["end_date"])))
    return str(round(match * (period.end - first).days / (last - first).days)) if match else ""


def _running(period: Period) -> list[dict[str, str]]:
    return [row for row in _grants() if row["start_date"] <= str(period.start) and str(period.end) <= row["end_date"]]


@cache
def _grants() -> tuple[dict[str, str], ...]:
    """Each grant once, with what its lines add up to where every year has its amount, as the shipped settings say."""
    grants: dict[str, dict[str, str]] = {}
    with (SHIPPED_PARTNERSHIP / "grants.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            grant = grants.setdefault(row["grant_id"], row | {"allocation_pounds": "0"})
            grant["allocation_pounds"] = str(int(grant["allocation_pounds"]) + int(row["amount_pounds"]))
    return tuple(grants.values())
