"""A person in files that are joined: their rows go from each of them, by what links the files."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED

import pytest

from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.extract.readers.archive import read_members, write_archive
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.identifiers import read_identifiers
from ossp_pipeline.governance.request import carry_out, come_again
from tests.unit.governance.conftest import Keeper
from tests.unit.governance.test_erasure import order
from tests.unit.layouts.test_commissioned_services import (
    ARCHIVE_NAME,
    MAINTAIN,
    OBTAIN,
    list_contracts,
    outcomes,
    referral,
    referrals,
)

pytestmark = pytest.mark.usefixtures("reading_here")

FEED = FEEDS["commissioned_services"]
PERSON = read_identifiers("q987601", FEED)


def archive(*numbers: int) -> bytes:
    """Referrals of these people, each with two outcomes, packed as senders do."""
    levels = [(number, outcome, "ACHIEVED") for number in numbers for outcome in (OBTAIN, MAINTAIN)]
    files = {"a.csv": referrals(*map(referral, numbers)), "b.csv": outcomes(*levels)}
    return write_archive(files, ZIP_DEFLATED)


@pytest.fixture
def referred(keeper: Keeper, tmp_path: Path) -> Keeper:
    keeper = Keeper(replace(keeper.settings, partnership=tmp_path / "partnership"))
    list_contracts(keeper.settings, "PRJ_1,“Education, Training and Employment”,x")
    keeper.take(archive(1, 2), FEED.name, ARCHIVE_NAME)
    return keeper


def test_a_person_is_gone_from_both_files_and_everybody_else_is_there(referred: Keeper) -> None:
    report = carry_out(referred.settings, order(referred, feed=FEED, wanted=PERSON))
    assert (report.found.rows, report.scan.found) == (3, ())
    (kept,) = referred.received_bytes(FEED.name)
    assert read_members(kept, 10**6) == read_members(archive(2), 10**6)
    referred.receive()
    assert referred.rows(FEED.name) == 2


def test_what_comes_again_of_an_erased_person_is_said(referred: Keeper) -> None:
    carry_out(referred.settings, order(referred, feed=FEED, wanted=PERSON))
    intake = referred.take(archive(1, 3), FEED.name, ARCHIVE_NAME.replace("-v1", "-v2"))
    assert [count for _, count in come_again(referred.settings, intake.taken)] == [1]


def test_a_person_is_gone_from_an_archive_that_was_refused(keeper: Keeper) -> None:
    keeper.take(archive(1, 2), FEED.name, ARCHIVE_NAME)
    assert [item.state for item in keeper.deliveries(FEED.name)] == [State.REFUSED], "no contract is listed"
    assert carry_out(keeper.settings, order(keeper, feed=FEED, wanted=PERSON)).scan.found == ()
    (kept,) = keeper.received_bytes(FEED.name)
    assert read_members(kept, 10**6) == read_members(archive(2), 10**6)


def test_a_person_is_found_in_landed_rows_after_the_bytes_were_deleted_in_time(referred: Keeper) -> None:
    received = ReceivedStore(referred.settings.received)
    (receipt,) = received.receipts(FEED.name)
    received.delete_bytes(receipt, {"at": "2026-01-01", "by": "A. Lead"})
    report = carry_out(referred.settings, order(referred, feed=FEED, wanted=PERSON))
    assert [item.rows for item in report.found.in_landed_rows] == [2]
    assert referred.rows(FEED.name) == 2
