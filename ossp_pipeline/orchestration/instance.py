"""The Dagster instance under the data folder: its settings file, written anew at each start, and how to open it."""

from pathlib import Path

from dagster import DagsterInstance

from ossp_pipeline.atomic_files import write_bytes
from ossp_pipeline.settings import Settings

_TEMPLATE = Path(__file__).parent / "dagster.yaml"


def prepare_instance(settings: Settings) -> Path:
    """Write `dagster.yaml` into the instance's folder and answer with the folder."""
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = _TEMPLATE.read_text(encoding="utf-8").replace("{home}", home.as_posix())
    path = home / "dagster.yaml"
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        write_bytes(path, content.encode())
    return home


def open_instance(settings: Settings) -> DagsterInstance:
    """Open the instance; the caller closes it."""
    return DagsterInstance.from_config(str(prepare_instance(settings)))
