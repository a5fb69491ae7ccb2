"""The scores of the priority matrix, each with the published table and the rows it comes from.

Every function answers with one row per problem, in the problems' order: score (1 to 5, nan where nothing is known),
basis (counted, survey, judgement or derived), source_table, source_rows (written column=value; column=value),
source_value, numerator, evidence in words, status and status_reason; and what the figure it rests on leaves out.
"""

import numpy as np
import pandas as pd

from ossp_pipeline.contracts.status import ValueStatus

KEY = ["subject", "level", "category"]
TREND = {"fall": 1.0, "no change beyond chance": 3.0, "rise": 5.0}
SMALLEST_BASE = 50
_FIGURES = ["source_value", "numerator", "left_out_count"]


def likelihood_of(problems: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """The fifth of the problems, by number over twelve months, that this one falls into."""
    rows = problems[KEY].merge(levels, on=KEY, how="left")
    rows["numerator"] = rows["source_value"] = rows["numerator"].astype(float)
    rows["score"] = _fifths(rows["numerator"])
    rows["evidence"] = rows["numerator"].map("{:,.0f} over twelve months: the fifth it falls into by number".format)
    rows["source_rows"] = _where(rows, ["area_code", *KEY, "pattern", "period", "slot"])
    return _scored(rows, "counted", "sna_levels")


def trend_of(problems: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """5 for a rise since the last assessment, 3 for none beyond chance, 1 for a fall."""
    rows = problems[KEY].merge(changes, on=KEY, how="left").assign(numerator=np.nan)
    rows["score"] = rows["verdict"].map(TREND)
    rows["source_value"] = rows["rate_ratio"]
    rows["evidence"] = _words(rows["verdict"]) + " since the twelve months to " + _words(rows["earlier_period"])
    rows["source_rows"] = _where(rows, ["area_code", *KEY])
    return _scored(rows, "counted", "sna_change")


def harm_of(problems: pd.DataFrame, harms: pd.DataFrame) -> pd.DataFrame:
    """The fifth of the problems, by severity weight per crime, that this one falls into. Only crimes have weights."""
    rows = problems[KEY].merge(harms.assign(subject="crime"), on=KEY, how="left")
    counts = rows["crime_count"].astype(float)
    rows["numerator"] = counts
    rows["source_value"] = rows["harm"].astype(float) / counts.where(counts > 0)
    rows["score"] = _fifths(rows["source_value"])
    figure = rows["source_value"].map("{:,.1f} days of sentence per crime: the fifth it falls into; edition ".format)
    rows["evidence"] = _words(figure) + _words(rows["edition"])
    rows["source_rows"] = _where(rows, ["area_code", "level", "category"])
    rows["status_reason"] = _words(rows["status_reason"]).fillna("it has no severity weights")
    return _scored(rows, "counted", "sna_harm")


def concern_of(problems: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """1 to 5 for each fifth of the scale from 0 to 100 percent of residents, in the newest wave with enough answers."""
    enough = answers[answers["response_percent"].notna() & (answers["base_count"] >= SMALLEST_BASE)]
    newest = enough.sort_values("wave").drop_duplicates("indicator_id", keep="last")
    asked = problems[["survey_indicator"]].rename(columns={"survey_indicator": "indicator_id"})
    rows = asked.merge(newest, on="indicator_id", how="left").assign(numerator=np.nan)
    rows["source_value"] = rows["response_percent"].astype(float)
    rows["score"] = rows["source_value"].map(lambda percent: min(percent // 20, 4) + 1)
    rows["evidence"] = _words(rows["source_value"].map("{:.1f}% say so: ".format)) + _words(rows["wording"])
    rows["source_rows"] = _where(rows, ["wave", "area_code", "indicator_id"])
    silent = "the survey has no figure for " + _words(rows["indicator_id"])
    rows["status_reason"] = silent.fillna("the survey asks nothing about it")
    return _scored(rows, "survey", "sna_public_views")


def judged(problems: pd.DataFrame, name: str, unjudged: str) -> pd.DataFrame:
    """What people judged and wrote down, with their reason."""
    day = _words(problems["set_on"]).str[:10]
    rows = pd.DataFrame({"score": problems[name].astype(float), "status_reason": unjudged})
    rows["evidence"] = "judgement of " + day + ": " + _words(problems[f"{name}_reason"])
    scored = _scored(_without_source(rows), "judgement", None)
    return scored.assign(evidence=scored["evidence"].where(scored["score"].notna(), unjudged))


def or_judged(scored: pd.DataFrame, judgement: pd.DataFrame) -> pd.DataFrame:
    """The judgement where no table can say; it says why no table can."""
    why = "no table can say (" + _words(scored["status_reason"]).fillna("no row") + "); "
    fallback = judgement.assign(evidence=why + _words(judgement["evidence"]))
    return pd.concat([scored[scored["score"].notna()], fallback[scored["score"].isna()]]).sort_index()


def confidence_of(likelihood: pd.DataFrame, trend: pd.DataFrame) -> pd.DataFrame:
    """5 where both a level and a trend are known, 3 with one of them, 1 with neither."""
    rows = pd.DataFrame({"score": 1.0 + 2 * likelihood["score"].notna() + 2 * trend["score"].notna()})
    words = "5 with both a level and a trend, 3 with one of them, 1 with neither"
    return _scored(_without_source(rows.assign(evidence=words, status_reason=None)), "derived", None)


def _without_source(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(source_rows=None, source_value=np.nan, numerator=np.nan)


def _scored(rows: pd.DataFrame, basis: str, table: str | None) -> pd.DataFrame:
    """The columns every score has; what has no score has no figure either, and says why."""
    known = rows["score"].notna()
    silence = _words(rows["status_reason"]).fillna("no figure to score")
    scored = rows.reindex(columns=["score", "source_rows", "evidence", *_FIGURES, "left_out_reason"])
    scored[_FIGURES] = scored[_FIGURES].astype(float).where(known)
    scored["left_out_reason"] = scored["left_out_reason"].astype(object).where(known, None)
    scored["evidence"] = _words(scored["evidence"]).where(known, f"{table} has no figure: " + silence)
    status = np.where(known, ValueStatus.OBSERVED, ValueStatus.NOT_SUPPLIED)
    return scored.assign(basis=basis, source_table=table, status=status, status_reason=silence.mask(known))


def _words(column: pd.Series) -> pd.Series:
    """As text, whatever type a column without any value came with."""
    return column.astype("string")


def _fifths(figures: pd.Series) -> pd.Series:
    """1 for the lowest fifth of the known figures, 5 for the highest."""
    return (5 * figures.rank(method="average") / max(1, figures.notna().sum())).apply(np.ceil)


def _where(rows: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Which rows of the table, as column=value; null where there is none."""
    parts = [name + "=" + _words(rows[name]) for name in columns]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "; " + part
    return joined
