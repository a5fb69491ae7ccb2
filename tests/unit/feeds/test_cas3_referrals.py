"""CAS3's report of referrals as HMPPS writes it: what lands of it, and which rows are one referral."""

import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.extract.intake import take_in
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.feeds.cas3_referrals import FEED
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.protect.pseudonyms import pseudonyms
from ossp_pipeline.settings import EVERYWHERE, SEEDS, Settings
from tests.faults.content.conftest import KEY, csv_file, good_row
from tests.installations import settings_in
from tests.unit.extract.test_gather import drop

# The report's columns, in its order.
HEADINGS = (
    "referralId,referralDate,personName,pncNumber,crn,sex,genderIdentity,ethnicity,dateOfBirth,registeredSexOffender,"
    "historyOfSexualOffence,concerningSexualBehaviour,needForAccessibleProperty,riskOfSeriousHarm,"
    "historyOfArsonOffence,concerningArsonBehaviour,dutyToReferMade,dateDutyToReferMade,"
    "dutyToReferLocalAuthorityAreaName,dutyToReferOutcome,town,postCode,probationRegion,pdu,outOfRegion,"
    "destinationRegion,destinationPdu,referralSubmittedDate,referralRejected,rejectionReason,rejectionReasonExplained,"
    "rejectionDate,sourceOfReferral,prisonReleaseType,prisonAtReferral,releaseDate,updatedReleaseDate,"
    "accommodationRequiredDate,updatedAccommodationRequiredFromDate,bookingOffered"
)
HERE = Area(codes=frozenset({"Stockport"}), force=None)
Row = dict[str, str]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, area=EVERYWHERE)


def referral(number: int = 1, **cells: str) -> Row:
    """A referral of the report, with its words for answers. `cells`: by the report's heading."""
    words = {"referralRejected": "No", "bookingOffered": "Yes", "dutyToReferMade": "Yes"}
    return good_row(FEED.name, number) | {"referralId": f"QXR-{number}"} | words | cells


def terms() -> FileContext:
    period = parse_period(Cadence.QUARTER, "2023-24Q4")
    return FileContext(period, HERE, read_code_lists(SEEDS), KEY, bytes(32))


def landed(rows: Iterable[Row], without: tuple[str, ...] = ()) -> ConformResult:
    rows = [{heading: cell for heading, cell in row.items() if heading not in without} for row in rows]
    result = conform(csv_file(FEED.name, rows, list(rows[0])), FEED, terms())
    assert result.accounting.balanced
    return result


def test_the_columns_are_those_of_the_report() -> None:
    assert FEED.headings == tuple(HEADINGS.split(","))


def test_of_40_columns_four_land_with_the_referral_and_the_person_as_pseudonyms() -> None:
    assert len(FEED.columns) == 40
    row = landed([referral()]).accepted.to_pylist()[0]
    assert row.pop("person_noise") is not None
    assert row == {
        "referral_token": next(iter(pseudonyms(KEY, [("QXR-1",)]))),
        "person_token": next(iter(pseudonyms(KEY, [("Q987601",)]))),
        "district_name": "Stockport",
        "referred_month": date(2024, 1, 1),
        "is_rejected": False,
        "is_offered": True,
    }


@pytest.mark.parametrize(
    "heading",
    ["personName", "riskOfSeriousHarm", "rejectionReason", "rejectionReasonExplained", "prisonAtReferral", "postCode"],
)
def test_what_is_dropped_is_not_read(heading: str) -> None:
    """Also what no rule could hold of: text that somebody typed, in any characters."""
    result = landed([referral(**{heading: "Qxtyped \u202e “words”, and\nmore"})])
    assert (result.accounting.accepted, result.broken) == (1, {})


@pytest.mark.parametrize(("yes", "no"), [("Yes", "No"), ("Y", "N")])
def test_answers_are_read_in_either_spelling(yes: str, no: str) -> None:
    rows = [referral(1, referralRejected=yes, bookingOffered=no), referral(2, referralRejected=no, bookingOffered=yes)]
    table = landed(rows).accepted
    assert (table["is_rejected"].to_pylist(), table["is_offered"].to_pylist()) == ([True, False], [False, True])


def test_what_is_neither_is_no_answer() -> None:
    rows = [referral(1, bookingOffered="maybe"), referral(2, bookingOffered=""), referral(3, bookingOffered="No")]
    result = landed([*rows, referral(4)])
    assert result.broken == {"cas3_referrals.is_offered.readable": 1, "cas3_referrals.is_offered.required": 1}
    assert result.accounting.accepted == 2


def test_a_referral_that_is_not_decided_lands_as_neither() -> None:
    table = landed([referral(1, bookingOffered="No"), referral(2)]).accepted
    assert (table["is_rejected"].to_pylist(), table["is_offered"].to_pylist()) == ([False, False], [False, True])


def test_a_referral_is_of_the_district_of_its_duty_to_refer_and_of_none_without() -> None:
    """The unit of probation is of two boroughs, and the postcode is that of a bed."""
    other, none = "Trafford", ""
    heading = "dutyToReferLocalAuthorityAreaName"
    rows = [referral(1), referral(2, **{heading: other}), referral(3, **{heading: none}, dutyToReferMade="No")]
    result = landed([row | {"pdu": "Stockport and Trafford"} for row in rows])
    assert (result.accounting.accepted, result.accounting.out_of_area) == (1, 2)
    assert set(result.excluded.values()) == {1}


def test_rows_of_one_referral_share_its_pseudonym_and_one_that_is_repeated_counts_once() -> None:
    """The report has a referral once for each bed that was booked: of two in one property the rows are alike."""
    elsewhere = referral(1, town="Qxtown", postCode="QQ9 9QX")
    result = landed([referral(1), referral(1), elsewhere, referral(2)])
    assert (result.accounting.accepted, result.accounting.duplicate, result.broken) == (3, 1, {})
    first, second, third = result.accepted["referral_token"].to_pylist()
    assert first == second != third


def test_a_referral_of_another_quarter_is_rejected_and_a_report_of_one_refused() -> None:
    late = {"referralSubmittedDate": "2024-04-01"}
    result = landed([referral(1), referral(2, referralSubmittedDate="2024-03-31"), referral(3, **late)])
    assert result.broken == {"cas3_referrals.referred_month.in_period": 1}
    with pytest.raises(DeliveryRefused, match="are not of 2023-24Q4"):
        landed([referral(1, **late), referral(2, **late), referral(3)])


def test_a_reference_that_is_none_is_rejected() -> None:
    rows = [referral(1, crn="987601"), referral(2, referralId=""), referral(3)]
    assert landed(rows).broken == {"cas3_referrals.crn.pattern": 1, "cas3_referrals.referral_token.required": 1}


def test_an_older_report_without_columns_that_are_dropped_lands_the_same() -> None:
    """HMPPS has added columns over the years, the newest in September 2025."""
    added = ("outOfRegion", "destinationRegion", "destinationPdu", "rejectionReasonExplained", "updatedReleaseDate")
    assert landed([referral()], without=added).accepted == landed([referral()]).accepted


@pytest.mark.parametrize("heading", ["bookingOffered", "referralRejected", "dutyToReferLocalAuthorityAreaName", "crn"])
def test_a_report_without_a_column_that_a_figure_needs_is_refused(heading: str) -> None:
    with pytest.raises(DeliveryRefused) as refusal:
        landed([referral()], without=(heading,))
    assert (refusal.value.code, heading in str(refusal.value)) == ("E-HEADER", True)


def test_a_column_that_is_not_in_the_contract_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="in position 41"):
        landed([referral() | {"offenceNotes": "Qxnotes"}])


def test_the_workbook_as_it_is_saved_lands_like_the_text_of_its_rows() -> None:
    rows = [referral(1), referral(2, dutyToReferLocalAuthorityAreaName="Trafford"), referral(3, bookingOffered="No")]
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Sheet0"
    book.active.append(list(rows[0]))
    for row in rows:
        days = {key: date.fromisoformat(row[key]) for key in ("referralDate", "referralSubmittedDate")}
        book.active.append([cell or None for cell in (row | days).values()])
    book.save(target)
    from_workbook = conform(target.getvalue(), FEED, terms())
    assert from_workbook.accepted == landed(rows).accepted
    assert from_workbook.accounting == landed(rows).accounting


# Columns that tell HMPPS's other reports about people, from its public code.
OTHERS = {
    "bookings": "bookingId,referralId,personName,crn,offerAccepted,isCancelled,accommodationOutcome",
    "bed usage": "probationRegion,pdu,localAuthority,propertyRef,bedspaceRef,crn,type,startDate,endDate,bookingStatus",
    "bookings to come": "bookingId,referralId,personName,crn,sourceOfReferral,prisonAtReferral,bookingStatus",
}


@pytest.mark.parametrize("headings", OTHERS.values(), ids=OTHERS)
def test_another_report_about_people_is_refused_by_name(settings: Settings, headings: str) -> None:
    drop(settings, headings.encode() + b"\n", "cas3-referrals-2023-24Q4-v1.csv", FEED.name)
    assert refusal_of(settings, FEED.name).startswith(
        "this is another CAS3 report about people: no referral is counted"
    )


@pytest.mark.parametrize("feed_name", ["cas3_bookings", "cas3_bedspaces"])
def test_the_report_of_referrals_is_known_in_the_folders_of_the_others(settings: Settings, feed_name: str) -> None:
    drop(settings, HEADINGS.encode() + b"\n", "referrals.csv", feed_name)
    assert refusal_of(settings, feed_name).startswith("this is the CAS3 report of referrals: ")


def test_the_report_of_referrals_is_taken(settings: Settings) -> None:
    drop(settings, csv_file(FEED.name, [referral()]), "cas3-referrals-2023-24Q4-v1.csv", FEED.name)
    take_in(settings, [FEED], wait=False)
    (delivery,) = RawStore(settings.raw).deliveries(FEED.name)
    assert (delivery.refusal, delivery.accounting.accepted) == (None, 1)


def refusal_of(settings: Settings, feed_name: str) -> str:
    take_in(settings, [FEEDS[feed_name]], wait=False)
    (delivery,) = RawStore(settings.raw).deliveries(feed_name)
    assert delivery.refusal is not None
    return str(delivery.refusal["message"])
