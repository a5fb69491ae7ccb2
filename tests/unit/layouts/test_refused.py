"""Published files that a feed cannot use are refused by name, whatever they are called, with what to fetch instead."""

import csv
import io

import openpyxl
import pytest

from ossp_pipeline.contracts.layout import example_of
from ossp_pipeline.contracts.period import Cadence, parse_period
from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.conform import FileContext, conform
from ossp_pipeline.extract.published import identify, with_nearest
from ossp_pipeline.feeds.registry import FEEDS
from tests.unit.extract.conftest import AREA

REFUSED = {
    f"{feed.name} {layout.name}": (feed, layout) for feed in FEEDS.values() for layout in feed.layouts if layout.refused
}

PERIODS = {Cadence.MONTH: "2024-03", Cadence.QUARTER: "2023-24Q4", Cadence.YEAR: "2024"}


def csv_of(headings, *rows):
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode()


def workbook_of(sheet, *rows):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for cells in rows:
        book.active.append(list(cells))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal_of(content, feed):
    """What landing says of a file whose name says no period."""
    named = identify(content, "some download.csv", feed)
    period = named[0].period if named else parse_period(feed.cadence, PERIODS[feed.cadence])
    with pytest.raises(DeliveryRefused) as caught:
        conform(content, feed, FileContext(period, AREA, {}, b""))
    return with_nearest(caught.value, content, feed)


@pytest.mark.parametrize("name", REFUSED)
def test_a_layout_that_cannot_be_used_is_refused_by_its_name_with_what_to_do(name):
    feed, layout = REFUSED[name]
    headings = [example_of(heading) for heading in layout.headings]
    sheet = {"recorded_crime_csp": "Table C2", "population": "Mid-2022 LSOA 2021"}.get(feed.name, "Sheet1")
    rows = [headings, ["x"] * len(headings)]
    contents = [csv_of(*rows), workbook_of(sheet, ["A title"], [], *rows)]
    for content in contents[1:] if layout.sheets else contents:
        refusal = refusal_of(content, feed)
        assert (refusal.code, refusal.message) == ("E-LAYOUT", f"this is {layout.name}: {layout.refused[0]}")
        assert refusal.remedy == layout.refused[1]


@pytest.mark.parametrize(
    ("feed_name", "place"),
    [
        ("hospital_admissions", "published_indicators"),
        ("proven_reoffending", "published_indicators"),
        ("substance_treatment", "published_indicators"),
        ("fire_incidents", "published_fires"),
    ],
)
def test_published_figures_that_are_sent_to_another_feed_are_told_where_to_be_put(feed_name, place):
    taken = {layout.headings for layout in FEEDS[place].taken_layouts}
    remedies = [layout.refused[1] for layout in FEEDS[feed_name].layouts if layout.headings in taken]
    assert remedies and all(f"file of {place}: put it there" in remedy for remedy in remedies)


def test_the_line_breaks_in_the_headings_of_the_onss_workbook_are_read():
    rows = [["Title"]] * 6 + [["Local Authority\r\n name", "Total recorded crime"], ["Qxborough", 12]]
    content = workbook_of("Table C2", *rows)
    assert "the ONS’s yearly workbook" in refusal_of(content, FEEDS["recorded_crime_csp"]).message


def test_a_file_of_the_contract_with_a_heading_too_few_is_not_taken_for_another_publishers():
    feed = FEEDS["hospital_admissions"]
    refusal = refusal_of(csv_of(["admission_date", "category"], ["2024-03-01", "Assault"]), feed)
    assert refusal.code == "E-HEADER"
