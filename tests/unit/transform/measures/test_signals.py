"""From values to verdicts: what is said of change, and what must not be said."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.protect.small_counts import Protection, withhold_small_counts
from ossp_pipeline.transform.measures.series import has_small_count
from ossp_pipeline.transform.measures.signal_table import COLUMNS, to_table
from ossp_pipeline.transform.statistics.charts import Kind
from ossp_pipeline.transform.statistics.intervals import count_interval, proportion_interval, rate_interval
from tests.unit.transform.measures.conftest import WARD, a_break, measure, month_rows, quarter_rows

STEADY = [100, 104, 97, 102, 99, 103, 96, 101, 105, 98, 100, 103, 97, 101]
HIGH = [*STEADY, 140]
LINES = ["centre_line", "lower_limit", "upper_limit"]


def last(rows):
    return rows.iloc[-1]


# ---- the verdict


@pytest.mark.parametrize(
    ("polarity", "numerators", "verdict"),
    [
        ("lower", HIGH, "worsening"),
        ("higher", HIGH, "improving"),
        ("neutral", HIGH, "changed"),
        ("lower", [*STEADY, 60], "improving"),
        ("higher", [*STEADY, 60], "worsening"),
        ("lower", [*STEADY, 102], "no change beyond chance"),
    ],
)
def test_the_verdict_is_the_signals_side_and_the_good_direction(judge, polarity, numerators, verdict):
    row = last(judge(month_rows(numerators), [measure(polarity=polarity)]))
    assert row.verdict == verdict


def test_the_reason_names_the_rule(judge):
    row = last(judge(month_rows(HIGH)))
    assert (row.verdict_reason, row.rule) == ("above the upper limit", "above the upper limit")
    assert (row.point_kind, row.chart_kind) == ("concern", Kind.INDIVIDUALS)


def test_a_verdict_is_as_of_its_own_period(judge):
    """The newest seven are a run; at the sixth of them nobody could know."""
    rows = judge(month_rows([*STEADY, *[105, 106, 103, 107, 104, 108, 105]]))
    assert rows["verdict"].tolist()[-2:] == ["no change beyond chance", "worsening"]
    assert rows["point_kind"].tolist()[-7:] == ["concern"] * 7


def test_fewer_than_eight_points_are_not_judged(judge):
    seven, eight = (last(judge(month_rows(HIGH[-number:]))) for number in (7, 8))
    assert (seven.verdict, seven.chart_kind) == ("cannot be judged", "none")
    assert seven.verdict_reason == "7 points that share no months; 8 are needed"
    assert (eight.verdict, bool(eight.is_trial)) == ("worsening", True)
    assert "trial limits" in eight.verdict_reason


def test_a_month_without_a_figure_is_told_and_passed_over(judge):
    rows = judge(month_rows([*STEADY, None, 140, None]))
    assert rows["verdict"].tolist()[-3:] == ["cannot be judged", "worsening", "cannot be judged"]
    assert last(rows).verdict_reason == "there is no figure: not supplied"
    assert rows["point_count"].tolist() == [15] * 17


def test_figures_that_share_months_are_not_points_of_one_chart(judge):
    """Three years of twelve-month figures: three of them share no month, counted back from the newest with a value."""
    rows = judge(month_rows([*range(1000, 1036), None]), [measure(window_months=12)])
    assert np.flatnonzero(rows["is_charted"]).tolist() == [11, 23, 35]
    assert rows.iloc[35].verdict_reason == "3 points that share no months; 8 are needed"


def test_ten_years_of_twelve_month_figures_are_a_chart(judge):
    rows = judge(month_rows([1000 + number % 7 for number in range(120)], first=(2014, 4)), [measure(window_months=12)])
    assert (rows["is_charted"].sum(), last(rows).verdict) == (10, "no change beyond chance")
    assert rows.iloc[-2].verdict_reason == "shares months with a newer figure, which is judged"


def test_areas_and_measures_are_judged_apart(judge):
    ward = month_rows(STEADY, area_code=WARD, area_type="ward")
    rows = judge([*month_rows(HIGH), *ward, *month_rows(STEADY, "robbery")], [measure(), measure("robbery")])
    assert rows[rows["verdict"] == "worsening"][["measure_id", "area_type"]].values.tolist() == [["burglary", "csp"]]
    upper = rows.groupby(["measure_id", "area_type"])["upper_limit"].first()
    assert upper["burglary", "ward"] == upper["robbery", "csp"] != upper["burglary", "csp"]


def test_small_areas_are_left_out(judge):
    rows = judge([*month_rows(STEADY), *month_rows(STEADY, area_code="E01000001", area_type="lsoa")])
    assert set(rows["area_type"]) == {"csp"}


def test_judged_rows_say_how_often_they_are_wrong(judge):
    rows = judge(month_rows([*STEADY, None]))
    assert rows["false_alarm_share"].iloc[-2] == 0.02
    assert np.isnan(rows["false_alarm_share"].iloc[-1])


# ---- intervals


def test_every_unit_has_its_interval(judge):
    rows = judge(
        [
            *month_rows([7]),
            *month_rows([7], "rate", [2_000], unit="rate_per_1000"),
            *month_rows([7], "share", [20]),
            *month_rows([7], "mean", unit="mean"),
        ],
        [measure(), measure("rate"), measure("share"), measure("mean")],
    ).set_index("measure_id")
    wanted = {
        "burglary": count_interval(7),
        "rate": rate_interval(7, 2_000, 1000),
        "share": [100 * limit for limit in proportion_interval(7, 20)],
        "mean": [np.nan, np.nan],
    }
    for name, limits in wanted.items():
        row = rows.loc[name, ["interval_lower", "interval_upper"]].to_numpy(dtype=float)
        assert row == pytest.approx(np.array(limits, dtype=float), nan_ok=True)


# ---- breaks


def test_a_rebasing_starts_the_chart_anew(judge):
    """Ten months about 200, then ten about 100: one chart sees a change, two see none."""
    numerators = [200 + number for number in STEADY[:10]] + STEADY[:10]
    as_one = judge(month_rows(numerators))
    rebased = judge(month_rows(numerators), breaks=[a_break(first="2024-02")])
    assert as_one["verdict"].iloc[-1] == "improving"
    assert set(rebased["verdict"]) == {"no change beyond chance"}
    assert rebased["series_number"].tolist() == [0] * 10 + [1] * 10
    assert rebased["point_count"].tolist() == [10] * 20


@pytest.mark.parametrize(
    ("applies_to", "applies"),
    [
        ("all", True),
        ("burglary", True),
        ("source:crime", True),
        ("feed:police_crime", True),
        ("area_type:csp", True),
        ("robbery", False),
        ("source:asb", False),
        ("feed:asb_incidents", False),
        ("area_type:ward", False),
    ],
)
def test_a_break_applies_to_what_it_names(judge, applies_to, applies):
    rows = judge(month_rows(STEADY), breaks=[a_break(applies_to)])
    assert bool(rows["series_number"].max()) is applies


def test_years_are_not_compared_across_a_break_that_forbids_it(judge):
    rows = judge(month_rows(list(range(100, 130))), breaks=[a_break(first="2024-04", rebased=False)])
    forbidden = rows.loc[rows["comparison_break"].notna(), "period"]
    assert (forbidden.min(), forbidden.max(), len(forbidden)) == ("2024-04", "2025-03", 12)
    assert "counted otherwise" in rows["comparison_break"].dropna().iloc[0]
    allowed = judge(month_rows(list(range(100, 130))), breaks=[a_break(forbids=False)])
    assert allowed["comparison_break"].notna().sum() == 0


def test_over_twelve_months_the_break_is_felt_two_years_long(judge):
    """The earlier figure's window starts 23 months before the newer one ends."""
    rows = judge(month_rows([500] * 40), [measure(window_months=12)], breaks=[a_break(first="2024-04", rebased=False)])
    forbidden = rows.loc[rows["comparison_break"].notna(), "period"]
    assert (forbidden.min(), forbidden.max()) == ("2024-04", "2026-02")


def test_a_figure_that_mixes_both_sides_of_a_break_is_not_judged(judge):
    rows = judge(month_rows([500] * 40), [measure(window_months=12)], breaks=[a_break(first="2024-04")])
    mixed = rows.loc[rows["verdict_reason"].str.contains("before and after a break"), "period"]
    assert (mixed.min(), mixed.max(), len(mixed)) == ("2024-04", "2025-02", 11)
    assert not rows.loc[mixed.index, "is_charted"].any()
    assert rows.loc[mixed.index, "chart_kind"].isna().all()
    assert set(rows.loc[mixed.index, "series_number"]) == {0}


def test_the_chart_is_told_where_the_break_lies(judge):
    monthly = judge(month_rows(STEADY), breaks=[a_break(first="2024-05")])
    assert monthly.loc[monthly["break_note"].notna(), "period"].tolist() == ["2024-05"]
    quarters = measure("employed", cadence="quarter", window_months=3)
    quarterly = judge(quarter_rows(STEADY), [quarters], breaks=[a_break(first="2024-25Q2")])
    assert quarterly.loc[quarterly["break_note"].notna(), "period"].tolist() == ["2024-25Q2"]
    assert quarterly["series_number"].tolist() == [0] * 5 + [1] * 9


def test_a_break_since_no_period_is_refused(judge):
    with pytest.raises(Exception, match="spring 2024"):
        judge(month_rows(STEADY), breaks=[a_break(first="spring 2024")])


# ---- what must not be given back


def test_a_hidden_month_hides_the_lines_of_its_series(judge):
    rows = judge(month_rows([*STEADY, 4], disclosure_class="person"))
    assert rows[LINES].isna().all(axis=None)
    assert set(rows["chart_reason"]) == {"lines are not shown: with them a withheld count could be worked out"}
    assert last(rows).verdict == "cannot be judged"
    assert pd.isna(last(rows)["point_kind"])
    assert pd.isna(last(rows)["rule"])
    assert last(rows).verdict_reason == "withheld: a count about people is below the threshold"


@pytest.mark.parametrize(("numerator", "kind"), [(0, "person"), (5, "person"), (4, "event")])
def test_what_is_not_hidden_hides_nothing(judge, numerator, kind):
    rows = judge(month_rows([*STEADY, numerator], disclosure_class=kind))
    assert rows[LINES].notna().all(axis=None)


def test_a_hidden_month_hides_no_other_series(judge):
    small = month_rows([*STEADY, 4], disclosure_class="person")
    large = month_rows(STEADY, "robbery", disclosure_class="person")
    rows = judge([*small, *large], [measure(), measure("robbery")])
    assert rows[rows["measure_id"] == "robbery"][LINES].notna().all(axis=None)


def test_words_hold_no_figures_of_the_series(judge):
    rows = judge(month_rows([*STEADY, 4], disclosure_class="person"))
    assert not any(str(number) in " ".join(rows["verdict_reason"]) for number in (*STEADY, 1.9))


@pytest.mark.parametrize(("rest", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_the_rest_of_a_share_hides_the_lines_as_its_part_does(judge, rest, hidden):
    shares = month_rows([*STEADY, 100], denominators=[200] * len(STEADY) + [100 + rest], disclosure_class="person")
    assert bool(judge(shares)[LINES].isna().all(axis=None)) is hidden


counts = st.one_of(st.none(), st.integers(0, 20))


@given(
    st.lists(
        st.tuples(counts, counts, st.sampled_from(["count", "percent", "rate_per_1000", "mean"]), st.booleans()),
        min_size=1,
        max_size=30,
    ),
    st.integers(2, 12),
)
def test_the_lines_know_of_every_row_that_will_be_withheld(drawn, threshold):
    """The candidate withholds by one rule and the lines are hidden by another; they must agree row by row."""
    rows = pd.DataFrame(drawn, columns=["numerator", "denominator", "unit", "is_event"])
    rows["disclosure_class"] = np.where(rows["is_event"], "event", "person")
    rows["status"] = ValueStatus.OBSERVED
    for name in ("numerator", "denominator"):
        rows[name] = rows[name].astype("Float64")
    table = pa.Table.from_pandas(rows.astype({"numerator": "Int64", "denominator": "Int64"}), preserve_index=False)
    protection = Protection(("numerator", "denominator"), ("numerator", "denominator"), (("numerator", "denominator"),))
    statuses = withhold_small_counts(table, protection, threshold)["status"].to_pylist()
    withheld = [status == ValueStatus.WITHHELD for status in statuses]
    assert has_small_count(rows, threshold).tolist() == withheld


# ---- registers and table


def test_the_table_has_its_columns_and_nulls(judge):
    table = to_table(judge(month_rows([*STEADY, None])))
    assert table.schema.names == COLUMNS.names
    newest = table.to_pylist()[-1]
    assert [newest[name] for name in ("value", "centre_line", "rule", "rag", "peer_rank")] == [None] * 5
    assert newest["verdict"] == "cannot be judged"
