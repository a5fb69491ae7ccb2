"""The system's Chromium, and the site of a released sample to look at. Nothing here is downloaded."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.pages import SITE, pages
from tests.browser.checks import Watched

_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests. Only developers and CI need it."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium on the path: `apt-get install chromium` to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def release(released: Settings) -> Path:
    """The folder of the released sample."""
    current = Refresh(released).releases.current()
    assert current is not None
    return current.folder


@pytest.fixture(scope="session")
def page_names(release: Path) -> dict[str, list[str]]:
    """Pages of the sample by template, the one with most in it first."""
    by_template: dict[str, list[str]] = defaultdict(list)
    for name, template, _ in pages(read_board(release)):
        by_template[template].append(name)
    for names in by_template.values():
        names.sort(key=lambda name: -(release / SITE / name).stat().st_size)
    return dict(by_template)


@pytest.fixture
def watched(chromium: Browser, release: Path) -> Iterator[Watched]:
    """A fresh tab on the releases' folder."""
    context = chromium.new_context()
    yield Watched(context.new_page(), release.parent)
    context.close()
