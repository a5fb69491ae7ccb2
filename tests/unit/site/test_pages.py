"""What the pages say, and what they say when there is little to say."""

import csv
import re
from itertools import pairwise

import pytest
from jinja2 import Environment

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.site.pages import POLICY, environment
from tests.unit.site.boards import LAST, card, measure, quarter, returned, signals, whole

LONGEST = 40 * 1024
WITHHELD = {"status": ValueStatus.WITHHELD, "status_reason": "a count about people is below the threshold"}


def text_of(page):
    """What a reader reads, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_first_screen_says_how_many_and_which(site_of):
    rows = whole()
    others = ("shoplifting", "robbery", "arson")
    rows["dim_measures"] += [measure(name, title=name.capitalize()) for name in others]
    rows["performance_signals"] += [row for name in others[:2] for row in signals(name)]
    rows["performance_signals"] += signals("arson", status=ValueStatus.NOT_SUPPLIED, value=None)
    rows["performance_scorecards"] = [
        card(rag="red", target=90.0, verdict="worsening", verdict_reason="above the upper limit"),
        card("shoplifting", rag="amber", target=100.0, verdict="improving"),
        card("robbery"),
        card("arson", latest_value=None, status=ValueStatus.NOT_SUPPLIED, verdict="cannot be judged"),
    ]
    page = text_of(site_of(rows).page())
    assert "January to March 2026 (quarter 4 of 2025/26)" in page
    assert "Of 2 measures with a target and a figure, 2 miss it, 1 by more than a tenth." in page
    assert "1 measure is worse than usual and 1 better, beyond chance." in page
    assert "1 measure has no figure for the quarter" in page
    assert "2 of 2 that have a target and a figure: 1 red, 1 amber" in page
    talk = page.split("Red, or worse than usual beyond chance")[1].split("What is going well")[0]
    assert "Burglary" in talk and "Shoplifting" not in talk
    assert "Police lead" in talk
    assert "Arson not supplied" in page.split("Measures without a figure")[1]


def with_an_older_one(**judgement):
    """Burglary has a figure of the quarter and is calm; arson has none, and `judgement` was said of its December."""
    rows = whole()
    old = signals("arson")
    for row in old[10:13]:
        row |= {"status": ValueStatus.NOT_SUPPLIED, "value": None, "verdict": "cannot be judged"}
    old[9] |= judgement
    rows["dim_measures"] += [measure("arson", title="Arson")]
    rows["performance_signals"] = [*signals(target=120.0, rag="green"), *old]
    burglary = card(target=120.0, rag="green", judged_count=2, expected_false_alarms=0.8)
    rows["performance_scorecards"] = [
        burglary,
        card("arson", title="Arson", latest_period=old[9]["period"], latest_value=109.0, **judgement),
    ]
    return rows


@pytest.mark.parametrize(
    ("judgement", "words"),
    [
        ({"verdict": "worsening", "verdict_reason": "seven points in a row"}, "Worse than usual"),
        ({"verdict": "improving"}, "Better than usual"),
        ({"verdict": "changed"}, "Different from usual"),
        ({"rag": "red", "target": 90.0}, "■ Red"),
        ({"rag": "amber", "target": 100.0}, "▲ Amber"),
    ],
)
def test_a_figure_of_an_earlier_quarter_is_last_known_and_not_counted(site_of, judgement, words):
    made = site_of(with_an_older_one(**judgement))
    page = text_of(made.page())
    assert "Of 1 measure with a target and a figure, none misses it, none by more than a tenth." in page
    assert "No measures are worse than usual and none better, beyond chance. 1 measure has no figure" in page
    assert "0 of 1 that have a target and a figure: 0 red, 0 amber" in page
    assert "0 worse, 0 better Of 1 judged, about 0.40 would say so by chance alone." in page
    assert "0 more changed" not in page and "1 more changed" not in page
    assert "No measure is red, and none is worse than usual." in page
    assert "No measure is better than usual beyond chance." in page
    theme = page.split("2 measures")[1].split("Last known")[0]
    for counted in (theme, text_of(made.page("theme-safety.html")).split("Figures of an earlier")[1]):
        assert "Red 0, ▲ Amber 0, ● Green 1 0 worse and 0 better than usual 1 cannot be judged" in counted
    last_known = page.split("Last known, from an earlier quarter")[1].split("No figure for the quarter, and why")[0]
    assert f"Arson 109 December 2025, earlier quarter {words if 'verdict' in judgement else ''}".strip() in last_known
    assert words in last_known and "Burglary" not in last_known
    for name in ("measures.html", "theme-safety.html", "measure-arson.html"):
        assert "December 2025, earlier quarter" in text_of(made.page(name)), name


def test_figures_newer_than_the_quarter_wait_for_theirs(site_of):
    rows = whole()
    rows["performance_signals"][13] |= {
        "status": ValueStatus.OBSERVED,
        "value": 500.0,
        "verdict": "worsening",
        "rag": "red",
        "target": 90.0,
    }
    rows["performance_scorecards"] = [
        card(latest_period="2026-04", latest_value=500.0, verdict="worsening", rag="red", target=90.0)
    ]
    made = site_of(rows)
    page = text_of(made.page())
    assert "No measures are worse than usual" in page and "No measure has both a target and a figure." in page
    assert "1 measure has figures newer than the quarter." in page
    assert "500 April 2026" in text_of(made.page("measure-burglary.html"))
    assert "newer than the quarter" not in site_of(whole()).page()


def with_a_run():
    """Seven points in a row: the seventh fulfils the rule; the six before it belong to it."""
    rows = whole()
    points = signals()
    for row in points[3:10]:
        row["point_kind"] = "improvement"
    points[9] |= {"rule": "seven points in a row below the centre line", "verdict": "improving"}
    points[12]["point_kind"] = "concern"
    points[12] |= {"rule": "above the upper limit", "verdict": "worsening"}
    rows["performance_signals"] = points
    return rows


def test_chart_table_words_and_download_mark_the_same_points(site_of):
    made = site_of(with_a_run())
    page = made.page("measure-burglary.html")
    drawing = page[page.index("<svg") : page.index("</svg>")]
    key = 1
    assert drawing.count('fill="#28A197"') - key == 7
    # March is provisional, so hollow; the key's sample is not.
    assert drawing.count('fill="#ffffff" stroke="#F46A25"') == 1
    assert "8 points unusual, 1 provisional." in drawing
    table = text_of(page[page.index('id="figures"') :])
    part = "better than usual: part of a run that a later figure completed"
    assert table.count(part) == 6
    assert table.count("better than usual: seven points in a row below the centre line") == 1
    assert table.count("provisional; worse than usual: above the upper limit") == 1
    with (made.folder / "data" / "burglary.csv").open() as file:
        cells = list(csv.DictReader(file))
    assert [row["point_kind"] for row in cells].count("improvement") == 7
    assert [row["chart_says"] for row in cells].count(part) == 6
    assert all(bool(row["chart_says"]) == (row["point_kind"] not in ("", "common cause")) for row in cells)


def test_withheld_is_not_read_as_zero(site_of):
    rows = whole()
    points = signals(value=0.0, status=ValueStatus.TRUE_ZERO, centre_line=None, lower_limit=None, upper_limit=None)
    for index in (4, 6, 12):
        points[index] |= {**WITHHELD, "value": None}
    points[8] |= {"status": ValueStatus.NOT_SUPPLIED, "value": None}
    rows["performance_signals"] = points
    rows["performance_coverage"] = [
        {
            "measure_id": "burglary",
            "expected_count": 14,
            "observed_count": 3,
            "true_zero_count": 9,
            "not_supplied_count": 1,
            "not_yet_due_count": 1,
            "missing_periods": "2025-11",
        }
    ]
    page = text_of(site_of(rows).page("measure-burglary.html"))
    assert "Lowest shown 0, highest shown 0." in page and "Newest figure shown, February 2026: 0." in page
    assert "5 periods without a figure: 3 withheld to protect people, 1 not supplied, 1 not yet due." in page
    assert (
        "12 of 14 periods supplied, 3 of them withheld to protect people; 1 not yet due; missing: November 2025" in page
    )


def test_every_page_says_from_which_build_it_is(site_of):
    for name, page in site_of(whole()).pages.items():
        footer = text_of(page[page.index("<footer>") :])
        assert "from what had been received by 20 April 2026" in footer and "Build f1n6e, code" in footer, name


def test_chart_table_and_words_come_from_the_same_rows(site_of):
    page = site_of(whole()).page("measure-burglary.html")
    drawing = page[page.index("<svg") : page.index("</svg>")]
    assert "Newest figure, March 2026: 112." in drawing
    assert "1 period without a figure" in drawing
    table = text_of(page[page.index('id="figures"') :])
    for index in range(13):
        assert f" {100 + index} " in table
    assert "not yet due" in table and "provisional" in table
    assert drawing.count("<circle") == 13 + 2, "a mark per figure, and the key's two"


def test_a_target_a_break_and_a_revision_are_marked(site_of):
    rows = whole()
    rows["performance_signals"] = signals(target=90.0, is_revised=True)
    rows["performance_signals"][3]["break_note"] = "metric change, 2025-06: <b>counted</b> otherwise"
    page = site_of(rows).page("measure-burglary.html")
    assert "target 90" in page and 'stroke-dasharray="2 4"' in page
    assert "<strong>A</strong> metric change, June 2025: &lt;b&gt;counted&lt;/b&gt; otherwise" in page
    assert "delivered again; break A" in page


def test_what_is_hidden_is_in_no_file(site_of):
    """Even a row whose figures were left in by mistake: its status decides."""
    rows = whole()
    rows["performance_signals"] = signals(disclosure_class="person")
    rows["performance_signals"][5] |= {**WITHHELD, "numerator": 3, "value": 777123.0, "centre_line": 777124.0}
    rows["performance_scorecards"] = [card(latest_value=777125.0, **WITHHELD)]
    rows["performance_returns"] = [returned(narrative="Three of them: 777126", **WITHHELD)]
    made = site_of(rows)
    assert "77712" not in made.everything
    assert "withheld to protect people" in text_of(made.page("measure-burglary.html"))


def test_whatever_people_type_is_shown_as_text(site_of):
    rows = whole()
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    rows["dim_measures"] = [measure(title=bad, definition=bad, theme=bad, method_note=bad)]
    rows["dim_areas"][1]["area_name"] = bad
    rows["performance_returns"] = [returned(narrative=bad, owner_role=bad)]
    rows["performance_scorecards"] = [card(title=bad, owner_role=bad, verdict_reason=bad)]
    made = site_of(rows)
    pages = "".join(made.pages.values())
    assert "<script" not in pages and "<img" not in pages
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages
    assert {outcome.status for outcome in made.judged().values()} == {"passed"}


@pytest.mark.parametrize(
    ("narrative", "kind"),
    [("Ring 0161 496 0000", "a telephone number"), ("Write to a.b@example.org", "an e-mail address")],
)
def test_comments_that_hold_personal_details_are_kept_back(site_of, narrative, kind):
    rows = whole()
    rows["performance_returns"] = [returned(narrative=narrative)]
    made = site_of(rows)
    assert narrative[-8:] not in made.everything
    assert f"Not shown: it seems to hold {kind}" in text_of(made.page("measure-burglary.html"))


def test_a_formula_is_text_on_the_page_and_in_the_download(site_of):
    rows = whole()
    formula = "=cmd|' /C calc'!A0"
    rows["performance_signals"] = signals(rule=formula)
    rows["dim_areas"] = [{**rows["dim_areas"][0], "area_name": formula}]
    made = site_of(rows)
    assert "=cmd|&#39; /C calc&#39;!A0" in made.page("measure-burglary.html")
    cells = (made.folder / "data" / "burglary.csv").read_text().splitlines()[1]
    assert ",=cmd" not in cells and ",'=cmd" in cells


def test_a_comment_about_an_earlier_figure_says_so(site_of):
    rows = whole()
    rows["performance_returns"] = [returned(is_narrative_stale=True)]
    assert "Written about an earlier figure than the one shown" in site_of(rows).page("measure-burglary.html")


def test_only_accepted_words_show(site_of):
    rows = whole()
    rows["performance_returns"] = [returned(return_state="queried", narrative="Not signed off.")]
    assert "Not signed off." not in site_of(rows).everything


def test_a_long_name_stays_readable(site_of):
    rows = whole()
    name = "Burglary " * 22
    rows["dim_measures"] = [measure(title=name)]
    made = site_of(rows)
    assert name.strip() in text_of(made.page("measure-burglary.html"))
    assert max(len(page) for page in made.pages.values()) < LONGEST


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"dim_periods": [quarter()], "dim_areas": whole()["dim_areas"]},
        {"dim_measures": [measure()], "dim_periods": [quarter()]},
        {"dim_measures": [measure(status="retired", is_computable=False)]},
        {**whole(), "performance_scorecards": [], "performance_returns": []},
        {
            **whole(),
            "performance_signals": signals(
                **WITHHELD, value=None, centre_line=None, lower_limit=None, upper_limit=None, point_kind=None
            ),
        },
    ],
    ids=["nothing", "an empty quarter", "no value at all", "retired", "no scorecard", "all withheld"],
)
def test_pages_say_in_words_that_there_is_nothing(site_of, rows):
    made = site_of(rows)
    assert {outcome.status for outcome in made.judged().values()} == {"passed"}
    for name, page in made.pages.items():
        assert len(text_of(page[page.index("<h1") : page.index("<footer>")])) > 20, name
        assert not re.search(r"<t[dh][^>]*>\s*</t[dh]>", page), f"{name} has an empty cell"
        assert not re.search(r"\bNone\b(?! happened)|\bnan\b", text_of(page)), name
    if rows.get("dim_measures"):
        assert re.search(
            r"too few figures|no period has|no figure yet", made.page("measure-burglary.html"), re.IGNORECASE
        )
    else:
        assert "holds no measure" in made.page()


def test_all_wards_withheld_is_told_and_not_mapped(site_of):
    rows = whole()
    hidden = [{**row, **WITHHELD, "value": None} for row in rows["performance_signals"] if row["area_type"] == "ward"]
    rows["performance_signals"] = [*signals(), *hidden]
    page = site_of(rows).page("measure-burglary.html")
    assert "No ward has a figure that may be shown, so there is no map." in page
    assert page.count("<svg") == 1


def test_only_published_tables_are_read(site_of, tmp_path):
    from ossp_pipeline.site.tables import TableRef, Tables

    made = site_of(whole())
    (made.candidate / "tables" / "fct_secret.parquet").write_bytes(b"")
    with pytest.raises(BrokenError, match="not a published table"):
        Tables(made.candidate).read(TableRef("fct_secret"))


def test_same_rows_same_bytes(site_of):
    assert site_of(whole()).hashes == site_of(whole()).hashes


def test_every_page_keeps_the_rules_of_the_house(site_of):
    for name, page in site_of(whole()).pages.items():
        assert page.startswith('<!doctype html>\n<html lang="en-GB">'), name
        assert f'content="{POLICY}"'.replace("'", "&#39;") in page, name
        assert page.count("<h1") == 1 and "<title>" in page, name
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        identifiers = re.findall(r'\sid="([^"]+)"', page)
        assert len(identifiers) == len(set(identifiers)), name
        for table in re.findall(r"<table\b.*?</table>", page, flags=re.DOTALL):
            assert "<caption" in table and "<th scope=" in table and "<th>" not in table, name
            rows = table.split("<tbody>")[1].split("<tr>")[1:]
            assert all(row.startswith('<th scope="row">') for row in rows), name
        for drawing in re.findall(r"<svg[^>]*>", page):
            assert 'role="img" aria-labelledby=' in drawing or 'aria-hidden="true"' in drawing, name
        assert " style=" not in page and " onclick" not in page, name
        assert "&lt;" not in page, f"{name}: markup of ours is shown as text"


def test_a_page_names_the_newest_period_of_the_scorecard(site_of):
    page = text_of(site_of(whole()).page("measure-burglary.html"))
    assert "112 March 2026; provisional, so it may still change" in page
    assert LAST["period"] == "2026-03"


def test_a_template_is_compiled_once_for_all_sites_of_a_process(monkeypatch):
    environment().get_template("index.html.j2")
    compiled = []
    monkeypatch.setattr(Environment, "compile", lambda *arguments, **named: compiled.append(named))
    assert environment().get_template("index.html.j2").name == "index.html.j2"
    assert compiled == []
