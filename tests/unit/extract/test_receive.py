"""Files as received: stored once, under their hash, with a receipt, and read back unchanged."""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.contracts.feed import Subject
from ossp_pipeline.errors import DamagedError
from ossp_pipeline.extract.connectors.folder import Arrival
from ossp_pipeline.extract.connectors.looks import file_stamp
from ossp_pipeline.extract.receive import ReceivedFile, ReceivedStore, printable_name
from tests.unit.extract.conftest import FEED

pytestmark = pytest.mark.usefixtures("reading_here")

NAME = "small-2024-03-v1.csv"


@pytest.fixture
def received(tmp_path: Path) -> ReceivedStore:
    return ReceivedStore(tmp_path / "received")


def _arrive(folder: Path, content: bytes = b"x", name: str = NAME) -> Arrival:
    path = folder / "inbox" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return Arrival(FEED.name, path, file_stamp(path) or (0, 0, 0))


def test_bytes_are_stored_under_their_hash_and_only_the_owner_can_read_them(received: ReceivedStore) -> None:
    receipt = received.store(b"as sent\r\n", NAME, FEED).receipt
    digest = hashlib.sha256(b"as sent\r\n").hexdigest()
    path = received.folder / "small" / f"{digest}.received"
    assert path.read_bytes() == received.read_bytes(receipt) == b"as sent\r\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert (receipt.sha256, receipt.size_bytes, receipt.period, receipt.version) == (digest, 9, "2024-03", 1)


def test_receipt_is_read_back_by_the_next_process(received: ReceivedStore) -> None:
    receipts = [received.store(content, NAME, FEED).receipt for content in (b"1", b"2")]
    assert ReceivedStore(received.folder).receipts("small") == receipts
    assert ReceivedStore(received.folder).receipts("other") == []


def test_sequence_continues_in_the_next_process_and_does_not_depend_on_the_clock(
    received: ReceivedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = received.store(b"1", NAME, FEED).receipt
    later = ReceivedStore(received.folder)
    second = later.store(b"2", NAME, FEED).receipt
    for path in received.folder.glob("*/*.json"):
        document = json.loads(path.read_text())
        document["received_at"] = "1970-01-01T00:00:00+00:00"
        path.write_text(json.dumps(document))
    assert (first.sequence, second.sequence) == (1, 2)
    assert [receipt.sha256 for receipt in ReceivedStore(received.folder).receipts()] == [first.sha256, second.sha256]


def test_same_bytes_for_the_same_period_are_one_receipt(received: ReceivedStore) -> None:
    first = received.store(b"1", NAME, FEED)
    again = received.store(b"1", NAME, FEED)
    assert (first.is_new, again.is_new, again.receipt) == (True, False, first.receipt)


@pytest.mark.parametrize("name", ["small-2024-04-v1.csv", "small-2024-03-v2.csv", "something else.csv"])
def test_same_bytes_under_another_name_are_another_receipt_over_the_same_bytes(
    name: str, received: ReceivedStore
) -> None:
    receipts = [received.store(b"1", NAME, FEED).receipt, received.store(b"1", name, FEED).receipt]
    assert len({receipt.delivery_id for receipt in receipts}) == 2
    assert len(list(received.folder.glob("*/*.received"))) == 1
    assert [received.read_bytes(receipt) for receipt in receipts] == [b"1", b"1"]


@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"y")], ids=["gone", "changed"]
)
def test_bytes_that_are_no_longer_those_received_are_not_read(damage, received: ReceivedStore) -> None:
    """P18."""
    receipt = received.store(b"x", NAME, FEED).receipt
    (path,) = received.folder.glob("*/*.received")
    damage(path)
    with pytest.raises(DamagedError) as refused:
        received.read_bytes(receipt)
    assert receipt.delivery_id in refused.value.message
    assert f"restore {path.name} from the backup" in refused.value.remedy


def test_damaged_bytes_are_replaced_by_sending_the_file_again(received: ReceivedStore, tmp_path: Path) -> None:
    """P18: as the message says."""
    receipt = received.store(b"x", NAME, FEED).receipt
    (path,) = received.folder.glob("*/*.received")
    path.write_bytes(b"y")
    (again,) = received.receive(_arrive(tmp_path), FEED)
    assert not again.is_new
    assert received.read_bytes(receipt) == b"x"


def test_received_file_leaves_the_inbox_with_its_checksum(received: ReceivedStore, tmp_path: Path) -> None:
    arrival = _arrive(tmp_path)
    arrival.path.with_name(NAME + ".sha256").write_text("…")
    (new,) = received.receive(arrival, FEED)
    assert new.is_new
    assert list(arrival.path.parent.iterdir()) == []


def test_file_that_changes_while_it_is_stored_stays_and_is_taken_again(
    received: ReceivedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S15: the bytes that were read are kept, and so is what the sender wrote after that."""
    arrival = _arrive(tmp_path)
    store = received.store

    def store_slowly(*arguments: Any) -> ReceivedFile:
        arrival.path.write_bytes(b"longer")
        return store(*arguments)

    monkeypatch.setattr(received, "store", store_slowly)
    (new,) = received.receive(arrival, FEED)
    assert (received.read_bytes(new.receipt), arrival.path.read_bytes()) == (b"x", b"longer")


@pytest.mark.parametrize("problem", [PermissionError, OSError])
def test_file_that_can_no_longer_be_read_stays(
    problem: type[OSError], received: ReceivedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = _arrive(tmp_path)

    def refuse(path: Path) -> bytes:
        raise problem

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert received.receive(arrival, FEED) == []
    assert arrival.path.exists()


def test_file_that_changes_while_it_is_received_stays_in_the_inbox(received: ReceivedStore, tmp_path: Path) -> None:
    """S15."""
    arrival = _arrive(tmp_path)
    os.utime(arrival.path, ns=(0, arrival.stamp[1] + 1))
    assert received.receive(arrival, FEED) == []
    assert arrival.path.read_bytes() == b"x"
    assert received.receipts() == []


def test_file_that_vanishes_while_it_is_received_is_not_stored(received: ReceivedStore, tmp_path: Path) -> None:
    """S15: its sender removed it again."""
    arrival = _arrive(tmp_path)
    arrival.path.unlink()
    assert received.receive(arrival, FEED) == []
    assert received.receipts() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain name-1.csv", "plain name-1.csv"),
        ("a\nb\rc.csv", "a�b�c.csv"),
        ("\x1b[31m.csv", "�[31m.csv"),
        ("a\u202eb\u200bc", "a�b�c"),
        ("\udcff.csv", "�.csv"),
        ("x" * 300, "x" * 200),
        ("naïve–£.csv", "naïve–£.csv"),
    ],
)
def test_file_name_is_shown_without_anything_that_could_fake_a_log_line(name: str, shown: str) -> None:
    """H11."""
    assert printable_name(name) == shown


@pytest.mark.parametrize(
    ("name", "subject", "is_shown"),
    [
        ("copy of small.csv", Subject.EVENTS, True),
        ("small 2024-03 (1).csv", Subject.REFERENCE, True),
        ("copy of small.csv", Subject.PEOPLE, False),
        ("Mrs Example, Bramhall.csv", Subject.EVENTS, False),
        ("case_of_Mr_Example.csv", Subject.EVENTS, False),
    ],
)
def test_name_that_cannot_be_read_is_shown_unless_it_may_be_about_a_person(name, subject, is_shown, received) -> None:
    receipt = received.store(b"x", name, replace(FEED, subject=subject)).receipt
    assert receipt.period is None
    assert receipt.file_name == (name if is_shown else f"unrecognised-{receipt.sha256[:12]}")
    kept = received.folder / FEED.name / f"{receipt.sha256}.name"
    assert kept.exists() is not is_shown
