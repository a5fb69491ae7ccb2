"""Why there is no figure, why there are no words, and what “delivered again” does not mean."""

import pytest

from ossp_pipeline.packs.board.content import pack_content
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from tests.unit.site.boards import card, measure, returned, signals, whole, worse
from tests.unit.site.test_pages import text_of

SAID = "Validation is not finished"


def silent(state, said=None, status="not supplied"):
    """A returned measure whose newest period has no figure."""
    rows = whole()
    rows["dim_measures"] = [measure(source="returned", feed="measure_returns")]
    rows["performance_signals"] = signals()
    rows["performance_signals"][12] |= {"status": status, "value": None, "numerator": None}
    rows["performance_scorecards"] = [card(latest_period="2026-02", latest_value=111.0)]
    rows["performance_returns"] = [returned(return_state=state, status=status, no_figure_reason=said, narrative=None)]
    return rows


@pytest.mark.parametrize(
    ("state", "status", "said", "words"),
    [
        ("returned", "not supplied", None, "returned and waiting for sign-off"),
        ("returned", "not supplied", SAID, "returned and waiting for sign-off"),
        ("late", "not supplied", None, "not supplied"),
        ("accepted", "not supplied", SAID, f"not supplied; its lead says “{SAID}”"),
        ("queried", "queried", SAID, f"queried with its lead; the query says “{SAID}”"),
        ("accepted", "withheld", SAID, "withheld to protect people"),
    ],
)
def test_the_reason_is_exact_on_the_first_page_the_measures_page_and_in_the_pack(
    site_of, release_of, state, status, said, words
):
    rows = silent(state, said, status)
    made = site_of(rows)
    first, page = text_of(made.page()), text_of(made.page("measure-burglary.html"))
    assert f"Burglary {words} 111 (February 2026)" in first
    assert f"No figure for March 2026: {words} " in page
    [row] = pack_content(read_snapshot(release_of(rows), "2025-26Q4"))["silent"]
    assert "; ".join(filter(None, (row["reason"], row["explanation"]))) == words
    if "says" not in words:
        assert SAID not in first + page


def test_a_reason_with_personal_details_is_kept_back(site_of):
    made = site_of(silent("accepted", "Ring 0161 496 0000"))
    assert "0161" not in made.everything
    assert "Not shown: it seems to hold a telephone number" in text_of(made.page())
    assert "Not shown: it seems to hold a telephone number" in text_of(made.page("measure-burglary.html"))


def test_a_measure_counted_from_a_feed_says_who_may_comment_and_how(site_of):
    made = site_of(worse(performance_returns=[]))
    assert "Police lead (no comment for the quarter)" in text_of(made.page())
    page = text_of(made.page("measure-burglary.html"))
    assert "No comment from Police lead for January to March 2026. Whoever answers for a measure" in page
    assert "on the sheet “Comments on counted measures”" in page
    rows = worse(performance_returns=[], dim_measures=[measure(source="returned")])
    assert "no words were signed off for this figure" in text_of(site_of(rows).page())


def test_delivered_again_is_not_called_revised(site_of, release_of):
    rows = whole()
    rows["performance_signals"] = [{**row, "is_revised": True} for row in signals()]
    made = site_of(rows)
    page, release_text = text_of(made.page("measure-burglary.html")), text_of(made.page("release.html"))
    assert "delivered again since it was first used" in page and "revised" not in page
    assert "Delivered again need not mean revised" in release_text
    assert "March 2025, " in release_text
    assert (
        "April 2026"
        not in release_text.split("Figures that were delivered again")[1].split("</main>")[0].split("Figures to")[0]
    )
    [words] = [
        item
        for item in pack_content(read_snapshot(release_of(rows), "2025-26Q4"))["quality"]["facts"]
        if "again" in item
    ]
    assert words == "1 measure with figures that were delivered, or returned, again."
