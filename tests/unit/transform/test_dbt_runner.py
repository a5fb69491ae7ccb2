"""Running dbt inside another program."""

import shutil
import subprocess
import sys

import pytest

from ossp_pipeline.settings import DBT_PROJECT
from ossp_pipeline.transform import dbt_runner

PARSE = """
import logging
from ossp_pipeline.settings import load_settings
from ossp_pipeline.transform.dbt_runner import load_manifest
load_manifest(load_settings())
print(logging.root.handlers)
"""


@pytest.mark.slow
def test_dbt_leaves_the_loggers_of_the_program_alone(tmp_path, monkeypatch):
    # Dagster's own lines would print a second time, through a handler that an import put on the root logger.
    monkeypatch.setenv("OSSP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OSSP_KEYS", str(tmp_path / "keys"))
    parsed = subprocess.run([sys.executable, "-c", PARSE], check=False, cwd=tmp_path, capture_output=True, text=True)
    assert parsed.stdout.splitlines()[-1:] == ["[]"], parsed.stderr


def test_what_is_parsed_belongs_to_the_folder_it_was_parsed_in(tmp_path, monkeypatch):
    # Two installations may share a data folder, and a parsed project names the files of its own.
    here = dbt_runner.project_fingerprint()
    copy = shutil.copytree(DBT_PROJECT, tmp_path / "dbt_project", ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setattr(dbt_runner, "DBT_PROJECT", copy)
    there = dbt_runner.project_fingerprint()
    assert there != here
    (copy / "models" / "__pycache__").mkdir()
    (copy / "models" / "__pycache__" / "made.pyc").write_bytes(b"by an installer")
    assert dbt_runner.project_fingerprint() == there
