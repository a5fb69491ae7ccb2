"""Rows without a reference that are alike: many are, and more than usual is warned of."""

import duckdb
import pytest

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.rows_alike import alike_rule_ids, judge_alike
from ossp_pipeline.transform.build import Build

pytestmark = pytest.mark.slow

STREET = FEEDS["police_uk_street"]
MONTHS = [f"2026-{month:02d}" for month in range(1, 7)]


@pytest.fixture
def judged(tmp_path):
    """Judges six months of ASB: each 100 rows at 70 places, the newest with these rows besides. Crimes are alike."""

    def judge(extra, months=MONTHS, rows=100):
        usual = [f"place {number % round(0.7 * rows)}" for number in range(rows)]
        asb = [(period, place) for period in months for place in [*usual, *(extra if period == months[-1] else [])]]
        with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
            connection.execute("create table stg_police_uk_street (crime_id text, period text, location text)")
            connection.executemany("insert into stg_police_uk_street values (null, ?, ?)", asb)
            connection.execute("insert into stg_police_uk_street select 'a', '2026-06', 'b' from range(1000)")
        (outcome,) = judge_alike([STREET, FEEDS["police_crime"]], Build(tmp_path))
        assert [outcome.rule] == alike_rule_ids(STREET)
        return outcome

    return judge


def test_rows_as_alike_as_ever_pass(judged):
    assert judged([]).status is Status.PASSED


@pytest.mark.parametrize("times", [0.3, 0.5, 1])
def test_a_block_put_in_twice_is_warned_of_with_its_month_and_numbers(judged, times):
    block = [f"place {number % 70}" for number in range(round(100 * times))]
    outcome = judged(block)
    assert (outcome.status, outcome.severity, outcome.observed) == (Status.FAILED, Severity.WARN, 1)
    assert outcome.detail == (
        f"of rows without “Crime ID” fewer are different than usual: 2026-06 (70 of {100 + len(block):,}, usually 70%)"
    )


def test_more_incidents_in_other_places_pass(judged):
    assert judged([f"elsewhere {number}" for number in range(100)]).status is Status.PASSED


def test_too_short_a_past_is_not_judged(judged):
    again = [f"place {number % 70}" for number in range(100)]
    assert judged(again, months=MONTHS[-3:]).status is Status.PASSED


def test_too_few_rows_are_not_judged(judged):
    assert judged(["place 0"] * 20, rows=20).status is Status.PASSED


def test_a_feed_whose_rows_have_a_key_has_no_such_rule():
    assert alike_rule_ids(FEEDS["police_crime"]) == []
