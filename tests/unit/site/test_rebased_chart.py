"""A chart that does not fit: both sets of limits, and the row that accepts the proposal."""

from tests.unit.site.boards import signals, whole
from tests.unit.site.test_pages import text_of

PROPOSED = {
    "rebase_from": "2025-08",
    "rebase_reason": "9 of 13 points are flagged, so the chart does not fit",
    "rebased_centre_line": 104.0,
    "rebased_lower_limit": 90.0,
    "rebased_upper_limit": 118.0,
    "rebased_point_kind": "common cause",
}


def test_a_proposal_shows_both_sets_of_limits_and_the_row_that_accepts_it(site_of):
    rows = whole()
    rows["performance_signals"] = [{**row, **PROPOSED} for row in signals()]
    words = text_of(site_of(rows).page("measure-burglary.html"))
    assert "This chart does not fit: new limits are proposed 9 of 13 points are flagged" in words
    assert "burglary_2025_08,burglary,2025-08,step change," in words
    assert "July 2025, proposed 104" in words and "in force" in words


def test_without_a_proposal_nothing_is_said(site_of):
    assert "new limits are proposed" not in text_of(site_of(whole()).page("measure-burglary.html"))
