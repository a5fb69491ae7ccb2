"""Is each published file the table that the warehouse holds? Its rows are counted, its keys and cells compared.

A suite asks whether figures are plausible, and figures that were tripled, doubled or halved often are. So the files are
read back as they would go out. Their rows and keys must be the warehouse's own, which no protection changes; every cell
must be the warehouse's, or what the protection makes of it.
"""

from pathlib import Path

import pyarrow as pa

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.tables import Rows, open_warehouse, quoted, sums_over


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
            built, safe = connection.table(quoted(name)), connection.from_arrow(rows)
            file = connection.read_parquet((tables / f"{name}.parquet").as_posix())
            wrong = _wrong_rows(built, safe, file, manifest.models[name].grain) or _wrong_cells(safe, file)
            outcomes.append(_outcome(name, rows.num_rows, wrong))
    return outcomes


def _wrong_rows(built: Rows, safe: Rows, file: Rows, grain: tuple[str, ...]) -> str:
    """What is wrong with the file's columns, the number of its rows or their keys; empty where nothing is."""
    if (file.columns, file.types) != (safe.columns, safe.types):
        return "it has other columns than the warehouse"
    (built_count, built_keys), (file_count, file_keys) = sums_over(built, [grain]), sums_over(file, [grain])
    if file_count != built_count:
        return f"{file_count:,} rows in the file, {built_count:,} in the warehouse"
    return "" if file_keys == built_keys else f"its rows are of other {', '.join(grain)} than the warehouse's"


def _wrong_cells(safe: Rows, file: Rows) -> str:
    """Which columns hold other cells, or hold them in other rows; empty where none does."""
    whole, each = [safe.columns], [[name] for name in safe.columns]
    if sums_over(safe, whole) == sums_over(file, whole):
        return ""
    sums = zip(safe.columns, sums_over(safe, each)[1:], sums_over(file, each)[1:], strict=True)
    differ = [name for name, expected, found in sums if expected != found]
    return f"cells differ from the warehouse in {', '.join(differ)}" if differ else "its cells stand in other rows"


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
