"""Every rule can fail: each has a sample that breaks it and no other, and the table it is broken from is sound."""

import json
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from ossp_pipeline.contracts.outcome import Status
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.subjects import Subject
from tests.integration.gate.bases import Base, read_bases, suite_documents, write_bases
from tests.integration.gate.samples import Sample, samples_of, sound_samples_of

RULES = [item["meta"]["rule"] for document in suite_documents().values() for item in document["expectations"]]
SAMPLES: dict[str, Sample] = {
    name: sample for document in suite_documents().values() for name, sample in samples_of(document).items()
}
SOUND: dict[str, Sample] = {
    name: sample for document in suite_documents().values() for name, sample in sound_samples_of(document).items()
}
# Status by rule, by the name of the table or sample that was judged.
Verdicts = dict[str, dict[str, str]]


@pytest.fixture(scope="session")
def bases(delivered, released, made_once) -> dict[str, Base]:
    return read_bases(made_once("bases", partial(write_bases, delivered, released)))


@pytest.fixture(scope="session")
def unbroken(bases, made_once) -> Verdicts:
    """Every table as it is, all in one run."""
    return made_once.document("unbroken", lambda _: judged([base.unbroken() for base in bases.values()]))


@pytest.fixture(scope="session")
def broken(bases, made_once) -> Callable[[str], dict[str, str]]:
    """The status of each rule over a sample. All samples of its table that are run as often as it come in one run."""

    @cache
    def of_table(table: str, is_first: bool) -> Verdicts:
        name = f"samples-{table}-{'first' if is_first else 'further'}"
        return made_once.document(name, partial(judge_samples, bases, table, is_first))

    return lambda name: of_table((SAMPLES | SOUND)[name].table, is_first_of_its_rule(name))[name]


def judge_samples(bases: dict[str, Base], table: str, is_first: bool, folder: Path) -> Verdicts:
    """The samples are written to the folder. The tables that their rules look at lie beside them."""
    beside = [bases[name].unbroken() for name in named_in(bases[table], bases)]
    samples = {
        name: sample.sql
        for name, sample in (SAMPLES | SOUND).items()
        if sample.table == table and is_first_of_its_rule(name) == is_first
    }
    return judged([*beside, *(bases[table].with_sample(name, sql, folder) for name, sql in samples.items())])


def is_first_of_its_rule(name: str) -> bool:
    """Or a sound sample. The others, for further branches of a rule, are run by `make nightly`."""
    return name in SOUND or name.endswith(" 1")


def judged(subjects: list[Subject]) -> Verdicts:
    statuses: Verdicts = {subject.suite.table: {} for subject in subjects}
    for outcome in validate(subjects):
        statuses[outcome.subject][outcome.rule] = outcome.status
    return statuses


def named_in(base: Base, bases: dict[str, Base]) -> set[str]:
    """The other tables that its rules name."""
    rules = json.dumps([item["kwargs"] for item in base.suite.document["expectations"]])
    return set(re.findall(r"\w+", rules)).intersection(bases) - {base.suite.table}


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_a_failing_sample(rule):
    assert f"{rule} 1" in SAMPLES, f"{rule} has no failing sample: write one under `broken_by` of its meta"


@pytest.mark.parametrize("table", suite_documents())
def test_unbroken_table_passes_its_whole_suite(table, unbroken):
    assert set(unbroken[table].values()) == {Status.PASSED}, unbroken[table]


@pytest.mark.parametrize(
    "name", [name if is_first_of_its_rule(name) else pytest.param(name, marks=pytest.mark.nightly) for name in SAMPLES]
)
def test_sample_breaks_exactly_its_rule(name, broken):
    verdicts = broken(name)
    assert Status.ERRORED not in verdicts.values()
    failed = {rule for rule, status in verdicts.items() if status == Status.FAILED}
    assert failed == {SAMPLES[name].rule, *SAMPLES[name].also}


@pytest.mark.parametrize("name", SOUND)
def test_sound_sample_breaks_no_rule(name, broken):
    verdicts = broken(name)
    assert set(verdicts.values()) == {Status.PASSED}, verdicts
