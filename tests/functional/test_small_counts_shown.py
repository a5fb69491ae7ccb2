"""The board sees its own small numbers where the partnership has chosen so, marked official; nobody else ever does."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.edition import OFFICIAL, Edition
from ossp_pipeline.publish.candidate import protected_tables
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.dbt_runner import load_manifest
from tests.installations import forget
from tests.part_refresh import broken_rules, publishing, refresh_part

FEED, QUARTER = "measure_returns", "2025-26Q4"
# What the partnership's own paper says of its accommodation for people on probation.
HEADLINE = {"cas3_completions": ("4", ""), "cas3_positive": ("3", "4"), "achieve_employment": ("36", "")}
TABLES = ("fct_measure_values", "performance_returns")
Figures = dict[str, tuple[int | None, int | None, str]]


@pytest.fixture(params=["shown", "withheld"])
def choice(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def built(
    choice: str, short_delivered: Settings, short_released: Settings, copy_of: Callable[..., Settings]
) -> tuple[Settings, Build]:
    """The headline as its lead returned it, under one choice or the other."""
    settings = copy_of(short_released, small_counts=choice)
    forget(settings, FEED, QUARTER)
    for path in (short_delivered.inbox / FEED).glob(f"*{QUARTER}*.csv"):
        _return_headline(path, settings.inbox / FEED / path.name)
    return settings, refresh_part(settings, [FEED], TABLES, over_last=True)


def test_the_headline_is_seen_by_the_partnership_that_chose_so_and_by_no_other(
    choice: str, built: tuple[Settings, Build]
) -> None:
    settings, build = built
    hidden = (None, None, "withheld")
    seen: Figures = {
        "cas3_completions": (4, None, "observed") if choice == "shown" else hidden,
        "cas3_positive": (3, 4, "observed") if choice == "shown" else hidden,
        "achieve_employment": (36, None, "observed"),
    }
    for table in TABLES:
        assert figures(pq.read_table(build.candidate / "tables" / f"{table}.parquet").to_pylist()) == seen, table
    assert not [rule for rule in broken_rules(build) if rule.split(".")[0] in TABLES and "small" in rule]

    package = read_json(build.candidate / "datapackage.json")
    assert package["marking"] == (OFFICIAL if choice == "shown" else "")
    assert (OFFICIAL in package["description"]) is (choice == "shown")
    assert (package["licenses"][0]["name"] == "other-closed") is (choice == "shown")

    manifest = publishing(load_manifest(settings, Edition.PUBLIC), TABLES)
    for public in protected_tables(build, manifest, settings.small_count, Edition.PUBLIC):
        assert figures(public.rows.to_pylist()) == seen | dict.fromkeys(("cas3_completions", "cas3_positive"), hidden)


def figures(rows: list[dict[str, Any]]) -> Figures:
    return {
        row["measure_id"]: (row["numerator"], row["denominator"], row["status"])
        for row in rows
        if row["measure_id"] in HEADLINE and row["period"] == QUARTER
    }


def _return_headline(path: Path, target: Path) -> None:
    """A lead's returns with the headline's figures in them."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        if row["measure_id"] in HEADLINE:
            row["numerator"], row["denominator"] = HEADLINE[row["measure_id"]]
            row |= {"state": "accepted", "no_figure_reason": "", "narrative": "", "narrative_numerator": ""}
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
