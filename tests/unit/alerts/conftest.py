"""A partnership folder that says who is told, an authority, a mail server and a web server on loopback."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from ossp_pipeline.settings import SHIPPED_PARTNERSHIP, Settings
from tests.installations import settings_in
from tests.mail_server import MailServer, mail_server
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
def mail(trusted: tuple[trustme.CA, Path]) -> Iterator[MailServer]:
    """A mail server, encrypted from the first byte."""
    with mail_server(trusted[0]) as kept:
        yield kept


@pytest.fixture
def installed(tmp_path: Path, trusted: tuple[trustme.CA, Path]) -> Settings:
    """An installation whose partnership folder can say who is told; with a key folder."""
    folder = tmp_path / "partnership"
    folder.mkdir()
    shutil.copy(SHIPPED_PARTNERSHIP / "ossp.toml", folder)
    shutil.copy(trusted[1], folder)
    settings = settings_in(tmp_path, partnership=folder, config=folder / "ossp.toml")
    settings.keys.mkdir(mode=0o700)
    return settings


@pytest.fixture
def state(installed: Settings) -> Callable[[str], None]:
    """Adds to `alerts.toml`."""

    def write(text: str) -> None:
        with installed.alerts.open("a", encoding="utf-8") as handle:
            handle.write(text)

    return write


@pytest.fixture
def keep(installed: Settings) -> Callable[[str, str], None]:
    """Puts a secret into the key folder."""

    def write(name: str, secret: str) -> None:
        (installed.keys / name).write_text(secret)
        (installed.keys / name).chmod(0o600)

    return write
