"""Crime and anti-social behaviour by decile, from the accepted rows and the editions as they were delivered."""

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from tests.functional.reconciled.accepted import MONTHS

YEAR = MONTHS[-12:]
DOMAINS = {"multiple deprivation": "imd_decile", "income": "income_decile"}


@pytest.mark.parametrize(("edition", "vintage"), [("2019", "lsoa11_code"), ("2025", "lsoa21_code")])
def test_a_decile_holds_the_incidents_and_residents_of_its_small_areas(published, raw, edition, vintage):
    index = raw.rows("deprivation").query("period == @edition").set_index("lsoa_code")
    lookup = raw.rows("area_lookup").query("district_code == 'E08000007'")
    residents = raw.residents[raw.residents.columns.max()]
    table = published("sna_deprivation_levels").query("edition == @edition")
    assert len(table) == 40 and set(table["period"]) == {YEAR[-1]}
    # Incidents have codes of 2021: a small area that was split since the edition's vintage has none of its own.
    split = set(lookup["lsoa11_code"]) - set(lookup["lsoa21_code"])
    silent = 0
    for row in table.itertuples():
        places = index.index[(index[DOMAINS[row.domain]] == row.decile) & index.index.isin(lookup[vintage])]
        incidents = raw.crimes if row.subject == "crime" else raw.asb
        inside = incidents[incidents["lsoa_code"].isin(places) & incidents["period"].isin(YEAR)]
        assert row.small_area_count == len(places), row
        if split.intersection(places):
            silent += 1
            assert (row.status, row.status_reason.split()[0]) == (ValueStatus.NOT_APPLICABLE, "1"), row
        else:
            assert (row.numerator, row.residents) == (len(inside), residents[places].sum()), row
            assert row.rate_per_1000 == pytest.approx(1000 * len(inside) / residents[places].sum())
    assert silent == {"2019": 4, "2025": 0}[edition]


def test_every_small_area_stands_in_every_edition_without_the_domain_of_crime(published, raw):
    table = published("sna_deprivation").set_index(["edition", "area_code"]).sort_index()
    delivered = raw.rows("deprivation").rename(columns={"period": "edition", "lsoa_code": "area_code"})
    delivered = delivered.set_index(["edition", "area_code"]).sort_index()
    assert table.index.equals(delivered.index)
    for column in ("imd_rank", "imd_decile", "income_decile", "environment_decile"):
        assert (table[column] == delivered[column]).all(), column
    assert "crime_decile" not in table and "crime_decile" in delivered
