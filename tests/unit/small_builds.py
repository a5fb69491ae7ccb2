"""Builds of one small table, as the gate leaves them: publishing one takes no time."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from ossp_pipeline import durable
from ossp_pipeline.durable import write_json
from ossp_pipeline.release.gate import HOLD, PUBLISH
from ossp_pipeline.release.package import PublishedTable, describe, write_package
from ossp_pipeline.settings import Settings
from ossp_pipeline.warehouse.build import Build
from ossp_pipeline.warehouse.manifest import Model
from ossp_pipeline.warehouse.tables import write_csv, write_duckdb, write_parquet


def small_build(settings: Settings, number: int = 1, periods: tuple[str, ...] = (), **told: Any) -> Build:
    """A judged build whose table has a figure for each period. `told`: reasons of a hold, or settings of its plan."""
    build = Build(settings.builds / f"{number:05d}-small")
    figures = pa.table({"period": pa.array(periods, pa.string()), "value": [float(number)] * len(periods)})
    columns = {name: {"meaning": name} for name in figures.column_names}
    table = PublishedTable(Model("model.trends", "trends", "core", "One row.", columns), figures)
    reasons = told.pop("reasons", [])
    plan = {"settings": {"area_name": "Somewhere", "area_code": "E", **told}, "deliveries": [], "outstanding": [],
            "code": "c", "fingerprint": f"f{number}", "run_id": None}  # fmt: skip
    (build.candidate / "tables").mkdir(parents=True)
    write_json(build.folder / "plan.json", plan)
    write_parquet(figures, build.candidate / "tables" / "trends.parquet")
    write_csv(figures, build.candidate / "tables" / "trends.csv")
    write_duckdb({"trends": figures}, {"trends": ("One row.", {})}, build.candidate / "ossp.duckdb")
    write_package(build.candidate, describe(build.candidate, [table], plan, {}, "a test"))
    judge_small(build, reasons)
    (build.folder / "certificate.html").write_text("<p>publish</p>")
    return build


def judge_small(build: Build, reasons: list[str]) -> None:
    """Write the certificate: these rules hold it, or none does."""
    names = sorted(path.relative_to(build.candidate).as_posix() for path in build.candidate.rglob("*.*"))
    hashes = {name: durable.sha256_of(build.candidate / name) for name in names if not name.endswith(".duckdb")}
    held = [{"rule": rule, "detail": "a secret figure", "remedy": "", "owner": ""} for rule in reasons]
    write_json(build.certificate, {"verdict": HOLD if held else PUBLISH, "reasons": held, "files": hashes})


def calendar_file(folder: Path, *rows: str) -> Path:
    """A release calendar of these rows."""
    path = folder / "release_calendar.csv"
    path.write_text("\n".join(["announced,period,date,status,title,reason", *rows]) + "\n", encoding="utf-8")
    return path
