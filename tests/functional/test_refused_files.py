"""A file that was refused for its name stays outstanding until its bytes come again or a person sets it aside."""

import shutil
from pathlib import Path

import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.transform.build import Build
from tests.command_line import CommandLine
from tests.installations import SHORT_FROM, deliver, settings_in
from tests.part_refresh import judge_feeds

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


def judged(ossp: CommandLine) -> tuple[Build, dict[str, tuple[str, str]]]:
    """What the gate says of the feed: detail and remedy by rule."""
    build, decision = judge_feeds(Refresh(ossp.settings), FEED)
    return build, {item.rule: (item.detail, item.remedy) for item in decision.reasons if item.rule.startswith(FEED)}


def put(ossp: CommandLine, source: Path, name: str) -> None:
    shutil.copyfile(source, ossp.settings.inbox / FEED / name)


def test_a_misnamed_file_is_forgotten_by_no_refresh_until_it_is_answered_or_set_aside(delivered, tmp_path):
    ossp = CommandLine(settings_in(tmp_path, history_from=SHORT_FROM))
    deliver(delivered, ossp.settings, ("area_lookup", FEED))
    inbox = ossp.settings.inbox / FEED
    files = sorted(inbox.iterdir())
    missing, kept = files[-2], files[-2].read_bytes()
    misnamed = missing.rename(inbox / WRONG)
    assert misnamed.exists() and files[-1].exists()

    first = ossp("receive", "--json")
    assert [(item["file"], item["code"]) for item in first.document["refused"]] == [(WRONG, "E-NAME")]
    detail, remedy = judged(ossp)[1][RULE]
    assert detail.startswith(f"{WRONG} refused, E-NAME: ") and EXAMPLE in remedy
    assert outstanding(ossp) == [(WRONG, EXAMPLE)]
    told = ossp("status").out
    assert WRONG in told and f"A right name: {EXAMPLE}" in told

    assert ossp("receive", "--json").document["refused"] == []
    assert RULE in judged(ossp)[1], "nothing new came, and it is still outstanding"
    assert outstanding(ossp) == [(WRONG, EXAMPLE)]

    missing.write_bytes(kept)
    ossp("receive", "--json")
    assert outstanding(ossp) == [] and RULE not in judged(ossp)[1]

    put(ossp, Path(__file__), "notes.csv")
    ossp("receive", "--json")
    assert outstanding(ossp) == [("notes.csv", EXAMPLE)]
    by = ("--by", "A. Analyst", "--because", BECAUSE)
    wrong = ossp("set-aside", FEED, WRONG, *by)
    assert wrong.code == 2 and "E-SETASIDE" in wrong.err and "notes.csv" in wrong.err
    assert ossp("set-aside", FEED, "notes.csv", *by).code == 0
    assert outstanding(ossp) == []

    build, reasons = judged(ossp)
    assert RULE not in reasons
    said = f"set aside by A. Analyst: {BECAUSE}"
    assert read_json(build.certificate)["set_aside"] == [{"feed": FEED, "file": "notes.csv", "reason": said}]
    page = (build.folder / "certificate.html").read_text()
    assert "notes.csv" in page and said in page
