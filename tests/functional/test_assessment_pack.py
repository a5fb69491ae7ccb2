"""`ossp sna`: a spreadsheet a screen reader can follow and a skeleton, both from the release's own files."""

import re

import openpyxl
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.release.assessment import read_tables, write_pack
from ossp_pipeline.release.assessment_book import part_of
from ossp_pipeline.release.publish import Release, Releases
from tests.conftest import settings_in


@pytest.fixture(scope="module")
def release(released) -> Release:
    return Releases(settings_in(released).releases).find(None)


@pytest.fixture(scope="module")
def pack(release, tmp_path_factory):
    book, text = sorted(write_pack(release, tmp_path_factory.mktemp("packs")), reverse=True)
    page, book = (text, book) if text.suffix == ".md" else (book, text)
    return page.read_text(encoding="utf-8"), openpyxl.load_workbook(book)


def test_every_table_of_the_assessment_has_a_sheet_with_its_rows(pack, release):
    tables = read_tables(release.folder)
    assert pack[1].sheetnames == ["Cover", "Notes", *tables]
    for name, rows in tables.items():
        sheet = pack[1][name]
        shown = part_of(name, rows)
        assert sheet.max_row - 1 == len(shown) > 0, name
        assert [cell.value for cell in sheet[1]] == list(rows.columns)


def test_sheets_follow_the_checklist(pack):
    for sheet in pack[1]:
        [table] = sheet.tables.values()
        assert table.ref == sheet.dimensions and table.autoFilter is None
        assert sheet.freeze_panes is None and not sheet.merged_cells.ranges
        assert sheet.sheet_view.selection[0].activeCell in (None, "A1")
        assert [cell.coordinate for row in sheet for cell in row if cell.value in (None, "")] == []
        assert [row for row, size in sheet.row_dimensions.items() if size.hidden] == []
    assert pack[1].properties.title


def test_hidden_and_missing_figures_are_marked_and_never_zero(pack, release):
    rows = pack[1]["sna_serious_violence"].iter_rows(values_only=True)
    header = next(rows)
    status, count = header.index("status"), header.index("numerator")
    marks = {(row[status], row[count]) for row in rows if row[status] not in ("observed", "true zero")}
    assert marks == {("withheld", "[c]"), ("not applicable", "[z]"), ("not yet due", "[x]")}


def test_skeleton_has_every_heading_of_the_law_and_a_gap_in_each(pack):
    headings = re.findall(r"^## (.+)$", pack[0], re.MULTILINE)
    assert len(headings) == 9 == pack[0].count("**[Analyst:")
    assert "INVENTED SAMPLE DATA" in pack[0]


def test_figures_of_the_skeleton_are_those_of_the_release(pack, release):
    rows = pq.read_table(release.folder / "tables" / "sna_change.parquet").to_pylist()
    [shoplifting] = [row for row in rows if row["area_type"] == "csp" and row["category"] == "Shoplifting"]
    line = f"| crime | Shoplifting | {shoplifting['earlier_numerator']:,} | {shoplifting['numerator']:,} |"
    assert line in pack[0] and shoplifting["verdict"] == "rise"


def test_a_pack_is_never_written_over(release, tmp_path):
    write_pack(release, tmp_path)
    with pytest.raises(UsageError, match="E-PACK"):
        write_pack(release, tmp_path)


def test_a_release_without_the_tables_is_refused(tmp_path):
    (tmp_path / "r" / "tables").mkdir(parents=True)
    (tmp_path / "r" / "datapackage.json").write_text("{}")
    with pytest.raises(UsageError, match="E-NOSNA"):
        write_pack(Release(tmp_path / "r"), tmp_path / "packs")
