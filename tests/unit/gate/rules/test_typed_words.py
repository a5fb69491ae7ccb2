"""Typed words are read back from the files that would go out."""

import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.contracts.outcome import Severity, Status
from ossp_pipeline.gate.rules.typed_words import judge_words, words_rule_ids

TYPED = {"returns": ["narrative", "reason"]}


def judged(folder, narrative: list[str | None]):
    reasons = ["no figure"] * len(narrative)
    pq.write_table(pa.table({"narrative": narrative, "reason": reasons}), folder / "returns.parquet")
    [outcome] = judge_words(TYPED, folder)
    assert [outcome.rule] == words_rule_ids(TYPED)
    return outcome


def test_a_cell_that_seems_to_tell_holds_the_release_and_is_not_repeated(tmp_path):
    outcome = judged(tmp_path, ["fewer cases", None, "write to a.b@council.gov.uk"])
    assert (outcome.status, outcome.severity, outcome.observed) == (Status.FAILED, Severity.HOLD, 1)
    assert "narrative in 1 row(s)" in outcome.detail
    assert "council.gov.uk" not in outcome.detail


def test_hidden_characters_hide_nothing(tmp_path):
    assert judged(tmp_path, ["0770\u200b0 900123"]).status is Status.FAILED


def test_plain_words_pass(tmp_path):
    assert judged(tmp_path, ["fewer cases", None]).status is Status.PASSED
