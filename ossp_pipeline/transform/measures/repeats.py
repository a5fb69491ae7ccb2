"""Repeat places: incidents that were not the first at their point. Called by `measure_concentration`.

A small area is no such place: nearly every incident in a borough is a repeat of its small area, which says nothing.
"""

import pandas as pd

from ossp_pipeline.transform.statistics.concentration import repeat_share

BY_POINT = "by the point an incident is snapped to, which several addresses share"
NO_POINTS = "not applicable: the feed gives small areas and no points"
_WINDOW = ["subject", "pattern", "period"]
_POINT = ["longitude", "latitude"]
_SERIES = ["subject", "level", "category", "pattern", "period"]


def with_repeats(rows: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """The rows, one per series, with the percent of repeats and what it is by; null where a series has no figure.

    points    subject, pattern, period, incident_type, longitude, latitude, incident_count: incidents that have a point
    """
    counted = points.groupby([*_WINDOW, *_POINT], as_index=False)["incident_count"].sum()
    of_types = points.dropna(subset="incident_type").rename(columns={"incident_type": "category"})
    series = pd.concat([counted.assign(level="all", category="all"), of_types.assign(level="type")])
    shares = {name: 100 * float(repeat_share(counts)) for name, counts in series.groupby(_SERIES)["incident_count"]}
    keys = rows[_SERIES].itertuples(index=False, name=None)
    percent = pd.Series([shares.get(key) for key in keys], index=rows.index, dtype=float)
    has_points = rows["subject"].isin(set(points["subject"]))
    return rows.assign(
        repeat_percent=percent.where(rows["numerator"].notna()),
        repeat_basis=has_points.map({True: BY_POINT, False: NO_POINTS}),
    )
