"""The seal of a stage: whole after it was made, broken by any change of what it covers. On a build of a few files."""

import json
import shutil
from collections.abc import Callable

import pytest

from ossp_pipeline.atomic_files import json_bytes, read_json, write_json
from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.gate.evidence import CANDIDATE, INPUTS, STAGES, TABLES, file_evidence, subjects_of
from ossp_pipeline.gate.seals import begun_stages, broken_seals, is_keyed, keyed_hash, seal_stage
from ossp_pipeline.transform.build import Build

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
FILES = ("profiles.yml", "inputs/police_crime/one.parquet", "warehouse.duckdb", "candidate/tables/a.csv")
PASSED = Outcome(rule="a.b.c", subject="a", tool="test", status=Status.PASSED, severity=Severity.HOLD, detail="passed")


def made(build: Build, run: str = "run 1") -> Build:
    """Every stage made, judged and sealed."""
    write_json(build.folder / "plan.json", {"fingerprint": "0123abcd", "run_id": run})
    for name in FILES:
        (build.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (build.folder / name).write_text(f"{name} of {build.build_id}")
    for stage in STAGES:
        file_evidence(build, stage, [PASSED], subjects_of(build))
        seal_stage(build, stage, KEY)
    return build


@pytest.fixture
def build(tmp_path) -> Build:
    return made(Build(tmp_path / "00007-0123abcd"))


def test_what_was_sealed_is_whole_and_another_key_breaks_it(build: Build) -> None:
    assert broken_seals(build, KEY) == {}
    assert broken_seals(build, OTHER) == dict.fromkeys(STAGES, "its seal was made with another key, or by hand")


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("profiles.yml", [INPUTS]),
        ("inputs/police_crime/one.parquet", [INPUTS]),
        ("warehouse.duckdb", [TABLES]),
        ("candidate/tables/a.csv", [CANDIDATE]),
        ("evidence/inputs.json", [INPUTS]),
        ("evidence/tables.json", [TABLES]),
        ("evidence/candidate.json", [CANDIDATE]),
        # The seal before is in the next one.
        ("evidence/inputs.seal", [INPUTS, TABLES]),
        ("evidence/tables.seal", [TABLES, CANDIDATE]),
        ("evidence/candidate.seal", [CANDIDATE]),
    ],
)
@pytest.mark.parametrize("change", ["edited", "gone"])
def test_a_file_that_was_edited_or_taken_away_breaks_the_seals_that_cover_it(
    build: Build, name: str, stages: list[str], change: str
) -> None:
    path = build.folder / name
    path.write_text(f"{path.read_text()} ") if change == "edited" else path.unlink()
    assert list(broken_seals(build, KEY)) == stages


def test_the_plan_is_covered_by_the_first_seal_and_its_fingerprint_and_run_by_each(build: Build) -> None:
    path = build.folder / "plan.json"
    path.write_text(f"{path.read_text()} ")
    assert list(broken_seals(build, KEY)) == [INPUTS]
    for plan in ({"fingerprint": "another", "run_id": "run 1"}, {"fingerprint": "0123abcd", "run_id": "another"}):
        write_json(path, plan)
        assert list(broken_seals(build, KEY)) == [INPUTS, TABLES, CANDIDATE]


@pytest.mark.parametrize("part", ["inputs", "candidate"])
def test_a_file_that_was_added_breaks_the_seal_and_is_named(build: Build, part: str) -> None:
    (build.folder / part / "more.csv").write_text("x")
    assert list(broken_seals(build, KEY).values()) == [f"changed since it was sealed: {part}/more.csv"]


def test_an_empty_folder_is_no_file(build: Build) -> None:
    (build.candidate / "site").mkdir()
    assert broken_seals(build, KEY) == {}


def test_three_files_are_named_and_others_are_said_to_be(build: Build) -> None:
    for number in range(3):
        (build.candidate / f"{number}.csv").write_text("x")
    names = ", ".join(f"candidate/{number}.csv" for number in range(3))
    assert broken_seals(build, KEY) == {CANDIDATE: f"changed since it was sealed: {names}"}
    (build.candidate / "3.csv").write_text("x")
    assert broken_seals(build, KEY) == {CANDIDATE: f"changed since it was sealed: {names} and others"}


def test_results_that_changed_are_said_to_have(build: Build) -> None:
    file_evidence(build, TABLES, [], subjects_of(build))
    assert broken_seals(build, KEY) == {TABLES: "its results, or the stage before it, changed since it was sealed"}


def test_the_seal_of_another_build_or_run_is_none_of_this_one(build: Build, tmp_path) -> None:
    older = made(Build(tmp_path / "00006-0123abcd"))
    shutil.copytree(older.folder, build.folder, dirs_exist_ok=True)
    assert broken_seals(build, KEY) == dict.fromkeys(STAGES, "its seal is that of build 00006-0123abcd")
    made(build)
    again = made(Build(tmp_path / "again" / build.build_id), "run 2")
    shutil.copyfile(again.evidence / "tables.seal", build.evidence / "tables.seal")
    assert list(broken_seals(build, KEY)) == [TABLES, CANDIDATE]


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda written: written[:20],
    "no seal in it": lambda written: json_bytes({"stage": TABLES}),
    "a list": lambda written: b"[]",
    "a number": lambda written: b"7",
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_seal_that_cannot_be_read_is_none(build: Build, how: str) -> None:
    path = build.evidence / "candidate.seal"
    path.write_bytes(SPOILT[how](path.read_bytes()))
    assert broken_seals(build, KEY) == {CANDIDATE: "it has no seal that can be read"}


def test_a_seal_written_in_another_way_is_no_seal(build: Build) -> None:
    """No later stage covers the last seal, so its own bytes count too."""
    path = build.evidence / "candidate.seal"
    path.write_text(json.dumps(read_json(path)))
    assert broken_seals(build, KEY) == {CANDIDATE: "its seal was made with another key, or by hand"}


def test_only_the_stages_that_are_asked_for_are_looked_at(build: Build) -> None:
    (build.evidence / "tables.seal").unlink()
    assert broken_seals(build, KEY, (INPUTS,)) == {}
    assert list(broken_seals(build, KEY, (INPUTS, TABLES))) == [TABLES]


def test_a_stage_is_begun_by_its_results_or_by_its_seal(build: Build) -> None:
    assert begun_stages(build) == STAGES
    (build.evidence / "tables.seal").unlink()
    (build.evidence / "candidate.json").unlink()
    assert begun_stages(build) == STAGES
    (build.evidence / "candidate.seal").unlink()
    assert begun_stages(build) == (INPUTS, TABLES)


def test_a_keyed_hash_is_of_its_content_and_key() -> None:
    seal = keyed_hash({"a": 1}, KEY)
    assert is_keyed({"a": 1}, seal, KEY)
    assert not any((is_keyed({"a": 2}, seal, KEY), is_keyed({"a": 1}, seal, OTHER), is_keyed({"a": 1}, None, KEY)))
