"""The governance pack: complete, true to the contracts, and each figure found by following its column."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.governance.pack.documents import (
    LEVELS,
    data_flows,
    fields_of,
    figures_of,
    missing_words,
    risks,
    small_numbers,
)
from ossp_pipeline.governance.pack.lineage import Lineage, landed_names, personal_columns
from ossp_pipeline.governance.pack.results import Results, read_results
from ossp_pipeline.settings import PROJECT
from ossp_pipeline.transform.manifest import Manifest
from tests.unit.governance.conftest import SUPERVISION

pytestmark = pytest.mark.usefixtures("reading_here")

FEED = FEEDS[SUPERVISION]


def test_every_column_about_people_has_purpose_basis_retention_and_meaning() -> None:
    assert missing_words(FEEDS.values()) == []
    assert all(feed.purpose for feed in FEEDS.values())


@pytest.mark.parametrize("without", [{"purpose": ""}, {"basis": ""}, {"retention_days": 0}])
def test_a_feed_that_lacks_one_is_found(without: dict[str, Any]) -> None:
    assert len(missing_words([replace(FEED, **without)])) == len(personal_columns(FEED))


def test_a_column_without_a_meaning_is_found() -> None:
    columns = (replace(FEED.columns[0], meaning=""), *FEED.columns[1:])
    assert missing_words([replace(FEED, columns=columns)]) == ["probation_supervision.person_token"]


def test_every_field_of_feeds_about_people_is_listed_with_its_level_and_retention() -> None:
    lines = fields_of(list(FEEDS.values())).splitlines()
    for feed in FEEDS.values():
        rows = [line for line in lines if f"| {feed.retention_days} days as received" in line and feed.basis in line]
        assert len(rows) >= (len(feed.columns) if landed_names(feed) else 0)
    [name] = [line for line in lines if line.startswith("| Forename ")]
    assert "| nothing | identifying | drop | none: it is dropped on landing |" in name
    assert name.endswith("| L0 as received | 180 days as received | the service account only |")
    [reference] = [line for line in lines if line.startswith("| CRN ")]
    assert FEED.purpose in reference and "L1 landed" in reference and "data engineers" in reference


def test_flows_name_who_sends_each_feed_and_why() -> None:
    flows = data_flows([replace(FEED, supplier="Somebody | else")])
    assert "| `probation_supervision` | Somebody \\| else | quarter |" in flows
    assert FEED.purpose in flows and FEED.basis in flows


def test_the_levels_are_those_of_the_page_on_safety() -> None:
    page = (PROJECT / "docs" / "safety.md").read_text(encoding="utf-8")
    for level, _, _, who in LEVELS:
        [row] = [line for line in page.splitlines() if line.startswith(f"| {level} |")]
        assert who in row


def test_the_page_for_councillors_has_at_most_150_words_and_the_threshold() -> None:
    page = small_numbers(7)
    assert len(page.split()) <= 150
    assert "numbers of people from 1 to 6" in " ".join(page.split()) and "{" not in page


def test_every_risk_names_a_test_that_exists_and_its_last_result(tmp_path: Path) -> None:
    file = tmp_path / "results.xml"
    case = '<testcase classname="tests.unit.governance.{}" name="n">{}</testcase>'
    cases = [
        case.format("test_erasure", ""),
        case.format("test_erasure", "<failure/>"),
        case.format("test_retention", ""),
        case.format("test_rotation", "<skipped/>"),
    ]
    file.write_text(f'<testsuites><testsuite timestamp="2026-11-29T06:30:00">{"".join(cases)}</testsuite></testsuites>')
    page = risks(read_results(file))
    rows = [line for line in page.splitlines() if "| `tests/" in line]
    assert len(rows) > 10
    assert all((PROJECT / row.split("`")[1]).exists() for row in rows)
    assert "2026-11-29T06:30, 2 passed, 1 failed" in page
    assert any(row.endswith("| **1 failed**, 1 passed |") for row in rows)
    assert any("test_retention.py` | 1 passed |" in row for row in rows)
    assert any("test_rotation.py` | not run |" in row for row in rows)
    assert "not given" in risks(Results())


@pytest.mark.parametrize("content", ["nonsense", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.xml").write_text(content)
    with pytest.raises(UsageError, match="E-NOFILE"):
        read_results(tmp_path / "x.xml")


def node(name: str, code: str, columns: str = "", of: tuple[str, ...] = (), source: str = "") -> dict[str, Any]:
    parents = [f"model.ossp.{parent}" for parent in of] + ([f"source.ossp.raw.{source}"] if source else [])
    return {
        "unique_id": f"model.ossp.{name}",
        "name": name,
        "resource_type": "model",
        "original_file_path": f"models/core/{name}.sql",
        "description": "",
        "columns": {column: {"description": ""} for column in columns.split()},
        "depends_on": {"nodes": parents},
        "raw_code": code,
    }


def lineage() -> Lineage:
    """gender is passed on and shown; is_iom is a filter; employment_status is dropped; outward_code is a comment."""
    nodes = [
        node("stg", "select\n    gender,\n    is_iom", "gender is_iom employment_status outward_code", (), SUPERVISION),
        node("int_a", "select\n    a.gender,\n    is_iom\n-- by outward_code = 1\nfrom stg", "gender is_iom", ("stg",)),
        node("int_measure_inputs__s", "where source in ('one', 'two')\n    and is_iom", "value", ("int_a",)),
        node("fct_all", "select value", "value", ("int_measure_inputs__s",)),
        node("sna_shown", "select\n    gender", "gender", ("int_a",)),
        node("sna_other", "select 1", "x", ("int_a",)),
    ]
    published = [f"model.ossp.{name}" for name in ("fct_all", "sna_shown", "sna_other")]
    exposures = {"e": {"depends_on": {"nodes": published}}}
    return Lineage(Manifest({"nodes": {item["unique_id"]: item for item in nodes}, "exposures": exposures}))


@pytest.mark.parametrize(
    ("column", "tables", "sources"),
    [
        ("gender", {"sna_shown"}, set()),
        ("is_iom", set(), {"one", "two"}),
        ("employment_status", set(), set()),
        ("outward_code", set(), set()),
    ],
)
def test_a_column_serves_what_is_made_by_working_with_it(column: str, tables: set[str], sources: set[str]) -> None:
    served = lineage().served_by(FEED, column)
    assert (served.tables, served.sources) == (tables, sources)


def test_columns_that_serve_nothing_are_listed_to_be_decided() -> None:
    page = figures_of([FEED], lineage())
    serving, without = page.split("## Serves no figure")
    assert "| `probation_supervision` | `gender` | `sna_shown` | `sna_shown` |  |" in serving
    assert "| `probation_supervision` | `is_iom` | `int_measure_inputs__s` |  | one, two |" in serving
    assert "`employment_status` |  |" in without
    assert "`event_number` | tells rows apart" in without
