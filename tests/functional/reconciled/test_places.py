"""Hotspots and concentration on small areas, from the accepted incidents and the formulas written out."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.functional.reconciled.accepted import MONTHS, Raw
from tests.touching import pairs_of_cells

YEARS = {"2024-03": MONTHS[:12], "2025-03": MONTHS[12:24], "2026-03": MONTHS[24:]}
SERIES = ["subject", "level", "category", "pattern", "period"]


def counted(raw: Raw, subject: str, category: str, months: list[str]) -> pd.Series:
    """Incidents by small area of 2021; without a place they count for none."""
    rows = raw.crimes if subject == "crime" else raw.asb
    rows = rows[rows["period"].isin(months)]
    if category != "all":
        rows = rows[rows["category"] == category]
    places = [code for code in raw.wards if code != "X01000501"]
    return rows["lsoa_code"].value_counts().reindex(places, fill_value=0)


def score(count: pd.Series, near: set[str]) -> float:
    """Gi* of Ord and Getis where these, the place among them, are neighbours: the formula term by term."""
    n, mean = len(count), count.mean()
    spread = math.sqrt((count**2).sum() / n - mean**2)
    error = spread * math.sqrt((n * len(near) - len(near) ** 2) / (n - 1))
    return (count[sorted(near)].sum() - mean * len(near)) / error


@pytest.fixture(scope="session")
def series(raw: Raw, warehouse) -> list[tuple[pd.DataFrame, pd.Series]]:
    """Every series of hotspots that has figures, with its small areas counted anew."""
    rows = warehouse("sna_hotspots").dropna(subset="numerator")
    found = []
    for (subject, _, category, pattern, period), part in rows.groupby(SERIES):
        months = MONTHS if pattern == "history" else YEARS[period]
        found.append((part.set_index("area_code"), counted(raw, subject, category, months)))
    return found


def test_every_small_area_of_every_series_has_its_incidents(series):
    # Fourteen categories of crime four times over; of ASB four, without the year and the history that lack a month.
    assert len(series) == 14 * 4 + 4 * 2
    for part, count in series:
        assert part["numerator"].to_dict() == count.to_dict()


def test_a_series_with_a_missing_month_has_no_figures(warehouse, raw):
    rows = warehouse("sna_hotspots")
    silent = rows[rows["numerator"].isna()]
    assert "2024-08" not in set(raw.asb["period"])
    assert set(silent[["subject", "pattern", "period"]].itertuples(index=False, name=None)) == {
        ("asb", "12 months", "2025-03"),
        ("asb", "history", "2026-03"),
    }
    assert silent[["gi_z", "share_percent", "hotspot"]].isna().all(axis=None)


def test_ranks_and_shares_are_those_of_the_counts(series):
    for part, count in series:
        expected = count.rank(method="min", ascending=False)
        assert part["place_rank"].to_dict() == expected.to_dict()
        assert part["tied_count"].to_dict() == expected.map(expected.value_counts()).to_dict()
        np.testing.assert_allclose(part["share_percent"], 100 * count[part.index] / count.sum())


def test_gi_star_is_the_formula_over_the_small_areas_that_touch(series):
    pairs, inside = pairs_of_cells(), set(series[0][1].index)
    near = {code: {code, *(each for pair in pairs if code in pair for each in pair)} & inside for code in inside}
    for part, count in series:
        assert set(part["neighbours"]) == {"those whose boundaries of 2021 touch"}
        expected = {code: score(count, near[code]) for code in inside}
        np.testing.assert_allclose(part["gi_z"], part.index.map(expected))
        np.testing.assert_allclose(part["p_value"], 2 * stats.norm.sf(part["gi_z"].abs()))
        q_values = stats.false_discovery_control(part["p_value"])
        np.testing.assert_allclose(part["q_value"], q_values)
        words = np.where(part["gi_z"] > 0, "hot", "cold")
        assert (part["hotspot"] == np.where(q_values <= 0.05, words, "not beyond chance")).all()


def top(count: pd.Series) -> set[str]:
    """The busiest tenth, rounded up, with all that are as busy as the last of them."""
    least = count.sort_values(ascending=False).iloc[math.ceil(len(count) / 10) - 1]
    return set(count[(count >= least) & (count > 0)].index)


def test_persistence_counts_the_years_at_the_top(warehouse, raw):
    rows = warehouse("sna_hotspots").query("pattern == '12 months' and period == '2026-03'")
    for (subject, category), part in rows.groupby(["subject", "category"]):
        periods = [name for name in YEARS if subject == "crime" or name != "2025-03"]
        tops = [top(counted(raw, subject, category, YEARS[name])) for name in periods]
        for row in part.itertuples():
            times = sum(row.area_code in one for one in tops)
            assert (row.year_count, row.top_year_count) == (len(periods), times), row
            assert row.is_persistent == (times == len(periods))


def test_concentration_is_that_of_the_counts(warehouse, raw, series):
    table = warehouse("sna_concentration").set_index(SERIES)
    for part, count in series:
        said = table.loc[tuple(part.iloc[0][SERIES])]
        name = part.iloc[0]
        rows = raw.crimes if name["subject"] == "crime" else raw.asb
        months = MONTHS if name["pattern"] == "history" else YEARS[name["period"]]
        bare = rows[rows["period"].isin(months) & rows["lsoa_code"].isna()]
        bare = bare if name["category"] == "all" else bare[bare["category"] == name["category"]]
        assert (said["left_out_count"], said["left_out_reason"]) == (len(bare), "no place, in the whole alone")
        busiest = count.sort_values(ascending=False)
        total, places = count.sum(), len(count)
        assert (said["numerator"], said["place_count"]) == (total, places)
        for percent in (5, 10, 25):
            held = busiest.iloc[: math.ceil(places * percent / 100)].sum()
            assert said[f"top_{percent}_percent_share"] == pytest.approx(100 * held / total)
        needed = next(number for number in range(1, places + 1) if 2 * busiest.iloc[:number].sum() >= total)
        assert said["places_with_half_percent"] == pytest.approx(100 * needed / places)
        assert math.isnan(said["repeat_percent"]) and "no points" in said["repeat_basis"]
        values = count.to_numpy()
        plain = np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())
        assert said["gini"] == pytest.approx(plain)
        assert said["generalised_gini"] == pytest.approx(max(1, places / total) * (plain - 1) + 1)
        assert said["gini_lower"] <= said["generalised_gini"] <= said["gini_upper"]


def test_places_kept_at_the_top_are_those_of_the_year_before(warehouse, raw):
    table = warehouse("sna_concentration").query("pattern == '12 months' and subject == 'crime'")
    for row in table.itertuples():
        earlier = {"2025-03": "2024-03", "2026-03": "2025-03"}.get(row.period)
        if earlier is None:
            assert math.isnan(row.kept_top_percent)
            continue
        before, now = (top(counted(raw, "crime", row.category, YEARS[name])) for name in (earlier, row.period))
        assert row.kept_top_percent == pytest.approx(100 * len(before & now) / len(before))


def test_asb_has_no_places_kept_as_the_year_before_lacks_a_month(warehouse):
    assert warehouse("sna_concentration").query("subject == 'asb'")["kept_top_percent"].isna().all()
