"""A file that was refused for its name stays outstanding until its bytes come again or a person sets it aside."""

import json
import shutil
from pathlib import Path

import pytest

from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.transform.build import Builds
from tests.functional.conftest import CommandLine

pytestmark = pytest.mark.slow

FEED = "asb_incidents"
EXAMPLE = FEEDS[FEED].example.file_name
RULE = f"{FEED}.delivery.taken"
WRONG = "ASB figures for the board.csv"
BECAUSE = "the council sent the same table twice"


def outstanding(ossp: CommandLine) -> list[tuple[str, str]]:
    """Files that `ossp status` calls refused, each with the example of a right name."""
    feeds = {item["feed"]: item["refused"] for item in ossp("status", "--json").document["feeds"]}
    return [(item["file"], item["example"]) for item in feeds[FEED]]


def reasons(answer) -> dict[str, dict[str, str]]:
    return {item["rule"]: item for item in answer.document["gate"]["reasons"]}


def put(ossp: CommandLine, source: Path, name: str) -> None:
    shutil.copyfile(source, ossp.settings.inbox / FEED / name)


def test_a_misnamed_file_is_forgotten_by_no_refresh_until_it_is_answered_or_set_aside(short_delivered, copy_of):
    ossp = CommandLine(copy_of(short_delivered))
    inbox = ossp.settings.inbox / FEED
    files = sorted(inbox.iterdir())
    missing, kept = files[-2], files[-2].read_bytes()
    misnamed = missing.rename(inbox / WRONG)
    assert misnamed.exists() and files[-1].exists()

    first = ossp("refresh", "--json")
    assert first.code == 1
    assert [(item["file"], item["code"]) for item in first.document["refused"]] == [(WRONG, "E-NAME")]
    assert first.document["outstanding"] == []
    held = reasons(first)[RULE]
    assert held["detail"].startswith(f"{WRONG} refused, E-NAME: ") and EXAMPLE in held["remedy"]
    assert outstanding(ossp) == [(WRONG, EXAMPLE)]
    told = ossp("status").out
    assert WRONG in told and f"A right name: {EXAMPLE}" in told

    second = ossp("refresh", "--json")
    assert (second.code, second.document["refused"]) == (1, [])
    assert [item["file"] for item in second.document["outstanding"]] == [WRONG]
    assert RULE in reasons(second)

    missing.write_bytes(kept)
    ossp("receive", "--json")
    assert outstanding(ossp) == []

    put(ossp, Path(__file__), "notes.csv")
    ossp("receive", "--json")
    assert outstanding(ossp) == [("notes.csv", EXAMPLE)]
    by = ("--by", "A. Analyst", "--because", BECAUSE)
    wrong = ossp("set-aside", FEED, WRONG, *by)
    assert wrong.code == 2 and "E-SETASIDE" in wrong.err and "notes.csv" in wrong.err
    assert ossp("set-aside", FEED, "notes.csv", *by).code == 0
    assert outstanding(ossp) == []

    last = ossp("refresh", "--json")
    assert last.code == 0, last.err
    certificate = json.loads((Releases(ossp.settings.releases).current().folder / "certificate.json").read_text())
    said = f"set aside by A. Analyst: {BECAUSE}"
    assert certificate["set_aside"] == [{"feed": FEED, "file": "notes.csv", "reason": said}]
    page = (Builds(ossp.settings.builds).newest().folder / "certificate.html").read_text()
    assert "notes.csv" in page and said in page
