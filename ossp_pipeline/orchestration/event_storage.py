"""Dagster's event log in one SQLite file, through one engine that stays open.

Dagster's own class makes a new engine for each event, and so a new connection and a fresh compilation of every
statement: 15 ms each, and a refresh has more than a thousand. Kept open it is 3 ms, and in one transaction, without
asking each time whether the tables are there, less than half of that: docs/decisions/0004.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import local
from typing import Any

from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log.sqlite.consolidated_sqlite_event_log import ConsolidatedSqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy import event as engine_event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool


class OneFileEventLogStorage(ConsolidatedSqliteEventLogStorage):
    """Same file, same tables as Dagster's consolidated storage; only the connections are kept."""

    @cached_property
    def _engine(self) -> Engine:
        arguments = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
        engine = create_engine(self._conn_string, poolclass=QueuePool, connect_args=arguments)
        engine_event.listen(engine, "connect", _relax)
        return engine

    @cached_property
    def _here(self) -> local:
        return local()

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        """A transaction of its own, or the one this thread stores an event in."""
        open_one = getattr(self._here, "connection", None)
        if open_one is not None:
            yield open_one
            return
        with self._engine.begin() as connection:
            yield connection

    def store_event(self, event: EventLogEntry) -> None:
        """An event and what Dagster keeps beside it, of the asset and of the check: all of it or nothing."""
        with self._engine.begin() as connection:
            self._here.connection = connection
            try:
                super().store_event(event)
            finally:
                self._here.connection = None

    def has_table(self, table_name: str) -> bool:
        """Asked for every check of every run. A table that is there stays there."""
        if table_name not in self._tables:
            with self._connect() as connection:
                if inspect(connection).has_table(table_name):
                    self._tables.add(table_name)
        return table_name in self._tables

    @cached_property
    def _tables(self) -> set[str]:
        return set()

    def dispose(self) -> None:
        """Close the connections."""
        self._engine.dispose()
        super().dispose()


def _relax(connection: Any, record: Any) -> None:
    """With a write-ahead log a power cut can lose the last events, but never damage the file."""
    connection.execute("pragma synchronous = normal")
