"""A whole refresh of the sample against its own floor: a bare `dbt build` of the same project on ready inputs, plus
DuckDB reading the same CSV files to Parquet; and against the same refresh without the needs assessment.

dbt's unit tests are in neither: a refresh does not run them. Until November 2026 the floor did, so the ratios that
`history.jsonl` holds from before are too low.
"""

import csv
import json
import shutil
import statistics
import time
from pathlib import Path

import duckdb

from bench.assessment import LIMIT as ASSESSMENT
from bench.assessment import refresh_without
from bench.measure import PROGRAMS, Figure, ossp, run
from ossp_pipeline.settings import DBT_PROJECT
from ossp_pipeline.transform.build import profile

TIMES = 3
LIMIT = 2.5


def measure_refresh(folder: Path) -> list[Figure]:
    """Floor, refresh and refresh without the assessment in turn, so that a slow moment affects all three."""
    delivered = folder / "delivered"
    run(ossp("sample"), delivered)
    refreshes, without, floors, again, public = [], [], [], [], []
    for number in range(TIMES):
        here = folder / f"refresh-{number}"
        shutil.copytree(delivered, here)
        refreshes.append(run(ossp("refresh"), here))
        again.append(run(ossp("refresh"), here).seconds)
        public.append(run(ossp("public", "--by", "bench"), here).seconds)
        floors.append(_floor(here, folder / f"floor-{number}"))
        shutil.rmtree(here)
        shutil.copytree(delivered, here)
        without.append(run(refresh_without(), here).seconds)
        shutil.rmtree(here)
    whole, floor = statistics.median(item.seconds for item in refreshes), statistics.median(floors)
    other = statistics.median(without)
    return [
        Figure(
            "refresh of the sample / its floor",
            whole / floor,
            LIMIT,
            f"{whole:.1f} s against {floor:.1f} s; peak {max(item.peak_mb for item in refreshes):.0f} MB",
        ),
        Figure("refresh of the sample, in seconds", whole, 60, "well under a minute"),
        Figure(
            "the needs assessment adds, in seconds", whole - other, ASSESSMENT, f"{whole:.1f} s against {other:.1f} s"
        ),
        Figure(
            "the public edition of the sample, in seconds",
            statistics.median(public),
            90,
            "protected, written, attacked and published",
        ),
        Figure("a second refresh with nothing new, in seconds", statistics.median(again), 5, "ends in seconds"),
    ]


def _floor(refreshed: Path, folder: Path) -> float:
    """Seconds of the bare work."""
    return _bare_dbt(refreshed, folder) + _bare_csv(refreshed / "data" / "landing" / "received", folder)


def _bare_dbt(refreshed: Path, folder: Path) -> float:
    build = next((refreshed / "data" / "builds").iterdir())
    shutil.copytree(build / "inputs", folder / "inputs")
    (folder / "spill").mkdir()
    (folder / "profiles.yml").write_text(json.dumps(profile(folder)))
    places = {
        "--project-dir": DBT_PROJECT,
        "--profiles-dir": folder,
        "--target-path": folder / "target",
        "--log-path": folder / "target",
    }
    flags = [text for name, value in places.items() for text in (name, str(value))]
    return run([str(PROGRAMS / "dbt"), "build", "--quiet", "--exclude", "test_type:unit", *flags], folder).seconds


def _bare_csv(received: Path, folder: Path) -> float:
    # DuckDB reads no spreadsheets: without them the floor is lower, and the promise harder to keep.
    files = [path for path in sorted(received.glob("*/*.received")) if not path.read_bytes().startswith(b"PK")]
    started = time.perf_counter()
    with duckdb.connect() as connection:
        for path in files:
            connection.execute(copy_statement(path, folder / "bare.parquet"))
    return time.perf_counter() - started


def copy_statement(path: Path, target: Path) -> str:
    """DuckDB's simplest way from a CSV file to Parquet: declared columns, all text; broken rows are passed over."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        headings = next(csv.reader(handle))
    columns = ", ".join(f"'{heading}': 'VARCHAR'" for heading in headings)
    options = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', ignore_errors = true"
    return f"copy (select * from read_csv('{path}', columns = {{{columns}}}, {options})) to '{target}' (format parquet)"
