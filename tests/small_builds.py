"""Builds with a candidate of a few rows, which the gate let pass: publishing one takes no time."""

from typing import Any

import pyarrow as pa

from ossp_pipeline.durable import sha256_of, write_json
from ossp_pipeline.release.gate import PUBLISH
from ossp_pipeline.release.package import PublishedTable, describe, write_package
from ossp_pipeline.settings import Settings
from ossp_pipeline.warehouse.build import Build
from ossp_pipeline.warehouse.manifest import Model
from ossp_pipeline.warehouse.tables import write_csv, write_duckdb, write_parquet


def small_build(settings: Settings, number: int, tables: dict[str, Any]) -> Build:
    """A build the gate let pass, with a candidate of these columns."""
    plan = {"settings": {"area_name": "A", "area_code": "E"}, "deliveries": [], "code": "c", "fingerprint": "f"}
    build = Build(settings.builds / f"{number:05d}-small")
    folder = build.candidate
    (folder / "tables").mkdir(parents=True)
    published = []
    for name, columns in sorted(tables.items()):
        meanings = {column: {"meaning": f"The {column}, in % of 5's"} for column in columns}
        table = PublishedTable(Model(f"model.{name}", name, "core", f"Table {name}.", meanings), pa.table(columns))
        write_parquet(table.rows, folder / "tables" / f"{name}.parquet")
        write_csv(table.rows, folder / "tables" / f"{name}.csv")
        published.append(table)
    comments = {table.model.name: (table.model.description, {}) for table in published}
    write_duckdb({table.model.name: table.rows for table in published}, comments, folder / "ossp.duckdb")
    write_package(folder, describe(folder, published, plan, {}, "a test"))
    write_json(build.folder / "plan.json", plan)
    judged = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "ossp.duckdb")
    hashes = {path.relative_to(folder).as_posix(): sha256_of(path) for path in judged}
    write_json(build.certificate, {"verdict": PUBLISH, "reasons": [], "files": hashes})
    (build.folder / "certificate.html").write_text("<p>publish</p>")
    return build
