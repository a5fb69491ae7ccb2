"""Builds with a candidate of a few rows, as the gate leaves them, so that publishing one takes no time."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from ossp_pipeline.atomic_files import sha256_of, write_json
from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.gate.decision import HOLD, PUBLISH
from ossp_pipeline.publish.package import PublishedTable, describe, write_package
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Model
from ossp_pipeline.transform.tables import write_csv, write_duckdb, write_parquet


def small_build(settings: Settings, number: int, tables: dict[str, Any], **options: Any) -> Build:
    """A judged build with these columns. `options`: `reasons` to hold, `grains`, `edition`, settings of its plan."""
    reasons, grains = options.pop("reasons", []), options.pop("grains", {})
    edition = options.pop("edition", Edition.PARTNERSHIP)
    settings_of_plan = {"area_name": "Somewhere", "area_code": "E", "small_count": "5", **options}
    plan = {
        "settings": settings_of_plan,
        "deliveries": [],
        "outstanding": [],
        "code": "c",
        "fingerprint": f"f{number}",
        "known_to": None,
        "run_id": None,
    }
    build = Build(settings.builds / f"{number:05d}-small")
    folder = build.candidate
    (folder / "tables").mkdir(parents=True)
    published = [_table(name, columns, grains.get(name, ())) for name, columns in sorted(tables.items())]
    for table in published:
        write_parquet(table.rows, folder / "tables" / f"{table.model.name}.parquet")
    comments = {table.model.name: (table.model.description, {}) for table in published}
    rows = {table.model.name: table.rows for table in published}
    write_csv(rows, folder / "tables")
    write_duckdb(rows, comments, folder / "ossp.duckdb")
    write_package(folder, describe(folder, published, plan, {}, "a test", edition))
    write_json(build.folder / "plan.json", plan)
    judge_small(build, reasons)
    (build.folder / "certificate.html").write_text("<p>publish</p>")
    return build


def figures_build(settings: Settings, number: int = 1, periods: tuple[str, ...] = (), **options: Any) -> Build:
    """A judged build whose one table has a figure for each period."""
    figures = {"period": pa.array(periods, pa.string()), "value": [float(number)] * len(periods)}
    return small_build(settings, number, {"trends": figures}, **options)


def judge_small(build: Build, reasons: list[str]) -> None:
    """Write the certificate: these rules hold it, or none does."""
    judged = sorted(path for path in build.candidate.rglob("*") if path.is_file() and path.name != "ossp.duckdb")
    hashes = {path.relative_to(build.candidate).as_posix(): sha256_of(path) for path in judged}
    held = [{"rule": rule, "detail": "a secret figure", "remedy": "", "owner": ""} for rule in reasons]
    write_json(build.certificate, {"verdict": HOLD if held else PUBLISH, "reasons": held, "files": hashes})


def calendar_file(folder: Path, *rows: str, columns: str = "") -> Path:
    """A release calendar of these rows, with more columns than it must have where some are named."""
    path = folder / "release_calendar.csv"
    header = ",".join(filter(None, ("announced,period,date,status,title,reason", columns)))
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def _table(name: str, columns: dict[str, Any], grain: tuple[str, ...]) -> PublishedTable:
    # The sign and the quote are what a database may stumble over in a comment.
    meanings = {column: {"meaning": f"The {column}, in % of 5's"} for column in columns}
    model = Model(f"model.{name}", name, "core", f"Table {name}.", meanings, grain=grain)
    return PublishedTable(model, pa.table(columns))
