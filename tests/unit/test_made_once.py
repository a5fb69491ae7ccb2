"""Folders that a test session makes once: for as many as ask at a time, and again only after a maker that broke off."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.made_once import MadeOnce, shared_by_all_workers


@pytest.fixture
def made(tmp_path: Path) -> MadeOnce:
    return MadeOnce(tmp_path / "session")


def test_who_asks_at_the_same_time_gets_one_folder_that_was_filled_once(made):
    filled = []

    def fill(folder: Path) -> None:
        filled.append(folder)
        (folder / "file").write_text("whole")

    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: made("sample", fill), range(8)))
    assert filled == [folders[0]]
    assert [(folder / "file").read_text() for folder in folders] == ["whole"] * 8


def test_a_folder_whose_maker_broke_off_is_made_again_from_nothing(made):
    def break_off(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError("broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        made("sample", break_off)
    folder = made("sample", lambda folder: (folder / "whole").touch())
    assert [path.name for path in folder.iterdir()] == ["whole"]


def test_a_document_is_what_its_maker_answered(made):
    for answer in ({"code": 0}, {"code": 1}):
        assert made.document("answer", lambda folder, answer=answer: answer) == {"code": 0}


@pytest.mark.parametrize(("worker", "shared"), [("gw1", "session/made-once"), (None, "session/popen-gw1/made-once")])
def test_workers_share_the_folder_of_their_session(worker, shared, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    if worker:
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert shared_by_all_workers(tmp_path / "session" / "popen-gw1").folder == tmp_path / shared
