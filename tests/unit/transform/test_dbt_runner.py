"""Running dbt inside another program."""

import subprocess
import sys

PARSE = """
import logging
from ossp_pipeline.settings import load_settings
from ossp_pipeline.transform.dbt_runner import load_manifest
load_manifest(load_settings())
print(logging.root.handlers)
"""


def test_dbt_leaves_the_loggers_of_the_program_alone(tmp_path, monkeypatch):
    # Dagster's own lines would print a second time, through a handler that an import put on the root logger.
    monkeypatch.setenv("OSSP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OSSP_KEYS", str(tmp_path / "keys"))
    told = subprocess.run([sys.executable, "-c", PARSE], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert told.stdout.splitlines()[-1:] == ["[]"], told.stderr
