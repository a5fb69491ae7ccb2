"""The site as a browser shows it: one page of every template, opened from the folder, with no network.

`make pages` runs the slow one as well: every page there is.
"""

import itertools

import pytest

from ossp_pipeline.settings import PROJECT
from ossp_pipeline.site.front import FRONT
from ossp_pipeline.site.notice import CALENDAR
from ossp_pipeline.site.pages import SITE
from tests.browser.checks import (
    DESK,
    PAPER,
    PHONE,
    Watched,
    accessibility_violations,
    dead_links,
    sideways,
    stops,
    unseen_focus,
)

# Parts of pages, and the pages beside the releases, which have tests of their own (a withdrawn edition's is read in
# tests/functional/test_public_readers.py).
BESIDE = {"front.html.j2", "calendar.html.j2", "withdrawn.html.j2"}
OF_NO_PAGE = {"base.html.j2", "parts.html.j2", "notice.html.j2"} | BESIDE
SOURCES = (PROJECT / "ossp_pipeline" / "site" / "templates").glob("*.html.j2")
TEMPLATES = sorted({path.name for path in SOURCES} - OF_NO_PAGE)
# Links differ by where they stand; regions by what they hold.
KIND = "() => document.activeElement.tagName + (document.activeElement.closest('header, main, footer') || {}).tagName"


@pytest.fixture(scope="module")
def tab(chromium, release):
    context = chromium.new_context()
    yield Watched(context.new_page(), release.parent)
    context.close()


def faults_of(tab, name):
    """Everything that may be wrong with a page, at a desk, on a phone and on paper."""
    page = tab.open(name)
    faults = accessibility_violations(page) + dead_links(page) + sideways(page, DESK) + sideways(page, PHONE)
    page.emulate_media(media="print")
    faults += sideways(page, PAPER)
    if page.locator("header nav").is_visible():
        faults.append("the navigation is printed")
    page.emulate_media(media="screen")
    return faults + tab.fetched_elsewhere + tab.complaints


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_page_of_every_template_holds_at_a_desk_on_a_phone_and_on_paper(tab, release, page_names, template):
    # A topic's page is made of sections: which ones differs from topic to topic, so each is looked at.
    names = page_names[template] if template == "topic.html.j2" else page_names[template][:1]
    wrong = {name: faults_of(tab, f"{release.name}/{SITE}/{name}") for name in names}
    assert {name: faults for name, faults in wrong.items() if faults} == {}


@pytest.mark.parametrize("name", [FRONT, CALENDAR])
def test_the_page_beside_the_releases_holds_too(tab, name):
    assert accessibility_violations(tab.open(name)) + sideways(tab.page, PHONE) + dead_links(tab.page) == []
    assert tab.fetched_elsewhere + tab.complaints == []


@pytest.mark.nightly
def test_every_page_of_the_sample_holds(tab, release, page_names):
    wrong = {name: faults_of(tab, f"{release.name}/{SITE}/{name}") for name in itertools.chain(*page_names.values())}
    assert {name: faults for name, faults in wrong.items() if faults} == {}


def test_a_reader_without_a_mouse_gets_from_the_first_page_to_a_measure_and_its_ward(watched, release, page_names):
    folder, measure = release / SITE, page_names["measure.html.j2"][0]
    theme = next(name for name in page_names["theme.html.j2"] if f'"{measure}"' in (folder / name).read_text())
    ward = next(name for name in page_names["ward.html.j2"] if f'"{name}"' in (folder / measure).read_text())
    page = watched.open(f"{release.name}/{SITE}/index.html")
    assert next(stops(page)) == "#content", "the first stop skips the navigation"
    assert unseen_focus(page) == []
    for wanted in (theme, measure, ward):
        assert wanted in stops(page), f"no tab reaches {wanted}"
        assert unseen_focus(page) == []
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{wanted}")
    assert (folder / ward).as_uri() == page.url


def test_every_kind_of_stop_shows_its_focus_in_forced_colours_too(watched, release, page_names):
    page = watched.open(f"{release.name}/{SITE}/{page_names['measure.html.j2'][0]}")
    for colours in ("none", "active"):
        page.emulate_media(forced_colors=colours)
        page.evaluate("() => scrollTo(0, 0)")
        seen = set()
        for _ in stops(page):
            kind = page.evaluate(KIND)
            if kind not in seen:
                seen.add(kind)
                assert unseen_focus(page) == [], colours
        assert len(seen) >= 5, seen


def test_words_and_shapes_stay_in_forced_colours(watched, release):
    page = watched.open(f"{release.name}/{SITE}/measure-burglary.html")
    page.locator("figure svg").first.scroll_into_view_if_needed()
    box = page.locator("figure svg").first.bounding_box()
    # Two pixels in: the edge may share a pixel with the ground around it.
    inside = {"x": box["x"] + 2, "y": box["y"] + 2, "width": box["width"] - 4, "height": box["height"] - 4}
    usual = page.screenshot(clip=inside)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.screenshot(clip=inside) == usual, "a drawing keeps its own colours"
    for tag in watched.open(f"{release.name}/{SITE}/index.html").locator("main .tag").all():
        assert tag.inner_text().strip()
        assert tag.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") > 0


def test_everything_is_there_with_scripts_off(chromium, watched, release, page_names):
    context = chromium.new_context(java_script_enabled=False)
    bare = Watched(context.new_page(), release.parent)
    for template in ("index.html.j2", "measure.html.j2"):
        name = f"{release.name}/{SITE}/{page_names[template][0]}"
        with_scripts = watched.open(name).locator("body").inner_text()
        assert bare.open(name).locator("body").inner_text() == with_scripts
    context.close()
