"""What a browser finds wrong with a page. Each answers with a list of findings: an empty one is a pass."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

# Without preload axe fetches the stylesheet, which the pages' own policy forbids.
_AXE = {
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
}
_MOST_TABS = 250
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1200, "height": 900}
# A4 less its margins, at 96 dots to the inch.
PAPER = {"width": 680, "height": 1000}


class Watched:
    """A page that may read its own folder and nothing else; what it asked for or complained of is kept."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.fetched_elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.route("**/*", lambda route: route.continue_() if self._is_own(route.request) else route.abort())
        # Other schemes than these never pass a route, so every request is looked at as well.
        page.on("request", lambda request: self._is_own(request) or self.fetched_elsewhere.append(request.url))
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, name: str, size: dict[str, int] = DESK) -> Page:
        """The page at this size, with nothing noted yet."""
        self.fetched_elsewhere.clear()
        self.complaints.clear()
        self.page.set_viewport_size(size)
        self.page.goto((self.folder / name).as_uri())
        return self.page

    def _is_own(self, request: Request) -> bool:
        return request.url.startswith(f"{self.folder.as_uri()}/")


def accessibility_violations(page: Page) -> list[str]:
    """Rules of WCAG 2.0 to 2.2 (A, AA) and of good practice that axe sees broken, with the first place of each."""
    violations = Axe().run(page, options=_AXE).response["violations"]
    return [f"{item['id']}: {item['nodes'][0]['target']} ({len(item['nodes'])} places)" for item in violations]


def sideways(page: Page, size: dict[str, int]) -> list[str]:
    """What sticks out at this size, where the page would scroll sideways."""
    page.set_viewport_size(size)
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth)
            .filter(e => !matchMedia('screen').matches || !e.parentElement.closest('.scroll'))
            .slice(0, 3).map(e => e.outerHTML.slice(0, 90)).concat('scrolls sideways')"""
    )


def dead_links(page: Page) -> list[str]:
    """Links whose file is not there, or whose file has no such place."""
    links: list[str] = page.evaluate("() => [...document.querySelectorAll('[href]')].map(e => e.href)")
    return [link for link in sorted(set(links)) if not _leads_somewhere(link)]


def _leads_somewhere(link: str) -> bool:
    address, place = urldefrag(link)
    path = Path(unquote(urlparse(address).path))
    return path.is_file() and (not place or f'id="{place}"' in path.read_text(encoding="utf-8"))


def unseen_focus(page: Page) -> list[str]:
    """Whatever has the focus, where a picture of it is the same without the focus. It has the focus afterwards."""
    spot = page.evaluate_handle("document.activeElement").as_element()
    assert spot
    box = spot.bounding_box()
    assert box
    clip = {
        "x": max(0, box["x"] - 8),
        "y": max(0, box["y"] - 8),
        "width": min(box["width"] + 16, 400),
        "height": min(box["height"] + 16, 200),
    }
    focused = page.screenshot(clip=clip)
    spot.evaluate("element => element.blur()")
    bare = page.screenshot(clip=clip)
    spot.focus()
    return [f"{spot.evaluate('e => e.outerHTML.slice(0, 90)')} looks the same"] if bare == focused else []


def stops(page: Page) -> Iterator[str]:
    """Press Tab through the page, as somebody without a mouse would: where each stop leads, or what it is."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        where = page.evaluate("() => document.activeElement.getAttribute('href') || document.activeElement.className")
        if not where:
            return
        yield str(where)
