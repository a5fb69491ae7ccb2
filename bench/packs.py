"""The board's pack of the sample: seconds from the release's files to the report, the deck and the spreadsheet."""

import io
import time
from collections.abc import Callable
from pathlib import Path

from pptx import Presentation

from bench.measure import Figure, median_of, ossp, run
from ossp_pipeline.packs.board.content import pack_content
from ossp_pipeline.packs.board.deck import make_deck
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.report import make_report
from ossp_pipeline.packs.board.workbook import write_workbook
from ossp_pipeline.publish.releases import Release, Releases

TIMES = 5
SECONDS = 5.0
QUARTER = "2025-26Q4"


def measure_packs(folder: Path) -> list[Figure]:
    """Over a refreshed sample, in this process; each with the reading of the release."""
    run(ossp("sample"), folder)
    run(ossp("refresh"), folder)
    return measure_release(Releases(folder / "data" / "releases").find(None), folder)


def measure_release(release: Release, folder: Path) -> list[Figure]:
    """The three files of a release's pack; `folder` is scratch space."""
    snapshot = read_snapshot(release, QUARTER)
    content = pack_content(snapshot)
    book = folder / "book.xlsx"
    report = make_report(content, snapshot.board, snapshot.published)
    deck = make_deck(content, snapshot, report.pages)
    write_workbook(book, content, snapshot)

    def timed(make: Callable[[], object]) -> float:
        return median_of(TIMES, lambda: _seconds(release, make))

    slides = len(Presentation(io.BytesIO(deck)).slides)
    return [
        Figure(
            "the board report, in seconds",
            timed(lambda: make_report(content, snapshot.board, snapshot.published)),
            SECONDS,
            f"PDF/UA, {len(report.pdf) // 1024:,} KB, read to written",
        ),
        Figure(
            "the board deck, in seconds",
            timed(lambda: make_deck(content, snapshot, report.pages)),
            SECONDS,
            f"{slides} slides, {len(deck) // 1024:,} KB, read to written",
        ),
        Figure(
            "the pack's spreadsheet, in seconds",
            timed(lambda: write_workbook(book, content, snapshot)),
            SECONDS,
            f"{book.stat().st_size // 1024:,} KB, read to written",
        ),
    ]


def _seconds(release: Release, make: Callable[[], object]) -> float:
    started = time.perf_counter()
    pack_content(read_snapshot(release, QUARTER))
    make()
    return time.perf_counter() - started
