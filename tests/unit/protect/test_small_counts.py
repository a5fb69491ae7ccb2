"""Withholding small counts about people: one pure function, its boundaries tested one by one."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ossp_pipeline.contracts.status import ValueStatus
from ossp_pipeline.protect.small_counts import (
    Protection,
    is_small,
    read_protection,
    withhold_few_or_none,
    withhold_small_counts,
)

SPEC = Protection(
    counts=("numerator", "denominator"),
    values=("numerator", "denominator", "value"),
    shares=(("numerator", "denominator"),),
)
SCHEMA = pa.schema(
    [
        ("unit", pa.string()),
        ("disclosure_class", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("value", pa.float64()),
        ("status", pa.string()),
        ("status_reason", pa.string()),
    ]
)


def row(numerator, denominator=None, unit="count", kind="person"):
    return {
        "unit": unit,
        "disclosure_class": kind,
        "numerator": numerator,
        "denominator": denominator,
        "value": None if numerator is None else float(numerator),
        "status": ValueStatus.NOT_SUPPLIED if numerator is None else ValueStatus.OBSERVED,
        "status_reason": None,
    }


def protected(*rows, threshold=5):
    return withhold_small_counts(pa.Table.from_pylist(list(rows), schema=SCHEMA), SPEC, threshold).to_pylist()


@pytest.mark.parametrize(("count", "hidden"), [(0, False), (1, True), (4, True), (5, False), (6, False)])
def test_counts_about_people_are_hidden_from_one_to_just_below_the_threshold(count, hidden):
    (shown,) = protected(row(count))
    assert (shown["status"] == ValueStatus.WITHHELD) is hidden
    assert (shown["numerator"] is None) is hidden


def test_a_hidden_row_is_hidden_in_every_figure_and_says_why():
    (shown,) = protected(row(3, 100, unit="rate_per_1000"))
    assert [shown[name] for name in SPEC.values] == [None, None, None]
    assert "threshold" in shown["status_reason"]


def test_a_small_denominator_hides_a_large_share():
    (shown,) = protected(row(0, 4, unit="percent"))
    assert shown["status"] == ValueStatus.WITHHELD


@pytest.mark.parametrize(("whole", "hidden"), [(100, False), (101, True), (104, True), (105, False)])
def test_the_rest_of_a_share_is_a_count_of_people_too(whole, hidden):
    (shown,) = protected(row(100, whole, unit="percent"))
    assert (shown["status"] == ValueStatus.WITHHELD) is hidden


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False), (-1, False)])
def test_a_count_is_small_from_one_to_just_below_the_threshold(count, small):
    assert is_small(count, 5) is small


RETURNED = SCHEMA.append(pa.field("measure_id", pa.string()))


@pytest.mark.parametrize(
    ("changes", "hidden"),
    [
        ({"numerator": 0}, True),
        ({"numerator": 4}, True),
        ({"numerator": 5}, False),
        ({"numerator": None, "value": None, "status": ValueStatus.NOT_SUPPLIED}, False),
        ({"numerator": 5, "denominator": 9, "unit": "percent"}, True),
        ({"numerator": 5, "denominator": 10, "unit": "percent"}, False),
        ({"numerator": 5, "denominator": 9, "unit": "rate_per_1000"}, False),
        ({"numerator": 0, "disclosure_class": "event"}, False),
        ({"numerator": 0, "disclosure_class": None}, True),
        ({"numerator": 0, "measure_id": "another"}, False),
    ],
)
def test_of_some_measures_none_is_withheld_as_a_few_are(changes, hidden):
    """Else that a figure is withheld would say that it is one to four."""
    given = {**row(7), "measure_id": "completed", **changes}
    table = pa.Table.from_pylist([given], schema=RETURNED)
    (shown,) = withhold_few_or_none(table, SPEC, 5, ["completed"]).to_pylist()
    assert (shown["status"] == ValueStatus.WITHHELD) is hidden
    assert shown == given if not hidden else [shown[name] for name in SPEC.values] == [None, None, None]


def test_a_table_without_measures_has_none_of_them():
    table = pa.Table.from_pylist([row(0)], schema=SCHEMA)
    assert withhold_few_or_none(table, SPEC, 5, ["completed"]) == table


def test_counts_of_events_pass():
    (shown,) = protected(row(1, kind="event"))
    assert (shown["numerator"], shown["status"]) == (1, ValueStatus.OBSERVED)


@pytest.mark.parametrize("kind", [None, "perzon"])
def test_a_row_that_does_not_declare_to_count_events_is_about_people(kind):
    (shown,) = protected(row(3, kind=kind))
    assert (shown["numerator"], shown["status"]) == (None, ValueStatus.WITHHELD)


def test_missing_stays_missing_and_is_not_called_withheld():
    (shown,) = protected(row(None))
    assert (shown["value"], shown["status"]) == (None, ValueStatus.NOT_SUPPLIED)


counts = st.one_of(st.none(), st.integers(0, 30))
rows = st.builds(
    row, counts, counts, st.sampled_from(["count", "percent", "rate_per_1000"]), st.sampled_from(["person", "event"])
)


@given(st.lists(rows, max_size=20), st.integers(2, 12))
def test_no_small_count_about_people_survives_and_nothing_else_changes(given_rows, threshold):
    table = pa.Table.from_pylist(given_rows, schema=SCHEMA)
    result = withhold_small_counts(table, SPEC, threshold)
    assert result.schema == table.schema
    for before, after in zip(given_rows, result.to_pylist(), strict=True):
        if after["status"] == ValueStatus.WITHHELD:
            assert before["disclosure_class"] == "person"
            assert all(after[name] is None for name in SPEC.values)
            continue
        assert after == before
        if after["disclosure_class"] == "person":
            assert not any(after[name] is not None and 0 < after[name] < threshold for name in SPEC.counts)


@given(st.lists(rows, max_size=10))
def test_withholding_twice_changes_nothing_more(given_rows):
    once = withhold_small_counts(pa.Table.from_pylist(given_rows, schema=SCHEMA), SPEC, 5)
    assert withhold_small_counts(once, SPEC, 5) == once


def test_a_declaration_is_read_from_a_models_meta():
    entry = {"counts": ["n"], "values": ["n", "v"], "shares": [["n", "d"]]}
    assert read_protection(entry) == Protection(("n",), ("n", "v"), (("n", "d"),))
    assert read_protection(None) is None


QUESTIONS = pa.schema(
    [
        ("question", pa.string()),
        ("disclosure_class", pa.string()),
        ("numerator", pa.int64()),
        ("status", pa.string()),
        ("status_reason", pa.string()),
    ]
)


def answers_to(*counts):
    """Rows of (question, count), after the step that withholds all answers to one question together."""
    rows = [
        {
            "question": question,
            "disclosure_class": "person",
            "numerator": count,
            "status": ValueStatus.NOT_SUPPLIED if count is None else ValueStatus.OBSERVED,
            "status_reason": None,
        }
        for question, count in counts
    ]
    spec = Protection(counts=("numerator",), values=("numerator",), together=("question",))
    return withhold_small_counts(pa.Table.from_pylist(rows, schema=QUESTIONS), spec, 5).to_pylist()


def test_with_one_answer_all_answers_to_the_same_question_are_hidden_and_say_why():
    small, beside, other = answers_to(("sex", 3), ("sex", 900), ("age", 900))
    assert (small["status"], beside["status"], other["status"]) == (
        ValueStatus.WITHHELD,
        ValueStatus.WITHHELD,
        ValueStatus.OBSERVED,
    )
    assert beside["numerator"] is None and "another answer" in beside["status_reason"]
    assert "another answer" not in small["status_reason"]


def test_an_answer_that_was_not_supplied_is_not_called_withheld():
    _, missing = answers_to(("sex", 3), ("sex", None))
    assert missing["status"] == ValueStatus.NOT_SUPPLIED


@given(st.lists(st.tuples(st.sampled_from(["sex", "age"]), st.integers(0, 12)), max_size=12))
def test_no_question_has_both_hidden_and_shown_answers(counts):
    for question in ("sex", "age"):
        assert len({row["status"] for row in answers_to(*counts) if row["question"] == question}) <= 1


@pytest.mark.parametrize(
    ("given", "hidden"),
    [
        (row(0), True),
        (row(4), True),
        (row(5), False),
        (row(12, 12, "percent"), True),
        (row(12, 16, "percent"), True),
        (row(12, 17, "percent"), False),
        (row(0, kind="event"), False),
        (row(None), False),
    ],
)
def test_for_the_public_none_is_hidden_as_one_to_four_are(given, hidden):
    """Else that a returned figure is withheld would say that it is one of four."""
    table = pa.Table.from_pylist(
        [given | {"measure_id": "m"}], schema=SCHEMA.append(pa.field("measure_id", pa.string()))
    )
    (shown,) = withhold_few_or_none(table, SPEC, 5, ["m"]).to_pylist()
    assert (shown["status"] == ValueStatus.WITHHELD) is hidden
    assert withhold_few_or_none(table, SPEC, 5, ["other"]).equals(table)
