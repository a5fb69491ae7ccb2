"""`ossp sna`: a spreadsheet a screen reader can follow and a skeleton, both from the release's own files."""

import re
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.errors import BrokenError, UsageError
from ossp_pipeline.packs.assessment.assessment import read_tables, write_pack
from ossp_pipeline.packs.assessment.assessment_text import write_skeleton
from ossp_pipeline.packs.assessment.assessment_workbook import part_of
from ossp_pipeline.publish.releases import Release, Releases


@pytest.fixture(scope="module")
def release(released) -> Release:
    return Releases(released.releases).find(None)


@pytest.fixture(scope="module")
def folder(release, tmp_path_factory) -> Path:
    """Where the pack of the release lies."""
    folder = tmp_path_factory.mktemp("packs")
    write_pack(release, folder)
    return folder


@pytest.fixture(scope="module")
def pack(release, folder):
    book, text = sorted((folder / release.release_id).iterdir(), reverse=True)
    page, book = (text, book) if text.suffix == ".md" else (book, text)
    return page.read_text(encoding="utf-8"), openpyxl.load_workbook(book)


def table_of(sheet) -> list[list[object]]:
    """The cells of the one table of a sheet, its header first."""
    [table] = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def test_every_table_of_the_assessment_has_a_sheet_with_its_rows(pack, release):
    tables = read_tables(release.folder)
    assert pack[1].sheetnames == ["Cover", "Contents", "Notes", "columns", *tables]
    for name, rows in tables.items():
        header, *lines = table_of(pack[1][name])
        assert len(lines) == len(part_of(name, rows)) > 0, name
        assert header == list(rows.columns)


def test_sheets_follow_the_checklist(pack):
    for sheet in pack[1].worksheets[1:]:
        [table] = sheet.tables.values()
        assert table.ref.split(":")[1] == sheet.dimensions.split(":")[1] and table.autoFilter is None
        assert sheet.freeze_panes is None and not sheet.merged_cells.ranges
        assert sheet.sheet_view.selection[0].activeCell in (None, "A1")
        assert [cell for line in table_of(sheet) for cell in line if cell in (None, "")] == []
        assert [row for row, size in sheet.row_dimensions.items() if size.hidden] == []
    assert pack[1].properties.title


def test_every_column_of_every_sheet_is_explained(pack, release):
    meanings = {(table, column): meaning for table, column, meaning in table_of(pack[1]["columns"])[1:]}
    shown = {(name, column) for name, rows in read_tables(release.folder).items() for column in rows.columns}
    assert set(meanings) == shown and all(meanings.values())


def test_hidden_and_missing_figures_are_marked_and_never_zero(pack, release):
    header, *rows = table_of(pack[1]["sna_serious_violence"])
    status, count = header.index("status"), header.index("numerator")
    marks = {
        (row[status], row[count]) for row in rows if row[status] not in (ValueStatus.OBSERVED, ValueStatus.TRUE_ZERO)
    }
    assert marks == {
        (ValueStatus.WITHHELD, "[c]"),
        (ValueStatus.NOT_APPLICABLE, "[z]"),
        (ValueStatus.NOT_YET_DUE, "[x]"),
    }


def test_skeleton_has_every_heading_of_the_law_and_a_gap_in_each(pack):
    headings = re.findall(r"^## (.+)$", pack[0], re.MULTILINE)
    assert headings[-1] == "All tables of the release" and len(headings) - 1 == 17 == pack[0].count("**[Analyst:")
    assert "The release has no figures for this" not in pack[0]
    assert "INVENTED SAMPLE DATA" in pack[0]


def test_figures_of_the_skeleton_are_those_of_the_release(pack, release):
    rows = pq.read_table(release.folder / "tables" / "sna_change.parquet").to_pylist()
    [shoplifting] = [row for row in rows if row["area_type"] == "csp" and row["category"] == "Shoplifting"]
    line = f"| crime | Shoplifting | {shoplifting['earlier_numerator']:,} | {shoplifting['numerator']:,} |"
    assert line in pack[0] and shoplifting["verdict"] == "rise"


def test_deprivation_is_shown_by_decile_of_the_newest_edition(pack, release):
    rows = pq.read_table(release.folder / "tables" / "sna_deprivation_levels.parquet").to_pylist()
    [most] = [
        row
        for row in rows
        if (row["edition"], row["domain"], row["decile"], row["subject"])
        == ("2025", "multiple deprivation", 1, "crime")
    ]
    line = f"| multiple deprivation | 1 | {most['small_area_count']} | crime | {most['numerator']:,} |"
    assert line in pack[0] and pack[0].count("| multiple deprivation | 1 |") == 2
    assert "deciles say where and not why" in pack[0]


def test_a_month_that_was_not_supplied_is_said_in_words(pack):
    assert "| greater-manchester | 2026-01 | all | [x] | [x] | [x] | no file of this force for 2026-01 |" in pack[0]
    assert "| 2025 | All | [x] |" in pack[0]


def section_of(pack, title) -> list[list[str]]:
    """The rows of the table under a heading of the skeleton."""
    text = pack[0].split(f"## {title}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")][1:]


def test_people_are_shown_with_their_period_and_an_old_gap_is_not_shown_with_a_new_figure(pack):
    rows = section_of(pack, "People")
    treated = [row for row in rows if row[0] == "people in treatment"]
    assert {row[1] for row in treated} == {"2025-26Q4"} and [row[4] for row in treated if row[2] == "all"] == ["1,676"]
    [late] = [row for row in rows if row[0] == "people under supervision" and row[4] == "[x]"]
    assert late[1] == "2025-26Q4" and late[-1] == "no delivery for 2025-26Q4"
    assert {row[0] for row in rows} >= {"victims", "suspects", "people under supervision and in treatment"}


def test_the_whole_of_harm_has_no_rank_among_the_groups(pack):
    first, *groups = section_of(pack, "Harm beside volume")
    assert first[0] == "all" and first[3:5] == ["–", "–"]
    assert [row[4] for row in groups] == [str(place) for place in range(1, len(groups) + 1)]


def test_concentration_and_what_was_delivered_have_their_sections(pack, release):
    rows = pq.read_table(release.folder / "tables" / "sna_concentration.parquet").to_pylist()
    [shoplifting] = [
        row
        for row in rows
        if (row["category"], row["pattern"], row["period"]) == ("Shoplifting", "12 months", "2026-03")
    ]
    [shown] = [row for row in section_of(pack, "Concentration") if row[1] == "Shoplifting"]
    assert shown[2] == "2026-03" and shown[5:7] == [
        f"{shoplifting['top_10_percent_share']:.1f}",
        f"{shoplifting['generalised_gini']:.2f}",
    ]
    delivered = section_of(pack, "What was delivered")
    assert ["asb_incidents", "2024-08", "late", "2024-09-21", "[x]", "[x]", "[x]", "[x]"] in delivered
    assert ["police_crime", "2026-03", "supplied", "–", "2,478", "2,478", "0", "0"] in delivered


def test_a_part_the_feed_lacks_stands_beside_the_item(pack):
    shared = {row[1]: row[3:] for row in section_of(pack, "What was shared")}
    assert shared["council_asb"] == ["partly shared", "time of day"]
    assert shared["council_school_exclusions"] == ["no feed", "–"]


def test_a_pack_is_never_written_over(release, folder):
    before = {path.name: path.stat().st_mtime_ns for path in (folder / release.release_id).iterdir()}
    with pytest.raises(UsageError, match="E-PACK"):
        write_pack(release, folder)
    assert {path.name: path.stat().st_mtime_ns for path in (folder / release.release_id).iterdir()} == before


def test_a_release_without_the_tables_is_refused(tmp_path):
    (tmp_path / "r" / "tables").mkdir(parents=True)
    (tmp_path / "r" / "datapackage.json").write_text("{}")
    with pytest.raises(UsageError, match="E-NOSNA"):
        write_pack(Release(tmp_path / "r"), tmp_path / "packs")


def test_a_number_that_the_release_does_not_hold_stops_the_pack(release, tmp_path, monkeypatch):
    """In a pack of a few rows of each table: to stop it takes no large one."""

    def planted(*arguments):
        return f"{write_skeleton(*arguments)}\n8,675 were solved.\n"

    def few(folder):
        return {name: rows.head(60) for name, rows in read_tables(folder).items()}

    monkeypatch.setattr("ossp_pipeline.packs.assessment.assessment.read_tables", few)
    monkeypatch.setattr("ossp_pipeline.packs.assessment.assessment.write_skeleton", planted)
    with pytest.raises(BrokenError, match=r"E-NUMBERS.*8,675 were solved"):
        write_pack(release, tmp_path)
    assert not (tmp_path / release.release_id).exists()
