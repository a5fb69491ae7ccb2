"""Fixtures every kind of test may use: settings in a folder of its own, and samples made once for all of them."""

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.extract.confined import work
from ossp_pipeline.extract.connectors import looks
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.public_edition import PublicEdition
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.make import make_sample
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform import dbt_runner
from ossp_pipeline.transform.dbt_runner import load_manifest
from tests.command_line import Stage, stage
from tests.installations import SHORT_FROM, copied, deliver, refresh_all, settings_in
from tests.made_once import MadeOnce, shared_by_all_workers
from tests.reading_here import ask_here

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "realdata"

# How long an example takes says how busy the machine is, nothing about the code; and a run that fails must fail again.
# `--hypothesis-profile=search` looks further.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("suite")


# Folders whose tests need no build that workers share.
_ALONE = ("architecture", "faults", "unit")
# Takes two minutes, most of which it waits: begun last, it would end alone.
_LONGEST = "test_ui_recovers.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests over shared builds come first. Of two workers the second then starts with those that need none.

    `--dist worksteal` gives each an equal part of the list. As the files are named, both would start with tests over
    the same build, and one would wait while the other makes it.
    """
    tests = Path(__file__).parent
    items.sort(key=lambda item: (item.path.relative_to(tests).parts[0] in _ALONE, item.path.name != _LONGEST))


def pytest_collection() -> None:
    """Collected tests stay: looking again and again for which could be thrown away takes two fifths of collecting."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Nor does anybody look through them while they run."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def careless() -> None:
    """Tests end processes, they do not cut the power: nobody waits for the disk, or for a sender to go on writing."""
    os.fsync = lambda handle: None
    looks.PAUSE = 0.0


@pytest.fixture
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, in the place of a child for each: for tests of what is found in them."""
    monkeypatch.setattr(work, "_ask", ask_here)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty installation."""
    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """A maker of folders that all workers share. What lies in them is read: to change something, copy it first."""
    return shared_by_all_workers(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session", autouse=True)
def parsed_once(made_once: MadeOnce) -> None:
    """dbt parses the project once for all workers: that takes six seconds, and every new installation would do it."""
    parse = dbt_runner.parse

    def link_parsed(folder: Path, edition: Edition) -> dict[str, Any]:
        parsed = made_once(f"parsed-{folder.name}", lambda made: parse(made, edition))
        shutil.copytree(parsed, folder, copy_function=os.link, dirs_exist_ok=True)
        manifest: dict[str, Any] = read_json(folder / "manifest.json")
        return manifest

    dbt_runner.parse = link_parsed


@pytest.fixture(scope="session")
def delivered(made_once: MadeOnce) -> Settings:
    """An installation whose inbox holds the sample; nothing is received yet. Do not change it: use `copy_of`.

    The dbt project is parsed already, for the programs that tests start.
    """

    def fill(folder: Path) -> None:
        settings = settings_in(folder)
        make_sample(settings)
        load_manifest(settings)

    return settings_in(made_once("delivered", fill))


@pytest.fixture(scope="session")
def first(delivered: Settings, made_once: MadeOnce) -> Stage:
    """After the first refresh of the whole sample, by one command."""
    return stage(made_once, "first", delivered, lambda ossp: [ossp("refresh", "--json")])


@pytest.fixture(scope="session")
def released(first: Stage) -> Settings:
    """An installation with the sample refreshed and published. Do not change it: use `copy_of`."""
    return first.settings


@pytest.fixture(scope="session")
def public_release(released: Settings, made_once: MadeOnce) -> Settings:
    """The released sample with its public edition made and published. Do not change it: use `copy_of`."""

    def fill(folder: Path) -> None:
        edition = PublicEdition(Refresh(copied(released, folder)))
        edition.publish(edition.make(edition.published_build()), "A. Analyst")

    return settings_in(made_once("public", fill))


@pytest.fixture(scope="session")
def short_delivered(delivered: Settings, made_once: MadeOnce) -> Settings:
    """Eighteen months of the sample, of the feeds no area may do without: for tests of what is done, not of figures."""

    def fill(folder: Path) -> None:
        settings = settings_in(folder, history_from=SHORT_FROM)
        deliver(delivered, settings, (feed.name for feed in FEEDS.values() if not feed.optional))
        shutil.copy2(delivered.sample_note, settings.sample_note)
        shutil.copytree(delivered.data / "dbt", settings.data / "dbt", copy_function=os.link)

    return settings_in(made_once("short-delivered", fill), history_from=SHORT_FROM)


@pytest.fixture(scope="session")
def short_released(short_delivered: Settings, made_once: MadeOnce) -> Settings:
    """An installation with the short sample refreshed and published. Do not change it: use `copy_of`."""
    folder = made_once("short-released", lambda folder: refresh_all(copied(short_delivered, folder)))
    return settings_in(folder, history_from=SHORT_FROM)


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[..., Settings]:
    """A copy of an installation that the test may change, with other settings where it names some."""
    return lambda installation, **changes: copied(installation, tmp_path / "copy", **changes)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Suppliers' real files, which lie beside the project and are never committed."""
    if not REAL_DATA.exists():
        pytest.skip(f"no real files at {REAL_DATA}")
    return REAL_DATA


@pytest.fixture(scope="session")
def cases(real_data: Path) -> Path:
    """Small files in suppliers' layouts, which lie beside the real ones."""
    folder = real_data.parent / "cases"
    if not folder.exists():
        pytest.skip(f"no files at {folder}")
    return folder
