"""The embargo: which periods a candidate shows, and which of them wait, to the second."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.publish.calendar import LONDON, Announcement, PlannedRelease, read_period
from ossp_pipeline.publish.embargo import embargoed, shown_periods

QUARTER = "2025-26Q4"


def planned(period=QUARTER, day=date(2026, 5, 14)):
    return PlannedRelease(read_period(period), (Announcement(date(2026, 1, 8), day, False, "t", ""),))


def candidate(folder, **tables):
    (folder / "tables").mkdir(parents=True)
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / "tables" / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def shows_quarter(tmp_path_factory):
    rows = [{"period": QUARTER, "value": 3.0}, {"period": "2025-26Q3", "value": 1.0}]
    return candidate(tmp_path_factory.mktemp("candidate"), trends=rows)


@pytest.mark.parametrize(
    ("day", "before", "at"),
    [
        (date(2026, 3, 27), "2026-03-27T09:29:59+00:00", "2026-03-27T09:30:00+00:00"),
        (date(2026, 3, 30), "2026-03-30T08:29:59+00:00", "2026-03-30T08:30:00+00:00"),
        (date(2026, 10, 23), "2026-10-23T08:29:59+00:00", "2026-10-23T08:30:00+00:00"),
        (date(2026, 10, 26), "2026-10-26T09:29:59+00:00", "2026-10-26T09:30:00+00:00"),
    ],
)
def test_a_second_before_it_waits_and_at_the_moment_it_may_go(shows_quarter, day, before, at):
    calendar = [planned(day=day)]
    assert embargoed(calendar, shows_quarter, [], datetime.fromisoformat(before)) == calendar
    assert embargoed(calendar, shows_quarter, [], datetime.fromisoformat(at)) == []


@given(st.integers(-10_000_000, 10_000_000), st.booleans())
def test_it_waits_exactly_until_its_moment_and_only_while_no_release_showed_it(shows_quarter, seconds, is_out):
    item = planned()
    now = (item.moment + timedelta(seconds=seconds)).astimezone(UTC)
    out = [{QUARTER}] if is_out else [{"2025-26Q3"}]
    assert embargoed([item], shows_quarter, out, now) == ([item] if seconds < 0 and not is_out else [])


def test_a_period_the_calendar_does_not_list_never_waits(shows_quarter):
    before = datetime(2026, 1, 1, tzinfo=LONDON)
    assert embargoed([planned("2026-27Q1", date(2026, 8, 13))], shows_quarter, [], before) == []
    assert embargoed([], shows_quarter, [], before) == []


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([{"period": QUARTER, "value": 1.0}], {QUARTER}),
        ([{"period": QUARTER, "value": None, "numerator": 0}], {QUARTER}),
        ([{"period": QUARTER, "value": None, "narrative": "words"}], {QUARTER}),
        ([{"financial_quarter": QUARTER, "numerator": 2}], {QUARTER}),
        ([{"progress_period": QUARTER, "progress": "on track"}], {QUARTER}),
        ([{"period": QUARTER, "spent_pounds": 5.0}], {QUARTER}),
        ([{"wave": QUARTER, "response_percent": 68.0}], {QUARTER}),
        ([{"period": QUARTER, "value": None}], set()),
        ([{"period": QUARTER, "financial_quarter": QUARTER}], set()),
        ([{"period": None, "value": 1.0}], set()),
        ([{"measure_id": "a", "value": 1.0}], set()),
    ],
)
def test_a_row_shows_its_period_where_it_holds_a_figure_or_words(tmp_path, rows, shown):
    assert shown_periods(candidate(tmp_path / "c", t=rows)) == shown


def test_any_table_can_show_a_period(tmp_path):
    tables = {"a": [{"period": QUARTER, "value": None}], "b": [{"period": QUARTER, "numerator": 1}]}
    assert shown_periods(candidate(tmp_path / "c", **tables)) == {QUARTER}


def test_a_build_without_a_candidate_shows_nothing(tmp_path):
    assert shown_periods(tmp_path) == set()
