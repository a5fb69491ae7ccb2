"""Two months of West Yorkshire exactly as published, against counts by Python's csv module alone."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.refresh import Refresh
from tests.functional.real import lookups, streets
from tests.functional.real.installations import Install, Refreshed

RECEIVED = {"2016-07": 27_176, "2017-07": 28_537}
FORCE = "West Yorkshire"
DISTRICTS = {
    "Bradford": "E08000032",
    "Calderdale": "E08000033",
    "Kirklees": "E08000034",
    "Leeds": "E08000035",
    "Wakefield": "E08000036",
}
PARTNERSHIPS = {
    "Bradford": "E22000342",
    "Calderdale": "E22000343",
    "Kirklees": "E22000344",
    "Leeds": "E22000345",
    "Wakefield": "E22000346",
}
AREAS = {**DISTRICTS, FORCE: "E23000010"}
# What each measure counts; the crime feed's measures leave anti-social behaviour out.
TYPES = {
    "burglary": "Burglary",
    "criminal_damage": "Criminal damage and arson",
    "drug_offences": "Drugs",
    "public_order": "Public order",
    "robbery": "Robbery",
    "shoplifting": "Shoplifting",
    "theft_from_person": "Theft from the person",
    "vehicle_crime": "Vehicle crime",
    "weapons_possession": "Possession of weapons",
}
NOT_SUPPLIED = [f"2016-{month:02d}" for month in (4, 5, 6, 8, 9, 10, 11, 12)] + [
    f"2017-{month:02d}" for month in range(1, 7)
]
NOT_YET_DUE = ["2017-08", "2017-09"]

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def published(real_data: Path) -> dict[str, Rows]:
    """The publisher's rows by month."""
    return {month: lookups.read_rows(real_data / streets.west_yorkshire_file(month)) for month in RECEIVED}


@pytest.fixture(scope="module")
def small_areas(real_data: Path) -> dict[str, set[str]]:
    """The 2011 small areas of each district, and of the force."""
    rows = lookups.west_yorkshire(real_data)
    found = {name: {row["LSOA Code"] for row in rows if row["Local authority name"] == name} for name in DISTRICTS}
    return {**found, FORCE: {row["LSOA Code"] for row in rows}}


@pytest.fixture(scope="module")
def expected(published: dict[str, Rows]) -> Counter[tuple[str, str, str]]:
    """Rows by measure, small area and month."""
    found: Counter[tuple[str, str, str]] = Counter()
    for month, rows in published.items():
        for row in rows:
            found.update((measure, row["LSOA code"], month) for measure in measures_of(row["Crime type"]))
    return found


def totals_of(expected: Counter[tuple[str, str, str]], areas: set[str]) -> Counter[tuple[str, str]]:
    totals: Counter[tuple[str, str]] = Counter()
    for (measure, area, month), count in expected.items():
        if area in areas:
            totals[measure, month] += count
    return totals


def measures_of(crime_type: str) -> list[str]:
    if crime_type == "Anti-social behaviour":
        return ["asb_incidents"]
    return ["all_crime", *(measure for measure, counted in TYPES.items() if counted == crime_type)]


@pytest.mark.parametrize("name", AREAS)
def test_every_row_of_both_months_is_accounted_for(
    name: str, published: dict[str, Rows], small_areas: dict[str, set[str]], west_yorkshire: Install, tmp_path: Path
) -> None:
    steps = Refresh(west_yorkshire(tmp_path, AREAS[name]))
    steps.receive()
    deliveries = {str(item.receipt.period): item for item in steps.raw.deliveries("police_uk_street")}
    assert set(deliveries) == set(RECEIVED)
    for month, delivery in deliveries.items():
        codes = [row["LSOA code"] for row in published[month]]
        inside, placeless = sum(code in small_areas[name] for code in codes), codes.count("")
        assert asdict(delivery.accounting) == {
            "received": RECEIVED[month],
            "accepted": inside,
            "rejected": 0,
            "duplicate": 0,
            "out_of_area": RECEIVED[month] - inside,
        }
        assert delivery.excluded == {"no place": placeless, "elsewhere": RECEIVED[month] - inside - placeless}
        assert (delivery.accounting.balanced, delivery.broken, delivery.notes) == (True, {}, ())


def test_published_month_totals_are_the_rows_of_the_file(
    leeds: Refreshed, expected: Counter[tuple[str, str, str]], small_areas: dict[str, set[str]]
) -> None:
    totals = totals_of(expected, small_areas["Leeds"])
    found = leeds.ask("select measure_id, period, value from fct_measure_values where area_type = 'csp' and value > 0")
    assert {(measure, month): value for measure, month, value in found} == totals
    assert totals["all_crime", "2016-07"] + totals["asb_incidents", "2016-07"] == 9_243
    assert totals["all_crime", "2017-07"] + totals["asb_incidents", "2017-07"] == 9_671


def test_each_partnership_of_a_whole_force_has_its_own_totals(
    whole_force: Refreshed, expected: Counter[tuple[str, str, str]], small_areas: dict[str, set[str]]
) -> None:
    for district, code in PARTNERSHIPS.items():
        found = whole_force.ask(f"""
            select measure_id, period, value from fct_measure_values
            where area_type = 'csp' and area_code = '{code}' and value > 0
        """)
        totals = totals_of(expected, small_areas[district])
        assert {(measure, month): value for measure, month, value in found} == totals, district


def test_published_small_area_values_are_the_rows_of_the_file(
    leeds: Refreshed, expected: Counter[tuple[str, str, str]], small_areas: dict[str, set[str]]
) -> None:
    found = leeds.ask("""
        select measure_id, area_code, period, value, status from fct_measure_values
        where area_type = 'lsoa' and value is not null
    """)
    measures = {measure for measure, *_ in found}
    assert measures == {"all_crime", "asb_incidents", "burglary", "criminal_damage", "shoplifting", "vehicle_crime"}
    assert len(found) == len(measures) * len(small_areas["Leeds"]) * len(RECEIVED)
    for measure, area, month, value, status in found:
        assert value == expected[measure, area, month], (measure, area, month)
        assert status == (ValueStatus.OBSERVED if value else ValueStatus.TRUE_ZERO)


def test_months_without_a_delivery_are_not_supplied_and_never_zero(leeds: Refreshed) -> None:
    found = leeds.ask("""
        select distinct period, status, value from fct_measure_values
        where measure_id in ('all_crime', 'asb_incidents', 'burglary') and value is null and status <> 'not applicable'
        order by period
    """)
    assert found == [
        *((month, ValueStatus.NOT_SUPPLIED, None) for month in NOT_SUPPLIED),
        *((month, ValueStatus.NOT_YET_DUE, None) for month in NOT_YET_DUE),
    ]


def test_months_without_a_delivery_are_late_in_the_coverage(leeds: Refreshed) -> None:
    found = dict(leeds.ask("select period, coverage_status from sna_data_coverage where feed = 'police_uk_street'"))
    assert found == {
        **dict.fromkeys(NOT_SUPPLIED, "late"),
        **dict.fromkeys(RECEIVED, "supplied"),
        **dict.fromkeys(NOT_YET_DUE, ValueStatus.NOT_YET_DUE),
    }


def test_small_areas_of_2021_are_not_applicable_before_they_existed_delivered_or_not(
    leeds: Refreshed, real_data: Path, small_areas: dict[str, set[str]]
) -> None:
    found = leeds.ask("""
        select area_code, count(*), count(*) filter (where status = 'not applicable') from fct_measure_values
        where area_type = 'lsoa' group by area_code
    """)
    asked = {area: count for area, count, _ in found}
    wrong = {area for area, _, inapplicable in found if inapplicable}
    months, measures = len(RECEIVED) + len(NOT_SUPPLIED) + len(NOT_YET_DUE), 6
    ceased = lookups.ceased(real_data, lookups.west_yorkshire(real_data))
    assert set(asked.values()) == {months * measures}
    assert wrong == set(asked) - small_areas["Leeds"]
    assert len(wrong) == 2 * sum(row["LSOA Code"] in small_areas["Leeds"] for row in ceased) == 18
    assert all(inapplicable == months * measures for area, _, inapplicable in found if area in wrong)


def test_twelve_months_with_gaps_give_no_yearly_figure(leeds: Refreshed) -> None:
    found = leeds.ask("select distinct numerator, status from sna_area_profiles where measure_id = 'all_crime'")
    assert found == [(None, ValueStatus.NOT_SUPPLIED)]
    rated = leeds.ask("select distinct value, status from fct_measure_values where measure_id = 'all_crime_rate'")
    assert rated == [(None, ValueStatus.NOT_SUPPLIED)]


def test_what_the_public_feed_cannot_give_is_not_applicable(leeds: Refreshed) -> None:
    found = leeds.ask("select distinct measure_id from fct_measure_values where status = 'not applicable'")
    flagged = {"domestic_abuse_crimes", "hate_crimes", "knife_crimes", "sexual_offences", "asb_personal"}
    assert flagged <= {measure for (measure,) in found}


def test_nothing_in_the_police_files_holds_the_release(leeds: Refreshed) -> None:
    """What holds it is that no other partner has delivered."""
    broken = leeds.broken_rules()
    assert {
        rule: weight for rule, weight in broken.items() if rule.startswith(("police_uk_street.", "area_lookup."))
    } == {"police_uk_street.period.delivered": "warn", "police_uk_street.months.confirmed": "warn"}
    tables = {
        rule: weight
        for rule, weight in broken.items()
        if rule.split(".")[0].startswith(("stg_", "int_", "fct_", "dim_", "sna_", "perf"))
    }
    # Measures that begin later have no figure yet.
    assert tables == {"fct_measure_values.status.mostly_observed": "hold"}
