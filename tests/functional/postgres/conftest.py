"""A database of its own for each test, in one server, and small releases that take no time to publish."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ossp_pipeline.publish.releases import Release
from ossp_pipeline.refresh import Refresh
from tests.installations import settings_in
from tests.postgres_server import CARELESS, Server, running, why_not
from tests.small_builds import calendar_file, small_build

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests."""
    if reason := why_not():
        pytest.skip(reason)
    with running(*CARELESS) as started:
        yield started


@pytest.fixture
def database(server: Server) -> Iterator[Server]:
    """An empty database. Roles are the server's, and outlive it."""
    name = f"ossp_{next(_numbers)}"
    with psycopg.connect(server.conninfo("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name} owner ossp_publisher")
    yield replace(server, database=name)
    with psycopg.connect(server.conninfo("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def connect(database: Server) -> Iterator[Callable[..., psycopg.Connection]]:
    """Opens connections to that database, as the publisher or as somebody else, and closes them at the end."""
    opened: list[psycopg.Connection] = []

    def open_one(user: str = "ossp_publisher", autocommit: bool = True) -> psycopg.Connection:
        opened.append(psycopg.connect(database.conninfo(user), autocommit=autocommit))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.close()


@pytest.fixture
def reader(database: Server, connect: Callable[..., psycopg.Connection]) -> str:
    """A person who may read: a log-in that is a member of `ossp_reader`."""
    with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:
        for role, options in (("ossp_reader", "nologin"), ("ada", "login")):
            if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                connection.execute(f"create role {role} {options}")
        connection.execute("grant ossp_reader to ada")
    return "ada"


@pytest.fixture
def steps(tmp_path: Path, database: Server) -> Refresh:
    """The steps over an empty data folder whose releases also go to that database. None is planned.

    Were one overdue, whatever writes the pages beside the releases would work out what has not been delivered.
    """
    return Refresh(settings_in(tmp_path, postgres=database.address(), release_calendar=calendar_file(tmp_path)))


Publish = Callable[..., Release]


@pytest.fixture
def publish(steps: Refresh) -> Publish:
    """Publishes a small release to the files only, not to Postgres."""
    return lambda number, **tables: publish_small(steps, number, tables)


def two_tables(number: int) -> dict[str, dict[str, Any]]:
    """Two tables; each row holds the number of its release."""
    return {
        "left": {"release_number": [number] * 40, "place": [f"place {row}" for row in range(40)]},
        "right": {"release_number": [number] * 60, "figure": [None, *range(59)]},
    }


def publish_small(steps: Refresh, number: int, tables: dict[str, Any] | None = None, **options: Any) -> Release:
    """A release of a few rows, published as a refresh does, without the time of a build."""
    build = small_build(steps.settings, number, tables or two_tables(number), **options)
    return steps.releases.publish(build, None, None)
