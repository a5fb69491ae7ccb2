"""The releases of the public edition: readers reach the current one only, and none once it was withdrawn.

    data/public/releases/                     what everybody may read: one release, its pointer and pages
    data/public/superseded/                   those before it, for the attack on each new candidate; nobody reads them
    data/public/superseded/withdrawals.jsonl  who withdrew one, when and why, oldest first

A release is superseded by two renames, its folder's and then its record's. A crash in between, or before, is completed
by the next start; a record without a folder is no release meanwhile. Who has a file of it open keeps that file.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ossp_pipeline.atomic_files import append_json, read_json_lines, sync_folder
from ossp_pipeline.errors import UsageError
from ossp_pipeline.publish.approval import Approval
from ossp_pipeline.publish.calendar import check_published_text
from ossp_pipeline.publish.releases import WITHDRAWAL, Release, Releases
from ossp_pipeline.transform.build import Build

_SHORTEST_REASON = 15


@dataclass(frozen=True)
class Withdrawal:
    """Who took a public release down, when and why. The reason is kept and not published: it may say what leaked."""

    release_id: str
    at: str
    by: str
    because: str


class PublicReleases(Releases):
    """The releases of the public edition. `folder`: what everybody may read; the others are kept beside it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._superseded = Releases(folder.with_name("superseded"))

    def kept(self) -> list[Release]:
        """Every release that went out, newest first: the current one and those that readers no longer reach."""
        releases = [*self.all(), *self._superseded.all()]
        return sorted(releases, key=lambda item: item.release_id, reverse=True)

    def publish(self, build: Build, run_id: str | None, approval: Approval | None) -> Release:
        """Publish a build that the gate lets pass, and take the release before it away from readers."""
        release = super().publish(build, run_id, approval)
        self._supersede()
        return release

    def withdraw(self, by: str, because: str) -> Release:
        """Take the current release down. Raises UsageError where there is none, or the reason is not accepted."""
        current = self.current()
        if current is None:
            raise UsageError("E-NORELEASE", "there is no public edition to withdraw", "`ossp status` shows which is up")
        _check_reason(because)
        self._make_superseded_folder()
        withdrawal = Withdrawal(current.release_id, datetime.now(UTC).isoformat(timespec="seconds"), by, because)
        append_json(self._withdrawals, asdict(withdrawal))
        self._finish_withdrawal()
        self._supersede()
        return Release(self._superseded.folder / current.release_id)

    def repair(self) -> list[str]:
        """Complete what a crash left undone. Returns a sentence for each thing that was repaired."""
        finished = self._finish_withdrawal() + self._supersede()
        return finished + super().repair() + self._supersede()

    def _finish_withdrawal(self) -> list[str]:
        """Point to no release where the current one is listed as withdrawn."""
        current = self.current()
        withdrawn_at = {item["release_id"]: item["at"] for item in read_json_lines(self._withdrawals)}
        if current is None or current.release_id not in withdrawn_at:
            return []
        self._switch(
            {
                "release_id": None,
                "release_hash": None,
                "path": None,
                "switched_at": withdrawn_at[current.release_id],
                "why": WITHDRAWAL,
                "withdrawn": current.release_id,
            }
        )
        return [f"the withdrawal of public release {current.release_id} was begun when a run ended, and is completed"]

    def _supersede(self) -> list[str]:
        """Move what is older than the pointer out of the folder that everybody may read."""
        outdated = self._outdated()
        for release_id in outdated:
            self._move(release_id)
        return [f"public release {name} is no longer current, and is moved out of reach" for name in outdated]

    def _outdated(self) -> list[str]:
        """Ids of the releases here, whole or half moved, that went out before the newest switch of the pointer."""
        current = self.current()
        shown = {entry["release_id"] for entry in self.history() if entry["release_id"]}
        here = [path.stem for path in sorted(self.folder.glob("[0-9]*.json"))]
        return [name for name in here if name in shown and not (current and name == current.release_id)]

    def _move(self, release_id: str) -> None:
        """Move a release: its folder first, so that no reader reaches it; a record without a folder is no release."""
        self._make_superseded_folder()
        for name in (release_id, f"{release_id}.json"):
            source = self.folder / name
            if source.exists():
                source.rename(self._superseded.folder / name)
                sync_folder(self._superseded.folder)
                sync_folder(self.folder)

    @property
    def _withdrawals(self) -> Path:
        return self._superseded.folder / "withdrawals.jsonl"

    def _make_superseded_folder(self) -> None:
        self._superseded.folder.mkdir(mode=0o700, exist_ok=True)
        self._superseded.folder.chmod(0o700)


def _check_reason(because: str) -> None:
    """Raise UsageError where the reason is too short to be checked a year later, or holds personal details."""
    remedy = "say with --because, on one line and without personal details, why it is taken down"
    if len(because) < _SHORTEST_REASON:
        raise UsageError("E-WITHDRAW", f"the reason has fewer than {_SHORTEST_REASON} characters", remedy)
    try:
        check_published_text("the reason", because)
    except ValueError as error:
        raise UsageError("E-WITHDRAW", str(error).replace(", and is published", ""), remedy) from None
