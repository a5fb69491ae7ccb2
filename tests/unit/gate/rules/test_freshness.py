"""Lateness is of the data: a period is late when it is due, awaited, and nothing of this area came for it."""

from datetime import date

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.freshness import judge_freshness, late_periods, next_due
from tests.unit.gate.rules.deliveries import delivery, expected, plan_of, refused, selection

CRIME, STREET = FEEDS["police_crime"], FEEDS["police_uk_street"]
# 20 February 2026 is a Friday.
NEXT = "; next comes 2026-01, due 2026-02-20"
APRIL, MAY, JUNE = (parse_period(Cadence.MONTH, f"2025-0{month}") for month in (4, 5, 6))


def late(feed, periods, used=()):
    return [str(item.period) for item in late_periods(feed, plan_of({feed.name: selection(used)}, periods))]


def test_period_that_is_due_and_did_not_come_is_late():
    assert late(CRIME, [expected(CRIME, MAY)]) == ["2025-05"]


def test_period_that_came_is_not_late():
    assert late(CRIME, [expected(CRIME, MAY), expected(CRIME, JUNE)], [delivery(CRIME, "2025-05")]) == ["2025-06"]


def test_period_that_is_not_due_yet_is_not_late():
    assert late(CRIME, [expected(CRIME, MAY, is_due=False)]) == []


def test_period_of_a_feed_the_area_does_not_await_is_not_late():
    assert late(STREET, [expected(STREET, MAY, is_expected=False)]) == []


def test_period_of_another_feed_does_not_count():
    assert late(CRIME, [expected(STREET, MAY)]) == []


def test_file_without_a_row_of_this_area_delivers_nothing():
    """The files of other forces hold the month, but none of the area's own crime."""
    other_force = delivery(STREET, "2025-05", accepted=0, out_of_area=5000, part="cheshire")
    assert late(STREET, [expected(STREET, MAY)], [other_force]) == ["2025-05"]


def test_late_delivery_warns_and_says_since_when():
    plan = plan_of({CRIME.name: selection()}, [expected(CRIME, MAY), expected(CRIME, JUNE)])
    outcome = judge_freshness(CRIME, plan)
    assert outcome.rule == "police_crime.period.delivered"
    assert (outcome.status, outcome.severity, outcome.observed) == (Status.FAILED, Severity.WARN, 2)
    assert CRIME.due_date(MAY) == date(2025, 6, 20)
    late_ones, coming_one = outcome.detail.split("; ")
    assert late_ones == "2 period(s) not delivered: 2025-05 to 2025-06 (due 2025-06-20 to 2025-07-21)"
    assert coming_one == "next comes 2025-07, due 2025-08-20"
    assert CRIME.supplier in outcome.remedy


def year_of(*delivered: int, **more):
    periods = [parse_period(Cadence.MONTH, f"2025-{month:02d}") for month in range(1, 13)]
    used = [delivery(CRIME, f"2025-{month:02d}") for month in delivered]
    return judge_freshness(CRIME, plan_of({CRIME.name: selection(used, **more)}, [expected(CRIME, p) for p in periods]))


def test_of_many_late_periods_none_is_left_out():
    outcome = year_of()
    assert outcome.observed == 12
    assert outcome.detail == f"12 period(s) not delivered: 2025-01 to 2025-12 (due 2025-02-20 to 2026-01-20){NEXT}"


def test_gaps_inside_the_series_are_named_before_the_months_that_do_not_come_yet():
    assert year_of(1, 2, 4).detail == (
        "9 period(s) not delivered: 2025-03 (due 2025-04-22), 2025-05 to 2025-12 (due 2025-06-20 to 2026-01-20)" + NEXT
    )


def test_a_month_whose_file_was_refused_is_not_among_those_that_nothing_came_for():
    detail = year_of(*range(1, 11), outstanding=[refused(CRIME, "2025-11"), refused(CRIME, None)]).detail
    assert detail == f"2 period(s) not delivered: 2025-12 (due 2026-01-20), 2025-11 (came, and was refused){NEXT}"


def test_nothing_late_passes():
    plan = plan_of({CRIME.name: selection([delivery(CRIME, "2025-04")])}, [expected(CRIME, APRIL)])
    outcome = judge_freshness(CRIME, plan)
    assert (outcome.status, outcome.observed) == (Status.PASSED, 0)
    assert outcome.detail == "every delivery that is due has come; next comes 2025-05, due 2025-06-20"


def coming(feed, periods, used=()):
    found = next_due(feed, plan_of({feed.name: selection(used)}, periods))
    return found and (str(found[0]), found[1])


def test_the_next_delivery_is_the_first_that_has_not_come_and_is_not_due_yet():
    periods = [expected(CRIME, APRIL), expected(CRIME, MAY, is_due=False)]
    assert coming(CRIME, periods) == ("2025-05", date(2025, 6, 20))
    came = [delivery(CRIME, "2025-05")]
    assert coming(CRIME, periods, came) == ("2025-06", date(2025, 7, 21)), "20 July 2025 is a Sunday"


def test_a_feed_that_is_not_awaited_or_never_due_has_no_next_delivery():
    assert coming(STREET, [expected(STREET, MAY, is_expected=False)]) is None
    lookup = FEEDS["area_lookup"]
    assert coming(lookup, [expected(lookup, parse_period(Cadence.YEAR, "2024"))]) is None
    assert (
        judge_freshness(lookup, plan_of({lookup.name: selection()}, [])).detail == "every delivery that is due has come"
    )
