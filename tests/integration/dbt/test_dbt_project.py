"""The dbt project keeps its own rules: what every model says of itself, and which model may look at which."""

import re
from functools import cache

import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.evidence import TABLES, read_evidence, required_rules
from ossp_pipeline.partnership.facts import FACTS
from ossp_pipeline.publish.package import read_package
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.settings import DBT_PROJECT, EXPECTATIONS
from tests.integration.dbt.projects import MODELS, properties, unit_tests

SQL = {path.stem: path for path in sorted([*MODELS.rglob("*.sql"), *MODELS.rglob("*.py")])}
LAYERS = {"seeds": 0, "staging": 0, "intermediate": 1, "core": 2, "sna": 3, "performance": 3}
# Tables about people or events, and the figures in them that do not come from counting either.
RESIDENTS = {("sna_area_profiles", "denominator"), ("sna_area_rankings", "denominator")}
# Nor do what was set as a target, what others published, and the number of false alarms to expect.
NOT_OURS = (
    {
        (table, column)
        for table in ("performance_signals", "performance_scorecards")
        for column in ("target", "benchmark_value")
    }
    | {("performance_scorecards", "expected_false_alarms")}
    # With the rows received hidden, these give back no row that was set aside.
    | {
        ("sna_data_coverage", f"{name}_count")
        for name in ("accepted", "duplicate", "out_of_area", "unplaced", "other_vintage")
    }
    # Of people there are none.
    | {("sna_data_completeness", "blind_share")}
    | {("sna_cohorts", column) for column in ("estimate", "estimate_lower", "estimate_upper")}
)
# Models that decide something. The others choose columns, or join and count what these decided.
DECIDING = {
    "int_levels_doubted",
    "int_measures_doubted",
    "int_months_doubted",
    "int_months_supplied",
    "fct_cohorts",
    "fct_comments",
    "fct_data_sharing",
    "fct_rejections",
    "fct_published_fires",
    "fct_published_indicators",
    "fct_reoffending",
    "fct_stop_and_search",
    "fct_treatment_levels",
    "int_levels_slotted",
    "int_measures_listed",
    "int_serious_violence_definitions",
    "dim_measures",
    "int_partner_incidents_counted",
    "sna_reoffending",
    "sna_stop_and_search",
    "fct_serious_violence",
    "int_areas_listed",
    "int_feeds_covered",
    "int_levels_windowed",
    "int_serious_violence_counted",
    "int_windows_covered",
    "sna_previous_plan",
    "int_home_codes",
    "int_incidents_categorised",
    "int_incidents_counted",
    "int_incidents_followed",
    "int_incidents_located",
    "int_incidents_unioned",
    "int_complainants_categorised",
    "int_measure_inputs__attendances",
    "int_measure_inputs__bedspaces",
    "int_measure_inputs__bookings",
    "int_measure_inputs__cas3_referrals",
    "int_measure_inputs__complainants",
    "int_measure_inputs__fires",
    "int_measure_inputs__incidents",
    "int_measure_inputs__need",
    "int_measure_inputs__reoffending",
    "int_measure_inputs__returns",
    "int_measure_inputs__services",
    "int_measure_inputs__supervision",
    "int_measure_inputs__survey",
    "int_measures_covered",
    "int_measures_defined",
    "int_populations_summed",
    "int_recorded_crime_newest",
    "int_recorded_crime_placed",
    "int_reoffending_newest",
    "int_small_areas_resolved",
    "int_supervision_deduplicated",
    "int_treatment_followed",
    "int_treatment_windowed",
    "int_vintages_detected",
    "dim_area_boundaries",
    "dim_deprivation",
    "dim_harm_weights",
    "fct_actions",
    "fct_area_years",
    "fct_grant_lines",
    "fct_grants",
    "fct_harm",
    "fct_harm_editions",
    "fct_measure_values",
    "int_measure_events",
    "int_measure_incidents_counted",
    "int_types_within",
    "fct_safer_streets",
    "fct_recorded_crime",
    "fct_survey_answers",
    "performance_scorecards",
    "sna_area_profiles",
    "sna_area_rankings",
    "sna_comparison",
    "sna_data_completeness",
    "sna_data_coverage",
    "sna_deprivation_levels",
    "sna_public_views",
    "sna_published_fires",
    "sna_published_indicators",
    "sna_theme_trends",
}

# Tables of figures that no row is left out of, though what they are made from knows feeds that leave some out.
# `performance_returns` has what leads return, which is no count of rows. `sna_stop_and_search` counts every search of a
# force's file, wherever it was: places are not asked of it, and nor is consent.
NOTHING_LEFT_OUT = {"performance_returns", "sna_stop_and_search"}


@pytest.fixture
def node(manifest, request):
    """The model's whole entry in dbt's manifest."""
    name = request.node.callspec.params["name"]
    return manifest.document["nodes"][f"model.ossp.{name}"]


each_model = pytest.mark.parametrize("name", SQL)


@each_model
def test_model_has_its_own_yaml_beside_it(name, node):
    path = SQL[name].with_suffix(".yml")
    assert node["patch_path"] == f"ossp://{path.relative_to(DBT_PROJECT)}"
    assert [model["name"] for model in properties()[path]["models"]] == [name]


@each_model
def test_description_ends_in_the_grain(name, node):
    assert re.search(r"(^|\. )One row per [^.]+\.$", node["description"].strip()), node["description"]


@each_model
def test_grain_is_tested_or_it_is_said_why_not(name, node, manifest):
    is_tested = f"{name}__grain__unique" in {test.name for test in manifest.tests.values()}
    assert is_tested != ("the grain is tested by reconciliation" in node["description"])


@each_model
def test_every_column_is_described_and_no_other(name, node, warehouse):
    there = [row[0] for row in warehouse.execute(f'describe "{name}"').fetchall()]
    assert sorted(node["columns"]) == sorted(there)
    assert [column["name"] for column in node["columns"].values() if not column["description"].strip()] == []


@each_model
def test_staging_is_a_view_and_all_else_a_table(name, node, manifest):
    assert node["config"]["materialized"] == ("view" if manifest.models[name].layer == "staging" else "table")


@each_model
def test_model_refers_to_its_own_layer_or_an_earlier_one(name, manifest):
    model = manifest.models[name]
    parents = {parent: manifest.models[parent].layer for parent in model.depends_on}
    assert {parent: layer for parent, layer in parents.items() if LAYERS[layer] > LAYERS[model.layer]} == {}
    if model.layer in ("sna", "performance"):
        assert {parent: layer for parent, layer in parents.items() if layer != "core"} == {}
    if model.layer == "staging":
        assert (parents, len(model.sources)) == ({}, 1)
    else:
        assert model.sources == ()


def test_every_source_is_staged_once(manifest):
    sources = sorted(f"{item['source_name']}.{item['name']}" for item in manifest.document["sources"].values())
    assert sorted(source for model in manifest.models.values() for source in model.sources) == sources
    assert {source.split(".")[1] for source in sources if source.startswith("raw.")} == set(FEEDS)


def test_each_mart_is_under_an_exposure_or_says_that_it_is_not_published(manifest):
    marts = {name: model for name, model in manifest.models.items() if LAYERS[model.layer] > 1}
    assert set(manifest.published) <= set(marts)
    assert {name for name, model in marts.items() if model.layer != "core"} <= set(manifest.published)
    for name in set(marts) - set(manifest.published):
        assert re.search(r"(Not|never) published", marts[name].description), name


def test_every_published_table_has_a_suite_and_every_suite_a_table(manifest):
    assert sorted(path.stem for path in (EXPECTATIONS / "release").glob("*.json")) == manifest.published


def test_published_tables_have_an_enforced_contract_and_no_other_has(manifest):
    nodes = [item for item in manifest.document["nodes"].values() if item["resource_type"] == "model"]
    assert sorted(item["name"] for item in nodes if item["config"]["contract"]["enforced"]) == manifest.published


def test_every_figure_about_people_is_hidden_with_its_row(manifest):
    """A figure left out of the `protect` list would give a withheld count back."""
    for name in manifest.published:
        model = manifest.models[name]
        if "disclosure_class" not in model.columns or name == "dim_measures":
            continue
        figures = {column for column, said in model.columns.items() if said["type"] in ("bigint", "double")}
        unprotected = figures - set(model.meta["protect"]["values"])
        assert {(name, column) for column in unprotected} <= RESIDENTS | NOT_OURS
        counts = {column for column in figures if column.endswith(("numerator", "denominator"))}
        assert counts - set(model.meta["protect"]["counts"]) == {
            item for item in unprotected if (name, item) in RESIDENTS
        }


def test_a_table_whose_rows_may_be_hidden_says_which_columns_go_with_them(manifest):
    """The pages hide what the data package marks, and it marks what the YAML lists."""
    for name in manifest.published:
        model = manifest.models[name]
        if "status" in model.columns and "double" in {said["type"] for said in model.columns.values()}:
            listed = {*(model.meta.get("protect") or {}).get("values", ()), *model.meta.get("figures", ())}
            assert listed, f"{name} lists no figures: declare `protect`, or `figures` where no count is ours"
            assert listed <= set(model.columns), name


def test_every_figure_of_a_feed_that_leaves_rows_out_has_beside_it_what_it_leaves_out(manifest):
    """A table that lacks the columns is named with its reason: a new one fails, and so does one that has them."""
    leaving = {f"stg_{feed.name}" for feed in FEEDS.values() if feed.consent or feed.has_places}

    @cache
    def reaches(name):
        parents = manifest.models[name].depends_on if name in manifest.models else ()
        return name in leaving or any(map(reaches, parents))

    published = {name: set(manifest.models[name].columns) for name in manifest.published if reaches(name)}
    counting = {name for name, columns in published.items() if any(item.endswith("numerator") for item in columns)}
    counting |= {name for name, columns in published.items() if "crime_count" in columns}
    assert {
        name for name in counting if not {"left_out_count", "left_out_reason"} <= published[name]
    } == NOTHING_LEFT_OUT
    assert counting > NOTHING_LEFT_OUT


# ---- tests of the project


def test_every_data_test_is_required_of_a_build(manifest):
    """Of those in the files, and not of those dbt made of them."""
    written = {path.stem for path in (DBT_PROJECT / "tests").glob("*.sql")}
    seeds = DBT_PROJECT / "seeds" / "seeds.yml"
    for text in [path.read_text() for path in (*properties(), seeds)]:
        written |= set(re.findall(r"^ +name: (\w+__\w+__\w+)$", text, re.MULTILINE))
    required = required_rules([], manifest)[TABLES]
    of_facts = {rule for fact in FACTS.values() for rule in fact.area_rules()}
    assert required - of_facts == {".".join(name.rsplit("__", 2)) for name in written}
    assert len(required - of_facts) == len(manifest.tests)


def test_build_runs_every_data_test_and_no_unit_test(manifest, built):
    tables = next(filed for filed in read_evidence(built) if filed.stage == TABLES)
    assert {item.rule for item in tables.outcomes if item.tool == "dbt"} == {
        test.rule for test in manifest.tests.values()
    }
    ran = [item["unique_id"] for item in read_json(built.target / "run_results.json")["results"]]
    assert {item.split(".")[0] for item in ran} == {"seed", "model", "test", "exposure"}


def test_every_generic_test_is_used():
    used = " ".join(path.read_text() for path in [*properties(), *DBT_PROJECT.glob("seeds/*.yml")])
    generic = [path.stem for path in (DBT_PROJECT / "tests" / "generic").glob("*.sql")]
    assert [name for name in generic if f"- {name}:" not in used] == []


def test_every_model_that_decides_something_has_a_unit_test():
    assert set(unit_tests().values()) == DECIDING


def test_every_published_table_declares_its_grain_as_key(sample):
    resources = read_package(Releases(sample.releases).current().folder)["resources"]
    keys = {
        item["name"]: [name for name in ("primaryKey", "uniqueKeys") if name in item["schema"]]
        for item in resources
        if "schema" in item
    }
    assert {name: key for name, key in keys.items() if len(key) != 1} == {}
    trends = next(item["schema"] for item in resources if item["name"] == "performance_trends.csv")
    assert trends["primaryKey"] == ["measure_id", "area_code", "period"]


def test_published_columns_are_of_kinds_every_reader_has(manifest):
    """Another kind would go out as text, in the data package and in Postgres: give it a type there first."""
    kinds = {column["type"] for name in manifest.published for column in manifest.models[name].columns.values()}
    assert kinds <= {"varchar", "bigint", "integer", "double", "boolean", "date"}
