"""The spreadsheet any pack is written with: the checklist for screen readers, and text that stays text."""

import openpyxl
import pandas as pd
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.packs.assessment.accessible_workbook import Cover, Sheet, write_accessible_workbook

ROWS = pd.DataFrame(
    {
        "area": ["Ward one", "Ward two", "Ward three", "Ward four"],
        "number": [12.0, None, None, None],
        "is_late": [True, False, False, False],
        "status": [ValueStatus.OBSERVED, ValueStatus.WITHHELD, ValueStatus.NOT_SUPPLIED, ValueStatus.NOT_APPLICABLE],
    }
)
COVER = Cover("Figures of the quarter", ["What this is"], ["What to know"], ["Whom to ask"])


def written(path, sheets, notes=None):
    write_accessible_workbook(path / "book.xlsx", COVER, sheets, notes or {})
    return openpyxl.load_workbook(path / "book.xlsx")


def rows_of(sheet):
    [table] = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def test_a_book_has_cover_contents_notes_and_a_sheet_per_table(tmp_path):
    book = written(tmp_path, [Sheet("one", "First", ROWS, notes=["part"]), Sheet("two", "Second", ROWS)], {"part": "P"})
    assert book.sheetnames == ["Cover", "Contents", "Notes", "one", "two"]
    assert book["Cover"]["A1"].value == "Figures of the quarter"
    assert rows_of(book["Contents"])[1:] == [["one", "First "], ["two", "Second"]]
    assert rows_of(book["Notes"]) == [["Note number", "Note"], [1, "P"]]
    assert book["one"]["A1"].value == "First [note 1]"
    assert book["Contents"]["A4"].hyperlink.location == "'one'!A1"


def test_every_table_is_marked_up_and_ends_its_sheet(tmp_path):
    book = written(tmp_path, [Sheet("one", "First", ROWS)], {"part": "P"})
    for name in ("Contents", "Notes", "one"):
        sheet = book[name]
        [table] = sheet.tables.values()
        assert table.autoFilter is None and table.headerRowCount == 1
        assert table.ref.split(":")[1] == sheet.dimensions.split(":")[1], "nothing below or beside the table"
        assert [cell.coordinate for row in sheet[table.ref] for cell in row if cell.value in (None, "")] == []
        assert sheet.freeze_panes is None and not sheet.merged_cells.ranges
        assert [row for row, size in sheet.row_dimensions.items() if size.hidden] == []
        assert sheet.sheet_view.selection[0].activeCell in (None, "A1")
    assert book.properties.title == "Figures of the quarter"


def test_a_missing_figure_is_marked_by_its_status_and_each_mark_is_explained(tmp_path):
    sheet = written(tmp_path, [Sheet("one", "First", ROWS)])["one"]
    assert [row[1] for row in rows_of(sheet)[1:]] == [12, "[c]", "[x]", "[z]"]
    assert [row[2] for row in rows_of(sheet)[1:]] == ["yes", "no", "no", "no"]
    above = [cell.value[:3] for cell in sheet["A"][2:5]]
    assert above == ["[c]", "[x]", "[z]"]


def test_a_table_without_rows_has_a_row_that_says_so(tmp_path):
    sheet = written(tmp_path, [Sheet("one", "First", ROWS.head(0))])["one"]
    assert rows_of(sheet)[1:] == [["[z]"] * 4]


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "[click](http://example.org)", "http://example.org", "007"])
def test_text_stays_text(tmp_path, text):
    sheet = written(tmp_path, [Sheet("one", "First", pd.DataFrame({"words": [text]}))])["one"]
    cell = sheet[sheet.dimensions.split(":")[1]]
    assert cell.data_type == "s" and cell.hyperlink is None
    assert cell.value.replace("] (", "](") == text


def test_a_cell_of_signs_alone_is_not_available(tmp_path):
    assert rows_of(written(tmp_path, [Sheet("one", "F", pd.DataFrame({"words": ["–"]}))])["one"])[1] == ["[x]"]


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_accessible_workbook(tmp_path / name, COVER, [Sheet("one", "First", ROWS)], {"part": "P"})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").properties.created.year == 2000, "not the day it was written"


def test_a_reference_to_no_note_is_refused(tmp_path):
    with pytest.raises(ValueError, match="lost"):
        written(tmp_path, [Sheet("one", "First", ROWS, notes=["lost"])])
