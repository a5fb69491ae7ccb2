"""The command line in this process, and an installation it refreshed."""

import json
import logging
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.cli import app as cli
from ossp_pipeline.settings import Settings
from tests.conftest import settings_in


@dataclass
class Answer:
    """What a command answered. `document` is its JSON, where there was any."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


class CommandLine:
    """Runs `ossp` in this process, so that heavy libraries are imported once for all tests."""

    def __init__(self, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
        self.settings, self._patch, self._capsys = settings, monkeypatch, capsys

    def __call__(self, *arguments: str) -> Answer:
        self._patch.setenv("OSSP_DATA", str(self.settings.data))
        self._patch.setenv("OSSP_KEYS", str(self.settings.keys))
        self._patch.setattr(sys, "argv", ["ossp", *arguments])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as done:
            cli.main()
        logging.getLogger("ossp").handlers = []
        captured = self._capsys.readouterr()
        return Answer(int(done.value.code or 0), captured.out, captured.err)


@pytest.fixture(scope="module")
def refreshed_folder(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the delivered sample that the tests of one module share and change in order."""
    folder = tmp_path_factory.mktemp("refreshed") / "copy"
    shutil.copytree(delivered, folder)
    return folder


@pytest.fixture
def ossp(refreshed_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> CommandLine:
    """`ossp` over that copy."""
    return CommandLine(settings_in(refreshed_folder), monkeypatch, capsys)
