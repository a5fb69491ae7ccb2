"""Small areas: ranks, persistence, neighbours and concentration of worked examples."""

import numpy as np
import pandas as pd
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.transform.measures.places import BY_POINTS, BY_WARD, find_hotspots, measure_concentration

PLACES = [f"E0100{number:04d}" for number in range(20)]
AREAS = pd.DataFrame({"area_code": PLACES, "parent_area_code": ["E05000001"] * 4 + ["E05000002"] * 16})
NO_BOUNDARIES = pd.DataFrame(columns=["area_code", "vintage", "outline"])
NO_POINTS = pd.DataFrame(columns=["area_code", "longitude", "latitude"])
NO_INCIDENTS = pd.DataFrame(
    columns=["subject", "pattern", "period", "incident_type", "longitude", "latitude", "incident_count"]
)


def year(period, counts, status=ValueStatus.OBSERVED, is_newest=True):
    """A series over twelve months, a row per place."""
    rows = pd.DataFrame({"area_code": PLACES, "numerator": counts})
    return rows.assign(
        area_type="lsoa",
        subject="crime",
        level="all",
        category="all",
        pattern="12 months",
        period=period,
        is_newest=is_newest,
        disclosure_class="event",
        status=status,
        status_reason=None if status == ValueStatus.OBSERVED else "no delivery",
    )


HOT = [40, 38, 35, 30] + [2, 3] * 8


def test_a_ward_of_busy_places_is_hot_and_the_others_are_not():
    hotspots = find_hotspots(year("2025-03", HOT), AREAS, NO_POINTS, NO_BOUNDARIES)
    assert set(hotspots["neighbours"]) == {BY_WARD}
    assert list(hotspots.loc[hotspots["hotspot"] == "hot", "area_code"]) == PLACES[:4]
    busiest = hotspots.iloc[0]
    assert (busiest["place_rank"], busiest["tied_count"]) == (1, 1)
    assert busiest["share_percent"] == pytest.approx(100 * 40 / sum(HOT))


def test_points_make_neighbours_where_the_feed_gives_them():
    points = pd.DataFrame({"area_code": PLACES, "longitude": np.linspace(-2.2, -2.1, 20), "latitude": 53.4})
    hotspots = find_hotspots(year("2025-03", HOT), AREAS, points, NO_BOUNDARIES)
    assert set(hotspots["neighbours"]) == {BY_POINTS}


def row_of_squares(vintage="2021", places=PLACES):
    """Boundaries of places that lie side by side, each a square that touches the ones next to it."""
    sides = {code: (at, at + 1) for at, code in enumerate(places)}
    text = "MULTIPOLYGON ((({a}.0 53.0, {a}.0 53.1, {b}.0 53.1, {b}.0 53.0, {a}.0 53.0)))"
    outlines = [(code, vintage, text.format(a=left, b=right)) for code, (left, right) in sides.items()]
    return pd.DataFrame(outlines, columns=NO_BOUNDARIES.columns)


def test_boundaries_make_neighbours_of_those_that_touch_whatever_their_ward():
    counts = [1, 2] * 8 + [1, 30, 40, 30]
    points = pd.DataFrame({"area_code": PLACES, "longitude": np.linspace(-2.2, -2.1, 20), "latitude": 53.4})
    hotspots = find_hotspots(year("2025-03", counts), AREAS, points, row_of_squares())
    assert set(hotspots["neighbours"]) == {"those whose boundaries of 2021 touch"}
    assert list(hotspots.loc[hotspots["hotspot"] == "hot", "area_code"]) == PLACES[17:]


@pytest.mark.parametrize("boundaries", [row_of_squares().iloc[1:], row_of_squares(places=PLACES[:10])])
def test_boundaries_that_lack_a_place_are_not_used(boundaries):
    hotspots = find_hotspots(year("2025-03", HOT), AREAS, NO_POINTS, boundaries)
    assert set(hotspots["neighbours"]) == {BY_WARD}


def test_each_series_takes_the_newest_boundaries_that_have_all_its_places():
    both = pd.concat([row_of_squares("2011"), row_of_squares("2021").iloc[:-1]])
    hotspots = find_hotspots(year("2025-03", HOT), AREAS, NO_POINTS, both)
    assert set(hotspots["neighbours"]) == {"those whose boundaries of 2011 touch"}
    hotspots = find_hotspots(
        year("2025-03", HOT), AREAS, NO_POINTS, pd.concat([row_of_squares("2011"), row_of_squares()])
    )
    assert set(hotspots["neighbours"]) == {"those whose boundaries of 2021 touch"}


def test_persistent_is_at_the_top_every_year_that_has_figures():
    before = [year("2024-03", HOT, is_newest=False), year("2025-03", [40, 1, *HOT[2:]], is_newest=False)]
    years = [*before, year("2026-03", [None] * 20, ValueStatus.NOT_SUPPLIED)]
    hotspots = find_hotspots(pd.concat(years, ignore_index=True), AREAS, NO_POINTS, NO_BOUNDARIES)
    newest = hotspots[hotspots["period"] == "2026-03"].set_index("area_code")
    assert newest["hotspot"].isna().all()
    top_years = newest.loc[PLACES[:3], ["top_year_count", "year_count", "is_persistent"]].to_numpy().tolist()
    assert top_years == [[2, 2, True], [1, 2, False], [1, 2, False]]


def test_twelve_months_that_share_months_with_a_year_are_no_year_of_their_own():
    """Those an assessment was written from have rows as well; counted as years they would make eleven months two."""
    ends = {"2024-06": HOT, "2025-03": [1, *HOT[1:]], "2025-06": HOT}
    years = [year(period, counts, is_newest=period == "2025-06") for period, counts in ends.items()]
    hotspots = find_hotspots(pd.concat(years, ignore_index=True), AREAS, NO_POINTS, NO_BOUNDARIES)
    busiest = hotspots[hotspots["area_code"] == PLACES[0]]
    assert set(zip(busiest["top_year_count"], busiest["year_count"], strict=True)) == {(2, 2)}
    assert busiest["is_persistent"].all()
    alone = find_hotspots(pd.concat(years[1:], ignore_index=True), AREAS, NO_POINTS, NO_BOUNDARIES)
    assert set(alone["year_count"]) == {1} and not alone["is_persistent"].any()


def test_concentration_of_a_worked_series_and_of_one_with_a_hole():
    golden = [5, 2, 1] + [0] * 17
    series = [year("2025-03", golden), year("2026-03", [None] * 20, ValueStatus.NOT_SUPPLIED)]
    hotspots = find_hotspots(pd.concat(series, ignore_index=True), AREAS, NO_POINTS, NO_BOUNDARIES)
    known, missing = measure_concentration(hotspots, {"crime": "police_uk_street"}, NO_INCIDENTS).to_dict("records")
    assert (known["place_count"], known["numerator"]) == (20, 8)
    assert known["top_5_percent_share"] == pytest.approx(62.5)
    # 20 places, 8 incidents: G = 2 (20x5 + 19x2 + 18x1) / (20 x 8) - 21/20 = 0.90; G' = 2.5 (0.90 - 1) + 1 = 0.75.
    assert (known["gini"], known["generalised_gini"]) == pytest.approx((0.90, 0.75))
    assert known["near_repeat"] == "refused: points are snapped to shared places and dates are months"
    assert (missing["status"], missing["status_reason"]) == (ValueStatus.NOT_SUPPLIED, "no delivery")
    assert np.isnan(
        [missing["numerator"], missing["gini"], missing["gini_lower"], missing["top_5_percent_share"]]
    ).all()


def test_a_feed_without_points_says_so_where_near_repeats_would_stand():
    hotspots = find_hotspots(year("2025-03", HOT), AREAS, NO_POINTS, NO_BOUNDARIES)
    [row] = measure_concentration(hotspots, {"crime": "police_crime"}, NO_INCIDENTS).to_dict("records")
    assert row["near_repeat"] == "refused: the feed gives small areas and no points"


def test_the_only_feed_of_incidents_with_points_is_the_one_that_snaps_them():
    """A feed with true points would need an analysis of near repeats in place of the sentence about snapped points."""
    assert [name for name, feed in FEEDS.items() if feed.has_places and feed.has_points] == ["police_uk_street"]


def test_the_top_that_stays_is_a_share_of_last_years_top():
    hotspots = find_hotspots(
        pd.concat([year("2024-03", HOT), year("2025-03", [40, 1, *HOT[2:]])], ignore_index=True),
        AREAS,
        NO_POINTS,
        NO_BOUNDARIES,
    )
    rows = measure_concentration(hotspots, {"crime": "police_crime"}, NO_INCIDENTS).set_index("period")
    assert np.isnan(rows.loc["2024-03", "kept_top_percent"]) and rows.loc["2025-03", "kept_top_percent"] == 50


def test_nothing_delivered_gives_no_rows():
    empty = find_hotspots(year("2025-03", HOT).iloc[:0], AREAS, NO_POINTS, NO_BOUNDARIES)
    assert empty.empty and measure_concentration(empty, {}, NO_INCIDENTS).empty
