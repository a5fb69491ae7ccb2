"""The priority matrix by hand: every score, the rows it comes from, and what happens where no table can say."""

import numpy as np
import pandas as pd
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.transform.measures.priorities import (
    JUDGED,
    PRIORITIES,
    UNJUDGED,
    Evidence,
    rank_everywhere,
    rank_problems,
)
from ossp_pipeline.transform.measures.tables import to_table

KEY = {"subject": "crime", "level": "type"}
HOME = {"area_code": "E22000001"}
PROBLEMS = pd.DataFrame(
    [
        {
            "problem_id": name.lower(),
            "title": name,
            **KEY,
            "category": name,
            "survey_indicator": asked,
            "measure_ids": name.lower(),
            "harm": 5,
            "harm_reason": "it hurts",
            "concern": 3,
            "concern_reason": "said so",
            "capacity": 2,
            "capacity_reason": "few",
            "set_on": "2026-04-20",
            "source": source,
        }
        for name, asked, source in (
            ("Robbery", "worried", "panel"),
            ("Burglary", None, "Invented"),
            ("Fly-tipping", None, "panel"),
        )
    ]
)
WEIGHTS = pd.DataFrame(
    {
        "weights_version": [1, 1, 2, 2, 2, 2, 2],
        "criterion": ["risk", "concern", "risk", "concern", "trend", "capacity", "confidence"],
        "weight": [9, 9, 40, 20, 20, 10, 10],
    }
)
LEVELS = pd.DataFrame(
    [
        {
            **KEY,
            **HOME,
            "category": name,
            "pattern": "12 months",
            "period": "2026-03",
            "slot": "all",
            "numerator": count,
            "disclosure_class": "event",
            "status": ValueStatus.OBSERVED,
            "status_reason": None,
        }
        for name, count in (("Robbery", 10), ("Burglary", 90))
    ]
)
CHANGES = pd.DataFrame(
    [
        {
            **KEY,
            **HOME,
            "category": name,
            "verdict": verdict,
            "rate_ratio": ratio,
            "earlier_period": "2025-03",
            "status_reason": why,
        }
        for name, verdict, ratio, why in (
            ("Robbery", "rise", 1.5, None),
            ("Burglary", None, np.nan, "no delivery for 2024-08"),
        )
    ]
)
HARMS = pd.DataFrame(
    [
        {
            **HOME,
            "level": "type",
            "category": name,
            "crime_count": count,
            "harm": harm,
            "edition": "2024",
            "status_reason": None,
        }
        for name, count, harm in (("Robbery", 10, 9900), ("Burglary", 90, 5400))
    ]
)
ANSWERS = pd.DataFrame(
    {
        "wave": ["2025-26Q3", "2025-26Q4", "2026-27Q1"],
        "area_code": "E08000007",
        "indicator_id": "worried",
        "wording": "Worried?",
        "base_count": [300, 300, 49],
        "response_percent": [20.0, 59.9, 99.0],
    }
)
KNOWN = Evidence(LEVELS, CHANGES, HARMS, ANSWERS)


def unjudged(problems):
    """The problems as they stand where nobody judged the second one."""
    is_open = problems["problem_id"] == "burglary"
    blank = {name: problems[name].astype(float).mask(is_open) for name in JUDGED}
    return problems.assign(**blank, **{f"{name}_reason": problems[f"{name}_reason"].mask(is_open) for name in JUDGED})


def ranked_with(problems=PROBLEMS, known=KNOWN):
    return rank_problems(problems, WEIGHTS, known).set_index(["problem_id", "criterion"])


@pytest.fixture
def ranked():
    return ranked_with()


def test_total_by_hand_with_the_newest_weights(ranked):
    # Robbery: 990 a crime against 60, so harm 5; likelihood ceil(5 x 1/2) = 3, risk 15/25; concern 59.9% is 3 of 5;
    # trend 5/5; capacity 2/5; confidence 5/5.
    expected = 40 * 0.6 + 20 * 0.6 + 20 * 1 + 10 * 0.4 + 10 * 1
    assert ranked.loc[("robbery", "harm"), "total_score"] == pytest.approx(expected)
    assert set(ranked["weights_version"]) == {2}


def test_harm_is_the_weight_of_one_crime_so_that_number_does_not_count_twice(ranked):
    harm = ranked.xs("harm", level="criterion")
    assert harm["source_value"].tolist()[:2] == [990, 60]
    assert harm["score"].tolist()[:2] == [5, 3]


def test_a_missing_trend_takes_its_weight_along_and_lowers_confidence(ranked):
    # Burglary: harm 3, likelihood 5, risk 0.6; concern 0.6; no trend; capacity 0.4; confidence 3/5.
    expected = 100 * (40 * 0.6 + 20 * 0.6 + 10 * 0.4 + 10 * 0.6) / 80
    assert ranked.loc[("burglary", "harm"), "total_score"] == pytest.approx(expected)
    trend = ranked.loc[("burglary", "trend")]
    assert np.isnan(trend["score"]) and (trend["status"], trend["status_reason"]) == (
        ValueStatus.NOT_SUPPLIED,
        "no delivery for 2024-08",
    )


@pytest.mark.parametrize(
    ("criterion", "table", "rows", "value"),
    [
        ("harm", "sna_harm", "area_code=E22000001; level=type; category=Robbery", 990),
        (
            "likelihood",
            "sna_levels",
            "area_code=E22000001; subject=crime; level=type; category=Robbery; "
            "pattern=12 months; period=2026-03; slot=all",
            10,
        ),
        ("concern", "sna_public_views", "wave=2025-26Q4; area_code=E08000007; indicator_id=worried", 59.9),
        ("trend", "sna_change", "area_code=E22000001; subject=crime; level=type; category=Robbery", 1.5),
    ],
)
def test_every_counted_score_names_its_table_its_rows_and_their_figure(ranked, criterion, table, rows, value):
    score = ranked.loc[("robbery", criterion)]
    assert (score["source_table"], score["source_rows"], score["source_value"]) == (table, rows, value)


def test_a_score_says_what_the_figure_it_rests_on_leaves_out_and_a_judgement_nothing(ranked):
    beside = {"left_out_count": 7, "left_out_reason": "no place, in no figure"}
    evidence = Evidence(LEVELS.assign(**beside), CHANGES, HARMS, ANSWERS)
    rows = to_table(rank_problems(PROBLEMS, WEIGHTS, evidence).assign(**HOME), PRIORITIES).to_pandas()
    of_level = (rows["criterion"] == "likelihood") & rows["numerator"].notna()
    assert set(rows.loc[of_level, "left_out_count"]) == {7} and of_level.any()
    assert rows.loc[~of_level, "left_out_reason"].isna().all()
    assert ranked.get("left_out_reason").isna().all()


def test_a_judgement_counts_only_where_no_table_can_say_and_is_marked(ranked):
    concern = ranked.loc[("burglary", "concern")]
    assert (concern["score"], concern["basis"], concern["source_table"]) == (3, "judgement", None)
    evidence = "no table can say (the survey asks nothing about it); judgement of 2026-04-20: said so"
    assert concern["evidence"] == evidence
    tipping = ranked.loc[("fly-tipping", "harm")]
    assert (tipping["score"], tipping["basis"]) == (5, "judgement") and "no severity weights" in tipping["evidence"]
    assert set(ranked.xs("capacity", level="criterion")["basis"]) == {"judgement"}
    assert ranked.loc[("robbery", "harm"), "basis"] == "counted"


def test_weights_of_another_edition_leave_harm_to_judgement_and_say_why():
    refused = HARMS.assign(harm=np.nan, status_reason="weights of edition 2024 are chosen; delivered: 2016")
    harm = ranked_with(known=Evidence(LEVELS, CHANGES, refused, ANSWERS)).loc[("robbery", "harm")]
    assert (harm["score"], harm["basis"]) == (5, "judgement") and "delivered: 2016" in harm["evidence"]


def test_too_few_answers_are_no_concern_and_a_wave_with_enough_counts():
    few = ANSWERS.assign(base_count=49)
    concern = ranked_with(known=Evidence(LEVELS, CHANGES, HARMS, few)).loc[("robbery", "concern")]
    assert concern["basis"] == "judgement" and "the survey has no figure for worried" in concern["evidence"]


@pytest.mark.parametrize(("percent", "score"), [(0, 1), (19.9, 1), (20, 2), (80, 5), (100, 5)])
def test_concern_is_the_fifth_of_the_scale(percent, score):
    answers = ANSWERS.assign(response_percent=float(percent))
    concern = ranked_with(known=Evidence(LEVELS, CHANGES, HARMS, answers)).loc[("robbery", "concern")]
    assert concern["score"] == score


def test_rank_lies_within_the_ranks_it_takes(ranked):
    assert (ranked["best_rank"] <= ranked["priority_rank"]).all()
    assert (ranked["priority_rank"] <= ranked["worst_rank"]).all()


def test_without_deliveries_problems_are_listed_and_judged_by_people_alone():
    nothing = Evidence(LEVELS.head(0), CHANGES.head(0), HARMS.head(0), ANSWERS.head(0))
    scores = ranked_with(known=nothing)
    assert len(scores) == 3 * 6
    assert np.isnan(scores.loc[("robbery", "likelihood"), "score"])
    assert scores.loc[("robbery", "confidence"), "score"] == 1


def test_columns_without_any_value_are_no_fault():
    """What a warehouse hands over where nothing was delivered: columns of whatever type, all null."""

    def emptied(rows, *names):
        return rows.assign(**{name: pd.array([None] * len(rows), dtype="Int32") for name in names})

    known = Evidence(
        emptied(LEVELS, "numerator"),
        emptied(CHANGES, "verdict", "rate_ratio", "earlier_period"),
        emptied(HARMS, "crime_count", "harm", "edition"),
        emptied(ANSWERS, "response_percent", "wording"),
    )
    for problems in (PROBLEMS, unjudged(PROBLEMS)):
        scores = to_table(rank_everywhere(problems, WEIGHTS, known, ["E22000001"]), PRIORITIES)
        assert scores.num_rows == 3 * 6


def test_problem_that_nobody_judged_stays_listed_and_says_so():
    scores = ranked_with(unjudged(PROBLEMS))
    capacity = scores.loc[("burglary", "capacity")]
    assert np.isnan(capacity["score"]) and (capacity["evidence"], capacity["status"]) == (
        UNJUDGED,
        ValueStatus.NOT_SUPPLIED,
    )
    assert scores.loc[("robbery", "capacity"), "score"] == 2
    assert scores.loc[("burglary", "harm"), "score"] == 3, "a table can say it whoever judged"


def test_each_partnership_has_a_matrix_of_its_own_figures():
    there = {"area_code": "E22000002"}
    both = Evidence(
        pd.concat([LEVELS, LEVELS.assign(**there, numerator=[90, 10])]),
        pd.concat([CHANGES, CHANGES.assign(**there)]),
        pd.concat([HARMS, HARMS.assign(**there)]),
        ANSWERS,
    )
    scores = rank_everywhere(PROBLEMS, WEIGHTS, both, ["E22000001", "E22000002"])
    assert to_table(scores, PRIORITIES).num_rows == 2 * 3 * 6
    likely = scores[scores["criterion"] == "likelihood"].set_index(["area_code", "problem_id"])["score"]
    assert (likely["E22000001", "robbery"], likely["E22000002", "robbery"]) == (3, 5)
    concern = scores[scores["criterion"] == "concern"]
    assert set(concern["basis"]) == {"judgement"}, "whose residents answered is not known"


def test_without_a_partnership_there_is_no_matrix():
    assert to_table(rank_everywhere(PROBLEMS, WEIGHTS, KNOWN, []), PRIORITIES).num_rows == 0
