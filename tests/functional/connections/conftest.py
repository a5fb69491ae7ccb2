"""A partnership folder of its own for each test, an authority and a web server."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trustme
import urllib3.util.retry

from ossp_pipeline.settings import SHIPPED_PARTNERSHIP, Settings
from tests.installations import settings_in
from tests.scripted_server import ScriptedServer, authority, serving


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """An authority, and the file with its certificate."""
    folder = tmp_path_factory.mktemp("authority")
    return authority(folder), folder / "authority.pem"


@pytest.fixture
def server(trusted: tuple[trustme.CA, Path]) -> Iterator[ScriptedServer]:
    """A web server that nobody has scripted yet."""
    with serving(trusted[0]) as scripted:
        yield scripted


@pytest.fixture
def installed(tmp_path: Path, trusted: tuple[trustme.CA, Path]) -> Settings:
    """An installation whose partnership folder can state connections."""
    folder = tmp_path / "partnership"
    folder.mkdir()
    shutil.copy(SHIPPED_PARTNERSHIP / "ossp.toml", folder)
    shutil.copy(trusted[1], folder)
    return settings_in(tmp_path, partnership=folder, config=folder / "ossp.toml")


@pytest.fixture
def state(installed: Settings) -> Callable[..., None]:
    """Writes one connection into `connections.toml`: text values, and others as TOML writes them."""

    def write(name: str = "partner", **options: Any) -> None:
        lines = [f"{key} = {_toml(value)}" for key, value in options.items()]
        with installed.connections.open("a", encoding="utf-8") as handle:
            handle.write("\n".join([f"[{name}]", *lines, ""]))

    return write


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses between tries are noted and not waited for."""
    pauses: list[float] = []
    clock = SimpleNamespace(sleep=pauses.append, time=time.time)
    monkeypatch.setattr(urllib3.util.retry, "time", clock)
    return pauses


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {_toml(item)}' for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
