"""The priority matrix by hand: every score, what it rests on, and what happens when nobody judged."""

import numpy as np
import pandas as pd
import pytest

from ossp_pipeline.measures.priorities import UNJUDGED, rank_problems, without_invented

KEY = {"subject": "crime", "level": "type"}
PROBLEMS = pd.DataFrame(
    [
        {"problem_id": name.lower(), "title": name, **KEY, "category": name, "harm": harm, "harm_reason": "it hurts",
         "concern": 3, "concern_reason": "said so", "capacity": 2, "capacity_reason": "few", "source": source}
        for name, harm, source in (("Robbery", 5, "panel"), ("Burglary", 2, "Invented for the sample"))
    ]
)  # fmt: skip
WEIGHTS = pd.DataFrame(
    {"weights_version": [1, 1, 2, 2, 2, 2, 2],
     "criterion": ["risk", "concern", "risk", "concern", "trend", "capacity", "confidence"],
     "weight": [9, 9, 40, 20, 20, 10, 10]}
)  # fmt: skip
LEVELS = pd.DataFrame(
    [
        {**KEY, "category": name, "period": "2026-03", "numerator": count, "disclosure_class": "event",
         "status": "observed", "status_reason": None}
        for name, count in (("Robbery", 10), ("Burglary", 90))
    ]
)  # fmt: skip
CHANGES = pd.DataFrame(
    [
        {**KEY, "category": "Robbery", "verdict": "rise", "rate_ratio": 1.5, "earlier_period": "2025-03"},
        {**KEY, "category": "Burglary", "verdict": None, "rate_ratio": np.nan, "earlier_period": "2025-03"},
    ]
)


@pytest.fixture
def ranked():
    return rank_problems(PROBLEMS, WEIGHTS, LEVELS, CHANGES).set_index(["problem_id", "criterion"])


def test_total_by_hand_with_the_newest_weights(ranked):
    # Robbery: harm 5, likelihood ceil(5 x 1/2) = 3, risk 15/25; concern 3/5; trend 5/5; capacity 2/5; confidence 5/5.
    expected = 40 * 0.6 + 20 * 0.6 + 20 * 1 + 10 * 0.4 + 10 * 1
    assert ranked.loc[("robbery", "harm"), "total_score"] == pytest.approx(expected)
    assert set(ranked["weights_version"]) == {2}


def test_a_missing_trend_takes_its_weight_along_and_lowers_confidence(ranked):
    # Burglary: risk 2 x 5 / 25 = 0.4; concern 0.6; no trend; capacity 0.4; confidence 3/5; weights 40 + 20 + 10 + 10.
    expected = 100 * (40 * 0.4 + 20 * 0.6 + 10 * 0.4 + 10 * 0.6) / 80
    assert ranked.loc[("burglary", "harm"), "total_score"] == pytest.approx(expected)
    trend = ranked.loc[("burglary", "trend")]
    assert np.isnan(trend["score"]) and trend["status"] == "not supplied"


def test_every_score_says_what_it_rests_on(ranked):
    assert ranked.loc[("robbery", "likelihood"), "evidence"] == "fct_levels crime/type/Robbery, 12 months to 2026-03"
    assert ranked.loc[("robbery", "likelihood"), "numerator"] == 10
    assert ranked.loc[("robbery", "harm"), "evidence"] == "it hurts"
    assert ranked.loc[("robbery", "trend"), "rate_ratio"] == 1.5


def test_rank_lies_within_the_ranks_it_takes(ranked):
    assert (ranked["best_rank"] <= ranked["priority_rank"]).all()
    assert (ranked["priority_rank"] <= ranked["worst_rank"]).all()


def test_judgements_invented_for_the_sample_are_left_out_and_said_to_be_missing():
    found = rank_problems(without_invented(PROBLEMS), WEIGHTS, LEVELS, CHANGES).set_index(["problem_id", "criterion"])
    harm = found.loc[("burglary", "harm")]
    assert np.isnan(harm["score"]) and (harm["evidence"], harm["status"]) == (UNJUDGED, "not supplied")
    assert found.loc[("robbery", "harm"), "score"] == 5
