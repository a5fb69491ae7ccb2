"""Files in a folder of an SFTP server: whole ones that may be of the feed, each once, and nothing is changed there.

A supplier's own names are fetched where a mapping or an extract is read under any name, and somebody has stated what
they look like: by the connection's `pattern`, or the mapping's.

A file is whole where its checksum file or end marker lies beside it, or where two looks at it, a pause apart, see the
same size and date. What has changed once it was read is not kept, and is fetched the next time.
"""

import io
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import FetchError
from ossp_pipeline.extract.connectors import looks
from ossp_pipeline.extract.connectors.beside import END_MARKER, hash_of, is_beside
from ossp_pipeline.extract.connectors.checksums import checked_name, digests_for, read_digests
from ossp_pipeline.extract.connectors.connector import Fetched, Place, State, Validators, until_not_lost
from ossp_pipeline.extract.connectors.delivery_box import DeliveryBox
from ossp_pipeline.extract.connectors.folder import kinds_of
from ossp_pipeline.extract.connectors.options import Secret, wrong
from ossp_pipeline.extract.connectors.sftp_session import Entry, LogIn, SftpSession, connected, read_host_key
from ossp_pipeline.extract.receive import shown_name
from ossp_pipeline.settings import CONNECTIONS

_LARGEST_CHECKSUM = 1 << 16


@dataclass(frozen=True, kw_only=True)
class SftpOptions:
    """What a connection of the kind `sftp` states.

    host, port, user  where, and as whom we log in
    host_key          the server's public key, as its owner gives it; a server with another one is not spoken to
    password, key     how we log in: one of the two; `key`: a private key without a passphrase
    folder            on the server
    pattern           which names of files are fetched, such as asb-*.csv; without one those of the feed
    minutes           longest time for all of it
    """

    host: str
    user: str
    host_key: str
    folder: str = "."
    pattern: str = "*"
    port: int = 22
    password: Secret | None = None
    key: Secret | None = None
    minutes: int = 30


@dataclass(frozen=True)
class Sftp:
    """The connector. `silence`: longest wait for an answer, in seconds."""

    feed: Feed
    options: SftpOptions
    place: Place
    silence: float = 30

    def verify(self) -> object:
        """Look at the server's key and how we log in."""
        self._require_one_secret()
        return read_host_key(self.options.host_key)

    def check(self) -> list[str]:
        """What would be fetched, and what would not, a line for each file."""
        state = self.place.read_state()
        with self._session() as session:
            folder = self._look_into(session.entries())
        words = {True: "would be fetched", False: "nothing new"}
        lines = [
            f"{self._shown(item.name)}: {words[_is_new(item, state)]}, {item.size / 1e3:,.0f} kB"
            for item in folder.files
        ]
        return [*lines, *folder.refused, *folder.notes]

    def fetch(self, inbox: Path) -> Fetched:
        """Fetch what is new and whole. A lost connection is tried again; what came before it is kept."""
        return until_not_lost(self._fetch_once, inbox)

    def _fetch_once(self, inbox: Path) -> Fetched:
        state, fetched = self.place.read_state(), Fetched()
        box = DeliveryBox(inbox, self.feed, self.place.name, state)
        try:
            with self._session() as session:
                folder = self._look_into(session.entries())
                fetched.notes.extend(folder.notes)
                for entry in self._whole(session, folder, state, fetched):
                    self._fetch_one(session, box, entry, folder, fetched)
        finally:  # what came before a failure is in the inbox
            self.place.write_state(state)
        if folder.refused:
            raise FetchError("E-FETCH", "; ".join(folder.refused), "ask its owner for the file anew; the others came")
        return fetched

    def _look_into(self, entries: list[Entry]) -> "_Folder":
        """What of the folder may be a delivery. Other names are counted and not shown: they may be a person's."""
        wanted = [item for item in entries if self._is_wanted(item.name)]
        files = [item for item in wanted if item.is_file and self._is_of_feed(item.name)]
        others = len(wanted) - len(files)
        example = f", such as {self.feed.example.file_name}" if self.feed.example else ""
        note = f"{others:,} other name(s), links or folders stay there: none is a file of {self.feed.name}{example}"
        largest = self.feed.largest_file
        refused = [
            f"{self._shown(item.name)} is larger than {largest / 1e6:,.0f} MB" for item in files if item.size > largest
        ]
        return _Folder(
            [item for item in files if item.size <= largest],
            {item.name for item in entries},
            refused,
            [note] if others else [],
        )

    def _is_wanted(self, name: str) -> bool:
        return name not in (".", "..") and not is_beside(name) and fnmatchcase(name, self.options.pattern)

    def _is_of_feed(self, name: str) -> bool:
        is_plain = not set(name) & set("/�") and not name.startswith(".") and name.isprintable()
        return is_plain and (self.feed.may_be_named(name) or self._is_stated(name))

    def _is_stated(self, name: str) -> bool:
        """Whether it is a supplier's own name that somebody expects, of a kind that the feed reads."""
        stated = [mapping.file_names for mapping in self.feed.mappings]
        if self.feed.mappings or self.feed.extract:
            stated.append(self.options.pattern)
        is_expected = any(fnmatchcase(name, pattern) for pattern in stated if pattern.strip("*"))
        return is_expected and PurePath(name).suffix.lower() in kinds_of(self.feed)

    def _shown(self, name: str) -> str:
        """The name in messages: a supplier's own may be about a person."""
        return name if self.feed.read_file_name(name) else shown_name(name, "a file", self.feed)

    def _whole(self, session: SftpSession, folder: "_Folder", state: State, fetched: Fetched) -> list[Entry]:
        """The new files that have arrived on the server: marked as whole, or the same at a second look."""
        new = [item for item in folder.files if _is_new(item, state)]
        unmarked = [item for item in new if not folder.marks(item.name)]
        if unmarked:
            time.sleep(looks.PAUSE)
        growing = [item for item in unmarked if session.look(item.name) != item]
        fetched.notes.extend(
            f"{self._shown(item.name)}: is still being written, and is fetched the next time" for item in growing
        )
        return [item for item in new if item not in growing]

    def _fetch_one(
        self, session: SftpSession, box: DeliveryBox, entry: Entry, folder: "_Folder", fetched: Fetched
    ) -> None:
        name, shown = entry.name, self._shown(entry.name)
        try:
            digests = self._digests(session, name, folder.names)
            is_new = box.put(self._period(name), name, partial(self._write, session, entry, digests), name)
        except _Changed:
            fetched.notes.append(f"{shown}: changed while it was read, and is fetched the next time")
        except _Differs:
            folder.refused.append(f"{shown} differs from its checksum, or this cannot be read")
        else:
            box.state.answers[name] = _stamp(entry)
            (fetched.files if is_new else fetched.notes).append(shown if is_new else f"{shown}: nothing new")

    def _write(self, session: SftpSession, entry: Entry, digests: set[tuple[str, str]], handle: BinaryIO) -> None:
        """Write its bytes; raises where they are not those of the file that was looked at, or was sent."""
        written = session.read(entry.name, entry.size, handle)
        if written != entry.size or session.look(entry.name) != entry:
            raise _Changed
        handle.flush()
        for algorithm, digest in digests:
            if hash_of(Path(handle.name), algorithm) != digest:
                raise _Differs

    def _digests(self, session: SftpSession, name: str, names: set[str]) -> set[tuple[str, str]]:
        """What the checksum files beside it say of it, by algorithm. Raises _Differs where they say nothing."""
        found = set()
        lying_beside = [item for item in names if checked_name(item) == name]
        for beside in lying_beside:
            content = io.BytesIO()
            session.read(beside, _LARGEST_CHECKSUM, content)
            said = digests_for(read_digests(content.getvalue()), name, lies_beside=True)
            found |= {(item.algorithm, item.value) for item in said}
        if lying_beside and not found:
            raise _Differs
        return found

    def _period(self, name: str) -> Period:
        """What the file is about; of a publisher's own file that only landing knows, the last period that has ended."""
        named = self.feed.read_file_name(name)
        return named.period if named else self.place.ended_periods(self.feed, 1)[0]

    def _session(self) -> AbstractContextManager[SftpSession]:
        options, keys = self.options, self.place.keys
        self._require_one_secret()
        to = LogIn(
            options.host,
            options.port,
            options.user,
            options.host_key,
            options.password.read(keys) if options.password else "",
            f"{options.key.read(keys)}\n" if options.key else "",
        )
        return connected(to, options.folder, 60 * options.minutes, self.silence)

    def _require_one_secret(self) -> None:
        if bool(self.options.password) == bool(self.options.key):
            message = f"“{self.place.name}” in {CONNECTIONS}: one of `password` and `key` is needed"
            raise wrong(message, "state how we log in")


def _stamp(entry: Entry) -> Validators:
    return Validators(str(entry.size), str(entry.changed))


def _is_new(entry: Entry, state: State) -> bool:
    return state.answers.get(entry.name) != _stamp(entry)


@dataclass(frozen=True)
class _Folder:
    """What lies in the folder: files of the feed, the names of everything, what is refused, what is to be said."""

    files: list[Entry]
    names: set[str]
    refused: list[str]
    notes: list[str]

    def marks(self, name: str) -> bool:
        """Whether something beside the file says that it is whole."""
        return f"{name}{END_MARKER}" in self.names or any(checked_name(other) == name for other in self.names)


class _Changed(Exception):
    """The file is not the one that was looked at: nothing of it is kept."""


class _Differs(Exception):
    """The file is not the one that its checksum is of: nothing of it is kept."""
