"""Bytes that have been kept long enough: listed on their day, deleted on a person's word, proved gone."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ossp_pipeline.errors import DamagedError
from ossp_pipeline.extract import land
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.retention import delete_past, past_retention
from ossp_pipeline.refresh import Refresh
from tests.kills import Killed, count_operations
from tests.unit.governance.conftest import CRN, SUPERVISION, Keeper, people

pytestmark = pytest.mark.usefixtures("reading_here")

DAYS = FEEDS[SUPERVISION].retention_days


def steps_on(keeper: Keeper, days: int) -> Refresh:
    """The steps at noon, so many days from now: late in a winter's evening it may be tomorrow in summer."""
    noon = datetime.now(UTC).replace(hour=12)
    return Refresh(keeper.settings, clock=lambda: noon + timedelta(days=days))


def delete_on(keeper: Keeper, days: int) -> list[str]:
    steps = steps_on(keeper, days)
    return delete_past(keeper.settings, steps.past_retention(), "A. Lead", steps.publishing.now())


def test_a_file_is_listed_from_its_day_on_and_not_before(supervised: Keeper) -> None:
    assert steps_on(supervised, DAYS - 1).past_retention() == []
    past = steps_on(supervised, DAYS).past_retention()
    assert [(item.feed, item.receipts[0].period, item.is_in_use) for item in past] == [
        (SUPERVISION, "2023-24Q4", False),
        (SUPERVISION, "2023-24Q4", True),
        (SUPERVISION, "2024-25Q1", True),
    ]
    assert "its landed rows stay" in past[1].state


def test_bytes_are_gone_and_rows_and_receipts_stay(supervised: Keeper) -> None:
    before = [(item.receipt, item.accepted_sha256) for item in supervised.deliveries()]
    assert delete_on(supervised, DAYS) == []
    received = supervised.settings.received / SUPERVISION
    assert [path.suffix for path in received.iterdir() if path.suffix not in (".json", ".deleted")] == []
    assert CRN.encode() not in b"".join(path.read_bytes() for path in received.iterdir())
    assert [(item.receipt, item.accepted_sha256) for item in supervised.deliveries()] == before
    entry = supervised.steps.audit.all()[-1]
    assert (entry.action, entry.subject) == (
        "deleted",
        "the bytes of 3 file(s) of probation_supervision, past their retention",
    )
    assert entry.by.endswith("for A. Lead")
    assert steps_on(supervised, DAYS).past_retention() == []
    assert supervised.receive().landed == []


def test_rows_that_cannot_land_again_stay_in_use_and_it_is_said(
    supervised: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = supervised.deliveries()
    supervised.take(people(1, 2, 5), name="probation-supervision-2024-25Q2-v1.csv")
    delete_one = [item for item in steps_on(supervised, DAYS).past_retention() if item.receipts[0].sequence < 4]
    delete_past(supervised.settings, delete_one, "A. Lead", datetime.now(UTC))
    monkeypatch.setattr(land, "code_fingerprint", lambda: "another")
    intake = supervised.receive()
    assert [item.receipt.period for item in intake.landed] == ["2024-25Q2"]
    assert [receipt.period for receipt in intake.kept[SUPERVISION]] == ["2023-24Q4", "2023-24Q4", "2024-25Q1"]
    assert supervised.deliveries()[:3] == before
    assert [item.receipt.period for item in supervised.steps.select(FEEDS[SUPERVISION]).used] == [
        "2023-24Q4",
        "2024-25Q1",
        "2024-25Q2",
    ]
    assert supervised.steps.plan().used, "a build can be planned"


def test_a_file_that_has_not_landed_is_not_deleted(supervised: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(land, "code_fingerprint", lambda: "another")
    past = steps_on(supervised, DAYS).past_retention()
    assert [item.is_landed for item in past] == [False] * 3
    assert "ossp refresh" in past[0].state
    delete_on(supervised, DAYS)
    assert len(supervised.received_bytes()) == 3


def test_a_copy_that_lies_elsewhere_is_named(supervised: Keeper) -> None:
    path = supervised.settings.data / "copied" / "a.csv"
    path.parent.mkdir()
    path.write_bytes(people(1, 2))
    assert delete_on(supervised, DAYS) == ["copied/a.csv"]


def test_the_same_file_can_come_again_and_is_past_its_day_at_once(supervised: Keeper) -> None:
    delete_on(supervised, DAYS)
    name = "probation-supervision-2023-24Q4-v2.csv"
    supervised.take(people(1, 2, 3, 4), name=name)
    assert supervised.received_bytes() == [people(1, 2, 3, 4)]
    assert len(steps_on(supervised, DAYS).past_retention()) == 1


def test_a_period_asked_for_again_says_why_it_cannot_land(supervised: Keeper) -> None:
    delete_on(supervised, DAYS)
    with pytest.raises(DamagedError, match="deleted when their retention ended"):
        supervised.steps.land_again(FEEDS[SUPERVISION], {"2023-24Q4"})


def test_a_kill_leaves_a_file_deleted_or_listed_again(supervised: Keeper, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        count_operations(patch, at=3)
        with pytest.raises(Killed):
            delete_on(supervised, DAYS)
    supervised.steps.repair()
    assert supervised.receive().landed == []
    assert delete_on(supervised, DAYS) == []
    assert supervised.received_bytes() == []
    received = ReceivedStore(supervised.settings.received)
    assert all(received.is_deleted(receipt) for receipt in received.receipts())


def test_rows_of_an_earlier_contract_are_given_the_shape_that_models_read(supervised: Keeper) -> None:
    from dataclasses import replace

    import pyarrow.parquet as pq

    from ossp_pipeline.contracts.column import Column, Sensitivity
    from ossp_pipeline.extract.raw_store import landed_schema

    feed = FEEDS[SUPERVISION]
    added = Column(heading="New", name="new", sensitivity=Sensitivity.PERSONAL, meaning="new")
    changed = replace(feed, columns=(*feed.columns[:-1], added))
    build = supervised.steps.builds.freeze(supervised.steps.plan(), [changed], supervised.steps.raw, None)
    files = sorted((build.inputs / SUPERVISION).glob("2*.parquet"))
    assert len(files) == 2
    for path in files:
        table = pq.read_table(path)
        assert table.schema.equals(landed_schema(changed))
        assert table["new"].null_count == table.num_rows > 0
        assert table["person_token"].null_count == 0
    shutil.rmtree(build.folder)


def test_nothing_is_past_where_nothing_came(keeper: Keeper) -> None:
    assert past_retention(keeper.settings, datetime.now(UTC).date() + timedelta(days=10_000), set()) == []
