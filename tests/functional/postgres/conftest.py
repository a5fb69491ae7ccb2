"""A database of its own for each test, in one server, and small releases that take no time to publish."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from ossp_pipeline.durable import sha256_of, write_json
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.release.gate import PUBLISH
from ossp_pipeline.release.package import PublishedTable, describe, write_package
from ossp_pipeline.release.publish import Release
from ossp_pipeline.settings import Settings
from ossp_pipeline.warehouse.build import Build
from ossp_pipeline.warehouse.manifest import Model
from ossp_pipeline.warehouse.tables import write_csv, write_duckdb, write_parquet
from tests.conftest import settings_in
from tests.postgres_server import CARELESS, Server, running, why_not

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
    """The steps over an empty data folder whose releases also go to that database."""
    return Refresh(settings_in(tmp_path, postgres=database.address()))


Publish = Callable[..., Release]


@pytest.fixture
def publish(steps: Refresh) -> Publish:
    """Publishes a small release to the files; Postgres is not told."""
    return lambda number, **tables: publish_small(steps, number, tables)


def two_tables(number: int) -> dict[str, dict[str, Any]]:
    """Two tables of which each row says the release it is of."""
    return {
        "left": {"release_number": [number] * 40, "place": [f"place {row}" for row in range(40)]},
        "right": {"release_number": [number] * 60, "figure": [None, *range(59)]},
    }


def publish_small(steps: Refresh, number: int, tables: dict[str, Any] | None = None) -> Release:
    """A release of a few rows, by the publisher's own way, without the minutes of a build."""
    return steps.releases.publish(small_build(steps.settings, number, tables or two_tables(number)), None, None)


def small_build(settings: Settings, number: int, tables: dict[str, Any]) -> Build:
    """A build the gate let pass, with a candidate of these columns."""
    plan = {"settings": {"area_name": "A", "area_code": "E"}, "deliveries": [], "code": "c", "fingerprint": "f"}
    build = Build(settings.builds / f"{number:05d}-small")
    folder = build.candidate
    (folder / "tables").mkdir(parents=True)
    published = []
    for name, columns in sorted(tables.items()):
        meanings = {column: {"meaning": f"The {column}, in % of 5's"} for column in columns}
        table = PublishedTable(Model(f"model.{name}", name, "core", f"Table {name}.", meanings), pa.table(columns))
        write_parquet(table.rows, folder / "tables" / f"{name}.parquet")
        write_csv(table.rows, folder / "tables" / f"{name}.csv")
        published.append(table)
    comments = {table.model.name: (table.model.description, {}) for table in published}
    write_duckdb({table.model.name: table.rows for table in published}, comments, folder / "ossp.duckdb")
    write_package(folder, describe(folder, published, plan, {}, "a test"))
    write_json(build.folder / "plan.json", plan)
    judged = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "ossp.duckdb")
    hashes = {path.relative_to(folder).as_posix(): sha256_of(path) for path in judged}
    write_json(build.certificate, {"verdict": PUBLISH, "reasons": [], "files": hashes})
    (build.folder / "certificate.html").write_text("<p>publish</p>")
    return build
