"""A figure that rests on an unconfirmed month creates no verdict, no colour and no rank, whatever it is."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.contracts.status import Verdict
from ossp_pipeline.transform.measures.signals import CARRIED
from tests.unit.transform.measures.conftest import CSP, judge_rows, measure, month_rows

DOUBT = "2025-09 is unconfirmed: 40 rows, about 100 expected"
STEADY = [100, 104, 97, 101, 99, 103, 98, 102] * 3 + [100, 99, 101, 100, 98]
TARGET = {"measure_id": "burglary", "area_code": CSP, "first_period": "2023-04", "target": 80.0, "basis": "agreed"}
PEER = {"measure_id": "burglary", "area_code": "E1", "area_name": "Elsewhere", "area_type": "district", "value": 60.0}


def in_doubt(counts, newest, doubt=DOUBT):
    rows = month_rows([*counts, newest])
    rows[-1] |= {"unconfirmed_reason": doubt}
    return rows


def judged(counts, newest, doubt=DOUBT, polarity="lower"):
    period = month_rows([*counts, newest])[-1]["period"]
    peers = [PEER | {"period": period, "source": "s"}]
    return judge_rows(
        in_doubt(counts, newest, doubt), [measure(polarity=polarity)], targets=[TARGET], comparators=peers
    )


def test_a_short_month_reads_as_an_improvement_unless_it_is_in_doubt():
    """The fault that the rule is there for: the same figures, with and without the doubt."""
    believed = judged(STEADY, 40, doubt=None).iloc[-1]
    assert (believed["verdict"], believed["rag"], believed["peer_rank"]) == (Verdict.IMPROVING, "green", 1)
    doubted = judged(STEADY, 40).iloc[-1]
    assert (doubted["verdict"], doubted["rag"], doubted["peer_rank"]) == (Verdict.UNCHANGED, "red", None)
    assert doubted["value"] == 40 and doubted["unconfirmed_reason"] == DOUBT
    assert doubted["verdict_reason"] == f"as of 2025-08: {DOUBT}"
    assert pd.isna(doubted["point_kind"]) and doubted["rank_reason"] == "no rank: the figure is unconfirmed"


def test_without_an_earlier_figure_there_is_no_verdict():
    row = judge_rows(in_doubt([], 40), targets=[TARGET]).iloc[-1]
    assert (row["verdict"], row["rag"], row["verdict_reason"]) == (Verdict.UNJUDGED, None, DOUBT)


def test_a_worsening_that_stood_before_still_stands():
    rising = [100] * 16 + [150] * 8
    assert judged(rising, 20).iloc[-1]["verdict"] == Verdict.WORSENING


@pytest.mark.slow
@given(
    polarity=st.sampled_from(["lower", "higher", "neutral"]),
    past=st.lists(st.integers(0, 200), min_size=8, max_size=30),
    newest=st.integers(0, 400),
    fewer=st.integers(1, 400),
)
def test_no_removal_of_rows_from_a_month_in_doubt_changes_what_is_said(polarity, past, newest, fewer):
    full, short = (judged(past, number, polarity=polarity) for number in (newest, max(0, newest - fewer)))
    for name in (*CARRIED, "verdict_reason", "point_kind", "rule", "benchmark_mark", "peer_rank", "centre_line"):
        assert list(full[name].map(repr)) == list(short[name].map(repr)), name
