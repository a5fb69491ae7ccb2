"""One run at a time per data folder."""

import multiprocessing
import os
import signal
import time

import pytest

from ossp_pipeline.errors import BusyError
from ossp_pipeline.lock import exclusive, holder, holder_path


def hold(data, ready):
    with exclusive(data, "a test", "run-1"):
        ready.set()
        time.sleep(60)


@pytest.fixture
def other_process(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=hold, args=(tmp_path, ready))
    process.start()
    assert ready.wait(30)
    yield process
    process.kill()
    process.join()


@pytest.mark.slow
def test_a_second_process_is_refused_and_learns_who_holds_the_folder(tmp_path, other_process):
    with pytest.raises(BusyError, match=rf"a test, process {other_process.pid}"), exclusive(tmp_path, "mine"):
        pass
    other = holder(tmp_path)
    assert other is not None
    assert other["run_id"] == "run-1"


@pytest.mark.slow
def test_a_killed_holder_leaves_no_lock(tmp_path, other_process):
    os.kill(other_process.pid, signal.SIGKILL)
    other_process.join()
    assert holder_path(tmp_path).exists(), "the crash leaves the file"
    assert holder(tmp_path) is None
    with exclusive(tmp_path, "mine"):
        pass
    assert not holder_path(tmp_path).exists()


@pytest.mark.slow
def test_a_holder_whose_file_is_not_written_yet_is_unknown_and_the_folder_is_still_held(tmp_path, other_process):
    holder_path(tmp_path).unlink()
    assert holder(tmp_path) == {"purpose": "unknown"}
    with pytest.raises(BusyError, match="unknown, process"), exclusive(tmp_path, "mine"):
        pass


def test_nobody_holds_a_fresh_folder(tmp_path):
    assert holder(tmp_path) is None
