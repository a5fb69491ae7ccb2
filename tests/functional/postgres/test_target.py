"""What is published, to whom, and the message where the database does not take it."""

import datetime
import json
import logging
from dataclasses import replace

import psycopg
import pytest

from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.postgres.target import read_target
from ossp_pipeline.refresh import Refresh
from tests.command_line import CommandLine
from tests.functional.postgres.conftest import publish_small
from tests.installations import settings_in

EVERY_KIND = {
    "words": ["a", "", None, 'he said "no", then\nleft', "\\N \\. £ – 100% :x"],
    "whole": [0, None, 1, -1, 2**62],
    "share": [0.1, None, 0.0, 1 / 3, -1e-300],
    "is_so": [True, False, None, True, False],
    "day": [datetime.date(2026, 3, 31), None, datetime.date(1, 1, 1), datetime.date(2024, 2, 29), None],
}


@pytest.fixture
def shown(steps, reader):
    """A release of one table with every kind of column, in files and Postgres."""
    publish_small(steps, 1, {"kinds": EVERY_KIND, "Odd name": {"A column": [1]}})
    steps.sync_postgres()
    assert not steps.postgres.is_behind, str(steps.postgres)
    return steps


@pytest.mark.parametrize("place", ["ossp", "release"])
def test_values_arrive_as_they_are_and_a_missing_one_is_never_zero_or_empty(place, shown, connect, reader):
    connection = connect(reader)
    (schema,) = connection.execute("select schema_name from ossp.current_release").fetchone()
    where = "ossp" if place == "ossp" else schema
    rows = connection.execute(f"select * from {where}.kinds").fetchall()
    assert rows == list(zip(*EVERY_KIND.values(), strict=True))
    assert connection.execute(f'select "A column" from {where}."Odd name"').fetchone() == (1,)


def test_schema_tables_views_and_columns_say_what_they_mean(shown, connect, reader):
    connection = connect(reader)
    (schema,) = connection.execute("select schema_name from ossp.current_release").fetchone()
    for where in ("ossp", schema):
        comment = connection.execute(f"select obj_description('{where}.kinds'::regclass)").fetchone()
        assert comment == ("Table kinds.",)
        meanings = connection.execute(
            "select col_description(attrelid, attnum) from pg_attribute where attrelid = %s::regclass and attnum > 0",
            [f"{where}.kinds"],
        ).fetchall()
        assert meanings == [(f"The {name}, in % of 5's",) for name in EVERY_KIND]
    about = connection.execute("select obj_description(%s::regnamespace)", [schema]).fetchone()[0]
    assert shown.releases.current().release_id in about


def test_nothing_a_reader_finds_is_without_a_meaning(shown, connect, reader):
    silent = connect(reader).execute("""
        with ours as (select oid, nspname from pg_namespace where nspname ~ '^(ossp$|release_)'),
        things as (select cls.oid, nspname || '.' || relname as name, relname from pg_class cls join ours
                   on ours.oid = relnamespace where relkind in ('r', 'v'))
        select nspname from ours where obj_description(oid, 'pg_namespace') is null
        union all select name from things where obj_description(oid, 'pg_class') is null
        union all select name || '.' || attname from things join pg_attribute on attrelid = oid
                  where attnum > 0 and col_description(attrelid, attnum) is null
        union all select proname from pg_proc join ours on ours.oid = pronamespace
                  where obj_description(pg_proc.oid, 'pg_proc') is null
    """)
    assert silent.fetchall() == []


def test_a_reader_may_read_what_is_published_and_do_nothing_else(shown, connect, reader):
    connection = connect(reader)
    (schema,) = connection.execute("select schema_name from ossp.current_release").fetchone()
    tables = [f"{schema}.kinds", "ossp.kinds", "ossp.current_release", "ossp.releases", "ossp.pointer"]
    tables.append("ossp.release_history")
    for table in tables:
        rights = connection.execute(
            "select array_agg(kind) from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'trigger',"
            " 'references']) kind where has_table_privilege(%s, kind)",
            [table],
        ).fetchone()
        assert rights == (["select"],), table
    for name in (schema, "ossp"):
        assert connection.execute("select has_schema_privilege(%s, 'create')", [name]).fetchone() == (False,)


def test_somebody_who_is_no_reader_may_read_nothing(shown, connect, database):
    with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = 'eve'").fetchone():
            connection.execute("create role eve login")
    for table in ("ossp.kinds", "ossp.current_release", "ossp.releases"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connect("eve").execute(f"select * from {table}")
    for function in ("ossp.release_in_use()", "ossp.rows_of(text, text[])"):
        answer = connect().execute("select has_function_privilege('eve', %s, 'execute')", [function])
        assert answer.fetchone() == (False,)


def test_a_publisher_who_may_make_no_role_names_the_statement_for_the_administrator(tmp_path, database, connect):
    with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = 'plain'").fetchone():
            connection.execute("create role plain login")
        connection.execute(f"grant create on database {database.database} to plain")
    steps = Refresh(settings_in(tmp_path, postgres=database.address("plain"), postgres_reader="odd_readers"))
    publish_small(steps, 1)
    steps.sync_postgres()
    assert steps.postgres.is_behind
    assert 'create role "odd_readers" nologin;' in str(steps.postgres)


def test_without_a_reader_role_the_publisher_makes_it(tmp_path, database, connect):
    steps = Refresh(settings_in(tmp_path, postgres=database.address(), postgres_reader="new_readers"))
    publish_small(steps, 1)
    steps.sync_postgres()
    assert not steps.postgres.is_behind, str(steps.postgres)
    made = connect().execute("select rolcanlogin from pg_roles where rolname = 'new_readers'").fetchone()
    assert made == (False,)


def test_a_file_that_was_changed_after_publishing_does_not_reach_postgres(steps, reader):
    release = publish_small(steps, 1)
    path = release.folder / "tables" / "left.parquet"
    path.write_bytes(path.with_name("right.parquet").read_bytes())
    steps.sync_postgres()
    assert steps.postgres.is_behind
    assert "E-RELEASE" in str(steps.postgres)


def test_only_what_the_data_package_lists_is_published(steps, reader, connect):
    release = publish_small(steps, 1)
    (steps.settings.releases / "stray.parquet").write_bytes(b"")
    steps.sync_postgres()
    tables = connect().execute("select tablename from pg_tables where schemaname ~ '^release_'").fetchall()
    assert sorted(tables) == [("left",), ("right",)]
    assert release.release_id == steps.postgres.shown


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://ossp@localhost/ossp", "postgresql+psycopg"),
        ("postgresql+psycopg://ossp:hunter2@localhost/ossp", "holds a password"),
        ("postgresql+psycopg://ossp@localhost/ossp?password=hunter2", "holds a password"),
        ("postgresql+psycopg://ossp@db.example/ossp", "sslmode"),
        ("postgresql+psycopg://ossp@/ossp?host=db.example", "sslmode"),
        ("postgresql+psycopg://ossp@/ossp?host=/run/postgresql&host=db.example", "sslmode"),
        ("hunter2", "not an address"),
    ],
)
def test_an_address_that_is_none_or_gives_too_much_away_is_refused(address, message, tmp_path):
    steps = Refresh(settings_in(tmp_path, postgres=address))
    publish_small(steps, 1)
    with pytest.raises(UsageError, match=message.replace("+", r"\+")) as refusal:
        steps.sync_postgres()
    assert "hunter2" not in str(refusal.value)


def test_the_password_comes_from_a_private_file_and_is_never_shown(tmp_path, database, reader, capsys, caplog):
    secret = "correct-horse-battery-staple"
    with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = 'secretive'").fetchone():
            connection.execute(f"create role secretive login createrole password '{secret}'")
        connection.execute(f"grant create on database {database.database} to secretive")
    file = tmp_path / "password"
    file.write_text(secret + "\n")
    file.chmod(0o644)
    given = {"postgres": database.address("secretive"), "postgres_password_file": file}
    steps = Refresh(settings_in(tmp_path, **given))
    publish_small(steps, 1)
    with pytest.raises(UsageError, match="Others can read"):
        steps.sync_postgres()
    file.chmod(0o600)
    caplog.set_level(logging.DEBUG)
    steps.sync_postgres()
    assert not steps.postgres.is_behind, str(steps.postgres)
    file.write_text("wrong-horse")
    refusal = str(read_target(steps.settings, steps.releases))
    assert "E-POSTGRES" in refusal
    assert "wrong-horse" not in refusal
    assert "secretive" not in refusal, "the driver's own text is not repeated"
    captured = capsys.readouterr()
    shown_anywhere = (
        captured.out + captured.err + caplog.text + json.dumps(steps.postgres.describe()) + str(steps.settings)
    )
    assert secret not in shown_anywhere
    written = [path for path in steps.settings.data.rglob("*") if path.is_file()]
    assert not [path for path in written if secret.encode() in path.read_bytes()]


def test_a_missing_password_file_is_named(tmp_path, database):
    steps = Refresh(settings_in(tmp_path, postgres=database.address(), postgres_password_file=tmp_path / "none"))
    publish_small(steps, 1)
    with pytest.raises(UsageError, match="not there"):
        steps.sync_postgres()


def test_three_releases_are_kept_and_an_older_one_comes_back_by_rollback(steps, publish, reader, connect):
    first = publish(1)
    for number in (2, 3, 4, 5):
        publish(number)
        steps.sync_postgres()
    assert [name[:5] for name in steps.postgres.kept] == ["00003", "00004", "00005"]
    steps.rollback(None)
    assert steps.postgres.shown.startswith("00004")
    assert [name[:5] for name in steps.postgres.kept] == ["00003", "00004", "00005"]
    steps.rollback(first.release_id)
    assert steps.postgres.shown == first.release_id
    assert [name[:5] for name in steps.postgres.kept] == ["00001", "00004", "00005"]
    history = connect(reader).execute("select left(release_id, 5), why from ossp.release_history order by moved_at")
    assert history.fetchall()[-3:] == [("00005", "publish"), ("00004", "rollback"), ("00001", "rollback")]


def test_a_view_somebody_built_on_a_release_keeps_that_release(steps, publish, reader, connect):
    publish(1)
    steps.sync_postgres()
    theirs = connect()
    (schema,) = theirs.execute("select schema_name from ossp.current_release").fetchone()
    theirs.execute(f"create schema theirs create view mine as select * from {schema}.left")
    for number in (2, 3, 4):
        publish(number)
        steps.sync_postgres()
    assert not steps.postgres.is_behind
    assert [name[:5] for name in steps.postgres.in_use] == ["00001"]
    assert theirs.execute("select count(*) from theirs.mine").fetchone() == (40,)


@pytest.fixture
def ossp(steps):
    """`ossp` over those steps' folder and database."""
    return CommandLine(steps.settings)


def test_with_the_database_down_the_files_stand_and_verbs_say_what_to_do(ossp, steps, publish, reader):
    publish(1)
    publish(2)
    cut_off = CommandLine(replace(steps.settings, postgres="postgresql+psycopg://ossp@/ossp?host=/nowhere"))
    answer = cut_off("rollback")
    assert answer.code == 3
    assert steps.releases.current().release_id.startswith("00001")
    for verb, code in (("status", 0), ("doctor", 3)):
        answer = cut_off(verb)
        assert answer.code == code
        assert "Postgres does NOT yet show release 00001" in answer.out
        assert "cannot be reached" in answer.out
        assert "What to do" in answer.out
    answer = ossp("doctor")
    assert answer.code == 0
    assert "Postgres: readers now see release 00001" in answer.out
    state = ossp("status", "--json").document["postgres"]
    assert state["shown"].startswith("00001")
    assert not state["is_behind"]


def test_status_changes_nothing(ossp, steps, publish, reader, connect):
    publish(1)
    state = ossp("status", "--json").document["postgres"]
    assert state["is_behind"]
    assert "ossp doctor" in state["message"]
    assert connect().execute("select to_regnamespace('ossp')").fetchone() == (None,)
