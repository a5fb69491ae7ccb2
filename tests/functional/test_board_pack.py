"""`ossp pack`: every number of the pack is a number of the release it names."""

import io
from collections import Counter

import openpyxl
import pikepdf
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.questions import questions
from ossp_pipeline.packs.board.writing import DECK, REPORT, WORKBOOK
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.drawings.charts import FEWEST
from tests.command_line import CommandLine
from tests.packed import structure

QUARTER = "2025-26Q4"


@pytest.fixture(scope="module")
def release(released) -> Release:
    return Releases(released.releases).find(None)


@pytest.fixture(scope="module")
def pack(board_pack):
    folder, _ = board_pack
    return folder


def rows_in(release, table):
    return pq.read_table(release.folder / "tables" / f"{table}.parquet").to_pylist()


def test_the_newest_quarters_scorecard_is_the_published_one(release):
    board = read_board(release.folder)
    at_quarter = {item.measure_id: item.card for item in read_snapshot(release, QUARTER).board.measures}
    published = {item.measure_id: item.card for item in board.measures}
    assert at_quarter == published


def test_the_reports_charts_are_those_that_miss_or_got_worse(pack, release):
    content = (pack / REPORT).read_bytes()
    figures = [words for tag, words in structure(content) if tag == "Figure"]
    cards = rows_in(release, "performance_scorecards")
    pressing = [row for row in cards if row["rag"] in ("red", "amber") or row["verdict"] == "worsening"]
    rows = rows_in(release, "performance_signals")
    points = Counter(row["measure_id"] for row in rows if row["area_type"] == "csp" and row["value"] is not None)
    wanted = [row for row in pressing if points[row["measure_id"]] >= FEWEST]
    assert len(figures) == len(wanted) and all(figures)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert 10 <= len(pdf.pages) <= 16


def test_every_question_stands_on_a_published_row(release):
    challenges = questions(read_snapshot(release, QUARTER))
    assert {item.table for item in challenges} == {
        "performance_signals",
        "performance_returns",
        "performance_actions",
        "performance_grants",
        "sna_data_coverage",
    }
    keys = {
        "performance_signals": ("measure_id", "period"),
        "performance_returns": ("measure_id", "period"),
        "performance_actions": ("action_id", "plan_year"),
        "performance_grants": ("grant_id", "period"),
        "sna_data_coverage": ("feed", "period"),
    }
    for item in challenges:
        key, when = keys[item.table]
        known = {(row[key], row[when]) for row in rows_in(release, item.table)}
        assert {(name, item.period) for name in item.key.split(";")} <= known, item


def test_the_workbooks_scorecard_has_the_published_figures(pack, release):
    sheet = openpyxl.load_workbook(pack / WORKBOOK)["Scorecard"]
    [table] = sheet.tables.values()
    header, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
    figures = {row[header.index("Identifier")]: row[header.index("Figure")] for row in rows}
    signals = {
        (row["measure_id"], row["period"]): row
        for row in rows_in(release, "performance_signals")
        if row["area_type"] == "csp"
    }
    cards = rows_in(release, "performance_scorecards")
    listed = {row["measure_id"] for row in rows_in(release, "dim_measures")}
    assert set(figures) == {card["measure_id"] for card in cards} == listed
    assert len(figures) == len(rows)
    for card in cards:
        row = signals[card["measure_id"], card["latest_period"]]
        symbols = {
            ValueStatus.WITHHELD: "[c]",
            ValueStatus.NOT_SUPPLIED: "[x]",
            ValueStatus.QUERIED: "[x]",
            ValueStatus.NOT_YET_DUE: "[x]",
        }
        wanted = row["value"] if row["status"] in SHOWN else symbols[row["status"]]
        assert figures[card["measure_id"]] == (pytest.approx(wanted, abs=0.0005) if row["status"] in SHOWN else wanted)


def test_the_command_writes_a_pack_and_names_its_files(board_pack, released, tmp_path):
    folder, answer = board_pack
    names = {path.name for path in folder.iterdir()}
    assert answer.code == 0 and names == {"SHA256SUMS", WORKBOOK, DECK, REPORT}
    assert len(answer.document["files"]) == 4
    refused = CommandLine(released)("pack", "--quarter", "last", "--to", str(tmp_path))
    assert refused.code == 2 and "2025-26Q4" in refused.err + refused.out
