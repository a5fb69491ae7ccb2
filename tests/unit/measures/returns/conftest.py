"""An office of its own for each fault."""

from pathlib import Path

import pytest

from ossp_pipeline.settings import Settings
from tests.returned import Office, write_seeds


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    """Nothing is issued yet."""
    return Office(settings, tmp_path / "sent", write_seeds(tmp_path / "seeds"))
