"""Real boundaries of Greater Manchester's small areas: landed, measured for neighbours, and drawn."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.extract.conform import FileContext, conform
from ossp_pipeline.feeds.area_boundaries import FEED
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.drawings.area_map import NEITHER, SmallArea, area_map
from ossp_pipeline.site.pages import write_site
from ossp_pipeline.transform.measures.places import BY_BOUNDARIES, find_hotspots
from tests.functional.real import lookups
from tests.functional.real.installations import Refreshed
from tests.touching import touching_pairs
from tests.unit.site.boards import candidate

FILES = {
    "2011 generalised": ("lsoa_2011/gm_lsoa_generalised.geojson", "2011", 1_673, 190, 527),
    "2011 super-generalised": (lookups.BOUNDARIES["2011"], "2011", 1_673, 190, 526),
    "2021 super-generalised": (lookups.BOUNDARIES["2021"], "2021", 1_702, 191, 530),
}
each_file = pytest.mark.parametrize(("file", "year", "received", "inside", "pairs"), FILES.values(), ids=FILES)


def stockport(real_data: Path, year: str) -> frozenset[str]:
    """Codes of its small areas of that census."""
    return frozenset(lookups.wards_of_stockport(real_data, year))


def outlines_of(real_data: Path, file: str, year: str) -> dict[str, str]:
    area = Area(stockport(real_data, year), None)
    terms = FileContext(parse_period(Cadence.YEAR, year), area, {}, b"")
    rows = conform((real_data / "gm_geography" / file).read_bytes(), FEED, terms).accepted.to_pylist()
    return {row["lsoa_code"]: row["outline"] for row in rows}


@each_file
def test_every_small_area_of_stockport_lands_and_the_others_are_counted(
    real_data: Path, file: str, year: str, received: int, inside: int, pairs: int
) -> None:
    terms = FileContext(parse_period(Cadence.YEAR, year), Area(stockport(real_data, year), None), {}, b"")
    result = conform((real_data / "gm_geography" / file).read_bytes(), FEED, terms)
    counts = result.accounting
    assert (counts.received, counts.accepted, counts.out_of_area) == (received, inside, received - inside)
    assert set(result.accepted["lsoa_code"].to_pylist()) == stockport(real_data, year)
    assert result.broken == {}


@each_file
def test_neighbours_are_those_that_touch_when_measured_and_nobody_is_alone(
    real_data: Path, file: str, year: str, received: int, inside: int, pairs: int
) -> None:
    outlines = outlines_of(real_data, file, year)
    measured = touching_pairs(outlines)
    beside = {code: {other for pair in measured if code in pair for other in pair} - {code} for code in outlines}
    assert (len(outlines), len(measured)) == (inside, pairs)
    assert min(map(len, beside.values())) == 2
    # One incident in one place: its score is that of a place without any where, and only where, both touch.
    codes = sorted(outlines)
    boundaries = pd.DataFrame({"area_code": codes, "vintage": year, "outline": [outlines[code] for code in codes]})
    for code in codes[:: len(codes) // 12]:
        found = hotspots(codes, code, boundaries)
        assert set(found["neighbours"]) == {BY_BOUNDARIES.format(year)}
        touched = set(found.loc[found["gi_z"] > 0, "area_code"])
        assert touched == beside[code] | {code}


def hotspots(codes: list[str], busy: str, boundaries: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame({"area_code": codes, "numerator": np.where(np.array(codes) == busy, 900, 0)})
    levels = rows.assign(
        area_type="lsoa",
        subject="crime",
        level="all",
        category="all",
        pattern="12 months",
        period="2025-03",
        disclosure_class="event",
        status=ValueStatus.OBSERVED,
        status_reason=None,
        is_newest=True,
    )
    areas = pd.DataFrame({"area_code": codes, "parent_area_code": None})
    return find_hotspots(levels, areas, pd.DataFrame(columns=["area_code", "longitude", "latitude"]), boundaries)


@each_file
def test_the_map_of_real_outlines_is_light_whatever_their_detail(
    real_data: Path, file: str, year: str, received: int, inside: int, pairs: int
) -> None:
    wards = lookups.wards_of_stockport(real_data, year)
    outlines = outlines_of(real_data, file, year)
    numbers = {ward: place for place, ward in enumerate(sorted(set(wards.values())), start=1)}
    areas = [
        SmallArea(code, outlines[code], wards[code], NEITHER, place % 10 == 0)
        for place, code in enumerate(sorted(outlines))
    ]
    drawn = str(area_map("map", "A title", "A note", areas, numbers))
    assert len(drawn) < 14_000
    assert drawn.count("<text") == len(numbers) + 2 == 23


def test_a_file_of_wards_is_set_aside_to_the_last_row(real_data: Path) -> None:
    terms = FileContext(parse_period(Cadence.YEAR, "2021"), Area(None, None), {}, b"")
    result = conform((real_data / "gm_geography/ward_2023/gm_ward_generalised.geojson").read_bytes(), FEED, terms)
    assert (result.accounting.received, result.accounting.rejected) == (215, 215)


@pytest.mark.parametrize(("name", "year", "count"), [("peopled", "2011", 190), ("restated", "2021", 191)])
def test_neighbours_are_taken_from_the_boundaries_of_the_vintage(
    name: str, year: str, count: int, request: pytest.FixtureRequest
) -> None:
    refreshed: Refreshed = request.getfixturevalue(name)
    found = refreshed.ask("""
        select neighbours, count(distinct area_code) from sna_hotspots
        where subject = 'crime' and level = 'all' and pattern = '12 months' group by all
    """)
    assert found == [(f"those whose boundaries of {year} touch", count)]


def test_the_page_of_hotspots_has_the_map_of_the_boundaries(peopled: Refreshed, tmp_path: Path) -> None:
    """Made from the tables as they would go out; of those that the map is not made from, no row."""
    tables = (peopled.build.candidate / "tables").glob("*.parquet")
    folder = candidate(tmp_path / "candidate", {path.stem: pq.read_table(path).to_pylist() for path in tables})
    page = (write_site(folder, read_board(folder)) / "needs-places.html").read_text(encoding="utf-8")
    assert "Of 190 small areas, " in page and "Contains OS data © Crown copyright" in page
    assert len(page.encode()) < 40_000
    drawing = re.search(r'<svg[^>]*aria-labelledby="small-areas-title.*?</svg>', page, re.DOTALL)
    assert drawing is not None and 6_000 < len(drawing[0]) < 14_000
