"""What every connector that fetches can do, and what is remembered of the last time.

A connector only puts whole files into the inbox. From there they go the way of every dropped file.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from ossp_pipeline.atomic_files import read_json, write_json
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period, period_of
from ossp_pipeline.errors import FetchError, OsspError
from ossp_pipeline.extract.receive import ReceivedStore

_STATE = "state.json"
_FAILURE = "failed.json"
_TRIES = 3


@dataclass(frozen=True)
class Fetched:
    """What one connection fetched. `files`: names in the inbox; `notes`: what was not there, a sentence each."""

    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class LostError(FetchError):
    """The connection cannot be made, was cut or is silent, or the other side asks to try again."""


def until_not_lost(fetch: Callable[[Path], Fetched], inbox: Path) -> Fetched:
    """What a fetch brings, tried again where the connection is lost; the last loss is raised."""
    for _ in range(_TRIES - 1):
        with suppress(LostError):
            return fetch(inbox)
    return fetch(inbox)


class Connector(Protocol):
    """One connection that can be tried, and fetched from. Both raise FetchError, UsageError and KeyFileError."""

    def verify(self) -> object:
        """Look at what is stated, as far as it goes without asking anybody and without a secret. Raises UsageError."""

    def check(self) -> list[str]:
        """Try the connection: what `fetch` would fetch now, in words. Nothing is written."""

    def fetch(self, inbox: Path) -> Fetched:
        """Put what is new into the folder of its feed below `inbox`, whole files only."""


@dataclass(frozen=True)
class Validators:
    """What the server said of a file, to ask next time whether it has changed."""

    etag: str = ""
    last_modified: str = ""


NOTHING_KNOWN = Validators()


@dataclass
class State:
    """What a connection fetched before.

    answers       by address: what the server said of the file
    files         by feed and what the file is about: the hash of its bytes
    versions      by feed and what the file is about: the version it was put under
    not_supplied  by feed, what the publisher does not supply: never a count of zero
    fetched_at    moment of the last fetch, ISO time in UTC; empty before the first
    """

    answers: dict[str, Validators] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    not_supplied: dict[str, str] = field(default_factory=dict)
    fetched_at: str = ""


@dataclass(frozen=True)
class Failure:
    """Why a fetch failed, and when: the code of the error, what was wrong, what to do."""

    at: str
    code: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Place:
    """Where a connection works.

    name               its own
    partnership, keys  folders that its options name files in
    received           the files received so far
    today              decides which periods have ended
    """

    name: str
    state_folder: Path
    received: Path
    partnership: Path
    keys: Path
    today: date

    def read_state(self) -> State:
        """What it fetched before; nothing where the folder is new."""
        path = self.state_folder / _STATE
        if not path.exists():
            return State()
        state = State(**read_json(path))
        answers = {address: Validators(**said) for address, said in state.answers.items()}  # type: ignore[arg-type]
        return replace(state, answers=answers)

    def write_state(self, state: State) -> None:
        """Remember it, after the files are in the inbox: a crash before that fetches them again."""
        state.fetched_at = datetime.now(UTC).isoformat(timespec="seconds")
        write_json(self.state_folder / _STATE, asdict(state))

    def forget(self) -> None:
        """Fetch everything next time, as if for the first time."""
        (self.state_folder / _STATE).unlink(missing_ok=True)

    def note_failure(self, error: OsspError) -> None:
        """Remember that it cannot be fetched from, and what to do, until it can."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        failure = Failure(at, error.code, error.message, error.remedy)
        write_json(self.state_folder / _FAILURE, asdict(failure))

    def forget_failure(self) -> None:
        """It was fetched from."""
        (self.state_folder / _FAILURE).unlink(missing_ok=True)

    def failure(self) -> Failure | None:
        """Why the last fetch failed; None where it did not."""
        path = self.state_folder / _FAILURE
        return Failure(**read_json(path)) if path.exists() else None

    def next_version(self, feed: Feed, period: Period, state: State) -> int:
        """One above every file of the period, whoever sent it: of those received, and of those this connection put."""
        receipts = ReceivedStore(self.received).receipts(feed.name)
        received = [receipt.version for receipt in receipts if receipt.period == str(period)]
        return 1 + max([*received, state.versions.get(f"{feed.name} {period}", 0)])

    def ended_periods(self, feed: Feed, number: int) -> list[Period]:
        """The last periods that have ended, oldest first."""
        periods = [period_of(self.today, feed.cadence).previous]
        while len(periods) < number:
            periods.insert(0, periods[0].previous)
        return periods
