"""Suites are read strictly: a rule that does not say what every rule must say is refused, and named."""

import json
from copy import deepcopy

import pytest

from ossp_pipeline.contracts.outcome import Severity
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.feeds.registry import FEEDS
from ossp_pipeline.gate.rules.suites import SuiteRule, parse_suite, read_suite
from ossp_pipeline.settings import EXPECTATIONS

RULE = {
    "type": "expect_table_row_count_to_be_between",
    "kwargs": {"min_value": 1},
    "severity": "critical",
    "meta": {"rule": "bins.rows.present", "owner": "analyst", "rationale": "there are bins", "remedy": "count again"},
}
SHIPPED = sorted(EXPECTATIONS.glob("*/*.json"))


def suite_with(folder, *rules):
    path = folder / "bins.json"
    path.write_text(json.dumps({"name": "bins", "expectations": rules}))
    return parse_suite("raw", "bins", path)


def test_rule_says_whose_it_is_why_and_what_to_do(tmp_path):
    warning = {**RULE, "severity": "warning", "meta": {**RULE["meta"], "rule": "bins.rows.many"}}
    assert suite_with(tmp_path, RULE, warning).rules == [
        SuiteRule("bins.rows.present", "bins", Severity.HOLD, "analyst", "there are bins", "count again"),
        SuiteRule("bins.rows.many", "bins", Severity.WARN, "analyst", "there are bins", "count again"),
    ]


@pytest.mark.parametrize("name", ["owner", "rationale", "remedy"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_rule_that_does_not_say_something_is_refused_by_name(name, blank, tmp_path):
    rule = deepcopy(RULE)
    rule["meta"][name] = blank
    if blank is None:
        del rule["meta"][name]
    with pytest.raises(BrokenError) as refused:
        _ = suite_with(tmp_path, rule).rules
    assert refused.value.message == f"a rule of suite bins lacks {name}: bins.rows.present"


def test_rule_without_an_id_is_named_by_its_type(tmp_path):
    with pytest.raises(BrokenError) as refused:
        _ = suite_with(tmp_path, {**RULE, "meta": {}}).rules
    assert refused.value.message == (
        "a rule of suite bins lacks rule, owner, rationale, remedy: expect_table_row_count_to_be_between"
    )


@pytest.mark.parametrize("severity", [None, "info", "hold"])
def test_rule_whose_failure_would_mean_nothing_is_refused(severity, tmp_path):
    rule = {name: value for name, value in {**RULE, "severity": severity}.items() if value}
    with pytest.raises(BrokenError, match=r"lacks severity \(critical or warning\): bins.rows.present"):
        _ = suite_with(tmp_path, rule).rules


def test_two_rules_with_one_id_are_refused(tmp_path):
    """The results are looked up by rule: the one that passes would answer for the one that fails."""
    with pytest.raises(BrokenError, match=r"Suite bins has a rule twice: bins.rows.present"):
        _ = suite_with(tmp_path, RULE, {**RULE, "kwargs": {"min_value": 9}}).rules


def test_empty_suite_is_refused(tmp_path):
    with pytest.raises(BrokenError, match=r"The suite raw/bins.json is empty"):
        suite_with(tmp_path)


def test_suite_that_is_not_there_is_refused():
    with pytest.raises(BrokenError, match=r"There is no suite raw/bins.json"):
        read_suite("raw", "bins")


def test_settings_are_put_into_the_rules_that_refer_to_them():
    rules = read_suite("release", "fct_measure_values", {"small_count": 7}).document["expectations"]
    query = next(rule["kwargs"] for rule in rules if rule["meta"]["rule"].endswith("none_small"))
    assert "numerator between 1 and 7 - 1" in query["unexpected_rows_query"]
    assert "{batch}" in query["unexpected_rows_query"]


def test_every_feed_has_a_suite():
    assert {path.stem for path in SHIPPED if path.parent.name == "raw"} == set(FEEDS)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_suite_begins_with_rows_and_names_its_rules_after_its_table(path):
    suite = read_suite(path.parent.name, path.stem)
    rules = [rule.rule for rule in suite.rules]
    assert suite.document["name"] == path.stem
    assert rules[0] == f"{path.stem}.rows.present"
    assert [rule for rule in rules if len(rule.split(".")) != 3 or not rule.startswith(f"{path.stem}.")] == []
    # An area in which nobody has returned a workbook yet, or no quarter has ended, publishes what its feeds give.
    is_returned = path.stem in ("performance_returns", "performance_comments") or (
        path.parent.name == "raw" and "return_state" in {item.name for item in FEEDS[path.stem].columns}
    )
    assert suite.rules[0].severity is (Severity.WARN if is_returned else Severity.HOLD)
