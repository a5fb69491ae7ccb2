"""S39: who owes what, in which state, and the reminder."""

from datetime import date

import pytest

from ossp_pipeline.returns.outstanding import describe_outstanding, is_pressing
from ossp_pipeline.returns.request import build_issues
from ossp_pipeline.returns.workspace import read_quarter
from tests.returned import AREAS, LEAD, OTHER_LEAD, QUARTER


def owed(office, today="2026-01-31", quarter=QUARTER):
    period = read_quarter(quarter)
    requested = build_issues(office.catalogue, period, AREAS, lambda feed, key: {})
    return {
        entry["lead"]: entry
        for entry in describe_outstanding(office.store, requested, period, date.fromisoformat(today))
    }


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2025-12-31", "not due"),
        ("2026-01-01", "due"),
        ("2026-01-30", "due"),
        ("2026-01-31", "late"),
    ],
)
def test_row_nobody_returned_is_not_due_then_due_then_late(office, today, state):
    entry = owed(office, today)[LEAD]
    assert entry["counts"] == {state: 7}
    assert entry["due"] == "2026-01-30"
    assert not entry["is_issued"]
    assert bool(entry["reminder"]) == (state != "not due")


def test_every_state_is_told_for_every_row(office):
    office.receive(office.filled("first.xlsx"))
    office.sign()
    office.receive(office.filled("second.xlsx", Measures={"J2": "n/a", "J4": 41}))
    found = owed(office)
    states = {row["key"].split("|")[0]: row["state"] for row in found[LEAD]["rows"]}
    assert states["marac_cases"] == "queried"
    assert states["refuge_rate"] == "returned"
    assert {state for key, state in states.items() if key not in ("marac_cases", "refuge_rate")} == {"accepted"}
    assert found[OTHER_LEAD]["counts"] == {"late": 1}
    assert found[LEAD]["is_issued"]


def test_reminder_names_what_is_owed_and_nothing_anybody_typed(office):
    office.receive(office.filled(Measures={"M2": "Ask j.bloggs@example.org"}))
    reminder = owed(office)[LEAD]["reminder"]
    assert f"To: {LEAD}" in reminder
    assert "1 of 7 rows" in reminder
    assert "- Cases at MARAC (Stockport): Narrative: seems to hold an e-mail address" in reminder
    assert "bloggs" not in reminder
    assert "Repeat cases" not in reminder
    assert "due 30 January 2026" in reminder


def test_nothing_is_reminded_of_once_all_is_returned_or_closed(office):
    office.receive(office.filled())
    assert owed(office)[LEAD]["reminder"] == ""
    office.receive(office.filled("second.xlsx", Measures={"J2": "n/a"}))
    assert owed(office)[LEAD]["reminder"]
    office.close()
    entry = owed(office)[LEAD]
    assert (entry["is_closed"], entry["reminder"]) == (True, "")


def test_late_and_queried_press_and_the_rest_does_not(office):
    assert is_pressing(list(owed(office).values()))
    assert not is_pressing(list(owed(office, "2026-01-30").values()))
    office.receive(office.filled())
    found = [owed(office)[LEAD]]
    assert not is_pressing(found)
    office.receive(office.filled("second.xlsx", Measures={"J2": "n/a"}))
    assert is_pressing([owed(office)[LEAD]])
    office.close()
    assert not is_pressing([owed(office)[LEAD]])


def test_what_was_issued_is_what_is_owed_though_the_catalogue_moved_on(office):
    office.issue()
    (office.seeds / "grants.csv").write_text((office.seeds / "grants.csv").read_text().replace(LEAD, OTHER_LEAD))
    assert {row["key"] for row in owed(office)[LEAD]["rows"]} >= {"hate_crime"}
