"""The priority matrix: harm times likelihood, public concern, trend, capacity and confidence, weighted by a seed.

Harm, concern and capacity are judgements that people wrote down with a reason (seeds/priority_problems.csv); likelihood
and trend are counted; confidence follows from what is missing. Called by the dbt model `fct_priorities`.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from ossp_pipeline.measures.statistics.ranking import move_weights, ranks, weighted_totals
from ossp_pipeline.measures.tables import COUNT, NUMBER, TEXT, YEAR

CRITERIA = ("risk", "concern", "trend", "capacity", "confidence")
SHOWN = ("harm", "likelihood", *CRITERIA[1:])
KEY = ["subject", "level", "category"]
TREND = {"fall": 1.0, "no change beyond chance": 3.0, "rise": 5.0}
SEED = 2007
UNJUDGED = "nobody has judged this yet: seeds/priority_problems.csv"
PRIORITIES = pa.schema(
    [
        *[(name, TEXT) for name in ("problem_id", "title", "criterion")],
        ("score", NUMBER),
        ("weight", NUMBER),
        ("weights_version", YEAR),
        *[(name, TEXT) for name in ("evidence", "disclosure_class")],
        ("numerator", COUNT),
        *[(name, NUMBER) for name in ("rate_ratio", "total_score")],
        *[(name, COUNT) for name in ("priority_rank", "best_rank", "worst_rank")],
        ("top_three_percent", NUMBER),
        *[(name, TEXT) for name in ("status", "status_reason")],
    ]
)


def without_invented(problems: pd.DataFrame) -> pd.DataFrame:
    """The problems without the judgements invented for the sample: they stay listed, and say that nobody judged."""
    judged = ["harm", "concern", "capacity"]
    is_invented = problems["source"].str.startswith("Invented")
    blank = {name: problems[name].astype(float).mask(is_invented) for name in judged}
    reasons = {f"{name}_reason": problems[f"{name}_reason"].mask(is_invented, UNJUDGED) for name in judged}
    return problems.assign(**blank, **reasons)


def rank_problems(
    problems: pd.DataFrame, weights: pd.DataFrame, levels: pd.DataFrame, changes: pd.DataFrame
) -> pd.DataFrame:
    """One row per problem and criterion: its score from 1 to 5, what it rests on, and the problem's place.

    problems  rows of the seed; levels and changes are those of the borough over the newest twelve months
    weights   rows of the seed; the newest version counts
    """
    rows = problems.merge(
        levels[[*KEY, "period", "numerator", "disclosure_class", "status", "status_reason"]], on=KEY, how="left"
    ).merge(changes[[*KEY, "verdict", "rate_ratio", "earlier_period"]], on=KEY, how="left")
    scores = _score(rows)
    newest = weights[weights["weights_version"] == weights["weights_version"].max()]
    weight = newest.set_index("criterion")["weight"].reindex(list(CRITERIA)).to_numpy(dtype=float)
    matrix = _matrix(scores)
    totals = weighted_totals(matrix, weight)
    moved = move_weights(matrix, weight, SEED)
    rows = rows.assign(
        total_score=100 * totals,
        priority_rank=ranks(totals),
        best_rank=moved.best,
        worst_rank=moved.worst,
        top_three_percent=100 * moved.top_three,
        weights_version=newest["weights_version"].max(),
    )
    shown = dict(zip(CRITERIA, weight, strict=True))
    return pd.concat([_rows_of(rows, scores, criterion, shown) for criterion in SHOWN], ignore_index=True)


def _score(rows: pd.DataFrame) -> pd.DataFrame:
    """1 to 5. Likelihood is the fifth of the problems, by number, that this one falls into; nothing known, no score."""
    counts = rows["numerator"].astype(float)
    known = counts.notna().sum()
    trend = rows["verdict"].map(TREND)
    return pd.DataFrame(
        {
            "harm": rows["harm"].astype(float),
            "likelihood": np.ceil(5 * counts.rank(method="average") / known) if known else counts,
            "concern": rows["concern"].astype(float),
            "trend": trend,
            "capacity": rows["capacity"].astype(float),
            "confidence": 1.0 + 2 * counts.notna() + 2 * trend.notna(),
        }
    )


def _matrix(scores: pd.DataFrame) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    risk = scores["harm"] * scores["likelihood"] / 25
    return np.column_stack([risk, *(scores[name] / 5 for name in CRITERIA[1:])])


def _rows_of(rows: pd.DataFrame, scores: pd.DataFrame, criterion: str, weights: dict[str, float]) -> pd.DataFrame:
    """The rows of one criterion. Harm and likelihood share one weight: they are multiplied."""
    place = "fct_levels " + rows["subject"] + "/" + rows["level"] + "/" + rows["category"]
    told: dict[str, pd.Series | str] = {
        "likelihood": place + ", 12 months to " + rows["period"].fillna("an unknown month"),
        "trend": place + ", against 12 months to " + rows["earlier_period"].fillna("no assessment"),
        "confidence": "5 with both a level and a trend, 3 with one of them, 1 with neither",
    }
    evidence = told[criterion] if criterion in told else rows[f"{criterion}_reason"]
    is_known = scores[criterion].notna()
    silence = rows["status_reason"].fillna("no figure to score") if criterion in told else UNJUDGED
    return rows.assign(
        criterion=criterion,
        score=scores[criterion],
        weight=weights["risk"] if criterion in ("harm", "likelihood") else weights[criterion],
        evidence=evidence,
        disclosure_class=rows["disclosure_class"].fillna("person"),
        numerator=rows["numerator"] if criterion == "likelihood" else np.nan,
        rate_ratio=rows["rate_ratio"] if criterion == "trend" else np.nan,
        status=np.where(is_known, "observed", "not supplied"),
        status_reason=pd.Series(silence, index=rows.index).mask(is_known),
    )
