"""The site of a released sample: whole, small, safe, the same twice, and the same figures as the tables."""

import csv
import re

import duckdb
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.atomic_files import read_json, remove
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.gate.decision import HOLD
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.checks import RULES
from ossp_pipeline.site.formatting import number
from ossp_pipeline.site.pages import SITE, write_site
from tests.unit.site.test_words_for_people import regions_of

LONGEST = 40 * 1024
FEWEST = 150


@pytest.fixture(scope="module")
def steps(released):
    return Refresh(released)


@pytest.fixture(scope="module")
def release(steps):
    return steps.releases.current().folder


@pytest.fixture(scope="module")
def pages(release):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((release / SITE).glob("*.html"))}


def rows_of(release, table):
    return pq.read_table(release / "tables" / f"{table}.parquet").to_pylist()


def test_every_page_is_there_and_small(pages, release):
    assert len(pages) >= FEWEST
    assert {name: len(page.encode()) for name, page in pages.items() if len(page.encode()) >= LONGEST} == {}
    for row in rows_of(release, "dim_measures"):
        assert f"measure-{row['measure_id']}.html" in pages
        assert (release / SITE / "data" / f"{row['measure_id']}.csv").exists()


def test_no_two_regions_of_a_page_share_a_name(pages):
    assert {name: again for name, page in pages.items() if (again := regions_of(page).most_common(1)[0])[1] > 1} == {}


def test_the_rules_on_the_site_are_in_the_certificate(release):
    certificate = read_json(release / "certificate.json")
    statuses = {item["rule"]: item["status"] for item in certificate["rules"]}
    assert {rule: statuses[rule] for rule in RULES} == dict.fromkeys(RULES, "passed")
    assert f"{SITE}/index.html" in certificate["files"]


def test_every_scorecard_figure_is_on_its_page(pages, release):
    for card in rows_of(release, "performance_scorecards"):
        page = pages[f"measure-{card['measure_id']}.html"]
        if card["latest_value"] is not None:
            assert f"<strong>{number(card['latest_value'], card['unit'])}</strong>" in page, card["measure_id"]
        else:
            assert re.search(r"<strong>(Withheld|Not |None|No )", page), card["measure_id"]


def test_chart_table_and_download_mark_the_same_points(pages, release):
    """Every figure that a chart draws as unusual has its note and its cell; no other has."""
    kinds = ("improvement", "concern", "neutral high", "neutral low")
    marked = 0
    for measure in rows_of(release, "dim_measures"):
        page = pages[f"measure-{measure['measure_id']}.html"]
        with (release / SITE / "data" / f"{measure['measure_id']}.csv").open(encoding="utf-8") as file:
            whole = [row for row in csv.DictReader(file) if row["area_type"] == "csp"]
        unusual = sum(row["point_kind"] in kinds for row in whole)
        assert sum(row["chart_says"] != "" for row in whole) == unusual
        table = page.split('id="figures"')[-1].split("</table>")[0]
        assert len(re.findall(r"(?:better|worse) than usual: |unusually (?:high|low): ", table)) == unusual, measure
        drawing = page.split("<figcaption>")[0].split("<svg")[-1]
        if "<desc" in drawing:
            drawn = sum(drawing.count(f'="{colour}" stroke') for colour in ("#28A197", "#F46A25"))
            drawn += len(re.findall(r'="#801650" stroke(?:="#0b0c0c"|-width="2.5")', drawing))
            key = len(set(re.findall(r">(better than usual|worse than usual|unusual)</text>", drawing)))
            assert drawn - key == unusual, measure["measure_id"]
            marked += unusual
    assert marked > 50


def test_withheld_periods_stand_in_the_strip_and_are_counted(pages, release):
    """Those of one reason in the drawing are as many as the words and the table say."""
    hidden = [row for row in rows_of(release, "performance_signals") if row["status"] == ValueStatus.WITHHELD]
    for name in {row["measure_id"] for row in hidden if row["area_type"] == "csp"}:
        page = pages[f"measure-{name}.html"]
        count = sum(row["measure_id"] == name and row["area_type"] == "csp" for row in hidden)
        if 'id="chart-desc"' in page:
            assert f"{count} withheld to protect people" in page.split("<figcaption>")[1], name
            assert page.count("m-3 -5v10m6 -10v10") == count + 1, f"{name}: a mark for each, and the key's"
            assert f"{count} of them withheld" in page


def test_no_withheld_figure_is_in_any_file(steps, release):
    """What the warehouse knows and the release hides: shares and rates long enough to be nobody else's."""
    build = steps.builds.newest()
    hidden = {
        (row["measure_id"], row["area_code"], row["period"])
        for row in rows_of(release, "performance_signals")
        if row["status"] == ValueStatus.WITHHELD
    }
    with duckdb.connect(str(build.warehouse), read_only=True) as connection:
        known = connection.execute(
            "select measure_id, area_code, period, value from fct_measure_signals where value is not null"
        ).fetchall()
    secret = {f"{value!r}" for *key, value in known if tuple(key) in hidden and len(f"{value!r}") > 9}
    shown = {f"{value!r}" for *key, value in known if tuple(key) not in hidden}
    assert len(secret - shown) > 5
    texts = (path.read_text(encoding="utf-8") for path in (release / SITE).rglob("*") if path.is_file())
    written = {figure for text in texts for figure in re.findall(r"[\d.]+", text)}
    assert (secret - shown) & written == set()


def test_downloads_leave_withheld_figures_empty(release):
    """Every cell of a withheld row that could give its figure back."""
    bare = ("numerator", "denominator", "value", "centre_line", "lower_limit", "upper_limit", "rule", "rag")
    rows = [
        row for path in (release / SITE / "data").glob("*.csv") for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    withheld = [row for row in rows if row["status"] == ValueStatus.WITHHELD]
    assert len(withheld) > 500
    assert [row for row in withheld if any(row[name] for name in bare)] == []


def test_the_page_of_downloads_says_which_tables_no_open_licence_covers(release):
    text = (release / SITE / "downloads.html").read_text(encoding="utf-8").replace("<wbr>", "")
    said = text.split("No open licence covers")[1].split("</p>")[0]
    assert "sna_cohorts" in said and "performance_returns" in said
    assert "sna_deprivation" not in said


def test_same_candidate_same_bytes(steps, tmp_path):
    candidate = steps.builds.newest().candidate
    before = {path.name: path.read_bytes() for path in (candidate / SITE).rglob("*") if path.is_file()}
    for name in ("tables", "datapackage.json"):
        (tmp_path / name).symlink_to(candidate / name)
    again = write_site(tmp_path, read_board(tmp_path))
    assert {path.name: path.read_bytes() for path in again.rglob("*") if path.is_file()} == before


def test_the_page_beside_the_releases_leads_to_the_current_one(steps, release):
    page = (steps.releases.folder / "index.html").read_text(encoding="utf-8")
    for link in re.findall(r'href="([^"#]+)"', page):
        assert (steps.releases.folder / link).exists(), link
    assert f"{release.name} (current)" in page


def test_a_link_that_publishing_adds_leads_somewhere(pages, release):
    for link in ("../certificate.html", "../SHA256SUMS", "../../index.html"):
        assert any(f'href="{link}"' in page for page in pages.values())
        assert (release / SITE / link).resolve().exists()


def test_a_page_changed_after_it_was_judged_is_held(released, copy_of):
    steps = Refresh(copy_of(released))
    build = steps.builds.newest()
    page = build.candidate / SITE / "index.html"
    text = page.read_text(encoding="utf-8")
    page.unlink()
    page.write_text(text + "<!-- -->", encoding="utf-8")
    decision = steps.judge(build)
    assert decision.verdict == HOLD
    (reason,) = decision.reasons
    assert reason.rule == "candidate.evidence.sealed" and "site/index.html" in reason.detail


def test_a_release_without_its_site_is_damaged(released, copy_of):
    from ossp_pipeline.errors import DamagedError

    steps = Refresh(copy_of(released))
    folder = steps.releases.current().folder
    assert verify_release(folder) > FEWEST
    remove(folder / SITE / "index.html")
    with pytest.raises(DamagedError, match=r"site/index\.html is missing"):
        verify_release(folder)
