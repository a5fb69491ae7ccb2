"""Files that are whole or absent: at every step at which a process can end."""

import contextlib

import pytest

from ossp_pipeline import atomic_files
from tests.kills import Killed, count_operations


@pytest.mark.parametrize("number", range(1, 8))
def test_a_file_is_the_old_or_the_new_whatever_moment_the_process_ends(tmp_path, monkeypatch, number):
    path = tmp_path / "note.json"
    atomic_files.write_bytes(path, b"old")
    with monkeypatch.context() as patch:
        count_operations(patch, at=number)
        with contextlib.suppress(Killed):
            atomic_files.write_bytes(path, b"new, and longer")
    assert path.read_bytes() in (b"old", b"new, and longer")
    atomic_files.write_bytes(path, b"after")
    assert path.read_bytes() == b"after"


@pytest.mark.parametrize("number", range(1, 12))
def test_a_folder_appears_whole_or_not_at_all(tmp_path, monkeypatch, number):
    def fill(folder):
        (folder / "a").write_text("1")
        (folder / "b").write_text("2")

    target = tmp_path / "made"
    with monkeypatch.context() as patch:
        count_operations(patch, at=number)
        with contextlib.suppress(Killed):
            atomic_files.write_folder(target, fill)
    assert not target.exists() or sorted(path.name for path in target.iterdir()) == ["a", "b"]
    for path in atomic_files.leftovers(tmp_path):
        atomic_files.remove(path)
    if not target.exists():
        atomic_files.write_folder(target, fill)
    assert atomic_files.leftovers(tmp_path) == []


def test_files_are_private(tmp_path):
    atomic_files.write_bytes(tmp_path / "x", b"1")
    atomic_files.write_folder(tmp_path / "made", lambda folder: (folder / "y").write_text("2"))
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "made" / "y").stat().st_mode & 0o777 == 0o600


def test_the_same_document_is_the_same_bytes():
    assert atomic_files.json_bytes({"b": 1, "a": "é"}) == atomic_files.json_bytes({"a": "é", "b": 1})


def test_lines_are_read_back_in_order_and_only_the_owner_can_read_them(tmp_path):
    path = tmp_path / "lines.jsonl"
    assert atomic_files.read_json_lines(path) == []
    for number in range(3):
        atomic_files.append_json(path, {"number": number, "name": "naïve"})
    assert [item["number"] for item in atomic_files.read_json_lines(path)] == [0, 1, 2]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_cut_off_is_not_read_and_spoils_no_later_line(tmp_path):
    path = tmp_path / "lines.jsonl"
    atomic_files.append_json(path, {"number": 0})
    with path.open("a") as handle:
        handle.write('{"number": 1')
    assert atomic_files.read_json_lines(path) == [{"number": 0}]
    atomic_files.append_json(path, {"number": 2})
    assert atomic_files.read_json_lines(path) == [{"number": 0}, {"number": 2}]
