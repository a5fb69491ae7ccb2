"""An installation of another area or another time, refreshed once, and questions to what it would publish."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ossp_pipeline.contracts.delivery import Delivery
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build, Builds
from ossp_pipeline.transform.tables import open_warehouse
from tests.installations import settings_in
from tests.part_refresh import broken_rules


@dataclass(frozen=True)
class Refreshed:
    """A refreshed installation. The gate may have held its build: then the candidate is what would have gone out."""

    folder: Path

    @property
    def build(self) -> Build:
        return Builds(self.folder / "data" / "builds").newest()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the candidate's own Parquet files, one view per published table."""
        with duckdb.connect() as connection:
            for file in (self.build.candidate / "tables").glob("*.parquet"):
                connection.execute(f"create view {file.stem} as select * from read_parquet('{file.as_posix()}')")
            return connection.execute(query).fetchall()

    def look_inside(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the warehouse, for what is not published."""
        with open_warehouse(self.build) as connection:
            return connection.execute(query).fetchall()

    def deliveries(self, feed: str) -> dict[str, Delivery]:
        """What the build was made from, by period."""
        return {str(item.receipt.period): item for item in self.build.deliveries() if item.receipt.feed == feed}

    def broken_rules(self) -> dict[str, str]:
        """Rules that did not pass, and how much that weighs: hold or warn."""
        return broken_rules(self.build)


Install = Callable[..., Settings]


def install_in(folder: Path, parsed: Path, as_of: str, **changes: str) -> Settings:
    """Settings of an installation whose lateness is judged on that day, with the dbt project parsed already."""
    settings = settings_in(folder, **changes)
    settings.sample_note.write_text(json.dumps({"as_of": as_of}))
    if not (settings.data / "dbt").exists():
        shutil.copytree(parsed, settings.data / "dbt")
    return settings


def copy_received(installation: Refreshed, folder: Path) -> None:
    """A copy of what an installation has received and landed, to deliver more to."""
    ignored = shutil.ignore_patterns("builds", "releases")
    shutil.copytree(installation.folder / "data", folder / "data", ignore=ignored)
