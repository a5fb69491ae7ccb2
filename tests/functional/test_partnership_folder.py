"""Facts of the partnership folder on their way to a release: wrong ones hold or are left out, and are named by line."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ossp_pipeline import settings as settings_module
from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.cli.next_steps import reminders
from ossp_pipeline.cli.summary import describe_late
from ossp_pipeline.contracts.outcome import Status
from ossp_pipeline.extract.raw_store import NOTHING_SELECTED
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.partnership_facts import judge_fact_areas
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import SAMPLE_PARTNERSHIP, Settings
from ossp_pipeline.transform.build import Build, Builds
from tests.command_line import CommandLine
from tests.part_refresh import broken_rules, build_tables, refresh_part

OTHERS_TARGET = "burglary,E22000099,2025-04,120,Plan of another partnership,Board,2025-03-31\n"
OTHERS_WARD = "s,Scheme,safer_streets_period_2,burglary,treated,E05099999,2023-04,2024-03,2024-04,2025-03,Invented\n"
PLAN_AND_GRANTS = ("performance_actions", "performance_grant_lines", "performance_grants", "sna_comparison")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample's folder, to be changed."""
    copy = Path(shutil.copytree(SAMPLE_PARTNERSHIP, tmp_path / "partnership"))
    monkeypatch.setattr(settings_module, "SAMPLE_PARTNERSHIP", copy)
    return copy


def add(folder: Path, name: str, rows: str) -> int:
    """Add rows to a file; answers with the line of the first."""
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + rows, encoding="utf-8")
    return text.count("\n") + 1


@pytest.mark.slow
def test_facts_of_another_area_hold_and_a_comparator_nobody_knows_is_left_out(
    folder: Path, short_released: Settings, copy_of: Callable[..., Settings]
):
    target, ward = add(folder, "measure_targets", OTHERS_TARGET), add(folder, "safer_streets", OTHERS_WARD)
    comparator = add(folder, "comparators", "nothing,X99000001,Elsewhere,district,2025-12,1,,,Invented,2026-04-30\n")
    (folder / "ward_tiles.csv").write_text(
        "area_code,column_number,row_number,source\nE05099999,0,0,Ours\n", encoding="utf-8"
    )
    steps = Refresh(copy_of(short_released))
    build, outcomes = steps.freeze(steps.plan())
    build_tables(steps.settings, build, ["dim_areas", "dim_measures"])
    failed = [item for item in (*outcomes, *judge_fact_areas(build)) if item.status is not Status.PASSED]
    found = {item.rule: item.detail for item in failed}
    assert (
        f"measure_targets.csv, line {target}, column area_code: area_code is “E22000099”, which is no area of"
        in found["measure_targets.area_code.of_partnership"]
    )
    assert f"safer_streets.csv, line {ward}, column area_code" in found["safer_streets.area_code.of_partnership"]
    assert f"comparators.csv, line {comparator}, column measure_id" in found["comparators.measure_id.known"]
    assert found["comparators.measure_id.known"].endswith("the release goes without")
    assert {item.rule for item in failed if not item.holds and item.subject in {"comparators"}} == {
        "comparators.measure_id.known"
    }
    tiles = found["ward_tiles.area_code.of_partnership"]
    assert tiles.startswith("ward_tiles.csv, line 2") and tiles.endswith("the release goes without")
    assert "ward_tiles.area_code.of_partnership" not in {item.rule for item in failed if item.holds}
    assert {item.rule for item in failed if item.holds} >= {
        "measure_targets.area_code.of_partnership",
        "safer_streets.area_code.of_partnership",
    }


def test_results_and_the_release_name_who_sends_a_feed_here(folder: Path, short_released: Settings):
    """The folder that counts names Essex Police; the sample, as released, those of the shipped folder."""
    released = Releases(short_released.releases).current()
    assert released is not None
    sources = {item["feed"]: item["supplier"] for item in read_package(released.folder)["sources"]}
    assert sources["police_crime"] == "Greater Manchester Police"
    results = [read_json(path) for path in Builds(short_released.builds).newest().evidence.glob("*s.json")]
    remedies = {item["rule"]: item["remedy"] for stage in results for item in stage["outcomes"]}
    assert remedies["police_crime.period.delivered"].startswith("remind Greater Manchester Police;")
    assert remedies["police_crime.places.known"].startswith("ask Greater Manchester Police ")

    rows = "police_crime,Essex Police,crime desk,\nfire_incidents,Essex County Fire,,\n"
    (folder / "suppliers.csv").write_text(f"feed,supplier,contact,note\n{rows}", encoding="utf-8")
    refresh = Refresh(short_released)
    plan = refresh.plan()
    crime, asb = FEEDS["police_crime"], FEEDS["asb_incidents"]
    without = replace(plan, selections={**plan.selections, "police_crime": NOTHING_SELECTED})
    assert [line.split(",")[0] for line in reminders([crime], without)] == ["remind Essex Police (crime desk)"]
    assert {item["supplier"] for item in describe_late([crime], without, short_released.as_of)} == {"Essex Police"}
    without = replace(plan, selections={**plan.selections, "asb_incidents": NOTHING_SELECTED})
    assert {item["supplier"] for item in describe_late([asb], without, short_released.as_of)} == {asb.supplier}


def test_a_changed_fact_is_a_new_plan(folder: Path, short_released: Settings):
    before = Refresh(short_released).plan().fingerprint
    add(folder, "measure_targets", "robbery,E22000105,2026-01,15,Plan,Board,2025-12-31\n")
    assert Refresh(short_released).plan().fingerprint != before


def test_check_lists_what_is_wrong_and_what_is_not_stated(folder: Path, short_released: Settings):
    line = add(folder, "measure_targets", "burglary,here,2025-04,120,Plan,,\n")
    answer = CommandLine(short_released)("partnership", "check", "--json")
    document = json.loads(answer.out)
    assert answer.code == 1
    assert [(item["file"], item["line"], item["column"]) for item in document["wrong"]] == [
        ("measure_targets.csv", line, "area_code")
    ]
    assert "sharing_agreements.csv" in {item["file"] for item in document["not_stated"]}
    assert any("set history_from to 2022-04 or earlier" in step for step in document["next"])
    text = CommandLine(short_released)("partnership", "check").out
    assert (
        f"measure_targets.csv, line {line}, column area_code: area_code is “here”. Allowed: an area code such as "
        in text
    )
    assert "sharing_agreements.csv: agreements that let two cohorts be matched; ask the" in text


@pytest.mark.slow
@pytest.mark.parametrize("is_whole", [False, pytest.param(True, marks=pytest.mark.nightly)], ids=["in part", "whole"])
def test_without_the_sample_nothing_invented_is_published_and_stockports_own_facts_are(
    is_whole: bool, short_released: Settings, copy_of: Callable[..., Settings]
):
    """Deliveries seen as real ones: the plan, targets and judgements of the sample are in no file of the candidate.

    In part: in no fact that any table is made from, and in no table of the plan and of grants.
    """
    settings = copy_of(short_released)
    settings.sample_note.unlink()
    for folder in (settings.raw, settings.received):
        shutil.rmtree(folder / "action_returns")  # they are about the sample's plan
    build = refreshed(settings) if is_whole else refresh_part(settings, [], PLAN_AND_GRANTS, ["int_feeds_covered"])
    own = ("plan_actions", "performance_actions", "measure_targets", "safer_streets", "sna_previous_plan", "priority")
    held = [rule for rule, severity in broken_rules(build).items() if severity == "hold"]
    assert [rule for rule in held if any(name in rule for name in own)] == []
    stated = build.stated_words()
    assert stated and [word for word in stated if "invented" in word.lower()] == []
    texts = {path.name: path.read_bytes() for path in build.candidate.rglob("*") if path.suffix in {".csv", ".html"}}
    assert [name for name, text in texts.items() if b"Invented" in text or b"INVENTED" in text] == []
    assert b"218973" in texts["performance_grant_lines.csv"]
    assert b"marac_review" not in texts["performance_actions.csv"]


def refreshed(settings: Settings) -> Build:
    """All but publishing."""
    steps = Refresh(settings)
    build, _ = steps.freeze(steps.plan())
    steps.make_tables(build)
    steps.make_candidate(build)
    return build
