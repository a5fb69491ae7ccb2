"""Figures over many months, judged by what lies beneath them: the same measure over each month or quarter alone.

Figures over twelve months share eleven with the next, so of three years three make a chart, and eight are needed. Their
months share nothing. Whatever moved the figure moved its months, so the verdict on the newest of them is the figure's.
Of people who stay for years that is not true: most of one quarter are those of the quarter before, and a chart of them
sees changes where there are none. Such a count has nothing beneath it, and says so.
"""

import numpy as np
import pandas as pd

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.transform.statistics.charts import FEWEST, MULTIPLIER

_STAYING = (
    "most people of one quarter are those of the quarter before, so a chart of quarters would see changes where there "
    "are none"
)
_SERIES = ["measure_id", "area_code"]
_KEY = [*_SERIES, "period"]
# What is known of a measure and an area, whatever the period.
_FACTS = ["area_type", "unit", "disclosure_class", "source", "feed", "polarity", "cadence", "events"]
_MONTHS = {"month": 1, "quarter": 3}
# What a figure takes from its newest event.
_CARRIED = ["verdict", "verdict_reason", "chart_kind", "is_trial", "false_alarm_share"]


def event_rows(rows: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """What lies beneath figures as rows that can be charted, sorted as the figures are.

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
    whole = found["denominator"].where(found["denominator"] > 0).mask(found["unit"] == "count", 1.0)
    # Without any months, the units are an empty list of text, and so is what is looked up for them.
    found["value"] = found["unit"].map(MULTIPLIER).astype(float) * found["numerator"] / whole
    found["status"] = np.where(found["value"].notna(), ValueStatus.OBSERVED, ValueStatus.NOT_APPLICABLE)
    return found.assign(window_months=found["cadence"].map(_MONTHS).astype(int))


def judged_by_events(rows: pd.DataFrame, beneath: pd.DataFrame) -> pd.DataFrame:
    """The figures with the verdict of their newest event, where they share months and make no chart of their own.

    A figure that is withheld, missing or of two meanings keeps its own reason.
    """
    newest = beneath.set_index(_KEY)[_CARRIED].reindex(pd.MultiIndex.from_frame(rows[_KEY]))
    takes = _without_chart(rows) & newest["verdict"].notna().to_numpy()
    for name in _CARRIED:
        values = rows[name].to_numpy(dtype=object).copy()
        values[takes] = newest[name].to_numpy(dtype=object)[takes]
        rows[name] = values
    said = zip(rows.loc[takes, "events"], rows.loc[takes, "verdict_reason"], strict=True)
    rows.loc[takes, "verdict_reason"] = [f"by {by}: {why}" for by, why in said]
    rows.loc[takes, "judged_by"] = rows.loc[takes, "events"]
    return rows


def stay_by_quarter(rows: pd.DataFrame) -> pd.Series:
    """Counts of people who stay, quarter by quarter: no months are shared, but people are, so they are no points."""
    return rows["is_of_people_who_stay"].astype(bool) & (rows["window_months"] == _MONTHS["quarter"])


def without_events(rows: pd.DataFrame) -> pd.DataFrame:
    """The figures, with why nothing beneath them can judge them: counts of people who stay."""
    by_quarter = stay_by_quarter(rows)
    stays = rows["is_of_people_who_stay"].astype(bool) & _without_chart(rows)
    reasons = rows["verdict_reason"].mask(by_quarter, "no chart")
    rows.loc[stays, "verdict_reason"] = [f"{why}: {_STAYING}" for why in reasons[stays]]
    rows.loc[by_quarter, "chart_reason"] = f"no chart: {_STAYING}"
    return rows


def _without_chart(rows: pd.DataFrame) -> pd.Series:
    """Figures that are shown and of one meaning, of which too few share no months."""
    return rows["is_own"].astype(bool) & (rows["point_count"] < FEWEST)
