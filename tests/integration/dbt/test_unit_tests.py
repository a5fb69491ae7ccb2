"""dbt's own unit tests, run in one go over the tables of the released sample. Builds leave them out."""

from pathlib import Path

import pytest

from tests.integration.dbt.projects import Ran, copy_build, ran_once, run_tests, unit_tests


@pytest.fixture(scope="module")
def ran(sample, made_once) -> dict[str, Ran]:
    def run(folder: Path) -> dict[str, Ran]:
        return run_tests(sample, copy_build(sample, folder), "--select", "test_type:unit")

    return ran_once(made_once, "dbt-unit-tests", run)


def test_every_unit_test_that_is_written_ran(ran):
    assert set(ran) == set(unit_tests())


@pytest.mark.parametrize("name", unit_tests())
def test_unit_test_passes(name, ran):
    assert ran[name].status == "pass", ran[name].message
