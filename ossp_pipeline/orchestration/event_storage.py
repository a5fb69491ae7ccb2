"""Dagster's event log in one SQLite file, through one engine that stays open.

Dagster's own class makes a new engine for each event, and with it a new connection and a new compilation of every
statement: 15 ms each, and a refresh has more than a thousand events. With one engine it is 3 ms, and with one
transaction per event, without checking each time whether the tables exist, less than half of that: docs/decisions/0004.
"""

from collections.abc import Callable, Iterator
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
    """The same file and tables as Dagster's consolidated storage; only the connections stay open."""

    @cached_property
    def _engine(self) -> Engine:
        arguments = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
        engine = create_engine(self._conn_string, poolclass=QueuePool, connect_args=arguments)
        engine_event.listen(engine, "connect", _set_synchronous_normal)
        return engine

    @cached_property
    def _this_thread(self) -> local:
        return local()

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        """A transaction of its own, or the one this thread stores an event in."""
        opened = getattr(self._this_thread, "connection", None)
        if opened is not None:
            yield opened
            return
        with self._engine.begin() as connection:
            yield connection

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event with what Dagster keeps of its asset and its check, in one transaction."""
        with self._engine.begin() as connection:
            self._this_thread.connection = connection
            try:
                super().store_event(event)
            finally:
                self._this_thread.connection = None

    def has_table(self, table_name: str) -> bool:
        """Whether a table exists; Dagster asks for every check of every run. A table that exists stays."""
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
        stop_watching: Callable[[], None] = super().dispose  # Dagster does not annotate it
        stop_watching()


def _set_synchronous_normal(connection: Any, record: Any) -> None:
    """With a write-ahead log a power cut can then lose the last events, but never damage the file."""
    connection.execute("pragma synchronous = normal")
