"""The partnership folder as a workbook, out and back: what nobody changed stays the same bytes, and nothing is lost."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ossp_pipeline.errors import DeliveryRefused, UsageError
from ossp_pipeline.extract.readers.returned.xlsx import read_xlsx
from ossp_pipeline.partnership import folder as folder_module
from ossp_pipeline.partnership.compare import Change, list_changes, merge_rows
from ossp_pipeline.partnership.contract import Fact
from ossp_pipeline.partnership.exchange import Outcome, Received, issue_workbook, receive_workbook
from ossp_pipeline.partnership.facts import FACTS, MEASURE_TARGETS, PLAN_ACTIONS
from ossp_pipeline.partnership.folder import PENDING, complete_change, read_history
from ossp_pipeline.partnership.sheets import read_sheets
from ossp_pipeline.partnership.workbook import describe, write_workbook
from ossp_pipeline.settings import SHIPPED_PARTNERSHIP, Settings

# Most write the whole folder as a workbook, and read it again.
pytestmark = pytest.mark.slow

TARGETS = (
    "measure_id,area_code,first_period,target,basis,set_by,set_on\r\n"
    'burglary,E22000105,2025-04,120.0,"Plan, page 7",007,31/03/2025\r\n'
    "robbery,E22000105,2025-04,15,=Plan  of  2025 ,,\r\n"
)


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Settings:
    """An installation with a folder of its own."""
    folder = Path(shutil.copytree(SHIPPED_PARTNERSHIP, tmp_path / "partnership"))
    (folder / "measure_targets.csv").write_bytes(TARGETS.encode())
    return replace(settings, partnership=folder)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def filled(office: Settings, tmp_path: Path, edit: Callable[[Any], Any], name: str = "filled.xlsx") -> Path:
    """A workbook of the folder after an edit."""
    issued = issue_workbook(office, tmp_path / f"issued-{name}")
    book = openpyxl.load_workbook(issued)
    edit(book)
    book.save(tmp_path / name)
    return tmp_path / name


def received(office: Settings, tmp_path: Path, edit: Callable[[Any], Any]) -> Received:
    return receive_workbook(office, filled(office, tmp_path, edit), "Ann Analyst")


def setting(sheet: str, **cells: Any) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        for cell, value in cells.items():
            book[sheet][cell].value = value

    return edit


def test_a_workbook_that_nobody_changed_changes_nothing(office, tmp_path):
    before = bytes_of(office.partnership)
    path = issue_workbook(office, tmp_path / "w.xlsx")
    assert receive_workbook(office, path, "Ann Analyst") == Received(Outcome.UNCHANGED)
    assert receive_workbook(office, filled(office, tmp_path, lambda book: None), "Ann").outcome is Outcome.UNCHANGED
    assert bytes_of(office.partnership) == before


def test_sheets_sorted_or_with_columns_moved_change_nothing(office, tmp_path):
    def turn(book: Any) -> None:
        page = book["measure_targets"]
        rows = [[cell.value for cell in row] for row in page.iter_rows()]
        for number, row in enumerate([rows[0], *reversed(rows[1:])], start=1):
            for column, value in enumerate(reversed(row), start=1):
                page.cell(number, column).value = value
                page.cell(number, column).data_type = "s"  # openpyxl makes a formula of a text that begins with =

    assert received(office, tmp_path, turn) == Received(Outcome.UNCHANGED)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12) | st.sampled_from(
    ["007", "1e5", "=1+1", "2026-04-01", "31/03/2025", "TRUE", "1.0", "'x", "_x0041_", "a\nb", " two  spaces "]
)


@examples(max_examples=25)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(PLAN_ACTIONS.headings, CELLS)), max_size=4))
def test_every_text_survives_the_workbook(tmp_path_factory, rows):
    written = {fact.name: {} for fact in FACTS.values()} | {"plan_actions": dict(enumerate(rows, start=2))}
    path = tmp_path_factory.mktemp("book") / "w.xlsx"
    path.write_bytes(write_workbook(written, "0" * 64))
    sheets, findings = read_sheets(read_xlsx(path))
    given_rows = [row for row in rows if any(cell.strip() for cell in row.values())]
    merged = merge_rows(PLAN_ACTIONS, given_rows, sheets["plan_actions"].values())
    assert (findings, merged) == ([], given_rows)
    assert list_changes(PLAN_ACTIONS, given_rows, merged) == []


def test_a_changed_cell_changes_its_file_alone_and_is_in_the_history(office, tmp_path):
    before = bytes_of(office.partnership)
    answer = received(office, tmp_path, setting("measure_targets", D2="118", G3="2025-03-31"))
    changes = (
        Change("measure_targets.csv", "burglary · E22000105 · 2025-04", "target", "120.0", "118"),
        Change("measure_targets.csv", "robbery · E22000105 · 2025-04", "set_on", "", "2025-03-31"),
    )
    assert answer == Received(Outcome.CHANGED, changes=changes)
    after = bytes_of(office.partnership)
    assert {name for name in after if before.get(name) != after[name]} == {"measure_targets.csv", "history.csv"}
    assert after["measure_targets.csv"].decode() == (
        "measure_id,area_code,first_period,target,basis,set_by,set_on\n"
        'burglary,E22000105,2025-04,118,"Plan, page 7",007,31/03/2025\n'
        "robbery,E22000105,2025-04,15,=Plan  of  2025,,2025-03-31\n"
    )
    history = read_history(office.partnership)
    assert [(row["by"], row["column"], row["before"], row["after"]) for row in history] == [
        ("Ann Analyst", "target", "120.0", "118"),
        ("Ann Analyst", "set_on", "", "2025-03-31"),
    ]
    assert datetime.fromisoformat(history[0]["at"]).tzinfo


def test_history_only_grows(office, tmp_path):
    received(office, tmp_path, setting("measure_targets", D2="118"))
    first = (office.partnership / "history.csv").read_bytes()
    path = filled(office, tmp_path, setting("measure_targets", D2="117"), "again.xlsx")
    receive_workbook(office, path, "Bo Board")
    second = (office.partnership / "history.csv").read_bytes()
    assert second.startswith(first) and len(read_history(office.partnership)) == 2


def test_rows_are_added_below_and_removed(office, tmp_path):
    def edit(book: Any) -> None:
        book["measure_targets"].delete_rows(2)
        new = ("shoplifting", "E22000105", "2025-04", "90", "Plan", None, datetime(2025, 3, 31))
        for column, value in enumerate(new, start=1):
            book["measure_targets"].cell(9, column).value = value

    assert received(office, tmp_path, edit).outcome is Outcome.CHANGED
    rows = (office.partnership / "measure_targets.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert rows == [
        "robbery,E22000105,2025-04,15,=Plan  of  2025,,",
        "shoplifting,E22000105,2025-04,90,Plan,,2025-03-31",
    ]
    history = read_history(office.partnership)
    gone = {row["column"]: row["before"] for row in history if row["key"].startswith("burglary")}
    assert gone["basis"] == "Plan, page 7" and {row["after"] for row in history if row["before"]} == {""}
    assert sum(row["key"].startswith("shoplifting") for row in history) == 6, "one for each cell that was given"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"F2": 7}, "row 2, set_by: a number where text belongs: leading zeros may be gone"),
        ({"C2": datetime(2025, 4, 1)}, "row 2, first_period: a date that the spreadsheet made"),
        ({"D3": "=7*2"}, "row 3, target: a formula"),
        ({"D3": True}, "row 3, target: TRUE or FALSE"),
        ({"G3": datetime(2025, 3, 31, 12)}, "row 3, set_on: a date"),
        ({"D2": "many"}, "row 2, target: target is “many”. Allowed: a number"),
        ({"A3": "burglary"}, "row 2, measure_id, area_code, first_period: no two rows may have the same"),
        ({"A2": "burglry"}, "row 2, measure_id: measure_id is “burglry”, which measure_catalogue does not have"),
        ({"E2": "Invented by me"}, "row 2, basis: basis is “Invented by me”. Only the sample may hold"),
        ({"I5": "a note"}, "row 1, : row 5 has something in a column without a heading"),
        ({"A1": "measure"}, "row 1, : it lacks the column(s) “measure_id”; it has the unknown column(s) “measure”"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(office, tmp_path, cells, words):
    before = bytes_of(office.partnership)

    def edit(book: Any) -> None:
        setting("measure_targets", **cells)(book)
        book["grants"]["L2"].value = "218974"

    answer = received(office, tmp_path, edit)
    assert answer.outcome is Outcome.WRONG
    found = answer.findings[0]
    assert (found.sheet, f"row {found.row}, {found.column}: {found.problem}")[1].startswith(words)
    assert found.sheet == "measure_targets" and found.remedy
    assert bytes_of(office.partnership) == before


def test_a_percentage_a_merged_block_and_a_missing_sheet_are_named(office, tmp_path):
    def edit(book: Any) -> None:
        book["measure_targets"]["D2"].value = 0.5
        book["measure_targets"]["D2"].number_format = "0%"
        book["plan_actions"].merge_cells("A2:B2")
        del book["assessments"]

    answer = received(office, tmp_path, edit)
    assert [(item.sheet, item.problem) for item in answer.findings] == [
        ("measure_targets", "a percentage"),
        ("plan_actions", "it has merged cells"),
        ("assessments", "the sheet is missing or renamed"),
    ]


def test_numbers_and_days_that_the_spreadsheet_knows_as_such_are_taken(office, tmp_path):
    answer = received(office, tmp_path, setting("measure_targets", D2=120, D3=14.5, G3=datetime(2025, 3, 31)))
    assert [(item.column, item.before, item.after) for item in answer.changes] == [
        ("target", "15", "14.5"),
        ("set_on", "", "2025-03-31"),
    ]


def test_a_workbook_never_undoes_what_somebody_else_changed_since(office, tmp_path):
    path = filled(office, tmp_path, setting("measure_targets", D3="14"))
    text = TARGETS.replace("120.0", "99")
    (office.partnership / "measure_targets.csv").write_bytes(text.encode())
    before = bytes_of(office.partnership)
    answer = receive_workbook(office, path, "Ann Analyst")
    change = Change("measure_targets.csv", "burglary · E22000105 · 2025-04", "target", "120.0", "99")
    assert answer == Received(Outcome.OUT_OF_DATE, changes=(change,))
    assert bytes_of(office.partnership) == before
    shutil.rmtree(office.data / "partnership")
    assert receive_workbook(office, path, "Ann Analyst") == Received(Outcome.OUT_OF_DATE, is_known=False)


def test_a_workbook_that_is_given_twice_changes_nothing_the_second_time(office, tmp_path):
    path = filled(office, tmp_path, setting("measure_targets", D3="14"))
    assert receive_workbook(office, path, "Ann Analyst").outcome is Outcome.CHANGED
    assert receive_workbook(office, path, "Ann Analyst").outcome is Outcome.UNCHANGED
    assert len(read_history(office.partnership)) == 1


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_change_that_a_crash_interrupted_is_whole_or_absent(office, tmp_path, monkeypatch, fails_at):
    def edit(book: Any) -> None:
        setting("measure_targets", D2="118")(book)
        setting("grants", L2="218974")(book)

    path, before = filled(office, tmp_path, edit), bytes_of(office.partnership)
    real, calls = folder_module.write_bytes, []

    def crash(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == fails_at:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(folder_module, "write_bytes", crash)
    with pytest.raises(KeyboardInterrupt):
        receive_workbook(office, path, "Ann Analyst")
    monkeypatch.undo()
    assert complete_change(office.partnership) == ["grants.csv", "history.csv", "measure_targets.csv"]
    assert complete_change(office.partnership) == [] and not (office.partnership / PENDING).exists()
    after = bytes_of(office.partnership)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {"measure_targets.csv", "grants.csv", "history.csv"}
    assert len(read_history(office.partnership)) == 2


def test_files_stay_readable_for_those_who_could_read_them(office, tmp_path):
    path = office.partnership / "measure_targets.csv"
    path.chmod(0o664)
    office.partnership.chmod(0o750)
    received(office, tmp_path, setting("measure_targets", D2="118"))
    modes = [(office.partnership / name).stat().st_mode & 0o777 for name in (path.name, "history.csv")]
    assert modes == [0o664, 0o640]


def test_every_column_is_described_and_lists_are_offered(office, tmp_path):
    book = openpyxl.load_workbook(issue_workbook(office, tmp_path / "w.xlsx"))
    assert book.sheetnames == ["Read me", "Columns", *FACTS, "Lists", "_meta"]
    described = {(row[0].value, row[2].value) for row in book["Columns"].iter_rows(min_row=2)}
    assert described == {(fact.name, name) for fact in FACTS.values() for name in fact.headings}
    offered = {
        str(rule.sqref).split("2:")[0]: (rule.formula1, rule.showErrorMessage)
        for rule in book["safer_streets"].data_validations.dataValidation
        if rule.type == "list"
    }
    assert offered["E"] == ('"treated,comparison,displacement,displacement comparison"', True)
    assert offered["C"] == ("=Lists!$D$2:$D$10".removeprefix("="), False)
    grants = [cell.value for cell in book["Lists"]["D"][:10]]
    assert grants[:2] == ["grants.grant_id", "community_safety"] and None not in grants
    assert book["grants"]["A2"].number_format == "@" and book["grants"].column_dimensions["A"].width > 10
    assert "true,false" in {
        rule.formula1.strip('"') for rule in book["measure_breaks"].data_validations.dataValidation if rule.formula1
    }


@pytest.mark.parametrize("fact", FACTS.values(), ids=str)
def test_descriptions_fit_beside_a_cell(fact: Fact):
    assert [column.name for column in fact.columns if len(describe(fact, column)) > 255] == []


def test_two_workbooks_of_one_folder_are_the_same_bytes(office, tmp_path):
    first, second = (issue_workbook(office, tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_a_workbook_that_may_be_filled_in_is_not_replaced(office):
    path = issue_workbook(office, None)
    assert path.parent == office.data / "partnership"
    with pytest.raises(UsageError, match="E-EXISTS"):
        issue_workbook(office, None)


def test_a_table_that_cannot_be_read_is_not_issued(office, tmp_path):
    (office.partnership / "measure_targets.csv").write_bytes(TARGETS.replace("target,", "aim,").encode())
    with pytest.raises(UsageError, match="lacks the column"):
        issue_workbook(office, tmp_path / "w.xlsx")
    assert not (tmp_path / "w.xlsx").exists()


@pytest.mark.parametrize(
    ("rows", "text"), [(1_900, "x"), (1, "x" * 6_000)], ids=["too many rows", "a cell that is too long"]
)
def test_tables_that_are_too_large_are_not_issued(rows, text):
    table = {number: dict.fromkeys(MEASURE_TARGETS.headings, text) for number in range(rows)}
    written = {fact.name: {} for fact in FACTS.values()} | {"measure_targets": table}
    with pytest.raises(UsageError, match="too large for one workbook"):
        write_workbook(written, "0" * 64)


@pytest.mark.parametrize("by", ["", "  ", "two\nlines", "=cmd()", "x" * 81])
def test_a_name_must_be_given(office, tmp_path, by):
    with pytest.raises(UsageError, match="E-BY"):
        receive_workbook(office, issue_workbook(office, tmp_path / "w.xlsx"), by)


def test_a_workbook_of_another_kind_is_refused(office, tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(DeliveryRefused, match="E-STAMP"):
        receive_workbook(office, tmp_path / "other.xlsx", "Ann Analyst")
    for name, cells in {"mark": {"B1": "ossp-return"}, "template": {"B2": "0"}, "path": {"B3": "../../x"}}.items():
        forged = filled(office, tmp_path, setting("_meta", **cells), f"{name}.xlsx")
        with pytest.raises(DeliveryRefused, match="E-STAMP"):
            receive_workbook(office, forged, "Ann Analyst")
    with pytest.raises(UsageError, match="E-NOFILE"):
        receive_workbook(office, tmp_path / "none.xlsx", "Ann Analyst")


def test_what_was_issued_is_kept_to_say_what_changed_since(office, tmp_path):
    issue_workbook(office, tmp_path / "w.xlsx")
    (kept,) = (office.data / "partnership" / "issued").iterdir()
    assert json.loads(kept.read_text())["measure_targets"][0]["target"] == "120.0"
