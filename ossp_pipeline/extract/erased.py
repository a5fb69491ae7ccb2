"""What was erased, as keyed hashes: files whose bytes must not come back, and people whose rows may come again.

data/erasures/ledger.jsonl   one erasure a line, oldest first; no value, no file name

The key is made from that of the seals, which does not rotate with the feeds' keys. Where it was lost or replaced,
nothing is received: nobody would recognise a person who withdrew consent.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import append_json, read_json_lines
from ossp_pipeline.errors import KeyFileError
from ossp_pipeline.extract.keys import SEAL_KEY, kept_key
from ossp_pipeline.protect.known_people import KnownPeople
from ossp_pipeline.protect.pseudonyms import fingerprint
from ossp_pipeline.settings import PROJECT, Settings


@dataclass(frozen=True)
class Erased:
    """One erasure.

    columns       the columns that identified the people
    people        a token of each
    files         keyed hashes of the files as they were before
    rows          how many rows there were
    is_withdrawn  whether the people withdrew consent, so that their rows never land again
    key           stands for the key that made these
    """

    number: int
    feed: str
    at: str
    columns: tuple[str, ...]
    people: tuple[str, ...]
    files: tuple[str, ...]
    rows: int
    is_withdrawn: bool
    key: str


class Ledger:
    """The erasures of an installation. The caller holds the data folder's lock while it adds."""

    def __init__(self, settings: Settings) -> None:
        self.path = ledger_path(settings)
        self._settings = settings
        self.entries = [read_erased(item) for item in read_json_lines(self.path)]
        if self.entries and self.entries[-1].key != fingerprint(self.key):
            message = f"{SEAL_KEY}.key is not the key with which the erasures of this data folder were recorded"
            raise KeyFileError("E-KEY", message, "restore it from its safe copy")

    @property
    def key(self) -> bytes:
        """Made from the key of the seals, so that neither stands for the other."""
        seal_key = kept_key(self._settings.keys, SEAL_KEY, (self._settings.data, PROJECT))
        return hmac.digest(seal_key, b"ossp erasures", hashlib.sha256)

    def add(self, entry: Erased) -> None:
        """Append it, unless a run that ended had appended it already."""
        if entry.number not in {known.number for known in self.entries}:
            append_json(self.path, asdict(entry))
            self.entries.append(entry)

    def file_hash(self, sha256: str) -> str:
        """The keyed hash of a file, from the plain one."""
        return hmac.digest(self.key, sha256.encode(), hashlib.sha256).hex()

    def holds(self, feed: str, content: bytes) -> bool:
        """Whether these bytes were rewritten because of an erasure."""
        files = {known for entry in self.entries if entry.feed == feed for known in entry.files}
        return bool(files) and self.file_hash(hashlib.sha256(content).hexdigest()) in files

    def people(self, feed: str, *, withdrawn: bool) -> KnownPeople:
        """Those of a feed who withdrew consent; or those who were erased and did not."""
        left_out = {token for entry in self.entries if entry.is_withdrawn for token in entry.people}
        tokens: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for entry in self.entries:
            if entry.feed == feed and (theirs := {token for token in entry.people if (token in left_out) is withdrawn}):
                tokens[entry.columns] |= theirs
        if not tokens:
            return KnownPeople(feed)
        return KnownPeople(feed, self.key, {columns: frozenset(found) for columns, found in tokens.items()})

    def tokens(self, feed: str, columns: tuple[str, ...], people: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        """The tokens of people, for an entry or to look for one."""
        known = KnownPeople(feed, self.key)
        return tuple(sorted(known.token(columns, person) for person in people))


def ledger_path(settings: Settings) -> Path:
    """The file; absent until something was erased."""
    return settings.erasures / "ledger.jsonl"


def read_erased(document: dict[str, Any]) -> Erased:
    """An entry from JSON."""
    lists: dict[str, Any] = {name: tuple(value) for name, value in document.items() if isinstance(value, list)}
    return Erased(**{**document, **lists})
