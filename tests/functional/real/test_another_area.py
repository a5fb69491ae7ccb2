"""Other areas from open data alone: what `ossp start` writes, street files, a release without waivers.

Essex's files are real. Of the others none survives: their rows are invented, at real small areas (`streets`).
"""

import shutil
from dataclasses import dataclass
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
from tests.functional.real.lookups import read_rows
from tests.functional.real.streets import ASB, deliver_invented

ESSEX = "policeuk_essex_2018"
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
    "Greater Manchester",
    "Brinnington",
    "otspot: town",
    "1 Domestic",
)


@dataclass(frozen=True)
class Trial:
    """An area as a user names it, and what it is given.

    districts   the districts whose small areas it has, by the names of 2011
    neighbours  districts that lie in the force's files beside it
    """

    named: str
    csp_code: str
    districts: tuple[str, ...]
    neighbours: tuple[str, ...] = ()
    months: tuple[str, ...] = ("2021-01", "2021-02")
    seen_on: str = "2021-05-10"


TRIALS = {
    "real files": Trial(
        "Colchester",
        "E22000084",
        ("Colchester",),
        months=tuple(f"2018-0{month}" for month in range(1, 8)),
        seen_on="2018-08-31",
    ),
    "Wales": Trial("Cardiff", "W14000015", ("Cardiff",), ("The Vale of Glamorgan",)),
    "a third of Cumberland": Trial("Copeland", "E22000034", ("Copeland",), ("Allerdale", "Carlisle")),
    "two districts": Trial("Gravesham", "E22000352", ("Dartford", "Gravesham"), ("Sevenoaks",)),
}


# Each takes a whole refresh: of the other shapes of area `make nightly` makes sure.
_EVERY_TIME = ("real files",)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(trial, marks=[] if name in _EVERY_TIME else pytest.mark.nightly) for name, trial in TRIALS.items()
    ],
    ids=TRIALS,
)
def trial(request: pytest.FixtureRequest) -> Trial:
    chosen: Trial = request.param
    return chosen


@pytest.fixture(scope="module")
def installed(trial: Trial, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The folder that `ossp start` writes, with files as published in its inbox, seen as on a day soon after them."""
    folder = tmp_path_factory.mktemp("another") / "own"
    partnership = find_partnership(trial.named)
    assert partnership.csp_code == trial.csp_code
    write_partnership(folder, partnership, trial.months[0])
    settings = load_settings({"OSSP_PARTNERSHIP": str(folder), "OSSP_KEYS": str(folder / "keys")})
    prepare_process(settings)
    write_json(settings.sample_note, {"as_of": trial.seen_on, "is_invented": False})
    for name in ("area_lookup", "population", "police_uk_street"):
        (settings.inbox / name).mkdir(parents=True)
    for part, name in LOOKUP_NAMES.items():
        (settings.inbox / "area_lookup" / name).write_bytes(lookup(real_data, part))
    around = (*trial.districts, *trial.neighbours)
    (settings.inbox / "population" / "estimates.xlsx").write_bytes(
        mid_2020_workbook(real_data, trial.neighbours and around)
    )
    if trial.neighbours:
        pairs = read_rows(real_data / "geo_lookups_ew" / "lookup_lsoa11_lsoa21_ltla22_ew.csv")
        named = {row["lsoa11_code"]: row["lsoa11_name"] for row in pairs}
        places = [(code, name) for code, name in named.items() if name.rpartition(" ")[0] in around]
        deliver_invented(settings.inbox, partnership.police_force, trial.months, places)
    else:
        for path in sorted((real_data / ESSEX).glob("*-street.csv")):
            shutil.copyfile(path, settings.inbox / "police_uk_street" / path.name)
    return settings


@pytest.fixture(scope="module")
def counted(trial: Trial, installed: Settings, real_data: Path) -> pd.DataFrame:
    """The rows in the area's small areas with kind and ward, without any of the project's code.

    A small area of 2011 that was split over two wards has none.
    """
    lookups = real_data / "geo_lookups_ew"
    pairs = pd.read_csv(lookups / "lookup_lsoa11_lsoa21_ltla22_ew.csv")
    inside = pairs[pairs["lsoa11_name"].str.rsplit(" ", n=1).str[0].isin(trial.districts)]
    wards = inside.merge(pd.read_csv(lookups / "lookup_lsoa21_ward24_ltla24_ew.csv"), on="lsoa21_code")
    ward = wards.groupby("lsoa11_code")["ward24_code"].agg(lambda codes: codes.iloc[0] if codes.nunique() == 1 else "")
    files = sorted((installed.inbox / "police_uk_street").glob("*-street.csv"))
    rows = pd.concat(pd.read_csv(path, usecols=["Month", "LSOA code", "Crime type"]) for path in files)
    rows = rows[rows["LSOA code"].isin(inside["lsoa11_code"])]
    kind = rows["Crime type"].eq(ASB).map({True: "asb_incidents", False: "all_crime"})
    return rows.assign(kind=kind, ward=rows["LSOA code"].map(ward))


@pytest.mark.slow
def test_another_area_publishes_its_own_figures_without_a_waiver(
    trial: Trial, installed: Settings, counted: pd.DataFrame
):
    steps = Refresh(installed)
    steps.receive()
    plan = steps.plan()
    steps.require_areas(plan)
    build, _ = steps.freeze(plan)
    steps.make_tables(build)
    steps.make_candidate(build)
    decision = steps.judge(build)
    assert (decision.verdict, decision.reasons, decision.waived) == (PUBLISH, [], [])

    figures = duckdb.sql(
        "select measure_id, period, area_type, area_code, numerator"
        f" from '{build.candidate}/tables/fct_measure_values.parquet'"
        " where measure_id in ('all_crime', 'asb_incidents') and numerator is not null"
    ).df()
    whole = figures[figures["area_type"] == "csp"]
    assert set(whole["area_code"]) == {trial.csp_code}
    assert (
        whole.set_index(["measure_id", "period"])["numerator"].to_dict()
        == counted.groupby(["kind", "Month"]).size().to_dict()
    )
    wards = figures[figures["area_type"] == "ward"].set_index(["measure_id", "area_code", "period"])["numerator"]
    by_ward = counted.groupby(["kind", "ward", "Month"]).size()
    assert wards.to_dict() == by_ward.reindex(wards.index, fill_value=0).to_dict()
    assert wards.sum() > by_ward.sum() / 2

    pages = [*build.candidate.rglob("*.html"), *build.candidate.rglob("*.csv")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    assert {(name, word) for name, text in texts.items() for word in STOCKPORTS if word in text} == set()
