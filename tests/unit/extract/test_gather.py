"""Files in the inbox that are joined: received as one delivery once all are there; until then they wait."""

import os
from pathlib import Path

import pytest

from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.extract.connectors.folder import Arrival
from ossp_pipeline.extract.connectors.looks import file_stamp
from ossp_pipeline.extract.gather import gather
from ossp_pipeline.extract.intake import Intake, is_everything_landed, take_in
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.readers.archive import read_members
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import Settings, load_settings
from tests.unit.extract.test_published import PAIRS, PARTNERSHIPS, WARDS, estimates

pytestmark = pytest.mark.usefixtures("reading_here")

LOOKUP, POPULATION = FEEDS["area_lookup"], FEEDS["population"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"OSSP_DATA": str(tmp_path / "data"), "OSSP_AREA": "W14000010", "OSSP_KEYS": str(tmp_path)})


def drop(settings: Settings, content: bytes, name: str, feed: str = "area_lookup") -> Path:
    path = settings.inbox / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (0, 0))
    return path


def drop_lookups(settings: Settings, *texts: str) -> list[Path]:
    return [drop(settings, text.encode(), f"table {number}.csv") for number, text in enumerate(texts)]


def take(settings: Settings) -> Intake:
    return take_in(settings, [LOOKUP, POPULATION], wait=False)


def wards_landed(settings: Settings) -> dict[str | None, list[str]]:
    raw = RawStore(settings.raw)
    landed = [item for item in raw.deliveries("area_lookup") if item.state is State.LANDED]
    return {item.receipt.period: raw.accepted(item)["ward_code"].to_pylist() for item in landed}


def test_three_lookups_are_one_delivery_that_keeps_each_as_it_came(settings: Settings) -> None:
    texts = [PAIRS, WARDS.format("24"), PARTNERSHIPS.format("24")]
    paths = drop_lookups(settings, *texts)
    intake = take(settings)
    (receipt,) = intake.taken
    assert (receipt.period, receipt.part, receipt.file_name) == ("2024", "all", "area-lookup.zip")
    kept = read_members(ReceivedStore(settings.received).read_bytes(receipt), 10**6)
    assert set(kept.values()) == {text.encode() for text in texts}
    assert (intake.waiting, wards_landed(settings)) == ([], {"2024": ["W05001177"]})
    assert not any(path.exists() for path in paths)


def test_lookups_without_the_others_wait_in_the_inbox_and_say_for_what(settings: Settings) -> None:
    paths = drop_lookups(settings, PAIRS, WARDS.format("24"))
    intake = take(settings)
    (waiting,) = intake.waiting
    assert waiting.names == ["table 0.csv", "table 1.csv"]
    assert "Local_Authority_District_to_Community_Safety_Partnerships" in waiting.remedy
    assert "Best_Fit" not in waiting.remedy
    assert (intake.taken, intake.landed, all(path.exists() for path in paths)) == ([], [], True)
    assert not is_everything_landed(settings)
    drop(settings, PARTNERSHIPS.format("24").encode(), "last.csv")
    assert len(take(settings).taken) == 1


def test_next_years_wards_are_joined_with_what_was_received_before(settings: Settings) -> None:
    drop_lookups(settings, PAIRS, WARDS.format("24"), PARTNERSHIPS.format("24"))
    take(settings)
    drop_lookups(settings, WARDS.format("25").replace("W05001177", "W05009999"))
    (receipt,) = take(settings).taken
    assert receipt.period == "2025"
    assert wards_landed(settings) == {"2024": ["W05001177"], "2025": ["W05009999"]}


def test_a_file_that_is_no_lookup_is_taken_while_others_wait(settings: Settings) -> None:
    drop_lookups(settings, PAIRS)
    drop(settings, b"a,b\n1,2\n", "area-lookup-2024.csv")
    intake = take(settings)
    assert [receipt.file_name for receipt in intake.taken] == ["area-lookup-2024.csv"]
    assert [item.names for item in intake.waiting] == [["table 0.csv"]]


def test_where_one_of_them_changes_meanwhile_all_stay(settings: Settings) -> None:
    paths = drop_lookups(settings, PAIRS, WARDS.format("24"), PARTNERSHIPS.format("24"))
    received = ReceivedStore(settings.received)
    arrivals = [Arrival("area_lookup", path, file_stamp(path) or (0, 0, 0)) for path in paths]
    (group,) = gather(arrivals, LOOKUP, received).groups
    os.utime(paths[1], (1, 1))
    assert group.receive(LOOKUP, received) == []
    assert (received.receipts(), all(path.exists() for path in paths)) == ([], True)


def test_a_workbook_of_three_years_is_three_deliveries_of_the_same_bytes(settings: Settings) -> None:
    drop_lookups(settings, PAIRS, WARDS.format("24"), PARTNERSHIPS.format("24"))
    content = estimates("2022", "2023", "2024")
    drop(settings, content, "sapelsoasyoa20222024.xlsx", "population")
    intake = take(settings)
    receipts = [receipt for receipt in intake.taken if receipt.feed == "population"]
    assert [receipt.period for receipt in receipts] == ["2022", "2023", "2024"]
    assert len({receipt.sha256 for receipt in receipts}) == 1
    assert len(list((settings.received / "population").glob("*.received"))) == 1
    landed = [item for item in intake.landed if item.receipt.feed == "population"]
    # The small area of the workbook is not one of the lookup's.
    assert [item.accounting.out_of_area for item in landed] == [10, 10, 10]
    drop(settings, content, "the same again.xlsx", "population")
    assert [receipt.period for receipt in take(settings).known] == ["2022", "2023", "2024"]
