"""The maps of the page of hotspots as a browser shows them: with boundaries, without, with withheld small areas."""

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.pages import write_site
from tests.browser.checks import DESK, PAPER, PHONE, Watched, accessibility_violations, sideways
from tests.unit.site.assessed import assessed
from tests.unit.site.boards import candidate

PAGE = "site/needs-places.html"
MAP = 'svg[aria-labelledby^="small-areas-title"]'


def withheld_corner():
    rows = assessed()
    rows["sna_hotspots"][4].update(
        numerator=None, place_rank=None, hotspot=None, is_top=None, status=ValueStatus.WITHHELD
    )
    return rows


def without_boundaries():
    rows = assessed()
    rows["dim_area_boundaries"] = []
    return rows


@pytest.fixture
def shown(chromium, tmp_path):
    """The page made from these rows, in a tab of its own."""
    contexts = []

    def show(rows):
        folder = candidate(tmp_path / f"candidate-{len(contexts)}", rows)
        write_site(folder, read_board(folder))
        contexts.append(chromium.new_context())
        watched = Watched(contexts[-1].new_page(), folder)
        watched.open(PAGE)
        return watched

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("make", "maps"),
    [(assessed, 2), (withheld_corner, 2), (without_boundaries, 1)],
    ids=["with boundaries", "one withheld", "without boundaries"],
)
def test_the_page_of_hotspots_holds_at_a_desk_on_a_phone_and_on_paper(shown, make, maps):
    watched = shown(make())
    page = watched.page
    assert page.locator('svg[role="img"]').count() == maps
    faults = accessibility_violations(page) + sideways(page, DESK) + sideways(page, PHONE)
    page.emulate_media(media="print")
    assert faults + sideways(page, PAPER) + watched.fetched_elsewhere + watched.complaints == []


@pytest.mark.parametrize("kind", ["hot", "cold", "hatched"])
def test_every_pattern_is_painted_under_the_strict_policy(shown, kind):
    page = shown(withheld_corner()).page
    drawing, filled = page.locator(MAP), page.locator(f'{MAP} path[fill="url(#small-areas-{kind})"]')
    with_pattern = drawing.screenshot()
    filled.evaluate("path => path.setAttribute('fill', 'none')")
    assert drawing.screenshot() != with_pattern


def test_the_map_keeps_its_looks_in_forced_colours(shown):
    page = shown(withheld_corner()).page
    page.locator(MAP).scroll_into_view_if_needed()
    box = page.locator(MAP).bounding_box()
    inside = {"x": box["x"] + 2, "y": box["y"] + 2, "width": box["width"] - 4, "height": box["height"] - 4}
    usual = page.screenshot(clip=inside)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.screenshot(clip=inside) == usual


def test_on_a_phone_the_map_scrolls_inside_a_region_that_the_keyboard_reaches(shown):
    page = shown(assessed()).page
    page.set_viewport_size(PHONE)
    region = page.locator(".scroll.map").first
    assert region.get_attribute("tabindex") == "0"
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    assert page.locator(f"{MAP} text").first.evaluate("e => e.getBoundingClientRect().height") > 11
