"""Words for people: what is counted, who supplied it, what is missing, and names that tell parts of a page apart."""

import csv
import re
from collections import Counter

import pytest

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.contracts.status import ValueStatus, Verdict
from ossp_pipeline.settings import SEEDS
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.formatting import STATUSES, VERDICTS, period_ranges, spell_periods
from ossp_pipeline.site.measure_in_words import in_words
from ossp_pipeline.site.pages import rendered
from tests.unit.site.assessed import assessed
from tests.unit.site.boards import measure, whole
from tests.unit.site.test_pages import text_of

TWO = "These are different questions, and their answers may differ."


@pytest.mark.parametrize(
    ("source", "said", "words"),
    [
        ("crime", "all", "all crimes"),
        ("crime", "type=Shoplifting", "crimes of the type Shoplifting"),
        ("crime", "code=8U", "crimes of the Home Office code 8U"),
        ("crime", "code=8S;code=8T;code=104", "crimes of the Home Office codes 8S, 8T or 104"),
        ("crime", "group=Robbery;code=9B", "crimes of the offence group Robbery, or of the Home Office code 9B"),
        ("asb", "source=Council", "incidents of anti-social behaviour recorded by: Council"),
        ("supervision", "ended=ATR;ended=DRR", "people under supervision with a requirement ended (ATR or DRR)"),
        ("treatment", "new=yes", "people new in treatment"),
        ("crime", "outcome=charged in time", "crimes charged or summonsed within six months"),
        ("asb", "closed=followed", "incidents of anti-social behaviour followed for three months"),
        ("crime", "place=street", "crimes place: street"),
        ("crime", "residents", "residents"),
        ("returned", "people = housed", "people = housed"),
    ],
)
def test_what_is_counted_is_said_in_words(source, said, words):
    assert in_words({"source": source, "numerator": said}, "numerator") == words


def test_no_measure_of_the_catalogue_shows_how_models_name_it():
    with (SEEDS / "measure_catalogue.csv").open(encoding="utf-8") as file:
        texts = [in_words(row, name) for row in csv.DictReader(file) for name in ("numerator", "denominator")]
    assert len(texts) > 200 and [words for words in texts if "=" in words or ";" in words or words == "all"] == []


def test_every_category_is_said_in_words():
    with (SEEDS / "measure_categories.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        said = f"{row['kind']}={row['value'] or 'one'}" if row["kind"] else row["value"]
        words = in_words({"source": row["source"], "numerator": said}, "numerator")
        assert "=" not in words and f"{row['kind']}: " not in words, said


def test_a_measures_page_says_what_is_counted_and_who_supplied_it(site_of):
    made = site_of(whole())
    package = read_json(made.candidate / "datapackage.json")
    package["sources"] = [
        {"feed": "police_crime", "title": "Police recorded crime", "supplier": "Some Police", "basis": "by law"}
    ]
    write_json(made.candidate / "datapackage.json", package)
    page = text_of(dict(rendered(read_board(made.candidate)))["measure-burglary.html"])
    assert "Source: Some Police (Police recorded crime)." in page
    assert "What is counted crimes of the type Burglary Out of nothing: it is a count" in page


def test_the_supplier_of_a_return_is_who_answers_for_it(site_of):
    returned = measure(source="returned", feed="measure_returns", numerator="people", owner_role="Housing lead")
    page = text_of(site_of({**whole(), "dim_measures": [returned]}).page("measure-burglary.html"))
    assert "Source: Housing lead, in the quarter’s return." in page


def test_every_status_and_every_verdict_has_words():
    assert set(STATUSES) == set(ValueStatus)
    assert set(VERDICTS) == set(Verdict)


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ("2024-08", "August 2024"),
        ("2024-08, 2024-09, 2024-10", "August 2024 to October 2024"),
        ("2024-03, 2024-12, 2025-01", "March 2024; December 2024 to January 2025"),
        ("2025-26Q4", "January to March 2026"),
        ("2025-26Q1, 2025-26Q2", "April to June 2025; July to September 2025"),
    ],
)
def test_gaps_are_told_as_people_name_months(site_of, listed, words):
    assert period_ranges(listed) == words
    rows = whole()
    counts = {"expected_count": 14, "observed_count": 9, "true_zero_count": 0, "not_yet_due_count": 0}
    rows["performance_coverage"] = [{"measure_id": "burglary", **counts, "missing_periods": listed}]
    made = site_of(rows)
    assert f"missing: {words} " in text_of(made.page("measure-burglary.html"))
    assert f"Police crime {words} 1 measure: Burglary Police lead" in text_of(made.page("quality.html"))


def test_a_reason_names_months_in_words_and_leaves_years_and_days_alone():
    assert (
        spell_periods("no delivery for 2024-08 and 2025-26Q4")
        == "no delivery for August 2024 and January to March 2026"
    )
    assert spell_periods("of 2019-20, sent 2025-03-31") == "of 2019-20, sent 2025-03-31"


def regions_of(page):
    """Names of the parts of a page that a reader may jump to."""
    labels = dict(re.findall(r'id="([^"]+)"[^>]*>([^<]*)<', page))
    named = [labels[name] for name in re.findall(r'role="region" aria-labelledby="([^"]+)"', page)]
    return Counter(named + re.findall(r'<(?:aside|nav)[^>]* aria-label="([^"]+)"', page))


def test_no_two_regions_of_a_page_share_a_name(site_of):
    for name, page in site_of(assessed()).pages.items():
        assert {region: count for region, count in regions_of(page).items() if count > 1} == {}, name


def test_everything_a_page_says_stands_inside_a_landmark(site_of):
    for name, page in site_of(whole()).pages.items():
        body = page[page.index("<body>") + 6 : page.index("</body>")]
        outside = re.sub(r"<(header|aside|main|footer)\b.*?</\1>\s*", "", body, flags=re.DOTALL).strip()
        assert outside == '<a class="skip" href="#content">Skip to the content</a>', name
        assert '<aside class="notice" aria-label="About these figures"><p>INVENTED</p></aside>' in page, name


def test_two_verdicts_on_one_thing_are_told_apart_on_both_pages(site_of):
    made = site_of(assessed())
    for name in ("needs-change", "measure-burglary"):
        page = text_of(made.page(f"{name}.html"))
        assert TWO in page and "“Since the last assessment” asks whether twelve months together had more" in page
    assert '<a href="needs-change.html">Since the last assessment</a>' in made.page("measure-burglary.html")


@pytest.mark.parametrize("facts", [{"source": "returned"}, {"source": "treatment"}])
def test_where_there_is_one_verdict_nothing_is_told_apart(site_of, facts):
    rows = assessed()
    assert TWO not in site_of({**rows, "dim_measures": [measure(**facts)]}).page("measure-burglary.html")
    assert TWO not in site_of({**rows, "sna_change": []}).page("measure-burglary.html")


def test_twelve_months_that_end_elsewhere_have_a_table_of_their_own(site_of):
    rows = assessed()
    later = {**rows["sna_change"][0], "subject": "asb", "level": "all", "category": "all", "period": "2026-04"}
    rows["sna_change"] += [later]
    page = text_of(site_of(rows).page("needs-change.html"))
    assert "Incidents: twelve months to March 2026" in page and "Incidents: twelve months to April 2026" in page


def test_types_of_anti_social_behaviour_are_named_as_such(site_of):
    rows = assessed()
    fallen = {**rows["sna_change"][0], "subject": "asb", "verdict": "fall"}
    rows["sna_change"] += [{**fallen, "category": "Environmental"}, {**fallen, "level": "all", "category": "all"}]
    page = text_of(site_of(rows).page("needs-change.html"))
    assert "Fell by more than chance: ASB: environmental, all of anti-social behaviour." in page
    assert "ASB: environmental 321 257" in page


def test_definitions_of_serious_violence_have_names_and_no_setting_is_named(site_of):
    rows = assessed()
    for row in rows["sna_serious_violence"]:
        row["definition"] = {"wide": "greater_manchester"}.get(row["definition"], row["definition"])
    page = text_of(site_of(rows).page("needs-violence.html"))
    assert "Greater Manchester, version 1" in page and "by the chosen definition (Narrow, version 1)" in page
    assert "setting" not in page and "Has a figure" not in page


SET = {"organisation": "Some Council", "contact": "access@example.org", "prepared": "2026-05-04"}
UNSET = dict.fromkeys(SET, "")


def statement_of(made, settings):
    package = read_json(made.candidate / "datapackage.json")
    write_json(made.candidate / "datapackage.json", {**package, "accessibility": settings})
    return text_of(dict(rendered(read_board(made.candidate)))["accessibility.html"])


@pytest.mark.parametrize("settings", [SET, UNSET])
def test_the_accessibility_statement_has_what_the_law_asks_for(site_of, settings):
    page = statement_of(site_of(whole()), settings)
    for wanted in (
        "This statement applies to the pages “Stockport: community safety”",
        "partially compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2 AA standard",
        "No outside body has assessed them",
        "Nobody has tested them with a screen reader",
        "Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies",
        "Equality Advisory and Support Service (EASS)",
        "in accordance with the accessibility regulations",
    ):
        assert wanted in page


def test_the_statement_names_who_runs_the_pages_whom_to_tell_and_its_day(site_of):
    page = statement_of(site_of(whole()), SET)
    assert "These pages are run by Some Council." in page and "Some Council is committed" in page
    assert "contact: access@example.org." in page
    assert "This statement was prepared on 4 May 2026." in page and "is set yet" not in page


def test_what_the_settings_leave_empty_the_statement_says_plainly(site_of):
    page = statement_of(site_of(whole()), UNSET)
    for what in ("organisation", "contact", "day of preparation"):
        assert f"No {what} is set yet in ossp.toml." in page
