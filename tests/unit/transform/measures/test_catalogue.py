"""The readers of the lists: what is in the file comes out typed, and what cannot be read is named by row and column."""

from collections import Counter
from datetime import date

import pytest

from ossp_pipeline.contracts.period import Cadence
from ossp_pipeline.contracts.status import MeasureState
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.settings import SEEDS
from ossp_pipeline.transform.measures.catalogue import measures_from_feeds, read_measures
from tests.returned import catalogue_in, measure_row, write_seeds


def test_measures_come_out_typed_and_in_order(tmp_path):
    measures = read_measures(write_seeds(tmp_path))
    assert [item.measure_id for item in measures][:2] == ["marac_cases", "marac_repeats"]
    repeats = measures[1]
    assert (repeats.cadence, repeats.window_months, repeats.area_types) == (Cadence.QUARTER, 3, ("csp",))
    assert repeats.first_period.start == date(2023, 4, 1)
    assert [item.asks_denominator for item in measures] == [False, True, False, True, False]
    assert all(item.is_returned for item in measures)


def test_actions_and_grants_come_out_typed(tmp_path):
    catalogue = catalogue_in(write_seeds(tmp_path))
    action, grant = catalogue.actions[0], catalogue.grants[0]
    assert (action.due_date, action.version) == (date(2026, 3, 31), 1)
    assert (grant.allocation_pounds, grant.match_pounds, grant.carry_forward) == (10_000, 500, "exceptional")
    assert [item.grant_id for item in catalogue.grants] == ["hate_crime", "ended_grant"], "lines are added up"
    shared = catalogue_in(tmp_path, grant_amounts="whole term").grants
    assert [item.allocation_pounds for item in shared] == [5_000, 900]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"unit": "rate"}, "unit"),
        ({"polarity": "up"}, "polarity"),
        ({"cadence": "week"}, "cadence"),
        ({"window_months": "three"}, "window_months"),
        ({"first_period": "2023-24Q5"}, "first_period"),
        ({"status": "maybe"}, "status"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(tmp_path, changes, column):
    write_seeds(tmp_path, [measure_row("odd", "Odd", "things", "", "count", "Lead", **changes)])
    with pytest.raises(BrokenError, match=rf"measure_catalogue.csv, row odd, column {column},"):
        read_measures(tmp_path)


def test_measure_listed_twice_is_named(tmp_path):
    write_seeds(tmp_path, [measure_row("marac_cases", "Again", "things", "", "count", "Lead")])
    with pytest.raises(BrokenError, match="lists marac_cases twice"):
        read_measures(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("carry_forward", "carried", "grants.csv, line 1, cannot be used: it lacks the column"),
        ("exceptional", "perhaps", "grants.csv, line 2, cannot be used: carry_forward is “perhaps”. Allowed: not"),
    ],
)
def test_fact_that_cannot_be_used_is_named_by_line(tmp_path, old, new, words):
    path = write_seeds(tmp_path) / "grants.csv"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(BrokenError, match=words):
        catalogue_in(tmp_path)


def test_a_feed_gives_a_measure_once_something_of_it_came_and_a_need_once_it_is_estimated(tmp_path):
    seeds = write_seeds(tmp_path)
    (seeds / "measures_from_feeds.csv").write_text(
        "measure_id,source,feed,item\nmarac_cases,survey,wave,one\nfirst_entrants,need,treatment,opiate\n"
    )
    assert measures_from_feeds(seeds, [], ["opiate"]) == []
    assert measures_from_feeds(seeds, ["wave"], ["opiate"]) == ["marac_cases"]
    assert measures_from_feeds(seeds, ["wave", "treatment"], ["opiate"]) == ["marac_cases", "first_entrants"]
    assert measures_from_feeds(seeds, ["wave", "treatment"], []) == ["marac_cases"]
    read = {item.measure_id: item for item in read_measures(seeds, ["marac_cases"])}
    assert not read["marac_cases"].is_returned and read["first_entrants"].is_returned


def test_no_two_measures_of_the_shipped_catalogue_count_the_same():
    """Counted ones by what is counted; returned ones, whose words may be alike, by their definition."""
    counted = Counter(
        (item.definition,)
        if item.is_returned
        else (item.source, item.numerator, item.denominator, item.unit, item.window_months)
        for item in read_measures(SEEDS)
        if item.status != MeasureState.RETIRED
    )
    assert [same for same, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("name", ["Stockport", "Manchester", "GMP", "Avro", "Achieve", "car-cruising", "Brinnington"])
def test_the_catalogue_says_nothing_of_one_area(name):
    text = (SEEDS / "measure_catalogue.csv").read_text(encoding="utf-8")
    assert name not in text
