"""Small areas: where incidents gather, how unequally, and whether it is the same places year after year.

Called by the dbt models `fct_hotspots` and `fct_concentration`. Which places are neighbours: those whose boundaries
touch where a file of them was delivered; else by their incidents' own points where the feed gives points; else the
small areas of the same ward.
"""

from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.transform.measures.repeats import with_repeats
from ossp_pipeline.transform.measures.tables import COUNT, FLAG, NUMBER, TEXT, nothing
from ossp_pipeline.transform.statistics.change import false_discovery
from ossp_pipeline.transform.statistics.concentration import (
    generalised_gini,
    gini,
    gini_interval,
    places_holding,
    top_share,
)
from ossp_pipeline.transform.statistics.hotspots import (
    Weights,
    gi_star,
    two_sided,
    weights_of_groups,
    weights_of_nearest,
    weights_of_shared,
)
from ossp_pipeline.transform.statistics.intervals import Array

NEAREST = 6
BY_BOUNDARIES = "those whose boundaries of {} touch"
BY_POINTS = "six nearest, by the mean point of their incidents"
BY_WARD = "same ward"
_VERTEX = r"-?[0-9.]+ [0-9.]+"
FALSE_FINDINGS = 0.05
TOP = 0.1
SERIES = ["subject", "level", "category", "pattern", "period"]
FIGURES = ["status", "status_reason"]
HOTSPOTS = pa.schema(
    [
        *[(name, TEXT) for name in (*SERIES, "area_code", "disclosure_class")],
        ("numerator", COUNT),
        *[(name, COUNT) for name in ("place_rank", "tied_count")],
        *[(name, NUMBER) for name in ("share_percent", "gi_z", "p_value", "q_value")],
        *[(name, TEXT) for name in ("hotspot", "neighbours")],
        *[(name, COUNT) for name in ("top_year_count", "year_count")],
        ("is_top", FLAG),
        ("is_persistent", FLAG),
        *[(name, TEXT) for name in FIGURES],
        ("left_out_count", COUNT),
        ("left_out_reason", TEXT),
    ]
)
CONCENTRATION = pa.schema(
    [
        *[(name, TEXT) for name in (*SERIES, "disclosure_class")],
        *[(name, COUNT) for name in ("place_count", "numerator")],
        *[(name, NUMBER) for name in ("top_5_percent_share", "top_10_percent_share", "top_25_percent_share")],
        *[(name, NUMBER) for name in ("places_with_half_percent", "gini", "generalised_gini")],
        *[(name, NUMBER) for name in ("gini_lower", "gini_upper", "repeat_percent", "kept_top_percent")],
        *[(name, TEXT) for name in ("repeat_basis", "near_repeat")],
        *[(name, TEXT) for name in FIGURES],
        ("left_out_count", COUNT),
        ("left_out_reason", TEXT),
    ]
)
SNAPPED_POINTS = "refused: points are snapped to shared places and dates are months"
NO_POINTS = "refused: the feed gives small areas and no points"
DEGREES_TO_KM = 111.2


def find_hotspots(
    levels: pd.DataFrame, areas: pd.DataFrame, points: pd.DataFrame, boundaries: pd.DataFrame
) -> pd.DataFrame:
    """One row per series and small area: count, rank, Gi* with its q-value, and in how many years it was at the top.

    levels       rows of fct_levels of small areas, over twelve months or the whole history; `is_newest`: which end now
    areas        area_code and parent_area_code
    points       area_code, longitude, latitude: mean of the incidents there; empty where the feed gives no points
    boundaries   area_code, vintage, outline; empty where none were delivered
    """
    rows = levels[levels["status"] != ValueStatus.NOT_APPLICABLE].sort_values(SERIES, kind="stable", ignore_index=True)
    if rows.empty:
        return nothing(HOTSPOTS)

    @cache
    def neighbours(codes: tuple[str, ...]) -> tuple[Weights, str]:
        by_boundaries = _touching(pd.Series(codes), boundaries)
        return by_boundaries or _weights(pd.Series(codes), areas, points)

    parts = [
        _judge_series(series, *neighbours(tuple(series["area_code"]))) for _, series in rows.groupby(SERIES, sort=False)
    ]
    return _with_persistence(_mark_top(_with_ranks(rows).join(pd.concat(parts))))


def measure_concentration(hotspots: pd.DataFrame, feeds: dict[str, str], points: pd.DataFrame) -> pd.DataFrame:
    """One row per series: how much of it the busiest places hold. `feeds`: subject to the feed it came from.

    points   incidents by their own points, as `with_repeats` needs them; empty where the feeds give none
    """
    if hotspots.empty:
        return nothing(CONCENTRATION)
    rows = pd.DataFrame([_measure_series(series) for _, series in hotspots.groupby(SERIES)])
    rows["near_repeat"] = [_near_repeat(FEEDS[feeds[subject]]) for subject in rows["subject"]]
    rows["kept_top_percent"] = _kept_top(rows, hotspots)
    return with_repeats(rows, points)


def _near_repeat(feed: Feed) -> str:
    """Why near repeats cannot be searched for: the one feed of incidents with points has them snapped."""
    return SNAPPED_POINTS if feed.has_points else NO_POINTS


def _with_ranks(rows: pd.DataFrame) -> pd.DataFrame:
    """With each place's rank and share within its series; equal counts share the better rank."""
    counts = rows["numerator"].astype("float")
    series = [rows[name] for name in SERIES]
    rank = counts.groupby(series).rank(method="min", ascending=False)
    total = counts.groupby(series).transform("sum")
    return rows.assign(
        place_rank=rank,
        tied_count=rank.groupby([*series, rank]).transform("count"),
        share_percent=100 * counts / total.where(total > 0),
    )


def _judge_series(series: pd.DataFrame, weights: Weights, neighbours: str) -> pd.DataFrame:
    z = gi_star(series["numerator"].to_numpy(dtype=float, na_value=np.nan), weights)
    p_value = two_sided(z)
    q_value = false_discovery(p_value)
    words = np.where(q_value <= FALSE_FINDINGS, np.where(z > 0, "hot", "cold"), "not beyond chance")
    hotspot = pd.Series(words, index=series.index).mask(np.isnan(z))
    columns = {"neighbours": neighbours, "gi_z": z, "p_value": p_value, "q_value": q_value, "hotspot": hotspot}
    return pd.DataFrame(columns, index=series.index)


def _touching(codes: pd.Series, boundaries: pd.DataFrame) -> tuple[Weights, str] | None:
    """By the newest vintage in which each of the places has a boundary; None where there is no such vintage."""
    for vintage, inside in sorted(boundaries.groupby("vintage"), reverse=True):
        outlines = inside.set_index("area_code")["outline"].reindex(codes)
        if outlines.notna().all():
            return weights_of_shared(outlines.str.findall(_VERTEX).tolist()), BY_BOUNDARIES.format(vintage)
    return None


def _weights(codes: pd.Series, areas: pd.DataFrame, points: pd.DataFrame) -> tuple[Weights, str]:
    placed = points.set_index("area_code").reindex(codes)
    if len(points) > NEAREST and placed["longitude"].notna().all():
        scale = np.cos(np.radians(placed["latitude"].mean()))
        plane = np.column_stack([placed["longitude"] * scale, placed["latitude"]]) * DEGREES_TO_KM
        return weights_of_nearest(plane, NEAREST), BY_POINTS
    parents = areas.set_index("area_code")["parent_area_code"].reindex(codes)
    numbers = pd.Series(pd.factorize(parents)[0], dtype=float)
    return weights_of_groups(numbers.where(numbers >= 0)), BY_WARD


def _mark_top(rows: pd.DataFrame) -> pd.DataFrame:
    """With `is_top`: among the busiest tenth of the places of its series, and not empty. Null without a figure."""
    places, counts = rows.groupby(SERIES)["area_code"].transform("size"), rows["numerator"].astype(float)
    is_busy = (rows["place_rank"].astype(float) <= np.ceil(TOP * places)) & (counts > 0)
    return rows.assign(is_top=is_busy.astype("boolean").where(counts.notna()))


def _with_persistence(rows: pd.DataFrame) -> pd.DataFrame:
    """Persistent: at the top in every one of at least two years with figures.

    Years end in the month the newest one does. The twelve months an assessment was written from share months with them.
    """
    newest = rows["period"].where(rows["is_newest"]).groupby(rows["subject"]).transform("first")
    is_year = (rows["pattern"] == "12 months") & (rows["period"].str[-2:] == newest.str[-2:])
    years = rows[is_year & rows["numerator"].notna()]
    top_years = years.groupby(["subject", "level", "category", "area_code"]).agg(
        top_year_count=("is_top", "sum"), year_count=("is_top", "size")
    )
    rows = rows.merge(top_years.reset_index(), on=["subject", "level", "category", "area_code"], how="left")
    rows[["top_year_count", "year_count"]] = rows[["top_year_count", "year_count"]].fillna(0)
    rows["is_persistent"] = (rows["year_count"] >= 2) & (rows["top_year_count"] == rows["year_count"])
    return rows


def _measure_series(series: pd.DataFrame) -> dict[str, object]:
    counts = series["numerator"].to_numpy(dtype=float, na_value=np.nan)
    row = dict(series.iloc[0][[*SERIES, "disclosure_class"]])
    known = not np.isnan(counts).any()
    row |= {"place_count": len(counts), "numerator": counts.sum() if known else np.nan}
    for share in (0.05, 0.1, 0.25):
        row[f"top_{round(100 * share)}_percent_share"] = 100 * float(top_share(counts, share))
    row["places_with_half_percent"] = 100 * float(places_holding(counts, 0.5))
    row["gini"], row["generalised_gini"] = float(gini(counts)), float(generalised_gini(counts))
    limits = gini_interval(counts, seed=_seed(series)) if known else (np.nan, np.nan)
    row["gini_lower"], row["gini_upper"] = limits
    missing = series[series["numerator"].isna()]
    if missing.empty:
        return row | {
            "status": ValueStatus.OBSERVED if counts.sum() else ValueStatus.TRUE_ZERO,
            "status_reason": None,
        }
    return row | dict(missing.iloc[0][FIGURES])


def _seed(series: pd.DataFrame) -> int:
    """The same series draws the same numbers, whatever other series there are."""
    return int.from_bytes("|".join(series.iloc[0][SERIES]).encode(), "big") % 2**63


def _kept_top(rows: pd.DataFrame, hotspots: pd.DataFrame) -> Array:
    """Percent of the places at the top a year earlier that are at the top still; only for series of twelve months."""
    years = hotspots[(hotspots["pattern"] == "12 months") & hotspots["is_top"].isin([True])]
    tops = years.groupby(SERIES)["area_code"].agg(set).to_dict()
    share = np.full(len(rows), np.nan)
    for position, row in enumerate(rows[SERIES].itertuples(index=False)):
        earlier = str(pd.Period(str(row.period), "M") - 12)
        before = tops.get((row.subject, row.level, row.category, row.pattern, earlier))
        now = tops.get(tuple(row))
        if before and now and row.pattern == "12 months":
            share[position] = 100 * len(before & now) / len(before)
    return share
