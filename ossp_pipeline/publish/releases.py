"""The release folder, and the pointer to it, switched in one step after everything is on disk and was read back.

    data/releases/<number>-<hash>/      tables, database, data package, certificate, checksums
    data/releases/<number>-<hash>.json  when it went out, from which build, who approved it
    data/releases/current.json          which release readers are to read
    data/releases/history.jsonl         every switch of the pointer, oldest first

A kill at any moment leaves the old release or the new one. A folder that no pointer ever named is found by `doctor`.
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ossp_pipeline.atomic_files import read_json, sync_folder, write_folder, write_json
from ossp_pipeline.contracts.delivery import Published
from ossp_pipeline.errors import DamagedError, UsageError
from ossp_pipeline.gate.candidate_files import release_hash, write_checksums
from ossp_pipeline.gate.decision import PUBLISH
from ossp_pipeline.publish.approval import Approval
from ossp_pipeline.publish.embargo import shown_periods
from ossp_pipeline.publish.package import changed_tables, read_package
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.transform.build import Build

CURRENT = "current.json"
HISTORY = "history.jsonl"


@dataclass(frozen=True)
class Release:
    """One release, by its folder."""

    folder: Path

    @property
    def release_id(self) -> str:
        """`00007-3fa9…`: its number and the first digits of its hash."""
        return self.folder.name

    @property
    def note_path(self) -> Path:
        """What was written when it went out."""
        return self.folder.with_name(f"{self.folder.name}.json")

    def note(self) -> dict[str, Any]:
        """When it went out, from which build, who approved it."""
        return read_json(self.note_path)

    def content(self) -> dict[str, Any]:
        """What `describe_content` said when it went out. Read again where an older note does not hold it."""
        if found := self.note().get("content"):
            return found
        try:
            return describe_content(self.folder, None)
        except (OSError, ValueError):
            return {"title": self.release_id, "shows": [], "changed_tables": None}


class Releases:
    """The releases of a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Release]:
        """Oldest first. A folder without its note never went out."""
        found = [Release(path.with_suffix("")) for path in self.folder.glob("[0-9]*.json")]
        return sorted((release for release in found if release.folder.exists()), key=lambda item: item.release_id)

    def current(self) -> Release | None:
        """The release readers are to read; None before the first."""
        pointer = self.folder / CURRENT
        return Release(self.folder / read_json(pointer)["release_id"]) if pointer.exists() else None

    def published(self) -> Published | None:
        """The deliveries behind the release readers are to read; None before the first."""
        current = self.current()
        if current is None:
            return None
        return {
            (item["feed"], item["period"], item["part"]): (item["sha256"], item["rows"]["accepted"])
            for item in read_package(current.folder)["deliveries"]
        }

    def find(self, release_id: str | None) -> Release:
        """The release of this id, or the current one. Raises UsageError."""
        releases = {item.release_id: item for item in self.all()}
        chosen = releases.get(release_id) if release_id else self.current()
        if chosen is None:
            known = ", ".join(releases) or "none"
            raise UsageError("E-NORELEASE", "there is no such release", f"releases there are: {known}")
        return chosen

    def publish(self, build: Build, run_id: str | None, approval: Approval | None) -> Release:
        """Publish a build the gate let pass. The caller has asked the gate; files are compared again here."""
        certificate = read_json(build.certificate)
        if certificate["verdict"] != PUBLISH:
            raise UsageError("E-HELD", f"build {build.build_id} is held", "see its certificate.html for the reasons")
        release = self._write(build)
        verify_release(release.folder)
        note = {
            "release_id": release.release_id,
            "release_hash": release_hash(release.folder),
            "build_id": build.build_id,
            "fingerprint": build.plan()["fingerprint"],
            "published_at": _now(),
            "run_id": run_id,
            "approved_by": approval.by if approval else None,
            "approval": approval.as_dict() if approval else None,
            "content": describe_content(release.folder, self._before(release)),
        }
        write_json(release.note_path, note)
        self.point_to(release, "publish")
        return release

    def rollback(self, release_id: str | None) -> Release:
        """Point readers to an earlier release: the one before the current, or the one named. Raises UsageError."""
        target = self._earlier(release_id)
        verify_release(target.folder)
        self.point_to(target, "rollback")
        return target

    def point_to(self, release: Release, why: str) -> None:
        """Switch the pointer. Readers see the old release or this one, whole."""
        pointer = {
            "release_id": release.release_id,
            "release_hash": release.note()["release_hash"],
            "path": release.release_id,
            "switched_at": _now(),
            "why": why,
        }
        write_json(self.folder / CURRENT, pointer)
        self._remember(pointer)

    def history(self) -> list[dict[str, Any]]:
        """Every switch of the pointer, oldest first."""
        path = self.folder / HISTORY
        return [json.loads(line) for line in path.read_text().splitlines() if line] if path.exists() else []

    def repair(self) -> list[str]:
        """Put right what a crash left: a switch not remembered, one not made, and folders that never went out."""
        told = []
        pointer = self.folder / CURRENT
        if pointer.exists() and read_json(pointer) not in self.history():
            self._remember(read_json(pointer))
            told.append("the last switch of the release pointer was added to the history")
        told += self._finish_switch()
        self._complete_notes()
        known = {release.release_id for release in self.all()}
        for path in sorted(self.folder.glob("[0-9]*-*")):
            if path.is_dir() and path.name not in known:
                shutil.rmtree(path)
                told.append(f"release folder {path.name} was never published and is removed")
        return told

    def _finish_switch(self) -> list[str]:
        """A release that was noted and never pointed to: lead readers to it where it is whole, else forget it."""
        newest = max((entry["release_id"] for entry in self.history()), default="")
        told = []
        for release in self.all():
            if release.release_id <= newest:
                continue
            try:
                verify_release(release.folder)
            except DamagedError:
                release.note_path.unlink()
                continue
            self.point_to(release, "publish")
            told.append(f"release {release.release_id} was whole when a run ended, and readers are now led to it")
        return told

    def _complete_notes(self) -> None:
        """Older notes do not say what their release shows; read it once, not at every start."""
        for release in self.all():
            note = release.note()
            if "content" not in note:
                with suppress(OSError, ValueError):
                    write_json(release.note_path, {**note, "content": describe_content(release.folder, None)})

    def _write(self, build: Build) -> Release:
        content = build.folder / "release"
        shutil.rmtree(content, ignore_errors=True)
        write_folder(content, lambda folder: _fill(folder, build))
        number = 1 + max((int(item.release_id.split("-")[0]) for item in self.all()), default=0)
        path = self.folder / f"{number:05d}-{release_hash(content)[:8]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(path, ignore_errors=True)
        content.rename(path)
        sync_folder(self.folder)
        return Release(path)

    def _before(self, release: Release) -> Path | None:
        earlier = [item for item in self.all() if item.release_id < release.release_id]
        return earlier[-1].folder if earlier else None

    def _earlier(self, release_id: str | None) -> Release:
        current = self.current()
        releases = self.all()
        if release_id is not None:
            return self.find(release_id)
        earlier = [item for item in releases if current and item.release_id < current.release_id]
        if not earlier:
            raise UsageError("E-NORELEASE", "there is no release before the current one", "nothing to roll back to")
        return earlier[-1]

    def _remember(self, pointer: dict[str, Any]) -> None:
        with (self.folder / HISTORY).open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(pointer, sort_keys=True) + "\n")
            handle.flush()
            os.fsync(handle.fileno())


def describe_content(folder: Path, before: Path | None) -> dict[str, Any]:
    """A release in short: its title, the periods it shows, and the tables that differ from the release before it."""
    package = read_package(folder)
    return {
        "title": package["title"],
        "shows": sorted(shown_periods(folder)),
        "changed_tables": changed_tables(read_package(before), package) if before else None,
    }


def _fill(folder: Path, build: Build) -> None:
    shutil.copytree(build.candidate, folder, dirs_exist_ok=True)
    shutil.copyfile(build.certificate, folder / "certificate.json")
    shutil.copyfile(build.folder / "certificate.html", folder / "certificate.html")
    write_checksums(folder)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
