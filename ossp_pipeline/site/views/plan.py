"""The page of the plan: actions by year."""

from collections import defaultdict
from typing import Any

from ossp_pipeline.contracts.status import MeasureState
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.rows import PerformanceActionsRow


def plan_page(board: Board) -> dict[str, Any]:
    """Actions by year of the plan, the newest year first."""
    years: dict[str, list[PerformanceActionsRow]] = defaultdict(list)
    for row in sorted(board.actions, key=lambda row: (row["theme"] or "", row["action"] or "")):
        years[row["plan_year"]].append(row)
    return {
        "years": sorted(years.items(), reverse=True),
        "overdue": [row for row in board.actions if row["is_overdue"]],
        "is_proposed": any(row["plan_status"] == MeasureState.PROPOSED for row in board.actions),
    }
