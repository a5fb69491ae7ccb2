"""An inbox of two feeds, a clock that tests move, and files put into it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ossp_pipeline.extract.connectors.folder import Inbox, list_inbox
from ossp_pipeline.extract.connectors.looks import Clock
from ossp_pipeline.settings import Settings
from tests.unit.extract.conftest import FEED

FEEDS = [replace(FEED, name="crime"), replace(FEED, name="asb")]
LONG_AGO = 1_767_225_600


@dataclass
class Time:
    """Seconds since the machine started. `meanwhile`: what happens while somebody waits."""

    seconds: float = 1_000.0
    boot: str = "this start"
    meanwhile: Callable[[], object] = lambda: None
    waited: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(self.boot, lambda: self.seconds, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.seconds += seconds
        self.meanwhile()


@dataclass
class Folder:
    """The inbox of an installation, as list_inbox sees it at a moment of a clock."""

    settings: Settings
    time: Time = field(default_factory=Time)

    def put(self, name: str, content: bytes = b"a\n1\n", feed: str = "crime") -> Path:
        path = self.settings.inbox / feed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (LONG_AGO, LONG_AGO))
        return path

    def look(self, wait: bool = False) -> Inbox:
        return list_inbox(self.settings, FEEDS, wait, self.time.clock)

    def names(self, wait: bool = False) -> tuple[list[str], list[str]]:
        """Names of files that have arrived, and of those that have not."""
        inbox = self.look(wait)
        return [arrival.path.name for arrival in inbox.arrived], [path.name for path in inbox.arriving]

    def left(self) -> dict[str, str]:
        """The reason why each file is left where it is, once nothing is arriving any more."""
        self.look(wait=True)
        return {item.path.name: item.reason.name for item in self.look().left}
