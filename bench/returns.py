"""Receiving ten returned workbooks of a realistic size, in seconds, from the command line."""

import json
from pathlib import Path

import openpyxl

from bench.measure import Figure, median_of, ossp, run
from ossp_pipeline.returns.layout import MEASURES
from ossp_pipeline.returns.request import Issue, Row
from ossp_pipeline.returns.store import ReturnStore
from ossp_pipeline.returns.write import write_workbook

TIMES = 3
WORKBOOKS = 10
ROWS = 25  # the largest lead of the shipped catalogue has 21 measures
LIMIT = 5
QUARTER = "2025-26Q3"


def measure_returns(folder: Path) -> list[Figure]:
    """Each run is over an installation of its own, where nothing was received before."""
    runs = iter(range(TIMES))
    seconds = median_of(TIMES, lambda: _receive(folder / f"returns-{next(runs)}"))
    return [
        Figure(
            "ossp returns receive of 10 workbooks, in seconds",
            seconds,
            LIMIT,
            f"{ROWS} measures each, all read, judged, answered and put into the inbox",
        )
    ]


def _receive(folder: Path) -> float:
    paths = [str(_sent(folder, number)) for number in range(WORKBOOKS)]
    (folder / "data" / "sample.json").write_text(json.dumps({"as_of": "2026-01-12"}))
    return run(ossp("returns", "receive", *paths), folder).seconds


def _sent(folder: Path, number: int) -> Path:
    """A workbook issued to one of ten leads, filled in."""
    described = ("A measure", "An area", "What is counted, and how. " * 8, "cases", "not asked", "count", "the quarter")
    rows = tuple(
        Row(key=f"measure_{place}|E22000105", locked=described, not_asked=("denominator",)) for place in range(ROWS)
    )
    issue = Issue(QUARTER, f"Lead {number}", {MEASURES.name: rows})
    path = ReturnStore(folder / "data" / "returns").save_issue(issue, write_workbook(issue))
    book = openpyxl.load_workbook(path)
    for row in range(2, ROWS + 2):
        page = book[MEASURES.name]
        page.cell(row, MEASURES.column("numerator")).value = row * (number + 1)
        page.cell(row, MEASURES.column("narrative")).value = "Said about the figure. " * 10
    sent = folder / f"lead-{number}.xlsx"
    book.save(sent)
    return sent
