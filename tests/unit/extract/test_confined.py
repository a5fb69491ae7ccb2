"""A child process works within its limits, says which it met, knows nothing of us, and does not outlive us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.confined import work as asking
from ossp_pipeline.extract.confined.found import Found
from ossp_pipeline.extract.confined.limits import Limits
from ossp_pipeline.extract.confined.work import NotDoneError, Reason, confined
from ossp_pipeline.settings import PROJECT
from tests.unit.extract import hostile_work

SMALL = Limits(memory=200_000_000, seconds=1, table=100_000)
SECRET = "Qxsecret"
_ASK_AND_WAIT = """
import threading, time
from ossp_pipeline.extract.confined import work
from tests.unit.extract import hostile_work
from tests.unit.extract.test_confined import SMALL, Limits
work.confined(hostile_work.answer, 1, limits=SMALL)
print(work._SERVER._process.pid, flush=True)
work.confined(hostile_work.never_end, limits=Limits(200_000_000, 60))
"""


def ask(work: Callable[..., Found], *arguments: Any) -> Any:
    return confined(work, *arguments, limits=SMALL).value


def test_child_answers_and_gives_a_table() -> None:
    assert ask(hostile_work.answer, ["a", 1, None]) == ["a", 1, None]
    found = confined(hostile_work.write_table, 5, limits=SMALL)
    assert (found.value, found.table.to_pydict()) == (5, {"n": [0, 1, 2, 3, 4]})


@pytest.mark.parametrize(
    ("work", "arguments", "reason"),
    [
        (hostile_work.take_memory, (400_000_000,), Reason.MEMORY),
        (hostile_work.never_end, (), Reason.TIME),
        (hostile_work.write_table, (20_000,), Reason.WRITTEN),
        (hostile_work.be_killed, (), Reason.ENDED),
        (hostile_work.fail, (SECRET,), Reason.FAILED),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_child_that_goes_beyond_its_limits_is_named(
    work: Callable[..., Found], arguments: tuple[Any, ...], reason: Reason, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotDoneError) as error:
        ask(work, *arguments)
    assert error.value.reason is reason
    assert SECRET not in str(error.value) and capfd.readouterr() == ("", "")


def test_child_that_fails_says_where() -> None:
    with pytest.raises(NotDoneError) as error:
        ask(hostile_work.fail, SECRET)
    assert error.value.place.startswith("ValueError in hostile_work.py, line ")


def test_refusal_comes_with_its_place() -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        ask(hostile_work.refuse)
    assert (refusal.value.code, refusal.value.remedy) == ("E-HEADER", "add it")
    assert (refusal.value.position.line, refusal.value.position.column) == (1, "A")


def test_child_writes_no_byte_that_it_is_not_given(tmp_path: Path) -> None:
    with pytest.raises(NotDoneError):
        confined(hostile_work.write_file, tmp_path / "written", limits=SMALL)
    assert not any(path.stat().st_size for path in tmp_path.iterdir())


def test_child_knows_no_setting_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser under an attacker's control finds no secret, and not where the keys are."""
    monkeypatch.setenv("OSSP_KEYS", SECRET)
    monkeypatch.setattr(asking, "_SERVER", asking._Server())
    seen = ask(hostile_work.see_environment)
    assert {line.partition("=")[0] for line in seen} - {"", "LC_CTYPE"} == set(asking._ENVIRONMENT)


def test_child_does_without_libraries_that_no_reader_needs() -> None:
    """What the server holds, each child has to take over, page by page."""
    assert ask(hostile_work.see_large_libraries) == []


def test_child_is_prepared_before_it_is_asked() -> None:
    (server, child), asked = ask(hostile_work.see_where_it_was_prepared)
    assert (server, child) == (asking._SERVER._process.pid, asked)


def test_child_that_is_ended_while_it_waits_is_followed_by_another() -> None:
    _, asked = ask(hostile_work.see_where_it_was_prepared)
    server = asking._SERVER._process.pid
    wait_until(lambda: set(group_of(server)) - {server, asked})
    (waiting,) = set(group_of(server)) - {server, asked}
    os.kill(waiting, signal.SIGKILL)
    assert ask(hostile_work.answer, 2) == 2


def test_server_that_was_killed_is_started_again() -> None:
    ask(hostile_work.answer, 1)
    os.kill(asking._SERVER._process.pid, signal.SIGKILL)
    asking._SERVER._process.wait()
    assert ask(hostile_work.answer, 2) == 2


def test_threads_ask_at_the_same_time_and_each_gets_its_own_answer() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: ask(hostile_work.answer, number), range(40))) == list(range(40))


def test_nothing_outlives_a_program_that_is_killed() -> None:
    program = subprocess.Popen([sys.executable, "-c", _ASK_AND_WAIT], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    server = int(program.stdout.readline())
    wait_until(lambda: len(group_of(server)) == 3)
    program.kill()
    program.wait()
    wait_until(lambda: not group_of(server))


def group_of(server: int) -> list[int]:
    """The processes of the server's group that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == server and state != "Z":
            found.append(int(path.parent.name))
    return found


def wait_until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
