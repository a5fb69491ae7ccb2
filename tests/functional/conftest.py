"""Installations after commands that fail and are put right, made once for all who look at them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.feeds.registry import FEEDS, optional_feeds
from ossp_pipeline.publish.releases import Release, Releases
from ossp_pipeline.sample.faults import plant_fault
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Builds
from tests.command_line import Answer, CommandLine, Stage, stage
from tests.functional.sent_again import refresh_sent_again
from tests.installations import changed, copied, deliver, settings_in
from tests.made_once import MadeOnce


@pytest.fixture(scope="session")
def held(delivered: Settings, short_released: Settings, made_once: MadeOnce) -> Stage:
    """After a refresh with a faulty file of every feed. Those an area may do without come for the first time."""

    def run(ossp: CommandLine) -> list[Answer]:
        deliver(delivered, ossp.settings, (feed.name for feed in optional_feeds(ossp.settings)))
        for feed in FEEDS:
            plant_fault(feed, ossp.settings)
        return [ossp("refresh")]

    return stage(made_once, "held", short_released, run)


@pytest.fixture(scope="session")
def repaired(held: Stage, made_once: MadeOnce) -> Stage:
    """After every file was repaired, and published step by step.

    The plan of the held build was cut off by hand before, and the publisher asked for it: the first answer.
    """

    def run(ossp: CommandLine) -> Iterator[Answer]:
        plan = Builds(ossp.settings.builds).newest().folder / "plan.json"
        with changed(plan, plan.read_bytes()[:100]):
            yield ossp("publish", "--json")
            for feed in FEEDS:
                yield ossp("sample", "--repair", feed)
            yield ossp("receive", "--json")
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
