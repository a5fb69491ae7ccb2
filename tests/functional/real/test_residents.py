"""Denominators from the real mid-2020 residents, on small areas of 2011 and of 2021."""

from pathlib import Path

from tests.functional.real.installations import Refreshed
from tests.functional.real.lookups import read_rows
from tests.functional.real.streets import BURGLARIES

STOCKPORT = "E22000105"
RESIDENTS = 294_197
_WARDS = "stockport_reference/derived_stockport_ward24_summary.csv"


def test_residents_of_2011_small_areas_add_up_to_the_borough(peopled: Refreshed) -> None:
    found = peopled.ask(f"""
        select distinct denominator, population_year from fct_measure_values
        where measure_id = 'all_crime_rate' and area_code = '{STOCKPORT}' and value is not null
    """)
    assert found == [(RESIDENTS, 2020)]


def test_residents_of_2011_small_areas_add_up_to_every_ward(peopled: Refreshed, real_data: Path) -> None:
    found = peopled.ask("""
        select area_code, denominator from sna_area_profiles where measure_id = 'all_crime' and area_type = 'ward'
    """)
    known = {row["ward24_code"]: float(row["population_mid2020_bestfit"]) for row in read_rows(real_data / _WARDS)}
    assert dict(found) == known
    assert sum(known.values()) == RESIDENTS


def test_a_rate_is_the_burglaries_of_twelve_months_per_1000_residents(peopled: Refreshed, real_data: Path) -> None:
    months = [row["Month"] for row in read_rows(real_data / BURGLARIES)]
    counted = sum("2018-02" <= month <= "2019-01" for month in months)
    [(burglaries, rate)] = peopled.ask(f"""
        select numerator, value from fct_measure_values
        where measure_id = 'all_crime_rate' and area_code = '{STOCKPORT}' and period = '2019-01'
    """)
    assert burglaries == counted == 2_950
    assert round(rate, 6) == round(1_000 * counted / RESIDENTS, 6)


def test_nobody_counts_twice_when_one_year_is_on_2011_and_the_next_on_2021_small_areas(peopled: Refreshed) -> None:
    found = peopled.look_inside(
        f"select mid_year, residents from int_populations_summed where area_code = '{STOCKPORT}'"
    )
    assert dict(found) == {2020: RESIDENTS, 2021: RESIDENTS}


def test_nobody_counts_twice_when_one_file_holds_both_vintages(restated: Refreshed) -> None:
    found = restated.look_inside(
        f"select residents from int_populations_summed where area_code = '{STOCKPORT}' and mid_year = 2020"
    )
    assert found == [(RESIDENTS,)]


def test_residents_without_the_town_centre_are_no_denominator_of_the_borough(restated: Refreshed) -> None:
    found = dict(restated.look_inside("select area_code, residents from int_populations_summed where mid_year = 2021"))
    assert STOCKPORT not in found
    assert len([code for code in found if code.startswith("E05")]) == 20
