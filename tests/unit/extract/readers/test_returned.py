"""What the child process reads is what another reader reads."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ossp_pipeline.extract.readers.returned.cells import CellKind
from ossp_pipeline.extract.readers.returned.reading import read_returned
from ossp_pipeline.returns.layout import SHEETS
from tests.faults.returns.test_ods import as_ods


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_another_reader_reads_the_same_cells(office, kind):
    path = office.filled() if kind == "xlsx" else as_ods(office.filled())
    ours = read_returned(path).sheets
    theirs = CalamineWorkbook.from_path(str(path))
    for sheet in (sheet for sheet in SHEETS if sheet.is_required):
        rows = theirs.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        expected = {
            (row, column): value
            for row, cells in enumerate(rows, 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
        read = {
            place: float(cell.text) if cell.kind is CellKind.NUMBER else cell.text
            for place, cell in ours[sheet.name].cells.items()
        }
        assert read == expected


def test_a_workbook_is_found_from_where_the_command_was_typed(office, monkeypatch):
    """The child works in another folder."""
    path = office.filled()
    monkeypatch.chdir(path.parent)
    assert read_returned(Path(path.name)).sheets == read_returned(path).sheets
