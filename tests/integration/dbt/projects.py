"""dbt over a copy of a finished build, so that nothing the tests do reaches the build of others."""

import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.errors import BuildFailed
from ossp_pipeline.settings import DBT_PROJECT, Settings
from ossp_pipeline.transform import dbt_runner as dbt
from ossp_pipeline.transform.build import Build, Builds, profile
from tests.made_once import MadeOnce

MODELS = DBT_PROJECT / "models"


@dataclass(frozen=True)
class Ran:
    """What dbt said of one test."""

    status: str
    message: str
    failures: int | None


def copy_build(settings: Settings, folder: Path) -> Build:
    """The newest build's inputs, by link, and its warehouse, under a profile of their own."""
    build = Builds(settings.builds).newest()
    shutil.copytree(build.inputs, folder / "inputs", copy_function=os.link)
    shutil.copyfile(build.warehouse, folder / "warehouse.duckdb")
    (folder / "spill").mkdir()
    write_json(folder / "profiles.yml", profile(folder))
    return Build(folder)


def ran_once(made_once: MadeOnce, name: str, run: Callable[[Path], dict[str, Ran]]) -> dict[str, Ran]:
    """What dbt said of each test, in a run that no worker repeats. `run` is given a folder to work in."""
    told = made_once.document(name, lambda folder: {test: asdict(said) for test, said in run(folder).items()})
    return {test: Ran(**said) for test, said in told.items()}


def run_tests(settings: Settings, build: Build, *selection: str) -> dict[str, Ran]:
    """What dbt says of each test, by the test's name."""
    results: dict[str, Ran] = {}

    def listen(event: object) -> None:
        result = dbt._node_result(event)
        if result:
            name = result.unique_id.split(".")[3 if result.unique_id.startswith("unit_test.") else 2]
            results[name] = Ran(result.status, result.message or "", result.failures)

    try:
        dbt._invoke(["test", *selection], build.target, build.folder, listen, dbt._parsed(settings))
    except BuildFailed:
        assert results, "dbt could not run a single test"
    return results


@cache
def properties() -> dict[Path, dict]:
    """Every YAML file of the models, by its path."""
    # By libyaml: every worker reads these to know its tests, and in Python that takes two seconds.
    return {path: yaml.load(path.read_text(), yaml.CSafeLoader) for path in sorted(MODELS.rglob("*.yml"))}


def unit_tests() -> dict[str, str]:
    """The unit tests as they are written: name → model."""
    written = [test for document in properties().values() for test in document.get("unit_tests", [])]
    return {test["name"]: test["model"] for test in written}
