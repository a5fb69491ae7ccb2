"""No file of a build can be edited between its stages and still be published."""

import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, assume, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.errors import DamagedError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import HOLD
from ossp_pipeline.gate.evidence import CANDIDATE, STAGES, TABLES
from ossp_pipeline.gate.seals import UNSEALED, broken_seals, seal_key
from ossp_pipeline.publish.candidate import make_candidate
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from ossp_pipeline.site.board import read_board
from ossp_pipeline.site.pages import write_site
from ossp_pipeline.transform.build import Build, Builds
from tests.command_line import CommandLine
from tests.installations import changed, copied, refresh_all, rewrite
from tests.part_refresh import DIMENSIONS, build_tables, publishing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def built(repaired, made_once) -> Settings:
    """Two builds that nothing is wrong with, of other figures, as they were before the gate was asked."""

    def fill(folder):
        settings = copied(repaired.settings, folder)
        shutil.rmtree(settings.releases)
        _, held, _ = (build.folder for build in Builds(settings.builds).all())
        shutil.rmtree(held)
        for certificate in settings.builds.glob("*/certificate.*"):
            certificate.unlink()

    folder = made_once("built", fill)
    return replace(repaired.settings, data=folder / "data", keys=folder / "keys")


@pytest.fixture(scope="module")
def edited(built, tmp_path_factory) -> Refresh:
    """The steps over a copy in which files are edited and put back."""
    return Refresh(copied(built, tmp_path_factory.mktemp("edited")))


@pytest.fixture(scope="module")
def edited_files(edited) -> dict[str, list[str]]:
    return sealed_files(edited.builds.newest())


def sealed_files(build) -> dict[str, list[str]]:
    """Names of the files of a build whose edit must show, by the folder or file they lie in."""
    groups: dict[str, list[str]] = {}
    for path in sorted(item for item in build.folder.rglob("*") if item.is_file()):
        name = path.relative_to(build.folder)
        if name.parts[0] not in UNSEALED:
            groups.setdefault(name.parts[0], []).append(name.as_posix())
    return groups


def edit(content: bytes, older: bytes, how: str, place: int) -> bytes:
    """The content after an edit of a kind."""
    spot = place % max(1, len(content))
    return {
        "flip": content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :] if content else b"1",
        "append": content + b"\n",
        "cut": content[:spot],
        "empty": b"",
        "other": b"{}",
        "swap": older,
    }[how]


def digests(candidate: Path) -> dict[str, bytes]:
    """Of each file of a candidate. A DuckDB file is never written twice alike."""
    files = (path for path in candidate.rglob("*") if path.is_file() and path.suffix != ".duckdb")
    return {path.relative_to(candidate).as_posix(): hashlib.sha256(path.read_bytes()).digest() for path in files}


def differ(one: Build, other: Build) -> set[str]:
    """Files of which one candidate has other bytes than the other."""
    return {name for name, _ in digests(one.candidate).items() ^ digests(other.candidate).items()}


def make_part(steps: Refresh, published: list[str]) -> Build:
    """A build with these tables and their files, which nothing judges."""
    tables = [*DIMENSIONS, *published]
    build = steps.builds.freeze(steps.plan(), FEEDS.values(), steps.raw, None)
    build_tables(steps.settings, build, tables)
    make_candidate(build, publishing(steps.manifest(), tables))
    return build


def test_the_same_inputs_give_the_same_bytes(built, short_released, copy_of):
    """Some tables made twice from the same deliveries, and all pages from the same tables."""
    settings, made = copy_of(short_released), ["fct_measure_values", "performance_signals", "sna_levels"]
    before = Builds(short_released.builds).newest()
    build = make_part(Refresh(settings), made)
    files = [f"tables/{name}.{kind}" for name in made for kind in ("csv", "parquet")]
    assert [name for name in files if name not in digests(build.candidate) or name in differ(build, before)] == []

    shutil.rmtree(build.candidate)
    shutil.copytree(before.candidate, build.candidate, ignore=shutil.ignore_patterns("site"))
    write_site(build.candidate, read_board(build.candidate))
    assert "site/index.html" in digests(build.candidate) and differ(build, before) == set()

    assert {"tables/fct_measure_values.csv", "site/data/all_crime.csv"} <= differ(*Builds(built.builds).all())


@pytest.mark.nightly
def test_the_same_inputs_of_every_feed_give_the_same_release(delivered, released, tmp_path):
    """The whole sample, with the feeds that an area may do without: by the command, and by the steps."""
    again = refresh_all(copied(delivered, tmp_path / "again"))
    one, other = Releases(released.releases).current(), again.releases.current()
    assert one.record()["release_hash"] == other.record()["release_hash"]


def test_a_build_as_it_was_made_is_as_it_was_sealed(built):
    for build in Builds(built.builds).all():
        assert broken_seals(build, seal_key(built)) == {}
        assert set(sealed_files(build)) == {
            "plan.json",
            "profiles.yml",
            "inputs",
            "warehouse.duckdb",
            "evidence",
            "candidate",
        }


# Without shrinking: an example takes half a second, and the smallest edit says no more than any.
@hypothesis_settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
@given(
    group=st.sampled_from(["plan.json", "profiles.yml", "inputs", "warehouse.duckdb", "evidence", "candidate"]),
    number=st.integers(0, 1_000),
    how=st.sampled_from(["flip", "append", "cut", "empty", "other", "swap"]),
    place=st.integers(0, 100_000_000),
)
@example(group="candidate", number=0, how="flip", place=0)
@example(group="plan.json", number=0, how="empty", place=0)
@example(group="plan.json", number=0, how="swap", place=0)
@example(group="evidence", number=0, how="other", place=0)
@example(group="evidence", number=1, how="append", place=0)
@example(group="warehouse.duckdb", number=0, how="swap", place=0)
def test_no_edit_of_any_file_publishes(edited, edited_files, group, number, how, place):
    older, build = edited.builds.all()
    names = edited_files[group]
    name = names[number % len(names)]
    path, counterpart = build.folder / name, older.folder / name
    content = edit(path.read_bytes(), counterpart.read_bytes() if counterpart.exists() else b"", how, place)
    assume(content != path.read_bytes())
    with changed(path, content):
        assert edited.publish(build) is None, name
        reasons = read_json(build.certificate)["reasons"]
        assert any(item["rule"].endswith(".evidence.sealed") for item in reasons), name
        assert all("run `ossp build` again" in item["remedy"] for item in reasons)
    assert edited.releases.current() is None


def test_a_file_added_or_taken_away_is_held(edited):
    build = edited.builds.newest()
    added = build.candidate / "tables" / "more.csv"
    added.write_text("x")
    assert edited.publish(build) is None
    added.unlink()
    for name in ("candidate/tables/dim_areas.csv", "evidence/tables.json", "evidence/candidate.seal"):
        content = (build.folder / name).read_bytes()
        (build.folder / name).unlink()
        assert edited.publish(build) is None, name
        rewrite(build.folder / name, content)
    assert broken_seals(build, seal_key(edited.settings)) == {}


def test_all_that_was_sealed_of_an_older_build_is_no_seal_of_this_one(built, copy_of):
    steps = Refresh(copy_of(built))
    older, build = steps.builds.all()
    for name in sealed_files(older):
        if name != "profiles.yml":
            shutil.rmtree(build.folder / name) if (build.folder / name).is_dir() else (build.folder / name).unlink()
            (older.folder / name).rename(build.folder / name)
    assert steps.publish(build) is None
    details = [item["detail"] for item in read_json(build.certificate)["reasons"]]
    assert len(details) == len(STAGES) and all(f"that of build {older.build_id}" in item for item in details)


@pytest.mark.parametrize("name", ["plan.json", "inputs/police_crime/none.parquet", "warehouse.duckdb"])
def test_no_candidate_is_made_of_what_was_edited_after_the_tables(edited, name):
    build = edited.builds.newest()
    with changed(build.folder / name, (build.folder / name).read_bytes() + b"\n"):
        with pytest.raises(DamagedError, match="run `ossp build` again") as refused:
            edited.make_candidate(build)
        assert refused.value.code == "E-SEAL"
        assert read_json(build.certificate)["verdict"] == HOLD


@pytest.mark.parametrize("name", ["plan.json", "inputs/_build/settings.parquet", "evidence/inputs.json"])
def test_no_tables_are_made_of_inputs_that_were_edited(edited, name):
    build = edited.builds.newest()
    with changed(build.folder / name, b"{}"), pytest.raises(DamagedError, match="E-SEAL"):
        edited.make_tables(build)


def test_a_seal_by_another_key_and_a_missing_one_show(edited):
    build = edited.builds.newest()
    assert list(broken_seals(build, os.urandom(32))) == list(STAGES)
    seal = build.evidence / "tables.seal"
    content = seal.read_bytes()
    seal.unlink()
    assert list(broken_seals(build, seal_key(edited.settings))) == [TABLES, CANDIDATE]
    rewrite(seal, content)


def test_a_failed_result_edited_to_passed_publishes_nothing(held, copy_of):
    """The held build whose evidence, and then certificate, somebody puts right by hand."""
    settings = copy_of(held.settings)
    ossp, before = CommandLine(settings), Releases(settings.releases).current()
    build = Builds(settings.builds).newest()
    assert read_json(build.certificate)["verdict"] == HOLD
    for path in (*(build.evidence / f"{name}.json" for name in STAGES), build.certificate):
        content = path.read_bytes().replace(b'"status": "failed"', b'"status": "passed"')
        rewrite(path, content.replace(b'"verdict": "hold"', b'"verdict": "publish"'))
    answer = ossp("publish", "--json")
    assert answer.code == 1 and Releases(settings.releases).current() == before
    reasons = json.loads(build.certificate.read_text())["reasons"]
    assert {item["rule"] for item in reasons} >= {"inputs.evidence.sealed"}


def test_the_gate_writes_an_edited_certificate_anew_before_anything_goes_out(judged, copy_of):
    steps = Refresh(copy_of(judged))
    build = steps.builds.newest()
    written = build.certificate.read_bytes()
    rewrite(build.certificate, written.replace(b'"failed"', b'"passed"').replace(b'"warnings"', b'"remarks"'))
    release = steps.publish(build)
    assert release is not None
    assert (release.folder / "certificate.json").read_bytes() == written


def test_nothing_of_a_release_depends_on_the_key(built, copy_of):
    steps = Refresh(copy_of(built))
    release = steps.publish(steps.builds.newest())
    key = (steps.settings.keys / "evidence.key").read_text().strip()
    seals = [read_json(path)["seal"] for path in steps.builds.newest().evidence.glob("*.seal")]
    assert len(seals) == len(STAGES)
    for path in (item for item in release.folder.rglob("*") if item.is_file()):
        content = path.read_bytes()
        assert not any(word.encode() in content for word in (key, *seals)), path
        assert path.suffix != ".seal"


@pytest.fixture(scope="session")
def judged(built, made_once) -> Settings:
    """The two builds after the gate was asked about the newest."""

    def fill(folder):
        steps = Refresh(copied(built, folder))
        steps.judge(steps.builds.newest())

    folder = made_once("judged", fill)
    return replace(built, data=folder / "data", keys=folder / "keys")


@pytest.mark.parametrize(
    "content",
    [b"{}", b"\xff\xfe", *(pytest.param(content, marks=pytest.mark.nightly) for content in (b"", b"null", b"[1]"))],
)
@pytest.mark.parametrize("name", ["plan.json", "certificate.json", "approval.json", "evidence/inputs.json"])
def test_a_damaged_file_stops_no_command_that_looks(judged, copy_of, name, content):
    settings = copy_of(judged)
    ossp = CommandLine(settings)
    path = Builds(settings.builds).newest().folder / name
    rewrite(path, content)
    for command in ("status", "publish"):
        answer = ossp(command)
        assert "E-UNEXPECTED" not in answer.err, (command, answer.err)
        assert answer.code in (0, 1, 3), (command, answer.err)
    if name != "certificate.json":  # which the gate writes anew
        assert Releases(settings.releases).current() is None


def test_a_build_that_was_edited_is_held_and_the_command_its_certificate_names_makes_one_that_goes_out(repaired):
    asked, *_, built, _, published = repaired.answers
    assert asked.code == 1 and asked.document["gate"]["verdict"] == HOLD
    assert "run `ossp build` again" in asked.document["gate"]["reasons"][0]["remedy"]
    assert built.code == published.code == 0


def test_an_approval_written_by_hand_lets_nothing_out(judged, copy_of):
    settings = replace(copy_of(judged), approval="named")
    steps = Refresh(settings)
    build = steps.builds.newest()
    approval = steps.publishing.approve(build, "A. Name", None)
    path = build.folder / "approval.json"
    written = read_json(path)
    for edited_by_hand in ({**written, "by": "B. Other"}, {**approval.as_dict()}, {**written, "seal": "0" * 64}):
        rewrite(path, json.dumps(edited_by_hand).encode())
        assert steps.publish(build) is None
        assert steps.publishing.reasons_to_wait(build) == [
            "it is not as it was approved: a named person looks at it again"
        ]
    rewrite(path, json.dumps(written).encode())
    assert steps.publish(build).record()["approved_by"] == "A. Name"
