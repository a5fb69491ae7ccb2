"""`ossp erase`, `ossp retention` and `ossp keys`, as a person gives them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ossp_pipeline import refresh
from ossp_pipeline.publishing import Publishing
from tests.command_line import CommandLine
from tests.unit.governance.conftest import CRN, SUPERVISION, Keeper, people

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("reading_here")]

SAID = ("--by", "A. Lead", "--because", "request 17 of the officer")


@pytest.fixture
def ossp(supervised: Keeper) -> CommandLine:
    return CommandLine(supervised.settings)


def test_a_person_is_asked_for_unseen(ossp: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("typer.prompt", lambda text, **options: asked.append((text, options)) or CRN)
    answer = ossp("erase", SUPERVISION, "--check")
    assert asked == [("CRN, as the supplier writes it", {"hide_input": True, "err": True})]
    assert (answer.code, "2 row(s) would be erased" in answer.out) == (0, True)
    assert "unrecognised-" in answer.out and "2024-25Q1: 1 row(s)" in answer.out


def test_what_still_holds_it_is_named_and_exits_with_1(ossp: CommandLine, supervised: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "who.txt"
    file.write_text(f"{CRN}\n")
    workbook = supervised.settings.returns / "received" / "a.workbook"
    workbook.parent.mkdir(parents=True)
    workbook.write_text(f"a note about {CRN}")
    answer = ossp("erase", SUPERVISION, "--from", str(file), *SAID)
    assert answer.code == 1
    assert "returns/received/a.workbook still holds it" in answer.out
    certificate = json.loads((supervised.settings.erasures / "0001.json").read_text())
    assert certificate["files_that_still_hold_it"] == 1
    workbook.unlink()
    assert ossp("erase", SUPERVISION, "--from", str(file), *SAID).code == 0
    certificate = json.loads((supervised.settings.erasures / "0001.json").read_text())
    assert (certificate["files_that_still_hold_it"], certificate["rows_erased"]) == (0, 2)


def test_a_file_that_cannot_be_read_is_named(ossp: CommandLine, tmp_path: Path) -> None:
    answer = ossp("erase", SUPERVISION, "--from", str(tmp_path / "none.txt"), *SAID)
    assert (answer.code, "cannot be read as UTF-8 text" in answer.err) == (2, True)


def test_old_files_are_listed_and_deleted_by_a_named_person(
    ossp: CommandLine, supervised: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime.now(UTC) + timedelta(days=200)
    monkeypatch.setattr(refresh, "Publishing", lambda *given: Publishing(*given[:2], lambda: later))
    listed = ossp("retention")
    assert (listed.code, listed.out.count("its landed rows stay")) == (0, 2)
    assert ossp("retention", "--delete").code == 2
    assert len(supervised.received_bytes()) == 3
    assert "0 file(s) are past" in ossp("retention", "--feed", "asb_incidents").out
    deleted = ossp("retention", "--delete", "--by", "A. Lead")
    assert (deleted.code, "The bytes of 3 file(s) are deleted; 0 file(s)" in deleted.out) == (0, True)
    assert supervised.received_bytes() == []


def test_keys_are_listed_and_rotated(ossp: CommandLine, supervised: Keeper) -> None:
    before = ossp("keys", "list").out
    assert f"{SUPERVISION}  fingerprint " in before
    rotated = ossp("keys", "rotate", SUPERVISION, "--by", "A. Lead")
    assert (rotated.code, "3 file(s) landed again" in rotated.out) == (0, True)
    assert ossp("keys", "list").out != before
    assert ossp("keys", "rotate", "population", "--by", "A. Lead").code == 2
    assert ossp("keys", "rotate", SUPERVISION, "--by", " ").code == 2


def test_a_refresh_says_what_was_not_taken_and_who_came_again(ossp: CommandLine, supervised: Keeper, tmp_path) -> None:
    file = tmp_path / "who.txt"
    file.write_text(f"{CRN}\n")
    assert ossp("erase", SUPERVISION, "--from", str(file), *SAID).code == 0
    supervised.drop(people(1, 2, 3, 4), name="probation-supervision-2023-24Q4-v2.csv")
    supervised.drop(people(1, 3), name="probation-supervision-2024-25Q2-v1.csv")
    said = ossp("receive").out
    assert "probation-supervision-2023-24Q4-v2.csv holds people who were erased" in said
    assert "probation_supervision 2024-25Q2: 1 row(s) are about people who were erased before" in said
    assert CRN not in said
