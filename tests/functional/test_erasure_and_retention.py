"""One person erased, and old bytes deleted, by the command: the next refresh publishes, and nothing is left."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ossp_pipeline.atomic_files import sha256_of
from ossp_pipeline.extract import land
from ossp_pipeline.extract.receive import ReceivedStore
from ossp_pipeline.governance.retention import delete_past
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from tests.command_line import CommandLine
from tests.functional.marker_scan import find_markers
from tests.installations import refresh_all
from tests.part_refresh import broken_rules, refresh_part

pytestmark = pytest.mark.slow
FEED = "probation_supervision"
# Those that count people of the feed, and some that do not. The first is one that the suite of levels looks at.
TABLES = ("sna_data_coverage", "fct_measure_values", "sna_harm", "sna_levels", "sna_hotspots")
WHOLE = pytest.param(True, id="whole", marks=pytest.mark.nightly)  # test_public_again.py refreshes after an erasure too


def somebody(settings: Settings) -> tuple[str, int]:
    """The reference that is in most rows of the feed, and in how many."""
    received = ReceivedStore(settings.received)
    rows = [
        row["CRN"]
        for receipt in received.receipts(FEED)
        for row in csv.DictReader(io.StringIO(received.read_bytes(receipt).decode("utf-8-sig"), newline=""))
    ]
    return Counter(rows).most_common(1)[0]


def tables(settings: Settings) -> dict[str, str]:
    release = Refresh(settings).releases.current()
    assert release is not None
    return digests(release.folder)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256_of(path) for path in (folder / "tables").glob("*.csv")}


def refreshed_in_part(settings: Settings) -> dict[str, str]:
    build = refresh_part(settings, [FEED], TABLES, over_last=True)
    assert "hold" not in broken_rules(build).values()
    return digests(build.candidate)


def refreshed_as_a_whole(settings: Settings) -> dict[str, str]:
    answer = CommandLine(settings)("refresh", "--json")
    assert (answer.code, answer.document["gate"]["verdict"]) == (0, "publish")
    return tables(settings)


@pytest.mark.parametrize("is_whole", [pytest.param(False, id="in part"), WHOLE])
def test_a_person_is_erased_by_the_command_and_the_next_refresh_publishes(is_whole, short_released, copy_of, tmp_path):
    settings = copy_of(short_released)
    crn, rows = somebody(settings)
    before = tables(settings)
    file = tmp_path / "who.csv"
    file.write_text(f"CRN\n{crn}\n")
    ossp = CommandLine(settings)

    looked = ossp("erase", FEED, "--from", str(file), "--check", "--json")
    assert (looked.code, looked.document["rows"]) == (0, rows)
    said = ["--by", "A. Lead", "--because", "request 17 of the officer"]
    erased = ossp("erase", FEED, "--from", str(file), *said, "--json")
    assert erased.code == 0
    assert f"{rows:,} row(s) are erased" in erased.document["message"]
    assert find_markers(settings.data, [crn]) == []
    assert tables(settings) == before, "what is published stays"

    after = refreshed_as_a_whole(settings) if is_whole else refreshed_in_part(settings)
    assert find_markers(settings.data, [crn]) == []
    changed = {name for name, digest in after.items() if before[name] != digest}
    assert changed and not any(name.startswith(("sna_harm", "sna_levels", "sna_hotspots")) for name in changed)
    assert ossp("audit").code == 0
    spoken = [answer.out + answer.err for answer in (looked, erased, ossp("audit"))]
    assert not any(crn in text for text in spoken)
    again = ossp("erase", FEED, "--from", str(file), *said)
    assert (again.code, "0 row(s)" in again.out) == (0, True)
    file.write_text("CRN\nZ000000\n")
    assert ossp("erase", FEED, "--from", str(file), *said).code == 2


@pytest.mark.nightly  # a whole refresh; the parts are tested in tests/unit/governance
def test_after_bytes_were_deleted_a_refresh_under_changed_code_publishes_the_same(
    short_released, copy_of, monkeypatch: pytest.MonkeyPatch
):
    settings = copy_of(short_released)
    before = tables(settings)
    steps = Refresh(settings, clock=lambda: datetime.now(UTC) + timedelta(days=400))
    past = steps.past_retention()
    assert {item.feed for item in past} > {FEED, "police_crime", "area_lookup"}
    assert delete_past(settings, past, "A. Lead", steps.publishing.now()) == []
    assert not list(settings.received.rglob("*.received"))

    monkeypatch.setattr(land, "code_fingerprint", lambda: "another")
    refresh_all(settings)
    assert len(Refresh(settings).releases.all()) == 2
    assert tables(settings) == before
    for release in Refresh(settings).releases.all():
        verify_release(release.folder)
    monkeypatch.undo()
    assert "is past their" not in CommandLine(settings)("retention").out
    assert CommandLine(settings)("keys", "list").code == 0
