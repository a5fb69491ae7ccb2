"""Postgres holds what the files hold: every value, the key, and no switch where a row was lost or changed."""

import datetime

import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from ossp_pipeline.publish.postgres import connection as target
from ossp_pipeline.refresh import Refresh
from tests.functional.postgres.conftest import publish_small, two_tables

# What a server of somebody else's may do to rows on their way: a trigger on every new table.
FAULTS = {
    "a row is lost": "if new.place = 'place 7' then return null; end if;",
    "a value becomes null": "if new.place = 'place 7' then new.release_number := null; end if;",
    "a missing value becomes a figure": "new.figure := coalesce(new.figure, 0);",
    "two rows get one key": "if new.place = 'place 7' then new.place := 'place 8'; end if;",
}
WHOLE = "select array_agg(distinct release_number), count(*) from ossp.left"


@pytest.fixture
def meddle(database):
    """Lets the server do something to the rows of every table made from now on that has the column it is about."""
    with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:

        def begin(fault: str) -> None:
            column = "figure" if "new.figure" in fault else "place"
            connection.execute(f"""
                create function meddle() returns trigger language plpgsql as $$ begin {fault} return new; end $$;
                create function add_meddler() returns event_trigger language plpgsql as $$
                declare made record;
                begin
                    for made in select * from pg_event_trigger_ddl_commands() where object_type = 'table' loop
                        if exists (select from pg_attribute where attrelid = made.objid and attname = '{column}') then
                            execute format('create trigger meddles before insert on %s for each row'
                                           ' execute function meddle()', made.object_identity);
                        end if;
                    end loop;
                end $$;
                create event trigger meddler on ddl_command_end when tag in ('CREATE TABLE')
                execute function add_meddler()
            """)

        yield begin


@pytest.mark.parametrize("fault", FAULTS)
def test_a_copy_that_does_not_hold_what_the_file_holds_is_not_switched_to(fault, steps, reader, connect, meddle):
    publish_small(steps, 1)
    steps.sync_postgres()
    meddle(FAULTS[fault])
    publish_small(steps, 2, grains={"left": ("place",)})
    steps.sync_postgres()
    assert steps.postgres.is_behind
    assert "report it; nothing was switched" in str(steps.postgres)
    assert connect(reader).execute(WHOLE).fetchone() == ([1], 40)
    assert len(steps.postgres.kept) == 1


def test_a_table_has_its_grain_as_key_and_a_missing_value_in_it_is_a_value(steps, reader, connect):
    tables = two_tables(1)
    tables["odd"] = {"a": [1, 1], "b": [2, 2]}
    tables["plain"] = {"a": [1]}
    grains = {"left": ("place", "release_number"), "right": ("figure",), "odd": ("a", "b")}
    publish_small(steps, 1, tables, grains=grains)
    steps.sync_postgres()
    assert not steps.postgres.is_behind, str(steps.postgres)
    constraints = connect(reader).execute("""
        select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
        where connamespace::regnamespace::text ~ '^release_' order by conrelid::regclass::text
    """)
    keys = {table.split(".")[1].strip('"'): key for table, key in constraints}
    assert keys == {"left": "PRIMARY KEY (place, release_number)", "right": "UNIQUE NULLS NOT DISTINCT (figure)"}


@pytest.fixture
def reading(reader, connect):
    """One connection of a reader, however many examples are tried."""
    return connect(reader)


ANY_TEXT = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]))
KINDS = {
    "words": (pa.string(), ANY_TEXT),
    "whole": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "small": (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "share": (pa.float64(), st.floats(allow_nan=False)),
    "is_so": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates()),
}
AWKWARD = {
    "words": [
        "",
        None,
        "\\.",
        "a\n\\.\nb",
        "\r\n",
        '"',
        '""',
        ",",
        "\\N",
        "NULL",
        "𝕊 👩‍👩‍👧 e\u0301 \u202e",
        "x" * 3_000_000,
        " a ",
    ],
    "whole": [2**63 - 1, -(2**63), 2**53 + 1],
    "share": [float("inf"), float("-inf"), -0.0, 5e-324, 0.1 + 0.2],
    "day": [datetime.date.min, datetime.date.max],
}


# Every example is a publish: a smaller one that fails too is not worth the minutes of finding it.
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_every_value_in_postgres_is_the_value_in_the_file(steps, reading, data):
    size = data.draw(st.integers(0, 30))
    drawn = {
        name: data.draw(st.lists(st.none() | values, min_size=size, max_size=size))
        for name, (_, values) in KINDS.items()
    }
    assert_arrives(steps, reading, drawn)


def test_awkward_values_arrive_too(steps, reading):
    size = max(map(len, AWKWARD.values()))
    columns = {name: AWKWARD.get(name, []) for name in KINDS}
    filled = {name: [*values, *[None] * (size - len(values))] for name, values in columns.items()}
    assert_arrives(steps, reading, filled)


def assert_arrives(steps: Refresh, connection: psycopg.Connection, columns: dict[str, list]) -> None:
    """Publish a table of these columns and compare what a reader gets with what the release's Parquet file holds."""
    arrays = {"row": list(range(len(columns["words"])))}
    arrays |= {name: pa.array(columns[name], kind) for name, (kind, _) in KINDS.items()}
    release = publish_small(steps, 1 + len(list(steps.settings.builds.glob("*"))), {"kinds": arrays})
    steps.sync_postgres()
    assert not steps.postgres.is_behind, str(steps.postgres)
    held = parquet.read_table(release.folder / "tables" / "kinds.parquet").to_pylist()
    shown = connection.execute("select * from ossp.kinds order by row").fetchall()
    # As text, because 0.0 equals -0.0.
    assert repr(shown) == repr([tuple(row.values()) for row in held])


def test_a_text_with_a_character_postgres_cannot_hold_is_said_and_nothing_is_switched(steps, reader, connect):
    publish_small(steps, 1)
    steps.sync_postgres()
    publish_small(steps, 2, {**two_tables(2), "left": {"release_number": [2], "place": ["a\0b"]}})
    steps.sync_postgres()
    assert "NUL" in str(steps.postgres)
    assert connect(reader).execute(WHOLE).fetchone() == ([1], 40)


def test_a_statement_the_database_cuts_off_is_not_taken_for_a_database_that_is_down(steps, reader, connect, database):
    connect().execute(f"alter role ossp_publisher in database {database.database} set statement_timeout = 1")
    publish_small(steps, 1)
    steps.sync_postgres()
    assert "statement_timeout" in str(steps.postgres)


def test_a_database_that_is_too_old_is_named_before_anything_is_made(steps, reader, connect, monkeypatch):
    monkeypatch.setattr(target, "OLDEST_VERSION", 99)
    publish_small(steps, 1)
    steps.sync_postgres()
    assert "use PostgreSQL 99 or newer" in str(steps.postgres)
    assert connect().execute("select to_regnamespace('ossp')").fetchone() == (None,)
