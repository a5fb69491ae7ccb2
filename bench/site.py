"""The site of the sample: seconds to write and to judge it, and its largest page."""

import shutil
import time
from pathlib import Path

from bench.measure import Figure, median_of, ossp, run
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.checks import judge_site
from ossp_pipeline.site.pages import SITE, write_site

TIMES = 5
SECONDS, LONGEST_KB = 3.0, 40.0


def measure_site(folder: Path) -> list[Figure]:
    """Over the candidate of a refreshed sample, in this process: what a build spends on its pages."""
    run(ossp("sample"), folder)
    run(ossp("refresh"), folder)
    (build,) = (folder / "data" / "builds").iterdir()
    candidate = build / "candidate"
    written = median_of(TIMES, lambda: _write(candidate))
    judged = median_of(TIMES, lambda: _judge(candidate))
    pages = list((candidate / SITE).glob("*.html"))
    largest = max(path.stat().st_size for path in pages) / 1024
    return [
        Figure("the site of the sample, in seconds", written, SECONDS, f"{len(pages)} pages, read to written"),
        Figure("the rules on the site, in seconds", judged, SECONDS, "every tag, link and anchor"),
        Figure(
            "its largest page, in KB",
            largest,
            LONGEST_KB,
            f"{sum(p.stat().st_size for p in pages) // 1024:,} KB in all",
        ),
    ]


def _write(candidate: Path) -> float:
    shutil.rmtree(candidate / SITE)
    started = time.perf_counter()
    write_site(candidate, read_board(candidate))
    return time.perf_counter() - started


def _judge(candidate: Path) -> float:
    board = read_board(candidate)
    started = time.perf_counter()
    judge_site(candidate, board)
    return time.perf_counter() - started
