"""The inbox: a file counts as complete when it no longer changes and matches its checksum; any other file waits."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ossp_pipeline.extract.connectors import folder
from ossp_pipeline.extract.connectors.folder import Arrival, Inbox, checksum_path, file_stamp, list_inbox

LONG_AGO = 1_767_225_600


@pytest.fixture(autouse=True)
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait is a fifth of a second here."""
    monkeypatch.setattr(folder, "STILL_SECONDS", 0.2)


def _put(inbox: Path, name: str, content: bytes = b"a\n1\n", feed: str = "crime", old: bool = True) -> Path:
    path = inbox / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if old:
        os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def _names(inbox: Inbox) -> tuple[list[str], list[str]]:
    return [arrival.path.name for arrival in inbox.arrived], [path.name for path in inbox.arriving]


@contextmanager
def _growing(path: Path) -> Iterator[None]:
    """The file grows as long as this lasts."""
    stop, begun = threading.Event(), threading.Event()

    def append() -> None:
        while not stop.is_set():
            with path.open("ab") as handle:
                handle.write(b"x")
            begun.set()
            time.sleep(0.005)

    writer = threading.Thread(target=append)
    writer.start()
    begun.wait()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def test_old_file_is_complete_without_waiting(tmp_path: Path) -> None:
    path = _put(tmp_path, "a.csv")
    inbox = list_inbox(tmp_path, ["crime"], wait=False)
    assert inbox == Inbox([Arrival("crime", path, file_stamp(path))], [])
    assert inbox.arrived[0].stamp == (4, LONG_AGO * 10**9)


def test_fresh_file_is_complete_only_after_a_wait(tmp_path: Path) -> None:
    _put(tmp_path, "a.csv", old=False)
    assert _names(list_inbox(tmp_path, ["crime"], wait=False)) == ([], ["a.csv"])
    assert _names(list_inbox(tmp_path, ["crime"], wait=True)) == (["a.csv"], [])


def test_file_that_grows_meanwhile_waits_and_the_others_are_complete(tmp_path: Path) -> None:
    _put(tmp_path, "still.csv")
    with _growing(_put(tmp_path, "growing.csv")):
        inbox = list_inbox(tmp_path, ["crime"], wait=True)
    assert _names(inbox) == (["still.csv"], ["growing.csv"])
    assert _names(list_inbox(tmp_path, ["crime"], wait=True)) == (["growing.csv", "still.csv"], [])


def test_file_replaced_meanwhile_by_one_of_the_same_size_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _put(tmp_path, "a.csv", old=False)
    monkeypatch.setattr(folder.time, "sleep", lambda seconds: _put(tmp_path, "a.csv", b"b\n2\n"))
    assert _names(list_inbox(tmp_path, ["crime"])) == ([], [path.name])


@pytest.mark.parametrize("moment", ["while it is listed", "while we wait"])
def test_file_that_its_sender_removes_again_is_not_listed(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, _ = _put(tmp_path, "a.csv", old=False), _put(tmp_path, "b.csv")
    measure = folder.file_stamp

    def remove(path: Path) -> tuple[int, int]:
        gone.unlink(missing_ok=True)
        return measure(path)

    if moment == "while we wait":
        monkeypatch.setattr(folder.time, "sleep", lambda seconds: gone.unlink())
    else:
        monkeypatch.setattr(folder, "file_stamp", remove)
    assert _names(list_inbox(tmp_path, ["crime"])) == (["b.csv"], [])


def test_file_waits_for_its_bytes_to_match_the_checksum_beside_it(tmp_path: Path) -> None:
    path = _put(tmp_path, "a.csv", b"half")
    whole = hashlib.sha256(b"half and half").hexdigest()
    _put(tmp_path, "a.csv.sha256", f"{whole}  a.csv\n".encode())
    assert _names(list_inbox(tmp_path, ["crime"])) == ([], ["a.csv"])
    _put(tmp_path, "a.csv", b"half and half")
    assert _names(list_inbox(tmp_path, ["crime"])) == (["a.csv"], [])
    assert checksum_path(path) == path.with_name("a.csv.sha256")


@pytest.mark.parametrize("text", ["{}", "{}\n", "{} *a.csv\r\n", "  {}  a.csv"])
@pytest.mark.parametrize("spell", [str.lower, str.upper])
def test_checksum_is_read_as_the_usual_programs_write_it(text: str, spell, tmp_path: Path) -> None:
    _put(tmp_path, "a.csv", b"x")
    _put(tmp_path, "a.csv.sha256", text.format(spell(hashlib.sha256(b"x").hexdigest())).encode())
    assert _names(list_inbox(tmp_path, ["crime"])) == (["a.csv"], [])


@pytest.mark.parametrize("text", [b"", b"\n", b"nothing", b"\xff\xfe\x00", hashlib.sha256(b"y").hexdigest().encode()])
def test_checksum_that_is_empty_or_another_files_keeps_the_file_waiting(text: bytes, tmp_path: Path) -> None:
    _put(tmp_path, "a.csv", b"x")
    _put(tmp_path, "a.csv.sha256", text)
    assert _names(list_inbox(tmp_path, ["crime"])) == ([], ["a.csv"])


@pytest.mark.parametrize(
    "name",
    [
        "a.csv.part",
        "a.csv.partial",
        "a.tmp",
        "a.csv.crdownload",
        "a.csv.filepart",
        "A.CSV.PART",
        ".a.csv",
        ".~lock.a.csv#",
        ".snapshot/a.csv",
        ".Trash-1000/files/a.csv",
    ],
)
def test_unfinished_and_hidden_files_are_not_listed(name: str, tmp_path: Path) -> None:
    _put(tmp_path, name)
    assert list_inbox(tmp_path, ["crime"]) == Inbox([], [])


def test_links_folders_and_pipes_are_not_listed(tmp_path: Path) -> None:
    secret = _put(tmp_path, "secret.csv", feed="elsewhere")
    inbox = tmp_path / "inbox"
    (inbox / "crime" / "folder.csv").mkdir(parents=True)
    (inbox / "crime" / "link.csv").symlink_to(secret)
    (inbox / "crime" / "linked").symlink_to(secret.parent)
    (inbox / "crime" / "nothing.csv").symlink_to(tmp_path / "nowhere")
    os.mkfifo(inbox / "crime" / "pipe.csv")
    assert list_inbox(inbox, ["crime"]) == Inbox([], [])


def test_files_in_subfolders_are_listed(tmp_path: Path) -> None:
    _put(tmp_path, "2024/march/a.csv")
    assert _names(list_inbox(tmp_path, ["crime"])) == (["a.csv"], [])


def test_only_the_folders_of_the_requested_feeds_are_listed(tmp_path: Path) -> None:
    for feed in ("crime", "asb", "stranger"):
        _put(tmp_path, f"{feed}.csv", feed=feed)
    assert _names(list_inbox(tmp_path, ["crime", "asb", "missing"])) == (["crime.csv", "asb.csv"], [])


def test_files_are_listed_by_name_whatever_order_they_arrived_in(tmp_path: Path) -> None:
    for name in ("c.csv", "a.csv", "b.csv"):
        _put(tmp_path, name)
    assert _names(list_inbox(tmp_path, ["crime"])) == (["a.csv", "b.csv", "c.csv"], [])


def test_name_too_long_for_a_checksum_beside_it_is_complete(tmp_path: Path) -> None:
    path = _put(tmp_path, "x" * 255)
    assert [arrival.path for arrival in list_inbox(tmp_path, ["crime"]).arrived] == [path]


def test_arrival_knows_that_its_file_changed_or_vanished(tmp_path: Path) -> None:
    path = _put(tmp_path, "a.csv")
    (arrival,) = list_inbox(tmp_path, ["crime"]).arrived
    assert arrival.is_unchanged
    os.utime(path, ns=(0, LONG_AGO * 10**9 + 1))
    assert not arrival.is_unchanged
    path.unlink()
    assert not arrival.is_unchanged
