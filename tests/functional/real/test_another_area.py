"""Another area from open data alone: what `ossp start` writes, real files of Essex, a release without waivers."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from ossp_pipeline.atomic_files import write_json
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.partnership.areas import find_partnership
from ossp_pipeline.partnership.start import write_partnership
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings, load_settings, prepare_process
from tests.functional.real.as_published import LOOKUP_NAMES, lookup, mid_2020_workbook

ASB = "Anti-social behaviour"
# Facts of Stockport and of the sample, none of which another area may publish.
STOCKPORTS = (
    "Stockport",
    "Invented",
    "INVENTED",
    "218,973",
    "218973",
    "GMP",
    "Stockport Council",
    "marac_review",
    "Brinnington",
    "otspot: town",
    "1 Domestic",
)


@pytest.fixture(scope="module")
def colchester(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The folder of Colchester with the files of Essex, seen as on the last of August 2018."""
    folder = tmp_path_factory.mktemp("another") / "colchester"
    write_partnership(folder, find_partnership("Colchester"), "2018-01")
    settings = load_settings({"OSSP_PARTNERSHIP": str(folder), "OSSP_KEYS": str(folder / "keys")})
    prepare_process(settings)
    write_json(settings.sample_note, {"as_of": "2018-08-31", "is_invented": False})
    for name in ("area_lookup", "population", "police_uk_street"):
        (settings.inbox / name).mkdir(parents=True)
    for part, name in LOOKUP_NAMES.items():
        (settings.inbox / "area_lookup" / name).write_bytes(lookup(real_data, part))
    (settings.inbox / "population" / "estimates.xlsx").write_bytes(mid_2020_workbook(real_data))
    for path in sorted((real_data / "policeuk_essex_2018").glob("*-street.csv")):
        shutil.copyfile(path, settings.inbox / "police_uk_street" / path.name)
    return replace(settings)


@pytest.fixture(scope="module")
def counted(real_data: Path) -> pd.Series:
    """Rows of each kind and month in Colchester's small areas, counted without any of the project's code."""
    wards = pd.read_csv(real_data / "geo_lookups_ew" / "lookup_lsoa21_ward24_ltla24_ew.csv")
    pairs = pd.read_csv(real_data / "geo_lookups_ew" / "lookup_lsoa11_lsoa21_ltla22_ew.csv")
    inside = wards.loc[wards["ltla24_code"] == "E07000071", "lsoa21_code"]
    areas = set(pairs.loc[pairs["lsoa21_code"].isin(inside), "lsoa11_code"])
    files = sorted((real_data / "policeuk_essex_2018").glob("*-street.csv"))
    rows = pd.concat(pd.read_csv(path, usecols=["Month", "LSOA code", "Crime type"]) for path in files)
    rows = rows[rows["LSOA code"].isin(areas)]
    kinds = rows["Crime type"].eq(ASB).map({True: "asb_incidents", False: "all_crime"})
    return rows.groupby([kinds, "Month"]).size()


@pytest.mark.slow
def test_another_area_publishes_its_own_figures_without_a_waiver(colchester: Settings, counted: pd.Series):
    steps = Refresh(colchester)
    steps.receive()
    build, _ = steps.freeze(steps.plan())
    steps.make_tables(build)
    steps.make_candidate(build)
    decision = steps.judge(build)
    assert (decision.verdict, decision.reasons, decision.waived) == (PUBLISH, [], [])

    figures = duckdb.sql(
        f"select measure_id, period, numerator from '{build.candidate}/tables/fct_measure_values.parquet'"
        " where area_type = 'csp' and measure_id in ('all_crime', 'asb_incidents') and numerator is not null"
    ).fetchall()
    assert {(measure, period): count for measure, period, count in figures} == counted.to_dict()

    pages = [*build.candidate.rglob("*.html"), *build.candidate.rglob("*.csv")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    assert {(name, word) for name, text in texts.items() for word in STOCKPORTS if word in text} == set()
