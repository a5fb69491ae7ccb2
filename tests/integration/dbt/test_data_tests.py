"""Every data test of the project can fail: here is a warehouse in which each of them finds something."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from ossp_pipeline.contracts.outcome import Status
from ossp_pipeline.gate.evidence import TABLES, read_evidence
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build
from ossp_pipeline.transform.manifest import Manifest
from tests.integration.dbt.projects import Ran, copy_build, ran_once, run_tests

GRAIN, SETTINGS = "__grain__unique", "stg_build_settings"
# Test → what is done to the finished tables. A grain is broken by repeating a row.
DAMAGE = {
    "measure_catalogue__unit__known": "update measure_catalogue set unit = null where measure_id = 'burglary'",
    "measure_catalogue__source__known": "update measure_catalogue set source = 'arson' where measure_id = 'robbery'",
    "measure_catalogue__disclosure_class__known": (
        "update measure_catalogue set disclosure_class = null where measure_id = 'robbery'"
    ),
    "measure_catalogue__polarity__known": "update measure_catalogue set polarity = 'up' where measure_id = 'robbery'",
    "measure_catalogue__status__known": "update measure_catalogue set status = 'old' where measure_id = 'robbery'",
    "offence_lists__codes__known": (
        "update offence_lists set offence_code = '8NN' where offence_code = '8N' and list_name = 'serious violence';"
        "update offence_lists set offence_code = '10D' where offence_code = '3B';"
        "update offence_lists set needs_flag = null where offence_code = '34A' and list_name like 'knife%'"
    ),
    "stg_action_returns__action_id__known": "delete from fct_actions where action_id = 'cas3_move_on'",
    "stg_grant_returns__grant_id__known": "delete from fct_grants where grant_id = 'hate_crime'",
    "stg_measure_returns__measure_id__known": ("delete from int_measures_defined where measure_id = 'marac_cases'"),
    "stg_comment_returns__measure_id__known": "delete from int_measures_defined where measure_id = 'shoplifting'",
    "int_measure_inputs__returns__numerator__within_denominator": (
        "update int_measure_inputs__returns set numerator = denominator + 1 where measure_id = 'cctv_working'"
    ),
    "int_measure_inputs__returns__case_reviews__add_up": (
        "update int_measure_inputs__returns set numerator = 99 where measure_id = 'case_review_recommendations'"
    ),
    "measure_catalogue__categories__known": (
        "update int_measures_categorised set category = 'type=Burglery' where measure_id = 'burglary'"
    ),
    "measure_breaks__applies_to__known": (
        "update int_measure_breaks_listed set applies_to = 'burglery' where applies_to = 'burglary'"
    ),
    "measures_from_feeds__source__known": "update measures_from_feeds set source = 'guess' where source = 'fires'",
    "figure_equivalences__reason__stated": "update figure_equivalences set reason = null where most_percent is null",
    "fct_levels__totals__conserved": (
        "update fct_levels set numerator = numerator + 1 where area_type = 'csp' and pattern = 'hour' and slot = '03'"
    ),
    "priority_problems__measure_ids__known": (
        "update priority_problems set measure_ids = 'robbery;roberry' where problem_id = 'robbery'"
    ),
    "fct_partner_incidents__rows__conserved": (
        "delete from fct_partner_incidents where period = '2024-05' and feed = 'ambulance_calls'"
    ),
    "fct_stop_and_search__rows__conserved": (
        "update fct_stop_and_search set numerator = numerator + 1 where object_of_search = 'Stolen goods'"
    ),
    "fct_reoffending__rows__conserved": "delete from fct_reoffending where is_home",
    "int_serious_violence_definitions__chosen__known": (
        "update int_serious_violence_definitions set version = '9' where definition = 'narrow'"
    ),
    "serious_violence_definitions__codes__known": (
        "update serious_violence_definitions set statutory_factors = 'fear' where offence_code = '8N'"
    ),
    "fct_measure_values__all_crime__conserved": (
        "update fct_measure_values set numerator = numerator + 1 where measure_id = 'all_crime' and area_type = 'csp'"
    ),
    "fct_measure_values__own_definitions__agree": (
        "update fct_measure_values set numerator = numerator + 1 where measure_id = 'serious_violence_wide'"
    ),
    "fct_measure_values__value__explained": "update fct_measure_values set status = null where measure_id = 'robbery'",
    "fct_measure_values__wards__within_total": (
        "update fct_measure_values set numerator = 1 where measure_id = 'burglary' and area_type = 'csp'"
    ),
    "int_incidents_unioned__rows__conserved": "delete from int_incidents_unioned where period = '2024-05'",
}


@pytest.fixture(scope="module")
def ran(sample, manifest, made_once) -> dict[str, Ran]:
    return ran_once(made_once, "damaged-tables", lambda folder: run_on_damaged_tables(sample, manifest, folder))


def run_on_damaged_tables(sample: Settings, manifest: Manifest, folder: Path) -> dict[str, Ran]:
    build = copy_build(sample, folder)
    grains = [test.model for test in manifest.tests.values() if test.name.endswith(GRAIN)]
    with damaging(build) as connection:
        for statement in DAMAGE.values():
            connection.execute(statement)
        for table in (table for table in grains if table != SETTINGS):
            repeat(connection, table)
    results = run_tests(sample, build, "--exclude", "test_type:unit", f"{SETTINGS}{GRAIN}")
    # Two rows of settings at once are more than the other tests could run with.
    with damaging(build) as connection:
        repeat(connection, SETTINGS)
    return results | run_tests(sample, build, "--select", f"{SETTINGS}{GRAIN}")


@contextmanager
def damaging(build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute(f"set file_search_path = '{build.folder}'")
        yield connection


def repeat(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """One of its rows twice; where the sample has none, two without any value. A view becomes a table."""
    if table.startswith("stg_"):
        connection.execute(f"alter view {table} rename to viewed")
        connection.execute(f"create table {table} as from viewed")
        connection.execute("drop view viewed")
    connection.execute(f"insert into {table} from {table} limit 1")
    if connection.execute(f"select count(*) from {table}").fetchone() == (0,):
        connection.execute(f"insert into {table} default values")
        connection.execute(f"insert into {table} default values")


def test_every_data_test_finds_what_is_damaged(ran, manifest):
    assert set(ran) == {test.name for test in manifest.tests.values()}
    assert {name: said.message for name, said in ran.items() if said.status != "warn" or not said.failures} == {}


def test_a_misspelt_code_possession_and_a_crime_without_the_flag_are_each_found(ran):
    assert ran["offence_lists__codes__known"].failures == 3


def test_every_test_but_those_of_a_grain_has_its_own_damage(manifest):
    others = {test.name for test in manifest.tests.values() if not test.name.endswith(GRAIN)}
    assert others <= set(DAMAGE)


def test_no_data_test_finds_anything_in_the_sample(built):
    tables = next(filed for filed in read_evidence(built) if filed.stage == TABLES)
    # Of stop and search the sample has one month, which nothing before it can be compared with.
    failed = [item.rule for item in tables.outcomes if item.status is not Status.PASSED]
    assert failed == ["stop_and_search.months.confirmed"]
