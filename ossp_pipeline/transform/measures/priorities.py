"""The priority matrix: harm times likelihood, concern, trend, capacity, confidence, with the partnership's weights.

A score comes from a table wherever one can say: harm from the severity of the crimes, likelihood from their number,
trend from the change, concern from the survey. Where none can, it is a judgement of people, with its reason, and says
so (priority_judgements.csv of the partnership folder). Called by the model `fct_priorities`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from ossp_pipeline.transform.measures.scores import (
    KEY,
    concern_of,
    confidence_of,
    harm_of,
    judged,
    likelihood_of,
    or_judged,
    trend_of,
)
from ossp_pipeline.transform.measures.tables import COUNT, NUMBER, TEXT, YEAR, nothing
from ossp_pipeline.transform.statistics.ranking import move_weights, ranks, weighted_totals

CRITERIA = ("risk", "concern", "trend", "capacity", "confidence")
JUDGED = ("harm", "concern", "capacity")
SEED = 2007
UNJUDGED = "nobody has judged this yet: priority_judgements.csv of the partnership folder"
PRIORITIES = pa.schema(
    [
        *[(name, TEXT) for name in ("area_code", "problem_id", "title", "criterion")],
        ("score", NUMBER),
        ("weight", NUMBER),
        ("weights_version", YEAR),
        *[(name, TEXT) for name in ("basis", "source_table", "source_rows")],
        ("source_value", NUMBER),
        *[(name, TEXT) for name in ("evidence", "measure_ids", "disclosure_class")],
        ("numerator", COUNT),
        ("total_score", NUMBER),
        *[(name, COUNT) for name in ("priority_rank", "best_rank", "worst_rank")],
        ("top_three_percent", NUMBER),
        *[(name, TEXT) for name in ("status", "status_reason")],
        ("left_out_count", COUNT),
        ("left_out_reason", TEXT),
    ]
)


@dataclass(frozen=True)
class Evidence:
    """What is known: levels, changes and harm of partnerships over the newest twelve months, answers of the survey."""

    levels: pd.DataFrame
    changes: pd.DataFrame
    harms: pd.DataFrame
    answers: pd.DataFrame

    def of(self, area_code: str, is_only: bool) -> "Evidence":
        """What is known of one partnership. A survey counts where it is the only one: it names districts."""
        levels, changes, harms = (
            rows[rows["area_code"] == area_code] for rows in (self.levels, self.changes, self.harms)
        )
        return Evidence(levels, changes, harms, self.answers if is_only else self.answers.head(0))


def rank_everywhere(
    problems: pd.DataFrame, weights: pd.DataFrame, evidence: Evidence, areas: Sequence[str]
) -> pd.DataFrame:
    """The matrix of each partnership of the installation, by its code: problems are ranked among its own."""
    tables = [
        rank_problems(problems, weights, evidence.of(area, len(areas) == 1)).assign(area_code=area) for area in areas
    ]
    return pd.concat(tables, ignore_index=True) if tables else nothing(PRIORITIES)


def rank_problems(problems: pd.DataFrame, weights: pd.DataFrame, evidence: Evidence) -> pd.DataFrame:
    """One row per problem and criterion: its score from 1 to 5, the rows it comes from, and the problem's place.

    problems and weights are rows of the seeds; of the weights the newest version counts
    """
    problems = problems.reset_index(drop=True)
    scores = _scores(problems, evidence)
    newest = weights[weights["weights_version"] == weights["weights_version"].max()]
    weight = newest.set_index("criterion")["weight"].reindex(list(CRITERIA)).to_numpy(dtype=float)
    matrix = _matrix(scores)
    totals = weighted_totals(matrix, weight)
    moved = move_weights(matrix, weight, SEED)
    placed = problems[["problem_id", "title", "measure_ids"]].assign(
        disclosure_class=_classes(problems, evidence.levels),
        total_score=100 * totals,
        priority_rank=ranks(totals),
        best_rank=moved.best,
        worst_rank=moved.worst,
        top_three_percent=100 * moved.top_three,
        weights_version=newest["weights_version"].max(),
    )
    shown = dict(zip(CRITERIA, weight, strict=True))
    # Harm and likelihood share one weight: they are multiplied.
    parts = [
        placed.join(score).assign(criterion=name, weight=shown[name if name in shown else "risk"])
        for name, score in scores.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _scores(problems: pd.DataFrame, known: Evidence) -> dict[str, pd.DataFrame]:
    likelihood, trend = likelihood_of(problems, known.levels), trend_of(problems, known.changes)
    judgements = {name: judged(problems, name, UNJUDGED) for name in JUDGED}
    return {
        "harm": or_judged(harm_of(problems, known.harms), judgements["harm"]),
        "likelihood": likelihood,
        "concern": or_judged(concern_of(problems, known.answers), judgements["concern"]),
        "trend": trend,
        "capacity": judgements["capacity"],
        "confidence": confidence_of(likelihood, trend),
    }


def _matrix(scores: dict[str, pd.DataFrame]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    risk = scores["harm"]["score"] * scores["likelihood"]["score"] / 25
    return np.column_stack([risk, *(scores[name]["score"] / 5 for name in CRITERIA[1:])]).astype(float)


def _classes(problems: pd.DataFrame, levels: pd.DataFrame) -> pd.Series:
    """Whether a problem's counts are about people; when in doubt they are."""
    return (
        problems[KEY].merge(levels[[*KEY, "disclosure_class"]], on=KEY, how="left")["disclosure_class"].fillna("person")
    )
