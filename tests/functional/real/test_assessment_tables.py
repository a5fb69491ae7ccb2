"""Real published files, from the inbox to the assessment's tables, against the files read by other means."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from ossp_pipeline.contracts.status import ValueStatus
from tests.functional.real.conftest import PUBLISHED
from tests.functional.real.installations import Refreshed
from tests.functional.real.test_published_tables import DECILES, MOST_DEPRIVED, WEIGHTS

# Recorded offences of Greater Manchester Police in 2017/18 by group.
GROUPS = {
    "All offences": 339_818,
    "Theft offences": 122_891,
    "Violence against the person": 94_155,
    "Public order offences": 50_185,
    "Criminal damage and arson": 40_698,
    "Sexual offences": 9_522,
    "Miscellaneous crimes against society": 7_750,
    "Robbery": 6_943,
    "Drug offences": 4_809,
    "Possession of weapons offences": 2_865,
}


@pytest.fixture(scope="session")
def searches(real_data: Path) -> list[dict[str, str]]:
    [source] = [path for path in PUBLISHED if "stop" in path]
    with (real_data / source).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_force_table_of_2017_18_is_published_to_the_unit(published: Refreshed) -> None:
    found = published.ask("""
        select offence_group, crime_count from sna_comparison
        where financial_year = '2017-18' and area_kind = 'force' and crime_count is not null
    """)
    assert dict(found) == GROUPS


def test_negative_counts_of_the_file_are_added_and_not_dropped(published: Refreshed, real_data: Path) -> None:
    """The country leaves out railways and Wales, but not the forces with counts below zero."""
    [source] = [path for path in PUBLISHED if "pfa" in path]
    left_out = {"British Transport Police", "Dyfed-Powys", "Gwent", "North Wales", "South Wales"}
    left_out |= {"Action Fraud", "CIFAS", "UK Finance", "Financial Fraud Action UK"}
    with (real_data / source).open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["Force_Name"] not in left_out]
    assert any(int(row["Number_of_Offences"]) < 0 for row in rows)
    [(count, rate, reason)] = published.ask("""
        select crime_count, rate_per_1000, status_reason from sna_comparison
        where financial_year = '2017-18' and area_kind = 'country' and offence_group = 'All offences'
    """)
    assert count == sum(int(row["Number_of_Offences"]) for row in rows)
    assert rate is None and "residents" in reason and "sna_comparators" in reason


@pytest.mark.parametrize("edition", DECILES)
def test_deciles_of_the_boroughs_small_areas_are_those_of_their_own_vintage(published: Refreshed, edition: str) -> None:
    found = published.ask(f"""
        select imd_decile, count(*) from sna_deprivation where edition = '{edition}' and is_of_vintage group by all
    """)
    assert tuple(dict(found)[decile] for decile in range(1, 11)) == DECILES[edition]
    [(vintages, most_deprived, known)] = published.ask(f"""
        select list(distinct area_vintage), min(imd_rank), bool_and(is_of_vintage) from sna_deprivation
        where edition = '{edition}'
    """)
    vintage = {"2019": "2011", "2025": "2021"}[edition]
    assert (vintages, most_deprived, known) == ([vintage], MOST_DEPRIVED[edition], True)


def test_the_weights_harm_uses_are_those_of_the_publisher(published: Refreshed) -> None:
    found = dict(published.look_inside("select offence_code, weight from dim_harm_weights"))
    assert {code: round(found[code], 1) for code in WEIGHTS} == WEIGHTS


def test_every_search_of_the_month_is_counted_once_by_object_and_outcome(
    published: Refreshed, searches: list[dict[str, str]]
) -> None:
    found = published.look_inside("""
        select object_of_search, sum(numerator) from fct_stop_and_search
        where force_slug = 'greater-manchester' and period = '2019-06' and pattern = 'month' and outcome = 'all'
        group by all
    """)
    by_object = Counter(row["Object of search"] or "not stated" for row in searches)
    assert dict(found) == {**by_object, "all": len(searches)}


def test_the_find_rate_is_that_of_the_rows(published: Refreshed, searches: list[dict[str, str]]) -> None:
    known = [row["Outcome"] for row in searches if row["Outcome"]]
    found = [outcome for outcome in known if "no further action" not in outcome.lower()]
    [(numerator, denominator, share)] = published.ask("""
        select numerator, denominator, share_percent from sna_stop_and_search
        where force_slug = 'greater-manchester' and period = '2019-06' and pattern = 'month'
            and object_of_search = 'all' and outcome = 'any but no further action'
    """)
    assert (numerator, denominator) == (len(found), len(known))
    assert share == pytest.approx(100 * len(found) / len(known))


def test_the_months_after_the_force_stopped_publishing_are_not_supplied(published: Refreshed) -> None:
    found = published.ask("""
        select status, numerator, count(*) from sna_stop_and_search
        where force_slug = 'greater-manchester' and pattern = 'month' and period between '2019-07' and '2025-08'
        group by all
    """)
    assert found == [(ValueStatus.NOT_SUPPLIED, None, 74)]
