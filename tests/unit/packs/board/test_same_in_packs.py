"""What the site says of a quarter and of its points, the pack says too."""

import openpyxl
import pytest

from ossp_pipeline.packs.board.native_chart import series_of
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.questions import questions
from ossp_pipeline.packs.board.writing import REPORT, WORKBOOK
from tests.packed import printed, squeezed
from tests.unit.site.test_pages import text_of, with_a_run, with_an_older_one

pytestmark = pytest.mark.slow


def rows_of(folder, name):
    """The rows of a sheet's table, by heading."""
    sheet = openpyxl.load_workbook(folder / WORKBOOK)[name]
    [table] = sheet.tables.values()
    header, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_an_earlier_quarters_figure_is_not_counted_in_the_pack(pack_of, site_of, release_of):
    rows = with_an_older_one(verdict="worsening", verdict_reason="above the upper limit", rag="red", target=90.0)
    folder = pack_of(rows)
    report, page = printed((folder / REPORT).read_bytes()), text_of(site_of(rows).page())
    summary = (
        "Of 1 measure with a target and a figure, none misses it, none by more than a tenth. No measures are worse"
    )
    assert summary in page and squeezed(summary) in report
    assert squeezed("No measure is red, and none is worse than usual.") in report
    assert squeezed("109 (Dec 2025, earlier quarter)") in report
    periods = {row["Measure"]: row["Period"] for row in rows_of(folder, "Scorecard")}
    assert periods == {"Burglary": "March 2026", "Arson": "December 2025, earlier quarter"}
    [challenge] = questions(read_snapshot(release_of(rows), "2025-26Q4"))
    assert challenge.evidence.startswith("Arson, December 2025, earlier quarter: 109; worse than usual")


def test_the_workbook_says_of_each_point_what_the_chart_says(pack_of):
    cells = [row["Chart says"] for row in rows_of(pack_of(with_a_run()), "Signals")]
    part = "better than usual: part of a run that a later figure completed"
    assert cells == ["[z]"] * 3 + [part] * 6 + [
        "better than usual: seven points in a row below the centre line",
        "[z]",
        "[z]",
        "worse than usual: above the upper limit",
    ]


def test_a_provisional_point_is_so_in_the_decks_chart_too_whatever_else_it_is():
    lines = series_of(with_a_run()["performance_signals"])
    assert lines["Provisional"] == [None] * 12 + [112.0, None]
    assert lines["Worse than usual"] == lines["Provisional"]
