"""A partner's database: a throw-away PostgreSQL plays it; other products by the SQL that would be sent."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy.dialects import mssql, oracle, postgresql

from ossp_pipeline.contracts.column import Kind
from ossp_pipeline.errors import FetchError, UsageError
from ossp_pipeline.extract.connectors import configured, database
from ossp_pipeline.feeds.registry import FEEDS
from tests.postgres_server import CARELESS, Server, running, why_not

FEED = FEEDS["asb_incidents"]
OURS = [column.heading for column in FEED.columns]


@pytest.fixture(scope="session")
def partner() -> Iterator[Server]:
    """A partner's server, with a view of their cases and a name that is nobody's business."""
    if reason := why_not():
        pytest.skip(reason)
    with running(*CARELESS) as server:
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            columns = ", ".join(f"{name} {'date' if name.endswith('_date') else 'text'}" for name in OURS)
            connection.execute(f"create table cases (complainant_name text, {columns})")
            connection.execute("create role reader login")
            connection.execute("grant reader to ossp_publisher")  # so that it may end its sessions
            connection.execute("grant select on cases to reader")
        yield server


@pytest.fixture
def cases(partner: Server):
    """The partner's own connection; the table is empty."""
    with psycopg.connect(partner.conninfo(), autocommit=True) as connection:
        connection.execute("truncate cases")
        yield connection


@pytest.fixture
def month(installed) -> date:
    """The first day of the last month that has ended."""
    return (
        database.Place(
            "x", installed.fetched, installed.received, installed.partnership, installed.keys, installed.as_of
        )
        .ended_periods(FEED, 1)[0]
        .start
    )


@pytest.fixture
def connection(partner, state, installed):
    """A connection to the table."""

    def make(**options):
        stated = {
            "feed": FEED.name,
            "kind": "database",
            "address": partner.address("reader"),
            "table": "public.cases",
            "file_name": "asb-incidents-{period}-v{version}.csv",
            "period_column": "opened_date",
        }
        state(**stated | options)
        return configured.read_connections(installed)[0]

    return make


def add(cases, number, month, reference="A"):
    cases.execute(
        "insert into cases (complainant_name, case_ref, source, opened_date, category)"
        " select 'Ada Byron', %s || n, 'Council', %s, 'Noise, \"loud\"' from generate_series(1, %s) n",
        [reference, month, number],
    )


def rows_of(installed):
    (path,) = installed.inbox.rglob("*.csv")
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_row_of_the_period_arrives_in_the_contracts_columns_and_no_other(cases, month, connection, installed):
    add(cases, 12_000, month)
    add(cases, 3, date(2019, 1, 1), "old")
    fetched = connection().fetch(installed)
    rows = rows_of(installed)
    assert len(fetched.files) == 1
    assert list(rows[0]) == OURS
    assert {row["case_ref"] for row in rows} == {f"A{number}" for number in range(1, 12_001)}
    assert {row["category"] for row in rows} == {'Noise, "loud"'}
    assert {row["opened_date"] for row in rows} == {f"{month:%Y-%m-%d}"}
    assert "Ada" not in next(installed.inbox.rglob("*.csv")).read_text()


def test_the_same_rows_are_not_put_again_and_changed_ones_are_a_new_version(cases, month, connection, installed):
    add(cases, 2, month)
    wanted = connection()
    first, second = wanted.fetch(installed), wanted.fetch(installed)
    add(cases, 1, month, "B")
    third = wanted.fetch(installed)
    assert [len(fetched.files) for fetched in (first, second, third)] == [1, 0, 1]
    assert FEED.read_version(third.files[0]) > FEED.read_version(first.files[0])


def test_a_period_without_rows_makes_no_file(cases, connection, installed):
    fetched = connection().fetch(installed)
    assert fetched.files == []
    assert "no rows" in fetched.notes[0]


def test_rows_that_come_while_we_read_are_not_seen(cases, month, connection, installed, monkeypatch):
    add(cases, 20, month)
    count = database._count

    def count_then_add(at, select):
        counted = count(at, select)
        add(cases, 5, month, "late")
        return counted

    monkeypatch.setattr(database, "_count", count_then_add)
    connection().fetch(installed)
    assert len(rows_of(installed)) == 20


def test_a_count_that_disagrees_keeps_nothing(cases, month, connection, installed, monkeypatch):
    add(cases, 20, month)
    monkeypatch.setattr(database, "_count", lambda at, select: 21)
    with pytest.raises(FetchError, match="counts 21 row"):
        connection().fetch(installed)
    assert list(installed.inbox.rglob("*.*")) == []


def end_sessions(cases, of="reader"):
    cases.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [of])


@pytest.mark.parametrize("times", [1, 3])
def test_a_connection_that_is_lost_is_tried_again_in_a_new_transaction(
    times, cases, month, connection, installed, monkeypatch
):
    add(cases, 20_000, month)
    count, lost = database._count, iter(range(times))

    def count_then_lose(at, select):
        counted = count(at, select)
        if next(lost, None) is not None:
            end_sessions(cases)
        return counted

    monkeypatch.setattr(database, "_count", count_then_lose)
    wanted = connection()
    if times == 1:
        wanted.fetch(installed)
        assert len(rows_of(installed)) == 20_000
    else:
        with pytest.raises(FetchError, match="was lost each time"):
            wanted.fetch(installed)
        assert list(installed.inbox.rglob("*.*")) == []


def test_check_counts_and_writes_nothing(cases, month, connection, installed):
    add(cases, 7, month)
    (line,) = connection().connector.check()
    assert line.startswith(f"{month:%Y-%m}: 7 row(s)")
    assert "case_ref" in line
    assert not installed.inbox.exists()


def test_a_column_that_is_called_otherwise_is_found_by_its_heading(cases, month, connection, installed):
    add(cases, 1, month)
    wanted = connection(columns={"vulnerability_score": "complainant_name"})
    wanted.fetch(installed)
    assert rows_of(installed)[0]["vulnerability_score"] == "Ada Byron", "what the file says is what is read"


def test_a_table_that_is_missing_is_named_by_its_code_alone(cases, connection, installed):
    with pytest.raises(FetchError, match="SQLSTATE 42P01"):
        connection(table="public.nothing").fetch(installed)


def test_nothing_can_be_written_there(cases, month, connection):
    add(cases, 1, month)
    with connection().connector._snapshot() as session, pytest.raises(Exception, match="read-only"):
        session.exec_driver_sql("create temporary table x (y int); create table z (y int)")


def test_memory_does_not_grow_with_the_rows(cases, month, connection, installed):
    """The rows come in chunks from the server: a cursor of its own is open while they are read."""
    add(cases, 11_000, month)
    seen = []
    text = database.as_text

    def look(value, column, feed):
        if not seen:
            found = cases.execute("select count(*) from pg_stat_activity where query like 'FETCH FORWARD%'").fetchone()
            seen.append(found[0])
        return text(value, column, feed)

    database.as_text = look
    try:
        connection().fetch(installed)
    finally:
        database.as_text = text
    assert seen == [1]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql+psycopg://reader@db.example/x", "end it with \\?sslmode=verify-full"),
        ("postgresql+psycopg://reader@db.example/x?sslmode=require", "end it with \\?sslmode=verify-full"),
        ("postgresql+psycopg://reader@/x?host=db.example", "end it with \\?sslmode=verify-full"),
        ("mssql+pyodbc://reader@db.example/x", "end it with \\?Encrypt=yes"),
        ("postgresql+psycopg://reader:swordfish@localhost/x", "holds a secret"),
        ("sqlite:///x.db", "is not known here"),
        ("nonsense", "cannot be read"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_before_anything_is_sent(address, words, state, installed):
    state(feed=FEED.name, kind="database", address=address, table="t", file_name="x")
    (wanted,) = configured.read_connections(installed)
    with pytest.raises(UsageError, match=words) as refused:
        wanted.connector.check()
    assert "swordfish" not in str(refused.value)


def test_a_driver_that_is_not_here_is_named(state, installed):
    address = "oracle+oracledb://reader@db.example/?protocol=tcps"
    state(feed=FEED.name, kind="database", address=address, table="t", file_name="x")
    (wanted,) = configured.read_connections(installed)
    with pytest.raises(UsageError, match="install oracledb"):
        wanted.connector.check()


@pytest.mark.parametrize(
    ("dialect", "order", "ends"),
    [
        (postgresql.dialect(), 'asb."Cases"."Order"', "opened_on < '2024-04-01'"),
        (mssql.dialect(), "asb.[Cases].[Order]", "opened_on < '2024-04-01'"),
        (oracle.dialect(), 'asb."Cases"."Order"', "opened_on < TO_DATE('2024-04-01', 'YYYY-MM-DD')"),
    ],
    ids=["postgresql", "mssql", "oracle"],
)
def test_each_product_is_asked_in_its_own_words(dialect, order, ends):
    options = database.DatabaseOptions(
        address="", table="asb.Cases", file_name="", period_column="opened_on", columns={"category": "Order"}
    )
    period = database.Period(date(2024, 3, 1), FEED.cadence)
    query = database.select_rows(FEED, options, period).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    sql = " ".join(str(query).split())
    assert sql.endswith(ends)
    assert order in sql, "a name that is a word of SQL is quoted"
    assert "*" not in sql


def test_columns_that_landing_drops_are_not_read():
    police = FEEDS["police_uk_street"]
    read = {column.heading for column in database.read_columns(police)}
    assert "Reported by" not in read
    assert "Falls within" in read


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (None, Kind.TEXT, ""),
        (True, Kind.FLAG, "Y"),
        (date(2024, 3, 1), Kind.DATE, "2024-03-01"),
        (datetime(2024, 3, 1, 9, 5), Kind.DATETIME, "2024-03-01 09:05"),
        (datetime(2024, 3, 1, 9, 5), Kind.DATE, "2024-03-01"),
        (Decimal("12.00"), Kind.INTEGER, "12"),
        (Decimal("12.50"), Kind.INTEGER, "12.50"),
        (Decimal("1E+2"), Kind.NUMBER, "100"),
        ("=1+1", Kind.TEXT, "=1+1"),
    ],
)
def test_values_are_written_as_the_contract_writes_them(value, kind, text):
    assert database.as_text(value, replace(FEED.columns[1], kind=kind), FEED) == text
