"""Words that leads typed, from a delivered file to every file of the release: personal details stay inside."""

import csv
import os

import pyarrow.parquet as pq
import pytest

from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.refresh import Refresh
from tests.functional.marker_scan import find_markers
from tests.installations import deliver, refresh_all

pytestmark = pytest.mark.slow
NUMBER = "07700 900123"
UNSIGNED = "Ungelesenes steht hier"
TYPED = {
    "measure_returns": ("narrative", "performance_returns"),
    "action_returns": ("comment", "performance_actions"),
    "grant_returns": ("comment", "performance_grants"),
    "comment_returns": ("narrative", "performance_comments"),
}


@pytest.fixture
def release(copy_of, short_released, delivered):
    """A release after leads wrote telephone numbers into all they signed, and a word into a return nobody signed."""
    settings = copy_of(short_released)
    deliver(delivered, settings, ["comment_returns"])
    Refresh(settings).receive()
    for feed, (column, _) in TYPED.items():
        for kept in (settings.received / feed).glob("*.received"):
            write_again(settings, feed, kept, column)
    refresh_all(settings)
    return Releases(settings.releases).current()


def write_again(settings, feed, kept, column):
    with kept.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    if len(rows) < 2 or rows[0]["quarter"] < "2025-26Q2":
        return
    rows[-1] |= {"state": "returned", "signed_by": "", "signed_date": ""}
    for row in rows:
        row[column] = f"Ring {NUMBER}" if row["state"] == "accepted" else UNSIGNED
    lead = rows[0]["returned_by"].lower().replace(" ", "-")
    path = settings.inbox / feed / f"{feed.replace('_', '-')}-{lead}-{rows[0]['quarter']}-v9.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    os.utime(path, (1, 1))


def test_no_file_of_a_release_holds_details_or_words_that_nobody_signed(release):
    assert find_markers(release.folder, [NUMBER, NUMBER.replace(" ", ""), UNSIGNED]) == []
    for column, table in TYPED.values():
        words = pq.read_table(release.folder / "tables" / f"{table}.parquet")[column].to_pylist()
        told = [text for text in words if text and text.startswith("Not shown: it seems to hold a telephone number")]
        assert told, table
