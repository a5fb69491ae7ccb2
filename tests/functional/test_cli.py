"""The command line and Dagster: refreshes as an analyst would live them, and what the commands say after each."""

import json

import pytest
from filelock import Timeout

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.lock import exclusive
from ossp_pipeline.orchestration.instance import open_instance
from ossp_pipeline.orchestration.raw_assets import raw_key
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.faults import plant_fault
from tests.command_line import CommandLine
from tests.small_builds import small_build

pytestmark = pytest.mark.slow

# Dagster writes its databases in place, also to look at a run: where a test opens them, it has a copy of its own.


def test_a_first_refresh_publishes_and_says_what_came_in(first):
    assert first.answer.code == 0, first.answer.err
    summary = first.answer.document
    answers = json.loads((first.settings.data / "sample_answers.json").read_text())
    for feed in {item["feed"] for item in answers}:
        expected = [item["accounting"] for item in answers if item["feed"] == feed]
        counts = summary["feeds"][feed]
        assert counts["files"] == len(expected)
        for name in ("received", "accepted", "rejected", "duplicate", "out_of_area"):
            assert counts[name] == sum(item[name] for item in expected), (feed, name)
    assert summary["gate"]["verdict"] == "publish"
    assert summary["release"]["release_id"].startswith("00001-")
    assert {(item["feed"], item["period"]) for item in summary["late"]} == {
        ("asb_incidents", "2024-08"),
        ("probation_supervision", "2025-26Q4"),
    }


def test_a_run_from_the_terminal_shows_in_dagster_with_its_events(first, copy_of):
    with open_instance(copy_of(first.settings)) as instance:
        (record,) = instance.get_run_records()
        assert record.dagster_run.job_name == "refresh"
        assert record.dagster_run.is_success
        periods = instance.get_materialized_partitions(raw_key("police_crime"))
        assert len(periods) == 36
        assert "2024-08" not in instance.get_materialized_partitions(raw_key("asb_incidents"))
        quarters = instance.get_materialized_partitions(raw_key("probation_supervision"))
        assert max(quarters) == "2025-10"


def test_a_second_refresh_says_that_nothing_is_new(first, copy_of):
    ossp = CommandLine(copy_of(first.settings))
    answer = ossp("refresh")
    assert answer.code == 0
    assert "Nothing is new since release 00001-" in answer.out
    assert len(Releases(ossp.settings.releases).all()) == 1


def test_the_audit_log_names_what_came_and_what_went_out(first, copy_of):
    ossp = CommandLine(copy_of(first.settings))
    entries = ossp("audit", "--json").document["entries"]
    release = Releases(first.settings.releases).current().release_id
    assert [(item["action"], item["subject"]) for item in entries] == [
        ("received", f"{len(list(first.settings.received.glob('*/*.json'))):,} file(s)"),
        ("publishing", Releases(first.settings.releases).current().record()["build_id"]),
        ("published", release),
    ]
    log = ossp.settings.audit
    rewritten = log.read_text().replace(release, "00009-other")
    log.unlink()
    log.write_text(rewritten)
    assert ossp("audit").code == 1


def test_status_names_what_is_late_since_when(first, copy_of):
    ossp = CommandLine(copy_of(first.settings))
    found = ossp("status", "--json").document
    late = {item["feed"]: item["late"] for item in found["feeds"]}
    assert late["asb_incidents"] == [
        {
            "feed": "asb_incidents",
            "period": "2024-08",
            "due": "2024-09-20",
            "days_late": 605,
            "supplier": "Stockport Council, with police and housing providers",
        }
    ]
    coming = {item["feed"]: item["next"] for item in found["feeds"]}
    assert coming["asb_incidents"] == {"period": "2026-04", "due": "2026-05-20"}
    assert coming["deprivation"] is None, "it is never due"
    told = " ".join(ossp("status").out.split())
    assert "asb_incidents" in told and "605" in told


def test_verify_reads_the_release_back(first, copy_of):
    answer = CommandLine(copy_of(first.settings))("verify")
    assert answer.code == 0
    assert "is whole" in answer.out


def test_doctor_finds_nothing_after_clean_runs(first, copy_of):
    assert "Nothing to repair" in CommandLine(copy_of(first.settings))("doctor").out


def test_a_held_refresh_ends_in_exit_code_one_and_names_the_remedy(held, settings):
    fault = plant_fault("police_crime", settings)
    answer, *_ = held.answers
    assert answer.code == 1
    assert fault.file_name in answer.out
    assert "E-HEADER" in answer.out
    assert "What to do" in answer.out
    assert len(Releases(held.settings.releases).all()) == 1


def test_a_hold_fails_the_run_in_dagster_with_the_reason(held, copy_of):
    with open_instance(copy_of(held.settings)) as instance:
        *_, record = instance.get_run_records()
        run = record.dagster_run
        assert run.status.value == "FAILURE"
        failures = [item.message for item in instance.all_logs(run.run_id) if item.is_dagster_event]
        assert any("release__certificate" in message for message in failures)


def test_a_second_refresh_of_held_inputs_is_still_held(held):
    *_, answer, _ = held.answers
    assert answer.code == 1
    assert "which is held" in answer.document["message"]


def test_asking_for_the_gate_or_the_publisher_alone_gets_past_nothing(held):
    _, _, gate, published, *_ = held.answers
    assert gate.code == published.code == 1
    assert published.document["gate"]["verdict"] == "hold"
    assert len(Releases(held.settings.releases).all()) == 1


def test_a_repaired_file_publishes_step_by_step(repaired):
    _, *answers = repaired.answers
    assert [answer.code for answer in answers] == [0] * len(answers)
    received = next(answer for answer in answers if '"feeds"' in answer.out).document["feeds"]
    assert received.keys() == FEEDS.keys()
    # The new lookup of areas places the rows of other feeds anew, so these land again as a whole.
    assert received["area_lookup"]["files"] == received["resident_survey"]["files"] == 1
    assert len(Releases(repaired.settings.releases).all()) == 2


def test_rollback_is_one_command(settings):
    ossp, steps, build = CommandLine(settings), Refresh(settings), small_build(settings, 1, {"t": {"n": [1, 2]}})
    for _ in range(2):
        steps.releases.publish(build, None, None)
    assert ossp("rollback").code == 0
    assert Releases(ossp.settings.releases).current().release_id.startswith("00001-")
    assert ossp("rollback").code == 2, "there is none before the first"
    (rolled_back,) = (item.subject for item in steps.audit.all() if item.action == "rolled back to")
    assert rolled_back.startswith("00001-")
    assert ossp("audit").code == 0, "it was made of the build that the first release was made of"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["refresh", "--help"], 0),
        (["nonsense"], 2),
        (["gate", "--build", "00099-nowhere"], 2),
        (["receive", "--feed", "nonsense"], 2),
        (["verify", "--release", "00099-nowhere"], 2),
        (["sample"], 2),
    ],
)
def test_wrong_use_has_its_own_exit_code(short_delivered, copy_of, arguments, code):
    assert CommandLine(copy_of(short_delivered))(*arguments).code == code


def test_a_busy_folder_is_said_with_its_holder(short_delivered, copy_of, monkeypatch):
    ossp = CommandLine(copy_of(short_delivered))
    with exclusive(ossp.settings.data, "a test"):
        monkeypatch.setattr("ossp_pipeline.lock.FileLock.acquire", _refuse)
        answer = ossp("refresh")
    assert answer.code == 3
    assert "a test" in answer.err


def _refuse(self, **kwargs):
    raise Timeout(self.lock_file)


def test_a_refresh_before_any_delivery_is_wrong_use(settings):
    answer = CommandLine(settings)("refresh")
    assert answer.code == 2
    assert "Nothing was delivered" in answer.err


def test_an_error_nobody_foresaw_shows_its_place_and_not_its_message(short_delivered, copy_of, monkeypatch):
    def fail(self):
        raise ValueError(" ".join(["a value", "from a row"]))

    monkeypatch.setattr("ossp_pipeline.refresh.Refresh.repair", fail)
    answer = CommandLine(copy_of(short_delivered))("refresh")
    assert answer.code == 3
    assert "E-UNEXPECTED: ValueError" in answer.err
    assert "a value from a row" not in answer.err
