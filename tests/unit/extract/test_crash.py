"""A run may end at any write. The next run must leave exactly the files that an undisturbed run leaves.

The crash is an exception that nothing catches, raised instead of the N-th operation on the disk and of every later one,
because a dead process does nothing more. N goes from the first operation to the last.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.atomic_files import leftovers, write_bytes
from ossp_pipeline.extract import keys
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from tests.faults.content.conftest import NAMES, csv_file, good_row, good_rows
from tests.installations import settings_in
from tests.unit.extract.conftest import tree

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("reading_here")]

# What makes a write last or a name appear or go. What lies between them leaves nothing that these do not.
OPERATIONS = [
    (os, "fsync"),
    (os, "unlink"),
    (os, "rmdir"),
    (shutil, "rmtree"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "unlink"),
]
LONG_AGO = 1_767_225_600


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def _killed_at(number: int) -> Iterator[Callable[[], bool]]:
    """From the N-th operation on, none is done. Answers with a question: did it come to that?"""
    count = 0

    def counted(operation: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count >= number:
                raise Killed
            return operation(*arguments, **options)

        return run

    with pytest.MonkeyPatch.context() as patched:
        for owner, name in OPERATIONS:
            patched.setattr(owner, name, counted(getattr(owner, name)))
        yield lambda: count >= number


def _drop(settings: Settings, feed_name: str, content: bytes, file_name: str = "", checksum: bool = False) -> None:
    path = settings.inbox / feed_name / (file_name or NAMES[feed_name])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))
    if checksum:
        path.with_name(f"{path.name}.sha256").write_text(hashlib.sha256(content).hexdigest())


def _deliver(settings: Settings) -> None:
    """An area lookup, a file with a rejected row, and one that is refused."""
    _drop(settings, "area_lookup", csv_file("area_lookup", good_rows("area_lookup")), checksum=True)
    spoilt = good_row("asb_incidents", 4, category="Qxwrong")
    _drop(settings, "asb_incidents", csv_file("asb_incidents", [*good_rows("asb_incidents"), spoilt]))
    _drop(settings, "population", b"<html></html>\n")


def _create_same_key(path: Path) -> None:
    """The same key in every installation, and another one for each feed."""
    write_bytes(path, hashlib.sha256(path.stem.encode()).hexdigest().encode())


def _run(settings: Settings) -> None:
    """What the command does first: put right what a crash left, then receive."""
    steps = Refresh(settings)
    steps.repair()
    steps.receive(wait=False)


def _crash_everywhere(
    prepare: Callable[[Path], Settings], change: Callable[[Settings], Settings] = lambda settings: settings
) -> Iterator[tuple[Settings, int]]:
    """Installations after a crash at each operation in turn, and the number of it, until a run is not reached by it."""
    for number in range(1, 10_000):
        settings = change(prepare(Path(str(number))))
        with _killed_at(number) as was_killed, suppress(Killed):
            _run(settings)
        if not was_killed():
            return
        yield settings, number


def test_run_killed_at_any_write_is_completed_by_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P01: nothing sent is lost, nothing is left in the inbox or half-written, and every result is the same."""
    monkeypatch.setattr(keys, "create_key", _create_same_key)

    def prepare(name: Path) -> Settings:
        settings = settings_in(tmp_path / name)
        _deliver(settings)
        return settings

    undisturbed = prepare(Path("undisturbed"))
    _run(undisturbed)
    expected = tree(undisturbed)
    assert sum(name.endswith("delivery.json") for name in expected) == 3
    crashes = 0
    for settings, number in _crash_everywhere(prepare):
        _run(settings)
        assert tree(settings) == expected, number
        assert leftovers(settings.data) == [], number
        crashes += 1
    assert crashes > 50


def test_run_killed_while_files_are_landed_again_leaves_one_result_per_delivery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P01: with new terms (here another area) every file is judged anew; no result under the old ones may survive."""
    monkeypatch.setattr(keys, "create_key", _create_same_key)
    landed = settings_in(tmp_path / "landed")
    _deliver(landed)
    _run(landed)

    def prepare(name: Path) -> Settings:
        shutil.copytree(tmp_path / "landed", tmp_path / name)
        return settings_in(tmp_path / name)

    def move(settings: Settings) -> Settings:
        return replace(settings, police_force="Another force")

    undisturbed = move(prepare(Path("undisturbed")))
    _run(undisturbed)
    expected = tree(undisturbed)
    assert expected.keys() != tree(landed).keys()
    crashes = 0
    for settings, number in _crash_everywhere(prepare, move):
        _run(settings)
        assert tree(settings) == expected, number
        crashes += 1
    assert crashes > 20
