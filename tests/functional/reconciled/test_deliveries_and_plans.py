"""Comparison, coverage, sharing, plan, money, returns, schemes and priorities, from what was delivered."""

import calendar
import json
from collections import Counter
from datetime import date

import numpy as np
import pandas as pd
import pytest

from ossp_pipeline.contracts.status import SHOWN, ValueStatus
from tests.functional.reconciled.accepted import CSP, NEWEST, Raw, listed_measures, seed
from tests.functional.reconciled.test_measures import quarter_of

ACCOUNT = ["received", "accepted", "rejected", "duplicate", "out_of_area"]
NOT_ENGLAND = ["Dyfed-Powys", "Gwent", "North Wales", "South Wales", "British Transport Police"]


def test_comparison_adds_the_publishers_rows_and_all_of_a_force(warehouse, raw):
    rows = raw.rows("recorded_crime_csp")
    groups = seed("offence_codes").set_index("offence_code")["offence_group"]
    group = rows["offence_code"].map(groups).fillna(rows["published_group"])
    rows = rows.assign(offence_group=group, year=rows["financial_year"].str.replace("/", "-"))
    rows = rows[rows["offence_group"] != "Fraud offences"]
    by_force = rows[rows["part"] == "pfa"]
    # Where a force has a table by partnership, that one speaks for it.
    detailed = rows[rows["part"] == "csp"]
    whole = pd.concat([detailed, by_force[~by_force["force_name"].isin(detailed["force_name"])]])
    parts = {
        "Greater Manchester": detailed[detailed["force_name"] == "Greater Manchester"],
        "England": whole[~whole["force_name"].isin(NOT_ENGLAND)],
    }
    parts |= dict(list(parts["Greater Manchester"].groupby("csp_name")))
    table = warehouse("sna_comparison")
    shown = table[table["status"].isin(SHOWN)]
    assert set(shown["area_kind"]) >= {"partnership", "force", "unassigned"} and len(shown) > 200
    for row in shown.itertuples():
        some = parts[row.area_name].query("year == @row.financial_year")
        if row.offence_group != "All offences":
            some = some[some["offence_group"] == row.offence_group]
        assert row.crime_count == some["offence_count"].sum(), row
        if not np.isnan(row.rate_per_1000):
            assert row.rate_per_1000 == pytest.approx(1000 * row.crime_count / row.residents)
    hidden = table[~table["status"].isin(SHOWN)]
    assert hidden["crime_count"].isna().all() and set(hidden["quarter_count"]) <= {0, 3, 4}


def test_places_in_order_are_among_partnerships_that_all_reported(warehouse):
    peers = warehouse("sna_comparison").query("area_kind == 'partnership'")
    for _, group in peers.groupby(["financial_year", "offence_group"]):
        if group["crime_count"].isna().any():
            assert group["rank_by_rate"].isna().all()
        else:
            assert (group["rank_by_rate"] == group["rate_per_1000"].rank(method="min", ascending=False)).all()


def test_coverage_is_the_account_of_the_newest_deliveries(warehouse, raw):
    table = warehouse("sna_data_coverage")
    supplied = table[table["coverage_status"] == "supplied"]
    for feed, rows in supplied.groupby("feed"):
        account = raw.deliveries(feed).groupby("period").agg({**dict.fromkeys(ACCOUNT, "sum"), "version": "max"})
        for row in rows.itertuples():
            found = account.loc[row.period]
            told = [getattr(row, f"{name}_count") for name in ACCOUNT]
            told[2] += row.unconsented_count
            assert told == found[ACCOUNT].tolist(), row
            assert row.version == found["version"]
            assert row.received_count == found[ACCOUNT[1:]].sum()
    for row in table[table["coverage_status"] != "supplied"].itertuples():
        assert row.period not in set(raw.deliveries(row.feed)["period"]), row
    assert set(table[table["coverage_status"] == "late"][["feed", "period"]].itertuples(index=False, name=None)) == {
        ("asb_incidents", "2024-08"),
        ("probation_supervision", "2025-26Q4"),
    }


def test_completeness_counts_the_accepted_rows_of_each_month(warehouse, raw):
    table = warehouse("sna_data_completeness").query("status == 'observed'")
    for feed in ("police_crime", "asb_incidents"):
        own = table[table["feed"] == feed]
        accepted = raw.rows(feed).groupby("period").size()
        total = own[own["dimension"] == "all"].set_index("period")["row_count"]
        assert total.to_dict() == accepted[total.index].to_dict()
        kinds = own[own["dimension"] == "type"].groupby("period")["row_count"].sum()
        assert kinds.to_dict() == total.to_dict()


def test_rows_set_aside_are_counted_by_the_rules_in_the_record_of_each_delivery(warehouse, raw):
    table = warehouse("sna_data_rejections")
    for feed, rows in table.groupby("feed"):
        of_area = raw.deliveries(feed).query("accepted > 0")
        broken = Counter()
        for path in of_area["path"]:
            broken.update(json.loads((path / "delivery.json").read_text())["broken"])
        assert dict(zip(rows["rule_id"], rows["row_count"], strict=True)) == {
            rule: broken[rule] for rule in rows["rule_id"]
        }
        assert set(broken) <= set(rows["rule_id"])
        by_right = rows[rows["reason"] == "no consent"]["row_count"].sum()
        assert by_right == warehouse("sna_data_coverage").query("feed == @feed")["unconsented_count"].sum()
    assert set(table["feed"]) >= {"police_crime", "substance_treatment", "measure_returns"}
    assert table.loc[table["reason"] == "no consent", "rule_id"].tolist() == ["substance_treatment.consent.given"]


def test_rows_without_a_place_are_counted_for_the_feeds_of_incidents(warehouse, raw):
    table = warehouse("sna_data_coverage").dropna(subset="unplaced_count").set_index(["feed", "period"])
    expected = {}
    for feed in ("police_crime", "asb_incidents"):
        rows = raw.rows(feed)
        blank = rows["lsoa_code"].isna().groupby(rows["period"]).sum()
        expected |= {(feed, period): count for period, count in blank.items()}
    assert table["unplaced_count"].to_dict() == expected and min(expected.values()) > 0
    assert table["is_placed"].all() and (table["other_vintage_count"] == 0).all()


def test_sharing_counts_the_periods_of_three_months_that_came(warehouse, raw, released):
    day = date.fromisoformat(json.loads((raw.folder.parent / "sample.json").read_text())["as_of"])
    table = warehouse("sna_data_sharing")
    nobody = table[table["feed"].isna()]
    assert set(nobody["sharing_status"]) == {"no feed"} and nobody["item_id"].nunique() == 6
    sources = {item.item_id: item.source for item in seed("sharing_items").itertuples() if item.source}
    assert sources == {"police_incidents": "Police", "council_asb": "Council"}
    for row in table[table["feed"].notna()].itertuples():
        periods = raw.deliveries(row.feed).groupby("period")[["accepted"]].sum()
        if row.item_id in sources:
            own = raw.rows(row.feed).query("source == @sources[@row.item_id]").groupby("period").size()
            periods = periods.assign(accepted=own)
        came = periods[[quarter_of(name) == row.information_period for name in periods.index]]
        monthly = row.feed in ("asb_incidents", "police_crime")
        assert (row.supplied_count, row.expected_count) == (len(came), 3 if monthly else 1), row
        if len(came):
            assert row.accepted_count == came["accepted"].sum(), row
        end = row.period_end_date
        due = date(end.year + (end.month == 12), (end.month + 3 - 1) % 12 + 1, 1)
        due = due.replace(day=calendar.monthrange(due.year, due.month)[1])
        assert row.due_date.date() == due
        whole = len(came) == row.expected_count
        # Everything came first on one day, so nothing was late that can be judged; the history ends with April 2026.
        assert row.records_from_date.date() == day, row
        silent = "not yet due" if due > date(2026, 4, 30) else "partly shared" if len(came) else "not shared"
        lacking = "partly shared" if isinstance(row.missing_parts, str) else "on time"
        told = lacking if whole else silent
        assert row.sharing_status == ("before records began" if due < day else told), row


@pytest.fixture(scope="session")
def actions(raw: Raw) -> pd.DataFrame:
    """Every action of the plan with the newest progress that was signed off within its year."""
    rows = raw.rows("action_returns").query("return_state == 'accepted'").sort_values("period")
    rows["plan_year"] = rows["period"].str[:4] + "/" + rows["period"].str[5:7]
    newest = rows.groupby(["action_id", "plan_year"])[["progress", "period"]].last()
    return seed("plan_actions").join(newest, on=["action_id", "plan_year"])


def test_actions_show_the_newest_progress_that_was_signed_off(warehouse, actions):
    keys = ["action_id", "plan_year"]
    told = warehouse("performance_actions").set_index(keys)
    assert len(told) == len(actions)
    for row in actions.set_index(keys).itertuples():
        said = told.loc[row.Index]
        assert (said["progress"], said["progress_period"]) == (row.progress, row.period) or pd.isna(row.progress)
        ended = row.Index[1] != "2022/23" and row.due_date <= "2026-03-31"
        assert said["is_overdue"] == (ended and row.progress not in ("done", "stopped")), row


def test_the_previous_plan_counts_its_actions_and_the_verdicts_of_its_year(warehouse, actions):
    signals = warehouse("performance_signals").query("area_type == 'csp'").dropna(subset="verdict")
    year = signals["period"].map(quarter_of)
    signals = signals.assign(plan_year=year.str[:4] + "/" + year.str[5:7]).sort_values("period_end_date")
    verdicts = signals.groupby(["plan_year", "theme", "measure_id"])["verdict"].last().reset_index()
    for row in warehouse("sna_previous_plan").itertuples():
        mine = actions.query("plan_year == @row.plan_year and theme == @row.theme")
        progress = Counter(mine["progress"].fillna("unreported"))
        assert (row.action_count, row.done_count, row.stopped_count, row.unreported_count) == (
            len(mine),
            progress["done"],
            progress["stopped"],
            progress["unreported"],
        )
        said = verdicts.query("plan_year == @row.plan_year and theme == @row.theme")["verdict"]
        if len(said):
            words = Counter(said)
            assert (row.measure_count, row.better_count, row.worse_count, row.unjudged_count) == (
                len(said),
                words["improving"],
                words["worsening"],
                words["cannot be judged"],
            )
        if row.unreported_count < row.action_count:
            asked = row.action_count - row.unreported_count
            assert row.done_percent == pytest.approx(100 * row.done_count / asked)


def test_grants_are_what_was_returned_and_the_days_that_have_passed(warehouse, raw):
    rows = raw.rows("grant_returns").set_index(["grant_id", "period"])
    assert rows.index.is_unique
    lines = seed("grants").assign(amount=lambda table: table["amount_pounds"].astype(float))
    lines["starts"] = pd.to_datetime(lines["financial_year"].str[:4] + "-04-01")
    grants = lines.drop_duplicates("grant_id").set_index("grant_id")
    table = warehouse("performance_grants")
    counted = table.dropna(subset="spent_pounds")
    assert len(counted) == (rows["return_state"] == "accepted").sum() > 40
    for row in counted.itertuples():
        returned, grant = rows.loc[(row.grant_id, row.period)], grants.loc[row.grant_id]
        assert (row.spent_pounds, row.forecast_pounds) == (returned["spent_pounds"], returned["forecast_pounds"])
        own = lines[lines["grant_id"] == row.grant_id]
        given = own[own["starts"] <= row.period_end_date]["amount"].sum()
        assert (row.allocation_pounds, row.given_pounds) == (own["amount"].sum(), given)
        assert row.left_pounds == own["amount"].sum() - returned["forecast_pounds"]
        left = given - returned["spent_pounds"] if row.period.endswith("Q4") else np.nan
        assert row.left_at_year_end_pounds == pytest.approx(left, nan_ok=True)
        start, end = (date.fromisoformat(grant[name]) for name in ("start_date", "end_date"))
        share = min(1, ((row.period_end_date.date() - start).days + 1) / ((end - start).days + 1))
        assert row.pace_pounds == pytest.approx(returned["spent_pounds"] / share)


def test_returns_are_the_rows_of_the_workbooks_that_were_signed_off(warehouse, raw):
    rows = raw.rows("measure_returns").set_index(["measure_id", "area_code", "period"])
    assert rows.index.is_unique
    table = warehouse("performance_returns").set_index(["measure_id", "area_code", "period"])
    came = table[~table["return_state"].isin(["late", "not due"])]
    assert set(came.index) == set(rows.index)
    both = came.join(rows.add_suffix("_sent"))
    assert (both["return_state"] == both["return_state_sent"]).all()
    signed = both[both["return_state"] == "accepted"]
    for name in ("numerator", "denominator"):
        # Of a measure that a feed gives, what was returned is a check and stands in a column of its own.
        said = signed[name].where(~signed["is_check"], signed[f"returned_{name}"])
        pd.testing.assert_series_equal(said.astype(float), signed[f"{name}_sent"].astype(float), check_names=False)
    assert table.drop(signed.index)["numerator"].isna().all()
    signed = signed[~signed["is_check"]]
    percent = signed[signed["unit"] == "percent"].dropna(subset="value")
    shares = percent["numerator"].astype(float) / percent["denominator"].astype(float)
    np.testing.assert_allclose(percent["value"], 100 * shares)


def test_comments_are_the_words_that_were_signed_off_unless_a_count_of_the_quarter_is_small(warehouse, published, raw):
    rows = raw.rows("comment_returns").set_index(["measure_id", "area_code", "period"])
    table = published("performance_comments").set_index(["measure_id", "area_code", "period"])
    assert table.index.is_unique
    assert set(table[table["return_state"] != "none"].index) == set(rows.index)
    figures = warehouse("fct_measure_values").query("area_type == 'csp'")
    for key, row in rows.iterrows():
        of_quarter = figures[(figures["measure_id"] == key[0]) & (figures["period"].map(quarter_of) == key[2])]
        small = of_quarter["disclosure_class"].eq("person") & of_quarter["numerator"].isin(range(1, 5))
        shown = row["return_state"] == "accepted" and not small.any()
        assert len(of_quarter) == 3
        assert (table.loc[key, "narrative"] == row["narrative"]) if shown else pd.isna(table.loc[key, "narrative"])
    assert table.loc[("hate_religion", CSP, rows.index[0][2]), "status"] == ValueStatus.WITHHELD
    counted = listed_measures().query("source != 'returned' and status != 'retired'")
    given = seed("measures_from_feeds")
    assert set(table.index.get_level_values(0)) == {*counted["measure_id"], *given["measure_id"]}


def test_schemes_count_the_asb_and_crime_of_their_places_before_and_after(warehouse, raw):
    kinds = {"criminal_damage": "Criminal damage and arson", "public_order": "Public order"}
    table = warehouse("performance_safer_streets").set_index("scheme_id")
    differences = []
    for place in seed("safer_streets").query("scheme_id == 'after_the_grant'").itertuples():
        judged = set(place.measure_ids.split(";"))
        assert judged == {"asb_incidents", *kinds}, "Safer Streets is for ASB and the crime that goes with it"
        crimes = raw.crimes[(raw.crimes["ward_code"] == place.area_code) & raw.crimes["category"].isin(kinds.values())]
        incidents = raw.asb[raw.asb["ward_code"] == place.area_code]
        months = pd.concat([crimes["period"], incidents["period"]])
        before = months.between(place.before_from, place.before_to).sum()
        after = months.between(place.after_from, place.after_to).sum()
        name = place.role.replace(" ", "_")
        row = table.loc["after_the_grant"]
        assert (row[f"{name}_before_count"], row[f"{name}_after_count"]) == (before, after)
        differences.append((-1 if "comparison" in place.role else 1) * (after - before))
    assert row["difference"] == sum(differences)
    silent = table.loc["town_centre_period_2"]
    assert silent["verdict"] == "cannot be judged" and pd.isna(silent["difference"])


def test_totals_of_priorities_are_the_weighted_scores(warehouse):
    weights = seed("priority_weights").set_index("criterion")["weight"].astype(float)
    table = warehouse("sna_priorities")
    totals = {}
    for problem, rows in table.groupby("problem_id"):
        score = rows.set_index("criterion")["score"]
        parts = (score / 5).drop(["harm", "likelihood"])
        parts["risk"] = score["harm"] * score["likelihood"] / 25
        parts = parts.dropna()
        totals[problem] = 100 * (parts * weights[parts.index]).sum() / weights[parts.index].sum()
        assert rows["total_score"].tolist() == pytest.approx([totals[problem]] * len(rows))
    places = pd.Series(totals).round(9).rank(method="min", ascending=False)
    assert table.drop_duplicates("problem_id").set_index("problem_id")["priority_rank"].to_dict() == places.to_dict()


def test_numbers_behind_priorities_are_the_incidents_of_the_year(warehouse, raw):
    problems = seed("priority_problems").set_index("problem_id")
    for row in warehouse("sna_priorities").query("criterion == 'likelihood'").itertuples():
        problem = problems.loc[row.problem_id]
        incidents = raw.crimes if problem["subject"] == "crime" else raw.asb
        incidents = incidents[incidents["period"] > "2025-03"]
        assert incidents["period"].max() == NEWEST and row.area_code == CSP
        wanted = problem["level"] == "all" or incidents["category"] == problem["category"]
        assert row.numerator == (len(incidents) if wanted is True else wanted.sum())
