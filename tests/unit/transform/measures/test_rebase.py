"""Charts that do not fit propose a re-basing; nothing changes until a person accepts it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.transform.measures.conftest import WARD, a_break, judge_rows, measure, month_rows

STEADY = [100, 104, 97, 102, 99, 103, 96, 101, 105, 98, 100, 103]
STEP = [*STEADY, *STEADY[:2], *(one + 100 for one in STEADY), *(one + 100 for one in STEADY[:4])]
IN_FORCE = ["centre_line", "lower_limit", "upper_limit", "point_kind"]
REBASED = [f"rebased_{name}" for name in IN_FORCE]


def judged(numerators, **given):
    return judge_rows(month_rows(numerators, **given))


def test_a_step_proposes_the_month_it_began_and_says_how_many_points_are_flagged():
    rows = judged(STEP)
    assert set(rows["rebase_from"]) == {"2024-06"}
    flagged = (rows["point_kind"] != "common cause").sum()
    assert flagged > 30 / 4
    assert set(rows["rebase_reason"]) == {
        f"{flagged} of 30 points are flagged, so the chart does not fit; "
        "with limits that start anew in 2024-06, 0 would be"
    }


def test_the_verdict_stays_that_of_the_chart_in_force_and_says_that_it_does_not_fit():
    row = judged(STEP).iloc[-1]
    assert (row.verdict, row.verdict_reason.split("; ")[-1]) == (
        "worsening",
        "the chart does not fit: a re-base from 2024-06 is proposed",
    )


def test_the_proposed_lines_are_those_that_accepting_it_gives():
    proposed = judged(STEP)
    accepted = judge_rows(month_rows(STEP), breaks=[a_break("burglary", "2024-06", forbids=False)])
    for shown, wanted in zip(REBASED, IN_FORCE, strict=True):
        assert proposed[shown].tolist() == accepted[wanted].tolist()
    assert accepted["rebase_from"].isna().all()
    assert accepted["verdict"].iloc[-1] == "no change beyond chance"


@pytest.mark.parametrize(
    ("numerators", "why"),
    [
        (STEADY * 3, "it fits"),
        (STEP[6:25], "there are too few points for two charts"),
        ([100 + 20 * number for number in range(30)], "a trend is no step: two charts flag as many"),
    ],
)
def test_no_proposal_is_made_where(numerators, why):
    rows = judged(numerators)
    assert rows[["rebase_from", "rebase_reason", *REBASED]].isna().all(axis=None), why


def test_a_ward_proposes_nothing_as_a_break_is_of_all_areas():
    assert judged(STEP, area_code=WARD, area_type="ward")["rebase_from"].isna().all()


def test_a_series_with_a_hidden_month_shows_no_proposed_lines():
    rows = judged([*STEP[:-1], 3], disclosure_class="person")
    assert rows[[*REBASED, "rebase_from"]].isna().all(axis=None)


@pytest.mark.slow
@given(st.lists(st.integers(20, 300), min_size=20, max_size=36), st.sampled_from(["lower", "higher", "neutral"]))
def test_a_proposal_never_changes_a_verdict(numerators, polarity):
    rows = judge_rows(month_rows(numerators), [measure(polarity=polarity)])
    plain = judge_rows(month_rows(numerators, area_code=WARD, area_type="ward"), [measure(polarity=polarity)])
    assert rows["verdict"].tolist() == plain["verdict"].tolist()
    np.testing.assert_array_equal(rows["centre_line"], plain["centre_line"])
