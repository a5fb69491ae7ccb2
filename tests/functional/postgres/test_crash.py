"""Killed between any two steps of publishing to files and Postgres, and the connection cut at any statement."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Engine, event

from ossp_pipeline import atomic_files
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build
from tests.functional.postgres.conftest import two_tables
from tests.small_builds import small_build

WHOLE = """
    select (select array_agg(distinct release_number) from ossp.left),
           (select array_agg(distinct release_number) from ossp.right),
           (select count(*) from ossp.left), (select count(*) from ossp.right)
"""

CUT = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ossp'"


@pytest.fixture
def builds(steps):
    """Two builds to publish in turn, and the first of them published to files and Postgres."""
    made = [small_build(steps.settings, number, two_tables(number)) for number in (1, 2)]
    publish_everywhere(steps, made[0])
    return made


def publish_everywhere(steps: Refresh, build) -> None:
    steps.releases.publish(build, None, None)
    steps.sync_postgres()


def stop_at(number: int, stop: Callable[[], None]) -> None:
    """From now on count what this process does to files and to the database, and call `stop` before that operation."""
    left = [number]

    def step(*_args, **_kwargs) -> None:
        left[0] -= 1
        if left[0] == 0:
            stop()

    def counted(owner, name: str) -> None:
        operation = getattr(owner, name)

        def run(*args, **kwargs):
            step()
            return operation(*args, **kwargs)

        setattr(owner, name, run)

    for owner, name in (
        (os, "fsync"),
        (shutil, "copyfile"),
        (atomic_files.Path, "replace"),
        (atomic_files.Path, "rename"),
    ):
        counted(owner, name)
    counted(psycopg.Cursor, "copy")
    counted(psycopg.Connection, "commit")
    event.listen(Engine, "before_cursor_execute", step)


# Children are forked from a process that has imported all this and done nothing else. A child of the process that
# runs the tests would inherit databases without the threads that serve them, and closing one waits for ever.
CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload([__name__])


def publish_until(number: int, settings: Settings, build: Build) -> None:
    stop_at(number, lambda: os.kill(os.getpid(), signal.SIGKILL))
    publish_everywhere(Refresh(settings), build)


def killed_at(number: int, settings: Settings, build: Build) -> bool:
    """Publish in a process of its own that is killed at that operation; False: it ended before."""
    child = CLEAN.Process(target=publish_until, args=(number, settings, build))
    child.start()
    child.join(60)
    assert child.exitcode in (0, -signal.SIGKILL), f"the publisher ended with {child.exitcode}"
    return child.exitcode == -signal.SIGKILL


def assert_whole(answer: tuple) -> int:
    left, right, rows, more = answer
    assert left == right
    assert (rows, more) == (40, 60)
    return left[0]


def test_a_kill_between_any_two_steps_is_repaired_by_the_next_start(steps, builds, reader, connect):
    connection = connect(reader)
    number, repaired = 0, set()
    while True:
        number += 1
        build = builds[number % 2]
        killed = killed_at(number, steps.settings, build)
        assert_whole(connection.execute(WHOLE).fetchone())
        after = Refresh(steps.settings)
        repaired |= {line.split("release")[0] for line in after.repair()}
        current = after.releases.current()
        assert verify_release(current.folder)
        assert after.postgres.shown == current.release_id, str(after.postgres)
        pointed = connection.execute("select release_id, schema_name from ossp.current_release").fetchone()
        assert pointed[0] == current.release_id
        shown = assert_whole(connection.execute(WHOLE).fetchone())
        assert shown == int(after.releases.current().record()["build_id"][:5])
        schemas = connection.execute("select nspname from pg_namespace where nspname ~ '^release_'").fetchall()
        listed = connection.execute("select schema_name from ossp.releases").fetchall()
        assert sorted(schemas) == sorted(listed)
        assert len(listed) <= 3
        assert Refresh(steps.settings).repair() == [], "nothing is left to repair"
        if not killed:
            break
    assert number > 60, "each step was tried"
    assert "Postgres: readers now see " in repaired


@contextmanager
def cut_at(number: int, database) -> Iterator[list[int]]:
    """The server ends every publisher's connection before that statement."""
    left = [number]

    def cut(*_args) -> None:
        left[0] -= 1
        if left[0] == 0:
            with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:
                connection.execute(CUT)

    event.listen(Engine, "before_cursor_execute", cut)
    try:
        yield left
    finally:
        event.remove(Engine, "before_cursor_execute", cut)


def test_a_connection_cut_at_any_statement_leaves_the_files_published_and_is_caught_up(
    steps, builds, reader, connect, database
):
    connection = connect(reader)
    number, behind = 0, 0
    while True:
        number += 1
        release = steps.releases.publish(builds[number % 2], None, None)
        with cut_at(number, database) as left:
            steps.sync_postgres()
        assert steps.releases.current() == release
        assert_whole(connection.execute(WHOLE).fetchone())
        if left[0] > 0:
            break
        assert "E-POSTGRES" in str(steps.postgres)
        behind += steps.postgres.is_behind
        steps.sync_postgres()
        assert steps.postgres.shown == release.release_id
    assert number > 20
    assert behind > 15


def test_a_schema_that_belongs_to_no_release_is_removed_and_named(steps, builds, connect):
    connect().execute("create schema release_00009_0123abcd create table t (a int)")
    assert steps.repair() == ["Postgres: schema release_00009_0123abcd held no whole release, and is removed"]
    assert connect().execute("select to_regnamespace('release_00009_0123abcd')").fetchone() == (None,)


def test_a_schema_dropped_by_hand_comes_back_where_it_is_current_and_is_unlisted_where_it_is_not(
    steps, builds, reader, connect
):
    publish_everywhere(steps, builds[1])
    before, current = steps.postgres.kept
    for release in (before, current):
        connect().execute(f"drop schema release_{release.replace('-', '_')} cascade")
    assert steps.repair() == [f"Postgres: release {current} is loaded"]
    assert steps.postgres.kept == [current]
    assert connect(reader).execute("select release_id from ossp.releases").fetchall() == [(current,)]
    assert assert_whole(connect(reader).execute(WHOLE).fetchone()) == 2
