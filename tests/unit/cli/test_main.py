"""The command runs as a module too."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("module", ["ossp_pipeline", "ossp_pipeline.cli"])
def test_a_module_runs_the_command_and_ends_with_its_code(module, tmp_path):
    program = [sys.executable, "-m", module]
    helped = subprocess.run([*program, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (helped.returncode, "refresh" in helped.stdout) == (0, True), helped.stderr
    refused = subprocess.run([*program, "nonsense"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (refused.returncode, "nonsense" in refused.stderr) == (2, True)
