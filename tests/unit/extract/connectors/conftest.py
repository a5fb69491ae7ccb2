"""The pause is as in real life here: time is injected."""

from pathlib import Path

import pytest

from ossp_pipeline.extract.connectors import looks
from ossp_pipeline.settings import load_settings
from tests.unit.extract.connectors.arriving import Folder


@pytest.fixture(autouse=True)
def real_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """As stated in the runbook."""
    monkeypatch.setattr(looks, "PAUSE", 3.0)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty inbox."""
    return Folder(load_settings({"OSSP_DATA": str(tmp_path / "data"), "OSSP_KEYS": str(tmp_path)}))
