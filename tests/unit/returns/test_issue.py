"""What is asked of whom, and the workbook that asks it."""

import hashlib
import zipfile
from datetime import datetime

import openpyxl
import pytest

from ossp_pipeline.errors import BrokenError, UsageError
from ossp_pipeline.returns.issue import issue_workbooks
from ossp_pipeline.returns.request import build_issues
from ossp_pipeline.returns.workspace import open_workspace, read_quarter
from tests.returned import AREAS, LEAD, OTHER_LEAD, QUARTER, THEME, measure_row, write_seeds


def asked(office, quarter=QUARTER, areas=AREAS):
    return {
        issue.lead: issue
        for issue in build_issues(office.catalogue, read_quarter(quarter), areas, lambda feed, key: {})
    }


def keys(issue, sheet="Measures"):
    return [row.key for row in issue.rows.get(sheet, ())]


def test_each_lead_is_asked_for_what_the_lists_name_it_for(office):
    found = asked(office)
    assert list(found) == [LEAD, OTHER_LEAD]
    assert len(keys(found[LEAD])) == 4
    assert keys(found[LEAD], "Actions") == ["marac_review", "refuge_lease"]
    assert keys(found[LEAD], "Grants") == ["hate_crime"]
    assert found[OTHER_LEAD].rows.keys() == {"Measures"}


def test_wards_are_asked_one_by_one(office):
    write_seeds(office.seeds, [measure_row("w", "W", "things", "", "count", OTHER_LEAD, area_types="csp;ward")])
    assert keys(asked(office)[OTHER_LEAD])[1:] == ["w|E22000007", "w|E05000001", "w|E05000002"]


def test_small_areas_are_not_asked_by_hand(office):
    write_seeds(office.seeds, [measure_row("s", "S", "things", "", "count", OTHER_LEAD, area_types="lsoa")])
    with pytest.raises(UsageError, match="area type “lsoa”"):
        asked(office)


@pytest.mark.parametrize(
    ("changes", "quarters"),
    [
        ({"status": "retired"}, []),
        ({"status": "proposed"}, ["2025-26Q2", "2025-26Q3", "2025-26Q4"]),
        ({"cadence": "year"}, ["2025-26Q4"]),
        ({"first_period": "2025-26Q3"}, ["2025-26Q3", "2025-26Q4"]),
        ({"first_period": "2025-12"}, ["2025-26Q3", "2025-26Q4"]),
        ({"source": "crime"}, []),
    ],
)
def test_measure_is_asked_when_it_is_due(office, changes, quarters):
    write_seeds(office.seeds, [measure_row("new", "New", "things", "", "count", OTHER_LEAD, **changes)])
    found = [
        quarter
        for quarter in ("2025-26Q2", "2025-26Q3", "2025-26Q4")
        if "new|E22000007" in keys(asked(office, quarter)[OTHER_LEAD])
    ]
    assert found == quarters


def test_window_says_which_days_to_count(office):
    write_seeds(office.seeds, [measure_row("y", "Y", "things", "", "count", OTHER_LEAD, window_months="12")])
    rows = asked(office)[OTHER_LEAD].rows["Measures"]
    assert [row.locked[-1] for row in rows] == ["2025-10-01 to 2025-12-31", "2025-01-01 to 2025-12-31"]


def test_actions_are_those_of_the_years_plan_in_their_newest_version(office):
    path = office.seeds / "plan_actions.csv"
    newer = f"marac_review,2025/26,{THEME},,Review it twice,{LEAD},2025-04-01,2026-03-31,2,live,Plan\n"
    path.write_text(path.read_text() + newer)
    found = asked(office)[LEAD].rows["Actions"]
    assert [(row.key, row.locked[2]) for row in found] == [
        ("marac_review", "Review it twice"),
        ("refuge_lease", "Renew the lease"),
    ]
    assert keys(asked(office, "2024-25Q1")[LEAD], "Actions") == ["old_action"]


def test_two_spellings_of_one_role_are_refused(office):
    write_seeds(office.seeds, [measure_row("n", "N", "things", "", "count", "Domestic-abuse lead")])
    with pytest.raises(BrokenError, match="same file name"):
        asked(office)


def test_issuing_twice_writes_the_same_bytes(office):
    path = office.issue()
    first = hashlib.sha256(path.read_bytes()).hexdigest()
    assert hashlib.sha256(office.issue().read_bytes()).hexdigest() == first
    # The only time of day in the file: two issues within one second would agree by chance.
    assert openpyxl.load_workbook(path).properties.created == datetime(2025, 12, 31)


def test_one_lead_can_be_issued_alone_and_an_unknown_one_is_told(office):
    with open_workspace(office.settings, "test") as store:
        (only,) = issue_workbooks(store, office.catalogue, read_quarter(QUARTER), AREAS, "domestic ABUSE lead")
        assert only["lead"] == LEAD
        assert len(store.issues(QUARTER)) == 1
        with pytest.raises(UsageError, match=f"asked: {LEAD}, {OTHER_LEAD}"):
            issue_workbooks(store, office.catalogue, read_quarter(QUARTER), AREAS, "Nobody")


def test_last_accepted_value_stands_beside_the_question_and_is_not_an_answer(office):
    office.receive(office.filled("before.xlsx", "2025-26Q2"))
    before = openpyxl.load_workbook(office.issue())["Measures"]
    assert before["I2"].value == "none yet"
    office.sign(quarter="2025-26Q2")
    page = openpyxl.load_workbook(office.issue())["Measures"]
    assert [page[f"I{row}"].value for row in (2, 3)] == ["12 in 2025-26Q2", "3 out of 12 in 2025-26Q2"]
    assert [page[f"J{row}"].value for row in (2, 3, 4, 5)] == [None] * 4
    assert openpyxl.load_workbook(office.issue())["Grants"]["G2"].value == "7200.5 spent, forecast 9800 in 2025-26Q2"


def test_only_the_cells_to_fill_in_are_open(office):
    book = openpyxl.load_workbook(office.issue())
    for page in book.worksheets:
        assert page.protection.sheet, page.title
    page = book["Measures"]
    is_open = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert is_open == {f"{column}{row}" for row in (2, 3, 4, 5) for column in "JLM"} | {"K3", "K5"}
    assert page["K2"].value == "not asked"
    assert book["About"]["B7"].protection.locked is False
    assert book["_meta"].sheet_state == "veryHidden"


def test_cells_carry_lists_limits_and_notes(office):
    page = openpyxl.load_workbook(office.issue())["Measures"]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert (rules["J2"].type, rules["J2"].formula1) == ("whole", "0")
    assert rules["J5"].type == "decimal"
    assert "not available yet" in rules["L2"].formula1
    assert rules["M2"].formula1 == "1000"
    assert all(rule.prompt for rule in rules.values())


def test_every_text_of_the_read_me_has_room(office):
    page = openpyxl.load_workbook(office.issue())["Read me"]
    told = [cell.value for cell in page["A"]]
    assert max(map(len, told)) > 250
    assert all((page.row_dimensions[row].height or 15) >= 15 * len(text) / 125 for row, text in enumerate(told, 1))


def test_workbook_can_be_read_by_everybody(office):
    """Government Analysis Function, releasing statistics in spreadsheets: what a program can look at."""
    path = office.issue()
    book = openpyxl.load_workbook(path)
    assert (book.properties.title, book.properties.creator) == (
        f"Partnership return {QUARTER}: {LEAD}",
        "Community Safety Partnership",
    )
    names = [table for page in book.worksheets for table in page.tables]
    assert len(set(names)) == len(names) == 4
    for page in book.worksheets:
        assert page.merged_cells.ranges == set()
        assert page.freeze_panes is None
        for table in page.tables.values():
            assert table.autoFilter is None
            assert table.ref.startswith("A1:")
            assert table.ref.endswith(str(page.max_row))
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
