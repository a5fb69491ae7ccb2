"""The page about the release: what it was made from."""

from collections import defaultdict
from typing import Any

from ossp_pipeline.contracts.status import (
    SHOWN,
)
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import period
from ossp_pipeline.site.tables import Row
from ossp_pipeline.site.views.measure_rows import page_of


def release_page(board: Board) -> dict[str, Any]:
    """What this release was made from, and which of its figures were delivered more than once."""
    feeds: dict[str, list[Row]] = defaultdict(list)
    for item in board.package["deliveries"]:
        feeds[item["feed"]].append(item)
    again = [
        {
            "title": item.facts["title"],
            "page": page_of("measure", item.measure_id),
            "periods": ", ".join(period(row["period"], item.facts["window_months"]) for row in rows),
        }
        for item in board.measures
        if (rows := [row for row in item.points if row["is_revised"] and row["status"] in SHOWN])
    ]
    return {
        "feeds": [(name, len(rows), max(row["period"] for row in rows)) for name, rows in sorted(feeds.items())],
        "again": again,
    }
