"""Is each published file the table that the warehouse holds? Its rows are counted, its keys and cells compared.

A suite asks whether figures are plausible, and figures that were tripled, doubled or halved often are. So the files are
read back as they would go out. Their rows and keys must be the warehouse's own, which no protection changes; every cell
must be the warehouse's, or what the protection makes of it.
"""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.tables import open_warehouse, quoted


def built_rule_ids(published: list[str]) -> list[str]:
    """The rules `judge_as_built` answers for: one of each published table."""
    return [_rule(table) for table in published]


def judge_as_built(build: Build, manifest: Manifest, protected: dict[str, pa.Table], tables: Path) -> list[Outcome]:
    """Each table's file against the warehouse.

    `protected`: the tables as the warehouse holds them, with small counts withheld and typed text screened.
    """
    outcomes = []
    with open_warehouse(build) as connection:
        for name, rows in protected.items():
            path = tables / f"{name}.parquet"
            built, file = connection.table(quoted(name)), connection.read_parquet(path.as_posix())
            wrong = _wrong_keys(built, file, manifest.models[name].grain) or _wrong_cells(rows, path)
            outcomes.append(_outcome(name, rows.num_rows, wrong))
    return outcomes


def _wrong_keys(built: duckdb.DuckDBPyRelation, file: duckdb.DuckDBPyRelation, grain: tuple[str, ...]) -> str:
    """What is wrong with the number of rows or with their keys; empty where nothing is."""
    built_count, built_keys = _keys(built, grain)
    file_count, file_keys = _keys(file, grain)
    if file_count != built_count:
        return f"{file_count:,} rows in the file, {built_count:,} in the warehouse"
    return "" if file_keys == built_keys else f"its rows are of other {', '.join(grain)} than the warehouse's"


def _keys(rows: duckdb.DuckDBPyRelation, grain: tuple[str, ...]) -> tuple[int, int]:
    """How many rows there are, and a sum over their keys that does not depend on their order."""
    key = ", ".join(quoted(column) for column in grain)
    [(count, keys)] = rows.aggregate(f"count(*), sum(hash({key}))").fetchall()
    return count, keys


def _wrong_cells(expected: pa.Table, path: Path) -> str:
    """Which columns differ; empty where none does. The files are written in the order of their rows."""
    file = pq.read_table(path)
    if file.schema.names != expected.schema.names:
        return "it has other columns than the warehouse"
    differ = [name for name in expected.schema.names if not _is_same(file[name], expected[name])]
    return f"cells differ from the warehouse in {', '.join(differ)}" if differ else ""


def _is_same(column: pa.ChunkedArray, expected: pa.ChunkedArray) -> bool:
    return bool(column.type == expected.type and column.equals(expected))


def _outcome(table: str, rows: int, wrong: str) -> Outcome:
    return Outcome(
        rule=_rule(table),
        subject=table,
        tool="reconciliation",
        status=Status.FAILED if wrong else Status.PASSED,
        severity=Severity.HOLD,
        observed=rows,
        detail=f"the file is not the table that was built: {wrong}"
        if wrong
        else "the file is the table that was built",
        remedy="run `ossp build` again; where it fails again, report it with the build's number",
        owner="data engineer",
    )


def _rule(table: str) -> str:
    return f"{table}.rows.as_built"
