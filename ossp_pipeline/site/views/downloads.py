"""The page of downloads: every file of the release."""

from typing import Any

from ossp_pipeline.site.board import Board
from ossp_pipeline.site.formatting import kilobytes
from ossp_pipeline.site.views.measure_rows import line_of


def downloads_page(board: Board) -> dict[str, Any]:
    """Every file of the release by name, size and hash; the fields of every table; every measure as CSV."""
    tables = [item for item in board.package["resources"] if item["format"] == "parquet"]
    by_name = {item["name"]: item for item in board.package["resources"]}
    return {
        "tables": [(item, by_name[item["name"].removesuffix("parquet") + "csv"]) for item in tables],
        "measures": [(line_of(item), f"data/{item.measure_id}.csv") for item in board.measures],
        "licenses": board.package["licenses"],
        "about_people": [item["name"].removesuffix(".parquet") for item in tables if "licenses" in item],
        "kilobytes": kilobytes,
    }
