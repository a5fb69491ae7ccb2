"""What may go wrong with a published file, each as queries over the sound table, which is called `base`.

A mutation answers with one query for every way it can be done to a table; with none where the table has no column for
it. A query may leave the rows as they are (there is no null to set to zero): then it is no mutation of this table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ossp_pipeline.transform.tables import literal, quoted

_NUMBERS = ("BIGINT", "INTEGER", "DOUBLE")
# The columns that say when and where, in the order in which one is chosen.
_PERIODS = ("period", "financial_quarter", "financial_year", "information_period", "latest_period", "period_to", "wave")
_PERIODS += ("cohort_end_date", "newest_period", "plan_year", "edition", "vintage", "first_period", "after_to")
_AREAS = ("area_code", "area_name", "geography", "force_slug")


@dataclass(frozen=True)
class Table:
    """A published table: its file, its columns' types, the columns of its key, and its file in an older release."""

    file: Path
    types: dict[str, str]
    grain: tuple[str, ...]
    older: Path

    @cached_property
    def rows(self) -> pa.Table:
        """Its rows."""
        return pq.read_table(self.file)

    @property
    def figures(self) -> list[str]:
        """The columns of numbers that are no part of the key."""
        return [name for name, kind in self.types.items() if kind in _NUMBERS and name not in self.grain]


Mutation = Callable[[Table], Iterator[str]]


def figures_tripled(table: Table) -> Iterator[str]:
    if table.figures:
        yield _replaced({name: f"{quoted(name)} * 3" for name in table.figures})


def one_column_scaled(table: Table) -> Iterator[str]:
    """The last one of each type."""
    for name in {table.types[name]: name for name in table.figures}.values():
        yield _replaced({name: f"{quoted(name)} * 3"})


def each_column_scaled(table: Table) -> Iterator[str]:
    for name in table.figures:
        yield _replaced({name: f"{quoted(name)} * 3"})


def rows_duplicated(table: Table) -> Iterator[str]:
    yield "select * from base union all select * from base"
    yield "select * from base union all (select * from base limit 1)"


def half_the_rows_dropped(table: Table) -> Iterator[str]:
    yield "select * from base qualify row_number() over () % 2 = 0"


def one_period_dropped(table: Table) -> Iterator[str]:
    yield from _without_one_value(table, _PERIODS)


def one_area_dropped(table: Table) -> Iterator[str]:
    yield from _without_one_value(table, _AREAS)


def two_columns_swapped(table: Table) -> Iterator[str]:
    """The last two of each type: of the numbers, figures stand there, and of the words the status and its reason."""
    for kind in sorted(set(table.types.values())):
        alike = [name for name, of_kind in table.types.items() if of_kind == kind]
        if len(alike) > 1:
            one, other = alike[-2:]
            yield _replaced({one: quoted(other), other: quoted(one)})


def statuses_changed_to_observed(table: Table) -> Iterator[str]:
    if "status" in table.types:
        yield _replaced({"status": "'observed'"})


def null_set_to_zero(table: Table) -> Iterator[str]:
    """In the first column of figures that has nulls."""
    if gaps := [name for name in table.figures if table.rows[name].null_count]:
        yield _replaced({gaps[0]: f"coalesce({quoted(gaps[0])}, 0)"})


def table_of_an_older_release(table: Table) -> Iterator[str]:
    if table.older.exists():
        yield f"select * from read_parquet({literal(table.older.as_posix())})"


MUTATIONS: tuple[Mutation, ...] = (
    figures_tripled,
    one_column_scaled,
    each_column_scaled,
    rows_duplicated,
    half_the_rows_dropped,
    one_period_dropped,
    one_area_dropped,
    two_columns_swapped,
    statuses_changed_to_observed,
    null_set_to_zero,
    table_of_an_older_release,
)


def mutated_files(table: Table, mutation: Mutation, folder: Path) -> Iterator[Path]:
    """The table's file under its own name, once for each way in which the mutation changes its rows."""
    base = f"(select * from read_parquet({literal(table.file.as_posix())}))"
    with duckdb.connect() as connection:
        for number, query in enumerate(mutation(table)):
            file = folder / table.file.stem / str(number) / table.file.name
            file.parent.mkdir(parents=True)
            target = f"{literal(file.as_posix())} (format parquet, compression uncompressed)"
            connection.execute(f"copy (with base as {base} {query}) to {target}")
            if pq.read_table(file) != table.rows:
                yield file


def _replaced(values: dict[str, str]) -> str:
    columns = ", ".join(f"{value} as {quoted(name)}" for name, value in values.items())
    return f"select * replace ({columns}) from base"


def _without_one_value(table: Table, names: tuple[str, ...]) -> Iterator[str]:
    """Without the rows of the last value of the first of these columns that the table has."""
    name = next((quoted(name) for name in names if name in table.types), None)
    if name:
        yield f"select * from base where {name} is distinct from (select max({name}) from base)"
