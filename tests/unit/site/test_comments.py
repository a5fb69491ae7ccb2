"""A lead's comment on a measure counted from a feed shows, once signed off, where the words of returns show."""

from datetime import date

import openpyxl
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.packs.board.content import pack_content
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.site.published import newest_figures
from tests.unit.site.boards import CSP, card, commented, measure, quarter, worse
from tests.unit.site.test_pages import text_of

QUARTER = "2025-26Q4"
THEN = "Written when the newest published figure was 111, February 2026."


def red(*comments):
    """Burglary is red and worse, and returned by nobody."""
    return worse(performance_returns=[], performance_comments=list(comments))


def test_a_comment_shows_on_the_measures_page_the_first_page_and_in_the_packs(site_of, release_of):
    rows = red(commented())
    made = site_of(rows)
    page = text_of(made.page("measure-burglary.html"))
    assert (
        f"Two sheds a night. Police lead, on January to March 2026; signed off by Head of safety, 20 April 2026. {THEN}"
        in page
    )
    assert "No comment" not in page
    assert "Police lead: “Two sheds a night.”" in text_of(made.page())
    content = pack_content(read_snapshot(release_of(rows), QUARTER))
    assert [row["comment"] for row in content["talk"]] == ["Two sheds a night."]
    (theme,) = content["themes"]
    assert [item["words"] for item in theme["comments"]] == [f"Two sheds a night. {THEN}"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"return_state": "returned", "narrative": None}, "a comment came and waits for sign-off"),
        ({"return_state": "queried", "narrative": None}, "a comment came and was queried"),
        ({"status": ValueStatus.WITHHELD, "narrative": None}, "the comment is withheld with the figures it is about"),
        ({"return_state": "none", "narrative": None}, "no comment for the quarter"),
    ],
)
def test_why_a_comment_does_not_show_is_said(site_of, changes, words):
    made = site_of(red(commented(**changes)))
    assert f"Police lead ({words})" in text_of(made.page())
    page = text_of(made.page("measure-burglary.html"))
    said = "No comment from Police lead for January to March 2026." if words.startswith("no ") else words
    assert said in page


def test_words_that_nobody_signed_stay_inside(site_of, pack_of):
    rows = red(commented(return_state="returned"))
    assert "sheds" not in site_of(rows).everything
    (path,) = pack_of(rows).glob("*.xlsx")
    assert "sheds" not in str([*openpyxl.load_workbook(path)["Comments"].values])


@pytest.mark.slow
def test_the_packs_spreadsheet_lists_the_comments_of_the_quarter(pack_of):
    rows = red(commented(), commented("theft", title="Theft", return_state="none", narrative=None))
    rows["dim_measures"] = [measure(), measure("theft", title="Theft")]
    (path,) = pack_of(rows).glob("*.xlsx")
    *_, last = content = [*openpyxl.load_workbook(path)["Comments"].values]
    assert "Theft" not in str(content)
    assert last == ("Burglary", "Police lead", "accepted", "Two sheds a night.", "111, February 2026", "Head of safety")
    (path,) = pack_of(red(commented(status=ValueStatus.WITHHELD, narrative=None, narrative_figure=None))).glob("*.xlsx")
    *_, last = openpyxl.load_workbook(path)["Comments"].values
    assert last[3:5] == ("[c]", "[c]")


def test_a_comment_on_an_earlier_quarter_stays_and_the_quarter_has_none(site_of):
    dates = {"period_start_date": date(2025, 10, 1), "period_end_date": date(2025, 12, 31)}
    made = site_of(red(commented(period="2025-26Q3", **dates)))
    page = text_of(made.page("measure-burglary.html"))
    assert "Two sheds a night. Police lead, on October to December 2025" in page
    assert "No comment from Police lead for January to March 2026." in page
    assert "(no comment for the quarter)" in text_of(made.page())


def test_nobody_is_asked_for_words_on_a_retired_measure(site_of):
    rows = red()
    rows["dim_measures"] = [measure(status="retired")]
    page = text_of(site_of(rows).page("measure-burglary.html"))
    assert "The measure is retired: nobody is asked for words." in page and "No comment" not in page


def test_before_any_quarter_has_ended_a_measure_has_no_comment_and_its_page_says_who_may_write(site_of):
    page = text_of(site_of({**red(), "dim_periods": []}).page("measure-burglary.html"))
    assert "No comment from Police lead for the quarter. Whoever answers" in page


def test_a_comment_with_personal_details_is_kept_back(site_of):
    made = site_of(red(commented(narrative="Ring 0161 496 0000")))
    assert "0161" not in made.everything
    assert "Not shown: it seems to hold a telephone number" in text_of(made.page("measure-burglary.html"))


def test_a_pack_of_a_quarter_has_its_comment_and_none_of_a_later_one(release_of):
    dates = {"period_start_date": date(2025, 10, 1), "period_end_date": date(2025, 12, 31)}
    later = [
        commented(
            period=f"2026-27Q{number}",
            period_start_date=date(2026, 1 + 3 * number, 1),
            period_end_date=date(2026, 3 + 3 * number, 28),
        )
        for number in (1, 2, 3)
    ]
    rows = red(commented(period="2025-26Q3", narrative="One gang.", **dates), commented(), *later)
    rows["dim_periods"] = [{**quarter(), "period": "2025-26Q3", "financial_quarter": "2025-26Q3", **dates}, quarter()]
    content = str(pack_content(read_snapshot(release_of(rows), "2025-26Q3")))
    assert "One gang." in content and "sheds" not in content


def test_what_a_lead_is_shown_is_the_newest_published_figure_in_words(release_of):
    rows = red()
    rows["performance_scorecards"] = [
        card(target=90.0, rag="red", verdict="worsening"),
        card("hidden", status=ValueStatus.WITHHELD, verdict="cannot be judged"),
    ]
    rows["dim_measures"] = [measure(), measure("hidden", window_months=12)]
    assert newest_figures(release_of(rows).folder) == {
        f"burglary|{CSP}": "112, March 2026; worse than usual; target 90, red",
        f"hidden|{CSP}": "withheld to protect people, 12 months to March 2026; cannot be judged",
    }
