"""Repeat places, by points that can be counted by eye."""

import pandas as pd
import pytest

from ossp_pipeline.transform.measures.repeats import BY_POINT, NO_POINTS, with_repeats

# Two burglaries and a robbery at one point, a burglary at another; a year before, one burglary.
POINTS = pd.DataFrame(
    [
        ("crime", "12 months", "2025-03", "Burglary", -2.1, 53.4, 2),
        ("crime", "12 months", "2025-03", "Robbery", -2.1, 53.4, 1),
        ("crime", "12 months", "2025-03", "Burglary", -2.2, 53.4, 1),
        ("crime", "12 months", "2024-03", "Burglary", -2.1, 53.4, 1),
    ],
    columns=["subject", "pattern", "period", "incident_type", "longitude", "latitude", "incident_count"],
)


def series(period="2025-03", category="all", numerator=4, subject="crime"):
    level = "all" if category == "all" else "type"
    row = {"subject": subject, "level": level, "category": category, "pattern": "12 months", "period": period}
    return pd.DataFrame([{**row, "numerator": numerator}])


def percent(rows, points=POINTS):
    [row] = with_repeats(rows, points).to_dict("records")
    return row["repeat_percent"], row["repeat_basis"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Four incidents at two points: two were not the first. Of three burglaries one was not.
        (series(), 50),
        (series(category="Burglary", numerator=3), 100 / 3),
        (series(category="Robbery", numerator=1), 0),
        (series("2024-03", numerator=1), 0),
    ],
)
def test_repeats_are_the_incidents_that_were_not_the_first_at_their_point(rows, expected):
    assert percent(rows) == (pytest.approx(expected), BY_POINT)


def test_a_series_without_a_figure_has_no_repeats():
    share, basis = percent(series(numerator=None))
    assert pd.isna(share) and basis == BY_POINT


def test_without_points_repeats_cannot_be_told():
    share, basis = percent(series(subject="asb"))
    assert pd.isna(share) and basis == NO_POINTS
    share, basis = percent(series(), POINTS.iloc[:0])
    assert pd.isna(share) and basis == NO_POINTS
