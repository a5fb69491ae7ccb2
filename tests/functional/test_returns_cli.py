"""`ossp returns` as an analyst uses it: every verb, its answer and its exit code."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ossp_pipeline import settings as settings_module
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.measures import catalogue as catalogue_module
from tests.command_line import Answer, CommandLine
from tests.installations import deliver, settings_in
from tests.made_once import MadeOnce
from tests.returned import GOOD, LEAD, OTHER_LEAD, QUARTER, SIGNER, write_seeds

pytestmark = pytest.mark.slow
CopyOf = Callable[..., Settings]
SIGN_OFF = ("returns", "sign-off", "--quarter", QUARTER, "--lead", LEAD, "--by")


@pytest.fixture(scope="session")
def office(delivered: Settings, made_once: MadeOnce) -> Settings:
    """An installation where the area lookup has landed, so that the areas to ask for are known."""

    def fill(folder: Path) -> None:
        settings = settings_in(folder)
        deliver(delivered, settings, ["area_lookup"])
        shutil.copy(delivered.sample_note, settings.sample_note)
        Refresh(settings).receive(wait=True)

    return settings_in(made_once("office", fill))


@pytest.fixture
def ossp(
    office: Settings, copy_of: Callable[..., Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    seeds = write_seeds(tmp_path / "seeds")
    monkeypatch.setattr(catalogue_module, "SEEDS", seeds)
    monkeypatch.setattr(settings_module, "SAMPLE_PARTNERSHIP", seeds)
    return CommandLine(copy_of(office))


@pytest.fixture
def issued(ossp: CommandLine) -> CommandLine:
    """The quarter's workbooks are out."""
    assert ossp("returns", "issue", "--quarter", QUARTER).code == 0
    return ossp


def receive_first(ossp: CommandLine) -> Answer:
    """A return with one cell that cannot be read."""
    return ossp("returns", "receive", str(sent(ossp, "first.xlsx", Measures={"J2": "3 positive outcomes"})))


def accept_all(ossp: CommandLine) -> Answer:
    """The first return is signed off but for that cell; the second is whole and closes the quarter."""
    receive_first(ossp)
    assert ossp(*SIGN_OFF, SIGNER).code == 1
    assert ossp("returns", "receive", str(sent(ossp, "second.xlsx"))).code == 0
    return ossp(*SIGN_OFF, SIGNER, "--close", "--json")


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


def test_receive_tells_cells_in_words_and_ends_in_1(issued):
    answer = receive_first(issued)
    assert answer.code == 1
    assert "Measures!J2: a number with something else beside it. To fix: type only the digits" in answer.out
    assert "answer for the sender:" in answer.out
    again = issued("returns", "receive", str(issued.settings.data.parent / "sent" / "first.xlsx"), "--json")
    assert again.code == 1
    assert again.document["returns"][0]["outcome"] == "unchanged"
    assert again.document["dropped"] == []


def test_refused_file_ends_in_1_and_a_missing_one_in_2(issued, tmp_path):
    path = tmp_path / "page.xlsx"
    path.write_text("<html></html>")
    answer = issued("returns", "receive", str(path))
    assert answer.code == 1
    assert "E-WORKBOOK" in answer.out
    assert issued("returns", "receive", "nowhere.xlsx").code == 2


def test_status_lists_who_owes_what_with_a_reminder(issued):
    receive_first(issued)
    answer = issued("returns", "status", "--quarter", QUARTER)
    assert answer.code == 1
    assert f"{LEAD}, due 2026-01-30: 6 returned, 1 queried" in answer.out
    assert f"Subject: Partnership return {QUARTER}, due 30 January 2026" in answer.out
    found = issued("returns", "status", "--quarter", QUARTER, "--json").document["owed"]
    assert {entry["lead"]: entry["counts"] for entry in found}[OTHER_LEAD] == {"late": 1}
    newest = issued("returns", "status", "--json").document["message"]
    assert newest.startswith("Returns for 2025-26Q4, seen on 2026-05-18")


def test_sign_off_ends_in_1_until_everything_is_accepted(issued):
    receive_first(issued)
    assert issued(*SIGN_OFF, LEAD).code == 1
    answer = issued(*SIGN_OFF, SIGNER, "--json")
    assert (answer.code, answer.document["signed"], answer.document["queried"]) == (1, 6, 1)
    assert issued("returns", "receive", str(sent(issued, "second.xlsx"))).code == 0
    answer = issued(*SIGN_OFF, SIGNER, "--close", "--json")
    assert (answer.code, answer.document["accepted"]) == (0, 7)


def test_a_closed_quarter_takes_no_return_until_it_is_opened_again(issued):
    assert accept_all(issued).code == 0
    assert issued(*SIGN_OFF, SIGNER).code == 2
    assert issued("returns", "receive", str(sent(issued, "late.xlsx", Measures={"J2": 13}))).code == 1
    assert issued(*SIGN_OFF, SIGNER, "--reopen").code == 0


def test_wrong_use_ends_in_2(issued):
    assert issued("returns", "issue", "--quarter", "Q3").code == 2
    assert issued("returns", "issue", "--quarter", QUARTER, "--lead", "Nobody").code == 2
    assert issued("returns", "sign-off", "--quarter", QUARTER, "--lead", "Nobody", "--by", SIGNER).code == 2


def test_refresh_takes_what_was_dropped(issued):
    """The next receive lands the deliveries: every row accepted by the contracts of the three feeds."""
    assert accept_all(issued).code == 0
    for path in issued.settings.inbox.rglob("*.csv"):
        os.utime(path, (1_767_225_600, 1_767_225_600))
    steps = Refresh(issued.settings)
    steps.receive(wait=False)
    found = [
        json.loads(path.read_text())
        for feed in ("measure_returns", "action_returns", "grant_returns")
        for path in (issued.settings.raw / feed).glob("*/delivery.json")
    ]
    assert len(found) == 12
    assert {item["state"] for item in found} == {"landed"}
