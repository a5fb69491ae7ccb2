"""Two figures of one concept, compared on the files: equal, within what a reason allows, or held with both named."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.gate.rules import one_figure
from ossp_pipeline.gate.rules.one_figure import Equivalence, Side, figure_rule_ids, judge_figures

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
