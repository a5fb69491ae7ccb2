"""Rows delivered without a workbook received here have their state all the same, and a feed's are not asked."""

from datetime import date

from ossp_pipeline.contracts.status import ReturnState
from ossp_pipeline.returns.outstanding import Delivered, describe_outstanding
from ossp_pipeline.returns.request import build_issues
from ossp_pipeline.returns.workspace import read_quarter
from tests.returned import AREAS, CSP, LEAD, OTHER_LEAD, QUARTER, catalogue_in

CASES, ENTRANTS = ("Measures", f"marac_cases|{CSP}"), ("Measures", f"first_entrants|{CSP}")
PERIOD = read_quarter(QUARTER)


def outstanding(office, delivered):
    catalogue = catalogue_in(office.seeds, delivered.from_feeds)
    requested = build_issues(catalogue, PERIOD, AREAS, lambda feed, key: {})
    entries = describe_outstanding(office.store, requested, PERIOD, date(2026, 2, 1), delivered)
    return {entry["lead"]: entry for entry in entries}


def from_feed(office, measure):
    """The catalogue with one measure that a feed gives."""
    (office.seeds / "measures_from_feeds.csv").write_text(f"measure_id,source,feed,item\n{measure},survey,wave,one\n")
    return Delivered(from_feeds=[measure])


def test_a_delivered_row_has_its_state_and_the_others_wait(office):
    states = {CASES: ReturnState.ACCEPTED, ("Actions", "marac_review"): ReturnState.QUERIED}
    entry = outstanding(office, Delivered(states))[LEAD]
    assert entry["counts"] == {"late": 5, "queried": 1, "accepted": 1}
    assert "- Review the MARAC: what came was queried" in entry["reminder"]
    assert "- Cases at MARAC" not in entry["reminder"]


def test_what_was_received_here_is_newer_than_what_was_delivered(office):
    office.receive(office.filled())
    entry = outstanding(office, Delivered({CASES: ReturnState.ACCEPTED}))[LEAD]
    assert entry["counts"] == {"returned": 7}


def test_nobody_is_asked_for_what_a_feed_gives(office):
    assert OTHER_LEAD in outstanding(office, Delivered())
    assert OTHER_LEAD not in outstanding(office, from_feed(office, "first_entrants"))


def test_what_a_feed_gives_by_now_is_not_outstanding_though_it_was_asked_when_the_workbook_was_issued(office):
    office.issue()
    assert outstanding(office, from_feed(office, "marac_cases"))[LEAD]["counts"] == {"late": 6}
