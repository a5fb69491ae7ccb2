"""Change since the last assessment: missing is never a fall, a rise must be beyond chance, and the reason is stated."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.transform.measures.level_changes import NO_ASSESSMENT, judge_changes

ASSESSMENTS = pd.DataFrame({"assessment_id": ["old", "last", "too new"], "data_to": ["2023-12", "2024-12", "2025-06"]})


def levels(now, then, *, months=20.0):
    """A borough's two years, the second one the newest, and its months, all alike."""
    place = {"area_code": "E22000001", "area_type": "csp", "subject": "crime", "level": "type", "category": "Burglary"}
    rows = [
        {
            **place,
            "pattern": "12 months",
            "period": period,
            "is_newest": period == "2025-12",
            "numerator": value,
            "status": ValueStatus.OBSERVED if value is not None else ValueStatus.NOT_SUPPLIED,
            "status_reason": None if value is not None else f"no delivery before {period}",
            "unconfirmed_reason": None,
        }
        for period, value in (("2024-12", then), ("2025-12", now))
    ]
    rows += [
        {
            **place,
            "pattern": "month",
            "period": str(month),
            "is_newest": False,
            "numerator": months,
            "status": ValueStatus.OBSERVED,
            "status_reason": None,
            "unconfirmed_reason": None,
        }
        for month in pd.period_range("2024-01", "2025-12", freq="M")
    ]
    ends = [pd.Period(row["period"], "M").end_time.date() for row in rows]
    return pd.DataFrame(rows).assign(residents=1000.0, disclosure_class="event", period_end_date=ends)


def judged(now, then, assessments=ASSESSMENTS, **changes):
    [row] = judge_changes(levels(now, then, **changes), assessments).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("now", "then", "verdict"),
    [(300, 200, "rise"), (200, 300, "fall"), (205, 200, "no change beyond chance"), (30, 0, "rise"), (0, 30, "fall")],
)
def test_verdict_goes_by_significance_and_not_by_percent(now, then, verdict):
    row = judged(now, then)
    assert (row["verdict"], row["status"], row["difference"]) == (verdict, ValueStatus.OBSERVED, now - then)
    assert row["earlier_period"] == "2024-12" and row["assessment_id"] == "last"


@pytest.mark.parametrize(("now", "then"), [(None, 300), (300, None)])
def test_a_missing_year_is_never_a_fall(now, then):
    row = judged(now, then)
    assert row["status"] == ValueStatus.NOT_SUPPLIED and row["status_reason"].startswith("no delivery before")
    assert pd.isna(row["verdict"]) and np.isnan(row["percent_change"]) and np.isnan(row["p_value"])


@pytest.mark.parametrize(
    ("now", "then", "own", "earlier"),
    [
        (None, 300, ValueStatus.NOT_SUPPLIED, ValueStatus.OBSERVED),
        (300, None, ValueStatus.OBSERVED, ValueStatus.NOT_SUPPLIED),
    ],
)
def test_each_count_has_a_status_of_its_own_whatever_becomes_of_the_change(now, then, own, earlier):
    row = judged(now, then)
    assert (row["numerator_status"], row["earlier_numerator_status"]) == (own, earlier)
    assert row["status"] == ValueStatus.NOT_SUPPLIED


def test_without_an_assessment_nothing_is_compared():
    row = judged(300, 200, ASSESSMENTS.iloc[:0])
    assert (row["status"], row["status_reason"]) == (ValueStatus.NOT_APPLICABLE, NO_ASSESSMENT)
    assert pd.isna(row["verdict"])


def test_bursts_make_the_same_numbers_less_sure():
    wild = levels(260, 200)
    is_month = wild["pattern"] == "month"
    wild.loc[is_month, "numerator"] = [0, 60] * 6 + [60, 0] * 6
    [row] = judge_changes(wild, ASSESSMENTS).to_dict("records")
    assert row["dispersion"] > 10 and row["verdict"] == "no change beyond chance"
    assert judged(260, 200)["verdict"] == "rise"


def treated(now, then, then_ends=date(2024, 9, 30)):
    """The same borough's people in treatment, counted over twelve months that end with a quarter."""
    people = levels(now, then).query("pattern == '12 months'").assign(subject="treatment", category="Adults")
    people = people.assign(period=["2024-25Q2", "2025-26Q3"], period_end_date=[then_ends, date(2025, 12, 31)])
    older = people.iloc[:1].assign(period="2024-25Q1", period_end_date=date(2024, 6, 30), numerator=30)
    return people if then_ends > date(2024, 12, 31) else pd.concat([people, older])


def test_figures_by_quarter_are_set_beside_those_of_the_last_quarter_the_assessment_had():
    rows = pd.concat([levels(300, 200), treated(30, 90)])
    crime, people = judge_changes(rows, ASSESSMENTS).sort_values("subject").to_dict("records")
    assert (people["earlier_period"], people["period"], people["verdict"]) == ("2024-25Q2", "2025-26Q3", "fall")
    assert people["dispersion"] == 1 and crime["earlier_period"] == "2024-12"


def test_figures_by_quarter_from_after_the_assessment_are_no_comparison():
    rows = pd.concat([levels(300, 200), treated(30, 90, date(2025, 3, 31))])
    _, people = judge_changes(rows, ASSESSMENTS).sort_values("subject").to_dict("records")
    assert (
        people["status"] == ValueStatus.NOT_APPLICABLE
        and pd.isna(people["verdict"])
        and people["earlier_period"] == "2024-12"
    )


def test_nothing_delivered_gives_no_rows():
    assert judge_changes(levels(1, 1).iloc[:0], ASSESSMENTS).empty
