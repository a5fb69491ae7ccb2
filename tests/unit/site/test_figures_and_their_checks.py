"""Each figure of a row has its own status; what was returned of a measure that a feed gives counts nowhere."""

import pytest

from ossp_pipeline.site.formatting import signed
from ossp_pipeline.site.views.sections import count
from tests.unit.site.boards import measure, returned, whole
from tests.unit.site.test_pages import text_of

WHY = "Arson is what the police recorded"


def checked(**changes):
    rows = whole()
    rows["dim_measures"] = [measure(other_figures=WHY)]
    check = {
        "is_check": True,
        "value": 111.0,
        "returned_value": 120.0,
        "gap": 9.0,
        "status": "observed",
        "unit": "count",
    }
    rows["performance_returns"] = [returned(**{**check, **changes})]
    return rows


def test_a_count_has_its_own_status_where_its_table_gives_one():
    row = {"status": "not supplied", "numerator": 8979, "numerator_status": "observed", "earlier_numerator": None}
    assert count(row) == "8,979"
    assert count(row, "earlier_numerator") == "not supplied"
    assert count({**row, "numerator_status": None, "status": "withheld", "numerator": None}) == "withheld"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "March 2026 120 111 +9"),
        ({"return_state": "returned", "returned_value": None, "gap": None}, "March 2026 returned 111 none"),
        (
            {"status": "withheld", "returned_value": None, "gap": None, "value": None},
            "March 2026 withheld to protect people withheld to protect people none",
        ),
    ],
)
def test_what_was_returned_stands_beside_the_figure_with_its_gap(site_of, changes, words):
    page = text_of(site_of(checked(**changes)).page("measure-burglary.html"))
    assert "Returned as a check" in page and words in page


def test_the_reason_why_another_figure_differs_is_on_the_page(site_of):
    assert f"Other figures of this {WHY}" in text_of(site_of(checked()).page("measure-burglary.html"))


@pytest.mark.parametrize("is_check", [True, False])
def test_a_check_is_no_return_that_is_outstanding(site_of, is_check):
    page = text_of(site_of(checked(return_state="queried", is_check=is_check)).page("quality.html"))
    assert ("Burglary March 2026 queried" in page) != is_check


def test_a_difference_has_its_sign_and_unit():
    assert [signed(5.46, "percent"), signed(-3, "count"), signed(0, "count")] == ["+5.5 percentage points", "−3", "±0"]
