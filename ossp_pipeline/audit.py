"""The audit log: who did what, when, and to which release; appended to, never changed. It holds no values.

data/audit.jsonl   one action a line, oldest first; each carries the keyed hash of itself and of the line before

The key lies beside the pseudonym keys, so who can write the file and not read the key cannot change, remove, move or
add a line without that showing. Lines cut off at the end show where they were about a release: before a build is
published its line is written, so that a crash leaves no release without one.
"""

import getpass
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ossp_pipeline.atomic_files import append_json, read_json_lines
from ossp_pipeline.gate.seals import is_keyed, keyed_hash

# Written before a release is made of a build; whether it went out, and as which release, is the next line's to say.
PUBLISHING = "publishing"
# What the first line follows.
_NOTHING = ""


@dataclass(frozen=True)
class Entry:
    """One action.

    action   such as “published” or “confirmed”
    subject  what it was done to, by its id: a build, a release, a period of a feed
    by       the account that ran the command, and the person it names where it names one
    seal     the keyed hash of the rest and of the entry before
    """

    number: int
    at: str
    action: str
    subject: str
    by: str
    seal: str = ""


class AuditLog:
    """The file of an installation. The caller holds the data folder's lock while it adds."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key

    def add(self, action: str, subject: str, person: str | None = None) -> Entry:
        """Append an action of this moment, and wait until it is on the disk. `person`: whom the command names.

        The moment is the machine's, also where deliveries are seen as on another day.
        """
        last = next(reversed(self.all()), None)
        by = f"{getpass.getuser()} for {person}" if person else getpass.getuser()
        number = last.number + 1 if last else 1
        entry = Entry(number, datetime.now(UTC).isoformat(timespec="seconds"), action, subject, by)
        entry = replace(entry, seal=keyed_hash(_sealed(entry, last), self._key))
        append_json(self.path, asdict(entry))
        return entry

    def all(self) -> list[Entry]:
        """Oldest first. Raises ValueError or TypeError where a line cannot be read."""
        return [Entry(**item) for item in read_json_lines(self.path)]

    def problems(self, published: Iterable[str]) -> list[str]:
        """What is wrong with the log, in sentences; empty: nothing. `published`: ids of builds with a release.

        Those from before the log began need no line.
        """
        try:
            entries = self.all()
        except (ValueError, TypeError):
            return ["A line of the audit log cannot be read."]
        befores = [None, *entries[:-1]]
        broken = [
            f"Line {place} of the audit log is not as it was written, or a line before it is missing."
            for place, (entry, before) in enumerate(zip(entries, befores, strict=True), start=1)
            if entry.number != place or not is_keyed(_sealed(entry, before), entry.seal, self._key)
        ]
        return broken[:1] + _without_a_line(entries, published)


def _sealed(entry: Entry, before: Entry | None) -> dict[str, object]:
    """What the seal of an entry covers."""
    return {**asdict(entry), "seal": before.seal if before else _NOTHING}


def _without_a_line(entries: list[Entry], published: Iterable[str]) -> list[str]:
    """Builds with a release, after the first that the log knows, which have no line."""
    known = {entry.subject for entry in entries if entry.action == PUBLISHING}
    missing = [build for build in published if known and build > min(known) and build not in known]
    return [f"The audit log has no line for the release made of build {build}." for build in missing]
