"""S33, S35, S36, S41, H01, H10: one wrong cell in a workbook that is right otherwise.

Each fault must be told at its cell, leave its row queried and without a value even after somebody signs the return off,
and leave every other row as it was returned.
"""

from datetime import datetime
from typing import Any

import pytest

from tests.returned import ROWS, Office, surgery

# Cells changed on the sheet Measures → the cell that is told, what is told, the measure that must be queried.
MEASURES: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "number with words": ({"J2": "3 positive outcomes"}, "J2", "something else beside", "marac_cases"),
    "n/a": ({"J2": "n/a"}, "J2", "words where a number", "marac_cases"),
    "awaiting": ({"J2": "awaiting"}, "J2", "words where a number", "marac_cases"),
    "a dash": ({"J2": "-"}, "J2", "words where a number", "marac_cases"),
    "suppression mark": ({"J2": "*"}, "J2", "words where a number", "marac_cases"),
    "less than five": ({"J2": "<5"}, "J2", "something else beside", "marac_cases"),
    "percentage as 12.5": ({"J3": 12.5, "K3": 100}, "J3", "count with decimals", "marac_repeats"),
    "percentage as 0.125": ({"J3": 0.125, "K3": 1}, "J3", "a share such as", "marac_repeats"),
    "percentage as text": ({"J3": "12.5%"}, "J3", "a percentage", "marac_repeats"),
    "part above whole": ({"J3": 9, "K3": 4}, "J3", "larger than the group", "marac_repeats"),
    "something out of nothing": ({"J3": 0, "J5": 3, "K5": 0}, "K5", "0, although", "waiting_days"),
    "no denominator": ({"K3": None}, "K3", "blank", "marac_repeats"),
    "no numerator": ({"J3": None}, "J3", "no number counted", "marac_repeats"),
    "denominator nobody asked": ({"K2": 12}, "K2", "not asked", "marac_cases"),
    "formula": ({"J2": "=130+7"}, "J2", "a formula", "marac_cases"),
    "formula that reaches out": ({"J2": '=WEBSERVICE("http://127.0.0.1/")'}, "J2", "a formula", "marac_cases"),
    "error": ({"J2": "#REF!"}, "J2", "an error", "marac_cases"),
    "date": ({"J2": datetime(2023, 3, 31)}, "J2", "a date", "marac_cases"),
    "true": ({"J2": True}, "J2", "TRUE or FALSE", "marac_cases"),
    "below zero": ({"J2": -3}, "J2", "below zero", "marac_cases"),
    "half a case": ({"J2": 12.5}, "J2", "count with decimals", "marac_cases"),
    "huge": ({"J2": 5_000_000}, "J2", "larger than any count", "marac_cases"),
    "thousands separator": ({"J2": "1,234"}, "J2", "something else beside", "marac_cases"),
    "exponent": ({"J2": "1E5"}, "J2", "something else beside", "marac_cases"),
    "wide digits": ({"J2": "１２"}, "J2", "words where a number", "marac_cases"),
    "Arabic digits": ({"J2": "٣"}, "J2", "words where a number", "marac_cases"),
    "hidden mark in a number": ({"J2": "1\u200b2"}, "J2", "something else beside", "marac_cases"),
    "mean with three decimals": ({"J5": 1.125}, "J5", "more than two decimals", "waiting_days"),
    "blank, no reason": ({"J4": None}, "J4", "nothing was filled in", "refuge_rate"),
    "number and reason": ({"L2": "not available yet"}, "L2", "a reason why there is none", "marac_cases"),
    "reason not on the list": ({"J2": None, "L2": "holiday"}, "L2", "none of the choices", "marac_cases"),
    "look-alike letters": ({"J2": None, "L2": "nоt available yet"}, "L2", "none of the choices", "marac_cases"),
    "reason is elsewhere, but is not": (
        {"J2": None, "L2": "other: said in the narrative", "M2": None},
        "M2",
        "which is blank",
        "marac_cases",
    ),
    "e-mail address": ({"M2": "Ask j.bloggs@example.org about it"}, "M2", "an e-mail address", "marac_cases"),
    "telephone number": ({"M2": "Ring 0161 496 0123 first"}, "M2", "a telephone number", "marac_cases"),
    "mobile number": ({"M2": "Ring +44 7700 900123 first"}, "M2", "a telephone number", "marac_cases"),
    "postcode": ({"M2": "The case at SK1 3XE was hard"}, "M2", "a postcode", "marac_cases"),
    "National Insurance number": ({"M2": "Reference AB 12 34 56 C"}, "M2", "a National Insurance", "marac_cases"),
    "NHS number": ({"M2": "Patient 943 476 5919"}, "M2", "an NHS number", "marac_cases"),
    "date of birth": ({"M2": "Client, born 3/4/1987, moved"}, "M2", "a date of birth", "marac_cases"),
    "title and name": ({"M2": "Mrs Bloggs was rehoused"}, "M2", "a title before a name", "marac_cases"),
    "hidden marks in an address": ({"M2": "j.blo\u200bggs@exam\u00adple.org"}, "M2", "an e-mail", "marac_cases"),
    "far too long": ({"M2": "x" * 1_001}, "M2", "longer than 1,000", "marac_cases"),
    "gigantic": ({"M2": "x" * 32_000}, "M2", "longer than 1,000", "marac_cases"),
    "formula for words": ({"M2": '=HYPERLINK("http://127.0.0.1/","see")'}, "M2", "a formula", "marac_cases"),
    "date for words": ({"M2": datetime(2025, 12, 1)}, "M2", "a date", "marac_cases"),
}
OTHERS: dict[str, tuple[str, dict[str, Any], str, str, str]] = {
    "progress not on the list": ("Actions", {"G2": "nearly"}, "G2", "none of the choices", "marac_review"),
    "progress look-alike": ("Actions", {"G2": "оn track"}, "G2", "none of the choices", "marac_review"),
    "no progress, but a comment": ("Actions", {"G3": None}, "G3", "blank", "refuge_lease"),
    "nothing about an action": ("Actions", {"G2": None}, "G2", "nothing was filled in", "marac_review"),
    "e-mail in a comment": ("Actions", {"H2": "see a@b.org"}, "H2", "an e-mail address", "marac_review"),
    "pounds as text": ("Grants", {"H2": "£1,000"}, "H2", "something else beside", "hate_crime"),
    "tenths of pennies": ("Grants", {"H2": 10.125}, "H2", "more than two decimals", "hate_crime"),
    "negative spend": ("Grants", {"H2": -5}, "H2", "below zero", "hate_crime"),
    "no forecast": ("Grants", {"I2": None}, "I2", "blank", "hate_crime"),
    "no match": ("Grants", {"J2": None}, "J2", "blank", "hate_crime"),
    "forecast below spend": ("Grants", {"I2": 100}, "I2", "less than what is spent", "hate_crime"),
    "more than the grant": ("Grants", {"H2": 10_501, "I2": 10_501}, "H2", "more than allocation", "hate_crime"),
    "huge spend": ("Grants", {"H2": 2e8, "I2": 2e8}, "H2", "larger than any grant", "hate_crime"),
}


@pytest.mark.parametrize("fault", MEASURES)
def test_wrong_cell_of_a_measure_is_told_at_its_cell_and_never_counts(office: Office, fault: str) -> None:
    cells, told_at, told, row = MEASURES[fault]
    _check(office, "Measures", cells, (told_at, told, row))


@pytest.mark.parametrize("fault", OTHERS)
def test_wrong_cell_of_an_action_or_grant_is_told_at_its_cell_and_never_counts(office: Office, fault: str) -> None:
    sheet, cells, told_at, told, row = OTHERS[fault]
    _check(office, sheet, cells, (told_at, told, row))


def test_percentage_that_is_only_shown_as_one_is_told(office: Office) -> None:
    path = office.filled(Measures={"J3": 0.25})
    shown = office.edited(path, lambda book: setattr(book["Measures"]["J3"], "number_format", "0.0%"))
    _check_taken(office, shown, "Measures", ("J3", "a percentage", "marac_repeats"))


def test_stale_result_stored_beside_a_formula_is_never_used(office: Office) -> None:
    path = office.filled(Measures={"J2": "=130+7"})
    name = "xl/worksheets/sheet3.xml"

    def store_result(parts: dict[str, bytes]) -> None:
        assert b"<f>130+7</f><v></v>" in parts[name] or b"<f>130+7</f><v />" in parts[name]
        for blank in (b"<v></v>", b"<v />"):
            parts[name] = parts[name].replace(b"<f>130+7</f>" + blank, b"<f>130+7</f><v>5</v>")

    _check_taken(office, surgery(path, store_result), "Measures", ("J2", "a formula", "marac_cases"))


def test_jump_from_the_last_accepted_value_needs_words(office: Office) -> None:
    office.receive(office.filled("before.xlsx", "2025-26Q2", Measures={"J4": 120}))
    office.sign(quarter="2025-26Q2")
    _check(office, "Measures", {"J4": 1_201}, ("J4", "more than 10 times", "refuge_rate"))
    (explained,) = office.receive(office.filled("why.xlsx", Measures={"J4": 1_201, "M4": "A new refuge opened."}))
    assert explained.findings == []


def test_spend_that_falls_needs_words(office: Office) -> None:
    office.receive(office.filled("before.xlsx", "2025-26Q2"))
    office.sign(quarter="2025-26Q2")
    _check(office, "Grants", {"H2": 7_200}, ("H2", "less than was spent by", "hate_crime"))


def test_words_that_a_spreadsheet_would_run_leave_with_an_apostrophe(office: Office) -> None:
    """H01: stored as text, such words are no formula here, but would be one in a CSV file that somebody opens."""
    path = office.filled()

    def type_text(book: Any) -> None:
        for cell, text in {"M2": "=1+1", "M3": "+44 and more", "M4": "@SUM(1)", "M5": "-2 on last year"}.items():
            book["Measures"][cell].value = text
            book["Measures"][cell].data_type = "s"

    (taken,) = office.receive(office.edited(path, type_text))
    assert taken.findings == []
    assert [row["narrative"] for row in office.delivered()] == [
        "'=1+1",
        "'+44 and more",
        "'@SUM(1)",
        "'-2 on last year",
    ]


def _check(office: Office, sheet: str, cells: dict[str, Any], expected: tuple[str, str, str]) -> None:
    _check_taken(office, office.filled("faulty.xlsx", **{sheet: cells}), sheet, expected)


def _check_taken(office: Office, path: Any, sheet: str, expected: tuple[str, str, str]) -> None:
    cell, told, row = expected
    (taken,) = office.receive(path)
    found = [item for item in taken.findings if item.cell == cell and item.sheet == sheet]
    assert found, taken.findings
    assert told in found[0].wrong
    assert found[0].remedy
    office.sign()
    states = {key.split("|")[0]: state for key, state in office.states().items()}
    assert states.pop(row) == "queried"
    assert set(states.values()) == {"accepted"}
    assert len(states) == ROWS - 1
    feed = {"Measures": "measure_returns", "Actions": "action_returns", "Grants": "grant_returns"}[sheet]
    (delivered,) = [item for item in office.delivered(feed) if row in item.values()]
    assert delivered["state"] == "queried"
    assert delivered["no_figure_reason" if sheet == "Measures" else "comment"].startswith("query: ")
    assert not any(
        delivered.get(name) for name in ("numerator", "denominator", "progress", "spent_pounds", "narrative")
    )
