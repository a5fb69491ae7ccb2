"""Cohorts, searches, reoffending, the survey and partners' items, counted again from the accepted rows."""

from collections import Counter
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ossp_pipeline.contracts.status import SHOWN, ValueStatus  # noqa: F401  (queries read SHOWN by name)
from tests.functional.reconciled.accepted import CSP, DISTRICT, MONTHS, NEWEST, Raw, months_of, seed

OF_EPISODES = ("person_token", "district_code", "triage_month", "main_substance")


def newest(rows: pd.DataFrame, column: str, order: list[str], by: str = "person_token") -> pd.Series:
    """What each person said last, passing over rows without an answer."""
    return rows.dropna(subset=column).sort_values([*order, column]).groupby(by)[column].last()


def labels(name: str) -> dict[str, str]:
    rows = seed("code_lists").query("list_name == @name")
    return dict(zip(rows["code"], rows["code_group"], strict=True))


def told(warehouse, cohort: str) -> dict[tuple[str, str, str], int]:
    """Numerators of a cohort by period, characteristic and answer."""
    rows = warehouse("sna_cohorts").query("cohort == @cohort").dropna(subset="numerator")
    return rows.set_index(["period", "characteristic", "answer"])["numerator"].astype(int).to_dict()


def test_victims_are_the_crimes_of_whole_years_by_age_and_sex(warehouse, raw):
    expected: Counter[tuple[str, str, str]] = Counter()
    for end in ("2024-03", "2025-03", NEWEST):
        place = MONTHS.index(end)
        crimes = raw.crimes[raw.crimes["period"].isin(MONTHS[place - 11 : place + 1])]
        both = crimes["victim_age_band"] + ", " + crimes["victim_sex"]
        asked = {"age band": crimes["victim_age_band"], "sex": crimes["victim_sex"], "age band and sex": both}
        for name, answers in asked.items():
            expected.update((end, name, answer) for answer in answers.fillna("no victim, or not known"))
    assert told(warehouse, "victims") == expected


def test_people_under_supervision_count_once_and_answer_with_their_newest_row(warehouse, raw):
    expected: Counter[tuple[str, str, str]] = Counter()
    every = raw.rows("probation_supervision")
    groups = {
        "accommodation": ("address_type", labels("address_types")),
        "employment": ("employment_status", labels("employment_statuses")),
    }
    high = {code for code, group in labels("risk_levels").items() if group == "high or very high"}
    for quarter, rows in every.groupby("period"):
        people = pd.Index(rows["person_token"].unique())
        age, sex = (newest(rows, name, ["sentence_month"]).reindex(people) for name in ("age_band", "gender"))
        answers = {"age band": age, "sex": sex, "age band and sex": age + ", " + sex}
        for name, (column, group) in groups.items():
            grouped = rows.assign(group=rows[column].map(group))
            answers[name] = newest(grouped, "group", ["sentence_month", "event_number"]).reindex(people)
        risks = rows.dropna(subset="risk_of_serious_harm").groupby("person_token")["risk_of_serious_harm"].agg(set)
        answers["risk of serious harm"] = pd.Series(
            {one: "high or very high" if codes & high else "low or medium" for one, codes in risks.items()}
        ).reindex(people)
        for name, code in (("drug", "DRR"), ("alcohol", "ATR"), ("mental health", "MHTR")):
            has = people.isin(rows.loc[rows["requirement"] == code, "person_token"])
            answers[f"{name} treatment required"] = pd.Series(np.where(has, "yes", "no"), people)
        for name, said in answers.items():
            expected.update((quarter, name, answer) for answer in said.fillna("not known"))
    assert told(warehouse, "people under supervision") == expected


def test_people_in_treatment_count_once_over_four_quarters(warehouse, raw):
    rows = raw.rows("substance_treatment").dropna(subset="triage_month")
    quarters = sorted(rows["period"].unique())
    substances = labels("substances")
    expected = {}
    for place in range(3, len(quarters)):
        window = rows[rows["period"].isin(quarters[place - 3 : place + 1])]
        episode = window.assign(episode=window["person_token"] + window["episode_token"])
        known = pd.DataFrame({name: newest(episode, name, ["period"], "episode") for name in OF_EPISODES})
        home = newest(known, "district_code", ["triage_month"]) == DISTRICT
        known = known[known["person_token"].isin(home[home].index)]
        groups = known["main_substance"].map(substances)
        expected[quarters[place], "all", "all"] = known["person_token"].nunique()
        for need in ("opiate", "alcohol"):
            expected[quarters[place], "need", need] = known[groups == need]["person_token"].nunique()
    assert len(expected) == 27 and told(warehouse, "people in treatment") == expected


def test_treatment_is_per_adult_with_its_change_and_what_it_cannot_tell(warehouse, raw):
    rows = warehouse("sna_levels").query("subject == 'treatment'")
    adults = raw.rows("population").query("area_vintage.str.startswith('2021') and age_band != 'Aged 0 to 17'")
    adults = (
        adults[adults["area_code"].isin(raw.wards)]
        .astype({"mid_year": int})
        .groupby("mid_year")["resident_count"]
        .sum()
    )
    counted = {key[0]: count for key, count in told(warehouse, "people in treatment").items() if key[1] == "all"}
    years = rows.query("area_type == 'csp' and pattern == '12 months' and category.str.startswith('Adults')")
    assert years.set_index("period")["numerator"].to_dict() == counted and len(counted) == 9
    for row in years.itertuples():
        number, people = int(row.numerator), adults[min(row.period_end_date.year, adults.index.max())]
        assert row.residents == people and row.rate_per_1000 == pytest.approx(1000 * number / people)
        exact = stats.chi2.ppf(0.025, 2 * number) / 2, stats.chi2.ppf(0.975, 2 * number + 2) / 2
        assert (row.rate_lower, row.rate_upper) == pytest.approx([1000 * one / people for one in exact], rel=1e-3)
    other = rows.drop(rows.query("area_type == 'csp' and pattern == '12 months'").index)
    assert set(other["status"]) == {ValueStatus.NOT_APPLICABLE} and other["status_reason"].notna().all()
    places = Counter(zip(other["area_type"], other["pattern"], strict=True))
    assert places == {("ward", "12 months"): 3 * 21, ("csp", "season"): 3}
    [change] = warehouse("sna_change").query("area_type == 'csp' and category.str.startswith('Adults')").itertuples()
    now, then = counted["2025-26Q4"], counted["2024-25Q4"]
    assert (change.numerator, change.earlier_numerator) == (now, then)
    assert change.p_value == pytest.approx(stats.binomtest(int(now), int(now + then)).pvalue, abs=0.02)
    assert change.verdict == "no change beyond chance" and change.dispersion == 1


def test_shares_of_cohorts_are_of_known_answers_and_unmet_need_of_the_estimate(warehouse):
    rows = warehouse("sna_cohorts").dropna(subset="numerator")
    need = seed("treatment_need").set_index("need_group").filter(like="estimate").drop(columns="estimate_year")
    need = need.astype(float)
    for _, question in rows.groupby(["cohort", "characteristic", "period"]):
        is_known = ~question["answer"].str.endswith("not known")
        known = question[is_known]
        if question["characteristic"].iloc[0] == "need":
            of = need.loc[known["answer"]].to_numpy()
            counts = known["numerator"].to_numpy(dtype=float)[:, None]
            found = known[["unmet_percent", "unmet_lower", "unmet_upper"]].to_numpy()
            np.testing.assert_allclose(found, np.maximum(0, 100 - 100 * counts / of))
            np.testing.assert_allclose(known["penetration_percent"], 100 * counts[:, 0] / of[:, 0])
        else:
            np.testing.assert_allclose(known["percent_of_cohort"], 100 * known["numerator"] / known["numerator"].sum())
            assert question[~is_known]["percent_of_cohort"].isna().all()


def outcome_of(said: object) -> str:
    if pd.isna(said) or said == "":
        return "not stated"
    return "No further action" if said == "False" or "no further action" in str(said).lower() else str(said)


def test_searches_are_the_rows_of_each_force_by_local_month(warehouse, raw):
    rows = raw.rows("stop_and_search")
    local = pd.to_datetime(rows["searched_at"], utc=True).dt.tz_convert(ZoneInfo("Europe/London"))
    rows = rows.assign(
        month=local.dt.strftime("%Y-%m"),
        outcome=rows["outcome"].map(outcome_of),
        thing=rows["object_of_search"].replace("", None).fillna("not stated"),
    )
    table = warehouse("sna_stop_and_search").query("status in @SHOWN")
    months = table.query("pattern == 'month' and object_of_search == 'all' and outcome == 'all'")
    assert len(table) > 80 and months["numerator"].sum() == len(rows)
    for row in table.itertuples():
        some = rows[(rows["part"] == row.force_slug) & rows["month"].between(row.period_from, row.period)]
        some = some if row.object_of_search == "all" else some[some["thing"] == row.object_of_search]
        known = some[some["outcome"] != "not stated"]
        wanted = {"all": some, "any but no further action": known[known["outcome"] != "No further action"]}
        counted = wanted.get(row.outcome, some[some["outcome"] == row.outcome])
        assert row.numerator == len(counted), row
        if row.outcome not in ("all", "not stated"):
            assert row.denominator == len(known)


def test_reoffending_is_the_newest_delivery_of_each_cohort(warehouse, raw):
    keys = ["cohort", "geography", "category", "age_group"]
    rows = raw.rows("proven_reoffending").sort_values("period").groupby(keys).last()
    table = warehouse("sna_reoffending").query("status != 'not supplied'").set_index(keys)
    assert set(table.index) == set(rows.index)
    names = ["offender_count", "reoffender_count", "reoffence_count"]
    both = table.join(rows[names].astype("Float64").astype(float).add_suffix("_raw"))
    assert (both["offender_count"] == both["offender_count_raw"]).all()
    known = both.dropna(subset="reoffender_count_raw")
    offenders, reoffenders, reoffences = (known[f"{name}_raw"] for name in names)
    np.testing.assert_allclose(known["reoffending_percent"], 100 * reoffenders / offenders)
    np.testing.assert_allclose(known["reoffences_per_reoffender"], reoffences / reoffenders)
    for row in known.itertuples():
        limits = stats.binomtest(int(row.reoffender_count), int(row.offender_count)).proportion_ci(method="wilson")
        expected = (100 * limits.low, 100 * limits.high)
        assert (row.reoffending_lower, row.reoffending_upper) == pytest.approx(expected, abs=1e-4)


def test_published_indicators_are_the_publishers_figures_and_shares_of_its_numbers_of_people(warehouse, raw):
    keys = ["publisher", "indicator_id", "sex", "age", "time_period", "area_name"]
    names = {"E08000007": "Stockport", "E12000002": "North West", "E92000001": "England"}
    rows = raw.rows("published_indicators").query("category_type.isna()")
    rows = rows.assign(area_name=rows["area"].replace(names)).set_index(keys)
    table = warehouse("sna_published_indicators").set_index(keys)
    assert rows.index.is_unique and table.index.is_unique and set(table.index) == set(rows.index)
    found: Counter[str] = Counter()
    for key, row in rows.iterrows():
        shown, england = table.loc[key], rows.loc[(*key[:-1], "England")]
        found[shown["status"]] += 1
        if key[0] == "NDTMS" and (pd.isna(england["value"]) or england["value"] == 0):
            assert (shown["status"], pd.isna(shown["value"])) == (ValueStatus.NOT_COLLECTED, True)
        elif pd.isna(row["value"]):
            assert (shown["status"], pd.isna(shown["value"])) == (ValueStatus.SUPPRESSED, True)
        elif pd.notna(row["denominator_name"]):
            limits = stats.binomtest(int(row["value"]), int(row["denominator"])).proportion_ci(method="wilson")
            expected = [100 * item for item in (row["value"] / row["denominator"], limits.low, limits.high)]
            assert list(shown[["value", "lower_limit", "upper_limit"]]) == pytest.approx(expected, abs=1e-4)
        else:
            same = ["value", "lower_limit", "upper_limit", "published_count"]
            np.testing.assert_array_equal(shown[same].astype(float), row[same].astype(float))
    assert found == {"observed": 150, "true zero": 3, "suppressed": 3, "not collected": 15}


def test_published_fires_are_the_rows_of_each_year_and_wards_have_no_dwelling(warehouse, raw):
    shown = {"Other building fire", "Road vehicle fire", "Other outdoor primary fire", "Secondary fire"}
    rows = raw.rows("published_fires").query("incident_type not in ('False alarm', 'Non-fire incident')")
    rows = rows.assign(year=rows["financial_year"].str.replace("/", "-"), ward=rows["lsoa_code"].map(raw.wards))
    table = warehouse("sna_published_fires")
    assert set(table["status"]) == {"observed", "true zero"}
    expected = Counter(zip(rows["year"], rows["incident_type"], strict=True))
    expected.update((year, "All fires") for year in rows["year"])
    whole = table.query("area_type == 'csp'")
    counted = dict(
        zip(zip(whole["financial_year"], whole["incident_type"], strict=True), whole["fire_count"], strict=True)
    )
    assert counted == expected and {year for year, _ in counted} == {"2022-23", "2023-24", "2024-25"}
    by_ward = Counter(zip(rows["year"], rows["incident_type"], rows["ward"], strict=True))
    wards = table.query("area_type == 'ward'")
    assert set(wards["incident_type"]) == shown
    assert len(wards) == 3 * len(shown) * len(set(raw.wards.values()) - {None})
    for row in wards.itertuples():
        assert row.fire_count == by_ward[row.financial_year, row.incident_type, row.area_code]
    assert wards["fire_count"].sum() == sum(count for (_, kind, _), count in by_ward.items() if kind in shown)


def wilson(percent: float, base: float) -> tuple[float, float]:
    """The shares whose own margin of error just reaches the one found: roots of (p - x)^2 = z^2 x (1 - x) / n."""
    share, ratio = percent / 100, stats.norm.ppf(0.975) ** 2 / base
    low, high = sorted(np.roots([1 + ratio, -(2 * share + ratio), share**2]))
    return 100 * low, 100 * high


def test_answers_of_the_survey_are_those_delivered_with_their_intervals(warehouse, raw):
    keys = ["wave", "area_code", "indicator_id"]
    rows = raw.rows("resident_survey").set_index(keys)
    table = warehouse("sna_public_views").set_index(keys)
    assert set(table.index) == set(rows.index) and len(table) == len(rows)
    both = table.join(rows.add_suffix("_raw"))
    assert (both["base_count"] == both["base_count_raw"]).all()
    shown = both[both["status"] == ValueStatus.OBSERVED]
    assert (shown["response_percent"] == shown["percent_raw"]).all() and len(shown) > 300
    bases = shown["base_count_raw"] / shown["design_effect_raw"].fillna(1)
    for row, base in zip(shown.itertuples(), bases, strict=True):
        assert (row.lower_percent, row.upper_percent) == pytest.approx(wilson(row.response_percent, base), abs=1e-3)
        assert row.margin_points == pytest.approx((row.upper_percent - row.lower_percent) / 2, abs=1e-4)
        wave, area, indicator = row.Index
        start = int(wave[:4]) - 1
        before = (f"{start}-{(start + 1) % 100:02d}{wave[-2:]}", area, indicator)
        if before in shown.index and shown.loc[before, "wording_raw"] == row.wording:
            now, then = row.response_percent, shown.loc[before, "percent_raw"]
            assert row.points_change == pytest.approx(now - then, abs=1e-4)
            spread = sum(p * (100 - p) / n for p, n in ((now, base), (then, bases[before])))
            is_chance = abs(row.points_change) <= stats.norm.ppf(0.975) * spread**0.5
            word = "higher" if row.points_change > 0 else "lower"
            assert row.change_from_year_before == ("no change beyond chance" if is_chance else word)


ITEMS = {
    "fire_incidents": "incident_date",
    "hospital_admissions": "admission_month",
    "ambulance_calls": "call_month",
    "violence_attendances": "arrival_month",
}


@pytest.mark.parametrize(("feed", "day"), ITEMS.items())
def test_items_of_partners_are_the_rows_they_sent(feed, day, warehouse, raw: Raw):
    rows = raw.rows(feed)
    rows = rows.assign(month=pd.to_datetime(rows[day]).dt.strftime("%Y-%m"))
    if feed == "violence_attendances":
        rows["category"] = rows["assault_method"].fillna("Method not known")
        rows["place"] = rows["location_type"].fillna("Not known")
    else:
        rows["place"] = rows["lsoa_code"].map(raw.wards) if feed == "fire_incidents" else rows["outward_code"]
    table = warehouse("sna_partner_incidents").query("feed == @feed and status in @SHOWN")
    for row in table.itertuples():
        stretch = months_of(row.period_start_date, row.period_end_date)
        some = rows[(rows["category"] == row.item) & rows["month"].isin(stretch)]
        assert row.numerator == (len(some) if row.area_code == CSP else (some["place"] == row.area_code).sum()), row
        if not np.isnan(row.rate_per_1000):
            residents = raw.residents_of(row.area_code, row.period_end_date.year)
            assert row.rate_per_1000 == pytest.approx(1000 * row.numerator / residents)
    months = table.query("pattern == 'month'")
    assert months["numerator"].sum() == len(rows) and set(months["period"]) == set(rows["month"])
    years = table.query("pattern == '12 months' and area_type != 'csp'")
    newest_year = years[years["period"] == years["period"].max()]
    to_newest = MONTHS.index(max(months["period"])) + 1
    placed = rows[rows["month"].isin(MONTHS[to_newest - 12 : to_newest])].dropna(subset="place")
    assert newest_year["numerator"].sum() == len(placed)
    told = set(months[["item", "period"]].itertuples(index=False, name=None))
    assert told == set(product(labels(feed), rows["month"].unique()))
