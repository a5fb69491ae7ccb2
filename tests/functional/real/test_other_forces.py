"""What other forces recorded in Stockport while its own force published nothing is never Stockport's crime."""

from datetime import date

from ossp_pipeline.contracts.status import ValueStatus
from tests.functional.real.installations import Refreshed
from tests.functional.real.streets import Leftovers

MONTHS, RECORDS, IN_STOCKPORT = 35, 1_176, 217


def test_the_damaged_lines_are_skipped_and_counted(leftovers: Leftovers) -> None:
    counts = [(record["borough"], int(record["crime_count"])) for record in leftovers.records]
    assert (leftovers.cut_off, leftovers.repeated) == (3, 11)
    assert sum(count for _, count in counts) == RECORDS
    assert sum(count for borough, count in counts if borough == "Stockport") == IN_STOCKPORT


def test_no_record_of_another_force_is_accepted(silent: Refreshed) -> None:
    deliveries = silent.deliveries("police_uk_street").values()
    accounting = [delivery.accounting for delivery in deliveries]
    assert len(accounting) == MONTHS
    assert sum(item.received for item in accounting) == sum(item.out_of_area for item in accounting) == RECORDS
    assert not any(item.accepted or item.rejected or item.duplicate for item in accounting)
    assert sum(delivery.excluded.get("other force", 0) for delivery in deliveries) == IN_STOCKPORT
    assert sum(delivery.excluded.get("elsewhere", 0) for delivery in deliveries) == RECORDS - IN_STOCKPORT


def test_every_month_of_crime_is_not_supplied_and_never_zero(silent: Refreshed) -> None:
    found = silent.ask("""
        select period, status, status_reason, value from fct_measure_values
        where measure_id = 'all_crime' and area_type = 'csp' order by period
    """)
    assert found[:MONTHS] == [
        (month, ValueStatus.NOT_SUPPLIED, f"no delivery for {month}", None) for month, *_ in found[:MONTHS]
    ]
    assert (found[0][0], found[MONTHS - 1][0]) == ("2023-05", "2026-03")
    assert [row[:2] for row in found[MONTHS:]] == [
        ("2026-04", ValueStatus.NOT_YET_DUE),
        ("2026-05", ValueStatus.NOT_YET_DUE),
    ]


def test_no_crime_figure_of_any_area_has_a_value(silent: Refreshed) -> None:
    assert silent.ask("select count(*) from fct_measure_values where value is not null or numerator is not null") == [
        (0,)
    ]


def test_every_month_is_late_in_the_coverage_although_files_came(silent: Refreshed) -> None:
    found = silent.ask("""
        select period, coverage_status, due_date, late_since_date, received_count from sna_data_coverage
        where feed = 'police_uk_street' order by period
    """)
    assert {row[1] for row in found[:MONTHS]} == {"late"}
    assert all((late - due).days == 1 and received is None for _, _, due, late, received in found[:MONTHS])
    assert found[0][2] == date(2023, 8, 14)
    assert [row[1] for row in found[MONTHS:]] == [ValueStatus.NOT_YET_DUE, ValueStatus.NOT_YET_DUE]


def test_profiles_and_rankings_say_not_supplied_instead_of_leaving_crime_out(silent: Refreshed) -> None:
    profiles = silent.ask("""
        select distinct area_code, numerator, status from sna_area_profiles where measure_id = 'all_crime'
    """)
    assert len(profiles) == 22
    assert {row[1:] for row in profiles} == {(None, ValueStatus.NOT_SUPPLIED)}
    rankings = silent.ask("""
        select distinct area_type, rank_by_count, rank_by_rate from sna_area_rankings where measure_id = 'all_crime'
    """)
    assert sorted(rankings) == [("lsoa", None, None), ("ward", None, None)]


def test_the_gate_holds_what_would_say_nothing(silent: Refreshed) -> None:
    broken = silent.broken_rules()
    assert broken["police_uk_street.rows.present"] == "hold"
    assert broken["fct_measure_values.status.mostly_observed"] == "hold"
    assert broken["police_uk_street.period.delivered"] == "warn"
