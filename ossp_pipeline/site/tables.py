"""The candidate's tables as rows. A table is read only where the candidate's own data package names it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.compute import is_in

from ossp_pipeline.contracts.status import HIDDEN
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.protect.screening import screen_columns
from ossp_pipeline.publish.package import read_package

# A row of any table, for code that reads rows of different tables alike. Rows of one table have a type in `rows`.
Row = Mapping[str, Any]
AnyRow = TypeVar("AnyRow", bound=Row)
Row_co = TypeVar("Row_co", bound=Row, covariant=True)


@dataclass(frozen=True)
class TableRef(Generic[Row_co]):
    """A published table by its name, with the type of its rows: `rows` has one for each table."""

    name: str
    row: type[Row_co] | None = None

    @property
    def columns(self) -> set[str]:
        """The columns that the table has now; none where the type of its rows is not said."""
        return set(self.row.__annotations__) if self.row else set()


class Tables:
    """Reads tables of one candidate or release, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = read_package(folder)
        self.resources: dict[str, dict[str, Any]] = {item["name"]: item for item in self.package["resources"]}

    def has(self, table: TableRef[AnyRow]) -> bool:
        """Whether the candidate publishes a table."""
        return f"{table.name}.parquet" in self.resources

    def read(
        self, table: TableRef[AnyRow], columns: Sequence[str] = (), values: Mapping[str, Sequence[str]] | None = None
    ) -> list[AnyRow]:
        """The rows of a published table, without the figures of hidden rows, and with typed text screened.

        `values` are those that a row must have in a column to be read, `columns` those to read (all, if none is named):
        so a long table is not read whole. Raises BrokenError for a table that is not published.
        """
        resource = self.resources.get(f"{table.name}.parquet")
        if resource is None:
            raise BrokenError(
                "E-SITE",
                f"the site reads {table.name}, which is not a published table",
                "name it in dbt_project/models/exposures.yml, or take it out of the site",
            )
        data = pq.ParquetFile(self.folder / resource["path"]).read()
        for column, wanted in (values or {}).items():
            data = data.filter(is_in(data[column], pa.array(wanted, data.schema.field(column).type)))
        # A pack may be made from a release that was published before there was a column: nothing stands in it there.
        for column in sorted(table.columns - set(data.column_names)):
            data = data.append_column(column, pa.nulls(data.num_rows))
        data = data.select(list(columns)) if columns else data
        # A candidate's text is screened already; a pack may be made from a release that was published before it was.
        data = screen_columns(data, self._flagged(table.name, "typed") & set(data.column_names))
        rows: list[Any] = data.to_pylist()
        nothing = dict.fromkeys(self._flagged(table.name, "withheldWithRow") & set(data.column_names))
        for row in rows:
            if row.get("status") in HIDDEN:
                row.update(nothing)
        return rows

    def _flagged(self, name: str, flag: str) -> set[str]:
        """The columns of a table to which its data package gives this flag."""
        fields = self.resources[f"{name}.parquet"]["schema"]["fields"]
        return {field["name"] for field in fields if field.get(flag)}
