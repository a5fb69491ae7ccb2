"""The board's deck from small releases: about a dozen slides, nothing over an edge, nothing left out in silence."""

import io
import re
from datetime import date

import openpyxl
import pytest
from pptx import Presentation

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.packs.board.content import pack_content
from ossp_pipeline.packs.board.deck import make_deck
from ossp_pipeline.packs.board.native_chart import VALUE
from ossp_pipeline.packs.board.quarter_snapshot import read_snapshot
from ossp_pipeline.packs.board.report import make_report
from tests.packed import printed_pages, squeezed
from tests.slides import ugly
from tests.unit.site.boards import ACTION, GRANT, card, measure, quarter, returned, signals, whole, worse

pytestmark = pytest.mark.slow

WIDE = "Ward " * 40
UNBROKEN = "W" * 200
LATE = {
    "feed": "police_crime",
    "period": "2026-02",
    "period_start_date": date(2026, 2, 1),
    "period_end_date": date(2026, 2, 28),
    "coverage_status": "late",
    "late_since_date": date(2026, 3, 21),
}


def crowd(count, name, theme="Safety"):
    """So many measures, all red and worse, with names of 200 letters everywhere."""
    one, ids = worse(), [f"m{index:02d}" for index in range(count)]
    bad = {key: one["performance_scorecards"][0][key] for key in ("target", "rag", "verdict", "verdict_reason")}
    return {
        **one,
        "dim_measures": [
            measure(item, title=f"{item} {name}", theme=theme, priority=f"1 {name}", owner_role=name) for item in ids
        ],
        "performance_signals": [{**row, "measure_id": item} for item in ids for row in one["performance_signals"]],
        "performance_scorecards": [card(item, **bad) for item in ids],
        "performance_returns": [returned(item, narrative=name * 5, owner_role=name) for item in ids],
        "performance_actions": [
            {**ACTION, "action_id": item, "action": f"{item} {name}", "theme": theme} for item in ids
        ],
        "performance_grants": [{**GRANT, "grant_id": item, "title": f"{item} {name}", "theme": theme} for item in ids],
        "sna_data_coverage": [LATE] * count,
    }


def silent(count):
    """So many measures, none of which has a figure."""
    none = {"value": None, "centre_line": None, "lower_limit": None, "upper_limit": None, "point_kind": None}
    ids = [f"m{index:02d}" for index in range(count)]
    return {
        **whole(),
        "dim_measures": [measure(item, title=f"{item} {WIDE}") for item in ids],
        "performance_signals": [row | none for item in ids for row in signals(item, status=ValueStatus.NOT_SUPPLIED)],
        "performance_scorecards": [card(item, status=ValueStatus.NOT_SUPPLIED) for item in ids],
    }


CALM = {**whole(), "performance_scorecards": [card(target=120.0, rag="green")]}
FORMS = {
    "an empty quarter": {"dim_periods": [quarter()]},
    "no theme has a measure": {
        "dim_periods": [quarter()],
        "performance_actions": [ACTION],
        "performance_grants": [GRANT],
    },
    "one measure": CALM,
    "one bad measure": worse(performance_actions=[ACTION], performance_grants=[GRANT]),
    "two charts": crowd(2, "short"),
    "three charts": crowd(3, "short"),
    "sixty measures": crowd(60, WIDE),
    "sixty in one word": crowd(60, UNBROKEN, UNBROKEN),
    "sixty without a figure": silent(60),
}


@pytest.fixture
def made(release_of):
    """The deck of these rows, and the report it points to."""

    def make(rows):
        snapshot = read_snapshot(release_of(rows), "2025-26Q4")
        material = pack_content(snapshot)
        report = make_report(material, snapshot.board, snapshot.published)
        return Presentation(io.BytesIO(make_deck(material, snapshot, report.pages))), report

    return make


@pytest.mark.parametrize("form", FORMS)
def test_nothing_runs_over_whatever_there_is_to_say(made, form):
    deck, _ = made(FORMS[form])
    assert ugly(deck) == []
    assert len(deck.slides) == 7 + 2 * len(
        {row["theme"] for name in ("dim_measures", "performance_actions") for row in FORMS[form].get(name, [])}
    )


def test_every_slide_has_title_source_language_and_words_for_what_is_drawn(made):
    deck, _ = made(crowd(60, WIDE))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles) and len(set(titles)) == len(titles)
    for slide in deck.slides:
        assert "release 00001-abcdef12" in slide.notes_slide.notes_text_frame.text
        drawn = [shape for shape in slide.shapes if shape.has_chart or shape.has_table or shape.shape_type == 6]
        assert all(shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in drawn)
        runs = slide._element.xpath(".//a:r/a:rPr") + slide.notes_slide._element.xpath(".//a:r/a:rPr")
        assert {run.get("lang") for run in runs} == {"en-GB"}
    assert deck.core_properties.title.startswith("Performance report") and deck.core_properties.language == "en-GB"
    assert deck.slides[1].slide_layout.shapes._spTree.xpath(".//a:fld[@type='slidenum']")


def test_what_does_not_fit_is_counted_and_named(made):
    deck, report = made(crowd(60, "short"))
    pages = printed_pages(report.pdf)
    by_title = {slide.shapes.title.text_frame.text: slide for slide in deck.slides}
    assert counted(by_title["Questions to ask"]) == 4 * 60, "measure, action, grant, delivery"
    assert counted(by_title["Safety: 60 of 60 targets missed, 60 measures worse than usual"]) == 60
    assert counted(by_title["Funding: 60 of 60 grants with an alarm"]) == 60
    second = by_title["Safety: charts, words and deliverables"]
    text = words_of(second)
    assert sum(shape.has_chart for shape in second.shapes) == 4 and "Charts: 56 more: report, from page" in text
    for words, heading in (
        ("spreadsheet, sheet Signals", "Charts: a target missed"),
        ("spreadsheet, sheet Returns", "What its leads say"),
        ("spreadsheet, sheet Actions", "Key deliverables"),
    ):
        page = int(re.search(rf"from page (\d+); {words}", text)[1])
        assert squeezed(heading) in pages[page - 1], heading


def test_the_most_pressing_comes_first(made):
    rows = crowd(6, "short")
    cards = rows["performance_scorecards"]
    for row in cards:
        row |= {"rag": "amber", "verdict": "no change beyond chance"}
    cards[3]["verdict"], cards[5]["rag"] = "worsening", "red"
    deck, _ = made(rows)
    names = [shape.name for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert names[:3] == ["Chart: m03", "Chart: m05", "Chart: m00"], "worse, then red, then amber"
    questions = next(slide for slide in deck.slides if slide.shapes.title.text_frame.text == "Questions to ask")
    [table] = [shape.table for shape in questions.shapes if shape.has_table]
    assert [table.cell(row, 1).text[:3] for row in (1, 2)] == ["m03", "m05"]


def test_words_that_were_cut_are_whole_in_the_notes(made):
    deck, _ = made(crowd(1, UNBROKEN))
    for slide in deck.slides:
        if "…" in words_of(slide):
            notes = slide.notes_slide.notes_text_frame.text
            cut = [words for words in words_of(slide).split("\n") if words.endswith("…")]
            assert all(words[:-1] in notes for words in cut), cut
    assert sum("…" in words_of(slide) for slide in deck.slides) > 3


def test_a_theme_without_measures_keeps_its_actions_and_its_money(made):
    actions, grants = [{**ACTION, "theme": "Roads"}], [{**GRANT, "theme": "Roads"}]
    deck, _ = made(worse(performance_actions=actions, performance_grants=grants))
    text = "\n".join(words_of(slide) for slide in deck.slides)
    assert "Roads: no measure" in text and "Mend the lights" in text and "Hate Crime Grant" in text


def test_the_decks_chart_holds_the_published_figures(made):
    rows = worse()
    deck, _ = made(rows)
    [chart] = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    lines = {series.name: list(series.values) for series in chart.plots[0].series}
    assert lines[VALUE] == [row["value"] for row in rows["performance_signals"][:13]]
    assert lines["Upper limit"] == [117.0] * 13 and lines["Target"] == [90.0] * 13
    assert lines["Worse than usual"] == [None] * 12 + [112.0]
    inside = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert [row[1].value for row in inside.iter_rows(min_row=2)] == lines[VALUE]
    unusual = next(item for item in chart.plots[0].series if item.name == "Worse than usual")
    assert unusual.format.line.fill.type is not None and unusual._element.find(".//{*}ln/{*}noFill") is not None


def words_of(slide):
    """Its words: title, boxes and tables, a line each."""
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    words = [paragraph.text for frame in frames for paragraph in frame.paragraphs]
    words += [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join(words)


def counted(slide):
    """Rows of its table, and those that are said to be elsewhere."""
    [table] = [shape.table for shape in slide.shapes if shape.has_table]
    return len(table.rows) - 1 + int(re.search(r"(\d+) more", words_of(slide))[1])
