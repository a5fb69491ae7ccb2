"""Change since the last assessment: twelve months now against the twelve months the assessment was written from.

Called by the dbt model `fct_level_changes`. A figure that is missing on either side gives no change: never a fall.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from ossp_pipeline.transform.measures.tables import COUNT, NUMBER, TEXT, nothing
from ossp_pipeline.transform.statistics.change import dispersion, false_discovery, rate_change
from ossp_pipeline.transform.statistics.intervals import Array

KEY = ["area_code", "area_type", "subject", "level", "category"]
# Share of false findings to accept among all that are called changes.
FALSE_FINDINGS = 0.05
CHANGES = pa.schema(
    [
        *[(name, TEXT) for name in (*KEY, "assessment_id", "earlier_period", "period", "disclosure_class")],
        *[(name, COUNT) for name in ("numerator", "earlier_numerator", "difference")],
        *[(name, NUMBER) for name in ("percent_change", "rate_ratio", "ratio_lower", "ratio_upper", "dispersion")],
        *[(name, NUMBER) for name in ("p_value", "q_value")],
        *[(name, TEXT) for name in ("numerator_status", "earlier_numerator_status")],
        *[(name, TEXT) for name in ("verdict", "status", "status_reason", "unconfirmed_reason")],
        ("left_out_count", COUNT),
        ("left_out_reason", TEXT),
    ]
)
NO_ASSESSMENT = "no earlier assessment has its data in assessments.csv of the partnership folder"


def judge_changes(levels: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """One row per area and category: now, then, ratio with limits, p- and q-value, verdict.

    Where either year rests on a month in doubt, both counts stand there and no change is made of them. Each count has a
    status of its own; `status` is that of the change. What is left out is what the count now leaves out.

    levels       rows of fct_levels with the patterns `month` and `12 months`
    assessments  assessment_id and data_to, the last month each was written from
    """
    levels = levels.assign(end=pd.to_datetime(levels["period_end_date"]).dt.strftime("%Y-%m"))
    years = levels[levels["pattern"] == "12 months"]
    if years.empty:
        return nothing(CHANGES)
    rows = years[years["is_newest"]].merge(_last_assessments(years, assessments), on="subject", how="left")
    then = years[[*KEY, "end", "numerator", "residents", "status", "status_reason", "unconfirmed_reason"]]
    then = then.rename(columns={name: f"earlier_{name}" for name in then.columns if name not in KEY})
    rows = rows.merge(then, on=[*KEY, "earlier_end"], how="left").reset_index(drop=True)
    rows["unconfirmed_reason"] = rows["unconfirmed_reason"].fillna(rows["earlier_unconfirmed_reason"])
    rows["dispersion"] = _dispersion(rows, levels)
    return _with_verdicts(_with_tests(rows))


def _last_assessments(years: pd.DataFrame, assessments: pd.DataFrame) -> pd.DataFrame:
    """Per subject the newest assessment whose twelve months lie wholly before the newest twelve."""
    newest = years.query("is_newest")[["subject", "end"]].drop_duplicates("subject")
    pairs = newest.merge(assessments[["assessment_id", "data_to"]], how="cross")
    latest = [str(pd.Period(str(end), "M") - 12) for end in pairs["end"]]
    is_before = [str(data_to) <= last for data_to, last in zip(pairs["data_to"], latest, strict=True)]
    pairs = pairs.loc[np.array(is_before, dtype=bool)].sort_values("data_to")
    assessed = pairs.groupby("subject").last().reset_index()
    then = [_twelve_months_by(years, row.subject, str(row.data_to)) for row in assessed.itertuples()]
    return assessed[["subject", "assessment_id"]].assign(
        **pd.DataFrame(then, columns=["earlier_end", "earlier_period"])
    )


def _twelve_months_by(years: pd.DataFrame, subject: object, data_to: str) -> tuple[str, str]:
    """The subject's twelve months that end with the assessment's data, or last before: treatment goes by quarter."""
    before = years[(years["subject"] == subject) & (years["end"] <= data_to)]
    if before.empty:
        return data_to, data_to
    last = before.sort_values("end").iloc[-1]
    return str(last["end"]), str(last["period"])


def _dispersion(rows: pd.DataFrame, levels: pd.DataFrame) -> Array:
    """Of the area's own months, or for small areas of the borough's, which are the only ones shown monthly.

    1 where a subject has no months: people in treatment are counted over twelve of them.
    """
    months = levels[levels["pattern"] == "month"].pivot_table(index=KEY, columns="period", values="numerator")
    own = _years_of(rows, months, rows["area_code"], rows["area_type"])
    borough = levels.loc[levels["area_type"] == "csp", "area_code"].iloc[0]
    whole = _years_of(rows, months, pd.Series(borough, rows.index), pd.Series("csp", rows.index))
    has_own = np.asarray(~np.isnan(own).any(axis=(0, 2)))
    both = np.where(has_own[:, None], own, whole)
    return dispersion(both[0], both[1])


def _years_of(rows: pd.DataFrame, months: pd.DataFrame, code: pd.Series, kind: pd.Series) -> NDArray[np.float64]:
    """Two years x rows x twelve months: the earlier and the newest."""
    keys = pd.MultiIndex.from_arrays([code, kind, rows["subject"], rows["level"], rows["category"]], names=KEY)
    series = months.reindex(keys).to_numpy(dtype=float)
    positions = {period: position for position, period in enumerate(months.columns)}
    counts = np.full((2, len(rows), 12), np.nan)
    for side, name in enumerate(("earlier_end", "end")):
        for end in rows[name].dropna().unique():
            span = [str(month) for month in pd.period_range(end=pd.Period(end, "M"), periods=12, freq="M")]
            if all(month in positions for month in span):
                ends_then = (rows[name] == end).to_numpy()
                counts[side, ends_then] = series[np.ix_(ends_then, [positions[month] for month in span])]
    return counts


def _with_tests(rows: pd.DataFrame) -> pd.DataFrame:
    is_confirmed = rows["unconfirmed_reason"].isna()
    before, after = (_numbers(rows, name) for name in ("earlier_numerator", "numerator"))
    before, after = (np.where(is_confirmed, counts, np.nan) for counts in (before, after))
    exposures = [_numbers(rows, name) for name in ("earlier_residents", "residents")]
    has_people = np.all([np.nan_to_num(people) > 0 for people in exposures], axis=0)
    people = [np.where(has_people, one, 1.0) for one in exposures]
    test = rate_change(before, after, (people[0], people[1]), rows["dispersion"])
    with np.errstate(divide="ignore", invalid="ignore"):
        rows["percent_change"] = np.where(before > 0, 100 * (after - before) / before, np.nan)
    rows["difference"] = after - before
    rows["rate_ratio"], rows["p_value"] = test.ratio, test.p_value
    rows["ratio_lower"], rows["ratio_upper"] = test.lower, np.where(np.isinf(test.upper), np.nan, test.upper)
    family = [rows["area_type"], rows["subject"], rows["level"]]
    rows["q_value"] = rows.groupby(family)["p_value"].transform(lambda p: false_discovery(p.to_numpy()))
    return rows


def _with_verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    is_sure = np.nan_to_num(_numbers(rows, "q_value"), nan=1.0) <= FALSE_FINDINGS
    is_rise = (_numbers(rows, "earlier_numerator") == 0) | (np.nan_to_num(_numbers(rows, "rate_ratio"), nan=1.0) > 1)
    words = np.where(is_sure, np.where(is_rise, "rise", "fall"), "no change beyond chance")
    known, asked = ~np.isnan(_numbers(rows, "difference")), rows["assessment_id"].notna().to_numpy()
    rows["verdict"] = pd.Series(words, index=rows.index).where(known)
    is_now = rows["status"].isin(SHOWN).to_numpy()
    has_then = rows["earlier_status"].notna().to_numpy()
    rows["numerator_status"] = rows["status"]
    rows["earlier_numerator_status"] = rows["earlier_status"].where(has_then & asked, ValueStatus.NOT_APPLICABLE)
    reason = rows["earlier_status_reason"].where(has_then, "the history does not reach back to the assessment")
    reason = reason.where(asked, NO_ASSESSMENT).where(is_now, rows["status_reason"])
    reason = reason.fillna(rows["unconfirmed_reason"])
    status = rows["earlier_numerator_status"].where(is_now, rows["status"])
    rows["status_reason"], rows["status"] = reason.mask(known), status.mask(known, ValueStatus.OBSERVED)
    return rows


def _numbers(rows: pd.DataFrame, name: str) -> Array:
    return rows[name].to_numpy(dtype=float, na_value=np.nan)
