"""Installations after some commands, made once for all who look at them."""

from collections.abc import Iterator

import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.feeds.registry import FEEDS, optional_feeds
from ossp_pipeline.sample.faults import plant_fault
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Builds
from tests.command_line import Answer, CommandLine
from tests.conftest import Stage, deliver, stage
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
    """After every file was repaired, and published step by step."""

    def run(ossp: CommandLine) -> Iterator[Answer]:
        for feed in FEEDS:
            yield ossp("sample", "--repair", feed)
        yield ossp("receive", "--json")
        built = ossp("build", "--json")
        yield built
        for verb in ("gate", "publish"):
            yield ossp(verb, "--build", built.document["build_id"])

    return stage(made_once, "repaired", held.settings, run)


@pytest.fixture(scope="session")
def built(short_delivered: Settings, made_once: MadeOnce) -> Stage:
    """Two builds that nothing is wrong with, of other figures, before the gate was asked.

    Between them the plan of the first was cut off by hand, and the publisher was asked for it: the third answer.
    """

    def run(ossp: CommandLine) -> Iterator[Answer]:
        yield ossp("receive")
        yield ossp("build", "--json")
        older = Builds(ossp.settings.builds).newest()
        plan = (older.folder / "plan.json").read_bytes()
        (older.folder / "plan.json").write_bytes(plan[:100])
        yield ossp("publish", "--json")
        assert read_json(older.certificate)["verdict"] == "hold"
        yield ossp("sample", "--repair", "police_crime")
        yield ossp("receive")
        yield ossp("build", "--json")
        (older.folder / "plan.json").write_bytes(plan)
        for path in older.folder.glob("certificate.*"):
            path.unlink()

    return stage(made_once, "built", short_delivered, run)
