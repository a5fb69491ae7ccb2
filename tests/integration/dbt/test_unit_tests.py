"""dbt's own unit tests, run in one go over the tables of the released sample. Builds leave them out."""

import pytest

from tests.integration.dbt.projects import Ran, copy_build, run_tests, unit_tests


@pytest.fixture(scope="module")
def ran(sample, tmp_path_factory) -> dict[str, Ran]:
    build = copy_build(sample, tmp_path_factory.mktemp("unit"))
    return run_tests(sample, build, "--select", "test_type:unit")


def test_every_unit_test_that_is_written_ran(ran):
    assert set(ran) == set(unit_tests())


@pytest.mark.parametrize("name", unit_tests())
def test_unit_test_passes(name, ran):
    assert ran[name].status == "pass", ran[name].message
