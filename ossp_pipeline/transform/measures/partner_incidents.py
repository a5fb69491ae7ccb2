"""What fire, health and ambulance services and emergency departments share: which figures there are, and their rates.

Called by the dbt model `fct_partner_incidents`. A rate is given where residents are what the item could happen to: a
dwelling fire's denominator would be dwellings, and a postcode district has no residents of its own in any feed. Every
attendance has a kind of place, be it that none is known, so that these leave nothing out.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from ossp_pipeline.contracts.status import LeftOut, ValueStatus
from ossp_pipeline.transform.measures.tables import COUNT, DAY, NUMBER, TEXT, YEAR
from ossp_pipeline.transform.statistics.intervals import rate_interval

RESIDENTS = "residents"
OUTWARD, KIND_OF_PLACE = "outward postcode", "kind of place"
PARTNER_INCIDENTS = pa.schema(
    [
        *[(name, TEXT) for name in ("feed", "item", "area_code", "area_name", "area_type", "pattern", "period")],
        ("period_start_date", DAY),
        ("period_end_date", DAY),
        ("disclosure_class", TEXT),
        ("numerator", COUNT),
        ("residents", COUNT),
        ("population_year", YEAR),
        *[(name, NUMBER) for name in ("rate_per_1000", "rate_lower", "rate_upper")],
        ("status", TEXT),
        ("status_reason", TEXT),
        ("left_out_count", COUNT),
        ("left_out_reason", TEXT),
    ]
)


def judge_incidents(counted: pd.DataFrame, populations: pd.DataFrame) -> pd.DataFrame:
    """The rows of int_partner_incidents_counted with status, count and rate per 1,000 over the row's own stretch.

    populations   area_code, mid_year and residents; the estimate of the stretch's last year counts, or else the newest
                  before it, or else the oldest there is
    """
    rows = counted.reset_index(drop=True)
    is_known = rows["is_supplied"].astype(bool)
    known = np.where(rows["incident_count"] == 0, ValueStatus.TRUE_ZERO, ValueStatus.OBSERVED)
    silent = np.where(rows["is_missing"].astype(bool), ValueStatus.NOT_SUPPLIED, ValueStatus.NOT_YET_DUE)
    rows["status"] = np.where(is_known, known, silent)
    rows["numerator"] = rows["incident_count"].astype(float).where(is_known)
    has_rate = is_known & (rows["rate_basis"] == RESIDENTS) & (rows["area_type"] != OUTWARD)
    rows = _with_residents(rows, populations, has_rate)
    rows["rate_per_1000"] = 1000 * rows["numerator"] / rows["residents"]
    rows["rate_lower"], rows["rate_upper"] = rate_interval(rows["numerator"], rows["residents"], 1000)
    rows["status_reason"] = _reasons(rows, is_known)
    return _with_left_out(rows, is_known & ~rows["area_type"].isin(["csp", KIND_OF_PLACE]))


def _with_residents(rows: pd.DataFrame, populations: pd.DataFrame, has_rate: "pd.Series[bool]") -> pd.DataFrame:
    years = pd.to_datetime(rows["period_end_date"]).dt.year
    candidates = pd.DataFrame({"area_code": rows["area_code"], "last_year": years}).drop_duplicates()
    candidates = candidates.merge(populations[["area_code", "mid_year", "residents"]], on="area_code")
    candidates["is_later"], candidates["distance"] = (
        candidates["mid_year"] > candidates["last_year"],
        (candidates["mid_year"] - candidates["last_year"]).abs(),
    )
    nearest = candidates.sort_values(["is_later", "distance"]).drop_duplicates(["area_code", "last_year"])
    merged = rows.assign(last_year=years).merge(nearest, on=["area_code", "last_year"], how="left")
    return merged.assign(
        residents=merged["residents"].astype(float).where(has_rate),
        population_year=merged["mid_year"].astype(float).where(has_rate),
    )


def _with_left_out(rows: pd.DataFrame, is_part: "pd.Series[bool]") -> pd.DataFrame:
    """With the rows of no part of the area; of people no count: the one part that is withheld could be worked out."""
    is_told = is_part & (rows["disclosure_class"] == "event")
    return rows.assign(
        left_out_count=rows["unplaced_count"].astype(float).where(is_told),
        left_out_reason=pd.Series(LeftOut.WHOLE_ALONE.value, rows.index, dtype=object).where(is_part, None),
    )


def _reasons(rows: pd.DataFrame, is_known: "pd.Series[bool]") -> pd.Series:
    missing = "no delivery for " + rows["missing_periods"].astype("string")
    basis = "no rate: its denominator would be " + rows["rate_basis"].astype("string")
    known = basis.where(rows["rate_basis"] != RESIDENTS)
    known = known.mask(rows["area_type"] == OUTWARD, "no rate: no feed has the residents of a postcode district")
    known = known.mask(rows["area_type"] == KIND_OF_PLACE, "no rate: nobody lives in a kind of place")
    return known.where(is_known, missing)
