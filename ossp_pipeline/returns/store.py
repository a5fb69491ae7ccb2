"""The files of the returns, under `data/returns/`: append-only, whole or absent, private.

    issued/<quarter>/<lead>.json                  what was requested, with the workbook, return-<quarter>-<lead>.xlsx
    received/<sha256>.workbook                    the bytes as they came; they may hold anything a person typed
    events/<quarter>/<lead>/<number>-<kind>.json  received, signed, closed, reopened, in order; never deleted
    handed/<quarter>/<lead>.json                  the last event whose rows were put into the inbox
    answers/<quarter>/                            what goes back to the sender

Bytes are written first, the event second, answer and delivery last: the next command completes what a crash interrupts.
One writer at a time: the caller holds the lock of the data folder.
"""

import hashlib
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import leftovers, read_json, remove, sha256_of, write_bytes, write_json
from ossp_pipeline.returns.request import Issue, read_issue
from ossp_pipeline.returns.workbook import Event


class ReturnStore:
    """What was issued, received and signed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def repair(self) -> None:
        """Remove what a crash left half-written."""
        for path in leftovers(self.folder):
            remove(path)

    def workbook_path(self, quarter: str, slug: str) -> Path:
        """The workbook to send to a lead."""
        return self.folder / "issued" / quarter / f"return-{quarter}-{slug}.xlsx"

    def save_issue(self, issue: Issue, workbook: bytes) -> Path:
        """Keep what was requested, then its workbook."""
        path = self.workbook_path(issue.quarter, issue.slug)
        _make_private(path.parent)
        write_json(self._issue_path(issue.quarter, issue.slug), issue.as_dict())
        write_bytes(path, workbook)
        return path

    def issue(self, quarter: str, slug: str) -> Issue | None:
        """What was requested of a lead, None where nothing was issued."""
        path = self._issue_path(quarter, slug)
        return read_issue(read_json(path)) if path.exists() else None

    def issues(self, quarter: str) -> list[Issue]:
        """Everything issued for a quarter, by lead."""
        return [read_issue(read_json(path)) for path in sorted((self.folder / "issued" / quarter).glob("[!.]*.json"))]

    def save_received(self, content: bytes) -> Path:
        """Keep a received file under its hash; bytes that were damaged on disk are replaced."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.folder / "received" / f"{digest}.workbook"
        _make_private(path.parent)
        if not path.exists() or sha256_of(path) != digest:
            write_bytes(path, content)
        return path

    def events(self, quarter: str, slug: str) -> list[Event]:
        """Everything that happened to a lead's return for a quarter, in order."""
        return [read_json(path) for path in sorted((self.folder / "events" / quarter / slug).glob("[!.]*.json"))]

    def append(self, quarter: str, slug: str, event: dict[str, Any]) -> Event:
        """Add an event; it gets the next number."""
        numbered = {**event, "sequence": len(self.events(quarter, slug)) + 1}
        path = self.folder / "events" / quarter / slug / f"{numbered['sequence']:05d}-{event['kind']}.json"
        _make_private(path.parent)
        write_json(path, numbered)
        return numbered

    def ledgers(self) -> list[tuple[str, str]]:
        """Every quarter and lead (as in file names) that has events."""
        return sorted((path.parent.name, path.name) for path in (self.folder / "events").glob("[!.]*/[!.]*"))

    def last_submitted(self, quarter: str, slug: str) -> int:
        """The last event whose rows were put into the inbox; 0 for none."""
        path = self._submitted_path(quarter, slug)
        return int(read_json(path)["sequence"]) if path.exists() else 0

    def record_submitted(self, quarter: str, slug: str, sequence: int) -> None:
        """Record that the rows as of an event are in the inbox."""
        path = self._submitted_path(quarter, slug)
        _make_private(path.parent)
        write_json(path, {"sequence": sequence})

    def save_answer(self, name: str, content: bytes) -> Path:
        """Write what goes back to the sender."""
        path = self.folder / "answers" / name
        _make_private(path.parent)
        write_bytes(path, content)
        return path

    def _issue_path(self, quarter: str, slug: str) -> Path:
        return self.folder / "issued" / quarter / f"{slug}.json"

    def _submitted_path(self, quarter: str, slug: str) -> Path:
        return self.folder / "handed" / quarter / f"{slug}.json"


def _make_private(folder: Path) -> None:
    """Make a folder that only its owner can read, whatever the umask."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in (folder, folder.parent, folder.parent.parent):
        part.chmod(0o700)
