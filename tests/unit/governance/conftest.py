"""An office with three quarters of supervised people and their treatment, landed, with builds made from them."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.extract.intake import Intake
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import EVERYWHERE, Settings
from tests.faults.content.conftest import NAMES, csv_file, good_row
from tests.installations import settings_in

SUPERVISION = "probation_supervision"
TREATMENT = "substance_treatment"
# `good_row(SUPERVISION, 3)` is about this person, and so is nobody else's.
CRN = "Q987603"
_LAST_CHANGED = 1_767_225_600


def people(*numbers: int) -> bytes:
    """A file of supervised people, each by a number."""
    return csv_file(SUPERVISION, [good_row(SUPERVISION, number) for number in numbers])


@dataclass
class Keeper:
    """A data folder and what a refresh does with it before it builds."""

    settings: Settings

    @property
    def steps(self) -> Refresh:
        return Refresh(self.settings)

    def drop(self, content: bytes, feed: str = SUPERVISION, name: str | None = None) -> Path:
        path = self.settings.inbox / feed / (name or NAMES[feed])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (_LAST_CHANGED, _LAST_CHANGED))
        return path

    def receive(self) -> Intake:
        return self.steps.receive(wait=False)

    def take(self, content: bytes, feed: str = SUPERVISION, name: str | None = None) -> Intake:
        self.drop(content, feed, name)
        return self.receive()

    def deliveries(self, feed: str = SUPERVISION) -> list[Delivery]:
        return self.steps.raw.deliveries(feed)

    def rows(self, feed: str = SUPERVISION) -> int:
        return sum(delivery.accounting.accepted for delivery in self.deliveries(feed))

    def received_bytes(self, feed: str = SUPERVISION) -> list[bytes]:
        received = sorted((self.settings.received / feed).glob("*.received"))
        return [path.read_bytes() for path in received]

    def build(self, number: int = 1) -> Path:
        """A finished build that reads every landed delivery, as far as its folder says so."""
        folder = self.settings.builds / f"{number:05d}-small"
        for delivery in (item for feed in FEEDS for item in self.deliveries(feed)):
            link = folder / "inputs" / delivery.receipt.feed / f"{delivery.receipt.delivery_id}.parquet"
            link.parent.mkdir(parents=True, exist_ok=True)
            os.link(self.steps.raw.accepted_path(delivery), link)
        write_json(folder / "plan.json", {"deliveries": [], "fingerprint": "f"})
        write_json(folder / "evidence" / "candidate.json", {})
        return folder


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    """Nothing has come yet."""
    return Keeper(settings_in(tmp_path, area=EVERYWHERE))


@pytest.fixture
def supervised(keeper: Keeper) -> Keeper:
    """Person 3 is in two of three files, one of them replaced since; a build was made from them."""
    keeper.drop(people(1, 2, 3), name="probation-supervision-2024-25Q1-v1.csv")
    keeper.drop(people(1, 2), name="probation-supervision-2023-24Q4-v1.csv")
    keeper.drop(people(1, 2, 3, 4), name="probation-supervision-2023-24Q4-v2.csv")
    keeper.receive()
    keeper.build()
    return keeper
