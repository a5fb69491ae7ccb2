"""The candidate's tables as rows. A table is read only where the candidate's own data package names it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.compute import is_in

from ossp_pipeline.contracts.status import HIDDEN
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.protect.screening import screen_columns
from ossp_pipeline.publish.package import read_package

Row = dict[str, Any]


class Tables:
    """Reads tables of one candidate or release, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = read_package(folder)
        self.resources = {item["name"]: item for item in self.package["resources"]}

    def has(self, name: str) -> bool:
        """Whether the candidate publishes a table."""
        return f"{name}.parquet" in self.resources

    def read(self, name: str, columns: Sequence[str] = (), **kept: tuple[str, ...]) -> list[Row]:
        """The rows of a published table, figures of hidden rows taken out and typed words screened.

        `kept` names the values that rows must have in a column, `columns` those that are asked for (all, where none is
        named), so that a long table is not read whole. Raises BrokenError for a table that is not published.
        """
        resource = self.resources.get(f"{name}.parquet")
        if resource is None:
            raise BrokenError(
                "E-SITE",
                f"the site asks for {name}, which is not a published table",
                "name it in dbt_project/models/exposures.yml, or leave it out of the site",
            )
        table = pq.ParquetFile(self.folder / resource["path"]).read()
        for column, values in kept.items():
            table = table.filter(is_in(table[column], pa.array(values, table.schema.field(column).type)))
        table = table.select(list(columns)) if columns else table
        # A candidate's words are screened already; a pack may be asked of a release from before they were.
        table = screen_columns(table, self._marked(name, "typed") & set(table.column_names))
        rows: list[Row] = table.to_pylist()
        withheld = dict.fromkeys(self._marked(name, "withheldWithRow") & set(table.column_names))
        for row in rows:
            if row.get("status") in HIDDEN:
                row.update(withheld)
        return rows

    def _marked(self, name: str, mark: str) -> set[str]:
        """The columns of a table that its data package gives this mark."""
        fields = self.resources[f"{name}.parquet"]["schema"]["fields"]
        return {field["name"] for field in fields if field.get(mark)}
