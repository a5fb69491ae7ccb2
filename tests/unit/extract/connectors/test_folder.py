"""The inbox: what has arrived, what is still being copied, and what is no delivery and stays where it is."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ossp_pipeline.extract.connectors import folder as module
from ossp_pipeline.extract.connectors.folder import kinds_of
from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.extract.connectors.arriving import LONG_AGO, Folder


def test_file_that_grows_meanwhile_waits_and_the_others_are_complete(folder: Folder) -> None:
    folder.put("still.csv")
    folder.put("growing.csv")
    folder.time.meanwhile = lambda: folder.put("growing.csv", b"x" * len(folder.time.waited) * 9)
    assert folder.names(wait=True) == (["still.csv"], ["growing.csv"])
    folder.time.meanwhile = lambda: None
    assert folder.names(wait=True) == (["growing.csv", "still.csv"], [])


def test_file_that_its_sender_removes_while_we_wait_is_not_listed(folder: Folder) -> None:
    gone = folder.put("a.csv")
    folder.put("b.csv")
    folder.time.meanwhile = gone.unlink
    assert folder.names(wait=True) == (["b.csv"], [])


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
        "~$a.csv",
        "desktop.ini",
        "Thumbs.db",
        ".DS_Store",
        "notes.docx",
        "figures.xlsx",
        "no suffix",
    ],
)
def test_what_can_be_no_delivery_of_the_feed_stays_and_is_named(name: str, folder: Folder) -> None:
    folder.put(name)
    folder.put("b.csv")
    assert folder.names(wait=True) == (["b.csv"], [])
    assert folder.left() == {name: "KIND"}


@pytest.mark.parametrize("name", [".snapshot/a.csv", ".Trash-1000/files/a.csv"])
def test_folders_that_file_managers_hide_are_not_looked_into(name: str, folder: Folder) -> None:
    folder.put(name)
    inbox = folder.look(wait=True)
    assert (inbox.arrived, inbox.arriving, inbox.left) == ([], [], [])


def test_links_and_pipes_stay_and_are_named(folder: Folder) -> None:
    secret, inbox = folder.put("secret.csv", feed="elsewhere"), folder.settings.inbox / "crime"
    (inbox / "folder.csv").mkdir(parents=True)
    (inbox / "link.csv").symlink_to(secret)
    (inbox / "linked").symlink_to(secret.parent)
    (inbox / "nothing.csv").symlink_to(inbox / "nowhere")
    os.mkfifo(inbox / "pipe.csv")
    assert folder.names(wait=True) == ([], [])
    assert folder.left() == {"link.csv": "LINK", "linked": "LINK", "nothing.csv": "LINK", "pipe.csv": "SPECIAL"}


def test_file_that_cannot_be_read_stays_and_stops_no_other(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, who can read everything."""
    folder.put("closed.csv")
    for feed in ("crime", "asb"):
        folder.put("open.csv", feed=feed)
    readable = Path.open

    def refuse(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "closed.csv":
            raise PermissionError
        return readable(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert folder.names(wait=True) == (["open.csv", "open.csv"], [])
    assert folder.left() == {"closed.csv": "UNREADABLE"}


def test_folder_that_cannot_be_read_is_named_and_stops_no_other(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("closed/a.csv")
    folder.put("open.csv")
    scan = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError
        return scan(path)

    with monkeypatch.context() as patch:
        patch.setattr(module.os, "scandir", refuse)
        assert folder.names(wait=True) == (["open.csv"], [])
        assert folder.left() == {"closed": "UNREADABLE"}


def test_name_in_another_encoding_is_listed(folder: Folder) -> None:
    path = os.fsdecode(os.fsencode(folder.put("a.csv").parent) + b"/caf\xe9.csv")
    Path(path).write_bytes(b"a\n")
    assert folder.names(wait=True) == (["a.csv", "caf\udce9.csv"], [])


def test_files_in_subfolders_are_listed(folder: Folder) -> None:
    folder.put("2024/march/a.csv")
    assert folder.names(wait=True) == (["a.csv"], [])


def test_only_the_folders_of_the_requested_feeds_are_listed_each_by_name(folder: Folder) -> None:
    for feed in ("crime", "asb", "stranger"):
        for name in ("c.csv", "a.csv", "b.csv"):
            folder.put(f"{feed}-{name}", feed=feed)
    assert folder.names(wait=True)[0] == [f"{feed}-{name}.csv" for feed in ("crime", "asb") for name in "abc"]


def test_name_too_long_for_a_checksum_beside_it_is_complete(folder: Folder) -> None:
    path = folder.put(f"{'x' * 251}.csv")
    assert [arrival.path for arrival in folder.look(wait=True).arrived] == [path]


def test_arrival_knows_that_its_file_changed_or_vanished(folder: Folder) -> None:
    path = folder.put("a.csv")
    (arrival,) = folder.look(wait=True).arrived
    assert arrival.is_unchanged and arrival.read() == b"a\n1\n"
    os.utime(path, ns=(0, LONG_AGO * 10**9 + 1))
    assert not arrival.is_unchanged
    arrival.remove()
    assert path.exists(), "what was written since is not lost"
    path.unlink()
    assert not arrival.is_unchanged
    assert arrival.read() is None


def test_kinds_of_files_are_those_that_the_feeds_readers_read() -> None:
    kinds = {name: kinds_of(feed) for name, feed in FEEDS.items()}
    assert kinds["police_crime"] == [".csv", ".gz", ".zip"]
    assert kinds["recorded_crime_csp"] == [".csv", ".gz", ".ods", ".xlsx", ".zip"]
    assert kinds["area_boundaries"] == [".csv", ".geojson", ".gz", ".json", ".zip"]
    for feed in FEEDS.values():
        shown = [*feed.file_names, feed.example.file_name if feed.example else "a.csv"]
        assert {Path(name).suffix for name in shown} <= set(kinds_of(feed)), feed.name
    assert kinds_of(replace(FEEDS["police_crime"], example=None)) == [".csv", ".gz", ".zip"]
