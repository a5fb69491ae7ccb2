"""The one step that makes Postgres show a release: publish, roll back, catch up and repair alike.

It does what is missing and nothing else, so it may be killed anywhere and run again.
"""

import logging

from sqlalchemy import Connection, text

from ossp_pipeline.publish.postgres import load, pointer
from ossp_pipeline.publish.postgres.connection import connected
from ossp_pipeline.publish.postgres.state import TargetState
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")
# Any number: two programs that publish to one database ask for the same lock.
_PUBLISHER = 714_301


def bring(settings: Settings, release: Release, why: str, state: TargetState) -> None:
    """Let readers see this release. Fills the state on the way, so that a refusal tells how far it came."""
    reader = settings.postgres_reader
    with connected(settings) as connection:
        _read(connection, state)
        _be_the_only_one(connection)
        pointer.lay_out(connection, reader)
        for name in pointer.drop_unlisted(connection):
            state.done.append(f"Postgres: schema {name} held no whole release, and is removed")
        if release.release_id not in pointer.kept(connection):
            load.load(connection, release, reader)
            state.done.append(f"Postgres: release {release.release_id} is loaded")
        if pointer.pointed_at(connection) != release.release_id:
            pointer.switch(connection, release.release_id, load.tables_of(release), reader, why)
            state.shown = release.release_id
            state.done.append(f"Postgres: readers now see release {release.release_id}")
            log.info("Postgres shows release %s", release.release_id)
        state.in_use = pointer.drop_old(connection, release.release_id, settings.postgres_keep)
        _read(connection, state)


def read(settings: Settings, state: TargetState) -> None:
    """Fill the state from the database, and change nothing."""
    with connected(settings) as connection:
        _read(connection, state)


def _be_the_only_one(connection: Connection) -> None:
    """Also waits for what a killed predecessor left running in the server. The end of the connection lets go."""
    with connection.begin():
        connection.execute(text("select pg_advisory_lock(:publisher)"), {"publisher": _PUBLISHER})


def _read(connection: Connection, state: TargetState) -> None:
    state.shown = pointer.pointed_at(connection)
    state.kept = list(pointer.kept(connection))
