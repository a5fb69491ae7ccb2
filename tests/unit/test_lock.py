"""One run at a time per data folder."""

import multiprocessing
import os
import signal
import subprocess
import time

import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.errors import BusyError
from ossp_pipeline.lock import exclusive, holder, holder_path
from ossp_pipeline.processes import started


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
    assert holder(tmp_path) is None, "it took the lock only just now"
    with pytest.raises(BusyError, match="unknown, process"), exclusive(tmp_path, "mine"):
        pass


def test_to_look_who_holds_the_lock_is_not_to_take_it(tmp_path, monkeypatch):
    with exclusive(tmp_path, "mine", "run-1"):
        monkeypatch.setattr("ossp_pipeline.lock.FileLock", lambda *_, **__: pytest.fail("the lock was touched"))
        assert holder(tmp_path)["purpose"] == "mine"
        written = read_json(holder_path(tmp_path))
    assert holder(tmp_path) is None
    write_json(holder_path(tmp_path), written)
    assert holder(tmp_path)["run_id"] == "run-1", "this process is still there"


@pytest.mark.parametrize(
    "change",
    [
        {"started": "another start of the machine 1"},
        {"pid": 2**22 + 1},
        {"pid": 2**22 + 1, "started": None},
        {"host": "elsewhere"},
    ],
    ids=["another process with the number", "no process", "no process, of an older version", "another machine"],
)
def test_the_file_of_a_process_that_is_gone_holds_nothing(change, tmp_path):
    with exclusive(tmp_path, "mine"):
        written = read_json(holder_path(tmp_path))
    write_json(holder_path(tmp_path), {**written, **change})
    assert holder(tmp_path) is None


def test_a_process_of_another_machine_holds_what_its_lock_says(tmp_path):
    with exclusive(tmp_path, "mine"):
        write_json(holder_path(tmp_path), {**read_json(holder_path(tmp_path)), "host": "elsewhere"})
        assert holder(tmp_path)["host"] == "elsewhere"


def test_a_file_that_is_half_written_names_nobody(tmp_path):
    holder_path(tmp_path).write_text('{"purpo')
    assert holder(tmp_path) is None


def test_a_process_that_has_ended_and_was_not_asked_for_yet_is_gone():
    process = subprocess.Popen(["true"])
    while started(process.pid):
        time.sleep(0.01)
    assert process.wait() == 0
    assert started(os.getpid()) == started(os.getpid()) != started(os.getppid())


def test_nobody_holds_a_fresh_folder(tmp_path):
    assert holder(tmp_path) is None
