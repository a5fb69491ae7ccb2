"""What is said of what: once, again only when it is new again, a recovery once; quiet hours, and messages that wait."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ossp_pipeline.alerts.faults import Fault, Kind, Look, failed
from ossp_pipeline.alerts.memory import Memory, read_memory, write_memory
from ossp_pipeline.alerts.message import body_of, title_of
from ossp_pipeline.alerts.stated import QuietHours, read_quiet
from ossp_pipeline.errors import UsageError

NOW = datetime(2026, 11, 30, 4, 12, tzinfo=UTC)
EVERYBODY = {"duty": tuple(Kind)}
MISSED = Fault("due", Kind.MISSED, "police_crime", "2026-10 (due 2026-11-20)", "remind the force")
HELD = Fault("build", Kind.HELD, "police_crime.delivery.taken", "", "send the corrected file")


def seen(*faults, groups=("due", "build", "refresh")):
    return Look(set(groups), list(faults))


def said(memory, *looks, receivers=EVERYBODY):
    """What each look adds to what waits for `duty`: kinds and subjects."""
    answers = []
    for look in looks:
        memory.waiting.clear()
        memory.take_in(look, receivers, NOW)
        answers.append([(str(item.kind), item.fault.subject) for item in memory.waiting.get("duty", [])])
    return answers


def test_each_fault_is_said_once_and_its_recovery_once():
    looks = [seen(MISSED), seen(MISSED), seen(MISSED, HELD), seen(HELD), seen(), seen(), seen(MISSED)]
    assert said(Memory(), *looks) == [
        [("missed", "police_crime")],
        [],
        [("held", "police_crime.delivery.taken")],
        [("recovered", "police_crime")],
        [("recovered", "police_crime.delivery.taken")],
        [],
        [("missed", "police_crime")],
    ]


def test_what_was_not_looked_at_has_not_recovered():
    assert said(Memory(), seen(MISSED, HELD), seen(HELD, groups=["build"])) == [
        [("missed", "police_crime"), ("held", "police_crime.delivery.taken")],
        [],
    ]


def test_another_code_is_a_new_fault_and_no_recovery():
    first, second = failed("refresh", "E-DBT", "read the log"), failed("refresh", "E-KEY", "restore the key")
    assert said(Memory(), seen(first), seen(second), seen()) == [
        [("failed", "refresh")],
        [("failed", "refresh")],
        [("recovered", "refresh")],
    ]


def test_a_receiver_is_told_of_the_kinds_it_wants():
    memory, wanted = Memory(), {"duty": (Kind.FAILED, Kind.RECOVERED)}
    assert said(memory, seen(MISSED), seen(), receivers=wanted) == [[], [("recovered", "police_crime")]]


def test_what_waits_waits_until_it_is_sent_and_goes_with_its_receiver():
    memory = Memory()
    memory.take_in(seen(MISSED), EVERYBODY, NOW)
    memory.take_in(seen(MISSED, HELD), EVERYBODY, NOW)
    memory.unsent["duty"] = "no answer"
    assert [item.fault for item in memory.waiting["duty"]] == [MISSED, HELD]
    memory.take_in(seen(MISSED, HELD), {"other": tuple(Kind)}, NOW)
    assert (memory.waiting, memory.unsent) == ({}, {})


def test_memory_is_kept_and_a_damaged_file_says_everything_again(tmp_path):
    memory = Memory()
    memory.take_in(seen(MISSED), EVERYBODY, NOW)
    memory.take_in(seen(HELD), EVERYBODY, NOW)
    write_memory(tmp_path / "memory.json", memory)
    assert read_memory(tmp_path / "memory.json") == memory
    (tmp_path / "memory.json").write_text('{"faults": {"x"')
    assert read_memory(tmp_path / "memory.json") == Memory()


def test_a_message_names_each_subject_once_with_its_newest_parts_and_what_to_do():
    memory = Memory()
    months = [replace(MISSED, part=f"2026-{month:02} (due)") for month in range(1, 10)]
    memory.take_in(seen(*months, HELD), EVERYBODY, NOW)
    items = memory.waiting["duty"]
    assert title_of("Stockport", items) == "Stockport: 1 held, 1 not delivered"
    body = body_of(items)
    assert body.count("remind the force") == 1
    assert "2026-09 (due) and 3 more (seen 2026-11-30 04:12)" in body
    assert "2026-03 (due)" not in body
    assert "police_crime.delivery.taken (seen 2026-11-30 04:12). What to do: send the corrected file." in body


@pytest.mark.parametrize(
    ("start", "end", "quiet", "loud"),
    [("18:00", "08:00", [18, 23, 0, 7], [8, 12, 17]), ("00:00", "06:00", [0, 5], [6, 23]), ("00:00", "00:00", [], [0])],
)
def test_quiet_hours_are_of_london_and_may_cross_midnight(start, end, quiet, loud):
    hours = read_quiet({"from": start, "until": end})
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    for hour in (*quiet, *loud):
        at = summer.replace(hour=(hour - 1) % 24)  # London is an hour ahead of UTC in July
        assert hours.are_on(at) == (hour in quiet), hour


@pytest.mark.parametrize(
    "table", [{}, {"from": "18:00"}, {"from": "18", "until": 8}, {"from": "25:00", "until": "08:00"}]
)
def test_quiet_hours_that_cannot_be_read_are_refused(table):
    with pytest.raises(UsageError, match="E-ALERTS"):
        read_quiet(table)
    assert not QuietHours().are_on(NOW)
