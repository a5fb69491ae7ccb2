"""The released sample's dbt project, parsed, and its warehouse to look into."""

from collections.abc import Iterator

import duckdb
import pytest

from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.dbt_runner import load_manifest
from ossp_pipeline.transform.manifest import Manifest
from ossp_pipeline.transform.tables import open_warehouse


@pytest.fixture(scope="module")
def sample(released) -> Settings:
    return released


@pytest.fixture(scope="module")
def built(sample) -> Build:
    return Builds(sample.builds).newest()


@pytest.fixture(scope="module")
def manifest(sample) -> Manifest:
    return load_manifest(sample)


@pytest.fixture(scope="module")
def warehouse(built) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(built) as connection:
        yield connection
