"""A published file that is not the table the warehouse holds is held: every kind of mutation, of every table.

The mutations are plausible to a suite more often than not: figures three times as high keep their signs, shares and
sums. So the file is compared with the warehouse.
"""

from functools import cache, partial
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.contracts.outcome import Outcome, Status
from ossp_pipeline.gate.decision import HOLD
from ossp_pipeline.gate.rules.as_built import built_rule_ids, judge_as_built
from ossp_pipeline.publish.candidate import make_candidate, protected_tables
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.dbt_runner import load_manifest
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.tables import literal, open_warehouse, write_parquet
from tests.integration.gate.bases import RELEASE_TABLES, SMALL_COUNT
from tests.integration.gate.mutations import MUTATIONS, Table, each_column_scaled, mutated_files

# Rows of a table, at most: what is asked is whether a difference is seen, and one row's is seen as well as all rows'.
ROWS = 1_500
NIGHTLY = {each_column_scaled}  # hundreds of files; of each table one column of each type is scaled anyway


@pytest.fixture(scope="session")
def manifest(released) -> Manifest:
    return load_manifest(released)


@pytest.fixture(scope="session")
def build(released, manifest, made_once) -> Build:
    """The published tables of the sample, of large ones some rows from all over, with a candidate made from them."""

    def fill(folder: Path) -> None:
        whole, part = Builds(released.builds).newest(), Build(folder)
        with duckdb.connect(str(part.warehouse)) as connection:
            connection.execute(f"attach {literal(whole.warehouse.as_posix())} as whole (read_only)")
            for name in manifest.published:
                [count] = connection.execute(f"select count(*) from whole.{name}").fetchone()
                every = f"row_number() over () % {1 + count // ROWS} = 0"
                connection.execute(f"create table {name} as select * from whole.{name} qualify {every}")
        (part.candidate / "tables").mkdir(parents=True)
        for table in protected_tables(part, manifest, SMALL_COUNT):
            write_parquet(table.rows, part.candidate / "tables" / f"{table.model.name}.parquet")

    return Build(made_once("cut-down", fill))


@pytest.fixture(scope="session")
def judged(build, manifest):
    """Judge the file of one table in a folder. The warehouse stays open: opening it takes as long as judging does."""
    protected = {table.model.name: table.rows for table in protected_tables(build, manifest, SMALL_COUNT)}

    def judge(name: str, folder: Path) -> Outcome:
        [outcome] = judge_as_built(build, manifest, {name: protected[name]}, folder)
        assert [outcome.rule] == built_rule_ids([name])
        return outcome

    with open_warehouse(build):
        yield judge


@pytest.fixture(scope="session")
def table_of(build, manifest, short_released):
    older = Builds(short_released.builds).newest().candidate / "tables"
    return cache(partial(read_published, build.candidate / "tables", older, manifest))


def read_published(files: Path, older: Path, manifest: Manifest, name: str) -> Table:
    file = files / f"{name}.parquet"
    with duckdb.connect() as connection:
        columns = connection.execute(f"describe from read_parquet({literal(file.as_posix())})").fetchall()
    types = {column[0]: column[1] for column in columns}
    return Table(file, types, manifest.models[name].grain, older / file.name)


@pytest.mark.parametrize(
    "mutation",
    [pytest.param(item, id=item.__name__, marks=[pytest.mark.nightly] * (item in NIGHTLY)) for item in MUTATIONS],
)
def test_a_mutated_file_is_held(mutation, table_of, judged, tmp_path):
    """Every published table, in every way the mutation changes it; it must change some."""
    files = {name: list(mutated_files(table_of(name), mutation, tmp_path)) for name in RELEASE_TABLES}
    passed = [str(file) for name in files for file in files[name] if not judged(name, file.parent).holds]
    print("not applicable to", ", ".join(name for name in files if not files[name]))
    assert any(files.values())
    assert passed == []


def test_the_files_of_a_candidate_are_as_built(manifest, build, judged):
    assert sorted(manifest.published) == RELEASE_TABLES
    outcomes = [judged(name, build.candidate / "tables") for name in manifest.published]
    assert {outcome.status for outcome in outcomes} == {Status.PASSED}


def test_what_is_wrong_is_said_in_numbers_and_columns(table_of, judged, tmp_path):
    table = table_of("performance_trends")
    rows = pq.read_table(table.file)
    backwards = list(reversed(range(len(rows))))
    said = {
        "fewer": rows.slice(1),
        "other key": rows.set_column(rows.column_names.index("period"), "period", rows["period"].take([0] * len(rows))),
        "other cells": rows.set_column(rows.column_names.index("value"), "value", rows["denominator"].cast("double")),
        "other rows": rows.set_column(rows.column_names.index("value"), "value", rows["value"].take(backwards)),
        "other columns": rows.drop_columns(["value"]),
    }
    details = {}
    for kind, changed in said.items():
        (tmp_path / kind).mkdir()
        pq.write_table(changed, tmp_path / kind / table.file.name)
        details[kind] = judged("performance_trends", tmp_path / kind).detail.split(": ")[1]
    assert details == {
        "fewer": f"{len(rows) - 1:,} rows in the file, {len(rows):,} in the warehouse",
        "other key": "its rows are of other measure_id, area_code, period than the warehouse's",
        "other cells": "cells differ from the warehouse in value",
        "other rows": "its cells stand in other rows",
        "other columns": "it has other columns than the warehouse",
    }


def test_a_file_changed_before_it_is_judged_holds_the_release(short_released, copy_of, monkeypatch):
    """From the candidate to the gate's decision, as a refresh does it."""
    steps = Refresh(copy_of(short_released))
    build = steps.builds.newest()

    def write_and_change(build: Build, manifest: Manifest, edition: Edition) -> Path:
        file = make_candidate(build, manifest, edition) / "tables" / "sna_theme_trends.parquet"
        rows = pq.read_table(file)
        pq.write_table(rows.slice(0, len(rows) // 2), file)
        return build.candidate

    monkeypatch.setattr("ossp_pipeline.judged_candidate.make_candidate", write_and_change)
    steps.make_candidate(build)
    decision = steps.judge(build)
    assert decision.verdict == HOLD
    assert [reason.rule for reason in decision.reasons] == ["sna_theme_trends.rows.as_built"]
