"""What readers of Postgres may rely on: one release per statement and per transaction, no wait, and no empty answer."""

import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from psycopg import IsolationLevel
from sqlalchemy import create_engine, text

from tests.functional.postgres.conftest import publish_small, two_tables

READERS = 4
BOTH = """
    select (select array_agg(distinct release_number) from ossp.left),
           (select array_agg(distinct release_number) from ossp.right),
           (select count(*) from ossp.left), (select count(*) from ossp.right),
           (select split_part(release_id, '-', 1)::int from ossp.current_release)
"""
ONE_AFTER_ANOTHER = (
    "select array_agg(distinct release_number), count(*) from ossp.left",
    "select array_agg(distinct release_number), count(*) from ossp.right",
    "select split_part(release_id, '-', 1)::int from ossp.current_release",
)


def in_one_statement(connection) -> tuple:
    connection.autocommit = True
    return connection.execute(BOTH).fetchone()


def in_one_transaction(connection) -> tuple:
    connection.autocommit = False
    with connection.transaction():
        (left, rows), (right, more), (number,) = (connection.execute(line).fetchone() for line in ONE_AFTER_ANOTHER)
    return left, right, rows, more, number


def in_a_repeatable_transaction(connection) -> tuple:
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    return in_one_transaction(connection)


def through_sqlalchemy(database) -> Callable[[object], tuple]:
    engine = create_engine(database.address("ada"), connect_args={"options": "-c lock_timeout=20ms"})

    def read(_connection) -> tuple:
        with engine.connect() as connection:
            left, rows = connection.execute(text(ONE_AFTER_ANOTHER[0])).one()
            right, more = connection.execute(text(ONE_AFTER_ANOTHER[1])).one()
            return left, right, rows, more, connection.scalar(text(ONE_AFTER_ANOTHER[2]))

    return read


@pytest.mark.parametrize(("reads", "publishes"), [(2_000, 10), pytest.param(10_000, 40, marks=pytest.mark.nightly)])
def test_two_table_reads_during_publishes_see_whole_releases_and_wait_for_nothing(
    reads, publishes, database, steps, reader
):
    publish_small(steps, 1)
    steps.sync_postgres()
    assert not steps.postgres.is_behind, str(steps.postgres)
    seen, mixed, errors, done = [], [], [], threading.Event()
    ways = (in_one_statement, in_one_transaction, in_a_repeatable_transaction, through_sqlalchemy(database))

    def read(way) -> None:
        done_by_this = 0
        try:
            # Who had to wait 20 ms for a lock would end in an error here.
            with psycopg.connect(database.conninfo("ada"), options="-c lock_timeout=20ms") as connection:
                while done_by_this < reads // READERS or not done.is_set():
                    left, right, rows, more, number = way(connection)
                    if not (left == right == [number] and (rows, more) == (40, 60)):
                        mixed.append((way.__name__, left, right, rows, more, number))
                    done_by_this += 1
        except psycopg.Error as error:
            errors.append(repr(error))
        seen.append(done_by_this)

    readers = [threading.Thread(target=read, args=(way,)) for way in ways]
    for thread in readers:
        thread.start()
    for number in range(2, publishes + 2):
        publish_small(steps, number)
        steps.sync_postgres()
        assert not steps.postgres.is_behind, str(steps.postgres)
    done.set()
    for thread in readers:
        thread.join()
    assert errors == []
    assert mixed == []
    assert sum(seen) >= reads
    assert steps.postgres.shown.startswith(f"{publishes + 1:05d}-")


@pytest.fixture
def three(steps, publish, reader):
    """Three releases in Postgres; the third is current."""
    for number in (1, 2, 3):
        publish(number)
        steps.sync_postgres()
    assert len(steps.postgres.kept) == 3
    return steps


def number_in(connection, table="left") -> int:
    return connection.execute(f"select distinct release_number from ossp.{table}").fetchone()[0]


def test_a_transaction_stays_on_the_release_of_its_first_read(three, connect, reader, publish):
    connection = connect(reader, autocommit=False)
    assert number_in(connection) == 3
    publish(4)
    three.sync_postgres()
    assert number_in(connection, "right") == 3
    connection.commit()
    assert number_in(connection, "right") == 4


def test_a_session_may_choose_a_release_and_stays_on_it(three, connect, reader, publish):
    connection = connect(reader)
    connection.execute("select set_config('ossp.release', schema_name, false) from ossp.current_release")
    publish(4)
    three.sync_postgres()
    assert (number_in(connection), number_in(connection, "right")) == (3, 3)
    connection.execute("reset ossp.release")
    assert number_in(connection) == 4


def test_a_release_can_be_read_by_its_schema(three, connect, reader):
    connection = connect(reader)
    (schema,) = connection.execute("select schema_name from ossp.releases order by release_id").fetchone()
    assert connection.execute(f"select distinct release_number from {schema}.left").fetchone() == (1,)


def test_a_release_that_is_read_is_not_dropped_until_the_reader_is_done(three, connect, reader, publish):
    connection = connect(reader, autocommit=False)
    assert number_in(connection) == 3
    for number in (4, 5, 6):
        publish(number)
        three.sync_postgres()
    assert [name[:5] for name in three.postgres.in_use] == ["00003"]
    assert "00003" in str(three.postgres)
    assert number_in(connection) == 3
    connection.commit()
    three.sync_postgres()
    assert three.postgres.in_use == []
    assert [name[:5] for name in three.postgres.kept] == ["00004", "00005", "00006"]


@pytest.mark.parametrize("level", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
def test_a_transaction_older_than_what_is_kept_gets_an_error_and_never_an_empty_answer(
    level, three, connect, reader, publish
):
    connection = connect(reader, autocommit=False)
    connection.isolation_level = level
    connection.execute("select 1").fetchone()
    connection.execute("select count(*) from ossp.releases").fetchone()
    for number in (4, 5, 6):
        publish(number)
        three.sync_postgres()
    assert len(three.postgres.kept) == 3
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="no longer kept"):
        number_in(connection)


def test_a_chosen_release_that_is_gone_or_never_was_is_an_error(three, connect, reader):
    connection = connect(reader)
    connection.execute("set ossp.release = 'pg_catalog'")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        number_in(connection)


def test_columns_that_change_change_the_view_and_an_older_transaction_is_told(three, connect, reader, publish):
    old = connect(reader, autocommit=False)
    old.isolation_level = IsolationLevel.REPEATABLE_READ
    assert number_in(old, "right") == 3
    changed = {
        **two_tables(4),
        "left": {"release_number": [4], "place": ["here"], "is_new": [True]},
        "third": {"a": [1]},
    }
    publish(4, **changed)
    three.sync_postgres()
    assert not three.postgres.is_behind, str(three.postgres)
    new = connect(reader)
    assert new.execute("select * from ossp.left").fetchall() == [(4, "here", True)]
    assert new.execute("select a from ossp.third").fetchall() == [(1,)]
    assert number_in(old, "right") == 3
    with pytest.raises(psycopg.errors.UndefinedColumn):
        old.execute("select * from ossp.left")
    old.rollback()
    three.rollback(None)
    assert new.execute("select count(*) from ossp.left").fetchone() == (40,)
    with pytest.raises(psycopg.errors.UndefinedTable):
        new.execute("select a from ossp.third")


def test_a_view_whose_columns_change_is_left_alone_while_somebody_reads_it(
    three, connect, reader, publish, monkeypatch
):
    monkeypatch.setattr("ossp_pipeline.publish.postgres.pointer._PAUSE_SECONDS", 0.005)
    busy, other = connect(reader, autocommit=False), connect(reader)
    assert number_in(busy) == 3
    other.execute("set lock_timeout = '20ms'")
    publish(4, **{**two_tables(4), "left": {"release_number": [4]}})
    seen, done = set(), threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                seen.add(number_in(other))
        except psycopg.Error as error:
            seen.add(repr(error))

    thread = threading.Thread(target=read)
    thread.start()
    three.sync_postgres()
    done.set()
    thread.join()
    assert seen == {3}, "nobody queues behind a publish that waits"
    assert three.postgres.is_behind
    assert "reads the views without a pause" in str(three.postgres)
    assert number_in(busy, "right") == 3
    busy.commit()
    three.sync_postgres()
    assert not three.postgres.is_behind
    assert number_in(other) == 4


def test_a_statement_that_runs_while_the_pointer_moves_sees_the_release_it_began_with(three, connect, reader, publish):
    """The reader's statement waits in its middle for a lock of ours; a release is published; then it goes on."""
    ours, answer = connect(), []
    ours.execute("select pg_advisory_lock(7)")
    statement = """
        select pg_advisory_lock(7)::text, (select max(release_number) from ossp.left),
               (select max(release_number) from ossp.right), (select left(release_id, 5) from ossp.current_release)
    """
    slow = connect(reader)
    thread = threading.Thread(target=lambda: answer.append(slow.execute(statement).fetchone()[1:]))
    thread.start()
    while not ours.execute("select 1 from pg_locks where locktype = 'advisory' and not granted").fetchone():
        time.sleep(0.01)
    publish(4)
    three.sync_postgres()
    ours.execute("select pg_advisory_unlock(7)")
    thread.join()
    assert answer == [(3, 3, "00003")]
    assert number_in(slow) == 4


def test_a_transaction_older_than_a_load_that_names_its_schema_sees_rows_and_not_an_empty_table(
    three, connect, reader, publish
):
    old = connect(reader, autocommit=False)
    old.isolation_level = IsolationLevel.REPEATABLE_READ
    assert number_in(old) == 3
    release = publish(4)
    three.sync_postgres()
    schema = f"release_{release.release_id.replace('-', '_')}"
    assert old.execute(f"select count(*) from {schema}.left").fetchone() == (40,)
    assert number_in(old, "right") == 3
