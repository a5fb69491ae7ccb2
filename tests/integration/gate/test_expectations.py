"""What Great Expectations is asked for, what comes back, and what becomes of a rule that cannot run."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from ossp_pipeline.contracts.outcome import Outcome, Status
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.extract.raw_store import landed_schema
from ossp_pipeline.feeds.registry import personal_feeds
from ossp_pipeline.gate.rules import expectations
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.subjects import Subject, feed_subject
from ossp_pipeline.gate.rules.suites import Suite, parse_suite
from ossp_pipeline.settings import TELEMETRY_OFF
from ossp_pipeline.transform.build import Builds
from tests.integration.gate.bases import suite_documents

MARKER, MARKED_NUMBER = "MARKER-7Q3", 777123
PEOPLE = f"""
    select * from (values
        ('2025-26Q1', '{MARKER}', {MARKED_NUMBER}.0, date '2025-02-01', date '2025-01-01'),
        ('2025-26Q1', '{MARKER}', -{MARKED_NUMBER}.0, date '2025-01-01', date '2025-02-01'),
        ('2025-26Q1', 'other', null, null, null)
    ) as people (period, word, amount, later, earlier)
"""
# Every one of these fails on PEOPLE, and each for a value that holds the marker.
FAILING: list[tuple[str, dict[str, Any]]] = [
    ("expect_table_row_count_to_be_between", {"min_value": 100}),
    ("expect_column_values_to_be_in_set", {"column": "word", "value_set": ["other"]}),
    ("expect_column_values_to_not_be_in_set", {"column": "word", "value_set": ["other"]}),
    ("expect_column_values_to_not_match_regex", {"column": "word", "regex": "^MARK"}),
    ("expect_column_distinct_values_to_equal_set", {"column": "word", "value_set": ["other"]}),
    ("expect_column_unique_value_count_to_be_between", {"column": "word", "min_value": 10}),
    ("expect_column_values_to_be_unique", {"column": "word"}),
    ("expect_column_values_to_not_be_null", {"column": "amount"}),
    ("expect_column_values_to_be_between", {"column": "amount", "min_value": 0}),
    ("expect_column_mean_to_be_between", {"column": "amount", "min_value": 1}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "later", "column_B": "earlier"}),
    ("unexpected_rows_expectation", {"unexpected_rows_query": "select word, amount from {batch} where amount < 0"}),
]
# DuckDB quotes the value in the messages of both.
UNABLE: list[tuple[str, dict[str, Any]]] = [
    ("unexpected_rows_expectation", {"unexpected_rows_query": "select cast(word as integer) as number from {batch}"}),
    ("unexpected_rows_expectation", {"unexpected_rows_query": "select strptime(word, '%Y') as year from {batch}"}),
]


def suite_of(rules: list[tuple[str, dict[str, Any]]], table: str = "people") -> Suite:
    """A suite of these rules; their ids say no more than their place."""
    meta = {"owner": "data engineer", "rationale": "it is so", "remedy": "look"}
    written = [
        {"type": kind, "kwargs": kwargs, "severity": "critical", "meta": {"rule": f"{table}.rule.{number}", **meta}}
        for number, (kind, kwargs) in enumerate(rules)
    ]
    return Suite("raw", table, {"name": table, "expectations": written})


@pytest.fixture
def judged(monkeypatch) -> Iterator[Callable[..., tuple[list[Outcome], list[Any], list[Any]]]]:
    """Judge a subject and answer with the outcomes, the raw results, and the result formats that were asked for."""
    from great_expectations.datasource.fluent.interfaces import Batch

    raw: list[Any] = []
    asked: list[Any] = []
    read, ask = expectations._read, Batch.validate

    def keep_result(rule, result):
        raw.append(result)
        return read(rule, result)

    def keep_question(self, expect, *, result_format, **kwargs):
        asked.append(result_format)
        return ask(self, expect, result_format=result_format, **kwargs)

    monkeypatch.setattr(expectations, "_read", keep_result)
    monkeypatch.setattr(Batch, "validate", keep_question)
    yield lambda *subjects: (validate(list(subjects)), raw, asked)


def leaves(value: Any) -> Iterator[Any]:
    """Every element of a document, at any depth, keys included."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from leaves(item)
    elif isinstance(value, list | tuple | set):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def told_by(result: Any) -> str:
    """All that comes back with a result, its question and its traceback included."""
    return json.dumps(result.to_json_dict(), default=str)


# ---- rules that cannot run


def test_unknown_expectation_is_refused():
    suite = suite_of([FAILING[0], ("expect_column_to_be_sensible", {"column": "word"})])
    with pytest.raises(BrokenError, match="E-SUITE: The suite people names an unknown expectation"):
        validate([Subject(suite, PEOPLE, personal=False)])


def test_empty_suite_is_refused(tmp_path):
    path = tmp_path / "people.json"
    path.write_text('{"name": "people", "expectations": []}')
    with pytest.raises(BrokenError) as refused:
        parse_suite("raw", "people", path)
    assert refused.value.message == "the suite raw/people.json is empty"


def test_rule_on_a_missing_column_errs_and_the_others_are_judged():
    rules = [
        ("expect_column_values_to_not_be_null", {"column": "nonesuch"}),
        ("unexpected_rows_expectation", {"unexpected_rows_query": "select nonesuch from {batch}"}),
        ("expect_column_values_to_not_be_null", {"column": "amount"}),
        ("expect_column_values_to_not_be_null", {"column": "period"}),
    ]
    outcomes = validate([Subject(suite_of(rules), PEOPLE, personal=False)])
    assert [outcome.status for outcome in outcomes] == [Status.ERRORED, Status.ERRORED, Status.FAILED, Status.PASSED]
    assert [outcome.holds for outcome in outcomes] == [True, True, True, False]


@pytest.mark.parametrize("personal", [True, False])
def test_missing_file_makes_every_rule_of_its_suite_err_and_no_other(personal, tmp_path):
    query = f"select * from read_parquet('{tmp_path}/gone.parquet')"
    subjects = [
        Subject(suite_of(FAILING, "gone"), query, personal),
        Subject(suite_of(FAILING, "people"), PEOPLE, personal),
    ]
    outcomes = validate(subjects)
    assert [outcome.status for outcome in outcomes] == [Status.ERRORED] * len(FAILING) + [Status.FAILED] * len(FAILING)


def test_each_result_is_told_as_it_comes():
    reported: list[Outcome] = []
    outcomes = validate([Subject(suite_of(FAILING), PEOPLE, personal=False)], reported.append)
    assert reported == outcomes


# ---- values


def test_only_pass_or_fail_is_asked_about_people(judged):
    outcomes, raw, asked = judged(Subject(suite_of(FAILING), PEOPLE, personal=True))
    assert asked == [{"result_format": "BOOLEAN_ONLY"}]
    assert [result.to_json_dict()["result"] for result in raw] == [{}] * len(FAILING)
    assert {outcome.status for outcome in outcomes} == {Status.FAILED}
    assert {outcome.observed for outcome in outcomes} == {None}


def test_results_about_people_hold_no_value_even_where_a_rule_errs(judged, caplog, capfd):
    outcomes, raw, _ = judged(Subject(suite_of([*FAILING, *UNABLE]), PEOPLE, personal=True))
    assert [outcome.status for outcome in outcomes[len(FAILING) :]] == [Status.ERRORED] * len(UNABLE)
    written = capfd.readouterr()
    for text in (*map(told_by, raw), *map(str, outcomes), caplog.text, written.out, written.err):
        assert MARKER not in text
        assert str(MARKED_NUMBER) not in text


def test_results_about_events_hold_counts_only(judged):
    outcomes, raw, asked = judged(Subject(suite_of([*FAILING, *UNABLE]), PEOPLE, personal=False))
    assert asked[0]["exclude_unexpected_values"] is True
    assert all(outcome.status is not Status.PASSED for outcome in outcomes)
    for result in raw:
        found = result.to_json_dict()["result"]
        assert MARKER not in told_by(result)
        assert all(item in found or item is None or isinstance(item, int | float) for item in leaves(found)), found


@pytest.mark.parametrize("feed", personal_feeds(), ids=lambda feed: feed.name)
def test_suites_about_people_tell_no_value_of_their_rows(feed, released, judged):
    """The shipped suites over the sample, with a marker in every text, no two alike: so no person comes twice."""
    build = Builds(released.builds).newest()
    subject = feed_subject(feed, sorted((build.inputs / feed.name).glob("*.parquet")))
    texts = [field.name for field in landed_schema(feed) if pa.types.is_string(field.type)]
    marked = ", ".join(f"'{MARKER}' || row_number() over () as {name}" for name in texts)
    outcomes, raw, asked = judged(replace(subject, query=f"select * replace ({marked}) from ({subject.query})"))
    assert asked == [{"result_format": "BOOLEAN_ONLY"}]
    # Some suites have no rule about a text: nothing of theirs fails.
    assert {outcome.status for outcome in outcomes} - {Status.FAILED} == {Status.PASSED}
    assert MARKER not in "".join(map(told_by, raw))
    assert {outcome.observed for outcome in outcomes} == {None}


# ---- quiet

_SCRIPT = """
import json, os, socket, sys
reached = []
def refuse(self, address, *rest):
    reached.append(str(address))
    raise OSError("no network here")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = lambda *names, **options: refuse(None, names)
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.subjects import Subject
from tests.integration.gate.test_expectations import FAILING, PEOPLE, suite_of
outcomes = validate([Subject(suite_of(FAILING), PEOPLE, personal=False)])
print(json.dumps({"judged": len(outcomes), "reached": reached}))
"""


def test_validation_reaches_nobody_and_writes_nothing(tmp_path):
    """Neither to the working directory nor to the temporary or the home folder."""
    root = Path(__file__).resolve().parents[3]
    places = {name: tmp_path / name for name in ("here", "TMPDIR", "HOME")}
    for place in places.values():
        place.mkdir()
    environment = {
        **os.environ,
        **TELEMETRY_OFF,
        "PYTHONPATH": str(root),
        "TMPDIR": str(places["TMPDIR"]),
        "HOME": str(places["HOME"]),
    }
    run = subprocess.run(
        [sys.executable, "-c", _SCRIPT], cwd=places["here"], env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == {"judged": len(FAILING), "reached": []}
    assert run.stderr == ""
    assert [path.relative_to(tmp_path) for place in places.values() for path in place.rglob("*")] == []


# ---- by SQL as by pandas

_CLOSED = ("2025-01-02", None, "2025-01-01", "2025-02-04", None, "2025-01-06", "2025-01-01", None)
FRAME = pd.DataFrame(
    {
        "code": ["A1", "A2", "A2", "B7", None, "ZZZ", "A9", "A1"],
        "kind": ["one", "two", "two", "three", None, "one", "none such", "one"],
        "amount": [1.0, 2, 3, -4, 5, None, 600, 7],
        "opened": [date(2025, 1, day) for day in range(1, 9)],
        "closed": [day and date.fromisoformat(day) for day in _CLOSED],
    }
)
_PAIR = {"column_A": "closed", "column_B": "opened"}
_BOTH_KNOWN = {**_PAIR, "ignore_row_if": "either_value_is_missing"}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("expect_table_columns_to_match_set", {"column_set": ["code", "kind"], "exact_match": False}),
    ("expect_table_columns_to_match_set", {"column_set": ["code", "colour"], "exact_match": False}),
    ("expect_table_row_count_to_be_between", {"min_value": 9}),
    ("expect_column_values_to_be_in_set", {"column": "kind", "value_set": ["one", "two"]}),
    ("expect_column_values_to_be_in_set", {"column": "kind", "value_set": ["one", "two"], "mostly": 0.7}),
    ("expect_column_values_to_not_be_in_set", {"column": "kind", "value_set": ["none such"]}),
    ("expect_column_values_to_not_be_null", {"column": "code", "mostly": 0.8}),
    ("expect_column_values_to_not_be_null", {"column": "amount"}),
    ("expect_column_values_to_be_unique", {"column": "code"}),
    ("expect_column_values_to_be_between", {"column": "amount", "min_value": 0, "max_value": 100}),
    ("expect_column_values_to_match_regex", {"column": "code", "regex": r"^[A-Z]\d$"}),
    ("expect_column_values_to_match_regex", {"column": "code", "regex": "A"}),
    ("expect_column_values_to_not_match_regex", {"column": "code", "regex": "Z"}),
    ("expect_column_value_lengths_to_equal", {"column": "code", "value": 2}),
    ("expect_column_distinct_values_to_equal_set", {"column": "kind", "value_set": ["one", "two", "three"]}),
    ("expect_column_unique_value_count_to_be_between", {"column": "kind", "min_value": 2, "max_value": 3}),
    ("expect_column_mean_to_be_between", {"column": "amount", "min_value": 0, "max_value": 50}),
    ("expect_column_max_to_be_between", {"column": "amount", "max_value": 500}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["code", "kind"]}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {**_BOTH_KNOWN, "or_equal": True}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {**_BOTH_KNOWN, "mostly": 0.5}),
]
# Known to differ, and so not to be used in a suite: pairs of which one value is missing count as broken in pandas only.
DIFFERENT: list[tuple[str, dict[str, Any]]] = [
    ("expect_column_pair_values_a_to_be_greater_than_b", {**_PAIR, "or_equal": True, "ignore_row_if": "neither"}),
]
# Known to exist by SQL only.
SQL_ONLY = {"unexpected_rows_expectation"}


@pytest.fixture(scope="module")
def by_pandas() -> list[tuple[bool, Any]]:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": FRAME})
    document = suite_of([*CALLS, *DIFFERENT]).document
    suite = gx.ExpectationSuite(name="frame", expectations=document["expectations"])
    results = batch.validate(suite, result_format="SUMMARY").results
    found = {item.expectation_config.meta["rule"]: answer(item) for item in results}
    return [found[item["meta"]["rule"]] for item in document["expectations"]]


@pytest.fixture
def by_sql(judged, tmp_path) -> list[tuple[bool, Any]]:
    path = tmp_path / "frame.parquet"
    FRAME.to_parquet(path)
    query = f"select * from read_parquet('{path}')"
    _, raw, _ = judged(Subject(suite_of([*CALLS, *DIFFERENT]), query, personal=False))
    return [answer(result) for result in raw]


def answer(result: Any) -> tuple[bool, Any]:
    """Whether it passed, and the count of unexpected values or the value observed."""
    assert not expectations._raised(result.exception_info)
    return result.success, result.result.get("unexpected_count", result.result.get("observed_value"))


def test_our_dialect_answers_as_pandas_does(by_sql, by_pandas):
    assert by_sql[: len(CALLS)] == by_pandas[: len(CALLS)]
    assert {success for success, _ in by_sql} == {True, False}


def test_known_differences_are_still_there(by_sql, by_pandas):
    assert by_sql[len(CALLS) :] == [(False, 2)]
    assert by_pandas[len(CALLS) :] == [(False, 5)]


def test_every_expectation_the_suites_use_is_compared():
    used = {item["type"] for document in suite_documents().values() for item in document["expectations"]}
    assert used <= {kind for kind, _ in CALLS} | SQL_ONLY


def test_no_suite_uses_what_is_known_to_differ():
    pairs = [
        item["kwargs"]
        for document in suite_documents().values()
        for item in document["expectations"]
        if item["type"] == DIFFERENT[0][0]
    ]
    unknown = [kwargs for kwargs in pairs if kwargs.get("ignore_row_if") != "either_value_is_missing"]
    # Periods have both dates by contract: the table's columns come from a calendar.
    assert [kwargs["column_A"] for kwargs in unknown] == ["period_end_date"]
