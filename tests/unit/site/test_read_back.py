"""Every number of the pages is in the published rows that its line names, or derived: a planted one is held."""

import re

import pytest

from ossp_pipeline.site.checks import NUMBERS
from ossp_pipeline.site.printed_figures import Allowed, allowed_by
from ossp_pipeline.site.printed_lines import lines_of, read_page
from ossp_pipeline.site.published_facts import Facts, Scope
from tests.unit.site.assessed import assessed
from tests.unit.site.boards import measure, signals, whole
from tests.unit.site.test_figures_and_their_checks import checked
from tests.unit.site.test_rebased_chart import PROPOSED

COVERAGE = {
    "expected_count": 14,
    "observed_count": 12,
    "true_zero_count": 0,
    "not_yet_due_count": 0,
    "missing_periods": "2024-08, 2026-03",
}
AREAS = {"E1": "Bramhall", "E2": "Brinnington"}


def facts(*rows, **more):
    return Facts(Scope({"rows": list(rows)}, **{"homes": ["E0"], **more}), AREAS, Allowed())


def lines(html):
    return list(lines_of(read_page(f"<main>{html}</main>")))


def unexplained(known, html):
    return [number for line in lines(html) for number in known.unexplained(line)]


def row(**values):
    return {"title": "Burglary", "area_code": "E1", "period": "2026-03", "value": 1234.5, "status": "observed"} | values


TABLE = (
    "<table><caption>Burglary</caption><thead><tr><th>Ward</th><th>Figure</th></tr></thead>"
    "<tbody><tr><th>{}</th><td>{}</td></tr></tbody></table>"
)


@pytest.mark.parametrize("printed", ["1,234.5", "1,234.50"])
def test_a_figure_may_be_printed_at_any_of_its_precisions(printed):
    assert unexplained(facts(row()), TABLE.format("Bramhall", printed)) == []


def test_a_count_has_no_decimals_though_an_equal_figure_with_decimals_was_read_before():
    assert allowed_by({"value": 5.0}).figures == {"5", "5.0", "5.00"}
    assert allowed_by({"value": 5}).figures == {"5"}


@pytest.mark.parametrize("printed", ["1,235.5", "12,345", "2,469"])
def test_a_figure_that_is_changed_scaled_or_doubled_is_found(printed):
    assert unexplained(facts(row()), TABLE.format("Bramhall", printed)) == [printed]


def test_the_figure_of_another_ward_is_found():
    known = facts(row(), row(area_code="E2", value=77))
    assert unexplained(known, TABLE.format("Brinnington", "77")) == []
    assert unexplained(known, TABLE.format("Bramhall", "77")) == ["77"]


def test_the_figure_of_another_month_is_found():
    known = facts(row(area_code="E0"), row(area_code="E0", period="2026-02", value=77))
    assert unexplained(known, TABLE.format("February 2026", "77")) == []
    assert unexplained(known, TABLE.format("March 2026", "77")) == ["77"]


def test_the_figure_of_a_part_is_not_that_of_the_whole_whose_name_is_in_its_own():
    known = facts(row(area_code="E0"), row(area_code="E0", title="Residential burglary", value=77))
    assert unexplained(known, "<p>Residential burglary: 77 in March 2026</p>") == []
    assert unexplained(known, "<p>Burglary: 77 in March 2026</p>") == ["77"]


def test_under_a_heading_only_the_columns_it_is_made_of_count():
    known = facts(row(denominator=300), columns={"Figure": ("value",)})
    assert unexplained(known, TABLE.format("Bramhall", "300")) == ["300"]


def test_numbers_in_published_texts_are_no_figures_and_changed_ones_are_found():
    known = facts(row(note="counted under codes 28 to 31, from 2023/24"), is_open=True)
    assert unexplained(known, "<p>Burglary is counted under codes 28 to 31, from 2023/24</p>") == []
    assert unexplained(known, "<p>Burglary is counted under codes 28 to 32, from 2023/24</p>")


def test_a_text_is_known_whole_though_fixed_words_are_a_part_of_it():
    known = Facts(
        Scope({"rows": [row(note="231 then; target 150, red")]}, is_open=True),
        AREAS,
        allowed_by({"said": "target 150"}),
    )
    assert unexplained(known, "<p>Burglary: 231 then; target 150, red</p>") == []
    assert unexplained(known, "<p>Burglary: 232 then; target 150, red</p>") == ["232"]


def test_a_period_that_is_not_published_is_found():
    assert unexplained(facts(row()), "<p>Bramhall, March 2026</p>") == []
    assert unexplained(facts(row()), "<p>Bramhall, April 2031</p>") == ["april 2031"]


def test_the_figure_of_another_year_is_found():
    known = facts(row(area_code="E0", period="2025"), row(area_code="E0", period="2024", value=77))
    assert unexplained(known, TABLE.format("2024", "77")) == []
    assert unexplained(known, TABLE.format("2025", "77")) == ["77"]
    assert "2026" in unexplained(known, TABLE.format("2026", "77"))


def test_a_year_in_the_name_of_a_row_leaves_financial_years_whole():
    known = facts(row(area_code="E0", period="2023", plan_year=None), row(area_code="E0", plan_year="2023/24"))
    assert unexplained(known, TABLE.format("2023/24, begun in 2023", "none")) == []


def test_fixed_words_hold_their_own_numbers_and_no_others():
    assert unexplained(facts(row()), "<p>Bramhall per 1,000 residents</p>") == []
    assert unexplained(facts(row()), "<p>Bramhall per 1,001 residents</p>") == ["1,001"]


# The same on a whole site, by the rule.


def change(made, name, old, new):
    page = made.page(name)
    assert old in page
    (made.folder / name).write_text(page.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "old", "new", "number"),
    [
        ("measure-burglary.html", '<td class="num">112</td>', '<td class="num">113</td>', "113"),
        ("measure-burglary.html", '<td class="num">112</td>', '<td class="num">224</td>', "224"),
        ("measure-burglary.html", "each over 1 month", "each over 12 months", "12"),
        ("measure-burglary.html", "</main>", "<p>And 8,675 more.</p></main>", "8,675"),
        ("index.html", "</main>", "<p>And 8,675 more.</p></main>", "8,675"),
        ("quality.html", "</main>", "<p>And 8,675 more.</p></main>", "8,675"),
        ("wards.html", "</main>", "<p>And 8,675 more.</p></main>", "8,675"),
        ("index.html", "</footer>", "<p>Build 8,675</p></footer>", "8,675"),
    ],
)
def test_a_planted_number_is_held_with_its_page_and_its_place(site_of, page, old, new, number):
    made = site_of(whole())
    assert made.judged()[NUMBERS].status == "passed"
    change(made, page, old, new)
    outcome = made.judged()[NUMBERS]
    assert outcome.status == "failed" and outcome.severity == "hold"
    assert f"{page}: {number} in “" in outcome.detail


def test_the_count_of_measures_that_one_cause_leaves_without_a_figure_is_read_back(site_of):
    rows = whole()
    names = ("burglary", "arson", "theft")
    rows["dim_measures"] = [measure(name, title=name.capitalize()) for name in names]
    missing = {"status": "not supplied", "value": None, "status_reason": "no delivery for 2026-03"}
    rows["performance_signals"] = [
        {**item, **(missing if item["period"] == "2026-03" else {})} for name in names for item in signals(name)
    ]
    rows["performance_scorecards"] = []
    rows["performance_coverage"] = [{**COVERAGE, "measure_id": name} for name in names]
    for page in ("index.html", "quality.html"):
        made = site_of(rows)
        assert made.judged()[NUMBERS].status == "passed", made.judged()[NUMBERS].detail
        change(made, page, "3 measures: <a", "4 measures: <a")
        assert f"{page}: 4 in “Measures" in made.judged()[NUMBERS].detail


def test_limits_that_are_proposed_and_the_row_that_accepts_them_are_read_back(site_of):
    rows = whole()
    rows["performance_signals"] = [{**item, **PROPOSED} for item in signals()]
    made = site_of(rows)
    assert made.judged()[NUMBERS].status == "passed"
    change(made, "measure-burglary.html", "burglary_2025_08,", "burglary_2025_09,")
    change(made, "measure-burglary.html", '<td class="num">118.0</td>', '<td class="num">181.0</td>')
    detail = made.judged()[NUMBERS].detail
    assert "09 in “burglary_2025_09" in detail and "181.0 in “Upper limit" in detail


def test_what_was_returned_as_a_check_is_read_back(site_of):
    made = site_of(checked())
    assert made.judged()[NUMBERS].status == "passed"
    change(made, "measure-burglary.html", ">+9<", ">+8<")
    assert "8 in “Gap" in made.judged()[NUMBERS].detail


def test_concentration_of_two_subjects_names_the_twelve_months_of_each(site_of):
    rows = assessed()
    [crime] = rows["sna_concentration"]
    rows["sna_concentration"] = [crime, {**crime, "subject": "asb", "period": "2025-03", "numerator": 1812}]
    made = site_of(rows)
    assert made.judged()[NUMBERS].status == "passed"
    page = made.page("needs-places.html")
    assert page.index("By type, 12 months to March 2026") < page.index("2,021")
    assert page.index("By type, 12 months to March 2025") < page.index("1,812")


def test_the_figure_of_another_measure_is_held(site_of):
    rows = whole()
    rows["dim_measures"] = [*rows["dim_measures"], measure("arson", title="Arson")]
    rows["performance_signals"] = [*rows["performance_signals"], *signals("arson")]
    made = site_of(rows)
    assert made.judged()[NUMBERS].status == "passed"
    page = made.page("measure-burglary.html")
    figures = re.findall(r'<td class="num">(\d+)</td>', page)
    change(made, "measure-burglary.html", f'<td class="num">{figures[0]}</td>', '<td class="num">4,711</td>')
    assert "4,711" in made.judged()[NUMBERS].detail


def test_a_scale_whose_steps_differ_is_held(site_of):
    made = site_of(whole())
    page = made.page("measure-burglary.html")
    tick = re.findall(r'<text[^>]*text-anchor="end"[^>]*>\d+</text>', page)[1]
    change(made, "measure-burglary.html", tick, re.sub(r">(\d+)<", lambda found: f">{int(found[1]) + 1}<", tick))
    assert made.judged()[NUMBERS].status == "failed"


def test_a_row_that_stands_twice_is_held(site_of):
    made = site_of(whole())
    page = made.page("measure-burglary.html")
    first = re.search(r'<tr><th scope="row">March 2026</th>.*?</tr>', page, re.DOTALL)[0]
    change(made, "measure-burglary.html", first, first + first)
    assert "March 2026" in made.judged()[NUMBERS].detail
