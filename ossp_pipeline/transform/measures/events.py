"""Figures over many months, judged by what lies beneath them: the same measure over each month alone.

Figures over twelve months share eleven with the next, so of three years three make a chart, and eight are needed. Their
months share nothing. Whatever moved the figure moved its months, so the verdict on the newest of them is the figure's.
"""

import numpy as np
import pandas as pd

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.transform.statistics.charts import FEWEST, MULTIPLIER

BENEATH = "each month alone"
_SERIES = ["measure_id", "area_code"]
_KEY = [*_SERIES, "period"]
# What is known of a measure and an area, whatever the period.
_FACTS = ["area_type", "unit", "disclosure_class", "source", "feed", "polarity", "cadence"]
# What a figure takes from its newest month.
_CARRIED = ["verdict", "verdict_reason", "chart_kind", "is_trial", "false_alarm_share"]


def event_rows(rows: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The months beneath figures as rows that can be charted, sorted as the figures are.

    rows     figures, with what is known of their measures
    events   rows of int_measure_events
    """
    facts = rows.drop_duplicates(_SERIES)[[*_SERIES, *_FACTS]]
    residents = rows[[*_KEY, "denominator"]].rename(columns={"denominator": "residents"})
    found = events.merge(facts, on=_SERIES, validate="m:1").merge(residents, how="left", on=_KEY, validate="1:1")
    found = found.sort_values([*_SERIES, "period_end_date"], ignore_index=True)
    # Before the first whole window there is no figure, and so no estimate beside one: the first there is stands in.
    known = found.groupby(_SERIES)["residents"].transform(lambda years: years.bfill().ffill()).to_numpy(dtype=float)
    of_share = found["denominator"].to_numpy(dtype=float)
    found["denominator"] = np.where(found["unit"] == "percent", of_share, known)
    found["numerator"] = found["numerator"].astype(float)
    part, whole = found["numerator"], found["denominator"].where(found["denominator"] > 0)
    # Of no months at all the units map to texts, which nothing can be multiplied by.
    found["value"] = found["unit"].map(MULTIPLIER).astype(float) * part / whole
    found["status"] = np.where(found["value"].notna(), ValueStatus.OBSERVED, ValueStatus.NOT_APPLICABLE)
    return found.assign(window_months=1)


def judged_by_events(rows: pd.DataFrame, beneath: pd.DataFrame) -> pd.DataFrame:
    """The figures with the verdict of their newest month, where they share months and make no chart of their own.

    A figure that is withheld, missing or of two meanings keeps its own reason.
    """
    months = beneath.set_index(_KEY)[_CARRIED].reindex(pd.MultiIndex.from_frame(rows[_KEY]))
    takes = (rows["is_own"] & (rows["point_count"] < FEWEST)).to_numpy(dtype=bool) & months[
        "verdict"
    ].notna().to_numpy()
    for name in _CARRIED:
        values = rows[name].to_numpy(dtype=object).copy()
        values[takes] = months[name].to_numpy(dtype=object)[takes]
        rows[name] = values
    rows.loc[takes, "verdict_reason"] = [f"by {BENEATH}: {why}" for why in rows.loc[takes, "verdict_reason"]]
    rows.loc[takes, "judged_by"] = BENEATH
    return rows
