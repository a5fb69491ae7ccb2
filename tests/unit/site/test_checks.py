"""The rules on the site: each is seen to fail on a site that breaks it."""

import pytest

from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.checks import FETCH, LINKS, NAMES, PAGES, RULES, judge_site
from tests.unit.site.boards import whole


@pytest.fixture
def made(site_of):
    return site_of(whole())


def change(made, name, old, new):
    page = made.page(name)
    assert old in page
    (made.folder / name).write_text(page.replace(old, new), encoding="utf-8")


def failed(made):
    return {rule for rule, outcome in made.judged().items() if outcome.status != "passed"}


def test_a_whole_site_passes(made):
    assert set(made.judged()) == set(RULES)
    assert failed(made) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "planted",
    [
        '<script src="x.js"></script>',
        '<img src="//cdn.example/x.png" alt="">',
        '<a href="https://example.org/">x</a>',
        '<a href="javascript:alert(1)">x</a>',
        '<svg><image href="https://example.org/x.png"/></svg>',
        '<p style="background:url(x)">x</p>',
        '<p onclick="x()">x</p>',
        '<meta http-equiv="refresh" content="0;url=https://example.org">',
        '<base href="https://example.org/">',
    ],
)
def test_what_fetches_runs_or_leads_elsewhere_is_found(made, planted):
    change(made, "method.html", "</main>", f"{planted}</main>")
    assert FETCH in failed(made)
    assert "method.html" in made.judged()[FETCH].detail


@pytest.mark.parametrize("policy", ["default-src *", ""])
def test_a_page_without_the_strict_policy_is_found(made, policy):
    change(made, "method.html", "default-src &#39;none&#39;", policy)
    assert failed(made) == {FETCH}


@pytest.mark.parametrize("rule", ["@import url(x.css);", "p { background: url(x.png) }"])
def test_a_stylesheet_that_fetches_is_found(made, rule):
    (made.folder / "style.css").write_text(rule)
    assert failed(made) == {FETCH}


@pytest.mark.parametrize("link", ["gone.html", "index.html#nowhere", "#nowhere", "../tables/gone.parquet"])
def test_a_dead_link_is_found(made, link):
    change(made, "method.html", "</main>", f'<a href="{link}">x</a></main>')
    assert failed(made) == {LINKS}
    assert link in made.judged()[LINKS].detail


@pytest.mark.parametrize("name", ["index.html", "measure-burglary.html", "ward-e05000001.html"])
def test_a_page_that_is_missing_is_found(made, name):
    (made.folder / name).unlink()
    assert PAGES in failed(made)
    assert name in made.judged()[PAGES].detail


def test_an_empty_site_passes_nothing(made):
    for path in made.folder.glob("*.html"):
        path.unlink()
    assert {FETCH, PAGES} <= failed(made)


@pytest.mark.parametrize(
    ("words", "is_foreign"),
    [
        ("Grants of the Colchester partnership", True),
        ("As Essex Police count them", True),
        ("Bristol does better", True),
        ("Colchesters are no town", False),
        ("Reading this page, look at the chart", False),
    ],
)
def test_a_name_of_another_area_is_found_and_a_word_is_not(made, words, is_foreign):
    change(made, "index.html", "</main>", f"<p>{words}</p></main>")
    outcome = made.judged()[NAMES]
    assert (outcome.status == "failed") is is_foreign
    assert not is_foreign or "index.html: " in outcome.detail


def test_a_name_in_a_label_is_found(made):
    change(made, "index.html", "<main", '<main aria-label="Map of Colchester"')
    assert failed(made) == {NAMES}


def test_a_name_that_the_partnership_states_is_at_home(made):
    change(made, "index.html", "</main>", "<p>Paid with Colchester</p></main>")
    board = read_board(made.candidate)
    assert judge_site(made.candidate, board, ["Joint scheme with Colchester"])[3].status == "passed"
