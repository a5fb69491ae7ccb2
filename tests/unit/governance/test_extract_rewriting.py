"""A person taken out of extracts of a case system: all that is about them goes, and the others' rows stay."""

import pytest

from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.extract.record_files import pack, parts_of
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.found_rows import find_rows
from ossp_pipeline.governance.identifiers import read_identifiers
from ossp_pipeline.governance.rewriting import cells_of, without_people
from tests.extracts import PLACES, changes, extract, supervised_person
from tests.unit.extract.test_record_files import change, part
from tests.unit.governance.conftest import CRN, SUPERVISION, Keeper
from tests.unit.governance.test_erasure import erased

pytestmark = pytest.mark.usefixtures("reading_here")

FEED = FEEDS[SUPERVISION]
PERSON = read_identifiers(f"{CRN}\n", FEED)
FULL = extract({"3": supervised_person(3), "4": supervised_person(4)})
LATER = change(2, owner="3")


def contents(archive: bytes) -> list[bytes]:
    assert FEED.extract is not None
    return [item.content for item in parts_of(archive, FEED, FEED.extract)]


def test_a_person_goes_from_the_full_extract_and_from_changes_that_name_nobody() -> None:
    """Changes hold the id of the case system alone: who it is, only the full extract says."""
    assert CRN.encode() not in LATER
    rewritten = without_people(pack(map(part, [FULL, LATER, PLACES])), FEED, PERSON)
    assert rewritten is not None and len(rewritten.removed) == 2
    assert contents(rewritten.content) == [extract({"4": supervised_person(4)}), changes({}, 2), PLACES]


def test_extracts_without_them_are_not_touched() -> None:
    assert without_people(extract({"4": supervised_person(4)}), FEED, PERSON) is None


@pytest.mark.parametrize("damage", [(CRN.encode(), CRN.encode() + b"~"), (b"\nFO", b"")])
def test_also_from_a_damaged_extract(damage: tuple[bytes, bytes]) -> None:
    rewritten = without_people(FULL.replace(*damage, 1), FEED, PERSON)
    assert rewritten is not None
    assert rewritten.content == extract({"4": supervised_person(4)}).replace(*damage)


def test_who_is_in_extracts_is_known_by_the_reference() -> None:
    columns = (FEED.column("person_token"),)
    assert cells_of(FULL, FEED, columns) == [(CRN,), ("Q987604",)]
    assert cells_of(FULL, FEED, (FEED.column("age_band"),)) == []


def test_after_an_erasure_the_delivery_lands_without_the_person(keeper: Keeper) -> None:
    for name, content in (("a.txt", FULL), ("b.txt", LATER), ("places.csv", PLACES)):
        keeper.drop(content, name=name)
    keeper.receive()
    report = erased(keeper)
    assert report.scan.found == ()
    assert find_rows(keeper.settings, FEED, PERSON).is_empty
    keeper.receive()
    (delivery,) = keeper.deliveries()
    assert (delivery.state, delivery.accounting.accepted) == (State.LANDED, 1)


def test_a_person_who_comes_again_with_changes_is_said_so(keeper: Keeper) -> None:
    for name, content in (("a.txt", FULL), ("places.csv", PLACES)):
        keeper.drop(content, name=name)
    keeper.receive()
    erased(keeper)
    intake = keeper.take(extract({"3": supervised_person(3)}, 9, "20240501020000"), name="c.txt")
    assert [rows for _, rows in intake.again] == [1]
