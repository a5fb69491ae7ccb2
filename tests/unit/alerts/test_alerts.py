"""Looking, remembering and sending together: nothing is said twice, nothing is lost, and nothing can fail a run."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from ossp_pipeline.alerts import alerts as module
from ossp_pipeline.alerts.alerts import Alerts
from ossp_pipeline.alerts.faults import Fault, Kind, Look
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.lock import exclusive

EMAIL = 'kind = "email"\nserver = "smtp.example.gov.uk"\nsender = "a@example.gov.uk"\nto = "b@example.gov.uk"\n'
MISSED = Fault("due", Kind.MISSED, "police_crime", "2026-10 (due 2026-11-20)", "remind the force")
HELD = Fault("build", Kind.HELD, "police_crime.delivery.taken", "", "send the corrected file")
DAY, NIGHT = datetime(2026, 11, 30, 12, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)


class Post:
    """Stands for the way to people: `sent` by receiver; `fault`: why nothing arrives."""

    def __init__(self):
        self.sent, self.fault = [], ""

    def __call__(self, receiver, message, settings, seconds):
        if not self.fault:
            self.sent.append((receiver.name, message))
        return self.fault


@pytest.fixture
def post(monkeypatch):
    played = Post()
    monkeypatch.setattr(module, "send", played)
    return played


@pytest.fixture
def tell(installed, state):
    state(f'[quiet]\nfrom = "18:00"\nuntil = "08:00"\n[duty]\n{EMAIL}')

    def run(*faults, at=DAY):
        return Alerts(installed, lambda: at).tell(lambda: Look({"due", "build"}, list(faults)))

    return run


def test_a_command_and_a_tick_after_it_say_a_fault_once(post, tell):
    assert tell(MISSED) == "1 receiver(s) were told, 0 wait"
    assert tell(MISSED) == "0 receiver(s) were told, 0 wait"
    assert len(post.sent) == 1
    tell()
    assert "Over:\n- police_crime: 2026-10 (due 2026-11-20)" in post.sent[1][1].body


def test_in_quiet_hours_messages_wait_and_are_joined_when_these_end(post, tell):
    tell(MISSED, at=NIGHT)
    tell(HELD, at=NIGHT)
    assert post.sent == []
    tell(HELD)
    ((_, message),) = post.sent
    assert message.title == "Stockport: 1 held, 1 not delivered, 1 over"
    tell(HELD)
    assert len(post.sent) == 1


def test_what_could_not_be_sent_is_sent_at_the_next_tick_and_said_meanwhile(post, tell, installed):
    post.fault = "The server x cannot be reached."
    tell(MISSED)
    assert Alerts(installed).problems() == ["alerts wait for duty: The server x cannot be reached."]
    post.fault = ""
    tell(MISSED, HELD)
    ((_, message),) = post.sent
    assert "police_crime: 2026-10" in message.body and "police_crime.delivery.taken" in message.body
    assert Alerts(installed).problems() == []


def test_one_that_hangs_does_not_use_up_the_time_of_the_others(post, tell, state, monkeypatch):
    state(f"[group]\n{EMAIL}")
    passed, told = [0.0], []
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: passed[0]))

    def hang(receiver, message, settings, seconds):
        told.append(receiver.name)
        passed[0] += seconds + 1 if receiver.name == "duty" else 0
        return "no answer" if receiver.name == "duty" else ""

    monkeypatch.setattr(module, "send", hang)
    tell(MISSED)
    tell(MISSED)
    assert told == ["duty", "group", "duty"]


def test_a_process_that_ends_while_it_sends_says_it_again(post, tell, monkeypatch):
    def end(*more):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "send", end)
    with pytest.raises(KeyboardInterrupt):
        tell(MISSED)
    monkeypatch.setattr(module, "send", post)
    tell(MISSED)
    assert len(post.sent) == 1


@pytest.mark.parametrize("fault", [BrokenError("E-X", "broken", "mend it"), ZeroDivisionError("KANARIENVOGEL")])
def test_nothing_that_goes_wrong_ends_the_run(fault, post, tell, installed):
    def look():
        raise fault

    answer = Alerts(installed).tell(look)
    assert answer.startswith(("E-X", "E-UNEXPECTED (ZeroDivisionError)"))
    assert "KANARIENVOGEL" not in answer


def test_a_wrong_file_ends_nothing_and_is_a_problem_in_status(installed, state, post):
    state("[duty]\nkind = 1\n")
    assert "E-ALERTS" in Alerts(installed).tell(Look)
    assert "E-ALERTS" in Alerts(installed).problems()[0]


def test_two_processes_do_not_tell_at_once(post, tell, installed):
    installed.alerted.mkdir()
    with exclusive(installed.alerted, "another"):
        assert tell(MISSED) == "another process is telling people"
    assert post.sent == []
    tell(MISSED)
    assert len(post.sent) == 1


def test_a_test_is_sent_in_quiet_hours_too_and_remembers_nothing(post, tell, installed):
    assert Alerts(installed, lambda: NIGHT).test() == {"duty": ""}
    assert "Nothing is wrong" in post.sent[0][1].body
    assert Alerts(installed).outstanding() == []
    tell(MISSED)
    assert [item.fault for item in Alerts(installed).outstanding()] == [MISSED]
