"""The board's pack of a public release: a count that no table explains is found wherever it stands in a file."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ossp_pipeline.attack.packs import open_pack
from tests.unit.attack.small_release import COUNT, small_release

pytestmark = pytest.mark.slow

PEOPLE = "People under supervision"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that says 50 of people under supervision. Do not change it."""
    return small_release(tmp_path_factory.mktemp("small") / "release", fct_measure_values=[COUNT])


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "pack").mkdir()
    return tmp_path / "pack"


def workbook(pack: Path, *cells: Any) -> None:
    book = openpyxl.Workbook()
    book.active.append(cells)
    book.save(pack / "tables.xlsx")


def deck(pack: Path, figure: int, where: str = "") -> None:
    """A slide with words, a table, a chart and notes: they say 50, and this figure in one place."""

    def said(place: str) -> int:
        return figure if place == where else 50

    file = Presentation()
    slide = file.slides.add_slide(file.slide_layouts[5])
    slide.shapes.title.text = f"{PEOPLE}: {said('words')}"
    table = slide.shapes.add_table(1, 2, *[Inches(1)] * 4).table
    for index, words in enumerate((PEOPLE, said("table"))):
        table.cell(0, index).text = str(words)
    data = CategoryChartData()
    data.categories = ["March 2025"]
    data.add_series("Figure", [said("chart")])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE, *[Inches(1)] * 4, data)
    chart._element.nvGraphicFramePr.cNvPr.set("descr", f"{PEOPLE}. The newest figure is {said('description')}.")
    part = chart.chart.part.chart_workbook.xlsx_part
    book, behind = openpyxl.load_workbook(io.BytesIO(part.blob)), io.BytesIO()
    book.active["B2"] = said("behind the chart")
    book.save(behind)
    part._blob = behind.getvalue()
    slide.notes_slide.notes_text_frame.text = f"{PEOPLE}: {said('notes')}"
    file.save(pack / "deck.pptx")


def test_what_the_tables_say_is_not_found(pack: Path, release: Path) -> None:
    workbook(pack, PEOPLE, 50, "March 2025", None)
    deck(pack, 50)
    (pack / "report.pdf").touch()
    assert open_pack(pack, release, [("50 (March 2025)", PEOPLE)]) == []


@pytest.mark.parametrize("figure", [52, 52.0, 50.5, "52"])
def test_a_count_planted_in_the_spreadsheet_is_found(pack: Path, release: Path, figure: object) -> None:
    workbook(pack, PEOPLE, figure)
    assert open_pack(pack, release, []) == ["tables.xlsx has a number beside people that no published table explains"]


@pytest.mark.parametrize("where", ["words", "table", "chart", "behind the chart", "description", "notes"])
def test_a_count_planted_in_the_deck_is_found(pack: Path, release: Path, where: str) -> None:
    deck(pack, 52, where)
    assert open_pack(pack, release, []) == ["deck.pptx has a number beside people that no published table explains"]


def test_a_count_that_the_report_was_given_to_print_is_found(pack: Path, release: Path) -> None:
    (pack / "report.pdf").touch()
    [found] = open_pack(pack, release, [("52", PEOPLE)])
    assert found.startswith("report.pdf has a number beside people")


def test_a_file_that_nothing_here_reads_is_found(pack: Path, release: Path) -> None:
    (pack / "notes.docx").touch()
    assert open_pack(pack, release, []) == ["notes.docx is a file of a kind that the attack does not read"]
