"""The board's deck of the sample: about a dozen slides, every cell and every point a number of the release it names."""

import re
from collections import Counter
from datetime import date

import pyarrow.parquet as pq
import pytest
from pptx import Presentation

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from ossp_pipeline.packs.board.native_chart import LINES, POINTS, VALUE
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.questions import questions
from ossp_pipeline.packs.board.writing import DECK
from ossp_pipeline.publish.releases import Release, Releases
from tests.slides import ugly

QUARTER, END = "2025-26Q4", date(2026, 3, 31)
WORDS = {
    "worsening": "Worse than usual",
    "improving": "Better than usual",
    "changed": "Different from usual",
    "no change beyond chance": "No change beyond chance",
    "cannot be judged": "Cannot be judged",
}


@pytest.fixture(scope="module")
def release(released) -> Release:
    return Releases(released.releases).find(None)


@pytest.fixture(scope="module")
def deck(board_pack):
    folder, _ = board_pack
    return Presentation(str(folder / DECK))


def rows_in(release, table):
    return pq.read_table(release.folder / "tables" / f"{table}.parquet").to_pylist()


def at_the_end(release):
    """The signals of the partnership whose period ends with the quarter."""
    rows = rows_in(release, "performance_signals")
    return [row for row in rows if row["area_type"] == "csp" and row["period_end_date"] == END]


def tables_in(deck):
    """Every table by its text alternative, its rows as lists of cells without the header."""
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_table]
    return {
        shape._element.nvGraphicFramePr.cNvPr.get("descr"): [
            [cell.text for cell in row.cells] for row in list(shape.table.rows)[1:]
        ]
        for shape in shapes
    }


def figure(words):
    """The number a cell begins with, and half of its last digit."""
    digits = re.match(r"£?([\d,.]+)", words)[1].replace(",", "")
    return pytest.approx(float(digits), abs=0.5 * 10 ** -len(digits.partition(".")[2]) + 1e-9)


def test_it_is_a_deck_for_one_meeting(deck):
    assert 10 <= len(deck.slides) <= 14
    assert ugly(deck) == []


def test_every_number_of_every_chart_is_in_the_signals(deck, release):
    signals = {}
    for row in rows_in(release, "performance_signals"):
        if row["area_type"] == "csp" and row["period_end_date"].isoformat() <= "2026-03-31":
            signals.setdefault(row["measure_id"], []).append(row)
    seen = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                rows = sorted(signals[shape.name.removeprefix("Chart: ")], key=lambda row: row["period_end_date"])
                compare(shape.chart.plots[0].series, rows)
                seen += 1
    assert seen >= 8


def compare(series, rows):
    figures = [row["value"] if row["status"] in SHOWN else None for row in rows]
    columns = {name: column for column, name in LINES.items()}
    for one in series:
        if one.name == VALUE:
            assert list(one.values) == figures
        elif one.name in columns:
            assert list(one.values) == [row[columns[one.name]] for row in rows]
        else:
            assert one.name in POINTS.values()
            assert all(mark in (None, figure) for mark, figure in zip(one.values, figures, strict=True))


def test_every_row_about_a_measure_is_the_scorecards(deck, release):
    cards = {row["title"]: row for row in rows_in(release, "performance_scorecards")}
    signals = {
        (row["measure_id"], row["period"]): row
        for row in rows_in(release, "performance_signals")
        if row["area_type"] == "csp"
    }
    seen = set()
    for name, rows in tables_in(deck).items():
        if name.endswith(": measures") or name == "What needs a conversation":
            for title, latest, target, change, *_ in rows:
                card = cards[title]
                check(card, signals[card["measure_id"], card["latest_period"]], latest, target, change)
                seen.add(title)
    notable = {
        row["title"] for row in cards.values() if row["rag"] or row["verdict"] in ("worsening", "improving", "changed")
    }
    assert seen >= notable, "each with a target or a change is on a slide"


def check(card, newest, latest, target, change):
    if newest["status"] in SHOWN:
        assert newest["value"] == figure(latest)
    else:
        assert latest.startswith("withheld to protect people") and card["status"] == ValueStatus.WITHHELD
    if card["target"] is None:
        assert target == "no target"
    else:
        assert card["target"] == figure(target.partition("target ")[2])
        assert target.split()[1].rstrip(",").lower() == card["rag"]
    assert change.partition(":")[0] == WORDS[card["verdict"]]


def test_the_ten_second_summary_counts_the_figures_of_the_quarter(deck, release):
    """Of the quarter alone: what the scorecard says of an older figure counts for nothing here."""
    cards, now = rows_in(release, "performance_scorecards"), at_the_end(release)
    assert len(cards) > len([row for row in now if row["status"] in SHOWN])
    without = [row["measure_id"] for row in now if row["status"] not in SHOWN]
    rags, verdicts = Counter(row["rag"] for row in now), Counter(row["verdict"] for row in now)
    text = "\n".join(shape.text_frame.text for shape in deck.slides[1].shapes if shape.has_text_frame)
    assert "January to March 2026" in deck.slides[1].shapes.title.text
    assert f"Missing their target\n{rags['red'] + rags['amber']}\n" in text
    assert f"Changed beyond chance\n{verdicts['worsening']} worse, {verdicts['improving']} better\n" in text
    assert f"No figure for the quarter\n{len(without)}\n" in text
    [rows] = [rows for name, rows in tables_in(deck).items() if name.startswith("Each theme in figures")]
    theme_of = {row["measure_id"]: row["theme"] for row in cards}
    silent = Counter(theme_of[name] for name in without)
    for theme, *cells in rows:
        own = [row for row in now if row["theme"] == theme]
        counts = Counter(row["rag"] for row in own) + Counter(row["verdict"] for row in own)
        measures = sum(row["theme"] == theme for row in cards)
        wanted = [measures, *(counts[name] for name in ("red", "amber", "green", "worsening", "improving", "changed"))]
        assert [int(cell) for cell in cells] == [*wanted, silent[theme]]
    assert len(rows) == len({row["theme"] for row in cards})


def test_grants_questions_and_missing_figures_are_published_ones(deck, release):
    tables = tables_in(deck)
    newest, signed = {}, {}
    for row in sorted(rows_in(release, "performance_grants"), key=lambda row: row["period"] or ""):
        key = row["title"], row["theme"]
        newest[key] = row
        if row["spent_pounds"] is not None:
            signed[key] = row
    assert len(signed) == len(newest) - 1, "one ended before its first return was due"
    money = tables["Grants: given, spent, left"]
    assert len(money) == len(newest)
    for title, theme, _, given, spent, left, _ in money:
        row = signed.get((title, theme), newest[title, theme])
        for cell, name in ((given, "allocation_pounds"), (spent, "spent_pounds"), (left, "left_pounds")):
            assert cell == "no figure" if row[name] is None else row[name] == figure(cell)
    challenges = {(item.text, item.evidence, item.owner) for item in questions(read_snapshot(release, QUARTER))}
    shown = {tuple(row) for row in tables["Questions to ask, the most pressing first"]}
    assert len(shown) >= 6 and shown <= challenges
    counted = Counter()
    for reason, _ in tables["Measures without a figure"]:
        counted[re.split(r":| \(| with | to ", reason)[0]] += int(re.search(r"\((\d+) measures?\)$", reason)[1])
    statuses = Counter(row["status"] for row in at_the_end(release))
    waiting = sum(
        row["return_state"] == "returned" and row["period"] == QUARTER
        for row in rows_in(release, "performance_returns")
    )
    assert counted == {
        "not supplied": statuses["not supplied"] - waiting,
        "not yet due": statuses["not yet due"],
        "queried": statuses["queried"],
        "withheld": statuses["withheld"],
        "returned and waiting for sign-off": waiting,
    }
