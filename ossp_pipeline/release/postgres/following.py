"""Postgres follows the files: whatever state it is in, afterwards it shows the release `current.json` names.

Here is what the rest of the project sees of it. SQLAlchemy is imported only where a database is configured.
"""

import logging
from dataclasses import dataclass, field
from typing import Any

from ossp_pipeline.errors import BrokenError
from ossp_pipeline.release.publish import Releases
from ossp_pipeline.settings import Settings

log = logging.getLogger("ossp")


@dataclass
class TargetState:
    """What Postgres shows beside what the files show. `done` is what this run changed, in words."""

    wanted: str
    shown: str | None = None
    kept: list[str] = field(default_factory=list)
    in_use: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    problem: str | None = None

    @property
    def is_behind(self) -> bool:
        """Whether readers of Postgres see another release than readers of the files."""
        return self.shown != self.wanted

    def describe(self) -> dict[str, Any]:
        """The state as a part of a summary."""
        return {**vars(self), "is_behind": self.is_behind, "message": str(self)}

    def __str__(self) -> str:
        shown = f" It shows release {self.shown}." if self.shown and self.is_behind else ""
        state = f"Postgres {'does NOT yet show' if self.is_behind else 'shows'} release {self.wanted}.{shown}"
        waiting = f" Still being read, dropped later: {', '.join(self.in_use)}." if self.in_use else ""
        remedy = "What to do: `ossp doctor`; the next refresh does the same." if self.is_behind else ""
        return " ".join(filter(None, (f"{state}{waiting}", self.problem or remedy)))


def follow(settings: Settings, releases: Releases) -> TargetState | None:
    """Let Postgres show the current release of the files. None: no Postgres is configured, or there is no release.

    Its failure is an answer, not an error: the files stand, and the next start tries again. Raises UsageError where
    the settings are wrong.
    """
    state, current = _expected(settings, releases), releases.current()
    if state is None or current is None:
        return None
    from ossp_pipeline.release.postgres.bringing import bring  # noqa: PLC0415  (SQLAlchemy, only where it is used)

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
    from ossp_pipeline.release.postgres.bringing import read  # noqa: PLC0415  (SQLAlchemy, only where it is used)

    try:
        read(settings, state)
    except BrokenError as error:
        state.problem = f"{error.code}: {error.message}. What to do: {error.remedy}."
    return state


def _expected(settings: Settings, releases: Releases) -> TargetState | None:
    current = releases.current()
    return TargetState(wanted=current.release_id) if settings.postgres and current else None
