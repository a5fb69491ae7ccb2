"""The whole program killed in the middle: the next run repairs what it finds, says so, and goes on."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ossp_pipeline.atomic_files import leftovers
from ossp_pipeline.orchestration import doctor
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import child_environment
from tests.command_line import CommandLine

pytestmark = pytest.mark.slow


def start_and_kill(settings, when: str) -> None:
    """Start `ossp refresh` and kill it, with no chance to tidy up, once it said `when`."""
    program = Path(sys.executable).with_name("ossp")
    environment = child_environment(settings)
    with subprocess.Popen(
        [program, "refresh", "--force"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if when in line:
                time.sleep(0.3)
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.read()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    "moment",
    [
        "inputs judged",
        *(pytest.param(moment, marks=pytest.mark.nightly) for moment in ("deliveries frozen", "tables built")),
    ],
)
def test_a_killed_refresh_is_found_and_put_right(moment, short_released, copy_of, monkeypatch):
    settings = copy_of(short_released)
    start_and_kill(settings, moment)
    steps = Refresh(settings)
    assert verify_release(steps.releases.current().folder) > 20, "readers never noticed"
    with open_instance(settings) as instance:
        assert instance.get_run_records(limit=1)[0].dagster_run.status.value == "STARTED"

    monkeypatch.setattr(doctor, "_START_SECONDS", 0)
    answer = CommandLine(settings)("doctor")
    assert answer.code == 0
    assert "still said STARTED" in answer.out
    assert "was never finished" in answer.out
    with open_instance(settings) as instance:
        assert instance.get_run_records(limit=1)[0].dagster_run.status.value == "FAILURE"
    assert leftovers(settings.data) == []
    assert all(build.is_made for build in steps.builds.all())
    assert "Nothing to repair" in CommandLine(settings)("doctor").out
