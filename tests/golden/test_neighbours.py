"""Which small areas of the sample touch: known from the cells they were made of, and measured from their outlines.

The published scores must be those of these very neighbours.
"""

import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ossp_pipeline.release.publish import Releases
from ossp_pipeline.sample.boundaries import area_cells, boundaries_draft
from tests.conftest import settings_in
from tests.touching import touching_pairs

Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    """Pairs of small areas of which two cells lie side by side or corner to corner."""
    cells = area_cells()
    return {
        (one, other)
        for one in cells
        for other in cells
        if one < other and any(abs(x - u) <= 1 and abs(y - v) <= 1 for x, y in cells[one] for u, v in cells[other])
    }


def test_outlines_touch_where_cells_do_and_nobody_is_alone(pairs: Pairs) -> None:
    assert touching_pairs({code: outline for code, outline, _ in boundaries_draft().rows}) == pairs
    assert {code for pair in pairs for code in pair} == set(area_cells())


def test_published_scores_are_those_of_the_small_areas_that_touch(released: Path, pairs: Pairs) -> None:
    """Gi* of Ord and Getis 1995, from the published counts and the cells' neighbours, term by term."""
    release = Releases(settings_in(released).releases).current()
    assert release is not None
    rows = pq.read_table(release.folder / "tables" / "sna_hotspots.parquet").to_pylist()
    series = [
        row for row in rows
        if (row["subject"], row["level"], row["pattern"], row["period"]) == ("crime", "all", "12 months", "2026-03")
    ]  # fmt: skip
    counts = {row["area_code"]: row["numerator"] for row in series}
    mean = sum(counts.values()) / len(counts)
    spread = math.sqrt(sum(count**2 for count in counts.values()) / len(counts) - mean**2)
    assert len(series) == 191 and {row["neighbours"] for row in series} == {"those whose boundaries of 2021 touch"}
    for row in series:
        here = row["area_code"]
        beside = {here} | {code for pair in pairs if here in pair for code in pair if code in counts}
        above = sum(counts[code] for code in beside) - mean * len(beside)
        error = spread * math.sqrt((len(counts) * len(beside) - len(beside) ** 2) / (len(counts) - 1))
        assert row["gi_z"] == pytest.approx(above / error)
