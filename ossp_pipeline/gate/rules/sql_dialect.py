"""A SQLAlchemy dialect for DuckDB: what Great Expectations needs to push its checks down, and no more.

The only published dialect (duckdb-engine 0.17) fails here: it shares one result per connection, and Great Expectations
fetches rows after the connection went back to the pool (docs/decisions/0005-own-duckdb-dialect.md). It relies on how
Great Expectations 1.24 looks at a dialect, so that version is pinned and a parity test compares it with pandas.
"""

from typing import Any

import duckdb
from sqlalchemy import pool
from sqlalchemy import types as sql_types
from sqlalchemy.dialects import postgresql, registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect

SCHEME = "duckdb+ossp"
_TYPES: dict[str, Any] = {
    "BIGINT": sql_types.BigInteger,
    "INTEGER": sql_types.Integer,
    "DOUBLE": sql_types.Double,
    "BOOLEAN": sql_types.Boolean,
    "DATE": sql_types.Date,
    "VARCHAR": sql_types.String,
}


# Errors whose message speaks of the statement. Any other may quote a value from a row.
_ABOUT_THE_STATEMENT = (duckdb.BinderException, duckdb.CatalogException, duckdb.IOException, duckdb.ParserException)


class _Cursor:
    """Each SQLAlchemy cursor is a DuckDB cursor of its own, so a result outlives the connection's return."""

    arraysize = 1
    rowcount = -1

    def __init__(self, connection: Any) -> None:
        self._cursor = connection.cursor()

    def execute(self, statement: str, parameters: Any = None) -> None:
        try:
            self._cursor.execute(statement, list(parameters) if parameters else None)
        except _ABOUT_THE_STATEMENT:
            raise
        except duckdb.Error as error:
            raise type(error)("the statement failed on a row; its values are not shown") from None

    @property
    def description(self) -> Any:
        return self._cursor.description

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchmany(self, size: int = 1) -> Any:
        return self._cursor.fetchmany(size)

    def fetchall(self) -> Any:
        return self._cursor.fetchall()

    def close(self) -> None:
        self._cursor.close()


class _Connection:
    """A DuckDB connection whose transactions SQLAlchemy cannot end: everything here only reads."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def cursor(self) -> _Cursor:
        return _Cursor(self._connection)

    def commit(self) -> None:
        """Nothing to commit."""

    def rollback(self) -> None:
        """Nothing to roll back."""

    def close(self) -> None:
        self._connection.close()


class _Compiler(PGCompiler):
    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        """Postgres' `~` searches, DuckDB's matches the whole text: use the function that searches."""
        if operator.opstring not in ("~", "!~"):
            render: Any = super().visit_custom_op_binary  # SQLAlchemy declares no types for it
            return str(render(element, operator, **kw))
        search = f"regexp_matches({self.process(element.left, **kw)}, {self.process(element.right, **kw)})"
        return f"(NOT {search})" if operator.opstring == "!~" else search


class DuckDBDialect(PGDialect):
    """DuckDB speaks Postgres' SQL closely enough for a read-only dialect to be a list of differences."""

    name = "duckdb"
    driver = "ossp"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    statement_compiler = _Compiler
    _backslash_escapes = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initialise: Any = super().__init__  # SQLAlchemy declares no types for it
        initialise(*args, **kwargs)
        # Great Expectations looks here for the spelling of a regular expression. Per instance: SQLAlchemy reads the
        # class attribute of this name itself.
        self.dialect = postgresql.dialect

    @classmethod
    def import_dbapi(cls) -> Any:
        return duckdb

    @classmethod
    def get_pool_class(cls, url: Any) -> type[pool.Pool]:
        return pool.StaticPool

    def create_connect_args(self, url: Any) -> Any:
        return [url.database], {}

    def connect(self, *args: Any, **kwargs: Any) -> Any:
        return _Connection(duckdb.connect(*args, **kwargs))

    def initialize(self, connection: Any) -> None:
        self.default_schema_name = "main"
        self.server_version_info = (16, 0)  # type: ignore[assignment]

    def on_connect(self) -> None:
        return None

    def do_begin(self, dbapi_connection: Any) -> None:
        """Reads need no transaction."""

    def get_table_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        return _names(connection, "select table_name from duckdb_tables()")

    def get_view_names(self, connection: Any, schema: str | None = None, **kw: Any) -> list[str]:
        return _names(connection, "select view_name from duckdb_views() where not internal")

    def get_schema_names(self, connection: Any, **kw: Any) -> list[str]:
        return ["main"]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        return table_name in (*self.get_table_names(connection), *self.get_view_names(connection))

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        rows = connection.exec_driver_sql(f"describe {_quoted(table_name)}").fetchall()
        return [
            {"name": row[0], "type": _TYPES.get(row[1], sql_types.NullType)(), "nullable": True, "default": None}
            for row in rows
        ]

    def get_pk_constraint(self, *args: Any, **kw: Any) -> Any:
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, *args: Any, **kw: Any) -> Any:
        return []

    def get_indexes(self, *args: Any, **kw: Any) -> Any:
        return []


def _names(connection: Any, statement: str) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql(statement).fetchall()]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


registry.register("duckdb.ossp", __name__, "DuckDBDialect")
