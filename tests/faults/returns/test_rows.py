"""S35, S39, S40: rows that are not the rows that were issued, answers that slipped, two officers, a closed quarter."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.returned import LEAD, OTHER_LEAD, SIGNER, Office

ALL = {"marac_cases", "marac_repeats", "refuge_rate", "waiting_days"}


def _move_answers_down(book: Any) -> None:
    book["Measures"].move_range("J2:M5", rows=1)


def _paste_rows_down(book: Any) -> None:
    book["Measures"].move_range("A2:N5", rows=1)


def _swap(book: Any) -> None:
    page = book["Measures"]
    for column in range(1, 15):
        upper, lower = page.cell(2, column), page.cell(4, column)
        upper.value, lower.value = lower.value, upper.value


def _swap_keys(book: Any) -> None:
    page = book["Measures"]
    page["A2"].value, page["A4"].value = page["A4"].value, page["A2"].value


def _append(key: str) -> Callable[[Any], None]:
    def append(book: Any) -> None:
        for column in range(1, 15):
            book["Measures"].cell(6, column).value = book["Measures"].cell(2, column).value
        book["Measures"]["A6"].value = key

    return append


def _put(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def put(book: Any) -> None:
        book[sheet][cell].value = value

    return put


def _merge(book: Any) -> None:
    book["Measures"].merge_cells("J2:J3")


# What is done to the workbook → the cell that is told, what is told, the measures that must be queried.
ROW_FAULTS: dict[str, tuple[Callable[[Any], Any], str, str, set[str]]] = {
    "row key retyped": (_put("Measures", "A2", "marac_case|E22000007"), "A2", "the row key", {"marac_cases"}),
    "row key of another area": (_put("Measures", "A2", "marac_cases|E05000001"), "A2", "the row key", {"marac_cases"}),
    "row key blank": (_put("Measures", "A2", None), "A2", "the row key", {"marac_cases"}),
    "two row keys swapped": (_swap_keys, "A2", "the row key", {"marac_cases", "refuge_rate"}),
    "two rows swapped": (_swap, "A2", "the row key", {"marac_cases", "refuge_rate"}),
    "title retyped": (_put("Measures", "B2", "Cases at all"), "B2", "the text under “Measure”", {"marac_cases"}),
    "area retyped": (_put("Measures", "C2", "Tameside"), "C2", "the text under “Area”", {"marac_cases"}),
    "definition retyped": (_put("Measures", "D3", "Only new ones"), "D3", "under “Definition”", {"marac_repeats"}),
    "denominator changed": (_put("Measures", "F3", "cases closed"), "F3", "the text under “Out of”", {"marac_repeats"}),
    "period changed": (_put("Measures", "H2", "2025-07-01 to 2025-09-30"), "H2", "Period to count", {"marac_cases"}),
    "row inserted": (lambda book: book["Measures"].insert_rows(3), "A3", "the row key", ALL),
    "row deleted": (lambda book: book["Measures"].delete_rows(3), "A3", "the row key", ALL - {"marac_cases"}),
    "answers one row down": (_move_answers_down, "J6", "outside the table", ALL),
    "rows pasted one row down": (_paste_rows_down, "A2", "the row key", ALL),
    "measure nobody asked": (_append("unknown_measure|E22000007"), "A6", "outside the table", ALL),
    "area nobody asked": (_append("marac_cases|E05000001"), "A6", "outside the table", ALL),
    "the same measure twice": (_append("marac_cases|E22000007"), "A6", "outside the table", ALL),
    "number beside the table": (_put("Measures", "P3", 12), "P3", "outside the table", ALL),
    "number far below": (_put("Measures", "J400", 12), "J400", "outside the table", ALL),
    "merged answers": (_merge, "J2", "merged cells", {"marac_cases", "marac_repeats"}),
    "merged row": (lambda book: book["Measures"].merge_cells("A4:N4"), "B4", "the text under", {"refuge_rate"}),
}


@pytest.mark.parametrize("fault", ROW_FAULTS)
def test_rows_that_are_not_those_issued_are_told_and_never_count(office: Office, fault: str) -> None:
    edit, cell, told, queried = ROW_FAULTS[fault]
    (taken,) = office.receive(office.edited(office.filled(), edit, "faulty.xlsx"))
    found = [item for item in taken.findings if item.cell == cell and told in item.wrong]
    assert found, taken.findings
    assert found[0].remedy
    office.sign()
    states = {key.split("|")[0]: state for key, state in office.states().items()}
    assert {row for row in ALL if states[row] == "queried"} == queried
    assert {row for row in ALL if states[row] == "accepted"} == ALL - queried
    assert [states[row] for row in ("marac_review", "hate_crime")] == ["accepted", "accepted"]


def test_answers_on_a_sheet_of_ones_own_are_told(office: Office) -> None:
    def add(book: Any) -> None:
        book.create_sheet("More")["A1"].value = 12

    (taken,) = office.receive(office.edited(office.filled(), add))
    assert [(item.sheet, item.wrong) for item in taken.findings] == [
        ("More", "a sheet that was not issued; nothing on it is read")
    ]
    assert not taken.is_clean


def test_two_officers_with_different_values_are_both_asked(office: Office) -> None:
    office.receive(office.filled("first.xlsx"))
    office.sign()
    second = office.filled("second.xlsx", Measures={"J2": 14}, About={"B7": "MARAC co-ordinator"})
    (taken,) = office.receive(second)
    (found,) = taken.findings
    assert (found.cell, found.wrong) == ("J2", f"another value than {LEAD} returned")
    assert office.states()["marac_cases|E22000007"] == "queried"
    assert office.delivered()[0]["numerator"] == ""
    assert {state for key, state in office.states().items() if "cases" not in key} == {"accepted"}


def test_officers_who_agree_again_count_again(office: Office) -> None:
    office.receive(office.filled("first.xlsx"))
    office.receive(office.filled("second.xlsx", Measures={"J2": 14}, About={"B7": "MARAC co-ordinator"}))
    (taken,) = office.receive(office.filled("third.xlsx", Measures={"J2": 14}))
    assert taken.findings == []
    assert office.states()["marac_cases|E22000007"] == "returned"
    assert office.delivered()[0]["numerator"] == "14"


def test_officer_who_stood_in_is_passed_over_only_by_name(office: Office) -> None:
    office.receive(office.filled("first.xlsx"))
    second = office.filled("second.xlsx", Measures={"J2": 14}, About={"B7": "MARAC co-ordinator"})
    (taken,) = office.receive(second, instead_of=("Somebody else",))
    assert taken.findings
    third = office.filled("third.xlsx", Measures={"J2": 14, "M2": "Counted again."}, About={"B7": "MARAC co-ordinator"})
    (taken,) = office.receive(third, instead_of=("domestic  ABUSE lead",))
    assert taken.findings == []
    assert office.delivered()[0]["returned_by"] == "MARAC co-ordinator"


def test_workbook_for_a_closed_quarter_is_refused_until_it_is_reopened(office: Office) -> None:
    office.receive(office.filled("first.xlsx"))
    office.close()
    late = office.filled("late.xlsx", Measures={"J2": 13})
    (taken,) = office.receive(late)
    assert taken.refusal["code"] == "E-CLOSED"
    assert office.delivered()[0]["numerator"] == "12"
    office.close(is_open=True)
    (taken,) = office.receive(late)
    assert taken.outcome == "received"
    assert office.delivered()[0]["numerator"] == "13"


def test_nobody_signs_off_what_they_returned(office: Office) -> None:
    office.receive(office.filled())
    result = office.sign(by="domestic abuse  LEAD")
    assert (result["signed"], result["own"], result["accepted"]) == (0, 7, 0)
    assert set(office.states().values()) == {"returned"}
    assert office.sign(by=SIGNER)["accepted"] == 7
    assert OTHER_LEAD not in {row["signed_by"] for row in office.delivered()}
