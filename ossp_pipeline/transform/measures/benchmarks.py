"""Figures against those of elsewhere: the benchmark of the same period, and the rank among districts, if all are there.

Comparators are facts of the partnership: data with a date and a source. The benchmark is the figure of England or
Wales, or else the force's. No rank is given while a district that has figures for the measure lacks one for the period.
"""

import numpy as np
import pandas as pd

from ossp_pipeline.transform.measures.wording import Words, choose_words
from ossp_pipeline.transform.statistics.comparison import HIGHER, LOWER, SIMILAR, compare
from ossp_pipeline.transform.statistics.intervals import Array

DISTRICT = "district"
# Which kind of area is the benchmark; the first that has a figure.
BENCHMARKS = ("england", "wales", "force")
_KEYS = ["measure_id", "period"]


def add_benchmarks(rows: pd.DataFrame, comparators: pd.DataFrame) -> pd.DataFrame:
    """The rows with benchmark_name, benchmark_value and benchmark_mark, peer_rank, peer_count and rank_reason.

    rows  measure_id, period, area_type, polarity, value, interval_lower, interval_upper
    Only figures of the whole partnership are compared: a ward is no district.
    """
    kinds = comparators[comparators["area_type"].isin(BENCHMARKS)].copy()
    kinds["order"] = kinds["area_type"].map(BENCHMARKS.index)
    chosen = kinds.sort_values("order").drop_duplicates(_KEYS)[[*_KEYS, "area_name", "value"]]
    chosen = chosen.rename(columns={"area_name": "benchmark_name", "value": "benchmark_value"})
    compared = rows.merge(chosen, on=_KEYS, how="left", sort=False)
    compared.loc[compared["area_type"] != "csp", ["benchmark_name", "benchmark_value"]] = None
    mark = compare(compared["interval_lower"], compared["interval_upper"], compared["benchmark_value"])
    compared["benchmark_mark"] = _words(mark, compared["polarity"].to_numpy(dtype=object))
    return _ranked(compared, comparators[comparators["area_type"] == DISTRICT])


def _words(mark: Array, polarity: Words) -> Words:
    side = np.where(polarity == "higher", 1.0, np.where(polarity == "lower", -1.0, 0.0))
    return choose_words(
        [mark == SIMILAR, mark * side > 0, mark * side < 0, mark == HIGHER, mark == LOWER],
        ["similar", "better", "worse", "higher", "lower"],
    )


def _ranked(rows: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    rows["peer_rank"], rows["peer_count"], rows["rank_reason"] = None, None, None
    ours = rows[(rows["area_type"] == "csp") & rows["value"].notna()].groupby(_KEYS).groups
    for (measure, period), part in districts.groupby(_KEYS):
        everyone = set(districts.loc[districts["measure_id"] == measure, "area_name"])
        missing = sorted(everyone - set(part["area_name"]))
        for place in ours.get((measure, period), []):
            polarity, value = rows.loc[place, "polarity"], float(rows.loc[place, "value"])
            if missing:
                rows.loc[place, "rank_reason"] = "no rank: no figure for " + ", ".join(missing)
            elif polarity == "neutral":
                rows.loc[place, "rank_reason"] = "no rank: no direction is good"
            else:
                better = part["value"] > value if polarity == "higher" else part["value"] < value
                rows.loc[place, ["peer_rank", "peer_count"]] = [1 + int(better.sum()), 1 + len(part)]
    return rows
