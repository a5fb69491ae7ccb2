"""What leads wrote with their returns, as the release holds it: screened for personal details."""

from dataclasses import dataclass

from ossp_pipeline.dashboard.board import Measure
from ossp_pipeline.dashboard.words import day, period

_SHOWN = 4


@dataclass(frozen=True)
class Comment:
    """A lead's words about one quarter. Words that are kept back say so."""

    period: str
    words: str
    role: str
    signed: str
    is_stale: bool


def comments_on(measure: Measure) -> list[Comment]:
    """The newest published comments, newest first."""
    told = [row for row in reversed(measure.returns) if row["narrative"] and row["return_state"] == "accepted"]
    return [
        Comment(
            period=period(row["period"]),
            words=row["narrative"],
            role=row["returned_by"] or row["owner_role"],
            signed=f"signed off by {row['signed_by']}, {day(row['signed_date'])}" if row["signed_by"] else "",
            is_stale=bool(row["is_narrative_stale"]),
        )
        for row in told[:_SHOWN]
    ]


def comment_for(measure: Measure) -> str:
    """The comment on the measure’s newest figure, or nothing."""
    wanted = measure.card["latest_period"] if measure.card else None
    row = next((row for row in measure.returns if row["period"] == wanted), None)
    is_told = row is not None and row["narrative"] and row["return_state"] == "accepted"
    return str(row["narrative"]) if row and is_told else ""
