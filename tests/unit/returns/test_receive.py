"""Receive, correct, sign off, hand on: what is kept, what is delivered, and that any of it can be done again."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ossp_pipeline.atomic_files import leftovers, sha256_of
from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.delivery import State
from ossp_pipeline.errors import BusyError, UsageError
from ossp_pipeline.extract.land import LandingContext, land_receipt
from ossp_pipeline.extract.raw_store import RawStore
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds import action_returns, grant_returns, measure_returns
from ossp_pipeline.lock import exclusive
from ossp_pipeline.returns.workspace import find_issue, read_quarter, read_role
from tests.installations import settings_in
from tests.returned import DAY, LEAD, QUARTER, SIGNER, Office, write_seeds
from tests.unit.extract.test_crash import Killed, _killed_at

# Every one issues a workbook, fills it in and hands it in.
pytestmark = pytest.mark.slow


def files_below(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for part in ("returns", "landing")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


def test_sound_return_is_delivered_to_all_three_feeds_and_kept(office):
    path = office.filled()
    (taken,) = office.receive(path)
    assert (taken.outcome, taken.is_clean, taken.rows["returned"]) == ("received", True, 7)
    (first, *_) = office.delivered()
    assert first == {
        "quarter": QUARTER,
        "measure_id": "marac_cases",
        "state": "returned",
        "area_code": "E22000007",
        "numerator": "12",
        "denominator": "",
        "no_figure_reason": "",
        "narrative": "One conference fewer.",
        "narrative_numerator": "12",
        "returned_by": LEAD,
        "returned_date": DAY,
        "signed_by": "",
        "signed_date": "",
    }
    assert len(office.delivered("action_returns")) == 2
    assert len(office.delivered("grant_returns")) == 1
    kept = office.settings.returns / "received" / f"{sha256_of(path)}.workbook"
    assert kept.read_bytes() == path.read_bytes()


def test_everything_kept_is_private(office):
    os.umask(0o022)
    try:
        office.receive(office.filled())
        office.sign()
    finally:
        os.umask(0o077)
    for path in [office.settings.returns, *office.settings.returns.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_deliveries_are_taken_by_the_feeds_contracts(office):
    """Every row of a queried, a returned and an accepted state, with words in it, lands under its feed's contract."""
    office.receive(office.filled("first.xlsx"))
    office.sign()
    office.receive(office.filled("second.xlsx", Measures={"J2": "n/a", "J4": 41, "L5": "not available yet"}))
    states = {state for feed in (measure_returns, action_returns) for state in _land(office, feed.FEED)}
    assert states == {"queried", "returned", "accepted"}
    assert _land(office, grant_returns.FEED) == ["accepted"]


def _land(office: Office, feed: Any) -> list[str]:
    """Land the newest delivery of a feed; answers with the states of its rows."""
    files, raw = ReceivedStore(office.settings.received), RawStore(office.settings.raw)
    path = max((office.settings.inbox / feed.name).glob("*.csv"), key=lambda item: item.stat().st_mtime_ns)
    receipt = files.store(path.read_bytes(), path.name, feed).receipt
    assert (receipt.period, receipt.part) == (QUARTER, "domestic-abuse-lead")
    context = LandingContext(feed, Area(codes=None, force=None), {}, bytes(32))
    delivery = land_receipt(receipt, context, files, raw)
    assert delivery.state is State.LANDED
    assert raw.rejects(delivery).num_rows == 0
    return raw.accepted(delivery)["return_state"].to_pylist()


def test_same_file_twice_changes_nothing(office):
    path = office.filled()
    office.receive(path)
    before = files_below(office.settings.data)
    (again,) = office.receive(path)
    assert again.outcome == "unchanged"
    assert f"received on {DAY}" in again.notes[0]
    assert files_below(office.settings.data) == before


def test_what_the_refresh_took_is_not_dropped_again(office):
    office.receive(office.filled())
    for path in office.settings.inbox.rglob("*.csv"):
        path.unlink()
    office.issue()
    assert not list(office.settings.inbox.rglob("*.csv"))
    assert office.sign()["accepted"] == 7
    assert len(list(office.settings.inbox.rglob("*.csv"))) == 3


def test_same_file_under_another_name_after_a_correction_does_not_bring_the_old_value_back(office):
    first = office.filled("first.xlsx")
    office.receive(first)
    office.receive(office.filled("second.xlsx", Measures={"J2": 13}))
    shutil.copy(first, first.with_name("renamed.xlsx"))
    (again,) = office.receive(first.with_name("renamed.xlsx"))
    assert "a newer workbook came" in again.notes[0]
    assert office.delivered()[0]["numerator"] == "13"


def test_correction_supersedes_and_history_stays(office):
    office.receive(office.filled("first.xlsx"))
    office.sign()
    office.receive(office.filled("second.xlsx", Measures={"J2": 13}))
    row = office.delivered()[0]
    assert (row["state"], row["numerator"], row["signed_by"]) == ("returned", "13", "")
    assert (row["narrative"], row["narrative_numerator"]) == ("One conference fewer.", "12")
    assert {other["state"] for other in office.delivered()[1:]} == {"accepted"}
    versions = sorted(path.name for path in (office.settings.inbox / "measure_returns").iterdir())
    assert [name.rpartition("-v")[2] for name in versions] == ["1.csv", "2.csv", "3.csv"]
    events = office.store.events(QUARTER, "domestic-abuse-lead")
    assert [event["answers"][0][2]["values"]["numerator"] for event in events if "answers" in event] == ["12", "13"]
    assert len(list((office.settings.returns / "received").iterdir())) == 2


def test_workbook_stays_good_while_only_the_last_accepted_values_change(office):
    path = office.filled()
    office.receive(office.filled("before.xlsx", "2025-26Q2"))
    office.sign(quarter="2025-26Q2")
    office.issue()
    (taken,) = office.receive(path)
    assert (taken.outcome, taken.findings) == ("received", [])


def test_row_left_blank_in_a_correction_keeps_the_earlier_answer_and_says_so(office):
    office.receive(office.filled("first.xlsx"))
    (taken,) = office.receive(office.filled("second.xlsx", Measures={"J4": None}))
    assert taken.findings == []
    assert "1 row(s) were left blank" in taken.notes[0]
    assert office.delivered()[2]["numerator"] == "40"


def test_row_taken_back_with_a_reason_has_no_value(office):
    office.receive(office.filled("first.xlsx"))
    office.receive(office.filled("second.xlsx", Measures={"J4": None, "L4": "waiting for a partner"}))
    row = office.delivered()[2]
    assert (row["state"], row["numerator"], row["no_figure_reason"]) == ("returned", "", "waiting for a partner")


def test_nothing_personal_that_was_refused_is_kept_outside_the_bytes_received(office):
    marker = "qxmarker@example.org"
    (taken,) = office.receive(office.filled(Measures={"M2": f"ask {marker}", "J3": f"n/a {marker}"}))
    assert len(taken.findings) == 2
    for path in office.settings.data.rglob("*"):
        if path.is_file() and path.suffix != ".workbook":
            assert marker not in path.read_bytes().decode("utf-8", "replace"), path
    page = openpyxl.load_workbook(taken.answer)["Measures"]
    assert marker not in str([cell.value for row in page.iter_rows() for cell in row])


def test_answer_holds_what_was_sound_and_says_what_to_mend(office):
    (taken,) = office.receive(office.filled(Measures={"J3": 9, "K3": 4}))
    page = openpyxl.load_workbook(taken.answer)["Measures"]
    assert [page[f"J{row}"].value for row in (2, 4, 5)] == [12, 40, 102.5]
    assert (page["J3"].value, page["K3"].value) == (9, 4)
    assert "J3: larger than the group" in page["N3"].value
    assert page["N2"].value == "nothing so far"
    assert page["J3"].fill.fgColor.rgb != page["J2"].fill.fgColor.rgb


def test_missing_file_is_wrong_use(office):
    with pytest.raises(UsageError, match=r"no file nothing\.xlsx"):
        office.receive(Path("nothing.xlsx"))


def test_desk_waits_for_nobody(office):
    with exclusive(office.settings.data, "ossp refresh"), pytest.raises(BusyError, match="ossp refresh"):
        office.issue()


@pytest.mark.parametrize("role", ["", "  ", "j.bloggs@example.org", "x" * 61])
def test_role_on_the_command_line_is_a_role(role):
    with pytest.raises(UsageError, match="E-ROLE"):
        read_role(role)


def test_unknown_lead_and_quarter_are_told(office):
    office.issue()
    with pytest.raises(UsageError, match=LEAD):
        find_issue(office.store, read_quarter(QUARTER), "Nobody")
    with pytest.raises(UsageError, match="2025-26Q3"):
        read_quarter("Q3")


def test_command_killed_at_any_write_is_completed_by_the_next_one(tmp_path):
    """P01: bytes first, event second, answer and delivery last; nothing is lost, doubled or left half-written."""
    seeds = write_seeds(tmp_path / "seeds")

    def prepare(name: str) -> Office:
        return Office(settings_in(tmp_path / name), tmp_path / name / "sent", seeds)

    def run(office: Office, path: Path) -> None:
        office.receive(path)
        office.sign()

    whole = prepare("whole")
    path = whole.filled()
    run(whole, path)
    expected = files_below(whole.settings.data)
    assert sum(name.endswith(".csv") for name in expected) == 6
    crashes = 0
    for number in range(1, 1_000):
        office = prepare(str(number))
        office.issue()
        with _killed_at(number) as was_killed, suppress(Killed):
            run(office, path)
        if not was_killed():
            break
        # Any command makes up for it, also one that has nothing to do with what was interrupted.
        office.issue()
        assert leftovers(office.settings.data) == [], number
        assert office.store.last_submitted(QUARTER, "domestic-abuse-lead") == office.book().sequence, number
        run(office, path)
        assert _without_versions(office) == _without_versions(whole), number
        crashes += 1
    assert crashes > 20


def _without_versions(office: Office) -> dict[str, Any]:
    return {
        "events": [(event["kind"], event["sequence"]) for event in office.store.events(QUARTER, "domestic-abuse-lead")],
        "rows": office.book().rows,
        "newest": office.delivered(),
        "signed_by": {row["signed_by"] for row in office.delivered()} == {SIGNER},
        "answers": sorted(path.name for path in (office.settings.returns / "answers").rglob("*") if path.is_file()),
    }
