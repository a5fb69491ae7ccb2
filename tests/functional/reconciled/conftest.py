"""The released sample three times over: the raw rows, the warehouse made of them, the tables that were published."""

from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest

from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.transform.build import Builds
from ossp_pipeline.transform.tables import open_warehouse
from tests.functional.reconciled.accepted import Raw

Tables = Callable[[str], pd.DataFrame]


@pytest.fixture(scope="session")
def raw(released) -> Raw:
    return Raw(released.raw)


@pytest.fixture(scope="session")
def warehouse(released) -> Tables:
    """A table of the warehouse by name: every figure, also those that are withheld when published."""
    build = Builds(released.builds).newest()

    @cache
    def read(name: str) -> pd.DataFrame:
        with open_warehouse(build) as connection:
            return connection.table(name).df()

    return read


@pytest.fixture(scope="session")
def published(released) -> Tables:
    """A table of the release by name."""
    release = Releases(released.releases).current()
    assert release is not None
    return cache(lambda name: pd.read_parquet(release.folder / "tables" / f"{name}.parquet"))
