"""Figures over twelve months get their verdict from the months or quarters beneath them."""

import pandas as pd
import pytest

from ossp_pipeline.transform.measures.events import event_rows
from tests.unit.transform.measures.conftest import CSP, a_break, judge_rows, measure, month_rows, quarter_rows

STEADY = [100, 104, 97, 102, 99, 103, 96, 101, 105, 98, 100, 103] * 3
RATE = {"unit": "rate_per_1000"}
ROLLING = measure("rate", window_months=12)


def beneath(counts, denominators=None, doubted=()):
    """Months as the warehouse has them, the first of them eleven before the first figure."""
    rows = month_rows(counts, "rate")
    keys = ("measure_id", "area_code", "period", "period_start_date", "period_end_date", "numerator")
    return [
        {name: row[name] for name in keys}
        | {"denominator": denominators[number] if denominators else None, "is_in_doubt": row["period"] in doubted}
        for number, row in enumerate(rows)
    ]


def rolling(counts, **given):
    """The figures over twelve months that these months make, from the twelfth on."""
    sums = [sum(counts[end - 12 : end]) for end in range(12, len(counts) + 1)]
    return month_rows(sums, "rate", [300_000] * len(sums), first=(2024, 3), **{**RATE, **given})


def judged(counts, doubted=(), breaks=(), measures=(ROLLING,), **given):
    return judge_rows(rolling(counts, **given), list(measures), breaks=breaks, events=beneath(counts, doubted=doubted))


def test_months_of_other_measures_judge_nothing():
    others = [{**row, "measure_id": "other"} for row in beneath(STEADY)]
    assert set(judge_rows(rolling(STEADY), [ROLLING], events=others)["judged_by"]) != {"each month alone"}


@pytest.mark.parametrize(
    ("newest", "verdict"), [(140, "worsening"), (60, "improving"), (101, "no change beyond chance")]
)
def test_the_verdict_is_that_of_the_newest_month(newest, verdict):
    row = judged([*STEADY, newest]).iloc[-1]
    assert (row.verdict, row.judged_by) == (verdict, "each month alone")
    assert row.verdict_reason.startswith("by each month alone: ")
    assert (row.false_alarm_share, row.centre_line == row.centre_line) == (0.02, False)


def test_without_its_months_it_cannot_be_judged():
    rows = judge_rows(rolling([*STEADY, 140]), [ROLLING])
    assert rows["verdict"].iloc[-1] == "cannot be judged" and rows["judged_by"].isna().all()


def test_a_history_too_short_for_any_twelve_months_has_no_months_beneath():
    """As DuckDB gives them: text of its own kind, also where there is no row."""
    known = {"source": "crime", "feed": "police_crime", "polarity": "lower", "cadence": "month", "events": "months"}
    figures = pd.DataFrame(month_rows([5, 6, 7])).assign(**known)
    texts = ("measure_id", "area_code", "period", "unit", *known)
    figures = figures.astype(dict.fromkeys(texts, "string[pyarrow]"))
    none = pd.DataFrame(beneath([1])).astype(dict.fromkeys(("measure_id", "area_code", "period"), "string[pyarrow]"))
    assert event_rows(figures, none.head(0)).empty


def test_each_figure_has_the_verdict_of_its_own_month():
    rows = judged([*STEADY, 140, 101])
    assert rows["verdict"].tolist()[-2:] == ["worsening", "no change beyond chance"]


def test_a_figure_that_makes_its_own_chart_keeps_it():
    counts = STEADY * 4
    rows = judged(counts)
    assert rows["judged_by"].isna().all() and rows["centre_line"].notna().any()


def test_a_month_in_doubt_is_no_point_and_makes_no_verdict():
    newest = rolling([*STEADY, 60])[-1]["period"]
    row = judged([*STEADY, 60], doubted=[newest]).iloc[-1]
    assert row.verdict == "cannot be judged"


def test_a_month_of_few_people_is_not_told_of():
    row = judged([*STEADY, 3], disclosure_class="person").iloc[-1]
    assert (row.verdict, row.verdict_reason) == (
        "cannot be judged",
        "by each month alone: withheld: a count about people is below the threshold",
    )


def test_a_figure_over_both_sides_of_a_break_keeps_that_reason():
    row = judged([*STEADY, 60], breaks=[a_break("rate", "2026-01")]).iloc[-1]
    assert (row.verdict, row.judged_by) == ("cannot be judged", None)
    assert "before and after a break" in row.verdict_reason


def test_a_share_has_the_denominators_of_its_months():
    share = measure("rate", window_months=12, polarity="higher")
    counts, whole = [*STEADY, 160], [400] * 37
    sums = [sum(counts[end - 12 : end]) for end in range(12, 38)]
    rows = month_rows(sums, "rate", [4_800] * len(sums), first=(2024, 3))
    row = judge_rows(rows, [share], events=beneath(counts, whole)).iloc[-1]
    assert (row.area_code, row.verdict) == (CSP, "improving")


QUARTERS = [40, 44, 39, 42, 41, 43, 38, 42, 40, 44, 41, 39]
NEW = measure("new", "higher", window_months=12, cadence="quarter", source="treatment", events="each quarter alone")


def by_quarter(counts, whole=None):
    """Quarters as the warehouse has them, of each its own people; and the figures over four of them."""
    keys = ("measure_id", "area_code", "period", "period_start_date", "period_end_date", "numerator", "denominator")
    rows = [{name: row[name] for name in keys} for row in quarter_rows(counts, "new", whole)]
    years = [sum(counts[end - 4 : end]) for end in range(4, len(counts) + 1)]
    of_years = [sum(whole[end - 4 : end]) for end in range(4, len(counts) + 1)] if whole else None
    figures = quarter_rows(years, "new", of_years, first=(2024, 1), disclosure_class="person")
    return figures, [{**row, "is_in_doubt": False} for row in rows]


@pytest.mark.parametrize(("newest", "verdict"), [(70, "improving"), (15, "worsening"), (41, "no change beyond chance")])
@pytest.mark.parametrize("whole", [None, [400] * 13], ids=["people", "a share"])
def test_twelve_months_of_treatment_are_judged_by_each_quarter_alone(newest, verdict, whole):
    figures, quarters = by_quarter([*QUARTERS, newest], whole)
    row = judge_rows(figures, [NEW], events=quarters).iloc[-1]
    assert (row.verdict, row.judged_by) == (verdict, "each quarter alone")
    assert row.verdict_reason.startswith("by each quarter alone: ")


@pytest.mark.parametrize("source", ["treatment", "need"])
def test_people_who_stay_from_quarter_to_quarter_cannot_be_judged_and_say_why(source):
    figures, _ = by_quarter(QUARTERS)
    stays = {**NEW, "source": source, "events": None, "is_of_people_who_stay": True}
    row = judge_rows(figures, [stays]).iloc[-1]
    assert (row.verdict, row.judged_by) == ("cannot be judged", None)
    assert "most people of one quarter are those of the quarter before" in row.verdict_reason


def test_one_quarter_too_few_people_to_show_judges_nothing():
    figures, quarters = by_quarter([*QUARTERS, 3])
    row = judge_rows(figures, [NEW], events=quarters).iloc[-1]
    assert row.verdict == "cannot be judged" and row.verdict_reason.endswith("below the threshold")


def test_people_supervised_quarter_by_quarter_make_no_chart_though_quarters_share_no_months():
    counts = [1400, 1390, 1405, 1398, 1402, 1396, 1401, 1399, 1403, 1397, 1400, 1900]
    given = {"window_months": 3, "cadence": "quarter", "source": "supervision", "events": None}
    figures = quarter_rows(counts, "caseload")
    charted = judge_rows(figures, [measure("caseload", "neutral", **given)]).iloc[-1]
    assert (charted.verdict, charted.point_count) == ("changed", 12)
    row = judge_rows(figures, [measure("caseload", "neutral", stays=True, **given)]).iloc[-1]
    assert (row.verdict, row.value, row.point_count) == ("cannot be judged", 1900, 0)
    assert row.verdict_reason.startswith("no chart: most people of one quarter are those of the quarter before")
    assert row.chart_reason == row.verdict_reason and pd.isna(row.centre_line) and pd.isna(row.rule)
