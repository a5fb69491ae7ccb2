"""Measures, profiles, rankings, themes and coverage: from the catalogue's words to the accepted rows, counted anew."""

import json
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from tests.functional.reconciled.accepted import CSP, MONTHS, NEWEST, Raw, listed_measures, months_of, seed

HATE = [f"is_hate_{one}" for one in ("related", "race", "religion", "orientation", "disability", "transgender")]
YEAR = MONTHS[-12:]
# What came of a case within so many months of its day: the columns of the day, of the end's day and of the end.
FOLLOWED = {
    "outcome": (6, "recorded_date", "outcome_date", "outcome_type"),
    "closed": (3, "opened_date", "closed_date", "closed_date"),
}


def in_list(crimes: pd.DataFrame, name: str) -> pd.Series:
    """Whether each crime is on a list of offences: `<name>, version <version>`."""
    lists = seed("offence_lists")
    rows = lists[lists["list_name"] + ", version " + lists["version"] == name]
    plain = set(rows.loc[rows["needs_flag"] == "", "offence_code"])
    flagged = set(rows.loc[rows["needs_flag"] == "knife", "offence_code"])
    codes = crimes["offence_code"]
    return codes.isin(plain) | (codes.isin(flagged) & crimes["is_knife_enabled"])


def falls_into(rows: pd.DataFrame, category: str) -> pd.Series:
    """Whether each incident falls into a category of the catalogue."""
    kind, _, name = category.partition("=")
    columns = {
        "type": "category",
        "group": "offence_group",
        "subgroup": "offence_subgroup",
        "code": "offence_code",
        "source": "source",
    }
    flags = {"domestic abuse": "is_domestic_abuse", "knife": "is_knife_enabled"}
    if kind == "all":
        return pd.Series(True, rows.index)
    if kind in columns:
        return rows[columns[kind]] == name
    if kind == "victim":
        return rows["victim_age_band"].isin(["0-9", "10-17"])
    if kind in FOLLOWED:
        return came_of(rows, kind, name)
    if kind == "list":
        return in_list(rows, name)
    if category == "flag=hate":
        return rows[[name for name in HATE if name in rows]].any(axis=1)
    return rows[flags.get(name) or f"is_{name.replace(' ', '_')}"]


def came_of(rows: pd.DataFrame, kind: str, name: str) -> pd.Series:
    """Whether each case is followed, or ended in time. Months that are too young for it are not looked at."""
    months, began, ended, end = FOLLOWED[kind]
    day, last = pd.to_datetime(rows[ended]), pd.to_datetime(rows[began]) + pd.DateOffset(months=months)
    known = rows[end].isna() == day.isna()
    in_time = known & (day < last)
    if name == "charged in time":
        return in_time & rows[end].isin(["1", "1A"])
    return {"followed": known, "in time": in_time}[name]


def in_any(rows: pd.DataFrame, categories: str) -> pd.DataFrame:
    """The incidents in any of the categories; one in several counts once."""
    return rows[np.logical_or.reduce([falls_into(rows, one) for one in categories.split(";")])]


def by_area(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts of months, a row an area: the partnership, its wards and its small areas."""
    parts = [rows.groupby([name, "period"]).size() for name in ("csp_code", "ward_code", "lsoa_code")]
    found = pd.concat([part.rename_axis(["area_code", "period"]) for part in parts])
    return found.unstack(fill_value=0).reindex(columns=MONTHS, fill_value=0)


def of(counts: pd.DataFrame, keys: pd.Series) -> np.ndarray:
    return counts.reindex(keys, fill_value=0).to_numpy()


@pytest.fixture(scope="session")
def measures() -> pd.DataFrame:
    """The measures of the catalogue that are counted from crimes and incidents."""
    return listed_measures().query("source in ('crime', 'asb')").set_index("measure_id")


@pytest.fixture(scope="session")
def counted(measures, raw: Raw) -> dict[tuple[str, str], pd.DataFrame]:
    """Counts of months per area, by measure and side."""
    found = {}
    for measure in measures.itertuples():
        rows = raw.crimes if measure.source == "crime" else raw.asb
        found[measure.Index, "numerator"] = by_area(in_any(rows, measure.numerator))
        if measure.unit == "percent":
            found[measure.Index, "denominator"] = by_area(in_any(rows, measure.denominator))
    return found


def of_measure(table: pd.DataFrame, measures: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for name, rows in table[table["measure_id"].isin(measures.index)].groupby("measure_id"):
        yield str(name), rows


def test_values_of_measures_are_the_incidents_of_their_window(warehouse, measures, counted, raw):
    values = warehouse("fct_measure_values")
    values = values[values["status"].isin(SHOWN)]
    names = set()
    for name, rows in of_measure(values, measures):
        names.add(name)
        window = int(measures.loc[name, "window_months"])
        for side in ("numerator", "denominator") if measures.loc[name, "unit"] == "percent" else ("numerator",):
            months = counted[name, side].T
            after = FOLLOWED.get(measures.loc[name, "numerator"].partition("=")[0], (0,))[0]
            sums = months.rolling(window - after).sum().shift(after).T.stack()
            keys = pd.MultiIndex.from_frame(rows[["area_code", "period"]])
            assert (rows[side].to_numpy() == sums.reindex(keys, fill_value=0).to_numpy()).all(), (name, side)
        if measures.loc[name, "unit"] == "rate_per_1000":
            people = [raw.residents_of(row.area_code, row.period_end_date.year) for row in rows.itertuples()]
            np.testing.assert_allclose(rows["value"], 1000 * rows["numerator"] / np.array(people))
        elif measures.loc[name, "unit"] == "percent":
            np.testing.assert_allclose(rows["value"], 100 * rows["numerator"] / rows["denominator"])
    assert names == set(measures.index)


def test_a_measure_has_no_value_over_a_month_that_was_not_delivered(warehouse, measures, raw):
    values = warehouse("fct_measure_values").query("area_type == 'csp'")
    for name, rows in of_measure(values, measures):
        there = set((raw.crimes if measures.loc[name, "source"] == "crime" else raw.asb)["period"])
        window = int(measures.loc[name, "window_months"])
        for row in rows.itertuples():
            end = row.period_end_date
            is_whole = set(months_of(end - pd.DateOffset(months=window - 1), end)) <= there
            assert is_whole == (row.status in SHOWN), row


def test_the_whole_is_its_wards_and_what_stands_beside_them_as_left_out(warehouse, measures, raw):
    values = warehouse("fct_measure_values")
    values = values[values["status"].isin(SHOWN) & (values["unit"] != "percent")]
    checked = 0
    for name, rows in of_measure(values, measures):
        wards = rows[rows["area_type"] == "ward"].groupby("period")
        whole = rows[rows["area_type"] == "csp"].set_index("period")
        assert whole["left_out_reason"].isna().all()
        cases = in_any(
            raw.crimes if measures.loc[name, "source"] == "crime" else raw.asb, measures.loc[name, "numerator"]
        )
        bare = by_area(cases[cases["lsoa_code"].isna()].assign(ward_code=None)).reindex([CSP], fill_value=0)
        bare = bare.T.rolling(int(measures.loc[name, "window_months"])).sum()[CSP]
        for period, inside in wards:
            assert set(inside["left_out_reason"]) == {"no place, in the whole alone"}
            if measures.loc[name, "disclosure_class"] == "person":
                assert inside["left_out_count"].isna().all(), name
                continue
            [left_out] = set(inside["left_out_count"])
            assert left_out == bare[period], (name, period)
            assert whole.loc[period, "numerator"] == inside["numerator"].sum() + left_out, (name, period)
            checked += 1
    assert checked > 400


def test_figures_of_treatment_say_how_many_rows_are_left_out(warehouse, published, raw):
    deliveries = raw.deliveries("substance_treatment").set_index("period")
    said = {period: json.loads((path / "delivery.json").read_text()) for period, path in deliveries["path"].items()}
    rule = "substance_treatment.consent.given"
    lacking = pd.Series(
        {name: one["broken"].get(rule, 0) + one["excluded"].get("no place", 0) for name, one in said.items()}
    )
    sums = lacking.sort_index().rolling(4).sum()
    for table in (warehouse("fct_measure_values"), published("performance_signals")):
        rows = table[(table["measure_id"] == "treatment_in") & table["status"].isin(SHOWN)]
        assert rows.set_index("period")["left_out_count"].to_dict() == sums.dropna().to_dict()
        assert set(rows["left_out_reason"]) == {"no consent or no place"}


def test_profiles_are_the_newest_twelve_months_beside_the_whole(warehouse, measures, counted, raw):
    profiles = warehouse("sna_area_profiles")
    monthly = measures.query("unit == 'count'")
    assert set(profiles["measure_id"]) == set(monthly.index)
    assert set(profiles["period_from"] + profiles["period_to"]) == {YEAR[0] + NEWEST}
    whole = raw.residents_of(CSP, 2026)
    for name, rows in of_measure(profiles, monthly):
        sums = counted[name, "numerator"][YEAR].sum(axis=1)
        total = int(sums.get(CSP, 0))
        assert (rows["numerator"].to_numpy() == of(sums, rows["area_code"])).all(), name
        assert set(rows["csp_numerator"]) == {total}
        people = np.array([raw.residents_of(area, 2026) for area in rows["area_code"]])
        assert (rows["denominator"].to_numpy() == people).all()
        np.testing.assert_allclose(rows["rate_per_1000"], 1000 * rows["numerator"] / people)
        np.testing.assert_allclose(rows["csp_rate_per_1000"], 1000 * total / whole)
        assert (rows["status"] == np.where(rows["numerator"] == 0, ValueStatus.TRUE_ZERO, ValueStatus.OBSERVED)).all()
        if measures.loc[name, "disclosure_class"] == "event" and "ward" in measures.loc[name, "area_types"]:
            inside = rows[rows["area_type"] == "ward"]
            assert set(total - inside["numerator"].sum() - inside["left_out_count"]) == {0}


def test_rankings_order_the_counts_and_the_rates(warehouse, measures, counted, raw):
    rankings = warehouse("sna_area_rankings").query("area_code != 'X01000501'")
    for (name, _), rows in rankings.groupby(["measure_id", "area_type"]):
        sums = pd.Series(of(counted[name, "numerator"][YEAR].sum(axis=1), rows["area_code"]), rows.index)
        people = pd.Series([raw.residents_of(area, 2026) for area in rows["area_code"]], rows.index)
        assert (rows["numerator"] == sums).all() and (rows["denominator"] == people).all()
        assert (rows["rank_by_count"] == sums.rank(method="min", ascending=False)).all()
        assert (rows["rank_by_rate"] == (sums / people).rank(method="min", ascending=False)).all()
    of_2011 = warehouse("sna_area_rankings").query("area_code == 'X01000501'")
    assert of_2011[["numerator", "rank_by_count", "rank_by_rate"]].isna().all(axis=None)


def quarter_of(period: str) -> str:
    """The quarter of a month or a quarter; none of a year."""
    if "Q" in period:
        return period
    if "-" not in period:
        return ""
    year, month = (int(part) for part in period.split("-"))
    start = year - (month < 4)
    return f"{start}-{(start + 1) % 100:02d}Q{(month - 4) % 12 // 3 + 1}"


def test_trends_of_themes_add_whole_quarters_of_monthly_counts(warehouse, measures, counted):
    trends = warehouse("sna_theme_trends")
    monthly = measures.query("unit == 'count'")
    quarters = pd.Series([quarter_of(month) for month in MONTHS], MONTHS)
    for name, rows in of_measure(trends, monthly):
        months = counted[name, "numerator"].reindex([CSP], fill_value=0).loc[CSP]
        sums = months.groupby(quarters).sum()
        shown = rows[rows["status"].isin(SHOWN)].set_index("financial_quarter")
        assert shown["numerator"].to_dict() == sums[shown.index].to_dict(), name
        assert (shown["value"] == shown["numerator"]).all()
        silent = set(rows["financial_quarter"]) - set(shown.index)
        lacking = set() if measures.loc[name, "source"] == "crime" else {"2024-25Q2"}
        assert silent == {"2026-27Q1"} | lacking, name


def test_other_trends_of_themes_are_the_value_of_the_quarters_last_period(warehouse, measures):
    additive = set(measures.query("unit == 'count'").index)
    values = warehouse("fct_measure_values").query("area_type == 'csp'")
    values = values.assign(financial_quarter=values["period"].map(quarter_of)).sort_values("period")
    last = values.groupby(["measure_id", "area_code", "financial_quarter"]).last()
    trends = warehouse("sna_theme_trends")
    trends = trends[~trends["measure_id"].isin(additive)].set_index(["measure_id", "area_code", "financial_quarter"])
    assert len(trends) > 900
    known = trends[trends["status"].isin(SHOWN)]
    for column in ("numerator", "denominator", "value", "status"):
        pd.testing.assert_series_equal(known[column], last.loc[known.index, column], check_dtype=False)
    assert not last.loc[trends.index.difference(known.index), "status"].isin(SHOWN).any()


def test_trends_and_coverage_of_measures_are_the_values(warehouse):
    values = warehouse("fct_measure_values").query("area_type == 'csp'")
    key = ["measure_id", "period"]
    trends = warehouse("performance_trends").sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(
        trends[[*key, "numerator", "denominator", "value", "status"]],
        values.sort_values(key, ignore_index=True)[[*key, "numerator", "denominator", "value", "status"]],
    )
    told = warehouse("performance_coverage").set_index("measure_id")
    for status in (
        ValueStatus.OBSERVED,
        ValueStatus.TRUE_ZERO,
        ValueStatus.NOT_SUPPLIED,
        ValueStatus.QUERIED,
        ValueStatus.NOT_YET_DUE,
        ValueStatus.NOT_APPLICABLE,
    ):
        expected = values[values["status"] == status].groupby("measure_id").size().reindex(told.index, fill_value=0)
        assert (told[status.replace(" ", "_") + "_count"] == expected).all(), status
    assert (told["expected_count"] == values.groupby("measure_id").size().reindex(told.index, fill_value=0)).all()
    newest = values.dropna(subset="value").groupby("measure_id")["period"].max()
    assert told["newest_period"].dropna().to_dict() == newest.to_dict()


def test_scorecards_and_signals_show_the_values_and_the_year_before(warehouse):
    key = ["measure_id", "area_code", "period"]
    values = warehouse("fct_measure_values").query("area_type != 'lsoa'").set_index(key)
    signals = warehouse("performance_signals").set_index(key)
    for column in ("numerator", "denominator", "value", "status"):
        pd.testing.assert_series_equal(signals[column], values.loc[signals.index, column], check_dtype=False)
    whole = values.xs(CSP, level="area_code")
    for row in warehouse("performance_scorecards").itertuples():
        series = whole.loc[row.measure_id]
        known = series[series["status"].isin(SHOWN)]
        newest = (known if len(known) else series).sort_values("period_end_date").index[-1]
        assert row.latest_period == newest
        assert row.latest_value == pytest.approx(series.loc[newest, "value"], nan_ok=True)
        if isinstance(row.earlier_period, str):
            start = series.loc[newest, "period_start_date"] - pd.DateOffset(years=1)
            assert series.loc[row.earlier_period, "period_start_date"] == start
            difference = row.latest_value - series.loc[row.earlier_period, "value"]
            assert row.value_difference == pytest.approx(difference, nan_ok=True)
