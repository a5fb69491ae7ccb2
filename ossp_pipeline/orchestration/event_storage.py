"""Dagster's event log in one SQLite file, through one engine that stays open.

Dagster's own class makes a new engine for each event, and so a new connection and a fresh compilation of every
statement: 15 ms each, and a refresh has several hundred. Kept open it is 3 ms: docs/decisions/0004.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from dagster._core.storage.event_log.sqlite.consolidated_sqlite_event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool


class OneFileEventLogStorage(ConsolidatedSqliteEventLogStorage):
    """Same file, same tables as Dagster's consolidated storage; only the connections are kept."""

    @cached_property
    def _engine(self) -> Engine:
        arguments = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
        engine = create_engine(self._conn_string, poolclass=QueuePool, connect_args=arguments)
        event.listen(engine, "connect", _relax)
        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close the connections."""
        self._engine.dispose()
        super().dispose()


def _relax(connection: Any, record: Any) -> None:
    """With a write-ahead log a power cut can lose the last events, but never damage the file."""
    connection.execute("pragma synchronous = normal")
