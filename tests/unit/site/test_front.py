"""The page beside the releases follows the pointer and says what each release changed."""

from datetime import date

import pytest

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.site.front import FRONT, first_page, mend_front, write_front
from ossp_pipeline.site.notice import CALENDAR, Notice
from ossp_pipeline.site.pages import STYLE, stylesheet
from tests.unit.site.boards import candidate, measure, signals, whole
from tests.unit.site.test_pages import text_of

NOTICE = Notice(date(2026, 5, 18))


def release(folder, number, rows):
    made = candidate(folder / f"0000{number}-abcd", rows)
    write_json(
        folder / f"{made.name}.json",
        {"release_hash": "h", "published_at": "2026-05-18T08:05:00+00:00", "approved_by": None},
    )
    return Releases(folder).find(made.name)


@pytest.fixture
def releases(tmp_path):
    """Two releases: the second corrects one figure, adds one, and adds a measure. Wards are gone."""
    release(tmp_path, 1, whole())
    release(tmp_path, 2, changed())
    return Releases(tmp_path)


def changed():
    later = whole()
    later["dim_measures"].append(measure("arson", title="Arson <b>"))
    later["performance_signals"] = signals()
    later["performance_signals"][4]["value"] = 999.0
    later["performance_signals"][13] |= {"value": 5.0, "status": ValueStatus.OBSERVED}
    return later


def page_of(releases):
    return (releases.folder / FRONT).read_text(encoding="utf-8")


def test_nothing_before_the_first_release(tmp_path):
    write_front(Releases(tmp_path), NOTICE)
    mend_front(Releases(tmp_path), NOTICE)
    assert not (tmp_path / FRONT).exists()


def test_it_says_what_a_release_changed(releases):
    releases.point_to(releases.all()[1], "publish")
    write_front(releases, NOTICE)
    page = page_of(releases)
    text = text_of(page)
    assert "Published 18 May 2026, 08:05 UTC." in text
    assert "1 measure new: Arson &lt;b&gt;" in page
    assert "1 figure new, for April 2026: Burglary" in text
    assert "1 figure corrected: Burglary" in text
    assert "Figures of wards: 39 no longer shown" in text
    assert "What changed against 00001-abcd" in text
    assert "Burglary July 2025 104 999" in text
    assert text.index("00002-abcd (current)") < text.index("00001-abcd")


def test_it_follows_the_pointer_back(releases):
    for chosen in (releases.all()[1], releases.all()[0]):
        releases.point_to(chosen, "rollback")
        write_front(releases, NOTICE)
    assert "00001-abcd (current)" in page_of(releases)
    assert "00002-abcd (current)" not in page_of(releases)


def test_a_start_mends_a_page_that_was_left_behind(releases):
    releases.point_to(releases.all()[0], "publish")
    write_front(releases, NOTICE)
    releases.point_to(releases.all()[1], "publish")
    mend_front(releases, NOTICE)
    assert "00002-abcd (current)" in page_of(releases)


def test_a_damaged_old_release_does_not_stop_it(releases):
    table = releases.all()[0].folder / "tables" / "performance_signals.parquet"
    table.unlink()
    table.write_bytes(b"PAR1 no")
    releases.point_to(releases.all()[1], "publish")
    write_front(releases, NOTICE)
    assert "could not be compared" in page_of(releases)


def test_a_release_without_pages_says_so(releases):
    with pytest.raises(UsageError, match="has no pages"):
        first_page(releases.all()[0])


def test_the_pages_have_a_stylesheet_of_their_own_also_once_the_release_was_withdrawn(releases):
    releases.point_to(releases.all()[1], "publish")
    write_front(releases, NOTICE)
    (releases.folder / STYLE).unlink()
    mend_front(releases, NOTICE)
    assert (releases.folder / STYLE).read_bytes() == stylesheet()
    for name in (FRONT, CALENDAR):
        assert f'<link rel="stylesheet" href="{STYLE}">' in (releases.folder / name).read_text(encoding="utf-8")
