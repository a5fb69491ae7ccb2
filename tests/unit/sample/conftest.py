"""The sample, made once for all tests here, and every file of it judged by landing."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.protect.noise import SAMPLE_KEY
from ossp_pipeline.sample.make import SampleReport, make_sample
from ossp_pipeline.settings import PROJECT, SEEDS, Settings, load_settings

_MAKE = "from ossp_pipeline.sample.make import make_sample; from ossp_pipeline.settings import load_settings; "


@dataclass(frozen=True)
class Made:
    """The sample on disk, the answers of its maker, and the folder that a second process fills meanwhile."""

    settings: Settings
    report: SampleReport
    answers: list[dict[str, Any]]
    second_folder: Path
    second_run: subprocess.Popen[bytes]

    def content(self, feed: str, file_name: str) -> bytes:
        return (self.settings.inbox / feed / file_name).read_bytes()

    def rows(self, feed: str, file_name: str) -> list[dict[str, str]]:
        """The rows as sent, before landing."""
        return list(csv.DictReader(self.content(feed, file_name).decode("utf-8-sig").splitlines()))


def settings_for(folder: Path) -> Settings:
    """The shipped settings, with another data folder."""
    return load_settings({"OSSP_DATA": str(folder)})


def judge(raw: bytes, feed_name: str, file_name: str, area: Area) -> ConformResult:
    """What landing makes of a file."""
    feed = FEEDS[feed_name]
    name = feed.read_file_name(file_name)
    assert name is not None
    return conform(raw, feed, FileContext(name.period, area, read_code_lists(SEEDS), b"0" * 32, SAMPLE_KEY))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    environ = {**os.environ, "OSSP_DATA": str(second), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    run = subprocess.Popen([sys.executable, "-c", _MAKE + "make_sample(load_settings())"], env=environ, cwd=PROJECT)
    settings = settings_for(first)
    report = make_sample(settings)
    answers = json.loads((settings.data / "sample_answers.json").read_bytes())
    yield Made(settings, report, answers, second, run)
    run.kill()
    run.wait()


@pytest.fixture(scope="session")
def area(made: Made) -> Area:
    """Stockport, as the sample's own lookup describes it, and what the partnership's list sets beside it."""
    rows = [row for row in made.rows("area_lookup", "area-lookup-2024.csv") if row["LADCD"] == "E08000007"]
    members = {row[heading] for row in rows for heading in ("LSOA21CD", "LSOA11CD", "WDCD", "LADCD", "LADNM", "CSPCD")}
    beside = {"E12000002", "North West", "E92000001", "England"}
    return Area(codes=frozenset(members | beside), force="Greater Manchester Police")


@pytest.fixture(scope="session")
def landed(made: Made, area: Area) -> dict[str, ConformResult]:
    """Every file by name, as landing judges it."""
    read_code_lists(SEEDS)

    def land(answer: dict[str, Any]) -> ConformResult:
        feed, name = answer["feed"], answer["file_name"]
        return judge(made.content(feed, name), feed, name, area)

    with ThreadPoolExecutor(2) as pool:
        results = pool.map(land, made.answers)
        return {answer["file_name"]: result for answer, result in zip(made.answers, results, strict=True)}
