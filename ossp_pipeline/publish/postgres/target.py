"""Postgres follows the files: whatever state it is in, afterwards it shows the release that `current.json` names.

This module is all that the rest of the project calls. SQLAlchemy is imported only where a database is configured.
"""

import logging
from collections.abc import Callable

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import BrokenError
from ossp_pipeline.publish.postgres.state import TargetState
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")


def sync_target(settings: Settings, releases: Releases, edition: Edition = Edition.PARTNERSHIP) -> TargetState | None:
    """Make Postgres show the current release of an edition. None: none goes there, or there is no release.

    A failure is in the answer and no error: the files are out, and the next run tries again. Raises UsageError where
    the settings are wrong.
    """
    if not _goes_there(settings, releases, edition):
        return None
    from ossp_pipeline.publish.postgres.place import place_of  # noqa: PLC0415  (SQLAlchemy, only where it is used)
    from ossp_pipeline.publish.postgres.sync import sync_release, sync_withdrawal  # noqa: PLC0415

    current, place = releases.current(), place_of(settings, edition)
    if current is None:
        state = _filled(TargetState(None), lambda state: sync_withdrawal(settings, place, state))
    else:
        why = releases.history()[-1]["why"]
        state = _filled(
            TargetState(current.release_id), lambda state: sync_release(settings, place, current, why, state)
        )
    if state.problem:
        log.warning("%s", state)
    return state


def read_target(settings: Settings, releases: Releases) -> TargetState | None:
    """The state of the partnership's edition, without changing anything. None: none goes there, or there is none."""
    current = releases.current()
    if current is None or not _goes_there(settings, releases, Edition.PARTNERSHIP):
        return None
    from ossp_pipeline.publish.postgres.place import place_of  # noqa: PLC0415  (SQLAlchemy, only where it is used)
    from ossp_pipeline.publish.postgres.sync import read_state  # noqa: PLC0415

    place = place_of(settings, Edition.PARTNERSHIP)
    return _filled(TargetState(current.release_id), lambda state: read_state(settings, place, state))


def _goes_there(settings: Settings, releases: Releases, edition: Edition) -> bool:
    """Whether this edition goes to a database: the public one where its role is named, and each into its own place.

    OSSP_DATA may name the folder of a public edition: its releases never go where the partnership's are.
    """
    if not settings.postgres or (releases.current() is None and not releases.withdrawn_at()):
        return False
    return bool(settings.postgres_public_reader) if edition is Edition.PUBLIC else not releases.is_public()


def _filled(state: TargetState, fill: Callable[[TargetState], None]) -> TargetState:
    """The state after `fill`, with the problem that ended it."""
    try:
        fill(state)
    except BrokenError as error:
        state.problem = str(error)
    return state
