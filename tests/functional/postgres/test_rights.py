"""What somebody who may read tries beyond reading, and what each attempt ends in."""

import psycopg
import pytest

REFUSED = psycopg.errors.InsufficientPrivilege
ATTEMPTS = (
    "insert into ossp.pointer (release_id) values ('x')",
    "update ossp.pointer set release_id = release_id",
    "select * from ossp.pointer for update",
    "delete from ossp.releases",
    "insert into ossp.release_history (release_id, why) values ('x', 'x')",
    "create table ossp.mine (a int)",
    "create table {schema}.mine (a int)",
    "create table public.mine (a int)",
    "create schema mine",
    "create or replace function ossp.release_in_use() returns text language sql as 'select 1::text'",
    "alter table {schema}.left add column mine int",
    "drop table {schema}.left",
    "drop view ossp.left",
    "truncate {schema}.left",
    "begin; lock table {schema}.left in access exclusive mode",
    "comment on table {schema}.left is 'mine'",
    "set role ossp_publisher",
    "copy ossp.left to '/dev/null'",
)


@pytest.fixture
def schema(steps, publish, reader, connect):
    """The schema of the current release; the one before is there too."""
    for number in (1, 2):
        publish(number)
        steps.sync_postgres()
    return connect().execute("select schema_name from ossp.current_release").fetchone()[0]


def test_a_reader_can_change_take_or_hold_nothing(schema, reader, connect):
    """Each in a connection of its own: one that is let through is named, and the others are tried all the same."""

    def is_let_through(attempt: str) -> bool:
        try:
            connect(reader).execute(attempt.format(schema=schema))
        except REFUSED:
            return False
        return True

    assert [attempt for attempt in ATTEMPTS if is_let_through(attempt)] == []


def test_a_reader_sees_releases_that_are_listed_and_no_schema_beside_them(schema, reader, connect):
    connect().execute("create schema unfinished create table left_over (a int)")
    with pytest.raises(REFUSED):
        connect(reader).execute("select * from unfinished.left_over")
    may = connect(reader).execute("""
        select nspname from pg_namespace
        where has_schema_privilege(oid, 'usage') and nspname !~ '^pg_' order by nspname
    """)
    kept = connect(reader).execute("select schema_name from ossp.releases").fetchall()
    assert len(kept) == 2
    assert may.fetchall() == sorted([("information_schema",), ("ossp",), ("public",), *kept])


def test_a_chosen_release_leads_a_reader_to_published_tables_only(schema, reader, connect):
    connection = connect(reader)
    for chosen in ("information_schema", "pg_catalog", f"{schema}; drop table x", '"'):
        connection.execute("select set_config('ossp.release', %s, false)", [chosen])
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
            connection.execute("select * from ossp.left")
    connection.execute("reset ossp.release")
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("select * from ossp.rows_of('left; select 1', array['place']) as rows (place text)")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        connection.execute("select * from ossp.rows_of('left', array['place, 1']) as rows (place text)")


def test_the_functions_run_with_the_rights_of_the_caller(schema, connect):
    """SECURITY DEFINER would lend a reader the publisher's rights, whatever name is handed over."""
    functions = connect().execute(
        "select proname, prosecdef from pg_proc where pronamespace = 'ossp'::regnamespace order by proname"
    )
    assert functions.fetchall() == [("release_in_use", False), ("rows_of", False)]


def test_who_leaves_the_group_of_readers_reads_nothing_more(steps, schema, publish, reader, connect):
    connect("postgres").execute("revoke ossp_reader from ada")
    publish(3)
    steps.sync_postgres()
    may = connect(reader).execute("select nspname from pg_namespace where has_schema_privilege(oid, 'usage')")
    assert [name for (name,) in may if name.startswith(("ossp", "release_"))] == []
    for table in ("ossp.left", f"{schema}.left"):
        with pytest.raises(REFUSED):
            connect(reader).execute(f"select * from {table}")
