"""A file is compared with the warehouse whatever the order of its rows, and whatever they hold."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.gate.rules.as_built import judge_as_built
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest

KEY = {"test_metadata": {"name": "unique_grain", "kwargs": {"columns": ["bin"]}}, "attached_node": "model.ossp.bins"}
NODES = {
    "model.ossp.bins": {
        "resource_type": "model",
        "unique_id": "model.ossp.bins",
        "name": "bins",
        "original_file_path": "models/marts/core/bins.sql",
        "description": "",
        "columns": {},
    },
    "test.ossp.bins": {"resource_type": "test", **KEY},
}
BUILT = pa.table({"bin": ["a", "b", "c", "d"], "share": [1.0, float("nan"), None, 2.0]})


@pytest.fixture
def build(tmp_path) -> Build:
    build = Build(tmp_path)
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.register("built", BUILT)
        connection.execute("create table bins as select * from built")
    return build


def judged(build: Build, file: pa.Table, protected: pa.Table = BUILT) -> Outcome:
    pq.write_table(file, Path(build.folder) / "bins.parquet")
    [outcome] = judge_as_built(build, Manifest({"nodes": NODES, "exposures": {}}), {"bins": protected}, build.folder)
    assert outcome.severity is Severity.HOLD
    return outcome


def test_the_table_that_was_built_passes_in_any_order(build):
    assert judged(build, BUILT).status is Status.PASSED
    assert judged(build, BUILT.take([3, 1, 0, 2])).status is Status.PASSED


def test_a_cell_may_be_withheld_where_the_protection_withholds_it_and_nowhere_else(build):
    withheld = BUILT.set_column(1, "share", pa.array([None, float("nan"), None, 2.0]))
    assert judged(build, withheld, withheld).status is Status.PASSED
    assert judged(build, withheld).detail.endswith("cells differ from the warehouse in share")
    assert judged(build, BUILT, withheld).detail.endswith("cells differ from the warehouse in share")


def test_rows_are_those_of_the_warehouse_whatever_the_protection_answers(build):
    """Protection changes cells: a row that it loses, or invents, is a fault."""
    fewer, other = BUILT.slice(1), BUILT.set_column(0, "bin", pa.array(["a", "b", "c", "e"]))
    assert judged(build, fewer, fewer).detail.endswith("3 rows in the file, 4 in the warehouse")
    assert judged(build, other, other).detail.endswith("its rows are of other bin than the warehouse's")


def test_a_number_in_another_type_is_another_column(build):
    words = BUILT.set_column(1, "share", pa.array(["1", "2", "3", "4"]))
    assert judged(build, words).detail.endswith("it has other columns than the warehouse")
