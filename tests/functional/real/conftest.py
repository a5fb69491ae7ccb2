"""Installations that were given the suppliers' real files. Each is refreshed once for all tests here.

No partner but the police has delivered to them, so the gate holds every one of their builds: the tests read the
candidate's own files, which are what would have gone out. Where tests look at a few tables, these alone are made.
"""

import shutil
from pathlib import Path

import pytest

from ossp_pipeline.settings import Settings
from tests.functional.real import lookups, streets
from tests.functional.real.installations import Install, Refreshed, copy_received, install_in
from tests.functional.real.lookups import TOWN_CENTRE
from tests.functional.real.residents import (
    VINTAGE_2011,
    VINTAGE_2021,
    Residents,
    deliver_population,
    residents_2011,
    residents_2021,
)
from tests.made_once import MadeOnce
from tests.part_refresh import refresh_part

PUBLISHED = {
    "home_office_pfa_2017_18/prc-pfa-201718_new.csv": "recorded_crime_csp/prc-pfa-mar2018-mar2018-tables-260718.csv",
    "imd/imd2019_england_lsoa11.csv": "deprivation/deprivation-2019.csv",
    "imd/imd2025_england_lsoa21.csv": "deprivation/deprivation-2025.csv",
    "ons_crime_severity/derived_css_weights_by_offence_code.csv": (
        "crime_severity_weights/crime-severity-weights-2024.csv"
    ),
    "policeuk_gmp_2019_06_stop_search/2019-06-greater-manchester-stop-and-search.csv": (
        "stop_and_search/2019-06-greater-manchester-stop-and-search.csv"
    ),
}
STOCKPORT_2019 = {"as_of": "2019-04-20", "crime_feed": "police_uk_street", "history_from": "2016-02"}
CRIME = ["police_uk_street"]
# What the page of hotspots is made of, beside areas and measures.
OF_THE_MAP = ["dim_area_boundaries", "sna_concentration", "sna_hotspots", "sna_levels", "sna_data_coverage"]


@pytest.fixture(scope="session")
def install(delivered: Settings) -> Install:
    """A maker of installations: `install(folder, as_of, **settings)`."""

    def make(folder: Path, as_of: str, **changes: str) -> Settings:
        return install_in(folder, delivered.data / "dbt", as_of, **changes)

    return make


@pytest.fixture(scope="session")
def west_yorkshire_inbox(real_data: Path, made_once: MadeOnce) -> Path:
    """Both months as the publisher wrote them, and an area lookup."""

    def fill(inbox: Path) -> None:
        lookups.deliver_west_yorkshire(real_data, inbox)
        (inbox / "police_uk_street").mkdir()
        for month in streets.WEST_YORKSHIRE_MONTHS:
            shutil.copy2(real_data / streets.west_yorkshire_file(month), inbox / "police_uk_street")

    return made_once("west-yorkshire", fill)


@pytest.fixture(scope="session")
def west_yorkshire(west_yorkshire_inbox: Path, install: Install) -> Install:
    """A maker of installations for one area of West Yorkshire, with both months in the inbox."""

    def make(folder: Path, area: str) -> Settings:
        settings = install(
            folder,
            "2017-10-31",
            area=area,
            area_name="West Yorkshire",
            police_force="West Yorkshire Police",
            crime_feed="police_uk_street",
            asb_feed="police_uk_street",
            history_from="2016-04",
        )
        shutil.copytree(west_yorkshire_inbox, settings.inbox)
        return settings

    return make


@pytest.fixture(scope="session")
def leeds(made_once: MadeOnce, west_yorkshire: Install) -> Refreshed:
    """Leeds, seen on 31 October 2017: August and September 2017 are not yet due."""
    tables = ["fct_measure_values", "sna_area_profiles", "sna_data_completeness", "sna_data_coverage"]

    def fill(folder: Path) -> None:
        refresh_part(west_yorkshire(folder, "E08000035"), [*CRIME, "area_lookup"], tables)

    return Refreshed(made_once("leeds", fill))


@pytest.fixture(scope="session")
def whole_force(made_once: MadeOnce, west_yorkshire: Install) -> Refreshed:
    """The five partnerships of the force in one installation."""

    def fill(folder: Path) -> None:
        refresh_part(west_yorkshire(folder, "E23000010"), CRIME, ["fct_measure_values"])

    return Refreshed(made_once("whole-force", fill))


@pytest.fixture(scope="session")
def burglaries(real_data: Path, made_once: MadeOnce, install: Install) -> Refreshed:
    """Stockport with the real burglary series and nothing else, seen on 20 April 2019."""

    def fill(folder: Path) -> None:
        settings = install(folder, **STOCKPORT_2019)
        lookups.deliver_greater_manchester(real_data, settings.inbox)
        streets.deliver_burglaries(real_data, settings.inbox)
        refresh_part(settings, CRIME, ["fct_measure_values", "sna_concentration", "sna_hotspots"])

    return Refreshed(made_once("burglaries", fill))


@pytest.fixture(scope="session")
def crossing(real_data: Path, burglaries: Refreshed, made_once: MadeOnce, install: Install) -> Refreshed:
    """The same after the months from 2018 on were sent again in 2021 codes: the history has both vintages."""

    def fill(folder: Path) -> None:
        copy_received(burglaries, folder)
        settings = install(folder, **STOCKPORT_2019)
        streets.deliver_burglaries_again(real_data, settings.inbox, TOWN_CENTRE, first="2018-01")
        tables = ["fct_measure_values", "sna_data_coverage", "sna_hotspots"]
        refresh_part(settings, CRIME, tables, others=["fct_incidents"])

    return Refreshed(made_once("crossing", fill))


@pytest.fixture(scope="session")
def residents(real_data: Path) -> Residents:
    """The real residents of mid-2020 on 2011 small areas."""
    return residents_2011(real_data)


@pytest.fixture(scope="session")
def peopled(
    real_data: Path, burglaries: Refreshed, residents: Residents, made_once: MadeOnce, install: Install
) -> Refreshed:
    """The same with residents, of 2020 on small areas of 2011 and of 2021 on those of 2021, and with boundaries."""

    def fill(folder: Path) -> None:
        copy_received(burglaries, folder)
        settings = install(folder, **STOCKPORT_2019)
        lookups.deliver_boundaries(real_data, settings.inbox)
        deliver_population(settings.inbox, 2020, {VINTAGE_2011: residents})
        deliver_population(settings.inbox, 2021, {VINTAGE_2021: residents_2021(residents, TOWN_CENTRE)})
        refresh_part(settings, CRIME, ["fct_measure_values", "sna_area_profiles", *OF_THE_MAP])

    return Refreshed(made_once("peopled", fill))


@pytest.fixture(scope="session")
def restated(
    real_data: Path, peopled: Refreshed, residents: Residents, made_once: MadeOnce, install: Install
) -> Refreshed:
    """The same after every month was sent again in 2021 codes, the year 2020 on both vintages in one file, and the
    year 2021 without the town centre."""

    def fill(folder: Path) -> None:
        copy_received(peopled, folder)
        settings = install(folder, **STOCKPORT_2019)
        streets.deliver_burglaries_again(real_data, settings.inbox, TOWN_CENTRE)
        on_2021 = residents_2021(residents, TOWN_CENTRE)
        deliver_population(settings.inbox, 2020, {VINTAGE_2011: residents, VINTAGE_2021: on_2021}, version=2)
        without = {code: bands for code, bands in on_2021.items() if code not in TOWN_CENTRE["E01005758"]}
        deliver_population(settings.inbox, 2021, {VINTAGE_2021: without}, version=2)
        refresh_part(settings, CRIME, ["fct_measure_values", "sna_hotspots"])

    return Refreshed(made_once("restated", fill))


@pytest.fixture(scope="session")
def leftovers(real_data: Path) -> streets.Leftovers:
    """What other forces recorded in Greater Manchester while its own force published nothing."""
    return streets.read_leftovers(real_data)


@pytest.fixture(scope="session")
def silent(real_data: Path, leftovers: streets.Leftovers, made_once: MadeOnce, install: Install) -> Refreshed:
    """Stockport with the other forces' 35 months alone, seen on 20 June 2026."""
    tables = ["fct_measure_values", "sna_area_profiles", "sna_area_rankings", "sna_data_coverage"]

    def fill(folder: Path) -> None:
        settings = install(folder, "2026-06-20", crime_feed="police_uk_street", history_from="2023-05")
        lookups.deliver_greater_manchester(real_data, settings.inbox)
        streets.deliver_other_forces(leftovers, settings.inbox)
        refresh_part(settings, CRIME, tables)

    return Refreshed(made_once("silent", fill))


@pytest.fixture(scope="session")
def published(real_data: Path, made_once: MadeOnce, install: Install) -> Refreshed:
    """Stockport with what others publish: the Home Office's force table of 2017/18, deprivation of two editions,
    severity weights, and the force's searches of June 2019. Seen on 20 December 2025; no police crime."""
    feeds = sorted({target.split("/")[0] for target in PUBLISHED.values()})

    def fill(folder: Path) -> None:
        settings = install(folder, "2025-12-20", history_from="2017-04")
        lookups.deliver_greater_manchester(real_data, settings.inbox)
        for source, target in PUBLISHED.items():
            (settings.inbox / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(real_data / source, settings.inbox / target)
        tables = ["sna_comparison", "sna_deprivation", "sna_stop_and_search"]
        refresh_part(settings, feeds, tables, others=["dim_harm_weights"])

    return Refreshed(made_once("published", fill))
