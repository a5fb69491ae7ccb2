"""Small areas: ranks, persistence, neighbours and concentration of worked examples."""

import numpy as np
import pandas as pd
import pytest

from ossp_pipeline.measures.places import BY_POINTS, BY_WARD, find_hotspots, measure_concentration

PLACES = [f"E0100{number:04d}" for number in range(20)]
AREAS = pd.DataFrame({"area_code": PLACES, "parent_area_code": ["E05000001"] * 4 + ["E05000002"] * 16})
NO_POINTS = pd.DataFrame(columns=["area_code", "longitude", "latitude"])


def year(period, counts, status="observed", is_newest=True):
    """A series over twelve months, a row per place."""
    rows = pd.DataFrame({"area_code": PLACES, "numerator": counts})
    return rows.assign(
        area_type="lsoa", subject="crime", level="all", category="all", pattern="12 months", period=period,
        is_newest=is_newest, disclosure_class="event", status=status,
        status_reason=None if status == "observed" else "no delivery",
    )  # fmt: skip


HOT = [40, 38, 35, 30] + [2, 3] * 8


def test_a_ward_of_busy_places_is_hot_and_the_others_are_not():
    found = find_hotspots(year("2025-03", HOT), AREAS, NO_POINTS)
    assert set(found["neighbours"]) == {BY_WARD}
    assert list(found.loc[found["hotspot"] == "hot", "area_code"]) == PLACES[:4]
    busiest = found.iloc[0]
    assert (busiest["place_rank"], busiest["tied_count"]) == (1, 1)
    assert busiest["share_percent"] == pytest.approx(100 * 40 / sum(HOT))


def test_points_make_neighbours_where_the_feed_gives_them():
    points = pd.DataFrame({"area_code": PLACES, "longitude": np.linspace(-2.2, -2.1, 20), "latitude": 53.4})
    found = find_hotspots(year("2025-03", HOT), AREAS, points)
    assert set(found["neighbours"]) == {BY_POINTS}


def test_persistent_is_at_the_top_every_year_that_has_figures():
    before = [year("2024-03", HOT, is_newest=False), year("2025-03", [40, 1, *HOT[2:]], is_newest=False)]
    years = [*before, year("2026-03", [None] * 20, "not supplied")]
    found = find_hotspots(pd.concat(years, ignore_index=True), AREAS, NO_POINTS)
    newest = found[found["period"] == "2026-03"].set_index("area_code")
    assert newest["hotspot"].isna().all()
    told = newest.loc[PLACES[:3], ["top_year_count", "year_count", "is_persistent"]].to_numpy().tolist()
    assert told == [[2, 2, True], [1, 2, False], [1, 2, False]]


def test_twelve_months_that_share_months_with_a_year_are_no_year_of_their_own():
    """Those an assessment was written from have rows as well; counted as years they would make eleven months two."""
    ends = {"2024-06": HOT, "2025-03": [1, *HOT[1:]], "2025-06": HOT}
    years = [year(period, counts, is_newest=period == "2025-06") for period, counts in ends.items()]
    found = find_hotspots(pd.concat(years, ignore_index=True), AREAS, NO_POINTS)
    busiest = found[found["area_code"] == PLACES[0]]
    assert set(zip(busiest["top_year_count"], busiest["year_count"], strict=True)) == {(2, 2)}
    assert busiest["is_persistent"].all()
    alone = find_hotspots(pd.concat(years[1:], ignore_index=True), AREAS, NO_POINTS)
    assert set(alone["year_count"]) == {1} and not alone["is_persistent"].any()


def test_concentration_of_a_worked_series_and_of_one_with_a_hole():
    golden = [5, 2, 1] + [0] * 17
    series = [year("2025-03", golden), year("2026-03", [None] * 20, "not supplied")]
    hotspots = find_hotspots(pd.concat(series, ignore_index=True), AREAS, NO_POINTS)
    known, missing = measure_concentration(hotspots, {"crime": "police_uk_street"}).to_dict("records")
    assert (known["place_count"], known["numerator"]) == (20, 8)
    assert known["top_5_percent_share"] == pytest.approx(62.5)
    # 20 places, 8 incidents: G = 2 (20x5 + 19x2 + 18x1) / (20 x 8) - 21/20 = 0.90; G' = 2.5 (0.90 - 1) + 1 = 0.75.
    assert (known["gini"], known["generalised_gini"]) == pytest.approx((0.90, 0.75))
    assert known["near_repeat"] == "refused: points are snapped to shared places and dates are months"
    assert (missing["status"], missing["status_reason"]) == ("not supplied", "no delivery")
    assert np.isnan(
        [missing["numerator"], missing["gini"], missing["gini_lower"], missing["top_5_percent_share"]]
    ).all()


def test_the_top_that_stays_is_a_share_of_last_years_top():
    hotspots = find_hotspots(
        pd.concat([year("2024-03", HOT), year("2025-03", [40, 1, *HOT[2:]])], ignore_index=True), AREAS, NO_POINTS
    )
    rows = measure_concentration(hotspots, {"crime": "police_crime"}).set_index("period")
    assert np.isnan(rows.loc["2024-03", "kept_top_percent"]) and rows.loc["2025-03", "kept_top_percent"] == 50


def test_nothing_delivered_gives_no_rows():
    empty = find_hotspots(year("2025-03", HOT).iloc[:0], AREAS, NO_POINTS)
    assert empty.empty and measure_concentration(empty, {}).empty
