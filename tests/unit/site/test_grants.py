"""Grants: the last figures that were signed off, what needs a conversation, and whether Safer Streets worked."""

from datetime import date

import pytest

from ossp_pipeline.packs.board.content import pack_content
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.questions import questions
from tests.unit.site.boards import GRANT, quarter, whole
from tests.unit.site.test_pages import text_of

EARLIER = {
    **GRANT,
    "period": "2025-26Q3",
    "period_end_date": date(2025, 12, 31),
    "spent_pounds": 777.0,
    "alarm": "none",
    "is_newest": False,
    "comment": "Said in December.",
}
SILENT = {
    **GRANT,
    "end_date": date(2026, 3, 31),
    "return_state": "returned",
    "spent_pounds": None,
    "forecast_pounds": None,
    "left_pounds": None,
    "alarm": "no figure",
    "comment": "Not signed.",
}
LEFT = {**GRANT, "end_date": date(2026, 3, 31), "alarm": "will be lost"}
SCHEME = {
    "scheme_id": "after",
    "title": "The year after",
    "grant_id": "hate",
    "measure_ids": "burglary;car_theft",
    "before_from": "2023-04",
    "before_to": "2024-03",
    "after_from": "2024-04",
    "after_to": "2025-03",
    "treated_before_count": 1523,
    "treated_after_count": 1557,
    "comparison_before_count": 258,
    "comparison_after_count": 230,
    "difference": 62,
    "standard_error": 30.0,
    "lower": -5.3,
    "upper": 183.3,
    "verdict": "no difference beyond chance",
    "basis": "Our choice",
}


def rows_with(*grants, schemes=None):
    tables = {**whole(), "performance_grants": list(grants)}
    return tables if schemes is None else {**tables, "performance_safer_streets": schemes}


def told_by(site_of, release_of, rows):
    """What the page, the first screen, the pack’s summary and its questions say."""
    made = site_of(rows)
    snapshot = read_snapshot(release_of(rows), "2025-26Q4")
    return {
        "page": text_of(made.page("grants.html")),
        "first": text_of(made.page()),
        "pack": " ".join(pack_content(snapshot)["besides"]),
        "questions": " ".join(f"{item.text} {item.evidence}" for item in questions(snapshot)),
    }


def test_without_a_figure_the_last_one_and_its_quarter_are_told(site_of, release_of):
    texts = told_by(site_of, release_of, rows_with(EARLIER, SILENT))
    for where, words in texts.items():
        assert "no figure for January to March 2026: returned and waiting for sign-off" in words, where
        assert "£777 spent of £10,000" in words and "in the figures of October to December 2025" in words, where
    assert "1 grant of 1 needs a conversation" in texts["page"]
    assert "3 measures" not in texts["first"] and "1 grant and" in texts["first"]
    assert "What was spent by the end of the quarter" in texts["questions"]
    assert "Said in December." in texts["page"] and "Not signed." not in texts["page"]


def test_the_packs_table_has_the_last_figures_too(release_of):
    [theme] = pack_content(read_snapshot(release_of(rows_with(EARLIER, SILENT)), "2025-26Q4"))["themes"]
    [row] = theme["grants"]
    assert (row["spent"], row["period"], row["is_alarmed"]) == ("£777", "Oct to Dec 2025", True)


@pytest.mark.parametrize(
    ("change", "is_raised"),
    [
        ({}, True),
        ({"end_date": date(2027, 3, 31)}, True),
        ({"end_date": None}, True),
        ({"return_state": "late"}, True),
        ({"return_state": "due"}, False),
        ({"end_date": date(2025, 4, 1)}, True),
        ({"end_date": date(2025, 3, 31)}, False),
        ({"return_state": "not asked", "period": None, "period_end_date": None}, False),
    ],
)
def test_a_live_or_just_ended_grant_without_a_figure_is_raised(site_of, change, is_raised):
    made = site_of(rows_with({**SILENT, **change}))
    page = text_of(made.page("grants.html"))
    assert ("1 grant of 1 needs" in page) == is_raised
    assert ("To talk about:" in page) == is_raised
    assert ("Hate Crime Grant" in made.page()) == is_raised


def test_an_ended_grant_is_told_in_the_past(site_of, release_of):
    for where, words in told_by(site_of, release_of, rows_with(LEFT)).items():
        assert "was left unspent" in words and "£1,400 left in the figures of" in words, where
        assert "will be lost" not in words and "can it still be spent" not in words, where


def test_a_running_grant_is_told_in_the_future(site_of, release_of):
    for where, words in told_by(site_of, release_of, rows_with({**LEFT, "end_date": date(2027, 3, 31)})).items():
        assert "will be lost" in words and "£1,400 expected to be left" in words, where
        assert "was left" not in words, where


def test_an_earlier_quarter_knows_nothing_of_later_figures(release_of):
    rows = rows_with(EARLIER, LEFT)
    earlier = {"period": "2025-26Q3", "period_start_date": date(2025, 10, 1), "period_end_date": date(2025, 12, 31)}
    rows["dim_periods"].append({**quarter(), **earlier})
    [theme] = pack_content(read_snapshot(release_of(rows), "2025-26Q3"))["themes"]
    [row] = theme["grants"]
    assert (row["spent"], row["alarm"]) == ("£777", "None")


LINE = {
    "grant_id": "hate",
    "title": "Hate Crime Grant",
    "funder": "GMCA",
    "financial_year": "2024/25",
    "line_title": "labour",
    "amount_pounds": 9000.0,
    "allocation_pounds": 3000.0,
    "match_pounds": 0.0,
    "carry_forward": "exceptional",
    "is_read": True,
    "reading": "whole term",
}


def test_lines_have_their_amounts_and_the_reading_is_printed_once(site_of):
    page = text_of(site_of({**rows_with(GRANT), "performance_grant_lines": [LINE, LINE]}).page("grants.html"))
    assert "Hate Crime Grant GMCA 2024/25 labour £9,000 £3,000 £0 exceptional" in page
    assert page.count("does not say whether it is for each year") == 1
    assert "for Hate Crime Grant, and does not" in page and "given once for all of them, in equal parts" in page
    stated = {**LINE, "is_read": False}
    page = text_of(site_of({**rows_with(GRANT), "performance_grant_lines": [stated]}).page("grants.html"))
    assert "does not say whether" not in page


def test_each_year_is_the_other_reading(site_of):
    line = {**LINE, "reading": "each year"}
    page = text_of(site_of({**rows_with(GRANT), "performance_grant_lines": [line]}).page("grants.html"))
    assert "Every such amount is read as given for each year;" in page


def test_grants_of_one_scheme_are_added_up_with_their_match_in_kind(site_of):
    first, second = (
        {**GRANT, "grant_id": name, "title": name, "scheme": "Streets", "start_date": date(year, 4, 1), **more}
        for name, year, more in (("p1", 2022, {}), ("p2", 2023, {"match_pounds": 218395.0, "match_kind": "in kind"}))
    )
    page = text_of(site_of(rows_with(second, first)).page("grants.html"))
    assert "Streets: £20,000 in all, matched with £218,395 in kind (p1 and p2)." in page
    assert "Match funding £218,395, in kind; how much of it was given was not returned." in page
    given = {**second, "match_given_pounds": 54_599.0}
    page = text_of(site_of(rows_with(given, first)).page("grants.html"))
    assert "Match funding £218,395, in kind; £54,599 given in the figures of January to March 2026." in page


@pytest.mark.parametrize(
    ("left", "alarm", "words"),
    [
        (200.0, "needs consent", "at the year’s end £200 not spent: carrying it forward needs consent"),
        (200.0, "will be lost", "at the year’s end £200 not spent: it cannot be carried forward"),
        (-30.0, "overspent", "at the year’s end £30 more spent than given: overspent"),
    ],
)
def test_the_years_end_has_its_own_alarm(site_of, left, alarm, words):
    at_end = {"alarm": "none", "end_date": date(2027, 3, 31), "left_at_year_end_pounds": left, "year_end_alarm": alarm}
    page = text_of(site_of(rows_with({**GRANT, **at_end})).page("grants.html"))
    assert "1 grant of 1 needs a conversation" in page and words in page
    quiet = {**at_end, "left_at_year_end_pounds": 0.0, "year_end_alarm": "none"}
    page = text_of(site_of(rows_with({**GRANT, **quiet})).page("grants.html"))
    assert "1 grant of 1 needs" not in page and "at the year’s end" not in page


def test_safer_streets_has_its_result(site_of, release_of):
    rows = rows_with(GRANT, schemes=[SCHEME])
    page = text_of(site_of(rows).page("grants.html"))
    wanted = (
        "No difference beyond chance: 62 more crimes and incidents in its places than the change in places like them "
        "would give; chance leaves anything from 5 fewer to 183 more possible"
    )
    assert wanted in page
    assert "Burglary; car theft. Before: April 2023 to March 2024; after: April 2024 to March 2025." in page
    assert "Places of the scheme 1,523 1,557 +34" in page and "Places like them 258 230 −28" in page
    assert "Places around" not in page, "none were named"
    [theme] = pack_content(read_snapshot(release_of(rows), "2025-26Q4"))["themes"]
    assert [wanted in item["words"] for item in theme["schemes"]] == [True]


def test_where_places_around_are_counted_too_the_sentence_says_so(site_of, release_of):
    around = {
        "displacement_before_count": 201,
        "displacement_after_count": 194,
        "displacement_comparison_before_count": 193,
        "displacement_comparison_after_count": 159,
    }
    rows = rows_with(GRANT, schemes=[{**SCHEME, **around, "difference": 89}])
    page = text_of(site_of(rows).page("grants.html"))
    wanted = "89 more crimes and incidents in its places and around them than the change in places like them would give"
    assert wanted in page
    assert "Places around 201 194 −7" in page and "Places like those around 193 159 −34" in page
    [theme] = pack_content(read_snapshot(release_of(rows), "2025-26Q4"))["themes"]
    assert [wanted in item["words"] for item in theme["schemes"]] == [True]


def test_a_scheme_that_cannot_be_judged_says_why(site_of):
    months = ", ".join(f"2022-{month:02d}" for month in range(4, 13))
    unknown = {name: None for name in SCHEME if name.endswith("_count")}
    row = {
        **SCHEME,
        **unknown,
        "difference": None,
        "lower": None,
        "upper": None,
        "verdict": "cannot be judged",
        "verdict_reason": f"no figures for {months}",
    }
    page = text_of(site_of(rows_with(GRANT, schemes=[row])).page("grants.html"))
    assert "Cannot be judged: no figures for 9 months from April 2022 to December 2022." in page
    assert "Places of the scheme" not in page


def test_a_scheme_whose_time_after_is_not_over_shows_no_number(site_of):
    page = text_of(site_of(rows_with(GRANT, schemes=[{**SCHEME, "after_to": "2026-06"}])).page("grants.html"))
    assert "Cannot be judged yet: its time after runs to June 2026." in page
    assert "1,523" not in page and "62 more" not in page


def test_a_release_without_the_table_says_so(site_of):
    assert "holds no table performance_safer_streets" in text_of(site_of(rows_with(GRANT)).page("grants.html"))
