"""Charts that do not fit, and the re-basing that would make them fit. A proposal: a person accepts it, or does not.

NHS England's Making Data Count leaves re-basing to judgement: the level has moved, stays where it went, and somebody
knows why. The first two can be seen; the third cannot, so nothing here changes a chart. Ours are the numbers: a chart
does not fit where it flags more than a quarter of its points (of points that chance makes it flags two in a hundred),
and a proposal must leave at most half of them flagged. A break applies to a measure in all areas, so only the whole
partnership's chart proposes one.
"""

import numpy as np
import pandas as pd

from ossp_pipeline.contracts.status import Verdict
from ossp_pipeline.transform.statistics.charts import FEWEST, TRIAL
from ossp_pipeline.transform.statistics.intervals import Array

UNFIT, LEFT = 0.25, 0.5
_SERIES = ["measure_id", "area_code", "series_number"]
_PROPOSED = {"break_id": "proposed", "kind": "step change", "reason": "", "source": ""}
_BREAK = [*_PROPOSED, "applies_to", "first_period_after", "is_rebased", "forbids_comparison"]
_KEY = ["measure_id", "area_code", "period"]
LINES = ["centre_line", "lower_limit", "upper_limit", "point_kind"]
COLUMNS = ["rebase_from", "rebase_reason", *(f"rebased_{name}" for name in LINES)]


def find_steps(rows: pd.DataFrame) -> pd.DataFrame:
    """Breaks that charts which do not fit call for, as rows of the registry, with the number of `flagged` `points`."""
    charted = rows[rows["is_charted"] & (rows["area_type"] == "csp") & rows["centre_line"].notna()]
    steps = [step for _, series in charted.groupby(_SERIES, sort=False) if (step := _step(series))]
    return pd.DataFrame(steps, columns=[*_BREAK, "points", "flagged"])


_BREAK = [
    "break_id",
    "applies_to",
    "first_period_after",
    "kind",
    "reason",
    "source",
    "is_rebased",
    "forbids_comparison",
]


def _step(series: pd.DataFrame) -> dict[str, object] | None:
    points, flagged = len(series), int(is_flagged(series).sum())
    if points < TRIAL + FEWEST or flagged <= UNFIT * points:
        return None
    first = series.iloc[_split(series["value"].to_numpy(dtype=float))]
    return _PROPOSED | {
        "applies_to": first["measure_id"],
        "first_period_after": first["period"],
        "is_rebased": True,
        "forbids_comparison": False,
        "points": points,
        "flagged": flagged,
    }


def _split(values: Array) -> int:
    """The first point of the new level: where two levels fit the values best, each with points enough for a chart."""
    places = range(FEWEST, len(values) - FEWEST + 1)
    spread = [place * values[:place].var() + (len(values) - place) * values[place:].var() for place in places]
    return FEWEST + int(np.argmin(spread))


def is_flagged(rows: pd.DataFrame) -> pd.Series:
    """Points that the chart calls unusual."""
    return rows["point_kind"].notna() & (rows["point_kind"] != "common cause")


def with_proposals(rows: pd.DataFrame, steps: pd.DataFrame, rebased: pd.DataFrame) -> pd.DataFrame:
    """The rows of charts that do not fit, with the lines of both charts and the proposal in words.

    rebased   the rows of these measures, charted as if the steps were in the registry of breaks

    The verdict stays what the chart in force says, and its reason says that this chart does not fit.
    """
    rows[COLUMNS] = pd.DataFrame(None, rows.index, COLUMNS, dtype=object)
    keys = pd.MultiIndex.from_frame(rows[_KEY])
    after = rebased.set_index(_KEY)[LINES].reindex(keys)
    for step in steps.to_dict("records"):
        own = rebased[rebased["measure_id"] == step["applies_to"]]
        left = int(is_flagged(own[own["is_charted"]]).sum())
        if left > LEFT * step["flagged"]:
            continue
        here = ((rows["measure_id"] == step["applies_to"]) & (rows["area_type"] == "csp")).to_numpy(dtype=bool)
        rows.loc[here, "rebase_from"] = step["first_period_after"]
        rows.loc[here, "rebase_reason"] = (
            f"{step['flagged']} of {step['points']} points are flagged, so the chart does not fit; "
            f"with limits that start anew in {step['first_period_after']}, {left} would be"
        )
        for name in LINES:
            rows.loc[here, f"rebased_{name}"] = after[name].to_numpy(dtype=object)[here]
        judged = here & (rows["verdict"] != Verdict.UNJUDGED).to_numpy(dtype=bool)
        words = f"; the chart does not fit: a re-base from {step['first_period_after']} is proposed"
        rows.loc[judged, "verdict_reason"] = rows.loc[judged, "verdict_reason"] + words
    return rows
