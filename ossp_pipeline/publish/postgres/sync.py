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
# Any number, the same for every program that publishes to one database.
_PUBLISHERS_LOCK = 714_301


def sync_release(settings: Settings, release: Release, why: str, state: TargetState) -> None:
    """Make Postgres show this release. Fills the state on the way, so that a refusal shows how far it came.

    Raises UsageError for the settings, DamagedError for the release's files, TargetError for the database.
    """
    reader = settings.postgres_reader
    with connected(settings) as connection:
        _read_state(connection, state)
        _wait_for_other_publishers(connection)
        pointer.create_layout(connection, reader)
        for name in pointer.drop_unlisted(connection):
            state.done.append(f"Postgres: schema {name} held no whole release, and is removed")
        if release.release_id not in pointer.loaded_releases(connection):
            load.load(connection, release, reader)
            state.done.append(f"Postgres: release {release.release_id} is loaded")
        if pointer.current_release_id(connection) != release.release_id:
            pointer.switch(connection, release.release_id, load.tables_of(release), reader, why)
            state.shown = release.release_id
            state.done.append(f"Postgres: readers now see release {release.release_id}")
            log.info("Postgres shows release %s", release.release_id)
        state.in_use = pointer.drop_old(connection, release.release_id, settings.postgres_keep)
        _read_state(connection, state)


def read_state(settings: Settings, state: TargetState) -> None:
    """Fill the state from the database, and change nothing."""
    with connected(settings) as connection:
        _read_state(connection, state)


def _wait_for_other_publishers(connection: Connection) -> None:
    """Take the publishers' lock until the connection ends; a killed publisher's statement may still hold it."""
    with connection.begin():
        connection.execute(text("select pg_advisory_lock(:publisher)"), {"publisher": _PUBLISHERS_LOCK})


def _read_state(connection: Connection, state: TargetState) -> None:
    state.shown = pointer.current_release_id(connection)
    state.kept = list(pointer.loaded_releases(connection))
