"""Which personal details are found in typed text, which text passes, and what is printed."""

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.protect.screening import clean_text, neutralise_formula, personal_details, screen_columns

PERSONAL = {
    "write to a.b@council.gov.uk": "an e-mail address",
    "ring 07700 900123": "a telephone number",
    "ring (0161) 496 0123": "a telephone number",
    "at sk13xe since May": "a postcode",
    "at M1 1AA": "a postcode",
    "his number is AB123456C": "a National Insurance number",
    "patient 9434765919": "an NHS number",
    "patient 943-476-5919": "an NHS number",
    "patient 401 023 2137": "an NHS number",
    "patient 987 654 3210": "an NHS number",
    "DOB 01/02/1990": "a date of birth",
    "d.o.b. 1990-02-01": "a date of birth",
    "born on 1st February 1990": "a date of birth",
    "Mr Bloggs came": "a title before a name",
}
NOT_PERSONAL = (
    "12 of 40 cases, 3 more than in 2024-25Q3",
    "The panel met on 12/11/2025 and on 3 December 2025",
    "Spend was 12345.67 of 218973 pounds",
    "ATR and DRR starts rose; Q3 was 4% above Q2",
    "Patient transport; ten digits that fail the check: 9434765918",
    "Patient transport; others that fail it: 4010232138, 9876543211, 9876543219",
    "Born out of the review of 2024",
    "Mr and Mrs rules of the panel",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_details_with_a_form_are_found(text):
    assert personal_details(text) == [PERSONAL[text]]


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_text_about_figures_passes(text):
    assert personal_details(text) == []


def test_a_name_without_a_title_is_not_found():
    assert personal_details("Josephine Bloggs was rehoused") == []


@given(st.text())
def test_cleaned_text_is_one_line_without_hidden_characters(text):
    cleaned = clean_text(text)
    assert "\n" not in cleaned
    assert all(char == " " or unicodedata.category(char)[0] not in "CZ" for char in cleaned)
    assert clean_text(cleaned) == cleaned


@given(st.text(max_size=20))
def test_neutralised_text_never_starts_like_a_formula(text):
    safe = neutralise_formula(clean_text(text))
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert neutralise_formula(safe) == safe


def test_only_cells_that_seem_to_hold_personal_details_are_replaced():
    rows = {"narrative": ["ring 0770\u200b0 900123", "Fewer cases", None], "value": ["07700 900123", "2", "3"]}
    screened = screen_columns(pa.table(rows), ["narrative"])
    note = "Not shown: it seems to hold a telephone number. Its lead is to write it again."
    assert screened["narrative"].to_pylist() == [note, "Fewer cases", None]
    assert screened["value"].to_pylist() == rows["value"]
    assert screen_columns(screened, ["narrative"]) == screened
