"""The real Stockport burglary series of 2016-02 to 2019-01, against counts by Python's csv module alone.

The gate holds these builds: no other partner delivered, so most figures are missing. Nothing is invented to please it:
the candidate's files are read, and its evidence is checked for saying that the series has one type only.
"""

from collections import Counter
from pathlib import Path

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.gate.evidence import read_evidence
from tests.functional.real import lookups, streets
from tests.functional.real.installations import Refreshed
from tests.functional.real.lookups import TOWN_CENTRE

TOTAL, MONTHS, SMALL_AREAS, TOWN_CENTRE_TOTAL = 9_648, 36, 190, 239
PUBLISHED = """
    select area_code, period, value, status from fct_measure_values
    where measure_id = 'burglary' and area_type = 'lsoa'
"""


@pytest.fixture(scope="module")
def counted(real_data: Path) -> Counter[tuple[str, str]]:
    """Burglaries by small area and month."""
    rows = lookups.read_rows(real_data / streets.BURGLARIES)
    return Counter((row["lsoa11_code"], row["Month"]) for row in rows)


def test_every_burglary_is_accepted(burglaries: Refreshed) -> None:
    accounting = [delivery.accounting for delivery in burglaries.deliveries("police_uk_street").values()]
    assert len(accounting) == MONTHS
    assert sum(item.received for item in accounting) == sum(item.accepted for item in accounting) == TOTAL


def test_published_month_totals_are_the_rows_of_the_file(
    burglaries: Refreshed, counted: Counter[tuple[str, str]]
) -> None:
    months: Counter[str] = Counter()
    for (_, month), count in counted.items():
        months[month] += count
    for area_type, measure in (("csp", "burglary"), ("csp", "all_crime"), ("ward", "burglary")):
        found = burglaries.ask(f"""
            select period, sum(value) from fct_measure_values
            where measure_id = '{measure}' and area_type = '{area_type}' and value is not null group by period
        """)
        assert dict(found) == months, (area_type, measure)
    assert (len(months), months.total()) == (MONTHS, TOTAL)


def test_published_small_area_values_are_the_rows_of_the_file(
    burglaries: Refreshed, counted: Counter[tuple[str, str]]
) -> None:
    found = [row for row in burglaries.ask(PUBLISHED) if row[2] is not None]
    assert {(area, month): value for area, month, value, _ in found if value} == counted
    assert len(found) == SMALL_AREAS * MONTHS
    assert {status for *_, value, status in found if value == 0} == {ValueStatus.TRUE_ZERO}


def test_the_town_centre_keeps_its_burglaries_and_its_successors_are_not_applicable(burglaries: Refreshed) -> None:
    [(code, children)] = TOWN_CENTRE.items()
    found = burglaries.ask(PUBLISHED)
    assert sum(value or 0 for area, _, value, _ in found if area == code) == TOWN_CENTRE_TOTAL
    told = {(value, status) for area, _, value, status in found if area in children}
    assert told == {(None, ValueStatus.NOT_APPLICABLE)}
    assert {status for area, _, _, status in found if area == code} <= {
        ValueStatus.OBSERVED,
        ValueStatus.TRUE_ZERO,
        ValueStatus.NOT_YET_DUE,
    }


def test_months_sent_again_in_2021_codes_move_the_burglaries_to_the_successors(
    restated: Refreshed, counted: Counter[tuple[str, str]]
) -> None:
    [(code, children)] = TOWN_CENTRE.items()
    found = restated.ask(PUBLISHED)
    assert {(value, status) for area, _, value, status in found if area == code} == {(None, ValueStatus.NOT_APPLICABLE)}
    assert sum(value or 0 for area, _, value, _ in found if area in children) == TOWN_CENTRE_TOTAL
    unchanged = {(area, month): value for area, month, value, _ in found if value and area not in children}
    assert unchanged == {place: count for place, count in counted.items() if place[0] != code}


def test_the_certificate_says_that_the_series_has_one_type_only(burglaries: Refreshed) -> None:
    broken = burglaries.broken_rules()
    assert broken["police_uk_street.crime_type.variety"] == "warn"
    assert [rule for rule in broken if rule.startswith("police_uk_street.")] == ["police_uk_street.crime_type.variety"]


def test_a_rate_without_residents_is_not_supplied_and_says_why(burglaries: Refreshed) -> None:
    found = burglaries.ask("""
        select distinct status, status_reason, value from fct_measure_values
        where measure_id = 'all_crime_rate' and period between '2017-01' and '2019-01'
    """)
    assert found == [(ValueStatus.NOT_SUPPLIED, "no population estimate for the whole area", None)]


def test_the_busiest_small_area_is_the_town_centre_on_its_vintage(burglaries: Refreshed) -> None:
    found = burglaries.ask("""
        select area_code, numerator, place_rank, neighbours from sna_hotspots
        where pattern = 'history' and category = 'Burglary' order by numerator desc, area_code limit 1
    """)
    [(code, _)] = TOWN_CENTRE.items()
    assert found == [(code, TOWN_CENTRE_TOTAL, 1, "six nearest, by the mean point of their incidents")]
    [(total, refusal)] = burglaries.ask("""
        select numerator, near_repeat from sna_concentration where pattern = 'history' and category = 'Burglary'
    """)
    assert total == TOTAL and "snapped" in refusal


def test_no_burglary_is_lost_when_the_months_come_again_in_2021_codes(restated: Refreshed) -> None:
    found = restated.ask("""
        select area_code, numerator from sna_hotspots where pattern = 'history' and category = 'Burglary'
    """)
    [(code, children)] = TOWN_CENTRE.items()
    assert sum(count for _, count in found) == TOTAL
    assert sum(count for area, count in found if area in children) == TOWN_CENTRE_TOTAL
    assert code not in {area for area, _ in found}


def test_a_history_of_both_vintages_is_counted_in_the_areas_they_share(
    crossing: Refreshed, counted: Counter[tuple[str, str]]
) -> None:
    [(code, children)] = TOWN_CENTRE.items()
    found = crossing.ask(PUBLISHED)
    assert {(area, month): value for area, month, value, _ in found if value} == counted
    assert {status for area, _, _, status in found if area in children} == {ValueStatus.NOT_APPLICABLE}
    hotspots = crossing.ask("""
        select area_code, numerator from sna_hotspots where pattern = 'history' and category = 'Burglary'
    """)
    assert len(hotspots) == SMALL_AREAS and sum(count for _, count in hotspots) == TOTAL
    assert dict(hotspots)[code] == TOWN_CENTRE_TOTAL == max(count for _, count in hotspots)


def test_months_of_the_other_vintage_are_counted_and_named(
    crossing: Refreshed, counted: Counter[tuple[str, str]]
) -> None:
    [(code, _)] = TOWN_CENTRE.items()
    supplied = crossing.ask("""
        select period, other_vintage_count, unplaced_count from sna_data_coverage
        where feed = 'police_uk_street' and coverage_status = 'supplied'
    """)
    old = {month: count for (area, month), count in counted.items() if area == code and month < "2018-01"}
    assert {month: others for month, others, _ in supplied if others} == old
    assert {unplaced for *_, unplaced in supplied} == {0}
    judged = {outcome.rule: outcome for filed in read_evidence(crossing.build) for outcome in filed.outcomes}
    warned = judged["police_uk_street.vintage.unmixed"]
    assert (warned.status, warned.severity) == ("failed", "warn")
    assert "codes of 2011" in warned.detail
    assert f"{min(old)} to {max(old)} ({sum(old.values())})" in warned.detail
    assert judged["fct_levels.totals.conserved"].status == "passed"


def test_repeats_are_those_of_the_published_points(burglaries: Refreshed, real_data: Path) -> None:
    rows = lookups.read_rows(real_data / streets.BURGLARIES)
    points = {(f"{float(row['Longitude']):.6f}", f"{float(row['Latitude']):.6f}") for row in rows}
    [(percent, basis)] = burglaries.ask("""
        select repeat_percent, repeat_basis from sna_concentration where pattern = 'history' and category = 'Burglary'
    """)
    assert percent == pytest.approx(100 * (TOTAL - len(points)) / TOTAL)
    assert basis.startswith("by the point")
