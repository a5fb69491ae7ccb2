"""The connections that the partnership folder states in `connections.toml`, and the connector of each.

A connection is a table of that file: its name, the feed, the kind, and the options of that kind.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.errors import BusyError, OsspError, UsageError, explain
from ossp_pipeline.extract.connectors.connector import Connector, Failure, Fetched, Place
from ossp_pipeline.extract.connectors.options import CONNECTIONS_FILE, Problem, read_options, stated_problems, wrong
from ossp_pipeline.extract.mapping.stated import with_mappings
from ossp_pipeline.feeds.registry import FEEDS, find_feed
from ossp_pipeline.lock import exclusive
from ossp_pipeline.settings import CONNECTIONS, Settings

# Before the refresh of the morning.
_USUAL_TIME = "04:00"
_TIME = re.compile(r"(?:0[03-9]|1[0-9]|2[0-3]):[0-5][0-9]")
Maker = Callable[[Feed, dict[str, Any], Place], Connector]


# Each imports its connector, and the library behind it, only where a connection is of that kind.
def _web_file(feed: Feed, stated: dict[str, Any], place: Place) -> Connector:
    from ossp_pipeline.extract.connectors.web_file import WebFile, WebFileOptions  # noqa: PLC0415

    return WebFile(feed, read_options(WebFileOptions, stated, place.name), place)


def _database(feed: Feed, stated: dict[str, Any], place: Place) -> Connector:
    from ossp_pipeline.extract.connectors.database import Database, DatabaseOptions  # noqa: PLC0415

    return Database(feed, read_options(DatabaseOptions, stated, place.name), place)


def _sftp(feed: Feed, stated: dict[str, Any], place: Place) -> Connector:
    from ossp_pipeline.extract.connectors.sftp import Sftp, SftpOptions  # noqa: PLC0415

    return Sftp(feed, read_options(SftpOptions, stated, place.name), place)


def _police_archive(feed: Feed, stated: dict[str, Any], place: Place) -> Connector:
    from ossp_pipeline.extract.connectors.police_uk.archive import Archive, ArchiveOptions  # noqa: PLC0415
    from ossp_pipeline.extract.connectors.police_uk.publisher import KINDS_OF_FILE  # noqa: PLC0415

    options = read_options(ArchiveOptions, stated, place.name)
    for name in (feed.name, *options.also):
        _refuse_other(name, KINDS_OF_FILE, place)
    return Archive(feed, options, place)


def _police_api(feed: Feed, stated: dict[str, Any], place: Place) -> Connector:
    from ossp_pipeline.extract.connectors.police_uk.api import Api, ApiOptions  # noqa: PLC0415
    from ossp_pipeline.extract.connectors.police_uk.publisher import STREET  # noqa: PLC0415

    _refuse_other(feed.name, [STREET.name], place)
    return Api(feed, read_options(ApiOptions, stated, place.name), place)


KINDS: dict[str, Maker] = {
    "http": _web_file,
    "sftp": _sftp,
    "database": _database,
    "police_uk_archive": _police_archive,
    "police_uk_api": _police_api,
}


@dataclass(frozen=True)
class Connection:
    """One connection, ready to be tried.

    feed  name of the feed whose files it fetches
    at    time of working days, in London, at which the UI's daemon fetches, such as 04:00
    """

    name: str
    feed: str
    kind: str
    at: str
    place: Place
    connector: Connector

    def fetch(self, settings: Settings, again: bool = False) -> Fetched:
        """Fetch into the inbox; no two processes at once. With `again`, also what was fetched before."""
        with _held(self):
            if again:
                self.place.forget()
            fetched = self.connector.fetch(settings.inbox)
            self.place.forget_failure()
            return fetched

    def note_failure(self, error: OsspError) -> None:
        """Remember that the fetch failed and is not tried again by itself, for who looks after the installation."""
        if not isinstance(error, BusyError):
            self.place.note_failure(error)


def read_connections(settings: Settings, wanted: str | None = None) -> list[Connection]:
    """The connections that are stated, or those of one name or feed. Raises UsageError."""
    stated = CONNECTIONS_FILE.read(settings.connections)
    connections = [_connection(name, table, settings) for name, table in stated.items()]
    chosen = [item for item in connections if wanted in (None, item.name, item.feed)]
    if wanted is not None and not chosen:
        named = ", ".join(item.name for item in connections) or "none yet"
        remedy = f"use the name or the feed of one of these: {named}"
        raise wrong(f"there is no connection “{wanted}” in {CONNECTIONS}", remedy)
    return chosen


def connection_problems(settings: Settings) -> list[Problem]:
    """What is wrong with connections.toml, as far as it can be seen without asking anybody and without a secret."""

    def verify(name: str, table: dict[str, Any]) -> object:
        return _connection(name, table, settings).connector.verify()

    return stated_problems(CONNECTIONS_FILE, settings.connections, verify)


def failed_fetches(settings: Settings) -> dict[str, Failure]:
    """The connections that are stated and whose last fetch failed, by name. Raises UsageError."""
    failures = {name: _place(name, settings).failure() for name in CONNECTIONS_FILE.read(settings.connections)}
    return {name: failure for name, failure in failures.items() if failure}


def last_fetches(settings: Settings) -> list[str]:
    """Of each connection that fetched something: when, and what its publisher does not supply; and which failed."""
    lines = _failure_lines(settings)
    for folder in sorted(settings.fetched.glob("*/")):
        state = _place(folder.name, settings).read_state()
        if state.fetched_at:
            lines.append(f"{folder.name} was asked last at {state.fetched_at}")
            lines += [f"{folder.name}: {words}" for words in state.not_supplied.values()]
    return lines


def _failure_lines(settings: Settings) -> list[str]:
    try:
        failures = failed_fetches(settings)
    except UsageError as error:
        return [str(error)]
    return [
        f"{name} failed at {failure.at}: {explain(failure.message, failure.remedy)}"
        for name, failure in failures.items()
    ]


@contextmanager
def _held(connection: Connection) -> Iterator[None]:
    connection.place.state_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with exclusive(connection.place.state_folder, f"ossp feeds fetch {connection.name}"):
        yield


def _connection(name: str, table: dict[str, Any], settings: Settings) -> Connection:
    options = dict(table)
    kind, feed_name = str(options.pop("kind", "")), str(options.pop("feed", ""))
    at = str(options.pop("at", _USUAL_TIME))
    if kind not in KINDS:
        raise wrong(f"“{name}” in {CONNECTIONS} is of no known kind", f"write `kind` as one of: {', '.join(KINDS)}")
    if not name.replace("_", "").replace("-", "").isalnum() or not name.isascii():
        raise wrong(f"“{name}” in {CONNECTIONS} cannot be a name", "use letters, digits, _ and -")
    if feed_name not in FEEDS or feed_name not in settings.received_feeds:
        raise _no_feed(name, feed_name)
    if not _TIME.fullmatch(at):
        message = f"“{name}” in {CONNECTIONS}: “at” is no time, or one from 01:00 to 02:59, when clocks change"
        raise wrong(message, "write a time such as 04:00")
    place, feed = _place(name, settings), with_mappings(find_feed(feed_name), settings)
    return Connection(name, feed_name, kind, at, place, KINDS[kind](feed, options, place))


def _place(name: str, settings: Settings) -> Place:
    return Place(name, settings.fetched / name, settings.received, settings.partnership, settings.keys, settings.as_of)


def _refuse_other(feed: str, fetched: Collection[str], place: Place) -> None:
    """Raise UsageError for a feed that this kind of connection does not fetch."""
    if feed not in fetched:
        message = f"“{place.name}” in {CONNECTIONS}: {feed} does not come this way"
        raise wrong(message, f"use one of: {', '.join(fetched)}")


def _no_feed(name: str, feed: str) -> UsageError:
    if feed in FEEDS:
        return wrong(f"“{name}” in {CONNECTIONS}: {feed} is not received here", "add it to `feeds` in ossp.toml")
    return wrong(f"“{name}” in {CONNECTIONS}: there is no feed “{feed}”", f"use one of: {', '.join(FEEDS)}")
