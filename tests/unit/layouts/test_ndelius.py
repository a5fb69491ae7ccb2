"""Rows of the contract from nDelius extracts: the people as they were on the quarter's last day."""

from datetime import date

import pytest

from ossp_pipeline.contracts.records import Head, Record
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.layouts.ndelius import ELSEWHERE, clean_crn, supervised
from ossp_pipeline.layouts.ndelius_records import RECORD_TYPES
from ossp_pipeline.layouts.ndelius_values import OUTCOMES, REQUIREMENTS, RISKS, SENTENCES
from ossp_pipeline.settings import SEEDS
from tests.extracts import Item, supervised_person

QUARTER = (date(2024, 1, 1), date(2024, 3, 31))
PLACES = {"SK11AA": "E01000001"}
# The type of registration, so that no extract here is one without any.
OTHER = {"0": [("RegistrationDetails", {"Id": "1", "TypeCode": "ALT1", "Date": "20200101"})]}


def rows_of(*extracts: dict[str, list[Item]]) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """The rows of a full extract and of changes after it."""
    fields = {kind.name: [name for name, _, _ in kind.fields] for kind in RECORD_TYPES}

    def records(people: dict[str, list[Item]]) -> list[Record]:
        return [
            Record(owner, name, dict.fromkeys(fields[name], "") | {"Deleted": "N"} | cells, line)
            for line, (owner, name, cells) in enumerate(
                (owner, *item) for owner, items in {**OTHER, **people}.items() for item in items
            )
        ]

    series = [(Head(number == 0, number, ""), records(people)) for number, people in enumerate(extracts)]
    rows, notes = supervised(series, lambda asked: {code: PLACES[code] for code in asked & set(PLACES)}, QUARTER)
    return [dict(row) for row in rows], notes


def row_of(*changes: dict[str, list[Item]], **changed: dict[str, str]) -> dict[str, str]:
    (row,) = rows_of({"1": supervised_person(1, **changed)}, *changes)[0]
    return row


def test_a_person_becomes_a_row_for_each_requirement_of_each_sentence() -> None:
    second = ("Requirement", {"Id": "92", "DisposalId": "81", "CategoryDescription": "Unpaid Work"})
    rows, notes = rows_of({"1": [*supervised_person(1), second]})
    assert rows[0] == {
        "CRN": "Q987601",
        "Date Of Birth": "01/11/1987",
        "Gender": "Male",
        "Postcode": "SK1 1AA",
        "Home LSOA 2021": "E01000001",
        "RoSH": "RMRH",
        "IOM": "N",
        "Event Number": "1",
        "Sentence Type": "CO",
        "Sentence Date": "05/02/2024",
        "Termination Date": "",
        "Requirement": "DRR",
        "Requirement Commenced": "11/02/2024",
        "Requirement Terminated": "",
        "Requirement Outcome": "",
    }
    assert (rows[1]["Requirement"], rows[1]["Requirement Commenced"], notes) == ("UPW", "", ())


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ({"SentenceDate": "20240331"}, 1),
        ({"SentenceDate": "20240401"}, 0),
        ({"SentenceDate": "20230101", "TerminationDate": "20240101"}, 1),
        ({"SentenceDate": "20230101", "TerminationDate": "20231231"}, 0),
        ({"DisposalDetail": "Fine"}, 0),
        ({"DisposalDetail": "Adult Custody"}, 0),
        ({"Deleted": "Y"}, 0),
    ],
)
def test_only_sentences_supervised_in_the_quarter_count(sentence: dict[str, str], expected: int) -> None:
    assert len(rows_of({"1": supervised_person(1, Disposal=sentence)})[0]) == expected


def test_what_happened_after_the_quarter_is_not_known_in_it() -> None:
    row = row_of(
        Disposal={"TerminationDate": "20240401"},
        Requirement={"Terminationdate": "20240402", "TerminationDescription": "Completed"},
        RegistrationDetails={"Date": "20240401"},
        OffenderAddress={"StartDate": "20240401"},
    )
    assert [row[name] for name in ("Termination Date", "Requirement Terminated", "Requirement Outcome")] == [""] * 3
    assert [row[name] for name in ("RoSH", "Postcode", "Home LSOA 2021")] == [""] * 3


def test_custody_is_supervised_from_the_release() -> None:
    releases = [("Release", {"Id": day, "ReleaseDate": day}) for day in ("20230901", "20240220", "20240401")]
    custody = {"DisposalDetail": "Adult Custody", "SentenceDate": "20231001"}
    (row,), _ = rows_of({"1": [*supervised_person(1, Disposal=custody), *releases]})
    assert (row["Sentence Type"], row["Sentence Date"]) == ("LIC", "20/02/2024")


def test_a_release_from_an_earlier_sentence_is_none_of_this_one() -> None:
    custody = {"DisposalDetail": "Adult Custody", "SentenceDate": "20231001"}
    earlier = ("Release", {"Id": "1", "ReleaseDate": "20230930"})
    assert rows_of({"1": [*supervised_person(1, Disposal=custody), earlier]})[0] == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [("male", "Male"), ("F", "Female"), ("Unknown", "Other"), ("", "")],
)
def test_gender_is_read_from_how_its_description_begins(given: str, expected: str) -> None:
    assert row_of(Offenders={"GenderDescription": given})["Gender"] == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [(" q987601 ", "Q987601"), ("Q-98 7601", "Q987601"), ("9876011", "9876011"), ("", "")],
)
def test_a_reference_loses_what_is_no_part_of_it(given: str, expected: str) -> None:
    assert clean_crn(given) == expected


@pytest.mark.parametrize(
    ("address", "postcode", "area", "note"),
    [
        ({"Postcode": "sk11aa"}, "SK1 1AA", "E01000001", None),
        (
            {"Postcode": "M60 1AA"},
            "M60 1AA",
            ELSEWHERE,
            "people with a postcode that the table of places lacks, who count",
        ),
        ({"Postcode": "unknown"}, "", ELSEWHERE, "people with a postcode that the table"),
        ({"NoFixedAbode": "Y"}, "NFA", "", "people without a postcode, who count for the area"),
        ({"Postcode": ""}, "", "", "people without a postcode"),
        ({"StatusDescription": "Proposed"}, "", "", "people without a postcode"),
    ],
)
def test_a_home_is_placed_by_its_postcode(address: dict[str, str], postcode: str, area: str, note: str | None) -> None:
    rows, notes = rows_of({"1": supervised_person(1, OffenderAddress=address)})
    assert (rows[0]["Postcode"], rows[0]["Home LSOA 2021"]) == (postcode, area)
    assert [item.startswith(note or "") for item in notes] == [True] * (note is not None)


def test_the_home_is_the_newest_main_address_of_the_quarter_also_one_left_since() -> None:
    moved = (
        "OffenderAddress",
        {"Id": "2", "StatusDescription": "Main", "Postcode": "M60 1AA", "StartDate": "20240405"},
    )
    (row,), _ = rows_of({"1": [*supervised_person(1, OffenderAddress={"StatusDescription": "Previous"}), moved]})
    assert row["Postcode"] == "SK1 1AA"


def test_registrations_say_the_risk_and_the_cohort() -> None:
    more = [
        ("RegistrationDetails", {"Id": "2", "Date": "20240301", "TypeCode": "RHRH"}),
        ("RegistrationDetails", {"Id": "3", "Date": "20240302", "TypeCode": "RVHR", "DeRegistered": "Y"}),
        ("RegistrationDetails", {"Id": "4", "Date": "20240101", "TypeCode": "IIOM"}),
    ]
    (row,), _ = rows_of({"1": [*supervised_person(1), *more]})
    assert (row["RoSH"], row["IOM"]) == ("RHRH", "Y")


def test_an_extract_without_registrations_is_refused_because_nobody_in_the_cohort_would_be_a_nought() -> None:
    people = [item for item in supervised_person(1) if item[0] != "RegistrationDetails"]
    records = [Record("1", name, {"Id": "", "Deleted": "N", "Postcode": "", **cells}, 0) for name, cells in people]
    with pytest.raises(DeliveryRefused, match="no registrations"):
        supervised([(Head(True, 1, ""), records)], lambda asked: {}, QUARTER)


def test_changes_replace_add_and_delete() -> None:
    ended = {
        "Id": "91",
        "DisposalId": "81",
        "CategoryDescription": "Drug Rehabilitation",
        "Terminationdate": "20240301",
    }
    first = {"1": [("Requirement", {**ended, "TerminationDescription": "Revoked"})]}
    assert row_of(first)["Requirement Outcome"] == "Revoked"
    assert row_of(first, {"1": [("Requirement", {**ended, "Deleted": "Y"})]}).get("Requirement") is None
    for kind, gone in (("Offenders", "1"), ("Disposal", "81"), ("EventDetails", "71")):
        assert rows_of({"1": supervised_person(1)}, {"1": [(kind, {"Id": gone, "Deleted": "Y"})]})[0] == [], kind
    assert len(rows_of({}, {"2": supervised_person(2)})[0]) == 1


def test_what_has_lost_its_whole_gives_a_row_for_the_contract_to_reject() -> None:
    rows, _ = rows_of({"1": supervised_person(1, Requirement={"DisposalId": "80"})})
    assert [row.get("Sentence Type") for row in rows] == ["CO", None]
    rows, _ = rows_of({"1": supervised_person(1, Disposal={"EventId": "70"})})
    assert [row["Event Number"] for row in rows] == [""]
    rows, _ = rows_of({"1": [item for item in supervised_person(1) if item[0] != "Offenders"]})
    assert [row["CRN"] for row in rows] == [""]


def test_a_description_that_means_nothing_to_us_stays_as_it_is_written() -> None:
    """The contract then rejects its row, and counts it: nobody falls out unnoticed."""
    new = {"Disposal": {"DisposalDetail": "A new order"}, "Requirement": {"CategoryDescription": "A new kind"}}
    (row,), (note,) = rows_of({"1": supervised_person(1, **new)})
    assert (row["Sentence Type"], row["Requirement"]) == ("A new order", "A new kind")
    places = "line 5 of full extract 0000, line 6 of full extract 0000"
    assert note == f"2 description(s) that none of our readings fits: {places}"
    assert "Requirement" not in row_of(Requirement={"CategoryDescription": "Prohibited Activity"})


def test_a_requirement_that_ended_for_another_reason_has_an_unknown_outcome_and_a_note() -> None:
    ended = {"Terminationdate": "20240301", "TerminationDescription": "Transferred"}
    rows, notes = rows_of({"1": supervised_person(1, Requirement=ended)})
    assert (rows[0]["Requirement Terminated"], rows[0]["Requirement Outcome"]) == ("01/03/2024", "")
    assert notes == ("requirements that ended for another reason, so that their outcome is unknown: 1",)


def test_events_are_numbered_in_the_order_of_conviction() -> None:
    more = [
        ("EventDetails", {"Id": "9", "ConvictionDate": "20200101"}),
        ("Disposal", {"Id": "82", "EventId": "9", "SentenceDate": "20200102", "DisposalDetail": "Suspended Sentence"}),
    ]
    rows, _ = rows_of({"1": [*supervised_person(1), *more]})
    assert {row["Sentence Type"]: row["Event Number"] for row in rows} == {"SSO": "1", "CO": "2"}


def test_every_reading_is_a_value_of_the_contract() -> None:
    lists = read_code_lists(SEEDS)
    assert {code for _, code in SENTENCES} - {""} <= lists["sentence_types"]
    assert {code for _, code in REQUIREMENTS} - {""} <= lists["requirement_types"]
    assert set(RISKS) == lists["risk_levels"]
    from ossp_pipeline.feeds.probation_supervision import FEED

    assert {code for _, code in OUTCOMES} == set(FEED.column("requirement_outcome").allowed)
