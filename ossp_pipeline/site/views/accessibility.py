"""The accessibility statement."""

from datetime import date
from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import day


def accessibility_page(board: Board) -> dict[str, Any]:
    """Whom the statement names and when it was prepared, as the settings had it: never by the clock."""
    found = board.package["accessibility"]
    return {**found, "prepared": day(date.fromisoformat(found["prepared"])) if found["prepared"] else ""}
