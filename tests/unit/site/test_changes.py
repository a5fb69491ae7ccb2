"""What a release changed: each figure before and now, with how it is judged; the same for readers and programs."""

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.publish.index import index_of, news_of, write_index
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.site.changes import compared, in_words
from ossp_pipeline.site.front import FRONT, what_changed, write_front
from tests.unit.site.boards import candidate, card, measure, signals, whole
from tests.unit.site.test_front import NOTICE, changed, release
from tests.unit.site.test_pages import text_of

NEWEST = 12
RED = {"rag": "red", "verdict": "worsening"}


@pytest.fixture
def between(tmp_path):
    """What changed between two releases with these rows."""

    def compare(before, after):
        return compared(candidate(tmp_path / "before", before), candidate(tmp_path / "after", after))

    return compare


def with_signals(place=NEWEST, **changes):
    rows = whole()
    rows["performance_signals"][place] |= changes
    return rows


def test_the_same_twice_changed_nothing(between):
    changes = between(whole(), whole())
    assert changes.rows == []
    assert in_words(changes) == ["No figure of the whole partnership changed.", "Figures of wards: none changed."]


def test_what_is_judged_otherwise_comes_first_with_both_figures(between):
    before, after = with_signals(value=24.0, **RED), with_signals(value=6.0, rag="green", verdict="improving")
    before["performance_scorecards"] = [card(**RED)]
    after["performance_scorecards"] = [card(rag="green", verdict="improving")]
    # Newer, and without a word about how it is judged.
    for rows, value in ((before, 500.0), (after, 501.0)):
        rows["dim_measures"].append(measure("arson", title="Arson"))
        rows["performance_signals"] += signals("arson", value=value)
    changes = between(before, after)
    first = changes.rows[0]
    assert (first.title, first.period, first.before, first.now) == ("Burglary", "March 2026", "24", "6")
    assert (first.target, first.verdict) == ("Red, now green", "Worse than usual, now better than usual")
    assert first.page == "measure-burglary.html"
    assert [row.title for row in changes.rows[1:]] == ["Arson"] * 13
    assert in_words(changes)[0] == (
        "1 measure judged otherwise: Burglary (March 2026: 24, now 6; target red, now green; worse than usual, now "
        "better than usual)."
    )


def test_a_verdict_on_a_newer_figure_names_both_periods(between):
    before, after = whole(), whole()
    before["performance_signals"][NEWEST] |= {"status": ValueStatus.NOT_YET_DUE, "value": None}
    before["performance_scorecards"] = [card(latest_period="2026-02")]
    after["performance_scorecards"] = [card(**RED)]
    [row] = between(before, after).rows
    assert (row.before, row.now, row.period) == ("111 (February 2026)", "112", "March 2026")


def test_figures_that_read_the_same_are_told_apart(between):
    before, after = (with_signals(value=value) for value in (101.12, 101.14))
    for rows in (before, after):
        rows["dim_measures"] = [measure(unit="rate_per_1000")]
    [row] = between(before, after).rows
    assert (row.before, row.now) == ("101.12", "101.14")


def test_a_figure_that_is_hidden_now_is_not_told_again(between):
    before = with_signals(value=777123.0)
    changes = between(before, with_signals(status=ValueStatus.WITHHELD, value=777124.0))
    [row] = changes.rows
    assert (row.before, row.now, row.what) == ("a figure", "withheld to protect people", "no longer shown")
    assert "77712" not in "".join(in_words(changes)).replace(",", "")


def test_wards_are_counted(between):
    after = whole()
    wards = [row for row in after["performance_signals"] if row["area_type"] == "ward"]
    wards[0]["value"] += 1
    wards[1] |= {"status": ValueStatus.WITHHELD}
    wards[13] |= {"status": ValueStatus.OBSERVED, "value": 3.0}
    assert in_words(between(whole(), after)) == [
        "No figure of the whole partnership changed.",
        "Figures of wards: 1 corrected, 1 no longer shown, 1 new.",
    ]


def test_what_came_again_and_stayed_is_no_correction(between):
    after = whole()
    for row in after["performance_signals"]:
        row["is_revised"] = row["area_type"] == "csp"
    after["performance_signals"][NEWEST]["value"] += 1
    sentences = in_words(between(whole(), after))
    assert "1 figure corrected: Burglary." in sentences
    assert "12 figures delivered again, unchanged." in sentences, "of fourteen, one differs and one is not there"


def test_a_measure_that_is_gone_leads_nowhere(tmp_path):
    before, after = whole(), whole()
    before["dim_measures"].append(measure("arson", title="Arson"))
    before["performance_signals"] += signals("arson")
    release(tmp_path, 1, before)
    newest = release(tmp_path, 2, after)
    (newest.folder / "site").mkdir()
    (newest.folder / "site" / "index.html").write_text("")
    Releases(tmp_path).point_to(newest, "publish")
    write_front(Releases(tmp_path), NOTICE)
    page = (tmp_path / FRONT).read_text()
    assert "1 measure gone: Arson" in page and "/measure-" not in page


def test_news_say_the_same_and_are_compared_once(tmp_path):
    release(tmp_path, 1, whole())
    release(tmp_path, 2, changed())
    releases = Releases(tmp_path)
    releases.point_to(releases.all()[1], "publish")
    write_front(releases, NOTICE)
    write_index(releases, what_changed)
    page, news = text_of((tmp_path / FRONT).read_text()), (tmp_path / "feed.xml").read_text()
    sentences = what_changed(*releases.all())
    assert len(sentences) == 4
    for words in sentences:
        assert words.replace("<", "&lt;").replace(">", "&gt;") in page and words.replace("<", "&lt;")[:20] in news
    assert "Release 2 of" in news and "Release 1 of" in news, "no two have the same title"
    assert "Tables changed" not in news

    def again(earlier, later):
        assert earlier is None, "compared twice"
        return what_changed(earlier, later)

    assert news_of(index_of(releases, again), releases.history()).decode() == news
    (tmp_path / "releases.json").write_text("nonsense")
    write_index(releases, what_changed)
    assert (tmp_path / "feed.xml").read_text() == news
