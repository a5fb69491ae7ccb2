"""Postgres follows the files: whatever state it is in, afterwards it shows the release that `current.json` names.

This module is all that the rest of the project calls. SQLAlchemy is imported only where a database is configured.
"""

import logging
from collections.abc import Callable

from ossp_pipeline.errors import BrokenError
from ossp_pipeline.publish.postgres.state import TargetState
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")


def sync_target(settings: Settings, releases: Releases) -> TargetState | None:
    """Make Postgres show the current release of the files. None: no Postgres is configured, or there is no release.

    A failure is in the answer and no error: the files are out, and the next run tries again. Raises UsageError where
    the settings are wrong.
    """
    current = releases.current()
    if not settings.postgres or current is None:
        return None
    from ossp_pipeline.publish.postgres.sync import sync_release  # noqa: PLC0415  (SQLAlchemy, only where it is used)

    why = releases.history()[-1]["why"]
    state = _filled(TargetState(current.release_id), lambda state: sync_release(settings, current, why, state))
    if state.problem:
        log.warning("%s", state)
    return state


def read_target(settings: Settings, releases: Releases) -> TargetState | None:
    """The state, without changing anything. None: no Postgres is configured, or there is no release."""
    current = releases.current()
    if not settings.postgres or current is None:
        return None
    from ossp_pipeline.publish.postgres.sync import read_state  # noqa: PLC0415  (SQLAlchemy, only where it is used)

    return _filled(TargetState(current.release_id), lambda state: read_state(settings, state))


def _filled(state: TargetState, fill: Callable[[TargetState], None]) -> TargetState:
    """The state after `fill`, with the problem that ended it."""
    try:
        fill(state)
    except BrokenError as error:
        state.problem = str(error)
    return state
