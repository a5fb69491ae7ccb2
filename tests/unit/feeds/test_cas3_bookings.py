"""CAS3's report of bookings as HMPPS writes it: what lands of it, and its labels, however they are written."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from itertools import count

import openpyxl
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_labels, read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.feeds.cas3_bookings import FEED
from ossp_pipeline.protect.pseudonyms import pseudonyms
from ossp_pipeline.settings import SEEDS
from tests.faults.content.conftest import KEY, csv_file, good_row

# The report's columns, in its order.
HEADINGS = (
    "bookingId,referralId,referralDate,personName,pncNumber,gender,ethnicity,dateOfBirth,riskOfSeriousHarm,"
    "registeredSexOffender,historyOfSexualOffence,concerningSexualBehaviour,needForAccessibleProperty,"
    "historyOfArsonOffence,concerningArsonBehaviour,dutyToReferMade,dateDutyToReferMade,"
    "dutyToReferLocalAuthorityAreaName,isReferralEligibleForCas3,referralEligibilityReason,probationRegion,pdu,"
    "localAuthority,town,postCode,crn,offerAccepted,isCancelled,cancellationReason,startDate,endDate,actualEndDate,"
    "currentNightsStayed,actualNightsStayed,overstay,authorised,reason,accommodationOutcome"
)
HERE = Area(codes=frozenset({"Stockport"}), force=None)
PENDING = "Pending (awaiting move on outcome in NDelius – to be updated)"
Row = dict[str, str]


def booking(number: int = 1, **cells: str) -> Row:
    """A booking of the report. `cells`: by the report's heading."""
    return good_row("cas3_bookings", number) | {"bookingId": f"QXB-{number}"} | cells


def landed(rows: Iterable[Row], quarter: str = "2025-26Q3") -> ConformResult:
    period = parse_period(Cadence.QUARTER, quarter)
    lists = read_code_lists(SEEDS)
    result = conform(csv_file(FEED.name, list(rows)), FEED, FileContext(period, HERE, lists, KEY, bytes(32)))
    assert result.accounting.balanced
    return result


def of_labels(*labels: str, quarter: str = "2025-26Q3") -> ConformResult:
    numbers = count(1)
    return landed((booking(next(numbers), accommodationOutcome=label) for label in labels), quarter)


def test_the_columns_are_those_of_the_report() -> None:
    assert FEED.headings == tuple(HEADINGS.split(","))


def test_of_38_columns_four_land_and_the_person_as_a_pseudonym() -> None:
    table = landed([booking()]).accepted
    assert len(FEED.columns) == 38
    row = table.to_pylist()[0]
    assert row.pop("person_noise") is not None
    assert row == {
        "person_token": next(iter(pseudonyms(KEY, [("Q987601",)]))),
        "district_name": "Stockport",
        "is_cancelled": False,
        "end_month": date(2024, 3, 1),
        "move_on_category": "Rental accommodation - private rental",
    }


@pytest.mark.parametrize("heading", ["reason", "cancellationReason", "personName", "riskOfSeriousHarm", "startDate"])
def test_what_is_dropped_is_not_read(heading: str) -> None:
    """Also what no rule could hold of: text that somebody typed, in any characters."""
    result = landed([booking(**{heading: "Qxtyped \u202e “words”, and\nmore"})])
    assert (result.accounting.accepted, result.broken) == (1, {})


@pytest.mark.parametrize(("cell", "is_cancelled"), [("Y", True), ("N", False)])
def test_booleans_are_y_and_n(cell: str, is_cancelled: bool) -> None:
    assert landed([booking(isCancelled=cell)]).accepted["is_cancelled"].to_pylist() == [is_cancelled]


def test_what_is_neither_is_no_answer() -> None:
    result = landed([booking(1, isCancelled="maybe"), booking(2, isCancelled=""), booking(3)])
    assert result.broken == {"cas3_bookings.is_cancelled.readable": 1, "cas3_bookings.is_cancelled.required": 1}


def test_other_districts_are_counted_out_and_so_is_a_property_in_none() -> None:
    result = landed([booking(1), booking(2, localAuthority="Trafford"), booking(3, localAuthority="")])
    assert (result.accounting.accepted, result.accounting.out_of_area) == (1, 2)
    assert set(result.excluded.values()) == {1}


def test_a_booking_that_the_report_repeats_counts_once_and_one_with_two_versions_not_at_all() -> None:
    """A confirmation or cancellation that was entered twice makes two rows of one booking."""
    alike, other = booking(1), booking(2)
    result = landed([alike, alike, other, other | {"cancellationReason": "Qxother"}])
    assert (result.accounting.accepted, result.accounting.duplicate) == (1, 1)
    assert result.broken == {"cas3_bookings.key.unique": 2}


def test_a_stay_that_runs_and_one_that_ended_after_the_quarter_land_as_they_are() -> None:
    rows = [booking(1, actualEndDate="", accommodationOutcome=""), booking(2, actualEndDate="2026-01-09")]
    assert landed(rows).accepted["end_month"].to_pylist() == [None, date(2026, 1, 1)]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Homeless - rough sleeping", "Homeless – rough sleeping"),
        ("Homeless - Rough Sleeping", "Homeless – rough sleeping"),
        ("Homeless – Shelter/Emergency Hostel/Campsite", "Homeless – shelter/emergency hostel/campsite"),
        ("Householder (Owner - freehold or leasehold)", "Householder (owner – freehold or leasehold)"),
        ("Rental accommodation – social rental", "Rental accommodation - social rental"),
        ("They're deceased", "They’re deceased"),
        ("Pending (awaiting move on outcome in NDelius - to be updated)", PENDING),
        ("Updated move on outcome – not recorded in NDelius", "Updated move on outcome - not recorded in NDelius"),
    ],
)
def test_a_label_is_one_value_however_its_dashes_are_written(written: str, label: str) -> None:
    assert of_labels(written).accepted["move_on_category"].to_pylist() == [label]


@pytest.mark.parametrize(
    ("old", "last", "next_quarter"),
    [
        ("Approved Premises", "2025-26Q1", "2025-26Q2"),
        ("Friends/Family (settled)", "2025-26Q1", "2025-26Q2"),
        ("Friends/Family (transient)", "2025-26Q1", "2025-26Q2"),
        ("Pending (no category has been added to NDelius)", "2025-26Q1", "2025-26Q2"),
        ("They’re unlawfully at large or at large", "2025-26Q2", "2025-26Q3"),
        ("Accommodation secured via AfEO - Accommodation for Ex-Offenders Scheme", "2025-26Q2", "2025-26Q3"),
        ("N/A (only to be used where person on probation is deceased)", "2023-24Q4", "2024-25Q1"),
        (
            "Unknown (the probation practitioner has not added the move-on category to NDelius)",
            "2024-25Q2",
            "2024-25Q3",
        ),
    ],
)
def test_a_label_that_was_renamed_or_given_up_holds_to_its_last_quarter(old: str, last: str, next_quarter: str) -> None:
    assert of_labels(old, quarter=last).accounting.accepted == 1
    late = of_labels(old, PENDING, quarter=next_quarter)
    assert (late.accounting.accepted, late.broken) == (1, {"cas3_bookings.move_on_category.allowed": 1})


@pytest.mark.parametrize("new", ["CAS1/AP", "Friends or family (settled)", PENDING, "Support housing"])
def test_a_late_report_of_an_old_quarter_has_the_new_labels(new: str) -> None:
    """The system renames a label for every booking, however old."""
    assert of_labels(new, quarter="2023-24Q1").accounting.accepted == 1


def test_an_unknown_label_goes_to_quarantine_with_its_line_and_no_value() -> None:
    result = of_labels("Rental accommodation - private rental", "A new label", "Hospital")
    assert result.broken == {"cas3_bookings.move_on_category.allowed": 1}
    assert result.rejects.to_pylist() == [
        {"line": 3, "column": "accommodationOutcome", "rule": "cas3_bookings.move_on_category.allowed"}
    ]


def test_a_reference_that_is_none_is_rejected() -> None:
    assert landed([booking(1, crn="987601"), booking(2)]).broken == {"cas3_bookings.crn.pattern": 1}


def test_a_column_that_is_not_in_the_contract_is_refused() -> None:
    row = booking() | {"offenceNotes": "Qxnotes"}
    content = csv_file(FEED.name, [row], list(row))
    period = parse_period(Cadence.QUARTER, "2025-26Q3")
    with pytest.raises(DeliveryRefused, match="in position 39"):
        conform(content, FEED, FileContext(period, HERE, read_code_lists(SEEDS), KEY, bytes(32)))


def test_the_workbook_as_it_is_saved_lands_like_the_text_of_its_rows() -> None:
    rows = [booking(1), booking(2, localAuthority="Trafford"), booking(3, actualEndDate="", accommodationOutcome="")]
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(rows[0]))
    for row in rows:
        days = {key: date.fromisoformat(row[key]) for key in ("startDate", "endDate", "actualEndDate") if row[key]}
        book.active.append([cell or None for cell in (row | days).values()])
    book.save(target)
    period = parse_period(Cadence.QUARTER, "2025-26Q3")
    terms = FileContext(period, HERE, read_code_lists(SEEDS), KEY, bytes(32))
    from_workbook = conform(target.getvalue(), FEED, terms)
    assert from_workbook.accepted == landed(rows).accepted
    assert from_workbook.accounting == landed(rows).accounting


def test_every_label_stands_for_an_address_type_and_is_read_as_nothing_else() -> None:
    """What nDelius has under the same words is the same type."""
    rows = list(csv.DictReader((SEEDS / "code_lists.csv").read_text(encoding="utf-8").splitlines()))
    types = {row["code_group"] for row in rows if row["list_name"] == "move_on_categories"}
    labels = read_code_labels(SEEDS)["address_types"]
    assert types - {"none"} <= set(labels)
    same = {plain(label): code for code, label in labels.items()}
    agreed = [row for row in rows if row["list_name"] == "move_on_categories" and plain(row["code"]) in same]
    assert len(agreed) > 8
    assert [row["code"] for row in agreed if row["code_group"] != same[plain(row["code"])]] == []


def plain(label: str) -> str:
    return label.lower().replace("–", "-")
