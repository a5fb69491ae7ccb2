"""Rows of one stage agree with those of the next, and rows that were lost or doubled on the way are found."""

from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.feed import Subject
from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.extract.raw_store import RawStore, landed_schema
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.reconcile import judge_rows, row_rule_ids
from ossp_pipeline.transform.build import Build, Builds
from tests.unit.gate.rules.deliveries import delivery, plan_of, selection

FEED = FEEDS["population"]


def rows_of(count: int) -> pa.Table:
    schema = landed_schema(FEED)
    rows = [
        {field.name: number if field.type == pa.int64() else str(number) for field in schema} for number in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.fixture
def build(tmp_path) -> Build:
    """A frozen build of two deliveries with 30 and 12 rows, and its staging view as dbt makes it."""
    raw = RawStore(tmp_path / "raw")
    first = raw.write(delivery(FEED, "2023", accepted=30, rejected=2, duplicate=1, out_of_area=7), rows_of(30), None)
    second = raw.write(delivery(FEED, "2024", accepted=12), rows_of(12), None)
    build = Builds(tmp_path / "builds").freeze(plan_of({FEED.name: selection([first, second])}, []), [FEED], raw, None)
    stage(build, "select * from read_parquet('inputs/population/*.parquet')")
    return build


def stage(build: Build, query: str) -> None:
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute(f"set file_search_path = '{build.folder}'")
        connection.execute(f"create or replace view stg_population as {query}")


def frozen(build: Build, period: str):
    return next((build.inputs / FEED.name).glob(f"{period}*.parquet"))


def rewrite(path, table: pa.Table) -> None:
    """Put another file in the place of a frozen one; the landed file it was linked to stays."""
    path.unlink()
    pq.write_table(table, path)


def judged(build: Build) -> dict[str, tuple[Status, float | None]]:
    outcomes = judge_rows([FEED], build)
    assert [outcome.rule for outcome in outcomes] == row_rule_ids(FEED)
    assert {outcome.severity for outcome in outcomes} == {Severity.HOLD}
    return {outcome.rule.split(".")[-1]: (outcome.status, outcome.observed) for outcome in outcomes}


def test_rows_that_agree_pass(build):
    assert judged(build) == {"accounted": (Status.PASSED, 0), "staged": (Status.PASSED, 0)}


def test_account_says_how_many_rows_it_is_about(build):
    accounted, staged = judge_rows([FEED], build)
    assert accounted.detail == "all 52 received rows of 2 delivery(ies) are accounted for"
    assert staged.detail == "42 accepted rows, 42 staged"


def test_account_of_a_feed_about_people_gives_no_number_from_which_a_few_rejected_rows_follow(build):
    accounted, _ = judge_rows([replace(FEED, subject=Subject.PEOPLE)], build)
    assert accounted.detail == "all received rows of 2 delivery(ies) are accounted for"


def test_rows_lost_from_a_frozen_file_are_found(build):
    rewrite(frozen(build, "2023"), rows_of(29))
    assert judged(build) == {"accounted": (Status.FAILED, 1), "staged": (Status.FAILED, 1)}


def test_rows_doubled_in_a_frozen_file_are_found(build):
    rewrite(frozen(build, "2024"), pa.concat_tables([rows_of(12), rows_of(12)]))
    assert judged(build) == {"accounted": (Status.FAILED, 1), "staged": (Status.FAILED, 12)}


def test_rows_lost_in_one_file_and_won_in_another_are_found(build):
    rewrite(frozen(build, "2023"), rows_of(29))
    rewrite(frozen(build, "2024"), rows_of(13))
    assert judged(build) == {"accounted": (Status.FAILED, 2), "staged": (Status.PASSED, 0)}


def test_frozen_file_that_vanished_is_found(build):
    frozen(build, "2024").unlink()
    assert judged(build) == {"accounted": (Status.FAILED, 1), "staged": (Status.FAILED, 12)}


def test_file_that_nobody_planned_is_found(build):
    pq.write_table(rows_of(5), frozen(build, "2024").with_name("2025.v1.000000000000.parquet"))
    assert judged(build) == {"accounted": (Status.PASSED, 0), "staged": (Status.FAILED, 5)}


def test_rows_lost_by_the_staging_model_are_found(build):
    stage(build, "select * from read_parquet('inputs/population/*.parquet') where resident_count > 0")
    assert judged(build)["staged"] == (Status.FAILED, 2)


def test_rows_doubled_by_the_staging_model_are_found(build):
    stage(build, "select rows.* from read_parquet('inputs/population/*.parquet') as rows, range(2)")
    assert judged(build)["staged"] == (Status.FAILED, 42)


def test_staging_model_that_was_not_built_errs(build):
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute("drop view stg_population")
    assert judged(build)["staged"] == (Status.ERRORED, None)


def test_delivery_whose_account_does_not_add_up_is_found(tmp_path):
    raw = RawStore(tmp_path / "raw")
    wrong = raw.write(delivery(FEED, "2023", accepted=30, rejected=2, received=33), rows_of(30), None)
    plan = plan_of({FEED.name: selection([wrong])}, [])
    build = Builds(tmp_path / "builds").freeze(plan, [FEED], raw, None)
    stage(build, "select * from read_parquet('inputs/population/*.parquet')")
    accounted = judge_rows([FEED], build)[0]
    assert accounted.status is Status.FAILED
    assert accounted.detail == f"rows do not add up in {wrong.receipt.delivery_id}"


def test_feed_without_deliveries_agrees_with_an_empty_table(tmp_path):
    build = Builds(tmp_path / "builds").freeze(
        plan_of({FEED.name: selection()}, []), [FEED], RawStore(tmp_path / "raw"), None
    )
    stage(build, "select * from read_parquet('inputs/population/*.parquet')")
    assert judged(build) == {"accounted": (Status.PASSED, 0), "staged": (Status.PASSED, 0)}


def test_each_feed_is_judged_by_its_own_rows(build):
    other = replace(FEED, name="asb_incidents")
    staged = judge_rows([FEED, other], build)[3]
    assert (staged.rule, staged.status) == ("asb_incidents.rows.staged", Status.ERRORED)
