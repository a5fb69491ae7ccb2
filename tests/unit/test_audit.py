"""The audit log: every action has its line, and a line that was changed, moved, added or removed shows."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.audit import PUBLISHING, AuditLog

KEY = bytes(range(32))
ACTIONS = (
    ("received", "3 file(s)"),
    (PUBLISHING, "00001-a"),
    ("confirmed", "police_crime 2026-03"),
    (PUBLISHING, "00002-b"),
)
BUILDS = ("00001-a", "00002-b")


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    log = AuditLog(tmp_path / "audit.jsonl", KEY)
    for action, subject in ACTIONS:
        log.add(action, subject, "A. Name" if action == "confirmed" else None)
    return log


def test_each_action_is_a_line_with_its_number_moment_and_person(log: AuditLog) -> None:
    entries = log.all()
    assert [(item.number, item.action, item.subject) for item in entries] == [
        (number, *action) for number, action in enumerate(ACTIONS, start=1)
    ]
    now = datetime.now(UTC)
    assert all(now - timedelta(minutes=5) < datetime.fromisoformat(item.at) <= now for item in entries)
    assert entries[2].by == f"{entries[0].by} for A. Name"
    assert log.problems(BUILDS) == []


@pytest.mark.parametrize("place", range(len(ACTIONS)))
@pytest.mark.parametrize("column", ["number", "at", "action", "subject", "by", "seal"])
def test_a_changed_cell_shows(log: AuditLog, place: int, column: str) -> None:
    lines = log.path.read_text().splitlines()
    document = json.loads(lines[place])
    lines[place] = json.dumps({**document, column: 7 if column == "number" else "other"})
    log.path.write_text("\n".join(lines) + "\n")
    assert f"Line {place + 1} " in log.problems(())[0]


@given(st.permutations(range(len(ACTIONS))), st.integers(1, len(ACTIONS)))
def test_lines_moved_or_removed_show(tmp_path_factory: pytest.TempPathFactory, order: list[int], kept: int) -> None:
    log = AuditLog(tmp_path_factory.mktemp("audit") / "audit.jsonl", KEY)
    for action, subject in ACTIONS:
        log.add(action, subject)
    lines = log.path.read_text().splitlines()
    left = [lines[place] for place in order[:kept]]
    log.path.write_text("\n".join(left) + "\n")
    # Lines cut off at the end show where one of them named a release.
    is_whole = left == lines[: len(left)]
    assert (log.problems(BUILDS) == []) == (is_whole and left in (lines, lines[:1]))


def test_a_line_written_with_another_key_shows(log: AuditLog) -> None:
    AuditLog(log.path, bytes(32)).add(PUBLISHING, "00003-c")
    assert log.problems(BUILDS) == ["Line 5 of the audit log is not as it was written, or a line before it is missing."]


def test_a_release_without_a_line_shows_and_one_from_before_the_log_does_not(log: AuditLog) -> None:
    assert log.problems(("00000-before", *BUILDS)) == []
    assert log.problems((*BUILDS, "00003-c")) == ["The audit log has no line for the release made of build 00003-c."]


def test_a_line_that_cannot_be_read_shows(log: AuditLog) -> None:
    log.path.write_text("{}\n")
    assert log.problems(()) == ["A line of the audit log cannot be read."]
