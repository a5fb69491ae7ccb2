"""Installations after commands that fail and are put right, made once for all who look at them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.feeds.registry import FEEDS, optional_feeds
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.sample.faults import plant_fault
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Builds
from tests.command_line import Answer, CommandLine, Stage, stage
from tests.functional.marked_files import SUPERVISION, answer_bad, deliver_bad, deliver_marked
from tests.functional.sent_again import refresh_sent_again
from tests.installations import changed, copied, deliver, settings_in
from tests.made_once import MadeOnce

NEWEST_QUARTER = "2025-26Q4"
# What is asked for when a refresh is held, one after another.
HELD_COMMANDS = ("refresh", "status", "gate", "publish --json", "refresh --json", "doctor")


@pytest.fixture(scope="session")
def held(delivered: Settings, short_released: Settings, made_once: MadeOnce) -> Stage:
    """After a refresh with a faulty file of every feed, and what was said when more was asked for.

    Feeds that an area may do without come for the first time. Beside the faulty files come sound ones and bad ones
    with markers in the place of personal values.
    """

    def run(ossp: CommandLine) -> list[Answer]:
        deliver(delivered, ossp.settings, (feed.name for feed in optional_feeds(ossp.settings)))
        deliver_marked(delivered, ossp.settings)
        deliver_bad(delivered, ossp.settings)
        for feed in FEEDS:
            plant_fault(feed, ossp.settings)
        return [ossp(*command.split()) for command in HELD_COMMANDS]

    return stage(made_once, "held", short_released, run)


@pytest.fixture(scope="session")
def repaired(held: Stage, delivered: Settings, made_once: MadeOnce) -> Stage:
    """After every file was repaired, and published step by step. The one of which nobody knows what it is is set aside.

    The plan of the held build was cut off by hand before, and the publisher asked for it: the first answer.
    """

    def run(ossp: CommandLine) -> Iterator[Answer]:
        plan = Builds(ossp.settings.builds).newest().folder / "plan.json"
        with changed(plan, plan.read_bytes()[:100]):
            yield ossp("publish", "--json")
        for feed in FEEDS:
            yield ossp("sample", "--repair", feed)
        answer_bad(delivered, ossp.settings)
        yield ossp("receive", "--json")
        for refused in Refresh(ossp.settings).select(FEEDS[SUPERVISION]).outstanding:
            said = ("--by", "A. Analyst", "--because", "it is a list of names")
            yield ossp("set-aside", SUPERVISION, refused.receipt.file_name, *said)
        built = ossp("build", "--json")
        yield built
        for verb in ("gate", "publish"):
            yield ossp(verb, "--build", built.document["build_id"])

    return stage(made_once, "repaired", held.settings, run)


@dataclass(frozen=True)
class SentAgain:
    """What was published after deliveries came again, how many incidents came in the code of 2011, what was said."""

    candidate: Path
    release: Release
    moved: int
    answer: dict[str, Any]


@pytest.fixture(scope="session")
def sent_again(delivered: Settings, made_once: MadeOnce) -> SentAgain:
    """After deliveries came again with places missing and words typed into them. Do not change it."""
    moved, answer = made_once.document("sent-again", lambda folder: refresh_sent_again(copied(delivered, folder)))
    settings = settings_in(made_once.folder / "sent-again")
    release = Releases(settings.releases).current()
    assert release is not None
    return SentAgain(Builds(settings.builds).newest().candidate, release, moved, answer)


@pytest.fixture(scope="session")
def board_pack(released: Settings, made_once: MadeOnce) -> tuple[Path, Answer]:
    """The board's pack of the sample for its newest quarter, by command: its folder, and what was said."""

    def make(folder: Path) -> dict[str, Any]:
        return asdict(CommandLine(released)("pack", "--quarter", NEWEST_QUARTER, "--to", str(folder), "--json"))

    said = Answer(**made_once.document("board-pack", make))
    release = Releases(released.releases).find(None)
    return made_once.folder / "board-pack" / release.release_id / NEWEST_QUARTER, said
