"""A refused file, a connection that fails and days that pass, as people are told: nothing personal, no figure."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ossp_pipeline.alerts import alerts as module
from ossp_pipeline.alerts import message as words
from ossp_pipeline.alerts.alerts import Alerts
from ossp_pipeline.alerts.faults import look_at
from ossp_pipeline.errors import FetchError
from ossp_pipeline.extract.connectors.configured import read_connections
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import ALERTS, CONNECTIONS, SHIPPED_PARTNERSHIP
from tests.command_line import CommandLine
from tests.functional.markers import ALL_MARKERS, MARKER
from tests.part_refresh import judge_feeds

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DUTY = '[duty]\nkind = "email"\nserver = "localhost"\nsender = "a@example.gov.uk"\nto = "b@example.gov.uk"\n'
CONNECTION = '[force]\nfeed = "police_crime"\nkind = "http"\naddress = "https://data.example/a.csv"\n'


@pytest.fixture
def folder(tmp_path):
    """A partnership folder that names a connection and who is told."""
    folder = tmp_path / "partnership"
    folder.mkdir()
    for path in SHIPPED_PARTNERSHIP.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / ALERTS).write_text(DUTY)
    (folder / CONNECTIONS).write_text(CONNECTION)
    return folder


@pytest.fixture
def installed(short_released, copy_of, folder):
    """The short sample, in that folder."""
    return copy_of(short_released, partnership=folder)


@pytest.fixture
def told(monkeypatch):
    """What people are told, in order."""
    sent = []
    monkeypatch.setattr(words, "_LINES_SHOWN", 1_000)  # a build of some feeds lacks the evidence of all others
    monkeypatch.setattr(module, "send", lambda receiver, message, *more: sent.append(message) or "")
    return sent


def tell(settings):
    Alerts(settings, lambda: NOW).tell(lambda: look_at(Refresh(settings)))


def test_people_are_told_what_is_wrong_and_what_to_do_and_no_value_of_anybody(installed, told):
    feed = FEEDS["probation_supervision"]
    box = installed.inbox / feed.name
    (box / f"probation-{MARKER}.csv").write_text(",".join([MARKER, *ALL_MARKERS]) + "\n")
    judge_feeds(Refresh(installed), "probation_supervision", "police_crime")
    (connection,) = read_connections(installed)
    connection.note_failure(FetchError("E-FETCH", f"{MARKER} was in 17 row(s)", "look at the address"))
    tell(installed)
    (message,) = told
    held = "- probation_supervision.delivery.taken (seen 2026-11-30 12:00). What to do: send the corrected file"
    assert held in message.body
    assert "- connection force: E-FETCH (seen 2026-11-30 12:00). What to do: look at the address." in message.body
    assert "17" not in re.sub(r"2026-\d\d-\d\d", "", message.body)

    note = json.loads(installed.sample_note.read_text())
    late = date.fromisoformat(note["as_of"]) + timedelta(days=70)
    installed.sample_note.unlink()  # a link to that of the original
    installed.sample_note.write_text(json.dumps({**note, "as_of": late.isoformat()}))
    later = replace(installed)  # read anew
    connection.place.forget_failure()
    tell(later)
    assert "Not delivered:\n- " in told[1].body and "police_crime: 20" in told[1].body
    assert "Over:\n- connection force" in told[1].body
    tell(later)
    assert len(told) == 2
    for text in (message.title + message.body, told[1].title + told[1].body):
        assert [marker for marker in ALL_MARKERS if marker in text] == []

    shown = CommandLine(later)("alerts")
    assert "held: probation_supervision.delivery.taken" in shown.out
    assert [marker for marker in ALL_MARKERS if marker in shown.out] == []


def test_the_command_tells_people_what_ended_it_once(settings, folder, told):
    command = CommandLine(replace(settings, partnership=folder))
    answers = [command("refresh"), command("refresh")]
    assert [answer.code for answer in answers] == [2, 2]
    (message,) = told
    assert "Failed; what was published stays as it is:\n- refresh: E-" in message.body
    assert "Not delivered:\n- " in message.body
    assert "failed: refresh E-" in command("alerts").out
