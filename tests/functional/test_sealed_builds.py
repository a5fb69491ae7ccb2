"""No file of a build can be edited between its stages and still be published."""

import json
import os

import pytest

from ossp_pipeline.extract.keys import kept_key
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, STAGES, TABLES
from ossp_pipeline.gate.seals import SEAL_KEY, broken_seals
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.sample.faults import plant_fault
from ossp_pipeline.settings import PROJECT
from ossp_pipeline.transform.build import Builds
from tests.functional.conftest import CommandLine, Stage, stage

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def built(short_delivered, made_once) -> Stage:
    """A build that nothing is wrong with, before the gate was asked."""
    return stage(made_once, "built", short_delivered, lambda ossp: [ossp("receive"), ossp("build", "--json")])


def key_of(settings):
    return kept_key(settings.keys, SEAL_KEY, (settings.data, PROJECT))


def rewrite(path, content):
    """In the place of the file, which may be a link to another installation's."""
    path.chmod(0o600)
    path.unlink()
    path.write_bytes(content)


def kept_files(build):
    """Every file of the build, but those that dbt and the gate write anew and nobody reads back."""
    apart = ("target", "spill", "dbt")
    files = [path for path in build.folder.rglob("*") if path.is_file()]
    return [path for path in files if path.relative_to(build.folder).parts[0] not in apart]


def test_a_build_as_it_was_made_is_as_it_was_sealed(built):
    assert broken_seals(Builds(built.settings.builds).newest(), key_of(built.settings)) == {}


def test_an_edit_of_any_file_shows(built, copy_of):
    """One file after the other: a byte more, and back again."""
    settings = copy_of(built.settings)
    build, key = Builds(settings.builds).newest(), key_of(settings)
    stages = {"candidate": CANDIDATE, "warehouse.duckdb": TABLES}
    files = kept_files(build)
    assert len(files) > 200
    # Of many alike a few: the pages, and the linked deliveries.
    for path in [*files[:: max(1, len(files) // 60)], build.warehouse, build.folder / "plan.json"]:
        content, name = path.read_bytes(), path.relative_to(build.folder)
        rewrite(path, content + b"\n")
        broken = broken_seals(build, key)
        assert broken, name
        if name.parts[0] in stages:
            assert list(broken) == [stages[name.parts[0]]], name
        rewrite(path, content)
    assert broken_seals(build, key) == {}


def test_a_seal_by_another_key_and_a_missing_one_show(built, copy_of):
    settings = copy_of(built.settings)
    build = Builds(settings.builds).newest()
    assert list(broken_seals(build, os.urandom(32))) == list(STAGES)
    (build.evidence / "inputs.seal").unlink()
    assert list(broken_seals(build, key_of(settings))) == [INPUTS, TABLES]


def test_a_failed_result_edited_to_passed_publishes_nothing(short_delivered, copy_of):
    """The held build whose evidence somebody puts right by hand."""
    settings = copy_of(short_delivered)
    plant_fault("police_crime", settings)
    ossp = CommandLine(settings)
    assert ossp("refresh").code == 1
    build = Builds(settings.builds).newest()
    for name in STAGES:
        path = build.evidence / f"{name}.json"
        rewrite(path, path.read_bytes().replace(b'"status": "failed"', b'"status": "passed"'))
    answer = ossp("publish", "--json")
    assert answer.code == 1 and Releases(settings.releases).current() is None
    reasons = json.loads(build.certificate.read_text())["reasons"]
    assert {item["rule"] for item in reasons} >= {"inputs.evidence.sealed"}
    assert all("ossp build" in item["remedy"] for item in reasons if item["rule"].endswith(".sealed"))


@pytest.mark.parametrize("name", ["plan.json", "warehouse.duckdb", "candidate/tables/sna_levels.csv"])
def test_an_edited_build_is_held(built, copy_of, name):
    settings = copy_of(built.settings)
    path = Builds(settings.builds).newest().folder / name
    rewrite(path, path.read_bytes() + b"\n")
    assert CommandLine(settings)("publish").code == 1
    assert Releases(settings.releases).current() is None
