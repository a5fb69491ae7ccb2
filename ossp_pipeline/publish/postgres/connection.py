"""The connection to the database. No message of the driver is shown: it may quote a row, or the address.

The password comes from a file that nobody else can read, or from where libpq finds one (`~/.pgpass`, peer
authentication); the address may hold none.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import psycopg
from psycopg.copy import QueuedLibpqWriter
from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from ossp_pipeline.addresses import is_this_machine
from ossp_pipeline.errors import TargetError, UsageError
from ossp_pipeline.settings import Settings

DRIVER = "postgresql+psycopg"
LOCK_NOT_AVAILABLE = "55P03"
# The first version with NULLS NOT DISTINCT, which a key with missing values needs.
OLDEST_VERSION = 15
_CONNECT_SECONDS = 5
# How long the publisher waits for a lock before it gives up.
_LOCK_TIMEOUT = "5s"
# By the beginning of the SQLSTATE: what is wrong, and what to do.
_REFUSALS = {
    "28": ("the database refuses the user or the password", "correct `postgres` or the password file"),
    "3D": ("there is no such database", "create it as docs/postgres.md says, or correct `postgres`"),
    "42501": ("the user lacks a right", "grant what docs/postgres.md lists under Roles"),
    "23": ("a table's rows break the key its release declares", "report it; nothing was switched"),
    "22021": ("a text holds a character that Postgres cannot hold (NUL)", "clean the feed it came by, and refresh"),
    "2BP01": ("somebody's own view depends on what is to be replaced", "ask its owner to drop it, then run this again"),
    "53": ("the database has no space or no connection left", "free some; the next refresh tries again"),
    "57014": ("a statement took longer than the database allows", "raise statement_timeout of the publisher's role"),
    LOCK_NOT_AVAILABLE: ("another session holds what is needed", "wait for it; the next refresh tries again"),
}


@contextmanager
def connected(settings: Settings) -> Iterator[Connection]:
    """A connection to the configured database. Raises UsageError for the settings, TargetError for the database."""
    engine = create_engine(
        _address(settings),
        poolclass=NullPool,
        hide_parameters=True,
        # Comments hold per cent signs, which the driver would read as parameters.
        execution_options={"no_parameters": True},
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "ossp",
            "options": f"-c lock_timeout={_LOCK_TIMEOUT}",
            **_password(settings),
        },
    )
    try:
        with engine.connect() as connection:
            _check_version(connection)
            yield connection
    except (DBAPIError, psycopg.Error) as error:
        raise target_error(error) from None


def copy_in(connection: Connection, statement: str, blocks: Iterable[bytes]) -> None:
    """Send rows by COPY. The queue lets the server work at one block while the next is made."""
    cursor = _driver(connection).cursor()
    with cursor.copy(statement, writer=QueuedLibpqWriter(cursor)) as copy:
        for block in blocks:
            copy.write(block)


def sqlstate(error: DBAPIError | psycopg.Error) -> str:
    """The five characters that Postgres gives a refusal; empty where the connection itself failed."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or ""


def target_error(error: DBAPIError | psycopg.Error) -> TargetError:
    """What a refusal means and what to do about it, without the driver's text."""
    state = sqlstate(error)
    if not state or state.startswith(("08", "57P")):
        # A refused log-in has no state, because there was never a connection.
        refusal = (
            "the database cannot be reached, or does not let us in",
            "start it, or correct `postgres`; see its log",
        )
    else:
        unknown = (f"the database refuses with SQLSTATE {state}", "look it up in the database's own log")
        refusal = next((known for code, known in _REFUSALS.items() if state.startswith(code)), unknown)
    return TargetError("E-POSTGRES", *refusal)


def _address(settings: Settings) -> URL:
    try:
        url = make_url(settings.postgres)
    except ArgumentError:
        raise UsageError("E-SETTING", "“postgres” is not an address", f"write {DRIVER}://user@host/database") from None
    if url.drivername != DRIVER:
        remedy = f"write {DRIVER}://user@host/database"
        raise UsageError("E-SETTING", f"“postgres” does not begin with {DRIVER}://", remedy)
    if url.password is not None or "password" in url.query:
        remedy = "take it out, and name a file that holds it in `postgres_password_file`"
        raise UsageError("E-SETTING", "the address in “postgres” holds a password", remedy)
    # libpq also takes the host from the query: a folder there is a socket of this machine.
    hosts = (url.host or "", *url.normalized_query.get("host", ()), *url.normalized_query.get("hostaddr", ()))
    is_local = all(is_this_machine(host) for host in hosts)
    if not is_local and "sslmode" not in url.query:
        remedy = "end it with ?sslmode=verify-full"
        raise UsageError(
            "E-SETTING", "“postgres” names another machine and does not say how the connection is encrypted", remedy
        )
    return url


def _check_version(connection: Connection) -> None:
    major = _driver(connection).info.server_version // 10_000
    if major < OLDEST_VERSION:
        remedy = f"use PostgreSQL {OLDEST_VERSION} or newer"
        raise TargetError("E-POSTGRES", f"the database is PostgreSQL {major}, which is too old", remedy)


def _driver(connection: Connection) -> psycopg.Connection:
    return cast(psycopg.Connection, connection.connection.driver_connection)


def _password(settings: Settings) -> dict[str, str]:
    if not settings.postgres_password_file:
        return {}
    path = Path(settings.postgres_password_file).expanduser()
    if not path.is_file():
        remedy = "write the password into it, mode 0600, or leave the setting empty"
        raise UsageError("E-SETTING", "the file that “postgres_password_file” names is not there", remedy)
    if path.stat().st_mode & 0o077:
        raise UsageError("E-SETTING", "others can read the file of “postgres_password_file”", f"run `chmod 600 {path}`")
    return {"password": path.read_text(encoding="utf-8").strip()}
