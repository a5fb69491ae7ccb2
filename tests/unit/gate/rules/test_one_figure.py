"""Two figures of one concept, compared on the files: equal, within what a reason allows, or held with both named."""

import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.gate.rules import one_figure
from ossp_pipeline.gate.rules.one_figure import (
    Equivalence,
    Side,
    figure_rule_ids,
    judge_figures,
    read_equivalences,
)
from ossp_pipeline.settings import SEEDS

BINS = Side(table="bins", figure="value", rows="kind = 'green'", key="period")
WAVES = Side(table="waves", figure="share", rows="true", key="wave")
PUBLISHED = ["bins", "waves"]


def pair(most_percent=0.0, reason="", second=WAVES):
    return Equivalence(equivalence_id="bins_asked", first=BINS, second=second, most_percent=most_percent, reason=reason)


@pytest.fixture
def judged(tmp_path, monkeypatch):
    def judge(item, values, shares, waves=("2025", "2026")):
        bins = {"period": ["2025", "2026", "2026"], "kind": ["green", "green", "blue"], "value": [*values, 7.0]}
        pq.write_table(pa.table(bins), tmp_path / "bins.parquet")
        pq.write_table(
            pa.table({"wave": list(waves), "share": pa.array(shares, pa.float64())}), tmp_path / "waves.parquet"
        )
        monkeypatch.setattr(one_figure, "read_equivalences", lambda: [item])
        [outcome] = judge_figures(PUBLISHED, tmp_path)
        assert outcome.severity is Severity.HOLD and outcome.rule == "bins.bins_asked.one_figure"
        return outcome

    return judge


def test_the_same_figures_agree(judged):
    outcome = judged(pair(), [84.0, 0.1 + 0.2], [84.0, 0.3])
    assert (outcome.status, outcome.detail) == (Status.PASSED, "2 figures of bins and waves agree")


def test_two_figures_of_one_concept_are_held_and_both_are_named(judged):
    outcome = judged(pair(), [84.0, 50.0], [89.5, 50.0])
    assert outcome.status is Status.FAILED
    assert outcome.detail == "1 of 2 figures differ: 2025: bins.value is 84, waves.share is 89.5"


def test_a_reason_lets_two_differ_by_as_much_as_it_allows(judged):
    assert judged(pair(5, "revised on other days"), [100.0, 50.0], [104.0, 50.0]).status is Status.PASSED
    assert judged(pair(5, "revised on other days"), [100.0, 50.0], [106.0, 50.0]).status is Status.FAILED


def test_a_reason_without_a_limit_is_told_and_never_holds(judged):
    outcome = judged(pair(None, "one counts crimes, the other people"), [100.0, 50.0], [1.0, 2.0])
    assert outcome.status is Status.PASSED and "one counts crimes, the other people" in outcome.detail


def test_parts_are_added_up_and_a_sum_with_a_part_missing_is_no_figure(judged):
    waves = ("2025", "2025", "2026")
    assert judged(pair(), [84.0, 50.0], [80.0, 4.0, 50.0], waves).status is Status.PASSED
    assert judged(pair(), [84.0, 50.0], [80.0, 5.0, 50.0], waves).status is Status.FAILED
    assert judged(pair(), [84.0, 50.0], [80.0, None, 50.0], waves).detail == "1 figures of bins and waves agree"


def test_a_pair_of_which_one_table_is_not_published_has_no_rule(monkeypatch):
    monkeypatch.setattr(one_figure, "read_equivalences", lambda: [pair()])
    assert figure_rule_ids(PUBLISHED) == ["bins.bins_asked.one_figure"]
    assert figure_rule_ids(["bins"]) == []


@pytest.mark.parametrize(
    ("numerator", "window", "level"),
    [
        ("code=45", "1", "level = 'code' and category = '45'"),
        ("all", "1", "level = 'all' and category = 'all'"),
        ("code=45", "12", None),
        ("code=45;code=46", "1", None),
        ("flag=knife", "1", None),
    ],
)
def test_a_measure_that_is_a_level_of_a_month_is_compared_without_a_row_in_the_register(
    numerator, window, level, tmp_path
):
    seeds = shutil.copytree(SEEDS, tmp_path / "seeds")
    row = "x,X,Safety,X,crime,{},,count,lower,csp;ward,month,{},event,Lead,,2015-04,proposed\n"
    with (seeds / "measure_catalogue.csv").open("a", encoding="utf-8") as handle:
        handle.write(row.format(numerator, window))
    new = [item for item in read_equivalences(seeds) if item not in read_equivalences()]
    assert [item.second.rows for item in new] == (
        [f"subject = 'crime' and {level} and pattern = 'month'"] if level else []
    )
    assert [item.rule for item in new] == (["fct_measure_values.x_levels.one_figure"] if level else [])
