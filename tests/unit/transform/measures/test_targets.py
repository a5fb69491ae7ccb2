"""Targets: which is in force, how far off, and whether the process can meet it."""

import numpy as np
import pytest

from ossp_pipeline.transform.measures.targets import assurance, distance, rag
from tests.unit.transform.measures.conftest import CSP, WARD, measure, month_rows


def target(value, first="2023-04", area=CSP, measure_id="burglary"):
    return {"measure_id": measure_id, "area_code": area, "first_period": first, "target": value, "basis": "Board"}


@pytest.mark.parametrize(
    ("polarity", "value", "colour"),
    [
        ("lower", 100, "green"),
        ("lower", 100.1, "amber"),
        ("lower", 110, "amber"),
        ("lower", 110.1, "red"),
        ("higher", 100, "green"),
        ("higher", 99.9, "amber"),
        ("higher", 90, "amber"),
        ("higher", 89.9, "red"),
        ("neutral", 5, None),
        ("lower", np.nan, None),
    ],
)
def test_rag_is_the_distance_from_the_target(polarity, value, colour):
    target_of = np.array([100.0])
    away = distance(np.array([value]), target_of, np.array([polarity], dtype=object))
    assert rag(away, target_of).tolist() == [colour]


def test_a_target_of_zero_is_met_or_missed():
    zero = np.array([0.0, 0.0])
    away = distance(np.array([0.0, 1.0]), zero, np.array(["lower", "lower"], dtype=object))
    assert rag(away, zero).tolist() == ["green", "red"]


@pytest.mark.parametrize(
    ("polarity", "aim", "expected"),
    [
        ("higher", 21, "will not be met"),
        ("lower", 21, "will be met"),
        ("higher", 9, "will be met"),
        ("lower", 9, "will not be met"),
        ("higher", 20, "may or may not be met"),
        ("lower", 10, "may or may not be met"),
        ("neutral", 21, None),
        ("lower", np.nan, None),
    ],
)
def test_assurance_is_where_the_target_lies_between_the_limits(polarity, aim, expected):
    verdict = assurance(np.array([aim]), np.array([10.0]), np.array([20.0]), np.array([polarity], dtype=object))
    assert verdict.tolist() == [expected]


def test_without_limits_nothing_is_assured():
    nothing = np.array([np.nan])
    assert assurance(np.array([5.0]), nothing, nothing, np.array(["lower"], dtype=object)).tolist() == [None]


def test_the_newest_target_that_has_started_is_in_force(judge):
    rows = judge(
        [*month_rows([10] * 4), *month_rows([10] * 4, area_code=WARD, area_type="ward")],
        targets=[target(30, "2023-06"), target(20, "2023-05"), target(1, measure_id="robbery")],
    )
    assert rows[rows["area_code"] == CSP]["target"].tolist() == pytest.approx([np.nan, 20, 30, 30], nan_ok=True)
    assert rows[rows["area_code"] == WARD]["target"].isna().all()


def test_a_measure_can_be_red_and_improving(judge):
    rows = judge(month_rows([*([100, 104, 97, 102] * 4), 60]), [measure()], targets=[target(30)])
    newest = rows.iloc[-1]
    assert (newest.verdict, newest.rag, newest.target_distance, newest.assurance) == (
        "improving",
        "red",
        -30,
        "will not be met",
    )
