"""Keys of pseudonyms: listed, replaced in time, lost, exposed; and a kill at any step."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ossp_pipeline.errors import DamagedError, KeyFileError, UsageError
from ossp_pipeline.extract import land
from ossp_pipeline.extract.keys import kept_key
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.erasure import Order
from ossp_pipeline.governance.found_rows import find_rows
from ossp_pipeline.governance.identifiers import read_identifiers
from ossp_pipeline.governance.request import carry_out
from ossp_pipeline.governance.rotation import forget_old_keys, list_keys, rotate
from ossp_pipeline.protect.pseudonyms import fingerprint, pseudonym
from ossp_pipeline.publish.statement import Statement
from tests.faults.content.conftest import csv_file, good_rows
from tests.functional.marker_scan import find_markers
from tests.installations import copied
from tests.kills import Killed, count_operations
from tests.unit.governance.conftest import CRN, SUPERVISION, Keeper

pytestmark = pytest.mark.usefixtures("reading_here")

FEED = FEEDS[SUPERVISION]


def key_of(keeper: Keeper, feed: str = SUPERVISION) -> bytes:
    return kept_key(keeper.settings.keys, feed, ())


def tokens(keeper: Keeper, place: int = 1) -> list[str]:
    return keeper.steps.raw.accepted(keeper.deliveries()[place])["person_token"].to_pylist()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def delete_bytes(keeper: Keeper) -> None:
    received = ReceivedStore(keeper.settings.received)
    for receipt in received.receipts(SUPERVISION):
        received.delete_bytes(receipt, {"at": "2026-01-01", "by": "A. Lead", "why": "retention"})


def test_keys_are_listed_by_fingerprint_and_day(supervised: Keeper) -> None:
    supervised.steps.audit.add("received", "something")
    listed = list_keys(supervised.settings)
    assert {"evidence", SUPERVISION} <= {item["key"] for item in listed}
    assert next(item for item in listed if item["key"] == SUPERVISION) == {
        "key": SUPERVISION,
        "fingerprint": fingerprint(key_of(supervised)),
        "made_on": datetime.now(UTC).date().isoformat(),
    }
    assert key_of(supervised).hex() not in str(listed)


def test_every_file_lands_again_under_a_new_key_and_the_old_one_goes(supervised: Keeper) -> None:
    old, before = key_of(supervised), tokens(supervised)
    done = rotate(supervised.settings, FEED, "A. Lead")
    assert (done.landed, done.made_anew) == (3, 0)
    new = key_of(supervised)
    assert new != old
    assert tokens(supervised) == [pseudonym(new, f"Q98760{number}") for number in (1, 2, 3, 4)]
    assert set(tokens(supervised)).isdisjoint(before)
    assert f"{SUPERVISION}.old" not in names_in(supervised.settings.keys)
    assert stat.S_IMODE((supervised.settings.keys / f"{SUPERVISION}.key").stat().st_mode) == 0o600
    entry = supervised.steps.audit.all()[-1]
    assert (entry.action, entry.subject) == ("rotated the key of", SUPERVISION)
    assert list(supervised.settings.builds.glob("*")), "builds stay, they are pruned as others are"
    assert supervised.receive().landed == []


def test_an_exposed_key_takes_all_that_was_made_with_it(supervised: Keeper) -> None:
    before = tokens(supervised)
    rotate(supervised.settings, FEED, "A. Lead", is_compromised=True)
    assert not list(supervised.settings.builds.glob("*"))
    assert find_markers(supervised.settings.data, before) == []
    assert supervised.steps.audit.all()[-1].action == "replaced the exposed key of"


@pytest.mark.parametrize("is_compromised", [False, True])
def test_rows_without_bytes_get_pseudonyms_that_no_name_leads_to(supervised: Keeper, is_compromised: bool) -> None:
    before = [tokens(supervised, place) for place in (0, 1)]
    delete_bytes(supervised)
    done = rotate(supervised.settings, FEED, "A. Lead", is_compromised)
    assert (done.landed, done.made_anew) == (0, 3)
    new = key_of(supervised)
    assert [tokens(supervised, place) for place in (0, 1)] == [
        [pseudonym(new, token) for token in of_delivery] for of_delivery in before
    ]
    assert [item.accounting.accepted for item in supervised.deliveries()] == [2, 4, 3]
    found = find_rows(supervised.settings, FEED, read_identifiers(CRN, FEED))
    assert (found.rows, found.unsearchable) == (0, 3)
    statement = Statement("A. Lead", "request 17 of the officer")
    with pytest.raises(UsageError, match=r"3 delivery\(s\) cannot be searched"):
        carry_out(supervised.settings, Order(FEED, read_identifiers(CRN, FEED), statement, datetime.now(UTC)))
    supervised.steps.plan()


def test_a_missing_key_is_refused_where_rows_were_made_with_it_and_other_feeds_go_on(supervised: Keeper) -> None:
    (supervised.settings.keys / f"{SUPERVISION}.key").unlink()
    # It lands after supervision.
    supervised.drop(csv_file("fire_incidents", good_rows("fire_incidents")), "fire_incidents")
    with pytest.raises(KeyFileError, match="is missing, and rows of probation_supervision were landed") as refused:
        supervised.receive()
    assert "ossp keys rotate probation_supervision" in refused.value.remedy
    assert f"{SUPERVISION}.key" not in names_in(supervised.settings.keys)
    assert supervised.rows("fire_incidents") == 3
    assert supervised.steps.up_to_date() is None
    rotate(supervised.settings, FEED, "A. Lead")
    assert [item.accounting.accepted for item in supervised.deliveries()] == [2, 4, 3]


def test_another_key_in_its_place_is_refused(supervised: Keeper) -> None:
    (supervised.settings.keys / f"{SUPERVISION}.key").write_text(bytes(range(7, 39)).hex())
    with pytest.raises(KeyFileError, match="is not the key with which probation_supervision was landed"):
        supervised.receive()


def test_two_feeds_with_one_key_are_refused(supervised: Keeper) -> None:
    key = supervised.settings.keys / "asb_incidents.key"
    key.write_bytes((supervised.settings.keys / f"{SUPERVISION}.key").read_bytes())
    key.chmod(0o600)
    with pytest.raises(KeyFileError, match="are the same key"):
        supervised.receive()


def test_an_installation_from_before_is_taken_as_it_is(supervised: Keeper) -> None:
    """Nothing said which key its rows were made with: the one that lies there."""
    (supervised.settings.raw / SUPERVISION / "key.json").unlink()
    assert supervised.receive().landed == []
    assert (supervised.settings.raw / SUPERVISION / "key.json").exists()


def test_a_key_that_lost_all_its_rows_may_be_replaced_by_hand(supervised: Keeper) -> None:
    for delivery in supervised.deliveries():
        supervised.steps.raw.forget(SUPERVISION, delivery.receipt.delivery_id)
    (supervised.settings.keys / f"{SUPERVISION}.key").unlink()
    assert len(supervised.receive().landed) == 3


def test_changed_bytes_and_feeds_without_a_key_are_refused_before_anything_is_done(supervised: Keeper) -> None:
    old = key_of(supervised)
    with pytest.raises(UsageError, match="has no pseudonyms"):
        rotate(supervised.settings, FEEDS["population"], "A. Lead")
    next((supervised.settings.received / SUPERVISION).glob("*.received")).write_bytes(b"changed")
    with pytest.raises(DamagedError):
        rotate(supervised.settings, FEED, "A. Lead")
    assert key_of(supervised) == old
    assert {path.suffix for path in supervised.settings.keys.iterdir()} == {".key"}


@pytest.mark.slow
@pytest.mark.parametrize("is_compromised", [False, True])
def test_a_kill_at_any_step_ends_with_one_key_and_rows_made_with_it(
    supervised: Keeper, tmp_path: Path, is_compromised: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(land, "_WORKERS", 1)  # so that a step is the same one each time
    received = ReceivedStore(supervised.settings.received)
    received.delete_bytes(received.receipts(SUPERVISION)[2], {"at": "2026-01-01", "by": "A. Lead"})
    counted = copied(supervised.settings, tmp_path / "count")
    with pytest.MonkeyPatch.context() as patch:
        seen = count_operations(patch)
        rotate(counted, FEED, "A. Lead", is_compromised)
    old = key_of(supervised)
    for step in range(1, seen[0] + 1):
        other = Keeper(copied(supervised.settings, tmp_path / f"{step}"))
        with pytest.MonkeyPatch.context() as patch:
            count_operations(patch, at=step)
            with pytest.raises(Killed):
                rotate(other.settings, FEED, "A. Lead", is_compromised)
        other.steps.repair()
        other.receive()
        key = key_of(other)
        assert [item.accounting.accepted for item in other.deliveries()] == [2, 4, 3], step
        assert tokens(other, 0) == [pseudonym(key, f"Q98760{number}") for number in (1, 2)]
        kept_alone = tokens(other, 2)[0]
        assert kept_alone == pseudonym(old, "Q987601") if key == old else pseudonym(key, pseudonym(old, "Q987601"))
        forget_old_keys(other.settings)
        assert not list(other.settings.keys.glob("*.old"))
        assert not (other.settings.data / "rotation.json").exists()
