"""Postgres follows the files: whatever state it is in, afterwards it shows the release `current.json` names.

Here is what the rest of the project sees of it. SQLAlchemy is imported only where a database is configured.
"""

import logging

from ossp_pipeline.errors import BrokenError
from ossp_pipeline.publish.postgres.state import TargetState
from ossp_pipeline.publish.releases import Releases
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")


def follow(settings: Settings, releases: Releases) -> TargetState | None:
    """Let Postgres show the current release of the files. None: no Postgres is configured, or there is no release.

    Its failure is an answer, not an error: the files stand, and the next start tries again. Raises UsageError where
    the settings are wrong.
    """
    state, current = _expected(settings, releases), releases.current()
    if state is None or current is None:
        return None
    from ossp_pipeline.publish.postgres.sync import bring  # noqa: PLC0415  (SQLAlchemy, only where it is used)

    try:
        bring(settings, current, releases.history()[-1]["why"], state)
    except BrokenError as error:
        state.problem = f"{error.code}: {error.message}. What to do: {error.remedy}."
        log.warning("%s", state)
    return state


def look(settings: Settings, releases: Releases) -> TargetState | None:
    """The state, without changing anything. None: no Postgres is configured, or there is no release."""
    state = _expected(settings, releases)
    if state is None:
        return None
    from ossp_pipeline.publish.postgres.sync import read  # noqa: PLC0415  (SQLAlchemy, only where it is used)

    try:
        read(settings, state)
    except BrokenError as error:
        state.problem = f"{error.code}: {error.message}. What to do: {error.remedy}."
    return state


def _expected(settings: Settings, releases: Releases) -> TargetState | None:
    current = releases.current()
    return TargetState(wanted=current.release_id) if settings.postgres and current else None
