"""Months that came far too short hold, months that may be short are named, each with what to ask and to confirm."""

from datetime import date

import duckdb
import pytest

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.months_complete import judge_months, month_rule_ids
from ossp_pipeline.transform.build import Build

CRIME, FIRES = FEEDS["police_crime"], FEEDS["fire_incidents"]


@pytest.fixture
def judged(tmp_path):
    """Judges months of a feed: the month, dimension, kind in words, completeness, reason."""

    def judge(feed, *months):
        rows = [
            (feed.name, f"{start:%Y-%m}", start, dimension, name, name, *rest)
            for start, dimension, name, *rest in months
        ]
        with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
            connection.execute(
                "create table fct_completeness (feed text, period text, period_start_date date, dimension text, "
                "kind text, kind_name text, completeness text, reason text)"
            )
            if rows:
                connection.executemany("insert into fct_completeness values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        outcomes = judge_months([feed], Build(tmp_path))
        assert sorted(outcome.rule for outcome in outcomes) == sorted(month_rule_ids(feed))
        return outcomes

    return judge


def test_whole_and_confirmed_months_pass(judged):
    whole, confirmed = judged(
        CRIME,
        (date(2026, 2, 1), "all", "all", "confirmed", "few; confirmed by A. Analyst: asked"),
        (date(2026, 3, 1), "all", "all", "complete", None),
    )
    assert (whole.status, confirmed.status) == (Status.PASSED, Status.PASSED)


def test_a_held_month_holds_and_names_month_kind_and_reason(judged):
    whole, confirmed = judged(CRIME, (date(2026, 3, 1), "ward", "Old Town", "held", "9 rows, about 90 expected: few"))
    assert (whole.status, whole.severity, whole.observed) == (Status.FAILED, Severity.HOLD, 1)
    assert whole.detail == "2026-03, Old Town: 9 rows, about 90 expected: few"
    assert "ossp confirm police_crime 2026-03 --by NAME" in whole.remedy
    assert confirmed.status is Status.PASSED


def test_every_month_in_doubt_is_asked_for(judged):
    months = [(date(2025, number, 1), "all", "all", "unconfirmed", "few") for number in range(1, 10)]
    _, confirmed = judged(CRIME, *months)
    assert confirmed.severity is Severity.WARN and confirmed.observed == 9
    assert all(f"2025-0{number}" in confirmed.remedy for number in range(1, 10))
    assert confirmed.detail.endswith("; and 3 more")


def test_of_a_feed_by_quarters_the_quarter_is_confirmed(judged):
    """Its rows have months; what came, and can come again or be confirmed, is the quarter."""
    _, confirmed = judged(FIRES, (date(2025, 12, 1), "all", "all", "unconfirmed", "few"))
    assert confirmed.detail == "2025-12: few"
    assert (
        "whether 2025-26Q3 is whole" in confirmed.remedy and "ossp confirm fire_incidents 2025-26Q3" in confirmed.remedy
    )


def test_a_feed_that_is_not_judged_by_volume_has_no_such_rules():
    assert month_rule_ids(FEEDS["population"]) == []
