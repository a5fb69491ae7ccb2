"""The funding table and the sentences of the partnership's paper, each against what is published."""

import pytest

GMCA, HOME_OFFICE = "Greater Manchester Combined Authority", "Home Office"
# Grant, funder, financial year, line, pounds: the paper's table, read as the shipped setting reads it, for each year.
PAPER = [
    *(
        (grant, GMCA, year, "all", pounds)
        for grant, pounds in (("community_safety", 218_973), ("voluntary_sector", 100_000), ("hate_crime", 10_000))
        for year in ("2023/24", "2024/25", "2025/26")
    ),
    ("serious_violence_2023", GMCA, "2023/24", "all", 150_000),
    ("serious_violence_2024", GMCA, "2024/25", "all", 150_000),
    ("violence_duty_2023", "not stated", "2023/24", "labour", 11_182),
    ("violence_duty_2023", "not stated", "2023/24", "non-labour", 15_966),
    ("violence_duty_2024", "not stated", "2024/25", "labour", 9_858),
    ("violence_duty_2024", "not stated", "2024/25", "non-labour", 8_098),
    ("safer_streets_period_1", HOME_OFFICE, "2022/23", "all", 329_000),
    ("safer_streets_period_2", HOME_OFFICE, "2023/24", "all", 107_810),
]


@pytest.fixture
def lines(published):
    return published("performance_grant_lines")


def test_every_line_of_the_funding_table_is_published_with_its_year_and_funder(lines):
    columns = ["grant_id", "funder", "financial_year", "line_title", "allocation_pounds"]
    assert sorted(lines[columns].itertuples(index=False, name=None)) == sorted(PAPER)


def test_what_the_paper_leaves_open_is_marked_and_read_in_one_way(lines):
    assert set(lines["reading"]) == {"each year"}
    assert set(lines.loc[lines["is_read"], "grant_id"]) == {
        "community_safety",
        "voluntary_sector",
        "hate_crime",
        "serious_violence_2023",
        "serious_violence_2024",
    }
    assert (lines["amount_pounds"] == lines["allocation_pounds"]).all()


def test_money_of_the_three_years_is_carried_forward_only_exceptionally_and_serious_violence_not_at_all(lines):
    rules = lines.groupby("grant_id")["carry_forward"].first()
    assert set(rules[["community_safety", "voluntary_sector", "hate_crime"]]) == {"exceptional"}
    assert set(rules[["serious_violence_2023", "serious_violence_2024"]]) == {"not permitted"}


def test_safer_streets_is_two_periods_of_one_scheme_with_its_match_in_kind(published):
    grants = published("performance_grants").drop_duplicates("grant_id").set_index("grant_id")
    periods = grants[grants["scheme"] == "Safer Streets"]
    assert periods["allocation_pounds"].sum() == 436_810 and periods["match_pounds"].sum() == 218_395
    assert set(periods["match_kind"].dropna()) == {"in kind"}
    assert grants.loc["safer_streets_period_1", "allocation_pounds"] == 329_000


def test_match_in_kind_is_returned_beside_the_spend_and_to_the_last_pound(published):
    grants = published("performance_grants").set_index(["grant_id", "period"])
    returned = grants["match_given_pounds"].dropna()
    assert returned.index.get_level_values(0).unique().tolist() == ["safer_streets_period_2"]
    assert returned.is_monotonic_increasing and returned.iloc[-1] == 218_395


def test_each_quarter_with_a_forecast_has_its_alarm_by_the_rule_of_the_grant(published):
    quarters = published("performance_grants").dropna(subset="forecast_pounds")
    rules = {"not permitted": "will be lost", "not stated": "will be lost", "exceptional": "needs consent"}
    short = quarters[(quarters["left_pounds"] > 0) & (quarters["spent_pounds"] <= quarters["given_pounds"])]
    assert short["period"].nunique() > 4 and (short["alarm"] == short["carry_forward"].map(rules)).all()


def test_each_years_end_has_its_alarm_by_the_rule_of_the_grant(published):
    ended = published("performance_grants").dropna(subset="left_at_year_end_pounds").set_index(["grant_id", "period"])
    assert ended.loc[("community_safety", "2023-24Q4"), "year_end_alarm"] == "needs consent"
    assert ended.loc[("serious_violence_2024", "2024-25Q4"), "year_end_alarm"] == "will be lost"
    assert ended.loc[("serious_violence_2023", "2023-24Q4"), "year_end_alarm"] == "none"


def test_priorities_that_the_paper_names_have_their_measures(published):
    measures = published("dim_measures")
    counts = measures["priority"].value_counts()
    assert set(counts.index) == {
        "1 Domestic Abuse and Gender Abuse",
        "6 Substance Misuse",
        "7 Mental Health",
        "Adult offending and reoffending",
    }
    detentions = measures[measures["measure_id"].str.startswith("mental_health_")]
    assert set(detentions["priority"]) == {"7 Mental Health"}
    assert set(detentions["owner_role"]) == {"Mental health lead"}


def test_each_specified_authority_of_the_serious_violence_duty_has_its_row(published):
    table = published("sna_data_sharing")
    duty = table[table["item_id"].str.startswith("duty_")]
    assert set(duty["authority"]) == {
        "Police",
        "Fire and rescue",
        "Probation",
        "Youth justice",
        "Integrated care board",
        "Local authority",
    }
    assert set(duty.loc[duty["authority"].isin(["Youth justice", "Local authority"]), "sharing_status"]) == {"no feed"}
