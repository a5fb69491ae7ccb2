"""Which models differ between editions, and that no count of people gets around them into the public one."""

import re

import duckdb
import pytest

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.feeds import fire_incidents
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.transform.dbt_runner import BY_EDITION, load_manifest
from ossp_pipeline.transform.manifest import Manifest
from tests.integration.dbt.projects import MODELS
from tests.macros import render

# What an edition is told apart by: dbt_project/macros/protection.sql, and macros that ask it.
_ASKS = re.compile(
    r"\b(is_public|protected_count|protected_whole|group_key|joined_key|spine_inputs|category_disclosure_class|feed_class)\("
)
SQL = {path.stem: path.read_text() for path in sorted(MODELS.rglob("*.sql"))}
# Says in words whether a month came whole; of feeds about people without a number (tests/unit/transform/measures).
REVIEWED = {"int_months_judged"}
# Tables below people's feeds in which these are not counted by a model of an edition, and what protects them there.
BESIDE = {
    "sna_data_coverage": "numbers of rows: none is shown of feeds about people",
    "sna_data_rejections": "numbers of rows: none is shown of feeds about people",
    "sna_data_sharing": "numbers of rows: none is shown",
    "sna_data_completeness": "of feeds about people whether a month came whole, without a number",
    "performance_coverage": "numbers of periods with and without a figure",
    "performance_comments": "words, and none is shown of a figure about people",
    "performance_returns": "returned figures: small ones are withheld with their wholes and rests",
}


@pytest.fixture(scope="module")
def public(sample) -> Manifest:
    return load_manifest(sample, Edition.PUBLIC)


def by_edition(manifest: Manifest) -> set[str]:
    nodes = manifest.document["nodes"].values()
    return {node["name"] for node in nodes if node["resource_type"] == "model" and BY_EDITION in node["tags"]}


def test_models_that_ask_for_the_edition_are_made_again_for_the_public_one(manifest: Manifest) -> None:
    """Others that ask lie below one of these, and so are made again too."""
    asking, again = {name for name, sql in SQL.items() if _ASKS.search(sql)}, by_edition(manifest)
    for model in manifest.models.values():
        if again & set(model.depends_on):
            again.add(model.name)
    assert asking <= again
    assert by_edition(manifest) <= asking


def test_no_count_of_people_gets_into_a_public_table_around_the_models_that_protect(public: Manifest) -> None:
    """From the people's feeds down, stopping at the models of an edition."""
    people = {f"raw.{feed.name}" for feed in FEEDS.values() if feed.personal}
    stops, reached = by_edition(public) | REVIEWED, set()
    for model in public.models.values():
        below = people & set(model.sources) or reached & set(model.depends_on)
        if below and model.name not in stops:
            reached.add(model.name)
    assert reached & set(public.published) <= set(BESIDE)


def test_columns_that_recognise_people_are_read_by_these_models_alone(public: Manifest) -> None:
    """A new reader of a token or a noise key is looked at: what does it count, and who protects that?"""
    readers = {name for name, sql in SQL.items() if re.search(r"\b\w+_(token|noise)\b", sql)}
    assert {name for name in readers if not name.startswith("stg_")} == {
        "int_cohorts_counted",
        "int_complainants_categorised",
        "int_incidents_followed",
        "int_incidents_unioned",
        "int_measure_events",
        "int_measure_incidents_counted",
        "int_measure_inputs__cas3_referrals",
        "int_measure_inputs__complainants",
        "int_measure_inputs__need",
        "int_measure_inputs__services",
        "int_measure_inputs__supervision",
        "int_measure_inputs__treatment",
        "int_partner_incidents_counted",
        "int_serious_violence_counted",
        "int_supervision_categorised",
        "int_supervision_deduplicated",
        "int_treatment_categorised",
        "int_treatment_followed",
        "int_treatment_windowed",
    }


def test_only_deliberate_fires_are_not_about_people(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute("select distinct item from int_partner_incidents_counted where disclosure_class = 'event'")
    assert {item for (item,) in rows.fetchall()} == set(fire_incidents.CATEGORIES[:3])


def test_feeds_with_people_beside_events_are_those_whose_contracts_count_people() -> None:
    named = re.findall(r"'(\w+)'", render("feeds_with_people()"))
    assert named == sorted(feed.name for feed in FEEDS.values() if feed.counted and not feed.personal)
