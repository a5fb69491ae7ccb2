"""`ossp partnership issue`, `receive` and `history`, and the workbook saved by a program that is not ours."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from ossp_pipeline.partnership.exchange import Outcome, issue_workbook, receive_workbook
from ossp_pipeline.partnership.folder import PENDING
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import SAMPLE_PARTNERSHIP, SHIPPED_PARTNERSHIP, Settings
from tests.command_line import CommandLine
from tests.returned import needs_libreoffice, save_in_libreoffice

TARGET = "burglary,E22000105,2025-04,0120,Plan,007,2025-03-31\n"


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Settings:
    """A folder in which something stands in every table but the agreements."""
    folder = Path(shutil.copytree(SHIPPED_PARTNERSHIP, tmp_path / "partnership"))
    for path in SAMPLE_PARTNERSHIP.glob("*.csv"):
        text = path.read_text(encoding="utf-8").replace("Invented", "Stated")
        (folder / path.name).write_text(text, encoding="utf-8")
    with (folder / "measure_targets.csv").open("a", encoding="utf-8") as handle:
        handle.write(TARGET)
    return replace(settings, partnership=folder)


def test_the_folder_goes_out_and_comes_back_by_command(office, tmp_path):
    run, path = CommandLine(office), tmp_path / "out.xlsx"
    assert str(path) in run("partnership", "issue", "--to", str(path)).out
    book = openpyxl.load_workbook(path)
    book["grants"]["L2"].value, book["grants"]["L3"].value = "218974", "ten"
    book.save(path)
    answer = run("partnership", "receive", str(path), "--by", "Ann Analyst")
    assert answer.code == 1
    assert "sheet grants, row 3, column amount_pounds: amount_pounds is “ten”. Allowed: a number" in answer.out
    book["grants"]["L3"].value = "218973"
    book.save(path)
    document = json.loads(run("partnership", "receive", str(path), "--by", "Ann Analyst", "--json").out)
    assert (document["outcome"], document["exit_code"], len(document["changes"])) == ("changed", 0, 1)
    history = run("partnership", "history").out
    assert (
        "Ann Analyst: grants.csv, community_safety · 2023/24 · all, amount_pounds: “218973” is now “218974”" in history
    )
    book["grants"]["L3"].value = "1"
    book.save(path)
    answer = run("partnership", "receive", str(path), "--by", "Bo Board")
    assert answer.code == 1 and "Others changed the folder since" in answer.out and "“218974”" in answer.out
    assert run("partnership", "receive", str(tmp_path / "none.xlsx"), "--by", "Bo").code == 2


def test_a_refresh_completes_a_change_that_a_crash_interrupted(office):
    (office.partnership / PENDING).write_text(json.dumps({"grants.csv": "whole\n"}), encoding="utf-8")
    repaired = Refresh(office).repair()
    assert [line for line in repaired if line.startswith("a change of grants.csv was being written")] == repaired
    assert (office.partnership / "grants.csv").read_text() == "whole\n"


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kinds", [("xlsx",), ("ods",), ("ods", "xlsx")], ids="-".join)
def test_a_workbook_saved_by_libreoffice_says_the_same(office, tmp_path, kinds):
    path = issue_workbook(office, tmp_path / "out.xlsx")
    for kind in kinds:
        path = save_in_libreoffice(path, kind)
    assert receive_workbook(office, path, "Ann Analyst").outcome is Outcome.UNCHANGED


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_was_typed_before_libreoffice_saved_it_arrives_as_typed(office, tmp_path, kind):
    path = issue_workbook(office, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(path)
    page = book["measure_targets"]
    number = page.max_row + 1
    typed = ("robbery", "E22000105", "2026-04", "010.50", "Minutes", "0071", "2026-03-31")
    for column, value in enumerate(typed, start=1):
        page.cell(number, column).value = value
    book.save(path)
    answer = receive_workbook(office, save_in_libreoffice(path, kind), "Ann Analyst")
    assert tuple(item.after for item in answer.changes) == typed
    text = (office.partnership / "measure_targets.csv").read_text(encoding="utf-8")
    assert text.endswith(",".join(typed) + "\n") and TARGET in text


def test_classes_are_listed_and_signed_by_command(office):
    run = CommandLine(office)
    path = office.partnership / "disclosure_classes.csv"
    shutil.copy(SHIPPED_PARTNERSHIP / path.name, path)
    assert "class(es) are not signed" in run("partnership", "check").out.replace("\n", " ")
    listed = run("partnership", "classes", "--json")
    assert listed.code == 1 and {"all_crime", "sna_levels: treatment"} <= set(listed.document["unsigned"])
    for option in ("--write", "--sign"):
        refused = run("partnership", "classes", option)
        assert refused.code == 2 and "E-BY" in refused.err
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:5]), encoding="utf-8")
    assert run("partnership", "classes", "--write", "--by", "Ann Analyst").code == 1
    assert path.read_text(encoding="utf-8") == (SHIPPED_PARTNERSHIP / path.name).read_text(encoding="utf-8")
    signed = run("partnership", "classes", "--sign", "--by", "Information governance lead", "--json")
    assert (signed.code, signed.document["unsigned"]) == (0, [])
    assert "signed_by: “” is now “Information governance lead”" in run("partnership", "history").out
    assert "not signed" not in run("partnership", "check").out
