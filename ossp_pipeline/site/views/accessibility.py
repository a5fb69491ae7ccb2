"""The accessibility statement."""

from datetime import date
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import day


def accessibility_page(board: Board) -> dict[str, Any]:
    """Whom the statement names and when it was prepared, as the settings had it: never by the clock."""
    statement = board.package["accessibility"]
    return {**statement, "prepared": day(date.fromisoformat(statement["prepared"])) if statement["prepared"] else ""}
