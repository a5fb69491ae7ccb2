"""Every rule can fail: each has a sample that breaks it and no other, and the table it is broken from is sound."""

from dataclasses import replace

import pytest

from ossp_pipeline.contracts.outcome import Status
from ossp_pipeline.gate.rules.expectations import validate
from ossp_pipeline.gate.rules.subjects import Subject
from ossp_pipeline.gate.rules.suites import Suite
from tests.integration.gate.bases import Base, make_bases, suite_documents
from tests.integration.gate.samples import Sample, samples_of, sound_samples_of

RULES = [item["meta"]["rule"] for document in suite_documents().values() for item in document["expectations"]]
SAMPLES: dict[str, Sample] = {
    name: sample for document in suite_documents().values() for name, sample in samples_of(document).items()
}
SOUND: dict[str, Sample] = {
    name: sample for document in suite_documents().values() for name, sample in sound_samples_of(document).items()
}


@pytest.fixture(scope="module")
def bases(delivered, released, tmp_path_factory) -> dict[str, Base]:
    return make_bases(delivered, released, tmp_path_factory.mktemp("bases"))


@pytest.fixture(scope="module")
def verdicts(bases) -> dict[str, dict[str, Status]]:
    """Every rule's status on every sample, and on every unbroken table under the table's name; in one run."""
    subjects = [_subject(base, table, "select * from base") for table, base in bases.items()]
    subjects += [_subject(bases[sample.table], name, sample.sql) for name, sample in (SAMPLES | SOUND).items()]
    statuses: dict[str, dict[str, Status]] = {subject.suite.table: {} for subject in subjects}
    for outcome in validate(subjects):
        statuses[outcome.subject][outcome.rule] = outcome.status
    return statuses


def _subject(base: Base, name: str, sql: str) -> Subject:
    """The sample under a name of its own, so that all can lie in one database beside the unbroken tables."""
    suite = Suite(base.subject.suite.kind, name, base.subject.suite.document)
    return replace(base.subject, suite=suite, query=base.broken(sql))


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_a_failing_sample(rule):
    assert f"{rule} 1" in SAMPLES, f"{rule} has no failing sample: write one under `broken_by` of its meta"


@pytest.mark.parametrize("table", suite_documents())
def test_unbroken_table_passes_its_whole_suite(table, verdicts):
    assert set(verdicts[table].values()) == {Status.PASSED}, verdicts[table]


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_breaks_exactly_its_rule(name, verdicts):
    assert Status.ERRORED not in verdicts[name].values()
    failed = {rule for rule, status in verdicts[name].items() if status is Status.FAILED}
    assert failed == {SAMPLES[name].rule, *SAMPLES[name].also}


@pytest.mark.parametrize("name", SOUND)
def test_sound_sample_breaks_no_rule(name, verdicts):
    assert set(verdicts[name].values()) == {Status.PASSED}, verdicts[name]
