"""A comment on a counted measure, by commands alone: issued, written, received, signed off, published; no value."""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.returns.layout import COMMENTS
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.pages import write_site
from tests.command_line import CommandLine
from tests.functional.marker_scan import find_markers
from tests.functional.test_returns_published import filled
from tests.installations import rewrite
from tests.part_refresh import broken_rules, refresh_part
from tests.unit.site.test_pages import text_of

pytestmark = pytest.mark.slow
QUARTER = "2025-26Q4"
POLICE, PROBATION = "Police performance lead", "Head of probation delivery unit"
TABLES = ("fct_measure_values", "performance_returns", "performance_coverage", "performance_comments")
WORDS, UNREAD = "Four of these were one group, now in custody.", "Ungelesenes steht hier"


@pytest.fixture
def ossp(copy_of, short_released) -> CommandLine:
    return CommandLine(copy_of(short_released))


@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.nightly)], ids=["in part", "whole"])
def test_a_signed_comment_goes_from_workbook_to_page_and_an_unsigned_one_stays_inside(is_whole, ossp, tmp_path):
    before = newest(ossp)
    sent = {
        lead: comment(ossp, lead, tmp_path, measure, words)
        for lead, measure, words in ((POLICE, "robbery", WORDS), (PROBATION, "supervision_caseload", UNREAD))
    }
    assert ossp("returns", "receive", *map(str, sent.values())).code == 0
    answer = ossp("returns", "sign-off", "--quarter", QUARTER, "--lead", POLICE, "--by", "Head of community safety")
    assert answer.code == 0 and "1 of 1 accepted" in answer.out and "1 comment(s) on counted measures" in answer.out
    owed = {entry["lead"]: entry for entry in ossp("returns", "status", "--json").document["owed"]}
    assert owed[POLICE]["counts"] == {"accepted": 1}
    after = refreshed(ossp, before) if is_whole else refreshed_in_part(ossp, before, tmp_path / "after")
    page = text_of((after / "site" / "measure-robbery.html").read_text(encoding="utf-8"))
    assert f"{WORDS} {POLICE}, on January to March 2026; signed off by Head of community safety" in page
    seen = "24, March 2026; no change beyond chance; target 18, red"
    assert f"Written when the newest published figure was {seen}." in page
    assert f"{POLICE}: “{WORDS}”" in text_of((after / "site" / "index.html").read_text(encoding="utf-8"))
    page = text_of((after / "site" / "measure-supervision_caseload.html").read_text(encoding="utf-8"))
    assert "January to March 2026: a comment came and waits for sign-off." in page
    assert find_markers(after, [UNREAD]) == []
    for table in ("fct_measure_values", "performance_returns", "performance_coverage"):
        assert rows(after, table) == rows(before, table), table
    assert rows(after, "performance_returns") == []


def refreshed(ossp: CommandLine, before: Path) -> Path:
    """The release after a whole refresh."""
    assert ossp("refresh").code == 0
    assert newest(ossp) != before
    return newest(ossp)


def refreshed_in_part(ossp: CommandLine, before: Path, folder: Path) -> Path:
    """The release before, with the tables that a comment comes to made anew, and all pages from them."""
    build = refresh_part(ossp.settings, ["comment_returns"], TABLES, over_last=True)
    assert "hold" not in broken_rules(build).values()
    shutil.copytree(before, folder, ignore=shutil.ignore_patterns("site", "*.duckdb"))
    for file in (build.candidate / "tables").iterdir():
        rewrite(folder / "tables" / file.name, file.read_bytes())
    write_site(folder, read_board(folder))
    return folder


def newest(ossp: CommandLine) -> Path:
    release = Releases(ossp.settings.releases).current()
    assert release is not None
    return release.folder


def rows(release: Path, table: str) -> list[dict[str, Any]]:
    """What a table says of the two measures, but for when the release was made."""
    told = pq.read_table(release / "tables" / f"{table}.parquet").to_pylist()
    return [row for row in told if row["measure_id"] in ("robbery", "supervision_caseload")]


def comment(ossp: CommandLine, lead: str, folder: Path, measure: str, words: str) -> Path:
    """A lead's workbook, all of it answered, with a comment on one measure."""
    answer = ossp("returns", "issue", "--quarter", QUARTER, "--lead", lead, "--json")
    path = filled(Path(answer.document["issued"][0]["workbook"]), folder / "sent")
    book = openpyxl.load_workbook(path)
    page = book[COMMENTS.name]
    (row,) = (cell.row for cell in page["A"] if str(cell.value).startswith(f"{measure}|"))
    page.cell(row, COMMENTS.column("narrative")).value = words
    book.save(path)
    return path
