"""What the sample is about: Stockport's size and shape, the signals that are truly there, and nobody who exists."""

import re
from collections import Counter
from itertools import pairwise

import pandas as pd
import pytest

from ossp_pipeline.extract.conform import ConformResult
from ossp_pipeline.sample.offences import KINDS
from ossp_pipeline.sample.places import TOWN_CENTRE, WARDS, home_areas
from ossp_pipeline.settings import SEEDS
from tests.unit.sample.conftest import Made

pytestmark = pytest.mark.slow

_QUARTER = re.compile(r"\d{4}-\d{2}Q[1-4]")
_REVISED = "GMP-CSP-Stockport-Crime-2025-06"
_MONTH = re.compile(r"\d{4}-\d{2}")


@pytest.fixture(scope="module")
def crimes(landed: dict[str, ConformResult]) -> pd.DataFrame:
    """Accepted crimes with their month and offence group, of the newest version of each month."""
    codes = pd.read_csv(SEEDS / "offence_codes.csv", dtype=str)
    return _together(landed, "GMP-", _MONTH, leave_out=f"{_REVISED}-v1").merge(codes, on="offence_code", how="left")


@pytest.fixture(scope="module")
def supervised(landed: dict[str, ConformResult]) -> pd.DataFrame:
    return _together(landed, "probation-", _QUARTER)


@pytest.fixture(scope="module")
def treated(landed: dict[str, ConformResult]) -> pd.DataFrame:
    return _together(landed, "ndtms-", _QUARTER)


def test_lookup_has_stockports_wards_and_one_split_area(made: Made) -> None:
    rows = made.rows("area_lookup", "area-lookup-2024.csv")
    home = [row for row in rows if row["LADCD"] == "E08000007"]
    assert Counter(row["WDCD"] for row in home) == {ward.code: ward.small_areas for ward in WARDS}
    assert (len({row["LSOA21CD"] for row in home}), len({row["LSOA11CD"] for row in home})) == (191, 190)
    assert len({row["LSOA21NM"] for row in rows}) == len(rows) == 195
    split = [row for row in rows if row["CHGIND"] != "U"]
    assert [row["CHGIND"] for row in split] == ["S", "S"]
    assert {(row["LSOA11CD"], row["LSOA11NM"]) for row in split} == {("X01000501", "Sample 014B")}
    assert {row["WDNM"] for row in split} == {"Brinnington & Stockport Central"}
    assert {row["LSOA21CD"] for row in split} == set(TOWN_CENTRE)


def test_population_is_close_to_the_wards_and_grows_a_little(landed: dict[str, ConformResult]) -> None:
    ward_of = {area.code: area.ward.code for area in home_areas()}
    totals = []
    for year in (2022, 2023, 2024):
        people = landed[f"population-mid-{year}.csv"].accepted.to_pandas()
        by_ward = people.groupby(people.area_code.map(ward_of)).resident_count.sum()
        totals.append(int(by_ward.sum()))
        assert all(1.0 < by_ward[ward.code] / ward.residents < 1.03 for ward in WARDS)
    assert totals[0] < totals[1] < totals[2]


def test_about_thirty_thousand_crimes_a_year_with_the_flags_in_proportion(crimes: pd.DataFrame) -> None:
    assert 29_000 < len(crimes) / 3 < 31_000
    assert 0.14 < crimes.is_domestic_abuse.mean() < 0.18
    assert 0.012 < crimes.is_knife_enabled.mean() < 0.018
    hate = crimes[[name for name in crimes if name.startswith("is_hate_")]].sum(axis=1)
    assert 0.017 < (hate > 0).mean() < 0.023
    assert (hate == 2).sum() > 10
    assert 0.017 < crimes.lsoa_code.isna().mean() < 0.023


def test_every_offence_code_is_listed_and_none_is_for_outcomes_only(crimes: pd.DataFrame) -> None:
    assert crimes.offence_description.notna().all()
    listed = pd.read_csv(SEEDS / "offence_codes.csv", dtype=str).set_index("offence_code").offence_description
    used = [code for kind in KINDS.values() for code in kind.per_year]
    assert len(used) == len(set(used))
    assert not [code for code in used if re.search("outcomes? only", listed[code])]


def test_the_two_town_centre_areas_have_the_most_crime(crimes: pd.DataFrame) -> None:
    shares = crimes.lsoa_code.value_counts(normalize=True)
    assert set(shares.index[:2]) == set(TOWN_CENTRE)
    assert shares.iloc[:19].sum() > 0.25


def test_shoplifting_steps_up_and_residential_burglary_steps_down(crimes: pd.DataFrame) -> None:
    shoplifting = _monthly(crimes[crimes.offence_subgroup == "Shoplifting"])
    before, after = shoplifting["2024-04":"2025-03"].sum(), shoplifting["2025-04":"2026-03"].sum()
    assert 1.15 < after / before < 1.35
    burglary = _monthly(crimes[crimes.offence_subgroup == "Residential burglary"])
    before, after = burglary["2023-10":"2024-09"].sum(), burglary["2024-10":"2025-09"].sum()
    assert 0.70 < after / before < 0.90


def test_violence_peaks_in_summer_burglary_in_winter_and_shoplifting_before_christmas(crimes: pd.DataFrame) -> None:
    by_season = crimes.groupby(["offence_group", crimes.month.str[-2:]]).size().unstack()
    violence = by_season.loc["Violence against the person"]
    assert violence[["06", "07", "08"]].sum() > 1.1 * violence[["12", "01", "02"]].sum()
    types = crimes.groupby(["police_uk_type", crimes.month.str[-2:]]).size().unstack()
    burglary, shoplifting = types.loc["Burglary"], types.loc["Shoplifting"]
    assert burglary[["12", "01", "02"]].sum() > 1.2 * burglary[["06", "07", "08"]].sum()
    assert shoplifting[["11", "12"]].sum() > 1.1 * shoplifting[["05", "06"]].sum()


def test_older_months_have_more_outcomes_and_no_outcome_is_before_its_crime(crimes: pd.DataFrame) -> None:
    known = crimes.groupby("month").outcome_type.apply(lambda types: types.notna().mean())
    assert known["2023-04"] > 0.9 > known["2026-01"] > known["2026-03"] > 0.3
    dated = crimes[crimes.outcome_date.notna()]
    assert (dated.outcome_date > dated.recorded_date).all()
    assert (crimes.outcome_date.isna() == crimes.outcome_type.isna()).all()


def test_crimes_happen_before_they_are_recorded(crimes: pd.DataFrame) -> None:
    timed = crimes[crimes.committed_from.notna()]
    assert (timed.committed_from <= timed.committed_to).all()
    assert (timed.committed_to.dt.date <= timed.recorded_date).all()


def test_revised_month_is_reclassified_has_ten_late_crimes_and_more_outcomes(made: Made) -> None:
    first, second = (
        {row["Crime Reference"]: row for row in made.rows("police_crime", f"{_REVISED}-v{version}.csv")}
        for version in (1, 2)
    )
    assert len(second) == len(first) + 10
    assert first.keys() < second.keys()
    changed = sum(row["HO Offence Code"] != second[reference]["HO Offence Code"] for reference, row in first.items())
    assert 10 < changed < 100
    assert _with_outcome(second) > 1.2 * _with_outcome(first)


def test_incidents_peak_in_summer_fireworks_in_autumn_and_some_people_report_again(
    landed: dict[str, ConformResult],
) -> None:
    incidents = _together(landed, "asb-", _MONTH)
    assert 8_500 < len(incidents) / 35 * 12 < 9_500
    monthly = _monthly(incidents)
    assert monthly[["2024-06", "2024-07"]].sum() > 1.2 * monthly[["2024-12", "2025-01"]].sum()
    fireworks = _monthly(incidents[incidents.category == "Fireworks"])
    assert fireworks[fireworks.index.str[-2:].isin(["10", "11"])].sum() > 0.75 * fireworks.sum()
    assert incidents.complainant_token.value_counts().iloc[0] > 20


def test_about_fifteen_hundred_people_are_supervised_each_quarter(supervised: pd.DataFrame) -> None:
    people = supervised.groupby("period").person_token.nunique()
    assert people.between(1_400, 1_600).all()
    per_sentence = supervised.groupby(["period", "person_token", "event_number"]).size()
    assert set(per_sentence) == {1, 2, 3}
    sentences = supervised.groupby(["period", "person_token"]).event_number.nunique()
    assert set(sentences) == {1, 2}
    one_each = supervised.drop_duplicates(["period", "person_token"])
    assert 0.05 < one_each.is_iom.mean() < 0.075
    assert 0.01 < one_each.lsoa_code.isna().mean() < 0.10


def test_settled_accommodation_improves_over_the_quarters(supervised: pd.DataFrame) -> None:
    groups = pd.read_csv(SEEDS / "code_lists.csv", dtype=str).query("list_name == 'address_types'")
    group_of = dict(zip(groups.code, groups.code_group, strict=True))
    one_each = supervised.drop_duplicates(["period", "person_token"])
    settled = (one_each.address_type.map(group_of) == "settled").groupby(one_each.period).mean()
    assert settled.iloc[-1] - settled.iloc[0] > 0.07


def test_sentences_go_on_from_quarter_to_quarter_until_they_end(made: Made) -> None:
    quarters = [f"{year}-{year % 100 + 1}Q{number}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)][:-1]
    sentences = [_sentences(made, quarter) for quarter in quarters]
    for earlier, later in pairwise(sentences):
        ended = {key for key, row in earlier.items() if row["Termination Date"]}
        assert not ended & later.keys()
        # The two rejected rows aside, whoever had not ended is still there, with the same particulars.
        for key in earlier.keys() - ended:
            assert later[key]["Sentence Date"] == earlier[key]["Sentence Date"]
            assert later[key]["Date Of Birth"] == earlier[key]["Date Of Birth"]
        assert len(later.keys() - earlier.keys()) > 150


def test_about_seventeen_hundred_adults_are_in_treatment_and_half_of_the_exits_go_well(treated: pd.DataFrame) -> None:
    started = treated[treated.triage_month.notna()]
    for year in (2023, 2024, 2025):
        held = started[started.period.str.startswith(f"{year}-")]
        assert 1_550 < held.person_token.nunique() < 1_850
        episodes = held.drop_duplicates("episode_token", keep="last")
        first_day = pd.Timestamp(year, 4, 1).date()
        assert 700 < (episodes.triage_month >= first_day).sum() < 900
        reasons = episodes.discharge_reason[episodes.discharge_month.notna() & (episodes.discharge_month >= first_day)]
        assert 0.40 < reasons.isin(["80", "81", "82"]).mean() < 0.50


def test_a_few_clients_are_at_two_agencies_and_come_back_as_one_person(treated: pd.DataFrame) -> None:
    agencies = treated.groupby(["period", "person_token"]).agency_code.nunique()
    assert 3 <= (agencies > 1).groupby("period").sum().min() < 30


def test_rows_without_consent_say_nothing_but_that(made: Made) -> None:
    rows = made.rows("substance_treatment", "ndtms-2025-26Q4-v1.csv")
    assert len(rows[0]) == 112
    refused = [row for row in rows if row["CONSENT"] == "N"]
    assert 0.02 < len(refused) / len(rows) < 0.06
    given = {heading for row in refused for heading, cell in row.items() if cell not in ("", "NA")}
    assert given == {"AGNCY", "CLIENTID", "CONSENT"}


def test_no_code_or_postcode_can_be_taken_for_a_real_one(made: Made) -> None:
    for path in made.settings.inbox.rglob("*.csv"):
        content = path.read_bytes()
        assert not re.search(rb"E01\d{6}|W01\d{6}", content), path.name
        endings = re.finditer(rb" \d[A-Z]{2}\b", content)
        assert all(content[ending.start() - 3 : ending.start() - 1] == b"QQ" for ending in endings), path.name


def test_people_on_probation_carry_invented_references_and_names(made: Made) -> None:
    rows = made.rows("probation_supervision", "probation-supervision-2025-26Q3-v1.csv")
    assert all(re.fullmatch(r"Z\d{6}", row["CRN"]) for row in rows)
    assert {row["Postcode"][:2] for row in rows} == {"QQ", "NF"}
    assert all((row["Postcode"] == "NFA") == (row["Home LSOA 2021"] == "") for row in rows)
    assert len({(row["Forename"], row["Surname"]) for row in rows}) > 1_400


def test_street_files_have_the_published_layout(made: Made) -> None:
    for name in ("2024-01-btp-street.csv", "2024-01-cheshire-street.csv"):
        rows = made.rows("police_uk_street", name)
        assert all((row["Crime ID"] == "") == (row["Crime type"] == "Anti-social behaviour") for row in rows)
        assert all(re.fullmatch(r"|[0-9a-f]{64}", row["Crime ID"]) for row in rows)
        places = [row["LSOA name"] for row in rows]
        placed = [place for place in places if place]
        assert placed == sorted(placed)
        assert places[: len(placed)] == placed
        assert {row["Location"] for row in rows[len(placed) :]} == {"No Location"}


def _together(
    landed: dict[str, ConformResult], prefix: str, pattern: re.Pattern[str], leave_out: str = "\0"
) -> pd.DataFrame:
    """Accepted rows of all files with this prefix, with their period."""
    column = "month" if pattern is _MONTH else "period"
    return pd.concat(
        [
            result.accepted.to_pandas().assign(**{column: pattern.search(name)[0]})  # type: ignore[index]
            for name, result in landed.items()
            if name.startswith(prefix) and leave_out not in name
        ],
        ignore_index=True,
    )


def _monthly(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby("month").size()


def _with_outcome(rows: dict[str, dict[str, str]]) -> int:
    return sum(row["Outcome Type"] != "" for row in rows.values())


def _sentences(made: Made, quarter: str) -> dict[tuple[str, str], dict[str, str]]:
    rows = made.rows("probation_supervision", f"probation-supervision-{quarter}-v1.csv")
    return {(row["CRN"], row["Event Number"]): row for row in rows}
