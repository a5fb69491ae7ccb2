"""The release calendar: what a row may say, and when its moment is, also when clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.calendar import (
    COLUMNS,
    EDITION_COLUMNS,
    LONDON,
    Announcement,
    PlannedRelease,
    present_moment,
    read_calendar,
    read_period,
)
from ossp_pipeline.settings import SHIPPED_PARTNERSHIP
from tests.installations import settings_in

HEADER = ",".join(COLUMNS)
GOOD = "2026-01-08,2025-26Q4,2026-05-14,confirmed,To the end of March 2026,"


def read(tmp_path, *rows, header=HEADER):
    path = tmp_path / "release_calendar.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_calendar(path)


def planned_on(day):
    return PlannedRelease(read_period("2025-26Q4"), (Announcement(day, day, False, "t", ""),))


def test_the_shipped_calendar_reads_and_lets_the_sample_out(tmp_path):
    planned = read_calendar(SHIPPED_PARTNERSHIP / "release_calendar.csv")
    assert [str(item.period) for item in planned][:2] == ["2025-26Q3", "2025-26Q4"]
    sample = datetime(2026, 5, 18, 12, tzinfo=LONDON)
    assert [str(item.period) for item in planned if item.moment <= sample] == ["2025-26Q3", "2025-26Q4"]


def test_a_row_is_a_planned_release(tmp_path):
    (planned,) = read(tmp_path, GOOD)
    assert (str(planned.period), planned.newest.date, planned.newest.is_provisional, planned.moves) == (
        "2025-26Q4",
        date(2026, 5, 14),
        False,
        [],
    )


def test_a_moved_date_keeps_the_old_one_and_the_reason(tmp_path):
    later = "2026-05-01,2025-26Q4,2026-05-21,confirmed,To the end of March 2026,The board meets later"
    (planned,) = read(tmp_path, GOOD, later)
    assert planned.newest.date == date(2026, 5, 21)
    (move,) = planned.moves
    assert (move[0], move[1].reason) == (date(2026, 5, 14), "The board meets later")


WITH_EDITIONS = f"{HEADER},{','.join(EDITION_COLUMNS)}"


def test_a_period_may_be_planned_for_each_edition(tmp_path):
    public = GOOD.replace("2026-05-14", "2026-05-21")
    planned = read(tmp_path, f"{GOOD},,", f"{public},public,Head of analysis", header=WITH_EDITIONS)
    assert [(item.edition, item.newest.date.day, item.newest.approved_by, item.moves) for item in planned] == [
        (Edition.PARTNERSHIP, 14, "", []),
        (Edition.PUBLIC, 21, "Head of analysis", []),
    ]
    assert [item.edition for item in read(tmp_path, f"{GOOD},partnership,", header=WITH_EDITIONS)] == ["partnership"]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (",everybody,Head of analysis", "edition is neither partnership nor public"),
        (",public,", "approved_by says who approves"),
        (",,Head of analysis", "approved_by says who approves"),
        (",public,ada@example.org", "approved_by seems to hold"),
        (",public", "7 cells, not 8"),
    ],
)
def test_a_row_that_does_not_say_which_edition_or_who_approves_is_named(tmp_path, more, wrong):
    with pytest.raises(UsageError, match=wrong):
        read(tmp_path, GOOD + more, header=WITH_EDITIONS)


def test_confirming_a_provisional_date_is_no_move_and_needs_no_reason(tmp_path):
    (planned,) = read(tmp_path, GOOD.replace("confirmed", "provisional"), GOOD)
    assert not planned.newest.is_provisional
    assert planned.moves == []


def test_an_empty_calendar_plans_nothing(tmp_path):
    assert read(tmp_path) == []


def test_rows_come_by_date_and_a_month_may_be_planned(tmp_path):
    month = "2026-01-08,2026-03,2026-04-22,provisional,March 2026,"
    assert [str(item.period) for item in read(tmp_path, GOOD, month)] == ["2026-03", "2025-26Q4"]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("2026-01-08,2025-26Q5,2026-05-14,confirmed,t,", "neither a quarter"),
        ("2026-01-08,2025-27Q4,2026-05-14,confirmed,t,", "neither a quarter"),
        ("2026-01-08,2026-13,2026-05-14,confirmed,t,", "neither a quarter"),
        ("2026-01-08,2025-26Q4,2026-02-30,confirmed,t,", "date is not a date"),
        ("2026-01-08,2025-26Q4,14/05/2026,confirmed,t,", "date is not a date"),
        ("2026-01-08,2025-26Q4,20260514,confirmed,t,", "date is not a date"),
        ("2026-01-08,2025-26Q4,2026-W20-4,confirmed,t,", "date is not a date"),
        ("soon,2025-26Q4,2026-05-14,confirmed,t,", "announced is not a date"),
        ("2026-01-08,2025-26Q4,2026-03-31,confirmed,t,", "not after the end"),
        ("2026-01-08,2025-26Q4,2026-05-16,confirmed,t,", "Saturday"),
        ("2026-06-01,2025-26Q4,2026-05-14,confirmed,t,", "before the day it was announced"),
        ("2026-01-08,2025-26Q4,2026-05-14,maybe,t,", "neither provisional nor confirmed"),
        ("2026-01-08,2025-26Q4,2026-05-14,confirmed,,", "title is empty"),
        ("2026-01-08,2025-26Q4,2026-05-14,confirmed,t", "5 cells"),
        ("2026-01-08,2025-26Q4,2026-05-14,confirmed,t,a\u202eb", "do not show"),
        (f"2026-01-08,2025-26Q4,2026-05-14,confirmed,{'t' * 201},", "longer than 200"),
        ("2026-01-08,2025-26Q4,2026-05-14,confirmed,t,ask a.person@example.org", "an e-mail address"),
        ('2026-01-08,2025-26Q4,2026-05-14,confirmed,"t,', "cannot be read"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(tmp_path, row, wrong):
    other = "2026-01-08,2025-26Q3,2026-02-12,confirmed,t,"
    with pytest.raises(UsageError, match="E-CALENDAR") as refusal:
        read(tmp_path, other, row)
    assert f"release_calendar.csv, line 3: {refusal.value.message.split(': ', 1)[1]}" == refusal.value.message
    assert wrong in refusal.value.message
    assert "example.org" not in str(refusal.value)


@pytest.mark.parametrize(
    ("later", "wrong"),
    [
        (GOOD, "the same period, date and status"),
        (GOOD.replace("05-14", "05-21"), "without a reason"),
        (GOOD.replace("confirmed", "provisional"), "without a reason"),
        (GOOD.replace("05-14", "05-21").replace("2026-01-08", "2026-01-07") + "later", "the newest comes last"),
    ],
)
def test_a_second_announcement_must_say_what_changed_and_why(tmp_path, later, wrong):
    with pytest.raises(UsageError, match="line 3") as refusal:
        read(tmp_path, GOOD, later)
    assert wrong in refusal.value.message


def test_a_wrong_heading_a_missing_file_and_other_bytes_are_named(tmp_path):
    with pytest.raises(UsageError, match="line 1"):
        read(tmp_path, header="date,period")
    with pytest.raises(UsageError, match="There is no"):
        read_calendar(tmp_path / "nowhere.csv")
    (tmp_path / "b.csv").write_bytes(HEADER.encode() + b"\n\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_calendar(tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2026-03-27", 9), ("2026-03-30", 8), ("2026-10-23", 8), ("2026-10-26", 9)],
)
def test_the_moment_is_half_past_nine_in_london_on_both_sides_of_a_change_of_clocks(day, hour):
    """Clocks go forward on 29 March 2026 and back on 25 October: in UTC the moment shifts by an hour."""
    moment = planned_on(date.fromisoformat(day)).moment
    assert moment.astimezone(UTC) == datetime.combine(date.fromisoformat(day), time(hour, 30), UTC)


@given(st.dates(date(2020, 1, 1), date(2037, 12, 31)))
def test_on_every_day_the_moment_reads_half_past_nine_and_lies_between_two_instants(day):
    moment = planned_on(day).moment
    assert (moment.date(), moment.time()) == (day, time(9, 30))
    midnight = datetime.combine(day, time(0), UTC)
    assert moment - midnight in (timedelta(hours=8, minutes=30), timedelta(hours=9, minutes=30))


def test_a_sample_is_seen_at_noon_of_its_own_day_and_nothing_else_moves_the_clock(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    monkeypatch.setenv("OSSP_AS_OF", "2030-01-01")
    assert abs(present_moment(settings) - datetime.now(UTC)) < timedelta(minutes=5)
    settings = settings_in(tmp_path / "sample")
    settings.sample_note.write_text('{"as_of": "2026-05-18"}')
    assert present_moment(settings).isoformat() == "2026-05-18T12:00:00+01:00"
