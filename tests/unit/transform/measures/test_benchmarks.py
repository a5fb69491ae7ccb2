"""Figures against those of elsewhere."""

import pytest

from tests.unit.transform.measures.conftest import WARD, measure, month_rows

PERIOD = "2023-04"


def peer(name, value, kind="district", period=PERIOD, measure_id="share"):
    return {
        "measure_id": measure_id,
        "area_code": f"X{name}",
        "area_name": name,
        "area_type": kind,
        "period": period,
        "value": value,
        "source": "ONS",
    }


def judged(judge, polarity, *comparators, **options):
    """50 of 100: Wilson's limits are 40.4 and 59.6."""
    rows = month_rows([50], "share", [100], **options)
    return judge(rows, [measure("share", polarity)], comparators=comparators).iloc[0]


@pytest.mark.parametrize(
    ("polarity", "benchmark", "mark"),
    [
        ("higher", 60, "worse"),
        ("higher", 59, "similar"),
        ("higher", 40, "better"),
        ("lower", 60, "better"),
        ("lower", 40, "worse"),
        ("neutral", 60, "lower"),
        ("neutral", 40, "higher"),
    ],
)
def test_the_interval_is_held_against_the_benchmark(judge, polarity, benchmark, mark):
    assert judged(judge, polarity, peer("England", benchmark, "england")).benchmark_mark == mark


@pytest.mark.parametrize("country", ["England", "Wales"])
def test_the_country_goes_before_the_force(judge, country):
    row = judged(judge, "higher", peer("Force", 60, "force"), peer(country, 40, country.lower()))
    assert (row.benchmark_name, row.benchmark_value) == (country, 40)
    assert judged(judge, "higher", peer("Force", 60, "force")).benchmark_name == "Force"


def test_another_period_is_no_benchmark(judge):
    row = judged(judge, "higher", peer("England", 40, "england", period="2022-04"))
    assert (row.benchmark_value, row.benchmark_mark) == (pytest.approx(float("nan"), nan_ok=True), None)


def test_a_ward_is_not_compared_with_england(judge):
    row = judged(judge, "higher", peer("England", 40, "england"), peer("A", 1), area_code=WARD, area_type="ward")
    assert (row.benchmark_mark, row.peer_rank) == (None, None)


@pytest.mark.parametrize(("polarity", "rank"), [("higher", 2), ("lower", 3)])
def test_the_rank_counts_from_the_best(judge, polarity, rank):
    row = judged(judge, polarity, peer("A", 70), peer("B", 30), peer("C", 40))
    assert (row.peer_rank, row.peer_count) == (rank, 4)


def test_equals_share_a_rank(judge):
    assert judged(judge, "higher", peer("A", 50), peer("B", 50)).peer_rank == 1


def test_no_rank_while_a_district_is_missing(judge):
    row = judged(judge, "higher", peer("A", 70), peer("B", 30), peer("C", 40, period="2023-03"))
    assert (row.peer_rank, row.rank_reason) == (None, "no rank: no figure for C")


def test_no_rank_without_a_good_direction(judge):
    row = judged(judge, "neutral", peer("A", 70))
    assert (row.peer_rank, row.rank_reason) == (None, "no rank: no direction is good")
