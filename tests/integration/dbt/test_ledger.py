"""A person who comes or goes changes no figure of people that the public has seen, until counts are made anew."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.settings import Settings, public_settings
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.dbt_runner import load_manifest
from ossp_pipeline.transform.ledger import CLOSED, load_ledger, write_ledger
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.public_tables import make_public_tables
from tests.integration.dbt.projects import MODELS

# One person less in each feed; of crimes ten.
WITHOUT = {
    "int_supervision_deduplicated": "person_token",
    "int_supervision_categorised": "person_token",
    "int_treatment_windowed": "person_token",
    "int_treatment_categorised": "person_token",
    "int_complainants_categorised": "complainant_token",
}
# Beside counts of people in a row: exact counts of crimes, which are revised as they come.
EXACT = {"sna_serious_violence": ("crime_count", "share_of_crime")}
# What nobody is shown a count of: verdicts on people's figures are not in the public edition.
NOT_SHOWN = {"int_measure_events"}

Rows = dict[str, set[tuple[object, ...]]]


@pytest.fixture(scope="module")
def shown(public_release: Settings) -> Build:
    """The public edition that everybody has seen."""
    return Builds(public_settings(public_release).builds).newest()


@pytest.fixture(scope="module")
def ledger(shown: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    write_ledger(shown.warehouse, folder)
    return folder


@pytest.fixture(scope="module")
def changed(public_release: Settings, shown: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The partnership's build behind it, had one person less been delivered in each feed about people."""
    of = Builds(public_release.builds).find(shown.build_id)
    assert of is not None
    build = Build(Path(shutil.copytree(of.folder, tmp_path_factory.mktemp("builds") / of.build_id)))
    with duckdb.connect(str(build.warehouse)) as tables:
        for table, token in WITHOUT.items():
            tables.execute(f"delete from {table} where {token} = (select max({token}) from {table})")
        # Crimes that serious violence counts too, under some definition.
        gone = """
            select incident_id from int_incidents_located
            where is_domestic_abuse and is_knife_enabled and ward_code is not null
            order by incident_id limit 10
        """
        assert len(tables.execute(gone).fetchall()) == 10
        tables.execute(f"delete from int_incidents_located where incident_id in ({gone})")
        tables.execute(f"set file_search_path = '{build.folder}'")
        tables.execute("alter view stg_hospital_admissions rename to admissions")
        gone = "(select max(row_noise) from admissions)"
        tables.execute(f"create view stg_hospital_admissions as from admissions where row_noise <> {gone}")
    return build


def people(build: Build, manifest: Manifest) -> Rows:
    """The rows about people of each table that is published."""
    rows: Rows = {}
    with duckdb.connect(str(build.warehouse), read_only=True) as tables:
        for name in manifest.published:
            columns = [str(row[0]) for row in tables.execute(f"describe {name}").fetchall()]
            if "disclosure_class" in columns:
                kept = ", ".join(column for column in columns if column not in EXACT.get(name, ()))
                need = " or measure_id like 'unmet_need%'" if "measure_id" in columns else ""
                query = f"select {kept} from {name} where disclosure_class <> 'event'{need}"
                rows[name] = set(tables.execute(query).fetchall())
    return rows


@pytest.fixture
def made(tmp_path: Path) -> Builds:
    return Builds(tmp_path / "public")


def test_one_person_less_changes_nothing_that_was_shown(
    public_release: Settings, shown: Build, changed: Build, ledger: Path, made: Builds
) -> None:
    manifest = load_manifest(public_release, Edition.PUBLIC)
    before = people(shown, manifest)
    again, _ = make_public_tables(public_release, changed, made, ledger)
    after = people(again, manifest)
    assert sum(map(len, before.values())) > 15_000
    assert {name for name in before if before[name] != after[name]} == set()


def test_counted_anew_it_changes_counts_of_every_kind(
    public_release: Settings, shown: Build, changed: Build, made: Builds
) -> None:
    """Else the test above could not fail. This is what a yearly revision shows."""
    manifest = load_manifest(public_release, Edition.PUBLIC)
    before = people(shown, manifest)
    anew, _ = make_public_tables(public_release, changed, made, None)
    after = people(anew, manifest)
    differ = {name for name in before if before[name] != after[name]}
    assert {"fct_measure_values", "sna_cohorts", "sna_partner_incidents", "sna_serious_violence"} <= differ


def test_each_model_that_protects_counts_has_a_ledger() -> None:
    protects = re.compile(r"\b(protected_count|protected_whole|spine_inputs)\(")
    sql = {path.stem: path.read_text() for path in MODELS.rglob("*.sql")}
    assert {name for name, text in sql.items() if protects.search(text)} - NOT_SHOWN == set(CLOSED)
    asking = re.compile(r"\b(as_published|spine_inputs)\(")
    assert {name for name, text in sql.items() if asking.search(text)} == set(CLOSED)


def test_a_ledger_keeps_what_the_edition_after_it_no_longer_has(shown: Build, ledger: Path, tmp_path: Path) -> None:
    """A month whose file was withdrawn, and comes again, is still closed."""
    warehouse = Path(shutil.copyfile(shown.warehouse, tmp_path / "warehouse.duckdb"))
    load_ledger(ledger, warehouse)
    with duckdb.connect(str(warehouse)) as tables:
        tables.execute("delete from fct_measure_values where measure_id = 'supervision_caseload'")
    (tmp_path / "next").mkdir()
    write_ledger(warehouse, tmp_path / "next")
    name = "int_measure_inputs__supervision__closed.parquet"
    query = "select count(*) from '{}' where measure_id = 'supervision_caseload'"
    before, after = (duckdb.sql(query.format(folder / name)).fetchone() for folder in (ledger, tmp_path / "next"))
    assert after == before and before is not None and before[0] > 5


def test_a_ledger_holds_no_key_of_a_person(ledger: Path) -> None:
    for path in ledger.glob("*.parquet"):
        columns = [str(row[0]) for row in duckdb.sql(f"describe from '{path}'").fetchall()]
        assert not [name for name in columns if "token" in name or "noise" in name or "key" in name]
