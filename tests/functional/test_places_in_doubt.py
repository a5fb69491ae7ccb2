"""From dropped files to published rows: a month without places, and a month in codes of the other vintage.

What came again: sent_again.py.
"""

from pathlib import Path

import duckdb
import pytest

from ossp_pipeline.atomic_files import read_json
from ossp_pipeline.contracts.status import ValueStatus
from tests.functional.sent_again import BLANKED, CHILDREN, PARENT


@pytest.fixture
def ask(sent_again):
    """Rows of a query over the published files."""
    with duckdb.connect() as connection:
        for file in (sent_again.candidate / "tables").glob("*.parquet"):
            connection.execute(f"create view {file.stem} as select * from read_parquet('{file.as_posix()}')")
        yield lambda query: connection.execute(query).fetchall()


def rule(candidate: Path, name: str) -> dict[str, str]:
    rules = {item["rule"]: item for item in read_json(candidate.parent / "certificate.json")["rules"]}
    return rules[name]


def test_the_gate_publishes_and_names_feed_month_and_vintage(sent_again):
    candidate, moved = sent_again.candidate, sent_again.moved
    assert read_json(candidate.parent / "certificate.json")["verdict"] == "publish"
    bare, mixed = (rule(candidate, name) for name in ("police_crime.places.known", "asb_incidents.vintage.unmixed"))
    assert (bare["status"], bare["severity"]) == (mixed["status"], mixed["severity"]) == ("failed", "warn")
    assert bare["detail"] == "too few rows have a place in 1 month(s): 2026-03 (2,478 of 2,478)"
    assert f"codes of 2011, others in codes of 2021: 2025-12 ({moved})" in mixed["detail"]
    assert rule(candidate, "fct_levels.totals.conserved")["status"] == "passed"


def test_what_has_no_place_and_what_is_of_another_vintage_is_counted_and_published(sent_again, ask):
    told = {
        period: (unplaced, is_placed)
        for period, unplaced, is_placed in ask("""
            select period, unplaced_count, is_placed from sna_data_coverage
            where feed = 'police_crime' and coverage_status = 'supplied'
        """)
    }
    assert told["2026-03"] == (2478, False)
    unplaced, is_placed = told["2026-02"]
    assert is_placed and unplaced >= BLANKED
    assert sum(not is_placed for _, is_placed in told.values()) == 1
    others = ask("select feed, period, other_vintage_count from sna_data_coverage where other_vintage_count > 0")
    assert others == [("asb_incidents", "2025-12", sent_again.moved)]
    page = (sent_again.candidate / "site" / "quality.html").read_text(encoding="utf-8")
    assert "Months with too few places" in page and "March 2026" in page


@pytest.mark.parametrize("pattern", ["month", "12 months", "history"])
def test_over_a_month_without_places_wards_have_no_level_and_the_borough_has(pattern, ask):
    levels = ask(f"""
        select distinct area_type, status, status_reason from sna_levels
        where subject = 'crime' and level = 'all' and pattern = '{pattern}' and period = '2026-03'
            and slot = 'all' and status <> 'not applicable'
    """)
    why = "no place is known for 2,478 of 2,478 rows of 2026-03"
    below = {("ward", ValueStatus.NOT_SUPPLIED, why), ("lsoa", ValueStatus.NOT_SUPPLIED, why)}
    assert set(levels) == {
        ("csp", ValueStatus.OBSERVED, None),
        *(row for row in below if pattern != "month" or row[0] == "ward"),
    }


def test_a_month_of_which_a_few_have_no_place_keeps_its_figures(ask):
    [(wards, of_csp)] = ask("""
        select sum(value) filter (where area_type = 'ward'), sum(value) filter (where area_type = 'csp')
        from fct_measure_values where measure_id = 'all_crime' and period = '2026-02'
    """)
    [(unplaced,)] = ask(
        "select unplaced_count from sna_data_coverage where feed = 'police_crime' and period = '2026-02'"
    )
    assert wards == of_csp - unplaced


def test_measures_rankings_and_profiles_of_wards_show_no_fall(ask):
    values = ask("""
        select distinct area_type, status, value is null, status_reason from fct_measure_values
        where measure_id = 'all_crime' and period = '2026-03' and status <> 'not applicable' and area_type <> 'csp'
    """)
    why = "no place is known for 2,478 of 2,478 rows of 2026-03"
    assert set(values) == {(kind, ValueStatus.NOT_SUPPLIED, True, why) for kind in ("ward", "lsoa")}
    for table in ("sna_area_rankings", "sna_area_profiles"):
        told = ask(f"""
            select distinct status, numerator is null from {table}
            where measure_id = 'all_crime' and area_type in ('ward', 'lsoa') and status <> 'not applicable'
        """)
        assert told == [(ValueStatus.NOT_SUPPLIED, True)], table
    assert ask("select distinct verdict from sna_change where subject = 'crime' and area_type <> 'csp'") == [(None,)]


def test_hotspots_and_concentration_follow(ask):
    for table in ("sna_hotspots", "sna_concentration"):
        told = ask(f"""
            select distinct status, numerator is null from {table}
            where subject = 'crime' and period = '2026-03' and pattern in ('12 months', 'history')
        """)
        assert told == [(ValueStatus.NOT_SUPPLIED, True)], table
    assert ask("select count(*) from sna_hotspots where subject = 'crime' and period = '2025-03' and numerator > 0") > [
        (0,)
    ]


def test_a_ward_page_shows_no_figure_of_that_month(sent_again, ask):
    [(code,)] = ask("select min(area_code) from dim_areas where area_type = 'ward'")
    page = (sent_again.candidate / "site" / f"ward-{code.lower()}.html").read_text(encoding="utf-8")
    row = page[page.index("All recorded crime") :]
    assert "not supplied" in row[: row.index("</tr>")].lower()


def test_codes_of_both_vintages_are_counted_in_the_area_they_share_and_nothing_is_lost(ask):
    rows = {
        code: (numerator, status)
        for code, numerator, status in ask("""
            select area_code, numerator, status from sna_levels where subject = 'asb' and area_type = 'lsoa'
                and level = 'all' and pattern = '12 months' and period = '2026-03'
        """)
    }
    [(wards,)] = ask("""
        select sum(numerator) from sna_levels where subject = 'asb' and area_type = 'ward' and level = 'all'
            and pattern = '12 months' and period = '2026-03'
    """)
    assert {rows[child] for child in CHILDREN} == {(None, ValueStatus.NOT_APPLICABLE)}
    assert sum(count or 0 for count, _ in rows.values()) == wards
    busiest = max(rows, key=lambda code: rows[code][0] or 0)
    assert (busiest, rows[PARENT][1]) == (PARENT, ValueStatus.OBSERVED)
    by_month = ask(f"""
        select sum(value), count(*) from fct_measure_values
        where measure_id = 'asb_incidents' and area_code = '{PARENT}' and period between '2025-04' and '2026-03'
    """)
    assert by_month == [(rows[PARENT][0], 12)]
    reasons = ask(
        f"select distinct status_reason from sna_levels where subject = 'asb' and area_code = '{CHILDREN[0]}'"
    )
    assert reasons == [
        ("the feed uses small areas of 2011 and of 2021: counted in what both share, where there is such an area",)
    ]


def test_the_area_both_share_has_the_residents_of_its_parts(ask):
    people = dict(
        ask(f"""
        select area_code, max(residents) from sna_levels
        where level = 'all' and pattern = '12 months' and area_code in ('{PARENT}', '{CHILDREN[0]}', '{CHILDREN[1]}')
        group by area_code
    """)
    )
    crime = dict(
        ask(f"""
        select area_code, max(residents) from sna_levels
        where subject = 'crime' and pattern = '12 months' and area_code in ('{CHILDREN[0]}', '{CHILDREN[1]}')
        group by area_code
    """)
    )
    assert people[PARENT] == sum(crime[child] for child in CHILDREN) > 0
