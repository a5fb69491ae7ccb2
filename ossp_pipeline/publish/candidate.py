"""What might go out: the tables under an exposure, protected, as Parquet, CSV and one DuckDB file.

The only place where tables of the warehouse become files for readers. Small counts are withheld and typed text is
screened here, between the marts and the candidate, so that nothing can be published around it.
"""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ossp_pipeline.atomic_files import remove, write_folder
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.gate.candidate_files import DATABASE
from ossp_pipeline.protect.public_rows import public_rows
from ossp_pipeline.protect.screening import screen_columns
from ossp_pipeline.protect.small_counts import read_protection, withhold_few_or_none, withhold_small_counts
from ossp_pipeline.publish.package import PublishedTable, describe, write_package
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest, Model
from ossp_pipeline.transform.plan import least_shown
from ossp_pipeline.transform.tables import open_warehouse, read_table, write_csv, write_duckdb, write_parquet

_SAMPLE = "INVENTED SAMPLE DATA: no figure here is about a real person, place or event."
_REAL = (
    "Figures of the Community Safety Partnership. Missing is never zero, and hidden is never zero: see the statuses."
)


def make_candidate(build: Build, manifest: Manifest, edition: Edition = Edition.PARTNERSHIP) -> Path:
    """Write the candidate's folder and return it. A candidate of an earlier attempt is replaced.

    Raises BrokenError for a table about people that does not declare its protection.
    """
    plan = build.plan()
    tables = protected_tables(build, manifest, least_shown(plan["settings"], edition), edition)
    notice = _SAMPLE if plan["settings"]["is_sample"] == "True" else _REAL

    def fill(folder: Path) -> None:
        (folder / "tables").mkdir()
        rows = {table.model.name: table.rows for table in tables}
        for name, table_rows in rows.items():
            write_parquet(table_rows, folder / "tables" / f"{name}.parquet")
        write_csv(rows, folder / "tables")
        comments = {table.model.name: (table.model.description, _meanings(table.model)) for table in tables}
        write_duckdb(rows, comments, folder / DATABASE)
        placed = {"ward_tiles": _ward_tiles(build, rows["dim_areas"])}
        write_package(folder, describe(folder, tables, plan, build.feeds, notice, edition) | placed)

    remove(build.candidate)
    write_folder(build.candidate, fill)
    return build.candidate


def protected_tables(
    build: Build, manifest: Manifest, threshold: int, edition: Edition = Edition.PARTNERSHIP
) -> list[PublishedTable]:
    """Every table under an exposure, with small counts about people withheld and typed text screened."""
    with open_warehouse(build) as connection:
        measures = read_table(connection, "dim_measures").filter(pc.field("source") == "returned")
        returned = measures["measure_id"].to_pylist()
        return [
            _protected_table(manifest, name, read_table(connection, name), threshold, edition, returned)
            for name in manifest.published
        ]


def _ward_tiles(build: Build, areas: pa.Table) -> dict[str, list[int]]:
    """Column and row on maps of tiles of each ward of this partnership: pages are made from the candidate alone."""
    known = set(areas["area_code"].to_pylist())
    rows = build.fact_rows("ward_tiles")
    return {row["area_code"]: [row["column_number"], row["row_number"]] for row in rows if row["area_code"] in known}


def _protected_table(  # noqa: PLR0913, PLR0917 (what protects a table, a part each)
    manifest: Manifest, name: str, rows: pa.Table, threshold: int, edition: Edition, returned: Collection[str]
) -> PublishedTable:
    model = manifest.models[name]
    protection = read_protection(model.meta.get("protect"))
    if protection is None and "disclosure_class" in rows.column_names and name != "dim_measures":
        raise BrokenError(
            "E-PROTECT",
            f"{name} holds figures about people and does not say how they are protected",
            f"declare `protect` in the YAML of {name}",
        )
    safe = withhold_small_counts(rows, protection, threshold) if protection else rows
    typed = manifest.typed.get(name, [])
    screened = screen_columns(safe, typed)
    if edition is Edition.PUBLIC:
        counts = protection.counts if protection else ()
        screened = withhold_few_or_none(screened, protection, threshold, returned) if protection else screened
        screened = public_rows(screened, model.meta.get("not_public", ()), typed, counts)
    return PublishedTable(model, screened)


def _meanings(model: Model) -> dict[str, str]:
    return {name: column["meaning"] for name, column in model.columns.items()}
