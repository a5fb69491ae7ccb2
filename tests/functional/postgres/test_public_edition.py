"""The public edition in Postgres: a place and a role of its own, its current release alone, and nothing unasked."""

from dataclasses import replace

import psycopg
import pytest

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import UsageError
from ossp_pipeline.public_edition import PublicEdition
from ossp_pipeline.publish.postgres.target import sync_target
from ossp_pipeline.refresh import Refresh
from ossp_pipeline.settings import public_settings
from tests.functional.postgres.conftest import two_tables
from tests.small_builds import small_build

REFUSED = psycopg.errors.InsufficientPrivilege
PUBLIC_READER = "ossp_public_reader"


@pytest.fixture
def both(steps, publish):
    """The steps over an installation whose public edition goes to Postgres too; the partnership has release 1."""
    publish(1)
    return Refresh(replace(steps.settings, postgres_public_reader=PUBLIC_READER))


@pytest.fixture
def public_reader(database, connect):
    """A person of the public: a log-in that is a member of the public edition's role alone."""
    with psycopg.connect(database.conninfo("postgres"), autocommit=True) as connection:
        for role, options in ((PUBLIC_READER, "nologin"), ("pat", "login")):
            if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                connection.execute(f"create role {role} {options}")
        connection.execute(f"grant {PUBLIC_READER} to pat")
    return "pat"


def publish_public(steps, number):
    build = small_build(steps.public.settings, number, two_tables(number), edition=Edition.PUBLIC)
    return steps.public.releases.publish(build, None, None)


def schemas(connection):
    names = connection.execute("select nspname from pg_namespace order by nspname").fetchall()
    return [name for (name,) in names if name.startswith(("ossp", "release_", "public_release_"))]


def readable(connection):
    """The schemas of ours that this person may use."""
    names = connection.execute("select nspname from pg_namespace where has_schema_privilege(oid, 'usage')").fetchall()
    return {name for (name,) in names if name.startswith(("ossp", "release_", "public_release_"))}


def test_an_installation_from_before_shows_nothing_new(steps, publish, connect):
    publish(1)
    publish_public(steps, 1)
    steps.sync_postgres()
    assert not [name for name in schemas(connect()) if "public" in name]


def test_who_may_read_one_edition_cannot_read_the_other(both, connect, reader, public_reader):
    publish_public(both, 2)
    both.sync_postgres()
    member, public = connect(reader), connect(public_reader)
    assert member.execute("select distinct release_number from ossp.left").fetchall() == [(1,)]
    assert public.execute("select distinct release_number from ossp_public.left").fetchall() == [(2,)]
    assert not readable(member) & readable(public)
    assert len(readable(member) | readable(public)) == len(schemas(connect())) == 4
    for connection, names in ((member, readable(public)), (public, readable(member))):
        for name in names:
            with pytest.raises(REFUSED):
                connection.execute(f"select * from {name}.left")


def test_only_the_current_public_release_is_loaded(both, connect, public_reader):
    for number in (1, 2):
        publish_public(both, number)
        both.sync_postgres()
    loaded = [name for name in schemas(connect()) if name.startswith("public_release_")]
    assert len(loaded) == 1 and loaded[0].startswith("public_release_00002_")
    assert connect(public_reader).execute("select release_number from ossp_public.left").fetchone() == (2,)


def test_a_withdrawal_takes_it_down_here_too_until_the_next_one(both, connect, public_reader):
    publish_public(both, 1)
    both.sync_postgres()
    public = connect(public_reader)
    PublicEdition(both).withdraw("A. Analyst", "A count can be worked out from the ward pages")
    assert not both.public_postgres.is_behind and "withdrawn" in str(both.public_postgres)
    assert readable(public) == set()
    assert not [name for name in schemas(connect()) if name.startswith("public_release_")]
    assert connect().execute("select count(*) from ossp.left").fetchone() == (40,), "the partnership's stays"
    publish_public(both, 2)
    both.sync_postgres()
    assert public.execute("select release_number from ossp_public.left").fetchone() == (2,)


def test_who_reads_while_it_is_withdrawn_reads_nothing_more(both, connect, public_reader):
    release = publish_public(both, 1)
    both.sync_postgres()
    public = connect(public_reader, autocommit=False)
    public.execute("select * from ossp_public.left")
    PublicEdition(both).withdraw("A. Analyst", "A count can be worked out from the ward pages")
    assert both.public_postgres.in_use == [release.release_id]
    with pytest.raises(REFUSED):
        public.execute("select * from ossp_public.left")
    public.rollback()
    both.sync_postgres()
    assert both.public_postgres.in_use == []


def test_one_role_for_both_editions_is_refused(both):
    publish_public(both, 1)
    same = replace(both.settings, postgres_public_reader=both.settings.postgres_reader)
    with pytest.raises(UsageError, match="E-SETTING"):
        sync_target(same, both.public.releases, Edition.PUBLIC)


def test_the_folder_of_a_public_edition_never_goes_where_the_partnerships_does(both, connect):
    publish_public(both, 2)
    Refresh(public_settings(both.settings)).repair()
    assert schemas(connect()) == []
