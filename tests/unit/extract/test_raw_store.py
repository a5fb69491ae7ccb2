"""The raw layer: written completely, checked when read, one result per delivery; and which deliveries count."""

import stat
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ossp_pipeline.contracts.delivery import Delivery, Receipt, SetAside, State
from ossp_pipeline.errors import DamagedError
from ossp_pipeline.extract.raw_store import RawStore, landed_schema, select_deliveries
from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.extract.conftest import AREA, Store, context_of

pytestmark = pytest.mark.usefixtures("reading_here")

GOOD = b"A,B,C\nx1,1,home\nx2,,\n"
SPOILT = b"A,B,C\nx1,1,home\nx2,two,home\nx3,3\n"
REFUSED = b"A,B\nx1,1\n"


def test_landed_delivery_is_read_back_with_its_rows_and_rejects(store: Store) -> None:
    delivery = store.land(SPOILT)
    assert store.raw.deliveries("small") == [delivery]
    assert store.raw.accepted(delivery).to_pylist() == [{"a": "x1", "b": 1, "c": "home"}]
    assert store.raw.rejects(delivery).to_pylist() == [
        {"line": 3, "column": "B", "rule": "small.b.readable"},
        {"line": 4, "column": "", "rule": "small.row.fields"},
    ]


def test_refused_delivery_is_a_result_without_rows(store: Store) -> None:
    delivery = store.land(REFUSED)
    assert delivery.state is State.REFUSED
    assert not store.raw.accepted_path(delivery).exists()
    assert store.raw.rejects(delivery).num_rows == 0


def test_everything_landed_is_private(store: Store) -> None:
    store.land(SPOILT)
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in store.raw.folder.glob("small/**/*")}
    assert modes == {True: 0o700, False: 0o600}


@pytest.mark.parametrize("damage", ["flip", "cut", "remove", "replace"])
def test_changed_rows_are_refused_before_they_are_read(damage: str, store: Store) -> None:
    """P18: even where the changed file is sound Parquet."""
    delivery = store.land(GOOD)
    path = store.raw.accepted_path(delivery)
    content = path.read_bytes()
    if damage == "flip":
        path.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    elif damage == "cut":
        path.write_bytes(content[:-1])
    elif damage == "remove":
        path.unlink()
    else:
        path.write_bytes(store.raw.accepted_path(store.land(SPOILT)).read_bytes())
    with pytest.raises(DamagedError) as refused:
        store.raw.accepted(delivery)
    assert delivery.receipt.delivery_id in refused.value.message
    assert "landed again" in refused.value.remedy


def test_damaged_rows_land_again_as_the_message_says(store: Store) -> None:
    """P17, P18: remove the folder, and the file is landed again."""
    delivery = store.land(GOOD)
    folder = store.raw.accepted_path(delivery).parent
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert not store.raw.has(delivery.receipt, delivery.fingerprint)
    assert store.land(GOOD) == delivery
    assert store.raw.accepted(delivery).num_rows == 2


def test_same_rows_are_the_same_bytes(tmp_path: Path) -> None:
    digests = {Store(tmp_path / name).land(SPOILT).accepted_sha256 for name in "ab"}
    assert len(digests) == 1


def test_result_under_another_fingerprint_replaces_the_older_one(store: Store) -> None:
    older = store.land(GOOD)
    newer = store.land(GOOD, context=context_of(area=replace(AREA, force="elsewhere")))
    assert older.fingerprint != newer.fingerprint
    assert store.raw.deliveries("small") == [newer]
    assert len(list((store.raw.folder / "small").iterdir())) == 1


@pytest.mark.parametrize("other", [{"version": 2}, {"month": "2024-04"}])
def test_result_replaces_no_other_delivery(other: dict, store: Store) -> None:
    deliveries = [store.land(GOOD), store.land(GOOD, **other)]
    assert store.raw.deliveries("small") == deliveries


def test_folder_that_was_being_written_is_no_delivery(store: Store) -> None:
    delivery = store.land(GOOD)
    folder = store.raw.path(delivery.receipt, delivery.fingerprint)
    unfinished = folder.with_name(f".tmp-{folder.name}")
    folder.rename(unfinished)
    assert store.raw.deliveries("small") == []
    assert not store.raw.has(delivery.receipt, delivery.fingerprint)


@pytest.mark.parametrize("feed_name", FEEDS)
def test_schema_of_a_feed_holds_no_column_that_was_dropped(feed_name: str) -> None:
    feed = FEEDS[feed_name]
    names = landed_schema(feed).names
    made = ["person_token"] if feed.person_from else []
    assert names == [*made, *(c.name for c in feed.columns if c.landed), *(name for name, _ in feed.counted)]
    assert all(landed_schema(feed).field(name).type == pa.string() for name in names if name.endswith("_token"))


def _sha256(number: int) -> str:
    return f"{number:02x}" * 32


def _delivery(
    sequence: int,
    version: int = 1,
    period: str | None = "2024-03",
    part: str = "all",
    refused: bool = False,
    sha256: str | None = None,
) -> Delivery:
    receipt = Receipt(
        feed="f",
        sha256=sha256 or _sha256(sequence),
        file_name=f"{sequence}.csv",
        size_bytes=1,
        sequence=sequence,
        received_at="",
        period=period,
        part=part,
        version=version,
    )
    return Delivery(receipt=receipt, fingerprint="x", state=State.REFUSED if refused else State.LANDED)


@pytest.mark.parametrize(
    ("deliveries", "used"),
    [
        ([(1, 1), (2, 1)], 2),
        ([(1, 2), (2, 1)], 1),
        ([(1, 1), (2, 2), (3, 1)], 2),
        ([(1, 9), (2, 10)], 2),
        ([(1, 2), (2, 2), (3, 1)], 2),
    ],
)
def test_highest_version_is_used_and_of_one_version_the_last_received(deliveries: list, used: int) -> None:
    items = [_delivery(sequence, version) for sequence, version in deliveries]
    for order in permutations(items):
        chosen = select_deliveries(list(order), first=None)
        assert [item.receipt.sequence for item in chosen.used] == [used]
        assert len(chosen.superseded) == len(items) - 1


def test_every_period_and_part_has_its_own_newest_delivery_in_order() -> None:
    items = [
        _delivery(1, part="btp"),
        _delivery(2, part="gmp"),
        _delivery(3, period="2024-02", part="gmp"),
        _delivery(4, version=2, part="btp"),
    ]
    chosen = select_deliveries(items, first=None)
    assert [item.receipt.sequence for item in chosen.used] == [3, 4, 2]


def test_refused_delivery_never_replaces_a_landed_one() -> None:
    landed, refused = _delivery(1), _delivery(2, version=2, refused=True)
    chosen = select_deliveries([landed, refused], first=None)
    assert (chosen.used, chosen.superseded, chosen.outstanding) == ([landed], [], [refused])


@pytest.mark.parametrize(
    ("refused", "landed", "is_replaced"),
    [
        ((1, 1), (2, 1), True),
        ((2, 1), (1, 1), False),
        ((1, 1), (2, 2), True),
        ((1, 2), (2, 1), False),
        ((2, 1), (1, 2), True),
        ((2, 2), (1, 2), False),
    ],
)
def test_refusal_is_replaced_by_a_newer_delivery_of_its_period(
    refused: tuple, landed: tuple, is_replaced: bool
) -> None:
    items = [_delivery(*refused, refused=True), _delivery(*landed)]
    assert (select_deliveries(items, first=None).outstanding == []) is is_replaced


@pytest.mark.parametrize("other", [{"period": "2024-04"}, {"part": "btp"}, {"refused": True}])
def test_refusal_is_not_replaced_by_another_period_or_part_or_by_another_refusal(other: dict) -> None:
    refused = _delivery(1, refused=True)
    assert refused in select_deliveries([refused, _delivery(2, version=2, **other)], first=None).outstanding


@pytest.mark.parametrize("sequence", [1, 3])
def test_refusal_without_a_period_is_not_answered_by_a_sound_file_of_any_month(sequence: int) -> None:
    refused = _delivery(2, period=None, refused=True)
    landed = _delivery(sequence, version=9, period="2019-01")
    assert select_deliveries([refused, landed], first=None).outstanding == [refused]


@pytest.mark.parametrize(
    ("period", "sequence", "is_answered"),
    [(None, 1, True), (None, 3, True), ("2024-04", 3, True), ("2024-04", 1, False)],
)
def test_same_bytes_under_a_right_name_answer_a_refusal_unless_they_were_there_before_its_period_was_named(
    period: str | None, sequence: int, is_answered: bool
) -> None:
    refused = _delivery(2, period=period, refused=True)
    landed = _delivery(sequence, sha256=refused.receipt.sha256)
    assert (select_deliveries([refused, landed], first=None).outstanding == []) is is_answered


def _set_aside(*deliveries: Delivery, feed: str = "f") -> SetAside:
    ids = tuple(item.receipt.delivery_id for item in deliveries)
    return SetAside(feed, "a name", ids, "A. Analyst", "the force sent it twice", "2026-05-18T12:00:00+00:00")


def test_file_that_a_person_set_aside_is_not_outstanding_and_is_listed_with_who_said_so() -> None:
    first, second = _delivery(1, period=None, refused=True), _delivery(2, period=None, refused=True)
    said = _set_aside(first)
    chosen = select_deliveries([first, second], None, [said])
    assert (chosen.outstanding, chosen.set_aside) == ([second], [(first, said)])
    assert select_deliveries([first], None, [_set_aside(first, feed="g")]).outstanding == [first]


def test_file_that_was_answered_after_it_was_set_aside_is_listed_no_more() -> None:
    refused, landed = _delivery(1, refused=True), _delivery(2)
    assert select_deliveries([refused, landed], None, [_set_aside(refused)]).set_aside == []


EVENTS = st.tuples(
    st.sampled_from(["landed", "refused", "set aside"]),
    st.sampled_from([None, "2024-01", "2024-02"]),
    st.sampled_from("ab"),
    st.integers(1, 3),
    st.integers(1, 3),
)


@settings(max_examples=400, deadline=None)
@given(events=st.lists(EVENTS, max_size=12))
def test_an_outstanding_refusal_never_vanishes_without_an_answer(events: list) -> None:
    """Whatever comes in whatever order: a refusal goes when its bytes or its period come, or a person says so."""
    deliveries: list[Delivery] = []
    said: list[SetAside] = []
    outstanding: list[Delivery] = []
    for number, (kind, period, part, version, content) in enumerate(events, start=1):
        before, answered = outstanding, []
        if kind == "set aside":
            answered = before[:1]
            said.append(_set_aside(*answered))
        else:
            is_refused = kind == "refused" or period is None
            new = _delivery(number, version, period, part, is_refused, sha256=_sha256(content))
            if new.receipt.delivery_id in {item.receipt.delivery_id for item in deliveries}:
                continue  # the same bytes under the same name are one receipt
            deliveries.append(new)
            if not is_refused:
                answered = [item for item in before if _is_of(new.receipt, item.receipt)]
        outstanding = select_deliveries(deliveries, None, said).outstanding
        assert [item for item in before if item not in outstanding] == answered


def _is_of(landed: Receipt, refused: Receipt) -> bool:
    """Whether a file that has just landed is what the refused one would have been."""
    same = (landed.period, landed.part) == (refused.period, refused.part) and landed.version >= refused.version
    return same or landed.sha256 == refused.sha256


def test_delivery_from_before_the_history_is_listed_and_not_used() -> None:
    old, new = _delivery(1, period="2023-03"), _delivery(2, period="2023-04")
    chosen = select_deliveries([old, new], first="2023-04")
    assert (chosen.used, chosen.outside_history, chosen.superseded) == ([new], [old], [])


def test_no_deliveries_give_an_empty_selection(tmp_path: Path) -> None:
    chosen = select_deliveries(RawStore(tmp_path).deliveries("small"), first=None)
    assert (chosen.used, chosen.superseded, chosen.outstanding, chosen.outside_history) == ([], [], [], [])
