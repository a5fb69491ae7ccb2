"""Levels, change, harm and serious violence, counted again from the accepted crimes and incidents to the unit."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from tests.functional.reconciled.accepted import FIRST, MONTHS, NEWEST, Raw, months_of, seed

AREAS = {
    "csp_code": {"type": "category", "group": "offence_group", "code": "offence_code"},
    "ward_code": {"type": "category", "group": "offence_group"},
    "lsoa_code": {"type": "category"},
}
YEAR = MONTHS[-12:]


@pytest.fixture(scope="session")
def counts(raw: Raw) -> pd.DataFrame:
    """Incidents by subject, area, level and category, one column a month."""
    found = []
    for rows in (raw.crimes, raw.asb):
        for area, levels in AREAS.items():
            for level, column in {"all": None, **levels}.items():
                if column in (None, *rows.columns):
                    kept = rows.assign(area=rows[area], level=level, kind=rows[column] if column else "all")
                    found.append(kept.groupby(["subject", "area", "level", "kind", "period"]).size())
    return pd.concat(found).unstack(fill_value=0).reindex(columns=MONTHS, fill_value=0)


@pytest.fixture(scope="session")
def levels(warehouse, counts) -> pd.DataFrame:
    """The levels of incidents, each with `expected`: the months it spans, added up."""
    rows = warehouse("sna_levels").query("subject != 'treatment' and slot == 'all'")
    running = counts.T.cumsum().T
    running.insert(0, "before", 0)
    keys = pd.MultiIndex.from_frame(rows[["subject", "area_code", "level", "category"]])
    running = running.reindex(keys, fill_value=0)
    last = rows["period_end_date"].dt.strftime("%Y-%m").clip(upper=NEWEST)
    before = (rows["period_start_date"] - pd.Timedelta(days=1)).dt.strftime("%Y-%m")
    places = {name: place for place, name in enumerate(running.columns)}
    values = running.to_numpy()
    rank = np.arange(len(rows))
    first = before.map(places).fillna(0).astype(int)
    return rows.assign(expected=values[rank, last.map(places)] - values[rank, first])


def test_every_level_is_the_incidents_of_its_area_category_and_stretch(levels):
    shown = levels[levels["status"].isin(SHOWN)]
    assert len(shown) > 15_000
    assert (shown["numerator"] == shown["expected"]).all()
    assert ((shown["status"] == ValueStatus.TRUE_ZERO) == (shown["expected"] == 0)).all()


def test_a_level_has_no_figure_only_where_a_month_is_missing_or_the_area_is_of_the_other_vintage(levels, raw):
    months = {"crime": set(raw.crimes["period"]), "asb": set(raw.asb["period"])}
    hidden = levels[~levels["status"].isin(SHOWN)]
    assert hidden["numerator"].isna().all()
    other = hidden[hidden["status"] == ValueStatus.NOT_APPLICABLE]
    assert set(other["area_code"]) == {"X01000501"} and (other["expected"] == 0).all()
    stretches = levels.drop(other.index)[["subject", "period_start_date", "period_end_date", "status"]]
    for row in stretches.drop_duplicates().itertuples():
        is_whole = set(months_of(row.period_start_date, row.period_end_date)) <= months[row.subject]
        assert is_whole == (row.status in SHOWN), row


def assert_parts_and_left_out_are_the_whole(rows, key, number):
    """Of events; beside people stands no number, and beside the whole nothing."""
    whole, parts = rows[rows["area_type"] == "csp"], rows[rows["area_type"] != "csp"]
    assert whole["left_out_reason"].isna().all() and whole["left_out_count"].isna().all()
    assert set(parts["left_out_reason"]) == {"no place, in the whole alone"}
    is_event = parts["disclosure_class"] == "event"
    assert parts.loc[~is_event, "left_out_count"].isna().all() and not is_event.all()
    series = parts[is_event].groupby([*key, "area_type"])
    assert (series["left_out_count"].nunique() == 1).all() and len(series) > 10
    sums = (series[number].sum() + series["left_out_count"].first()).reset_index(level="area_type", drop=True)
    assert (sums == whole.set_index(key)[number].reindex(sums.index)).all()
    assert series["left_out_count"].first().sum() > 0


def test_the_whole_is_its_wards_or_small_areas_and_what_stands_beside_them_as_left_out(levels, warehouse):
    shown = levels[levels["status"].isin(SHOWN)]
    key = ["level", "category"]
    assert_parts_and_left_out_are_the_whole(shown, ["subject", *key, "pattern", "period"], "numerator")
    harm = warehouse("sna_harm")
    assert_parts_and_left_out_are_the_whole(harm[harm["crime_count"].notna()], key, "crime_count")


def test_what_is_made_of_levels_leaves_out_what_they_do(levels, warehouse):
    beside = ["left_out_count", "left_out_reason"]
    key = ["area_code", "subject", "level", "category", "period"]
    years = levels[(levels["pattern"] == "12 months") & levels["status"].isin(SHOWN)].set_index(key)
    for table in ("sna_hotspots", "sna_change"):
        rows = warehouse(table).query("subject != 'treatment'")
        rows = rows[rows["numerator"].notna() & (rows.get("pattern", "12 months") == "12 months")].set_index(key)
        assert len(rows) > 100
        pd.testing.assert_frame_equal(rows[beside], years.loc[rows.index, beside], check_dtype=False)
    treated = warehouse("sna_levels").query("subject == 'treatment' and numerator.notna()")
    assert set(treated["left_out_reason"]) == {"no consent or no place"}


def test_every_category_with_an_incident_has_a_level(levels, counts):
    years = levels.query("pattern == '12 months' and period == @NEWEST")
    there = set(years[["subject", "area_code", "level", "category"]].itertuples(index=False, name=None))
    assert set(counts.index[counts[YEAR].sum(axis=1) > 0]) <= there


def test_rates_are_per_thousand_residents_of_the_stretchs_own_year_or_the_newest_before(levels, raw):
    rates = levels.dropna(subset="rate_per_1000")
    places = rates[["area_code", "period_end_date"]].drop_duplicates()
    assert set(places["area_code"].str[:3]) == {"E22", "E05", "X01"}
    people = {(area, day): raw.residents_of(area, day.year) for area, day in places.itertuples(index=False, name=None)}
    residents = [people[key] for key in zip(rates["area_code"], rates["period_end_date"], strict=True)]
    assert (rates["residents"] == residents).all()
    np.testing.assert_allclose(rates["rate_per_1000"], 1000 * rates["expected"] / residents)


def test_weekdays_hours_and_seasons_are_those_of_the_incidents(warehouse, raw):
    slots = warehouse("sna_levels").query("slot != 'all' and level == 'all'")
    found = slots.set_index(["subject", "pattern", "slot"])["numerator"].sort_index()
    crimes = raw.crimes[raw.crimes["period"].isin(YEAR)]
    starts, ends = crimes["committed_from"], crimes["committed_to"]
    days = starts.dt.day_name().where(starts.dt.date == ends.dt.date, "unknown")
    apart = (ends - starts).dt.total_seconds()
    hours = starts.dt.strftime("%H").where((apart >= 0) & (apart <= 3600), "unknown")
    reported = pd.to_datetime(raw.asb[raw.asb["period"].isin(YEAR)]["opened_date"]).dt.day_name()
    for subject, pattern, expected in (
        ("crime", "weekday", days),
        ("crime", "hour", hours),
        ("asb", "weekday", reported),
        ("crime", "season", raw.crimes["period"].str[-2:]),
        ("asb", "season", raw.asb[~raw.asb["period"].between("2024-04", "2025-03")]["period"].str[-2:]),
    ):
        told = found[subject, pattern]
        assert told[told > 0].to_dict() == expected.value_counts().to_dict(), (subject, pattern)
    seasons = slots.query("subject == 'asb' and pattern == 'season'")
    assert set(seasons["status_reason"]) == {"the 12 months to 2025-03 are left out: no delivery for 2024-08"}


def test_no_hour_of_a_feed_without_hours_is_zero(warehouse, raw):
    hours = warehouse("sna_levels").query("subject == 'asb' and pattern == 'hour' and level == 'all'").set_index("slot")
    assert hours.loc["unknown", "numerator"] == raw.asb["period"].isin(YEAR).sum()
    known = hours.drop("unknown")
    assert len(known) == 24 and set(known["status"]) == {ValueStatus.NOT_APPLICABLE} and known["numerator"].isna().all()
    assert set(known["status_reason"]) == {"the feed does not tell the hour"}


def test_change_is_that_of_the_two_years_and_tested_as_scipy_does(warehouse, counts):
    changes = warehouse("sna_change").query("subject != 'treatment'")
    now = counts[YEAR].sum(axis=1)
    before = counts[MONTHS[-24:-12]].sum(axis=1)
    keys = pd.MultiIndex.from_frame(changes[["subject", "area_code", "level", "category"]])
    crime = (changes["subject"] == "crime") & (changes["area_code"] != "X01000501")
    both = {"now": now, "before": before}
    changes = changes.assign(**{name: one.reindex(keys, fill_value=0).to_numpy() for name, one in both.items()})
    known = changes[crime]
    assert (known["numerator"] == known["now"]).all() and (known["earlier_numerator"] == known["before"]).all()
    assert changes[~crime]["verdict"].isna().all()
    for row in known.query("area_type == 'csp' and before > 0 and now > 0").itertuples():
        table = counts.loc[(row.subject, row.area_code, row.level, row.category)]
        pair = np.array([table[MONTHS[-24:-12]], table[YEAR]])
        pair = pair[:, pair.sum(axis=0) > 0]
        spread = max(1.0, stats.chi2_contingency(pair, correction=False).statistic / 11)
        assert row.dispersion == pytest.approx(spread)
        # Residents are of 2024 on both sides, so the later share of all incidents is a half where nothing has changed.
        late, early = row.now / spread, row.before / spread
        tails = stats.beta.cdf(0.5, late, early + 1), stats.beta.cdf(0.5, early, late + 1)
        assert row.p_value == pytest.approx(min(1, 2 * min(tails)), rel=1e-6)


def test_verdicts_of_change_hold_false_discovery_at_five_percent(warehouse):
    for _, family in warehouse("sna_change").dropna(subset="p_value").groupby(["area_type", "subject", "level"]):
        q_values = stats.false_discovery_control(family["p_value"])
        np.testing.assert_allclose(family["q_value"], q_values)
        rises = np.where(family["numerator"] > family["earlier_numerator"], "rise", "fall")
        assert (family["verdict"] == np.where(q_values <= 0.05, rises, "no change beyond chance")).all()


def test_harm_is_the_sum_of_the_weights_of_the_chosen_edition(warehouse, raw):
    weights = raw.rows("crime_severity_weights").query("period == '2024'").set_index("offence_code")["weight"]
    crimes = raw.crimes[raw.crimes["period"].isin(YEAR)]
    crimes = crimes.assign(weight=crimes["offence_code"].map(weights))
    expected = {}
    for area in ("csp_code", "ward_code"):
        for level, column in {"all": None, "group": "offence_group", "type": "category"}.items():
            kinds = crimes[column] if column else pd.Series("all", crimes.index)
            for key, rows in crimes.groupby([crimes[area], kinds]):
                expected[key[0], level, key[1]] = (len(rows), rows["weight"].isna().sum(), rows["weight"].sum())
    table = warehouse("sna_harm")
    for row in table.itertuples():
        count, unweighted, harm = expected.pop((row.area_code, row.level, row.category), (0, 0, 0))
        assert (row.crime_count, row.unweighted_count) == (count, unweighted), row
        assert row.harm == pytest.approx(harm) and row.harm_per_1000 == pytest.approx(1000 * harm / row.residents)
    assert expected == {}
    assert {(row.period_from, row.period_to) for row in table.itertuples()} == {(YEAR[0], YEAR[-1])}


def test_ranks_of_harm_are_those_of_the_sums(warehouse):
    table = warehouse("sna_harm")
    beside = table["area_code"].where(table["area_type"] == "csp", table["category"])
    for name, column in (("rank_by_volume", "crime_count"), ("rank_by_harm", "harm")):
        expected = table.groupby(["area_type", beside, "level"])[column].rank(method="min", ascending=False)
        assert (table[name] == expected).all()


def serious(crimes: pd.DataFrame, definition: str, version: str) -> pd.Series:
    """Whether each crime meets a row of the definition."""
    lists = pd.concat([seed("serious_violence_definitions"), seed("violence_definitions")])
    rows = lists.query("definition == @definition and version == @version")
    flags = {"knife": crimes["is_knife_enabled"], "domestic abuse": crimes["is_domestic_abuse"]}
    meets = pd.Series(False, crimes.index)
    for row in rows.itertuples():
        same = pd.Series(True, crimes.index) if row.offence_code == "*" else crimes["offence_code"] == row.offence_code
        meets |= same & (flags[row.needs_flag] if row.needs_flag else True)
    return meets


def knife_enabled(crimes: pd.DataFrame) -> pd.Series:
    """Flagged crimes of the seven offences the Home Office collects, by their names: possession is none of them."""
    text = crimes["offence_description"].str.lower()
    named = text.str.match(r"homicide|attempted murder|threats to kill|robbery|rape of|sexual assault on")
    injured = text.str.contains("assault with intent to cause serious harm|assault with injury")
    return crimes["is_knife_enabled"] & (named | injured)


def test_knife_enabled_violence_is_the_same_under_every_definition_and_says_by_which_list(warehouse):
    rows = warehouse("sna_serious_violence").query("measure == 'knife-enabled serious violence'")
    assert (rows.groupby(["pattern", "period"])["numerator"].nunique(dropna=False) == 1).all()
    told = set(rows[rows["status"].isin(SHOWN)]["status_reason"])
    assert told == {
        "flagged crimes of the offence list of this name, version 1, under any definition; possession is not on it"
    }


DEFINITIONS = [("narrow", "1"), ("greater_manchester", "2020"), ("statutory_wide", "1")]


@pytest.mark.parametrize(("definition", "version"), DEFINITIONS)
def test_serious_violence_is_the_crimes_that_meet_the_definition(definition, version, warehouse, raw):
    crimes = raw.crimes[serious(raw.crimes, definition, version)]
    every_crime = raw.crimes
    homicide = every_crime["offence_subgroup"] == "Homicide"
    away = homicide & ~every_crime["is_domestic_abuse"]
    young = every_crime["victim_age_band"].isin(["0-9", "10-17", "18-24"])
    measures = {
        "serious violence": crimes,
        "knife-enabled serious violence": every_crime[knife_enabled(every_crime)],
        "homicide": every_crime[homicide],
        "homicide, not domestic": every_crime[away],
        "homicide of under 25s, not domestic": every_crime[away & young],
    }
    table = warehouse("sna_serious_violence").query("definition == @definition and version.astype('str') == @version")
    shown = table[table["status"].isin(SHOWN)]
    assert set(shown["measure"]) == set(measures) and len(shown) > 300
    by_month = {
        (measure, area): rows.groupby("period").size().reindex(MONTHS, fill_value=0)
        for measure, counted in measures.items()
        for name in ("csp_code", "ward_code")
        for area, rows in counted.groupby(name)
    }
    every = {
        area: rows.groupby("period").size()
        for name in ("csp_code", "ward_code")
        for area, rows in raw.crimes.groupby(name)
    }
    for row in shown.itertuples():
        months = months_of(row.period_start_date, row.period_end_date)
        one = by_month.get((row.measure, row.area_code))
        assert row.numerator == (0 if one is None else one[months].sum()), row
        assert row.crime_count == every[row.area_code][months].sum()
    gone = table[~table["status"].isin(SHOWN)]
    assert gone["numerator"].isna().all()
    assert set(gone[gone["period_end_date"] <= "2026-03-31"]["measure"]) == set(table["measure"]) - set(measures)


def test_the_whole_history_is_counted(levels, raw):
    history = levels.query("pattern == 'history' and area_type == 'csp' and level == 'all'")
    [row] = history.query("subject == 'crime'").itertuples()
    assert row.numerator == len(raw.crimes) and str(row.period_start_date)[:7] == FIRST
