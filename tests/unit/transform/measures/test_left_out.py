"""What figures of small areas leave out: worked by hand, by each policy a feed may have."""

import pandas as pd
import pytest

from ossp_pipeline.transform.measures.left_out import with_left_out
from ossp_pipeline.transform.measures.places import CONCENTRATION
from ossp_pipeline.transform.measures.tables import nothing, to_table

SERIES = {"subject": "crime", "level": "all", "category": "all", "pattern": "12 months", "period": "2026-03"}
STRETCH = {name: SERIES[name] for name in ("subject", "pattern", "period")}
WHOLE = pd.DataFrame([{**SERIES, "numerator": 100}, {**SERIES, "pattern": "hour", "numerator": 1}])


def left_out(counted, **stretch):
    """Count and reason where the small areas hold `counted` of the hundred incidents of the whole."""
    rows = pd.DataFrame([{**SERIES, "numerator": counted}])
    stretches = pd.DataFrame(
        [{**STRETCH, "unplaced": "accepted", "left_out_count": 7, "lsoa_vintage": "2021", **stretch}]
    )
    row = with_left_out(rows, WHOLE, stretches).iloc[0]
    return row["left_out_count"], row["left_out_reason"]


@pytest.mark.parametrize(
    ("stretch", "count", "reason"),
    [
        ({}, 6, "no place, in the whole alone"),
        ({"lsoa_vintage": "2011 and 2021"}, 6, "no place or not countable"),
        # The rows were never counted, so the whole lacks them as well: the feed's own account says how many.
        ({"unplaced": "out_of_area"}, 7, "no place, in no figure"),
    ],
)
def test_what_is_left_out_follows_the_policy_of_the_feed(stretch, count, reason):
    assert left_out(94, **stretch) == (count, reason)


def test_the_whole_of_a_force_area_is_its_partnerships_together():
    """Thousands of small areas in many partnerships, each with a row of its own for every series."""
    series = [{**SERIES, "period": f"20{year}-03"} for year in range(20, 27)]
    rows = pd.DataFrame([{**one, "numerator": 5_000 - number} for number, one in enumerate(series)])
    whole = pd.DataFrame([{**one, "area_code": code, "numerator": 100} for one in series for code in range(50)])
    stretch = {"unplaced": "accepted", "left_out_count": 0, "lsoa_vintage": "2021"}
    stretches = pd.DataFrame(series)[["subject", "pattern", "period"]].assign(**stretch)
    assert with_left_out(rows, whole, stretches)["left_out_count"].tolist() == list(range(7))


def test_no_row_without_a_place_is_a_zero_and_a_missing_figure_is_none():
    assert left_out(100) == (0, "no place, in the whole alone")
    count, reason = left_out(None)
    assert pd.isna(count) and reason is None


def test_an_area_without_deliveries_has_a_table_without_rows():
    stretches = pd.DataFrame(columns=[*STRETCH, "unplaced", "left_out_count", "lsoa_vintage"])
    made = with_left_out(nothing(CONCENTRATION), WHOLE.head(0), stretches)
    assert to_table(made, CONCENTRATION).num_rows == 0
