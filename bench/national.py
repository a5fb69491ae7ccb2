"""Receiving a year of every force in England and Wales against DuckDB's bare CSV to Parquet of the same files.

516 files (43 invented forces, 12 months), 6.5 million rows in the layout of data.police.uk, made here.
"""

import hashlib
import json
import os
import shutil
import time
from pathlib import Path

import duckdb
import numpy as np

from bench.measure import Figure, Taken, ossp, run
from bench.refresh import copy_statement
from ossp_pipeline.extract.code_lists import read_code_lists
from ossp_pipeline.feeds.police_uk_street import FEED
from ossp_pipeline.settings import SEEDS

FORCES = 43
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
ROWS = 6_500_000
LIMIT = 2.5
LIMIT_MB = 1_500
_OUTCOMES = ("Under investigation", "Unable to prosecute suspect", "Investigation complete; no suspect identified")


def measure_national(folder: Path) -> list[Figure]:
    """Bare and whole in turn, over the same files."""
    inbox = folder / "data" / "landing" / "inbox" / FEED.name
    rows = _write_files(inbox)
    (folder / "data" / "sample.json").write_text(json.dumps({"as_of": "2026-03-31"}))
    bare = _bare(inbox, folder / "bare.parquet")
    taken = _receive(folder)
    detail = f"{taken.seconds:.1f} s against {bare:.1f} s for {rows:,} rows in {FORCES * len(MONTHS)} files"
    shutil.rmtree(folder / "data")
    return [
        Figure("receive of a national year / bare CSV to Parquet", taken.seconds / bare, LIMIT, detail),
        Figure("receive of a national year, peak memory in MB", taken.peak_mb, LIMIT_MB, "of the whole process"),
    ]


def _receive(folder: Path) -> Taken:
    arguments = ossp("receive")
    settings = {"OSSP_AREA": "everywhere", "OSSP_CRIME_FEED": FEED.name, "OSSP_ASB_FEED": FEED.name}
    return run(["env", *(f"{name}={value}" for name, value in settings.items()), *arguments], folder)


def _bare(inbox: Path, target: Path) -> float:
    files = sorted(inbox.glob("*.csv"))
    started = time.perf_counter()
    with duckdb.connect() as connection:
        for path in files:
            connection.execute(copy_statement(path, target))
    return time.perf_counter() - started


def _write_files(inbox: Path) -> int:
    inbox.mkdir(parents=True)
    types = sorted(read_code_lists(SEEDS)["police_uk_crime_types"])
    each = ROWS // (FORCES * len(MONTHS))
    header = ",".join(column.heading for column in FEED.columns)
    for force in range(FORCES):
        name = f"force-{chr(97 + force // 26)}{chr(97 + force % 26)}"
        for number, month in enumerate(MONTHS):
            lines = _lines(np.random.default_rng([force, number]), each, month, name, types)
            path = inbox / f"{month}-{name}-street.csv"
            path.write_bytes("\r\n".join([header, *lines, ""]).encode())
            # An old date, so that the inbox takes the file at once.
            _age(path)
    return each * FORCES * len(MONTHS)


def _lines(draw: np.random.Generator, count: int, month: str, force: str, types: list[str]) -> list[str]:
    kinds = draw.integers(len(types), size=count)
    east, north = draw.uniform(-5, 1.5, count), draw.uniform(50, 55.5, count)
    places = draw.integers(1, 33_755, count)
    salt = f"{force}{month}"
    words = f"{month},{force.title()} Police,{force.title()} Police"
    lines = []
    for number in range(count):
        kind, place = types[kinds[number]], places[number]
        is_asb = kind == "Anti-social behaviour"
        identifier = "" if is_asb else hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
        outcome = "" if is_asb else _OUTCOMES[number % len(_OUTCOMES)]
        spot = f"{east[number]:.6f},{north[number]:.6f},On or near Street {place % 977},E01{place:06d}"
        lines.append(f"{identifier},{words},{spot},Area {place:05d}A,{kind},{outcome},")
    return lines


def _age(path: Path) -> None:
    os.utime(path, (1_700_000_000, 1_700_000_000))
