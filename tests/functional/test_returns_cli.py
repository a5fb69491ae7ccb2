"""`ossp returns` as an analyst uses it: every verb, its answer and its exit code. Tests build on one another."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ossp_pipeline import settings as settings_module
from ossp_pipeline.refresh import Refresh
from tests.conftest import settings_in
from tests.functional.conftest import CommandLine
from tests.returned import GOOD, LEAD, OTHER_LEAD, QUARTER, SIGNER, write_seeds

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def office_folder(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation where the area lookup has landed, so that the areas to ask for are known."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(delivered / "data" / "landing" / "inbox" / "area_lookup", folder / "data/landing/inbox/area_lookup")
    shutil.copy(delivered / "data" / "sample.json", folder / "data")
    write_seeds(folder / "seeds")
    Refresh(settings_in(folder)).receive(wait=True)
    return folder


@pytest.fixture
def ossp(office_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> CommandLine:
    monkeypatch.setattr(settings_module, "SEEDS", office_folder / "seeds")
    return CommandLine(settings_in(office_folder), monkeypatch, capsys)


def sent(ossp: CommandLine, name: str, **changes: Any) -> Path:
    folder = ossp.settings.data.parent / "sent"
    folder.mkdir(exist_ok=True)
    issued = ossp.settings.returns / "issued" / QUARTER / f"return-{QUARTER}-domestic-abuse-lead.xlsx"
    book = openpyxl.load_workbook(issued)
    for sheet, cells in GOOD.items():
        for cell, value in {**cells, **changes.get(sheet, {})}.items():
            book[sheet][cell].value = value
    book.save(folder / name)
    return folder / name


def test_issue_writes_one_workbook_per_lead(ossp):
    answer = ossp("returns", "issue", "--quarter", QUARTER, "--json")
    assert answer.code == 0, answer.err
    assert [item["lead"] for item in answer.document["issued"]] == [LEAD, OTHER_LEAD]
    assert answer.document["issued"][0]["rows"] == {"Measures": 4, "Actions": 2, "Grants": 1}
    assert all(Path(item["workbook"]).exists() for item in answer.document["issued"])
    book = openpyxl.load_workbook(answer.document["issued"][0]["workbook"])
    assert book["Measures"]["A2"].value == "marac_cases|E22000105"
    assert "2 workbook(s)" in ossp("returns", "issue", "--quarter", QUARTER).out


def test_receive_tells_cells_in_words_and_ends_in_1(ossp):
    path = sent(ossp, "first.xlsx", Measures={"J2": "3 positive outcomes"})
    answer = ossp("returns", "receive", str(path))
    assert answer.code == 1
    assert "Measures!J2: a number with something else beside it. To mend: type only the digits" in answer.out
    assert "answer for the sender:" in answer.out
    again = ossp("returns", "receive", str(path), "--json")
    assert again.code == 1
    assert again.document["returns"][0]["outcome"] == "unchanged"
    assert again.document["dropped"] == []


def test_refused_file_ends_in_1_and_a_missing_one_in_2(ossp):
    path = ossp.settings.data.parent / "sent" / "page.xlsx"
    path.write_text("<html></html>")
    answer = ossp("returns", "receive", str(path))
    assert answer.code == 1
    assert "E-WORKBOOK" in answer.out
    assert ossp("returns", "receive", "nowhere.xlsx").code == 2


def test_status_lists_who_owes_what_with_a_reminder(ossp):
    answer = ossp("returns", "status", "--quarter", QUARTER)
    assert answer.code == 1
    assert f"{LEAD}, due 2026-01-30: 6 returned, 1 queried" in answer.out
    assert f"Subject: Partnership return {QUARTER}, due 30 January 2026" in answer.out
    found = ossp("returns", "status", "--quarter", QUARTER, "--json").document["owed"]
    assert {entry["lead"]: entry["counts"] for entry in found}[OTHER_LEAD] == {"late": 1}
    assert (
        ossp("returns", "status", "--json").document["message"].startswith("Returns for 2025-26Q4, seen on 2026-05-18")
    )


def test_sign_off_ends_in_1_until_everything_is_accepted(ossp):
    arguments = ("returns", "sign-off", "--quarter", QUARTER, "--lead", LEAD, "--by")
    assert ossp(*arguments, LEAD).code == 1
    answer = ossp(*arguments, SIGNER, "--json")
    assert (answer.code, answer.document["signed"], answer.document["queried"]) == (1, 6, 1)
    assert ossp("returns", "receive", str(sent(ossp, "second.xlsx"))).code == 0
    answer = ossp(*arguments, SIGNER, "--close", "--json")
    assert (answer.code, answer.document["accepted"]) == (0, 7)
    assert ossp(*arguments, SIGNER).code == 2
    assert ossp("returns", "receive", str(sent(ossp, "late.xlsx", Measures={"J2": 13}))).code == 1
    assert ossp(*arguments, SIGNER, "--reopen").code == 0


def test_wrong_use_ends_in_2(ossp):
    assert ossp("returns", "issue", "--quarter", "Q3").code == 2
    assert ossp("returns", "issue", "--quarter", QUARTER, "--lead", "Nobody").code == 2
    assert ossp("returns", "sign-off", "--quarter", QUARTER, "--lead", "Nobody", "--by", SIGNER).code == 2


def test_refresh_takes_what_was_dropped(ossp):
    """The next receive lands the deliveries: every row accepted by the contracts of the three feeds."""
    for path in ossp.settings.inbox.rglob("*.csv"):
        os.utime(path, (1_767_225_600, 1_767_225_600))
    steps = Refresh(ossp.settings)
    steps.receive(wait=False)
    found = [
        json.loads(path.read_text())
        for feed in ("measure_returns", "action_returns", "grant_returns")
        for path in (ossp.settings.raw / feed).glob("*/delivery.json")
    ]
    assert len(found) == 12
    assert {item["state"] for item in found} == {"landed"}
