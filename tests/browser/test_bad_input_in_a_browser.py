"""Pages made of bad input, as a browser shows them: nothing sticks out, runs, or is left blank."""

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.pages import write_site
from tests.browser.checks import PAPER, PHONE, Watched, accessibility_violations, sideways
from tests.unit.site.assessed import assessed
from tests.unit.site.boards import candidate, card, measure, returned

LONG = "Averylongnamewithoutaspace" * 8
HOSTILE = "<script>document.title = 'run'</script><img src=x onerror=alert(1)>"


def long_names():
    rows = assessed()
    rows["dim_measures"] = [measure(title=LONG, theme=LONG, definition=LONG)]
    rows["performance_scorecards"] = [card(title=LONG, owner_role=LONG, verdict_reason=LONG)]
    for row in [*rows["dim_areas"], *rows["sna_comparison"], *rows["sna_harm"]]:
        row["area_name"] = LONG
    for row in rows["sna_levels"]:
        row["category"] = LONG if row["category"] == "Burglary" else row["category"]
    for row in [*rows["sna_priorities"], *rows["sna_public_views"], *rows["sna_partner_incidents"]]:
        row.update(dict.fromkeys({"title", "evidence", "wording", "item"} & row.keys(), LONG))
    return rows


def hostile_words():
    rows = assessed()
    rows["dim_measures"] = [measure(title=HOSTILE, theme=HOSTILE, definition=HOSTILE)]
    rows["performance_returns"] = [returned(narrative=HOSTILE, owner_role=HOSTILE)]
    for row in [*rows["sna_priorities"], *rows["sna_levels"], *rows["sna_harm"], *rows["dim_areas"]]:
        row.update(dict.fromkeys({"title", "evidence", "status_reason", "area_name"} & row.keys(), HOSTILE))
    return rows


def nothing_shown():
    rows = assessed()
    for row in [row for name, table in rows.items() if name.startswith(("sna_", "performance_s")) for row in table]:
        row.update(status=ValueStatus.WITHHELD, status_reason="a count about people is below the threshold")
    return rows


@pytest.mark.parametrize("make", [long_names, hostile_words, nothing_shown, dict])
def test_every_page_of_bad_input_fits_a_phone_and_runs_nothing(chromium, tmp_path, make):
    folder = candidate(tmp_path / "candidate", make())
    site = write_site(folder, read_board(folder))
    context = chromium.new_context()
    watched = Watched(context.new_page(), folder)
    wrong = {}
    for path in sorted(site.glob("*.html")):
        page = watched.open(f"site/{path.name}", PHONE)
        faults = sideways(page, PHONE) + watched.fetched_elsewhere + watched.complaints
        faults += [] if page.locator("main h1").inner_text().strip() else ["no heading"]
        faults += ["a script ran"] if page.title() == "run" else []
        wrong[path.name] = faults
    watched.open("site/needs-people.html")
    assert accessibility_violations(watched.page) == []
    assert {name: faults for name, faults in wrong.items() if faults} == {}
    context.close()


def test_a_year_of_withheld_months_and_a_course_fit_a_wards_paper(chromium, tmp_path):
    rows = assessed()
    for row in rows["sna_levels"]:
        # Two figures are left, so that there is a course as well.
        row["category"] = f"Possession of {row['category']}"
        row["status"] = ValueStatus.WITHHELD if row["period"] < "2026-01" else row["status"]
    folder = candidate(tmp_path / "candidate", rows)
    write_site(folder, read_board(folder))
    context = chromium.new_context()
    page = Watched(context.new_page(), folder).open("site/ward-e05000001.html")
    assert page.get_by_text("withheld", exact=True).count() == 20 and page.locator(".many svg").count() == 2
    page.emulate_media(media="print")
    assert sideways(page, PAPER) == []
    context.close()
