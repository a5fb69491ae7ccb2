"""A refresh of some tables alone, for tests that look at nothing else: with what they are made from and judged by."""

import filecmp
import shutil
from collections.abc import Collection
from pathlib import Path

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.outcome import Outcome, Status
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.decision import PUBLISH, Decision, candidate_hashes
from ossp_pipeline.gate.evidence import CANDIDATE, TABLES, file_evidence, read_evidence, subjects_of
from ossp_pipeline.gate.rules.continuity import judge_kept
from ossp_pipeline.gate.rules.dbt_results import judge_tests
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.months_complete import judge_months
from ossp_pipeline.gate.rules.partnership_facts import unstated_facts
from ossp_pipeline.gate.rules.places_known import judge_places
from ossp_pipeline.gate.rules.reconcile import judge_rows
from ossp_pipeline.gate.rules.subjects import table_subject
from ossp_pipeline.publish.candidate import make_candidate
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform import dbt_runner
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.dbt_runner import NodeResult
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.plan import least_shown

# Rules about other tables look these up.
DIMENSIONS = ("dim_areas", "dim_measures", "dim_periods")


def refresh_part(
    settings: Settings,
    feeds: Collection[str],
    published: Collection[str],
    others: Collection[str] = (),
    *,
    over_last: bool = False,
) -> Build:
    """All that came in is received; these feeds are judged; these published tables are built, judged and written.

    `others`: tables that are built as well, and not published. The gate would hold such a build for all the evidence
    it lacks. What there is, is filed as a refresh files it.
    `over_last`: tables that no changed input comes to are kept from the last build that could go out, and are not
    tested again.
    """
    tables = [*DIMENSIONS, *published]
    steps, judged = Refresh(settings), [FEEDS[name] for name in feeds]
    steps.receive()
    plan = steps.plan()
    build = steps.builds.freeze(plan, FEEDS.values(), steps.raw, None)
    steps.judge_inputs(build, plan, judged)
    manifest = publishing(steps.manifest(), tables)
    last = last_whole(settings, build) if over_last else None
    if last is None:
        results = build_tables(settings, build, [*tables, *others])
    else:
        shutil.copyfile(last.warehouse, build.warehouse)
        changed = changed_sources(manifest, last, build)
        again = models_that_follow(manifest, changed, [*tables, *others])
        results = build_over(settings, build, again) if again else []
    outcomes = judge_tests(manifest, results) + judge_rows(judged, build) + judge_places(judged, build)
    outcomes += judge_months(judged, build) if "sna_data_completeness" in tables else []
    file_evidence(build, TABLES, outcomes, subjects_of(build))
    files = make_candidate(build, manifest) / "tables"
    least = least_shown(build.plan()["settings"], Edition.PARTNERSHIP)
    absent = unstated_facts(build)
    outcomes = validate([table_subject(name, files / f"{name}.parquet", least, absent) for name in tables])
    current = steps.releases.current()
    outcomes += judge_kept(tables, files, current.folder / "tables" if current else None)
    file_evidence(build, CANDIDATE, outcomes, candidate_hashes(build))
    return build


def build_tables(settings: Settings, build: Build, tables: Collection[str]) -> list[NodeResult]:
    """Build these and what they are made from, with the tests that need no other table."""
    names = (f"+{name}" for name in tables)
    return dbt_runner.build(settings, build, _unheard, ["--indirect-selection", "cautious", "--select", *names])


def build_over(settings: Settings, build: Build, tables: Collection[str]) -> list[NodeResult]:
    """Build these alone, with the tests that need no table but these and what they are made from, which is there."""
    return dbt_runner.build(settings, build, _unheard, ["--indirect-selection", "buildable", "--select", *tables])


def _unheard(result: NodeResult) -> None:
    """Nobody listens while it builds."""


def last_whole(settings: Settings, build: Build) -> Build | None:
    """The last build that the gate let out, if the same code made it: all its tables are there."""
    for made in reversed(Builds(settings.builds).all()):
        if made.certificate.exists() and read_json(made.certificate)["verdict"] == PUBLISH:
            return made if made.plan()["code"] == build.plan()["code"] else None
    return None


def changed_sources(manifest: Manifest, last: Build, build: Build) -> set[str]:
    """The sources whose frozen files differ between two builds, by dbt's id."""
    places = {"raw": "{}", "build": "_build/{}.parquet", "partnership": "_partnership/{}.parquet"}
    return {
        unique_id
        for unique_id, source in manifest.document["sources"].items()
        if not _alike(*(made.inputs / places[source["source_name"]].format(source["name"]) for made in (last, build)))
    }


def _alike(one: Path, other: Path) -> bool:
    """Whether two files, or the files of two folders, have the same names and bytes."""
    if one.is_file():
        return filecmp.cmp(one, other, shallow=False)
    names = {path.name for folder in (one, other) for path in folder.iterdir()}
    return len(filecmp.cmpfiles(one, other, names, shallow=False)[0]) == len(names)


def models_that_follow(manifest: Manifest, changed: Collection[str], tables: Collection[str]) -> list[str]:
    """Of what the tables are made from, and of these, the models that follow from changed sources."""
    parents = manifest.document["parent_map"]
    needed = {manifest.models[name].unique_id for name in tables}
    for model in reversed(manifest.models.values()):
        needed |= set(parents[model.unique_id]) if model.unique_id in needed else set()
    follow = set(changed)
    for model in manifest.models.values():
        if model.unique_id in needed and follow & set(parents[model.unique_id]):
            follow.add(model.unique_id)
    return [name for name, model in manifest.models.items() if model.unique_id in follow]


def judge_feeds(steps: Refresh, *feeds: str) -> tuple[Build, Decision]:
    """Receive, freeze, and ask the gate about these feeds. No tables are built: reasons about inputs count."""
    asked = [FEEDS[name] for name in feeds]
    steps.receive(asked)
    plan = steps.plan()
    build = steps.builds.freeze(plan, FEEDS.values(), steps.raw, None)
    steps.judge_inputs(build, plan, asked)
    return build, steps.judge(build)


def publishing(manifest: Manifest, tables: Collection[str]) -> Manifest:
    """The same project, were these the tables that go out."""
    nodes = [manifest.models[name].unique_id for name in tables]
    return Manifest({**manifest.document, "exposures": {"part": {"depends_on": {"nodes": nodes}}}})


def broken_rules(build: Build) -> dict[str, str]:
    """Rules that did not pass, of all the evidence that was filed, and how much that weighs: hold or warn."""
    return {item.rule: item.severity for item in outcomes_of(build) if item.status is not Status.PASSED}


def outcomes_of(build: Build) -> list[Outcome]:
    """All the evidence that was filed."""
    return [outcome for filed in read_evidence(build) for outcome in filed.outcomes]
