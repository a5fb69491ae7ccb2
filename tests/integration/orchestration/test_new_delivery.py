"""When the sensor asks for a run: for new files, again after a run that failed, and for what a dead run left undone."""

import time
from types import SimpleNamespace

import dagster as dg
import pytest

from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.lock import exclusive
from ossp_pipeline.orchestration import doctor, new_delivery
from ossp_pipeline.orchestration.automation import JOB
from ossp_pipeline.orchestration.new_delivery import BACK_OFF, WORK
from ossp_pipeline.settings import Settings
from tests.integration.orchestration.ticks import failed_run, left_run, tick

FEED = FEEDS["police_crime"]
SUCCESS, QUEUED, STARTED = dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTED


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def made(monkeypatch):
    """What `up_to_date` and `publishable` answer."""
    answers = SimpleNamespace(up_to_date=None, publishable=None, looks=0)

    class Steps:
        publishing = SimpleNamespace(publishable=lambda made: answers.publishable)

        def __init__(self, settings):
            pass

        def up_to_date(self):
            answers.looks += 1
            return answers.up_to_date

    monkeypatch.setattr(new_delivery, "Refresh", Steps)
    return answers


def drop(settings: Settings, content: str = "x", name: str = "a.csv") -> None:
    (settings.inbox / FEED.name).mkdir(parents=True, exist_ok=True)
    (settings.inbox / FEED.name / name).write_text(content)


def receive(settings: Settings) -> None:
    ReceivedStore(settings.received).store(b"x", FEED.example.file_name, FEED)


def request(settings, instance, cursor=None) -> dg.RunRequest:
    answer, _ = tick(settings, instance, cursor)
    assert isinstance(answer, dg.RunRequest), answer
    return answer


def skipped(settings, instance, cursor=None) -> str:
    answer, _ = tick(settings, instance, cursor)
    assert isinstance(answer, dg.SkipReason), answer
    return answer.skip_message


def test_one_refresh_is_asked_for_per_new_set_of_files(settings, instance):
    assert skipped(settings, instance) == "no new file in the inbox"
    drop(settings)
    first, second = request(settings, instance), request(settings, instance)
    assert (first.run_key, first.job_name) == (second.run_key, JOB)
    drop(settings, name="b.csv")
    assert request(settings, instance).run_key != first.run_key


def test_what_is_no_delivery_starts_nothing(settings, instance):
    drop(settings, name="desktop.ini")
    assert skipped(settings, instance) == "no new file in the inbox"


def test_nothing_is_asked_for_while_a_refresh_runs(settings, instance):
    drop(settings)
    with exclusive(settings.data, "a refresh"):
        assert "a refresh is running" in skipped(settings, instance)


@pytest.mark.parametrize("status", [QUEUED, STARTED])
def test_nothing_is_asked_for_while_a_run_for_these_files_waits_or_runs(status, settings, instance):
    drop(settings)
    left_run(instance, status, request(settings, instance).tags)
    assert "waiting or running" in skipped(settings, instance)


def test_a_file_whose_run_failed_is_tried_again_with_ever_longer_pauses(settings, instance, monkeypatch):
    """The run died, or met the lock: in each case it failed and the file is still there."""
    drop(settings)
    keys = []
    for pause in (*BACK_OFF, BACK_OFF[-1]):
        wanted = request(settings, instance)
        keys.append(wanted.run_key)
        failed_run(instance, wanted.tags)
        ended = time.time()
        for passed in (0, pause - 5) if pause else ():
            monkeypatch.setattr(new_delivery, "now", lambda at=ended + passed: at)
            assert "the next one starts in" in skipped(settings, instance)
        monkeypatch.setattr(new_delivery, "now", lambda at=ended + pause + 5: at)
    assert len(set(keys)) == len(keys), "Dagster starts no second run with the same key"


def test_a_clock_that_was_put_back_delays_nothing(settings, instance, monkeypatch):
    drop(settings)
    for _ in range(3):
        failed_run(instance, request(settings, instance).tags)
        monkeypatch.setattr(new_delivery, "now", lambda: time.time() - 86_400)


def test_files_that_a_run_has_looked_at_and_left_wait_for_others(settings, instance):
    drop(settings)
    left_run(instance, SUCCESS, request(settings, instance).tags)
    assert "they wait for others" in skipped(settings, instance)
    drop(settings, "changed")
    request(settings, instance)


def test_files_that_a_dead_run_had_taken_are_built(settings, instance, made):
    receive(settings)
    left_run(instance, SUCCESS)
    assert skipped(settings, instance) == "no new file in the inbox", "no run has failed"
    failed_run(instance)
    wanted = request(settings, instance)
    assert wanted.job_name == JOB
    failed_run(instance, wanted.tags)
    assert request(settings, instance).run_key != wanted.run_key
    failed_run(instance, wanted.tags)
    assert "the next one starts in" in skipped(settings, instance)


def test_where_nothing_was_taken_nothing_is_built(settings, instance, made):
    failed_run(instance)
    assert skipped(settings, instance) == "no new file in the inbox"


def test_a_build_that_a_dead_run_did_not_get_out_is_published(settings, instance, made):
    receive(settings)
    made.up_to_date = made.publishable = SimpleNamespace(folder=SimpleNamespace(name="00001-build"))
    failed_run(instance)
    wanted = request(settings, instance)
    assert wanted.job_name == "publish_waiting"
    left_run(instance, QUEUED, wanted.tags, "publish_waiting")
    assert "waiting or running" in skipped(settings, instance)


def test_a_held_build_is_looked_at_once_after_its_run(settings, instance, made):
    receive(settings)
    made.up_to_date = SimpleNamespace(folder=SimpleNamespace(name="00001-build"))
    failed_run(instance)
    answer, cursor = tick(settings, instance)
    assert isinstance(answer, dg.SkipReason) and made.looks == 1
    _, again = tick(settings, instance, cursor)
    assert (again, made.looks) == (cursor, 1)
    failed_run(instance)
    tick(settings, instance, cursor)
    assert made.looks == 2


def test_a_run_that_crashed_is_repaired_before_the_sensor_asks_for_another(settings, instance, monkeypatch):
    monkeypatch.setattr(doctor, "_START_SECONDS", 0)
    monkeypatch.setattr(doctor, "_END_SECONDS", 0)
    drop(settings)
    left = left_run(instance, STARTED, request(settings, instance).tags)
    wanted = request(settings, instance)
    assert instance.get_run_by_id(left.run_id).is_failure and wanted.run_key.endswith(":1")
    assert WORK in wanted.tags
