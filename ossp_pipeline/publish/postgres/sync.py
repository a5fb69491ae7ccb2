"""The one step that makes Postgres show a release: publish, roll back, catch up and repair alike.

It does what is missing and nothing else, so it may be killed anywhere and run again.
"""

import logging

from sqlalchemy import Connection, text

from ossp_pipeline.publish.postgres import load, pointer
from ossp_pipeline.publish.postgres.connection import connected
from ossp_pipeline.publish.postgres.place import Place
from ossp_pipeline.publish.postgres.state import TargetState
from ossp_pipeline.publish.releases import Release
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")
# Any number, the same for every program that publishes to one database.
_PUBLISHERS_LOCK = 714_301


def sync_release(settings: Settings, place: Place, release: Release, why: str, state: TargetState) -> None:
    """Make Postgres show this release. Fills the state on the way, so that a refusal shows how far it came.

    Raises UsageError for the settings, DamagedError for the release's files, TargetError for the database.
    """
    with connected(settings) as connection:
        _read_state(connection, place, state)
        _wait_for_other_publishers(connection)
        pointer.create_layout(connection, place)
        for name in pointer.drop_unlisted(connection, place):
            state.done.append(f"Postgres: schema {name} held no whole release, and is removed")
        if release.release_id not in pointer.loaded_releases(connection, place):
            load.load(connection, release, place)
            state.done.append(f"Postgres: release {release.release_id} is loaded")
        if pointer.current_release_id(connection, place) != release.release_id:
            pointer.switch(connection, release.release_id, load.tables_of(release), place, why)
            state.shown = release.release_id
            state.done.append(f"Postgres: readers now see release {release.release_id}")
            log.info("Postgres shows release %s", release.release_id)
        state.in_use = pointer.drop_old(connection, release.release_id, place)
        _read_state(connection, place, state)


def sync_withdrawal(settings: Settings, place: Place, state: TargetState) -> None:
    """Make Postgres show no release: rights first, so that nobody reads on, then what was loaded."""
    with connected(settings) as connection:
        _wait_for_other_publishers(connection)
        shown = pointer.current_release_id(connection, place)
        pointer.take_down(connection, place)
        if shown:
            state.done.append(f"Postgres: readers no longer see release {shown}")
        state.in_use = pointer.drop_old(connection, None, place)
        _read_state(connection, place, state)


def read_state(settings: Settings, place: Place, state: TargetState) -> None:
    """Fill the state from the database, and change nothing."""
    with connected(settings) as connection:
        _read_state(connection, place, state)


def _wait_for_other_publishers(connection: Connection) -> None:
    """Take the publishers' lock until the connection ends; a killed publisher's statement may still hold it."""
    with connection.begin():
        connection.execute(text("select pg_advisory_lock(:publisher)"), {"publisher": _PUBLISHERS_LOCK})


def _read_state(connection: Connection, place: Place, state: TargetState) -> None:
    state.shown = pointer.current_release_id(connection, place)
    state.kept = list(pointer.loaded_releases(connection, place))
