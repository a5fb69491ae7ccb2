"""The pages of the needs assessment: what they say, and what they say when there is little, too much or nothing."""

import re

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.tables import TableRef, Tables
from tests.unit.site.assessed import WARDS, assessed, published_figure, published_fires
from tests.unit.site.test_pages import LONGEST, text_of

pytestmark = pytest.mark.slow

# What each page must say of the small release, and which tables it is made from.
SAID = {
    "needs-crime": ("6,066 in the 12 months to March 2026", "Robbery", "sna_levels"),
    "needs-times": ("No hour has more crimes than 23:00 to 23:59", "130", "sna_levels"),
    "needs-change": ("Rose by more than chance: robbery.", "1.25 (1.18 to 1.31)", "sna_change"),
    "needs-harm": ("Robbery: 4.0% of the crimes and 60.0% of the harm.", "3,000", "sna_harm"),
    "needs-violence": ("938 crimes in the 12 months to March 2026", "13,914", "sna_serious_violence"),
    "needs-places": ("held 29% of all crime", "Corner 1", "sna_hotspots"),
    "needs-places-asb": (
        "How concentrated anti-social behaviour is cannot be said",
        "Corner 3, Corner 6",
        "sna_hotspots",
    ),
    "needs-people": ("51% of the need for opiate treatment is estimated to go unmet.", "831", "sna_cohorts"),
    "needs-shared": ("Of 1 item that services share for the area, 1 have a figure", "153", "sna_partner_incidents"),
    "needs-searches": ("412 searches in the 12 months to March 2026; 29%", "300", "sna_stop_and_search"),
    "needs-comparison": ("32.5 recorded crimes per 1,000 residents in 2024-25, place 2 of 2", "69.3", "sna_comparison"),
    "needs-indicators": ("What others publish about the area", "31.7 to 39.5", "sna_published_indicators"),
    "needs-priorities": ("First by the present scores and weights: Robbery, Burglary.", "86.0", "sna_priorities"),
    "needs-sharing": ("1 on time", "18 May 2026", "sna_data_sharing"),
}
TABLES = sorted(name for name in assessed() if name.startswith("sna_"))
NAME = "Averylongnamewithoutaspace" * 8
# Numbers that say which row it is.
KEYS = ("decile", "small_area_count")
# No count of people: how many were asked, listed or resident, estimates, and what the plan and the judges said.
KNOWN_OF_HIDDEN = {
    *KEYS,
    "place_count",
    "year_count",
    "base_count",
    "listed_count",
    "reported_count",
    "quarter_count",
    "residents",
    "estimate",
    "years_pooled",
    "weights_version",
    "weight",
    "score",
    "total_score",
    "priority_rank",
    "best_rank",
    "worst_rank",
    "top_three_percent",
    "action_count",
    "done_count",
    "overdue_count",
    "better_count",
    "worse_count",
}
WRITTEN = (
    "category",
    "evidence",
    "wording",
    "title",
    "item",
    "geography",
    "status_reason",
    "area_name",
    "offence_group",
    "estimate_source",
    "missing_parts",
)
HOSTILE = "<script>alert(1)</script>=cmd|' /C calc'!A0"


def body_of(page):
    return page[page.index("<h1") : page.index("<footer>")]


def assert_whole(made):
    """Every page says something, holds no hole, and keeps the rules of the gate."""
    assert {rule: item.detail for rule, item in made.judged().items() if item.status != "passed"} == {}
    for name, page in made.pages.items():
        assert len(text_of(body_of(page))) > 20, name
        assert not re.search(r"<(t[dh]|p|h2|figcaption)\b[^>]*>\s*</", page), f"{name} has an empty place"
        assert not re.search(r"\bNone\b(?! happened)|\bnan\b", text_of(page)), name
        identifiers = re.findall(r'\sid="([^"]+)"', page)
        assert len(identifiers) == len(set(identifiers)), name
        assert len(page.encode()) < LONGEST, name


@pytest.mark.parametrize("page", SAID)
def test_a_topic_says_its_finding_and_its_figures_and_is_reached_from_the_navigation(site_of, page):
    made = site_of(assessed())
    words, figure, _ = SAID[page]
    text = text_of(made.page(f"{page}.html"))
    assert words in text and figure in text
    assert f'href="{page}.html"' in made.page("needs.html") and words in text_of(made.page("needs.html"))
    assert 'href="needs.html" aria-current="true"' in made.page(f"{page}.html")


def test_a_drawing_its_words_and_its_table_come_from_the_same_rows(site_of):
    page = site_of(assessed()).page("needs-crime.html")
    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert "Burglary 500, then 511" in drawing and "511 in Feb 2026" in drawing
    table = text_of(page[page.index("The larger types by month, 2025/26") :])
    assert all(f" {500 + index} " in table for index in range(12))


def test_small_types_have_a_scale_of_their_own_and_all_on_it_share_it(site_of):
    page = text_of(site_of(assessed()).page("needs-crime.html"))
    large, small = page.split("The smaller types, on a scale of their own", 1)
    assert " 600 " in large and " 40 " in small


def test_a_year_left_out_of_the_season_and_hours_no_feed_tells_are_said(site_of):
    page = text_of(site_of(assessed()).page("needs-times.html"))
    assert (
        "All of anti-social behaviour: the 12 months to March 2025 are left out: no delivery for August 2024." in page
    )
    assert "All of anti-social behaviour: the feed does not tell the hour." in page
    assert "Adults in treatment" not in page


def test_people_in_treatment_say_how_many_rows_they_leave_out(site_of):
    page = text_of(site_of(assessed()).page("needs-people.html"))
    assert "12 months to March 2026: 24 rows are of people who have not consented: in no figure." in page


def test_treatment_is_told_per_adult_and_its_change_by_its_own_twelve_months(site_of):
    made = site_of(assessed())
    assert "Adults in treatment 1,676 7.13 (6.80 to 7.48)" in text_of(made.page("needs-people.html"))
    change = text_of(made.page("needs-change.html"))
    assert "Incidents: twelve months to March 2026 against twelve to March 2025" in change
    assert "People in treatment: twelve months to March 2026 against twelve to December 2024" in change


def test_an_item_nobody_is_set_up_to_receive_lacks_all_of_it(site_of):
    page = text_of(site_of(assessed()).page("needs-sharing.html"))
    assert "Of the 2 items" in page and "1 no feed, 1 on time" in page
    assert (
        "Council school exclusions no feed no feed brings it 30 June 2026 not complete all of it nothing ever came"
        in page
    )


def test_what_was_due_before_records_began_is_counted_and_nobody_is_called_late(site_of):
    page = text_of(site_of(assessed()).page("needs-sharing.html"))
    assert "Police: Police crimes before records began (3 of 3 came) on time" in page
    assert "how late it was is not known" in page and "late" not in page.split("Shared in time, by item")[1]


def test_a_quarters_deliveries_are_counted_as_deliveries(site_of):
    page = text_of(site_of(assessed()).page("needs-sharing.html"))
    assert "Standing Deliveries Due Complete since" in page and "Months supplied" not in page


def test_a_headline_of_the_duty_says_by_which_list_it_is_counted(site_of):
    rows = assessed()
    row = next(row for row in rows["sna_serious_violence"] if row["measure"] == "homicide")
    row["status_reason"] = "flagged crimes of a list"
    page = text_of(site_of(rows).page("needs-violence.html"))
    assert "Homicide 12 Flagged crimes of a list." in page


def test_everything_assessed_is_whole(site_of):
    assert_whole(site_of(assessed()))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("change", "words"), [("gone", "holds no table {}"), ("empty", "The table {} of this release has no row")]
)
def test_a_table_that_is_not_there_or_empty_is_told_in_words(site_of, table, change, words):
    rows = assessed()
    if change == "gone":
        del rows[table]
    else:
        rows[table] = []
    made = site_of(rows)
    assert_whole(made)
    assert any(words.format(table) in text_of(page) for page in made.pages.values())


@pytest.mark.parametrize(
    "status",
    [
        ValueStatus.WITHHELD,
        ValueStatus.SUPPRESSED,
        ValueStatus.NOT_SUPPLIED,
        ValueStatus.NOT_YET_DUE,
        ValueStatus.NOT_APPLICABLE,
    ],
)
def test_nothing_to_show_is_told_in_words_on_every_page(site_of, status):
    """All wards withheld, an empty quarter, no value at all: and figures left in by mistake never show."""
    rows = assessed()
    for table in TABLES:
        for row in rows[table]:
            hidden = status in (ValueStatus.WITHHELD, ValueStatus.SUPPRESSED)
            figures = {
                name: 777123 if hidden else None
                for name, value in row.items()
                if isinstance(value, int | float) and not isinstance(value, bool)
            }
            if "status" in row and table not in ("sna_priorities", "sna_previous_plan"):
                keep = {
                    name: row[name]
                    for name in (*KEYS, "place_count", "listed_count", "reported_count", "base_count")
                    if name in row
                }
                row.update({**figures, **keep, "status": status, "status_reason": "the reason why"})
    made = site_of(rows)
    assert_whole(made)
    assert "777" not in made.everything
    for name in SAID:
        page = made.page(f"{name}.html")
        if name not in ("needs-priorities", "needs-sharing"):
            assert status in page or "the reason why" in text_of(page) or "cannot be said" in page or "No " in page, (
                name
            )
            assert "<svg role" not in page and page.count('role="img"') == 0, f"{name} draws what is not there"


def test_one_hidden_count_among_shown_ones_hides_them_all(site_of):
    rows = assessed()
    row = next(row for row in rows["sna_stop_and_search"] if row["object_of_search"] == "knives")
    row |= {"numerator": None, "status": ValueStatus.WITHHELD}
    made = site_of(rows)
    assert "Drugs" not in made.page("needs-searches.html") and "could be worked out" in made.page("needs-searches.html")


def test_names_of_200_characters_are_whole_in_the_table_and_short_in_the_drawing(site_of):
    rows = assessed()
    for table, column in (
        ("sna_levels", "category"),
        ("sna_harm", "category"),
        ("sna_comparison", "area_name"),
        ("sna_priorities", "title"),
    ):
        for row in rows[table]:
            row[column] = NAME if row[column] in ("Burglary", "Robbery", "Theft", "Manchester") else row[column]
    rows["dim_areas"][1]["area_name"] = NAME
    made = site_of(rows)
    assert_whole(made)
    for name in ("needs-crime", "needs-harm", "needs-comparison", "needs-priorities"):
        page = made.page(f"{name}.html")
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", page)
        assert texts and max(len(words) for words in texts) <= 60, name
        assert f">{NAME}</th>" in page


def test_by_deprivation_the_newest_edition_stands_in_deciles_and_a_silent_one_says_why(site_of):
    rows = assessed()
    older = [{**row, "edition": "2019", "numerator": 99999} for row in rows["sna_deprivation_levels"]]
    rows["sna_deprivation_levels"] += older
    silent = next(row for row in rows["sna_deprivation_levels"] if (row["decile"], row["subject"]) == (10, "asb"))
    silent |= {
        "numerator": None,
        "rate_per_1000": None,
        "status": ValueStatus.NOT_APPLICABLE,
        "status_reason": "one was split",
    }
    page = text_of(site_of(rows).page("needs-crime.html"))
    assert "where crime lies and not why" in page and "99,999" not in page
    assert "1 15 1,871 8.5 441 8.5 10 15 1,880 8.5 not applicable not applicable" in page
    assert "Multiple deprivation, decile 10: one was split." in page


def test_what_people_wrote_into_the_tables_is_shown_as_text(site_of):
    rows = assessed()
    for table in TABLES:
        for row in rows[table]:
            typed = {name for name in WRITTEN if isinstance(row.get(name), str)}
            row |= {name: HOSTILE for name in typed if row[name] not in ("all", "All offences")}
    made = site_of(rows)
    assert_whole(made)
    pages = "".join(made.pages.values())
    assert "<script" not in pages and "&lt;script&gt;alert(1)" in pages


def test_wards_are_mapped_where_that_is_fair_and_listed_always(site_of):
    rows = assessed()
    page = site_of(rows).page("needs-violence.html")
    assert "Wards: highest in Ward 7" in text_of(page) and page.count('role="img"') == 1
    for row in rows["sna_serious_violence"]:
        if row["area_type"] == "ward" and row["area_code"] > "E05000003":
            row |= {"numerator": None, "rate_per_1000": None, "share_of_crime": None, "status": ValueStatus.WITHHELD}
    page = site_of(rows).page("needs-violence.html")
    assert "Only 3 of 7 wards have a figure that may be shown: too few to map." in text_of(page)
    assert 'role="img"' not in page and all(name in page for name in WARDS.values())


def test_a_refusal_of_harm_is_told_with_its_reason(site_of):
    rows = assessed()
    why = "refused: the types of data.police.uk span from a slap to a killing"
    for row in rows["sna_harm"]:
        row |= {"harm": None, "status": ValueStatus.NOT_APPLICABLE, "status_reason": why}
    page = site_of(rows).page("needs-harm.html")
    assert f"There is no figure of harm: {why}." in text_of(page) and "<table" not in page


def test_the_newest_figure_stays_where_a_newer_period_has_none(site_of):
    rows = assessed()
    later = {"period": "2026-04", "numerator": None, "share_of_crime": None, "rate_per_1000": None}
    rows["sna_serious_violence"] += [
        {**row, **later, "status": ValueStatus.NOT_SUPPLIED} for row in rows["sna_serious_violence"]
    ]
    assert "938 crimes in the 12 months to March 2026" in text_of(site_of(rows).page("needs-violence.html"))


def test_the_reader_takes_every_figure_out_of_a_hidden_row(site_of):
    rows = assessed()
    for row in [row for name in TABLES for row in rows[name] if "status" in row]:
        numbers = {
            name for name, value in row.items() if isinstance(value, int | float) and not isinstance(value, bool)
        }
        row.update({**dict.fromkeys(numbers, 777123), "status": ValueStatus.WITHHELD})
    tables = Tables(site_of(rows).candidate)
    left = {
        name
        for table in TABLES
        for row in tables.read(TableRef(table))
        for name, value in row.items()
        if value == 777123
    }
    assert left <= KNOWN_OF_HIDDEN, left - KNOWN_OF_HIDDEN


def test_same_rows_same_bytes(site_of):
    assert site_of(assessed()).hashes == site_of(assessed()).hashes


def indicators_of(site_of, *rows):
    made = site_of({**assessed(), "sna_published_indicators": list(rows)})
    assert_whole(made)
    return text_of(body_of(made.page("needs-indicators.html")))


def test_published_figures_that_are_not_there_say_why_and_are_never_nought(site_of):
    """Neither the value that a row lacks nor one left in by mistake is printed."""
    treated = {"publisher": "NDTMS", "age": "Total", "time_period": "2023/24", "unit": "% of new presentations"}
    treated |= {"is_overlapping": False, "years_pooled": 1}
    missing = {**treated, "status": ValueStatus.NOT_COLLECTED, "status_reason": "0 for all of England"}
    text = indicators_of(
        site_of,
        published_figure("Referred by justice", "partnership", "Stockport", 14.57, (12.29, 17.19), **treated),
        published_figure("Referred by justice", "country", "England", 14.99, (14.81, 15.17), **treated),
        published_figure("Urgent housing", "partnership", "Stockport", None, (None, None), **missing),
        published_figure("Urgent housing", "country", "England", None, (None, None), **missing),
    )
    assert "Referred by justice Stockport 2023/24 14.6% 12.3% to 17.2% 15.0% not compared" in text
    assert "Urgent housing Stockport 2023/24 not collected 0 for all of England." in text
    assert "shares of those whom the heading names" in text and "pooled" not in text


def test_pooled_years_are_said_to_show_no_change_and_older_periods_and_parts_are_left_to_the_download(site_of):
    old = {"time_period": "2020/21 - 22/23", "is_newest": False}
    text = indicators_of(
        site_of,
        published_figure("Admissions", "partnership", "Stockport", 35.6, (31.7, 39.5), compared_with_country="lower"),
        published_figure("Admissions", "partnership", "Stockport", 77.7, (70.1, 79.9), **old),
        published_figure("Admissions", "partnership", "Stockport", 88.8, (80.1, 89.9), sex="Male", is_headline=False),
    )
    assert "35.6 31.7 to 39.5 lower" in text and "no change can be read from them" in text
    assert "77.7" not in text and "88.8" not in text


def test_figures_of_others_alone_are_said_to_leave_the_area_out(site_of):
    text = indicators_of(site_of, published_figure("Admissions", "country", "England", 41.1, (40.7, 41.4)))
    assert "The area itself is not among the published figures." in text


def fires_of(site_of, *rows, **others):
    made = site_of({**assessed(), "sna_published_fires": list(rows), **others})
    assert_whole(made)
    return text_of(body_of(made.page("needs-indicators.html")))


def test_fires_stand_year_by_year_with_where_the_services_own_are_and_a_missing_year_is_no_nought(site_of):
    missing = {"financial_year": "2023-24", "status": ValueStatus.NOT_SUPPLIED, "status_reason": "no file holds it"}
    text = fires_of(
        site_of,
        published_fires("Secondary fire", 321, financial_year="2022-23"),
        published_fires("Secondary fire", None, **missing),
        published_fires("Secondary fire", 298),
        published_fires("Chimney fire", 0, status=ValueStatus.TRUE_ZERO),
    )
    assert "the fire service’s own incidents are in the measure “Deliberate fires”" in text
    assert "Secondary fire 321 not supplied 298" in text
    assert "Chimney fire no row no row 0" in text
    assert "2023-24: no file holds it." in text
    assert "household" not in text, "there are no wards to speak of"


def test_wards_are_shown_for_the_newest_year_and_say_which_fires_they_leave_out(site_of):
    ward = {"area_code": "E05000001", "area_name": "Ward 1", "area_type": "ward"}
    text = fires_of(
        site_of,
        published_fires("Secondary fire", 298),
        published_fires("Secondary fire", 17, **ward),
        published_fires("Secondary fire", 66, **ward, financial_year="2023-24"),
    )
    assert "Ward 1 17" in text and "66" not in text
    assert "no figure of fires in dwellings or chimneys" in text


def test_fires_are_shown_where_nothing_else_is_published(site_of):
    alone = fires_of(site_of, published_fires("Secondary fire", 298), sna_published_indicators=[])
    assert "Secondary fire 298" in alone and "sna_published_indicators of this release has no row" in alone
