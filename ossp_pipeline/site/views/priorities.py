"""What comes first, by scores that can be traced, and what became of the last plan."""

from collections.abc import Sequence
from typing import Any

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.drawings.bars import Bar, bars
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.sections import Section, Table, reason, rows_of, topic, why_no_rows

_TITLE = "Priorities"
_METHOD = (
    "Harm, likelihood, trend and confidence come from the figures, concern from the residents’ survey; where no table "
    "can say, and for capacity, people judged and wrote down why. The places show how far the order holds when every "
    "weight is drawn anew, a thousand times, between half and one and a half times itself."
)


def priorities_page(board: Board) -> dict[str, Any]:
    """The matrix, and the previous plans."""
    missing = why_no_rows(board, "sna_priorities")
    if missing:
        return topic(_TITLE, missing, [_plans(board)])
    rows = [row for row in rows_of(board, "sna_priorities") if row["area_code"] == board.area["area_code"]]
    problems = {row["problem_id"]: row for row in rows}
    ranked = sorted(problems.values(), key=lambda row: (row["priority_rank"] or len(problems) + 1, row["title"]))
    return topic(_TITLE, _lead(ranked), [_matrix(ranked), _scores(rows, ranked), _plans(board)])


def _lead(ranked: Sequence[Row]) -> str:
    first = [row["title"] for row in ranked if row["priority_rank"] is not None][:3]
    if not first:
        return "No problem has been judged yet, so there is no order."
    order = f"First by the present scores and weights: {', '.join(first)}."
    return f"{order} The order is a help to the board, not its decision."


def _matrix(ranked: Sequence[Row]) -> Section:
    title = "Problems in order"
    words = [_METHOD]
    rows = [Bar(row["title"], (row["total_score"],), (_score(row["total_score"]),), True) for row in ranked]
    drawn = bars("order", title, _lead(ranked), rows)
    body = [
        [row["title"], _whole(row["priority_rank"]), _score(row["total_score"]), _between(row), _percent(row)]
        for row in ranked
    ]
    heads = ["Problem", "Place*", "Score of 100*", "Between places", "Among the first three*"]
    table = Table("Problems by total score", heads, body)
    return Section(
        "order-heading",
        title,
        words,
        drawn,
        kind="bars",
        note="The longer the bar, the higher the score.",
        tables=[table],
    )


def _score(value: float | None) -> str:
    return "not judged" if value is None else f"{value:.1f}"


def _whole(value: int | None) -> str:
    return "none" if value is None else str(value)


def _between(row: Row) -> str:
    return "not judged" if row["best_rank"] is None else f"{row['best_rank']} and {row['worst_rank']}"


def _percent(row: Row) -> str:
    return "not judged" if row["top_three_percent"] is None else f"{row['top_three_percent']:.0f}%"


def _scores(rows: Sequence[Row], ranked: Sequence[Row]) -> Section:
    names = sorted({row["criterion"] for row in rows})
    weights = {row["criterion"]: row["weight"] for row in rows}
    version = max((row["weights_version"] for row in rows if row["weights_version"] is not None), default="not known")
    by_place = {row["problem_id"]: index for index, row in enumerate(ranked)}
    body = [
        [row["title"], row["criterion"].capitalize(), _points(row), row["evidence"] or reason(row)]
        for row in sorted(rows, key=lambda row: (by_place[row["problem_id"]], row["criterion"]))
    ]
    listed = ", ".join(f"{name} {weights[name]:.0f}" if weights[name] is not None else f"{name} none" for name in names)
    words = [f"Weights, version {version}: {listed}. Harm and likelihood are multiplied and share one weight."]
    table = Table(
        "Every score with its reason", ["Problem", "Criterion", "Score of 5*", "Reason"], body, is_folded=True
    )
    return Section("scores", "How the scores come about", words, tables=[table])


def _points(row: Row) -> str:
    return "no score" if row["score"] is None else f"{row['score']:.0f}"


def _plans(board: Board) -> Section:
    title = "What became of the plans"
    missing = why_no_rows(board, "sna_previous_plan")
    if missing:
        return Section("plans", title, [missing])
    body = []
    for row in sorted(rows_of(board, "sna_previous_plan"), key=lambda row: row["plan_year"], reverse=True):
        is_told = row["status"] == ValueStatus.OBSERVED
        done = f"{row['done_count']} of {row['action_count']}" if is_told else "nobody reported"
        overdue = str(row["overdue_count"]) if is_told else "not known"
        judged = row["better_count"] is not None
        change = f"{row['better_count']} better, {row['worse_count']} worse" if judged else "not judged"
        body.append([f"{row['plan_year']}: {row['theme']}", done, overdue, change])
    heads = ["Plan and theme", "Actions done", "Overdue*", "Measures, beyond chance"]
    return Section("plans", title, tables=[Table("Plans, the newest first", heads, body)])
