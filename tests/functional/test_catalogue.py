"""The catalogue is the only thing one touches: a row more is a figure more, and a row less is told by name."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.contracts.status import MeasureState, ValueStatus
from ossp_pipeline.settings import PROJECT, Settings, child_environment
from tests.installations import forget

# What a refresh runs from, and nothing of the tests.
PARTS = ("ossp_pipeline", "dbt_project", "expectations", "partnership", "pyproject.toml")
# A part of a refresh, of feeds, published tables and others. What it made and found is printed: the candidate's folder,
# and of each rule that did not pass how much it weighs, and its words.
PART = """
import json, os
from ossp_pipeline.settings import load_settings
from tests.part_refresh import broken_rules, outcomes_of, refresh_part
build = refresh_part(load_settings(os.environ), {feeds}, {tables}, {others})
broken = broken_rules(build)
told = {{item.rule: [broken[item.rule], item.detail] for item in outcomes_of(build) if item.rule in broken}}
print(json.dumps({{"candidate": str(build.candidate), "broken": told}}))
"""
FEEDS = ("police_crime", "measure_returns")
TABLES = ("fct_measure_values", "performance_scorecards", "performance_coverage", "sna_area_profiles")
REFRESH = "import sys; sys.argv = ['ossp', 'refresh', '--json']; from ossp_pipeline.cli.app import main; main()"


@dataclass
class Installation:
    """A copy of the project over a copy of the short sample's release."""

    project: Path
    settings: Settings

    @property
    def catalogue(self) -> Path:
        return self.project / "dbt_project" / "seeds" / "measure_catalogue.csv"

    def add(self, name: str, row: str) -> None:
        with (self.project / "partnership" / f"{name}.csv").open("a", encoding="utf-8") as handle:
            handle.write(row)

    def run(self, program: str) -> tuple[int, dict[str, Any]]:
        """The exit code of a program over this copy of the code, and the JSON it printed."""
        environment = {
            **child_environment(self.settings),
            "PYTHONPATH": f"{self.project}{os.pathsep}{PROJECT}",
            "OSSP_PARTNERSHIP": str(self.project / "partnership"),
        }
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def refresh(self) -> Path:
        """A whole refresh; where what it published lies."""
        code, told = self.run(REFRESH)
        assert (code, told["gate"]["verdict"]) == (0, "publish"), told["gate"]
        current = json.loads((self.settings.releases / "current.json").read_text())
        return self.settings.releases / current["path"]

    def refresh_part(self) -> tuple[Path, dict[str, list[str]]]:
        """A refresh of some tables: where what could be published lies, and the rules that did not pass."""
        tables, others = [*TABLES, "sna_data_coverage"], ["stg_measure_returns"]
        code, told = self.run(PART.format(feeds=FEEDS, tables=tables, others=others))
        assert code == 0
        return Path(told["candidate"]), told["broken"]


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def installation(tmp_path: Path, short_released: Settings, copy_of: Callable[..., Settings]) -> Installation:
    project = tmp_path / "project"
    project.mkdir()
    for name in PARTS:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "target"))
        else:
            shutil.copyfile(PROJECT / name, project / name)
    return Installation(project, copy_of(short_released))


def row_of_the_page() -> str:
    """The row that docs/measures.md offers to add."""
    page = (PROJECT / "docs" / "measures.md").read_text(encoding="utf-8")
    return re.search(r"## Adding a measure\n.*?```\n(.*?)```", page, re.DOTALL)[1]  # type: ignore[index]


def add_a_row(installation: Installation) -> None:
    """And choose that another measure is not used here."""
    installation.add("measures", row_of_the_page())
    installation.add("measure_choices", "retail_crime,false,,,,Another measure says it better\n")


def assert_a_row_more(made: Path, delivered: Settings) -> None:
    name = "GMP-CSP-Stockport-Crime-2025-12-v1.csv"
    with (delivered.inbox / "police_crime" / name).open(encoding="utf-8") as handle:
        thefts = sum(row["HO Offence Code"] == "45" for row in csv.DictReader(handle))
    (figure,) = [
        row
        for row in rows_of(made, "fct_measure_values")
        if (row["measure_id"], row["period"], row["area_type"]) == ("theft_from_vehicle", "2025-12", "csp")
    ]
    assert (figure["numerator"], figure["status"]) == (str(thefts), ValueStatus.OBSERVED)
    (chosen,) = [row for row in rows_of(made, "dim_measures") if row["measure_id"] == "retail_crime"]
    assert chosen["status"] == MeasureState.RETIRED
    assert chosen["method_note"].startswith("Not used here: Another measure says it better. ")
    (coverage,) = [row for row in rows_of(made, "performance_coverage") if row["measure_id"] == "retail_crime"]
    assert coverage["not_applicable_count"] == coverage["expected_count"] and coverage["missing_periods"] == ""
    for table in ("dim_measures", *TABLES):
        assert "theft_from_vehicle" in {row["measure_id"] for row in rows_of(made, table)}, table


def test_a_row_more_is_a_figure_more_and_a_row_less_and_a_month_less_are_named_and_hold(installation, short_delivered):
    """In one refresh: what holds is what is gone, and nothing of what is new."""
    add_a_row(installation)
    text = installation.catalogue.read_text(encoding="utf-8")
    rows = text.splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(("robbery,", "marac_cases,"))]
    installation.catalogue.write_text("".join(kept), encoding="utf-8")
    assert len(rows) - len(kept) == 2
    forget(installation.settings, "police_crime", "2025-05")
    made, broken = installation.refresh_part()
    assert_a_row_more(made, short_delivered)
    held = {rule: detail for rule, (weight, detail) in broken.items() if weight == "hold"}
    assert held["dim_measures.measure_id.kept"] == "gone since the last release: marac_cases, robbery"
    assert held["sna_data_coverage.period.kept"] == "gone since the last release: police_crime 2025-05"
    assert set(held) == {
        "dim_measures.measure_id.kept",
        "measure_choices.measure_id.known",
        "measure_targets.measure_id.known",
        "sna_data_coverage.period.kept",
        "stg_measure_returns.measure_id.known",
    }
    assert not [detail for detail in held.values() if "theft_from_vehicle" in detail or "retail_crime" in detail]


@pytest.mark.nightly  # a whole refresh; the test above looks at the same figures in a part of one
def test_one_row_more_is_published(installation, short_delivered):
    add_a_row(installation)
    assert_a_row_more(installation.refresh(), short_delivered)
