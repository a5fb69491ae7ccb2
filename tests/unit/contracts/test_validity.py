"""A contract that changes: files are judged by what held in their own period."""

from dataclasses import replace

import pytest

from ossp_pipeline.contracts.area import Area
from ossp_pipeline.contracts.column import Column, Kind, Sensitivity
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.contracts.validity import DatedValue, Span
from ossp_pipeline.docs_build.feed_pages import contract_part
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import ConformResult, FileContext, conform
from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.extract.conftest import FEED as SMALL

OPEN = Sensitivity.OPEN
KIND = Column(
    heading="Kind",
    name="kind",
    sensitivity=OPEN,
    required=True,
    allowed=("old", "both", "new"),
    dated=(DatedValue("old", Span(until="2026-03")), DatedValue("new", Span(since="2026-04"))),
    meaning="a code that was split in April 2026",
)
ADDED = Column(
    heading="Added",
    name="added",
    kind=Kind.INTEGER,
    sensitivity=OPEN,
    required=True,
    span=Span(since="2026-04"),
    meaning="sent from April 2026",
)
CHANGING = replace(SMALL, columns=(*SMALL.columns, KIND, ADDED))


def land(text: str, month: str, feed: Feed = CHANGING) -> ConformResult:
    period = parse_period(Cadence.MONTH, month)
    return conform(text.encode(), feed, FileContext(period, Area(codes=None, force=None), {}, b"k" * 32))


def test_a_value_is_agreed_in_its_periods_alone() -> None:
    for month, unknown in (("2026-03", "new"), ("2026-04", "old")):
        text = "A,B,C,Kind,Added\n1,,,old,1\n2,,,both,2\n3,,,new,3\n"
        result = land(text, month)
        assert result.broken == {"small.kind.allowed": 1}
        [line] = result.rejects["line"].to_pylist()
        assert text.splitlines()[line - 1].split(",")[3] == unknown


def test_a_column_is_asked_for_from_its_first_period_on_and_lands_always() -> None:
    before = land("A,B,C,Kind\n1,,,both\n", "2026-03")
    assert before.accepted["added"].to_pylist() == [None]
    with pytest.raises(DeliveryRefused, match="“Added” is missing"):
        land("A,B,C,Kind\n1,,,both\n", "2026-04")
    assert land("A,B,C,Kind,Added\n1,,,both,\n", "2026-04").broken == {"small.added.required": 1}
    early = land("A,B,C,Kind,Added\n1,,,both,7\n", "2026-03")
    assert early.accepted["added"].to_pylist() == [7], "what comes early is kept"


def test_a_column_that_was_dropped_is_asked_for_until_its_last_period() -> None:
    dropped = replace(CHANGING, columns=(*SMALL.columns, replace(ADDED, span=Span(until="2026-03"))))
    assert land("A,B,C\n1,,\n", "2026-04", dropped).accounting.accepted == 1
    with pytest.raises(DeliveryRefused, match="“Added” is missing"):
        land("A,B,C\n1,,\n", "2026-03", dropped)


def test_a_value_of_a_list_of_codes_can_be_dated_too() -> None:
    listed = replace(KIND, allowed=(), code_list="kinds")
    feed = replace(CHANGING, columns=(*SMALL.columns, listed))
    period = parse_period(Cadence.MONTH, "2026-03")
    context = FileContext(period, Area(None, None), {"kinds": frozenset({"old", "both", "new"})}, b"k" * 32)
    result = conform(b"A,B,C,Kind\n1,,,new\n2,,,old\n", feed, context)
    assert result.broken == {"small.kind.allowed": 1}


@pytest.mark.parametrize("span", [Span(since="2026"), Span(until="April"), Span("2026-04", "2026-03")])
def test_a_change_must_be_dated_with_periods_of_the_feed(span: Span) -> None:
    with pytest.raises(ValueError, match=r"2026|April"):
        replace(SMALL, columns=(*SMALL.columns, replace(ADDED, span=span)))


def test_a_change_lands_files_again() -> None:
    later = replace(SMALL, columns=(*SMALL.columns, replace(ADDED, span=Span(since="2026-05"))))
    assert repr(CHANGING) != repr(later)


def test_the_page_of_a_feed_says_what_changed_when() -> None:
    feed = FEEDS["fire_incidents"]
    [column] = [item for item in feed.columns if item.name == "category"]
    changed = replace(column, dated=(DatedValue(column.allowed[0], Span(since="2026-27Q1")),))
    columns = tuple(changed if item is column else item for item in feed.columns)
    page = contract_part(replace(feed, columns=columns))
    assert f"- `category`: “{column.allowed[0]}” is agreed from 2026-27Q1" in page
    assert "Changed over time" not in contract_part(feed)
