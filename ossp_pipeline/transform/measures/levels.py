"""Levels with rates, their 95% limits and the index of a pattern. Called by the dbt model `fct_levels`."""

import numpy as np
import pandas as pd
import pyarrow as pa

from ossp_pipeline.transform.measures.tables import COUNT, DAY, FLAG, NUMBER, TEXT, YEAR
from ossp_pipeline.transform.statistics.intervals import rate_interval

LEVELS = pa.schema(
    [
        *[(name, TEXT) for name in ("area_code", "area_type", "subject", "level", "category", "pattern", "period")],
        ("slot", TEXT),
        ("period_start_date", DAY),
        ("period_end_date", DAY),
        ("is_anchor", FLAG),
        ("is_newest", FLAG),
        ("disclosure_class", TEXT),
        ("numerator", COUNT),
        ("residents", COUNT),
        *[(name, NUMBER) for name in ("rate_per_1000", "rate_lower", "rate_upper", "index_100")],
        ("population_year", YEAR),
        ("status", TEXT),
        ("status_reason", TEXT),
        ("unconfirmed_reason", TEXT),
        ("left_out_count", COUNT),
        ("left_out_reason", TEXT),
    ]
)
# Which level is in doubt, and why.
DOUBTS = ("area_code", "subject", "level", "category", "pattern", "period", "slot", "unconfirmed_reason")
SLOTTED = ("weekday", "hour", "season")
UNKNOWN = "unknown"


def with_intervals(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of int_levels_windowed and int_levels_slotted with rate, limits and index.

    A rate is per 1,000 residents over the row's own stretch of time; limits by Byar, exact below ten. The index of a
    slot is 100 where as many fall into it as into the average known slot of its pattern. Both null without a count.
    """
    counts = rows["numerator"].to_numpy(dtype=float, na_value=np.nan)
    residents = rows["residents"].to_numpy(dtype=float, na_value=np.nan)
    people = np.where(residents > 0, residents, np.nan)
    lower, upper = rate_interval(counts, people, 1000)
    return rows.assign(
        rate_per_1000=1000 * counts / people, rate_lower=lower, rate_upper=upper, index_100=_index(rows, counts)
    )


def with_doubts(rows: pd.DataFrame, doubts: pd.DataFrame) -> pd.DataFrame:
    """The rows with `unconfirmed_reason`, from rows with the columns DOUBTS: null for a level in no doubt."""
    return rows.merge(doubts.astype(object), on=list(DOUBTS[:-1]), how="left")


def _index(rows: pd.DataFrame, counts: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> pd.Series:
    is_known = rows["pattern"].isin(SLOTTED) & (rows["slot"] != UNKNOWN)
    known = pd.Series(np.where(is_known, counts, np.nan), index=rows.index)
    series = [rows[name] for name in ("area_code", "subject", "category", "level", "pattern")]
    average = known.groupby(series).transform("mean")
    return 100 * known / average.where(average > 0)
