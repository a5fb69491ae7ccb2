"""A received file loses some people's rows, and not one byte more."""

from dataclasses import replace

import pytest

from ossp_pipeline.contracts.layout import CSV
from ossp_pipeline.contracts.mapping import Mapping
from ossp_pipeline.contracts.workbook import Workbook
from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.identifiers import ask_identifiers, read_identifiers, ways_to_identify
from ossp_pipeline.governance.rewriting import cells_of, without_people
from ossp_pipeline.layouts.ndtms import ADDED_BY_K
from tests.faults.content.conftest import csv_file, csv_text, good_row
from tests.unit.governance.conftest import SUPERVISION, TREATMENT

pytestmark = pytest.mark.usefixtures("reading_here")

FEED, CASES, TREATED = FEEDS[SUPERVISION], FEEDS["asb_incidents"], FEEDS[TREATMENT]
PERSON = read_identifiers("Q987603\n", FEED)


def text(*numbers: int, end: str = "\n", **changes: str) -> bytes:
    return csv_text(SUPERVISION, [good_row(SUPERVISION, number, **changes) for number in numbers], end=end).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_everything_else_stays_byte_for_byte(end: str, mark: bytes) -> None:
    odd = {"surname": 'O"Brien,\nand more', "forename": "é"}
    content = mark + text(1, 3, 2, end=end, **odd)
    rewritten = without_people(content, FEED, PERSON)
    assert rewritten is not None
    assert rewritten.content == mark + text(1, 2, end=end, **odd)
    assert rewritten.removed == (text(3, end=end, **odd).split(end.encode(), 1)[1],)


@pytest.mark.parametrize(
    "last", [b"Total,2\n", b"(2 rows affected)\n", b"2 rows selected.", b"Total,2\n\nEnd of report\nRecords: 2\n"]
)
@pytest.mark.parametrize("rule", [b"", b"-----\n"])
def test_a_number_of_rows_that_would_be_wrong_goes_with_them(last: bytes, rule: bytes) -> None:
    header, rows = text(1, 3).split(b"\n", 1)
    rewritten = without_people(header + b"\n" + rule + rows + last, FEED, PERSON)
    assert rewritten is not None
    assert rewritten.content.rstrip(b"\n") == header + b"\n" + rule + text(1).split(b"\n", 1)[1].rstrip(b"\n")
    assert len(rewritten.removed) == 1


@pytest.mark.parametrize("last", [b"Total,700\n", b"(700 rows affected)\n", b"End of report"])
def test_other_closing_words_stay(last: bytes) -> None:
    rewritten = without_people(text(1, 3) + last, FEED, PERSON)
    assert rewritten is not None and rewritten.content == text(1) + last


def test_a_reference_is_found_in_any_spelling_that_gives_the_same_pseudonym() -> None:
    for written in (" q987603 ", "q987603", "Ｑ987603"):
        rewritten = without_people(text(1, 3, person_token=written), FEED, PERSON)
        assert rewritten is not None and len(rewritten.removed) == 2, "the reference is that of both rows"


def test_a_file_of_another_encoding_keeps_it() -> None:
    rows = [good_row("asb_incidents", 1), good_row("asb_incidents", 2)]
    free = next(column.heading for column in CASES.columns if column.name == "complainant_token")
    rows[0][free], rows[1][free] = "Zoë", "someone"
    content = csv_text("asb_incidents", rows).encode("cp1252")
    rewritten = without_people(content, CASES, read_identifiers(f"{free}\nSomeone\n", CASES))
    assert rewritten is not None
    assert rewritten.content == csv_text("asb_incidents", rows[:1]).encode("cp1252")


def test_a_file_without_them_is_not_touched() -> None:
    assert without_people(text(1, 2), FEED, PERSON) is None
    assert without_people(b"", FEED, PERSON) is None


def test_a_person_is_recognised_by_all_that_identifies_them_and_by_no_part_of_it() -> None:
    headings = [column.heading for column in ways_to_identify(TREATED)[0]]
    wanted = good_row(TREATMENT, 1)
    other = good_row(TREATMENT, 2) | {heading: wanted[heading] for heading in headings[:-1]}
    other[headings[-1]] = "2" if wanted[headings[-1]] != "2" else "1"
    person = read_identifiers(",".join(headings) + "\n" + ",".join(wanted[heading] for heading in headings), TREATED)
    rewritten = without_people(csv_file(TREATMENT, [wanted, other]), TREATED, person)
    assert rewritten is not None
    assert rewritten.content == csv_file(TREATMENT, [other])


def test_a_workbook_becomes_the_text_that_its_reader_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that is written anew keeps old cells where nobody looks."""
    feed = replace(FEED, workbook=Workbook(sheets="People", notes_sheet="Notes", notes_heading="", notes_by=()))
    monkeypatch.setattr("ossp_pipeline.governance.rewriting.decode", lambda content, feed: (text(1, 3, 2), ()))
    rewritten = without_people(b"PK\x03\x04 a workbook", feed, PERSON)
    assert rewritten is not None and rewritten.content == text(1, 2)


def test_feeds_that_hold_references_come_as_text_or_workbook() -> None:
    """What is rewritten here is rows, under the contract's headings; of files that are joined, by what links them."""
    for feed in FEEDS.values():
        try:
            ways_to_identify(feed)
        except UsageError:
            continue
        assert not feed.geojson, feed.name
        needed = {*feed.join.linked} if feed.join else {*feed.headings}
        assert needed and all(
            layout.file_kind == CSV and needed <= {*layout.headings} for layout in feed.taken_layouts
        ), feed.name


def test_a_person_is_taken_out_of_a_submission_as_data_set_k() -> None:
    columns = [column.heading for column in ways_to_identify(TREATED)[0]]
    wanted = good_row(TREATMENT, 1)
    other = good_row(TREATMENT, 2)
    headings = [*ADDED_BY_K, *TREATED.headings]
    lines = [
        ",".join(headings),
        *(",".join(["NA"] * len(ADDED_BY_K) + [row[name] for name in TREATED.headings]) for row in (wanted, other)),
    ]
    person = read_identifiers(",".join(columns) + "\n" + ",".join(wanted[name] for name in columns), TREATED)
    rewritten = without_people(("\n".join(lines) + "\n").encode(), TREATED, person)
    assert rewritten is not None
    assert rewritten.content == (lines[0] + "\n" + lines[2] + "\n").encode()


@pytest.mark.parametrize(
    ("given", "feed", "problem"),
    [
        ("", FEED, "is empty"),
        ("CRN\n", FEED, "no person"),
        ("Q1,Q2\n", FEED, "ine 1 "),
        ("CRN\nQ987603\n,\n", FEED, "ine 3 "),
        ("Q987603\n", TREATED, "does not say what it holds"),
        ("DOB\n13/01/1907\n", TREATED, "does not say what it holds"),
        ("Q987603\n", FEEDS["ambulance_calls"], "no reference and no name"),
    ],
)
def test_identifiers_that_could_mean_somebody_else_are_refused_and_not_quoted(given, feed, problem) -> None:
    with pytest.raises(UsageError, match=problem) as refused:
        read_identifiers(given, feed)
    assert refused.value.code == "E-ERASE"
    assert "Q98" not in str(refused.value) and "1907" not in str(refused.value)


def test_a_person_is_asked_for_heading_by_heading() -> None:
    asked: list[str] = []
    answers = iter(["A", "B", "13/01/1987", "1"])
    person = ask_identifiers(TREATED, lambda question: asked.append(question) or next(answers))
    assert [question.split(",")[0] for question in asked] == [column.heading for column in person.columns]
    assert person.people == {("A", "B", "13/01/1987", "1")}


def test_a_row_is_found_in_every_form_in_which_landing_reads_it() -> None:
    """With titles above the header, other signs between cells, headings in capitals, commas behind rows, in UTF-16."""
    plain = text(1, 3, 2)
    header, *rows = plain.decode().splitlines()
    forms = {
        "titles": f"Extract\n\n{plain.decode()}",
        "semicolons": plain.decode().replace(",", ";"),
        "capitals": "\n".join([header.upper(), *rows]) + "\n",
        "commas": "\n".join([header, *(f"{row}," for row in rows)]) + "\n",
        "numbers": "\n".join([f",{header}", *(f"{place},{row}" for place, row in enumerate(rows))]) + "\n",
    }
    for name, content in forms.items():
        rewritten = without_people(content.encode(), FEED, PERSON)
        assert rewritten is not None, name
        [removed] = rewritten.removed
        assert b"Q987603" in removed, name
        assert rewritten.content == content.encode().replace(removed, b""), name
    in_utf16 = without_people(plain.decode().encode("utf-16"), FEED, PERSON)
    assert in_utf16 is not None and in_utf16.content == text(1, 2)
    assert cells_of(plain.decode().encode("utf-16"), FEED, PERSON.columns) == [("Q987601",), ("Q987603",), ("Q987602",)]


def test_a_row_is_found_in_a_suppliers_own_layout() -> None:
    mapping = Mapping(
        name="housing",
        feed=CASES.name,
        supplier="Example Homes",
        version=1,
        headings=(("Case No", "case_ref"), ("Reported by", "complainant_ref")),
        beside=True,
    )
    feed = replace(CASES, mappings=(mapping,))
    content = "Case No;Name;Reported by\n1001;Qxsomeone;R1\n1002;Qxother;R2\n".encode("cp1252")
    rewritten = without_people(content, feed, read_identifiers("complainant_ref\nr1\n", feed))
    assert rewritten is not None
    assert rewritten.content == b"Case No;Name;Reported by\n1002;Qxother;R2\n"
    assert cells_of(content, feed, (feed.column("case_token"),)) == [("1001",), ("1002",)]
