"""Measure, print and record: `make bench`. Takes about sixteen minutes on two cores, and 5 GB of disk while it runs."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.loading import measure_loading
from bench.measure import Figure
from bench.national import measure_national
from bench.packs import measure_packs
from bench.postgres import measure_postgres
from bench.reading import measure_reading
from bench.refresh import measure_refresh
from bench.returns import measure_returns
from bench.signals import measure_signals
from bench.site import measure_site
from bench.workbook import measure_workbook

HISTORY = Path(__file__).parent / "history.jsonl"


def main() -> int:
    """Run every benchmark in one go; exit code 1 where a figure is above its limit."""
    console = Console()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="ossp-bench-") as place:
        for name, measured in (
            ("loading", measure_loading),
            ("signals", measure_signals),
            ("site", measure_site),
            ("postgres", measure_postgres),
            ("packs", measure_packs),
            ("refresh", measure_refresh),
            ("national", measure_national),
            ("returns", measure_returns),
            ("workbook", measure_workbook),
            ("reading", measure_reading),
        ):
            console.print(f"measuring {name} …")
            folder = Path(place) / name
            folder.mkdir()
            figures += measured(folder)
    show(figures, console)
    keep(figures)
    return 0 if all(figure.kept for figure in figures) else 1


def show(figures: list[Figure], console: Console) -> None:
    """The figures as a table."""
    table = Table("promise", "measured", "at most", "", "detail", box=None)
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.value:.2f}",
            f"{figure.limit:g}",
            "kept" if figure.kept else "NOT KEPT",
            figure.detail,
        )
    console.print(table)


def keep(figures: list[Figure]) -> None:
    """One line per run in `bench/history.jsonl`: date, commit, cores and the figures."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    entry = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "cores": os.cpu_count(),
        "figures": {figure.name: [round(figure.value, 3), figure.detail] for figure in figures},
    }
    with HISTORY.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(entry) + "\n")


if __name__ == "__main__":
    sys.exit(main())
