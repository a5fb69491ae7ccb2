"""A release as it stood at the end of one quarter: what was published of later periods stays out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ossp_pipeline.contracts.edition import Edition, edition_of
from ossp_pipeline.contracts.status import SHOWN
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.site.board import Board, read_board
from ossp_pipeline.site.quarters import measure_at
from ossp_pipeline.site.rows import DIM_PERIODS
from ossp_pipeline.site.tables import Row, Tables


@dataclass(frozen=True)
class QuarterSnapshot:
    """A quarter of a release. `board` holds no period that ends after it."""

    release_id: str
    published: datetime
    quarter: str
    is_newest: bool
    board: Board

    @property
    def edition(self) -> Edition:
        """Which edition the release is of."""
        return edition_of(self.board.package)

    @property
    def end(self) -> date:
        """The quarter's last day."""
        assert self.board.quarter is not None
        end: date = self.board.quarter["period_end_date"]
        return end


def read_snapshot(release: Release, quarter: str) -> QuarterSnapshot:
    """Read a release as of a quarter, `2025-26Q4`. Raises UsageError naming the quarters the release has."""
    rows = [row for row in Tables(release.folder).read(DIM_PERIODS) if row["cadence"] == "quarter"]
    known = {row["period"]: row for row in sorted(rows, key=lambda row: row["period"])}
    if quarter not in known:
        available = ", ".join(known) or "none"
        raise UsageError(
            "E-NOQUARTER",
            f"release {release.release_id} has no quarter {quarter}",
            f"name one of its quarters: {available}",
        )
    published = datetime.fromisoformat(release.record()["published_at"])
    board = board_at(read_board(release.folder), known[quarter])
    return QuarterSnapshot(release.release_id, published, quarter, quarter == list(known)[-1], board)


def board_at(board: Board, quarter: Row) -> Board:
    """The board with nothing after the quarter, and each scorecard line that of the quarter."""
    end = quarter["period_end_date"]
    measures = [measure_at(measure, end) for measure in board.measures]
    ends = [row["period_end_date"] for item in measures for row in item.points if row["status"] in SHOWN]
    # How many false alarms to expect is published for the newest quarter alone.
    is_newest = board.quarter is not None and board.quarter["period"] == quarter["period"]
    return replace(
        board,
        quarter=quarter,
        newest_end=max(ends, default=None),
        measures=measures,
        actions=[row for row in board.actions if row["start_date"] is None or row["start_date"] <= end],
        grants=_grants_at(board.grants, end),
        deliveries=[row for row in board.deliveries if row["period_start_date"] <= end],
        expected_false_alarms=board.expected_false_alarms if is_newest else None,
        judged_count=board.judged_count if is_newest else 0,
    )


def _grants_at(rows: Sequence[Row], end: date) -> list[Row]:
    """Each grant up to the quarter, its newest row marked anew. A grant without a return keeps its one row."""
    kept = [row for row in rows if row["period_end_date"] is None or row["period_end_date"] <= end]
    newest: dict[str, Any] = {}
    for row in kept:
        newest[row["grant_id"]] = max(newest.get(row["grant_id"], date.min), row["period_end_date"] or date.min)
    return [{**row, "is_newest": newest[row["grant_id"]] == (row["period_end_date"] or date.min)} for row in kept]
