"""Fixtures every kind of test may use: settings in a folder of its own, and one refreshed sample for all of them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.make import make_sample
from ossp_pipeline.settings import Settings, load_settings, prepare_process
from ossp_pipeline.transform.dbt_runner import load_manifest

# How long an example takes says how busy the machine is, and nothing about the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "realdata"


def settings_in(folder: Path, **changes: str) -> Settings:
    """The shipped settings over a data folder and key folder below `folder`."""
    environment = {"OSSP_DATA": str(folder / "data"), "OSSP_KEYS": str(folder / "keys")}
    environment |= {f"OSSP_{name.upper()}": str(value) for name, value in changes.items()}
    settings = load_settings(environment)
    prepare_process(settings)
    return settings


def refresh_all(settings: Settings) -> Refresh:
    """A whole refresh without Dagster; answers with the steps, whose folders now hold what it made."""
    steps = Refresh(settings)
    steps.receive()
    build, _ = steps.freeze(steps.plan())
    steps.make_tables(build)
    steps.make_candidate(build)
    steps.publish(build)
    return steps


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty installation."""
    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose inbox holds the sample; nothing is received yet. Do not change it: use `copy_of`.

    The dbt project is parsed already: that takes six seconds, and every copy would do it again.
    """
    folder = tmp_path_factory.mktemp("delivered")
    settings = settings_in(folder)
    make_sample(settings)
    load_manifest(settings)
    return folder


@pytest.fixture(scope="session")
def released(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample refreshed and published. Do not change it: use `copy_of`."""
    folder = tmp_path_factory.mktemp("released")
    shutil.copytree(delivered, folder, dirs_exist_ok=True)
    refresh_all(settings_in(folder))
    return folder


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Settings]:
    """Settings over a copy of a prepared folder, by hard links: the pipeline replaces files, it never edits them."""

    def copy(folder: Path, **changes: str) -> Settings:
        target = tmp_path / "copy"
        shutil.copytree(folder, target, copy_function=_link_or_copy)
        return settings_in(target, **changes)

    return copy


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Suppliers' real files, which lie beside the project and are never committed."""
    if not REAL_DATA.exists():
        pytest.skip(f"no real files at {REAL_DATA}")
    return REAL_DATA


def _link_or_copy(source: str, target: str) -> None:
    """Databases and logs are written in place: a link would change the original."""
    if source.endswith((".db", ".db-wal", ".db-shm", ".jsonl", ".lock", ".duckdb")):
        shutil.copy2(source, target)
    else:
        os.link(source, target)
