"""What leads wrote, as the release holds it: with their returns, or as comments on measures counted from feeds."""

from dataclasses import dataclass

from ossp_pipeline.contracts.status import MeasureState, ReturnState
from ossp_pipeline.site.board import Measure
from ossp_pipeline.site.formatting import day, period
from ossp_pipeline.site.tables import Row

_SHOWN = 4
_HOW = (
    "Whoever answers for a measure that is counted from a feed may write one in the quarter’s workbook, on the sheet "
    "“Comments on counted measures”; it shows once somebody in another role has signed it off."
)
# Why a comment does not show, by what became of it.
_SILENT: dict[str, str] = {
    ReturnState.NONE: "no comment for the quarter",
    ReturnState.RETURNED: "a comment came and waits for sign-off",
    ReturnState.QUERIED: "a comment came and was queried",
    ReturnState.ACCEPTED: "the comment is withheld with the figures it is about",
}


@dataclass(frozen=True)
class Comment:
    """A lead's words about one quarter. Words that are kept back say so.

    `aside`: a sentence on the figure they were written about, where it may not be the one shown.
    """

    period: str
    words: str
    role: str
    signed: str
    aside: str


def comments_on(measure: Measure) -> list[Comment]:
    """The newest published comments, newest first."""
    rows = sorted([*measure.returns, *measure.comments], key=lambda row: row["period_end_date"], reverse=True)
    return [
        Comment(
            period=period(row["period"]),
            words=row["narrative"],
            role=row["returned_by"] or row["owner_role"],
            signed=f"signed off by {row['signed_by']}, {day(row['signed_date'])}" if row["signed_by"] else "",
            aside=_aside(row),
        )
        for row in [row for row in rows if _is_published(row)][:_SHOWN]
    ]


def comment_for(measure: Measure) -> str:
    """The comment on the measure’s newest figure, or nothing."""
    row = _return_for(measure) or _comment_at(measure, _end_of(measure.newest))
    return str(row["narrative"]) if row and _is_published(row) else ""


def why_no_words(measure: Measure) -> str:
    """In a few words, why there is no comment on the newest figure."""
    if measure.facts["source"] == "returned":
        return "no words were signed off for this figure"
    row = _comment_at(measure, _end_of(measure.newest))
    return _SILENT[row["return_state"] if row else ReturnState.NONE]


def no_comment(measure: Measure, quarter: Row | None) -> str:
    """For the measure's own page: who may write, and how, where the quarter has no comment; else nothing."""
    if measure.facts["source"] == "returned":
        return "" if comments_on(measure) else "No words were signed off with the newest returns."
    if measure.facts["status"] == MeasureState.RETIRED:
        return "" if comments_on(measure) else "The measure is retired: nobody is asked for words."
    row, name = _comment_at(measure, _end_of(quarter)), period(quarter["period"]) if quarter else "the quarter"
    state = row["return_state"] if row else ReturnState.NONE
    if row is None or state == "none":
        return f"No comment from {measure.facts['owner_role']} for {name}. {_HOW}"
    return "" if _is_published(row) else f"{name}: {_SILENT[state]}."


def _is_published(row: Row) -> bool:
    return bool(row["narrative"]) and row["return_state"] == ReturnState.ACCEPTED


def _aside(row: Row) -> str:
    if row.get("is_narrative_stale"):
        return "Written about an earlier figure than the one shown."
    seen = row.get("narrative_figure")
    return f"Written when the newest published figure was {seen}." if seen else ""


def _return_for(measure: Measure) -> Row | None:
    wanted = measure.card["latest_period"] if measure.card else None
    return next((row for row in measure.returns if row["period"] == wanted), None)


def _comment_at(measure: Measure, end: object) -> Row | None:
    """The row of the quarter in which a period ends."""
    return next(
        (row for row in measure.comments if end and row["period_start_date"] <= end <= row["period_end_date"]), None
    )


def _end_of(row: Row | None) -> object:
    return row["period_end_date"] if row else None
