"""The sample as files: complete, named as agreed, whole, and the same bytes wherever it is made."""

import hashlib
import json
from pathlib import Path

import pytest

from ossp_pipeline.extract.connectors.folder import list_inbox
from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.sample.conftest import Made

pytestmark = pytest.mark.slow


def test_sample_is_the_same_bytes_in_another_process_with_other_hashes_and_another_time_zone(made: Made) -> None:
    assert made.second_run.wait(timeout=60) == 0
    assert _digests(made.settings.data) == _digests(made.second_folder)


def test_report_counts_every_file_and_row_in_the_inbox(made: Made) -> None:
    files = {feed: len(list((made.settings.inbox / feed).iterdir())) for feed in FEEDS}
    assert made.report.files == files
    received = dict.fromkeys(FEEDS, 0)
    for answer in made.answers:
        received[answer["feed"]] += answer["accounting"]["received"]
    assert made.report.rows == received


def test_note_marks_the_data_as_a_sample_and_says_from_which_day_it_is_seen(made: Made) -> None:
    assert made.settings.is_sample
    assert str(made.settings.as_of) == "2026-05-18"
    note = json.loads(made.settings.sample_note.read_bytes())
    assert sorted(note) == ["as_of", "first_period", "last_period", "seed"]
    assert (note["first_period"], note["last_period"]) == ("2023-04", "2026-03")


def test_every_file_name_follows_its_feeds_pattern_and_has_an_answer(made: Made) -> None:
    named = {(answer["feed"], answer["file_name"]) for answer in made.answers}
    dropped = {(path.parent.name, path.name) for path in made.settings.inbox.rglob("*.*")}
    assert dropped == named
    assert all(FEEDS[feed].read_file_name(name) for feed, name in named)


def test_inbox_takes_every_file_at_once_and_nothing_half_written_lies_beside_them(made: Made) -> None:
    inbox = list_inbox(made.settings, FEEDS.values(), wait=False)
    assert (len(inbox.arrived), inbox.arriving, inbox.left) == (len(made.answers), [], [])


def test_one_month_is_missing_one_quarter_is_late_and_one_month_was_sent_twice(made: Made) -> None:
    assert (
        made.report.files.items()
        >= {
            "area_lookup": 1,
            "population": 3,
            "police_crime": 36 + 1,
            "police_uk_street": 2 * 36,
            "asb_incidents": 36 - 1,
            "probation_supervision": 12 - 1,
            "substance_treatment": 12,
            "measure_returns": 12 * 8 - 1 + 1,
            "action_returns": 12 * 5 - 1,
            "grant_returns": 12 + 8,
            "comment_returns": 2,
            "recorded_crime_csp": 2,
            "crime_severity_weights": 2,
            "deprivation": 2,
            "area_boundaries": 1,
            "fire_incidents": 11,
            "hospital_admissions": 11,
            "ambulance_calls": 11,
            "resident_survey": 12,
            "proven_reoffending": 2,
            "stop_and_search": 3,
            "police_uk_outcomes": 3,
            "cas3_bedspaces": 12,
            "cas3_bookings": 12,
            "cas3_referrals": 12,
            "commissioned_services": 12,
            "violence_attendances": 36,
            "published_indicators": 2,
            "published_fires": 3,
        }.items()
    )
    names = {answer["file_name"] for answer in made.answers}
    assert "asb-incidents-2024-08-v1.csv" not in names
    assert "probation-supervision-2025-26Q4-v1.csv" not in names
    assert "GMP-CSP-Stockport-Crime-2025-06-v2.csv" in names
    assert not any("greater-manchester" in name for name in names)


def test_every_file_ends_with_its_suppliers_line_end(made: Made) -> None:
    for answer in made.answers:
        content = made.content(answer["feed"], answer["file_name"])
        if answer["file_name"].endswith((".ods", ".geojson")):
            continue
        is_police = answer["feed"] in ("police_crime", "police_uk_street", "police_uk_outcomes", "stop_and_search")
        assert content.endswith(b"\r\n") is is_police
        assert content.endswith(b"\n")


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
