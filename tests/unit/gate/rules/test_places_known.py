"""Months whose incidents do not say where they happened, and months in codes of another vintage, are named."""

import duckdb
import pytest

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.places_known import judge_places, place_rule_ids
from ossp_pipeline.transform.build import Build

CRIME, STREET = FEEDS["police_crime"], FEEDS["police_uk_street"]


@pytest.fixture
def judged(tmp_path):
    """Judges months of a feed: period, whether enough have a place, rows without one, rows in all, rows of 2011."""

    def judge(feed, *months):
        with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
            connection.execute(
                "create table int_feeds_covered (feed text, period text, is_placed boolean, unplaced_count bigint, "
                "judged_count bigint, other_vintage_count bigint)"
            )
            connection.executemany(f"insert into int_feeds_covered values ('{feed.name}', ?, ?, ?, ?, ?)", months)
        outcomes = judge_places([feed], Build(tmp_path))
        assert [outcome.rule for outcome in outcomes] == place_rule_ids(feed)
        return outcomes

    return judge


def test_months_that_say_enough_pass_and_say_how_many_rows_have_no_place(judged):
    known, unmixed = judged(
        CRIME, ("2026-01", True, 3, 2000, 0), ("2026-02", True, 1200, 20000, 0), ("2026-03", *[None] * 4)
    )
    assert (known.status, unmixed.status) == (Status.PASSED, Status.PASSED)
    assert known.detail == "enough rows have a place in every month; 1,203 have none"


def test_a_month_with_too_few_places_is_named_and_does_not_hold_what_the_borough_knows(judged):
    known, _ = judged(CRIME, ("2026-03", False, 2478, 2478, 0), ("2026-02", True, 3, 2000, 0))
    assert (known.status, known.severity, known.observed) == (Status.FAILED, Severity.WARN, 1)
    assert known.detail == "too few rows have a place in 1 month(s): 2026-03 (2,478 of 2,478)"


def test_a_month_holds_where_rows_without_a_place_are_left_out_of_the_boroughs_count_too(judged):
    known, _ = judged(STREET, ("2026-03", False, 500, 2478, 0))
    assert known.holds


def test_months_of_the_other_vintage_are_named_with_the_vintage(judged):
    _, unmixed = judged(
        CRIME, ("2023-05", True, 3, 2000, 240), ("2023-04", True, 3, 2000, 202), ("2026-02", True, 3, 2000, 0)
    )
    assert (unmixed.status, unmixed.severity, unmixed.observed) == (Status.FAILED, Severity.WARN, 2)
    expected = "2 month(s) hold rows in codes of 2011, others in codes of 2021: 2023-04 to 2023-05 (442)"
    assert unmixed.detail == expected


def test_of_many_months_all_are_named(judged):
    known, _ = judged(
        CRIME, *((f"{year}-{month:02d}", False, 9, 9, 0) for year in (2024, 2025) for month in range(1, 13))
    )
    assert known.detail == "too few rows have a place in 24 month(s): 2024-01 to 2025-12 (216 of 216)"


def test_a_feed_that_has_no_incidents_by_place_has_no_such_rule():
    assert place_rule_ids(FEEDS["population"]) == []
