"""One list of words for each vocabulary: in Python, in SQL, in the suites of published tables and in the glossary."""

import json
import re

import pytest
import yaml

from ossp_pipeline.contracts.status import (
    SHOWN,
    CoverageStatus,
    GrantAlarm,
    LeftOut,
    MeasureState,
    Progress,
    RejectionReason,
    ReturnState,
    SharingStatus,
    ValueStatus,
    Verdict,
)
from ossp_pipeline.settings import EXPECTATIONS, PROJECT, SEEDS
from tests.macros import CompilerError, render, words_of

MACROS = {
    "status": ValueStatus,
    "coverage_status": CoverageStatus,
    "return_state": ReturnState,
    "progress": Progress,
    "verdict": Verdict,
    "grant_alarm": GrantAlarm,
    "sharing_status": SharingStatus,
    "rejection_reason": RejectionReason,
    "left_out_reason": LeftOut,
    "measure_state": MeasureState,
}
# Columns of published tables that hold one of these words; where tables differ, with the table.
COLUMNS = {
    "status": ValueStatus,
    "coverage_status": CoverageStatus,
    "return_state": ReturnState,
    "verdict": Verdict,
    "alarm": GrantAlarm,
    "sharing_status": SharingStatus,
    "reason": RejectionReason,
    "left_out_reason": LeftOut,
}
# The evaluation of schemes has verdicts of its own, which nothing but its table says.
OTHERS = {("performance_safer_streets", "verdict")}
# A period that nobody expects is in no published row.
NEVER_PUBLISHED = {CoverageStatus.NOT_EXPECTED}

each_macro = pytest.mark.parametrize(("macro", "words"), MACROS.items(), ids=MACROS)


@each_macro
def test_sql_and_python_have_the_same_words(macro, words):
    assert words_of(macro) == list(words)


@each_macro
def test_macro_writes_each_word_and_refuses_any_other(macro, words):
    assert [render(f"{macro}('{word}')") for word in words] == [f"'{word}'" for word in words]
    with pytest.raises(CompilerError, match=f"{macro} has no word 'observd'"):
        render(f"{macro}('observd')")


def test_the_same_statuses_stand_beside_a_value_in_sql_and_in_python():
    written = ", ".join(f"'{word}'" for word in SHOWN)
    assert render("has_value('status')") == f"status in ({written})"


@pytest.mark.parametrize(("column", "words"), COLUMNS.items(), ids=COLUMNS)
def test_suites_accept_these_words_and_no_others(column, words):
    accepted = {
        table: set(kwargs["value_set"])
        for table, kwargs in accepted_values()
        if kwargs["column"] == column and (table, column) not in OTHERS
    }
    assert {table: found - set(words) for table, found in accepted.items() if not found <= set(words)} == {}
    assert set(words) - set().union(*accepted.values()) <= NEVER_PUBLISHED


def test_the_catalogue_may_hold_the_states_of_a_measure():
    seeds = yaml.safe_load((SEEDS / "seeds.yml").read_text(encoding="utf-8"))["seeds"]
    [columns] = [seed["columns"] for seed in seeds if seed["name"] == "measure_catalogue"]
    [tests] = [column["data_tests"] for column in columns if column["name"] == "status"]
    assert tests[0]["values_in"]["arguments"]["values"] == list(MeasureState)


@pytest.mark.parametrize("words", [ValueStatus, SharingStatus, LeftOut])
def test_the_glossary_has_each_word_with_its_meaning(words):
    glossary = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
    tables = [dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", part, re.MULTILINE)) for part in glossary.split("\n\n")]
    assert {word.value: word.meaning for word in words} in tables


@each_macro
def test_every_word_has_a_meaning(macro, words):
    assert [word for word in words if not word.meaning] == []


def accepted_values():
    """Table and arguments of each rule on accepted values."""
    for path in sorted((EXPECTATIONS / "release").glob("*.json")):
        for rule in json.loads(path.read_text(encoding="utf-8"))["expectations"]:
            if "value_set" in rule["kwargs"]:
                yield path.stem, rule["kwargs"]
