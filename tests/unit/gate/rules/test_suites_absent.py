"""A table that rests on facts nobody has stated, or a feed not collected here, may be empty, and only then."""

import pytest

from ossp_pipeline.gate.rules.suites import read_suite


def fewest_rows(table: str, absent: list[str]) -> int:
    suite = read_suite("release", table).where_absent(absent)
    (rule,) = [item for item in suite.document["expectations"] if item["meta"]["rule"] == f"{table}.rows.present"]
    return rule["kwargs"]["min_value"]


@pytest.mark.parametrize(
    ("table", "fact"),
    [
        ("performance_actions", "plan_actions"),
        ("performance_grants", "grants"),
        ("performance_grant_lines", "grants"),
        ("performance_safer_streets", "safer_streets"),
        ("sna_previous_plan", "plan_actions"),
        ("sna_change", "assessments"),
        ("sna_reoffending", "proven_reoffending"),
        ("sna_stop_and_search", "stop_and_search"),
        ("sna_stop_and_search", "sna_comparators"),
    ],
)
def test_table_without_facts_may_be_empty_and_says_which_file_states_nothing(table, fact):
    assert (fewest_rows(table, []), fewest_rows(table, ["comparators"]), fewest_rows(table, [fact])) == (1, 1, 0)
    (rule,) = [item for item in read_suite("release", table).where_absent([fact]).rules if "rows.present" in item.rule]
    assert rule.rationale == f"Nothing is stated or collected here yet of {fact}"


def test_table_that_rests_on_deliveries_is_never_empty():
    assert fewest_rows("dim_areas", ["plan_actions", "grants"]) == 1
