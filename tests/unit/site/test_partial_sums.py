"""A sum with a missing part is partial and says so; what adds up in every row adds up in the sums."""

from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.site.partial_sums import PartialSum, totals_of

WAYS = ("accepted", "rejected")
COLUMNS = ("received", *WAYS)
COUNTS = st.integers(0, 10_000)
HIDDEN = {"received": None, "accepted": 40, "rejected": None, "status": ValueStatus.WITHHELD}


def row_of(accepted, rejected):
    return {
        "received": accepted + rejected,
        "accepted": accepted,
        "rejected": rejected,
        "status": ValueStatus.OBSERVED,
    }


ROWS = st.lists(st.builds(row_of, COUNTS, COUNTS))


def test_a_whole_sum_is_the_number_alone():
    totals = totals_of([row_of(1_200, 34), row_of(5, 0)], COLUMNS)
    assert [total.words for total in totals.values()] == ["1,239", "1,205", "34"]


def test_a_partial_sum_says_at_least_and_what_is_missing():
    unknown = {**HIDDEN, "status": ValueStatus.NOT_SUPPLIED}
    total = totals_of([row_of(400, 12), HIDDEN, HIDDEN, unknown], COLUMNS)["received"]
    assert total.words == "at least 412; 1 part not known, 2 parts withheld"
    assert total.figure == "at least 412"


def test_a_sum_of_nothing_known_says_at_least():
    assert totals_of([HIDDEN], COLUMNS)["received"].words == "at least 0; 1 part withheld"


@given(ROWS, st.lists(st.just(HIDDEN), min_size=1))
def test_a_missing_part_never_lowers_a_sum_and_never_leaves_it_whole(rows, hidden):
    whole, partial = totals_of(rows, COLUMNS), totals_of([*rows, *hidden], COLUMNS)
    for column in COLUMNS:
        assert whole[column].is_whole and not partial[column].is_whole
        assert partial[column].known == whole[column].known
        assert partial[column].words.startswith("at least ") and str(len(hidden)) in partial[column].gaps


@given(ROWS, st.lists(st.just(HIDDEN)), st.randoms())
def test_what_adds_up_in_every_row_adds_up_in_the_sums(rows, hidden, random):
    mixed = [*rows, *hidden]
    random.shuffle(mixed)
    totals = totals_of(mixed, COLUMNS)
    assert sum((totals[way] for way in WAYS), PartialSum()).known == totals["received"].known


@given(ROWS, st.lists(st.just(HIDDEN)))
def test_a_sum_of_sums_is_the_sum_of_all_parts(rows, hidden):
    both = totals_of(rows, COLUMNS)["received"] + totals_of(hidden, COLUMNS)["received"]
    assert both == totals_of([*rows, *hidden], COLUMNS)["received"]
