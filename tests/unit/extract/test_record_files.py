"""Extracts in the inbox: the full one, the changes since and the table of places are one delivery, or wait by name."""

import io
from pathlib import Path

import openpyxl
import pytest

from ossp_pipeline.contracts.delivery import Delivery, State
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.intake import Intake, take_in
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.record_files import Part, chain, held_period, part_of_extract
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.settings import EVERYWHERE, Settings
from tests.conftest import REAL_DATA
from tests.extracts import PLACES, TYPES, changes, extract, line, person, supervised_person
from tests.installations import settings_in
from tests.unit.extract.test_gather import drop

pytestmark = pytest.mark.usefixtures("reading_here")

FEED = FEEDS["probation_supervision"]
FULL = extract({"1": supervised_person(1), "2": supervised_person(2)})
ENDED = {"Id": "91", "DisposalId": "81", "CategoryDescription": "Unpaid Work"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, area=EVERYWHERE)


def take(settings: Settings, **contents: bytes) -> Intake:
    """Take in files of these names."""
    for name, content in contents.items():
        drop(settings, content, f"{name}.csv" if name == "places" else f"{name}.txt", FEED.name)
    return take_in(settings, [FEED], wait=False)


def landed(settings: Settings) -> list[Delivery]:
    return sorted(RawStore(settings.raw).deliveries(FEED.name), key=lambda item: item.receipt.sequence)


def requirements(settings: Settings) -> list[str | None]:
    return RawStore(settings.raw).accepted(landed(settings)[-1])["requirement"].to_pylist()


def change(number: int, owner: str = "1", kind: str = "Unpaid Work", made_at: str | None = None) -> bytes:
    items = [("Requirement", {**ENDED, "CategoryDescription": kind})]
    return changes({owner: items}, number, made_at or f"202404{number + 1:02d}020000")


def part(content: bytes) -> Part:
    assert FEED.extract is not None
    found = part_of_extract(content, FEED.extract)
    assert found is not None
    return found


def test_a_full_extract_and_its_changes_are_one_delivery_of_the_quarter_that_was_over(settings: Settings) -> None:
    intake = take(settings, a=FULL, b=change(2), places=PLACES)
    (receipt,) = intake.taken
    assert receipt.period == "2023-24Q4"
    (delivery,) = landed(settings)
    assert (delivery.accounting.accepted, requirements(settings)) == (2, ["UPW", "DRR"])
    assert delivery.notes[0] == "read as an nDelius extract: full extract 0001, changes 0002"
    assert not list((settings.inbox / FEED.name).iterdir())


def test_changes_that_come_later_are_applied_to_what_came_before(settings: Settings) -> None:
    take(settings, a=FULL, places=PLACES)
    take(settings, b=change(2))
    take(settings, c=change(3, owner="2", kind="Curfew"))
    assert [item.receipt.period for item in landed(settings)] == ["2023-24Q4"] * 3
    assert requirements(settings) == ["UPW", "CUR"]
    take(settings, d=extract({"5": supervised_person(5)}, 9, "20240704020000"))
    assert (landed(settings)[-1].receipt.period, requirements(settings)) == ("2024-25Q1", ["DRR"])


def test_a_newer_table_of_places_replaces_the_older(settings: Settings) -> None:
    take(settings, a=FULL, places=PLACES)
    take(settings, places=PLACES.replace(b"E01000001", b"E01000007"))
    assert RawStore(settings.raw).accepted(landed(settings)[-1])["lsoa_code"].to_pylist() == ["E01000007"] * 2


@pytest.mark.parametrize("line", [b"SK1 1AB,SK1 1AB\n", b'"SK1 1AB,SK1 1AB,E01000001\n', b'"' + b"x" * 200_000])
def test_a_damaged_table_of_places_is_refused_because_people_would_count_as_elsewhere(
    settings: Settings, line: bytes
) -> None:
    take(settings, a=FULL, places=PLACES + line)
    (delivery,) = landed(settings)
    assert delivery.refusal is not None
    assert str(delivery.refusal["message"]).startswith(("line 4 of the table of postcodes", "line 5 of the table"))
    take(settings, places=PLACES)
    assert landed(settings)[-1].state is State.LANDED


def test_a_gap_is_named_and_the_changes_wait_until_what_is_missing_comes(settings: Settings) -> None:
    take(settings, a=FULL, places=PLACES)
    intake = take(settings, d=change(4))
    (waiting,) = intake.waiting
    assert waiting.names == ["changes 0004"]
    assert waiting.remedy == (
        "between full extract 0001 and changes 0004, changes 0002 to 0003 are missing; "
        "ask for changes 0002 to 0003, or for a new full extract"
    )
    take(settings, b=change(2), c=change(3, kind="Curfew"))
    assert (len(landed(settings)), requirements(settings)) == (2, ["UPW", "DRR"])


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ({"a": FULL}, "put beside it the ONS’s lookup of postcodes, such as PCD_OA21"),
        ({"b": change(2), "places": PLACES}, "changes came without the full extract that they change; ask for a full"),
        ({"places": PLACES}, "ask for a full extract"),
    ],
)
def test_what_is_read_together_waits_for_the_rest(settings: Settings, contents: dict[str, bytes], words: str) -> None:
    intake = take(settings, **contents)
    assert (intake.taken, [words in waiting.remedy for waiting in intake.waiting]) == ([], [True])


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"x" * 300_000, b'"', b"\x00,\xff\n", b"PK\x03\x04 cut off"])
def test_any_other_file_is_none_of_them(content: bytes) -> None:
    assert FEED.extract is not None
    assert part_of_extract(content, FEED.extract) is None
    assert held_period(content, FEED) is None


def test_the_newest_full_extract_counts_and_nothing_before_it() -> None:
    newest = extract({}, 7, "20240501020000")
    files = [newest, FULL, change(2), change(9, made_at="20240502020000"), change(8, made_at="20240501030000"), newest]
    heads = [item.head for item in chain(map(part, files))]
    assert [head and head.sequence for head in heads] == [7, 8, 9]


def test_a_number_that_is_there_twice_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="with a number that is not the next") as refused:
        chain(map(part, [FULL, change(2), change(2, owner="2", made_at="20240404020000")]))
    assert (refused.value.code, refused.value.remedy) == ("E-SEQUENCE", "ask for a full extract")


def test_a_line_of_no_known_record_is_a_rejected_row_and_named_in_the_notes(settings: Settings) -> None:
    content = FULL.replace(line(TYPES["EventDetails"], {"Id": "71", "ConvictionDate": "20240201"}).encode(), b"LD?", 1)
    take(settings, a=content, places=PLACES)
    (delivery,) = landed(settings)
    # The other two: the sentence of the event that could not be read, and that line itself.
    assert (delivery.accounting.received, delivery.accounting.accepted, delivery.accounting.rejected) == (3, 1, 2)
    assert delivery.broken == {
        "probation_supervision.event_number.required": 1,
        "probation_supervision.row.fields": 1,
    }
    assert "1 line(s) of no known record in full extract 0001 rejected: line 13" in delivery.notes


def test_a_total_that_does_not_fit_refuses_the_delivery(settings: Settings) -> None:
    cut = b"\n".join(text for text in FULL.split(b"\n") if not text.startswith(b"LD") or len(text) != 82)
    take(settings, a=cut, places=PLACES)
    (delivery,) = landed(settings)
    assert delivery.state is State.REFUSED and delivery.refusal is not None
    assert (delivery.refusal["code"], delivery.refusal["line"]) == ("E-TOTALS", 12)


def test_people_elsewhere_are_out_of_area_and_nobody_is_read_beyond_the_contract(settings: Settings) -> None:
    """Names are not among the fields that are read at all."""
    named = person("1", supervised_person(1))
    content = FULL.decode().replace(named[2], named[2][:40] + "QXNAME" + named[2][46:]).encode()
    take(settings, a=content, places=PLACES)
    written = b"".join(path.read_bytes() for path in settings.raw.rglob("*") if path.is_file())
    assert landed(settings)[0].accounting.accepted == 2
    assert b"QXNAME" not in written and b"Q987601" not in written


OFFLOC = '"|"'.join(["20240401", "HMP Nowhere", *["x"] * 151]).encode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("C_NOMIS_OFFENDER_01042024_01.dat", OFFLOC + b"\n", "this is a p-NOMIS Offloc extract: its 153 fields"),
        ("probation-supervision-2023-24Q4-v1.csv", OFFLOC + b"\n", "this is a p-NOMIS Offloc extract: its 153 fields"),
    ],
)
def test_a_file_that_no_figure_needs_is_refused_by_name(
    settings: Settings, name: str, content: bytes, words: str
) -> None:
    drop(settings, content, name, FEED.name)
    take_in(settings, [FEED], wait=False)
    (delivery,) = landed(settings)
    assert delivery.refusal is not None
    assert (delivery.refusal["code"], str(delivery.refusal["message"]).startswith(words)) == ("E-LAYOUT", True)


@pytest.mark.parametrize("is_workbook", [True, False])
def test_a_report_of_cas3_about_people_is_refused_by_name(settings: Settings, is_workbook: bool) -> None:
    headings = ["bookingId", "referralId", "referralDate", "personName", "postCode", "crn", "offerAccepted"]
    content = ",".join(headings).encode() + b"\n"
    if is_workbook:
        book, target = openpyxl.Workbook(), io.BytesIO()
        book.active.append(headings)
        book.save(target)
        content = target.getvalue()
    drop(settings, content, f"bookings.{'xlsx' if is_workbook else 'csv'}", "cas3_bedspaces")
    take_in(settings, [FEEDS["cas3_bedspaces"]], wait=False)
    (delivery,) = RawStore(settings.raw).deliveries("cas3_bedspaces")
    assert delivery.refusal is not None
    assert str(delivery.refusal["message"]).startswith("this is a CAS3 report about people: no figure is counted")


def test_an_offloc_line_has_the_fields_of_the_supplier() -> None:
    path = REAL_DATA / "ndelius_extract_format" / "derived_offloc_field_index.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    assert len(path.read_text(encoding="utf-8").splitlines()) - 1 == OFFLOC.count(b'"|"') + 1
