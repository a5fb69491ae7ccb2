"""The release folders, and the pointer to one of them, switched in one step after everything is on disk and read back.

    data/releases/<number>-<hash>/      tables, database, data package, pages, certificate, checksums
    data/releases/<number>-<hash>.json  its record: when it went out, from which build, who approved it
    data/releases/current.json          the pointer: which release readers are to read
    data/releases/history.jsonl         every switch of the pointer, oldest first

A kill at any moment leaves the old release or the new one. A folder without a record never went out: `repair` removes
it.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from ossp_pipeline.atomic_files import append_json, read_json, read_json_lines, sync_folder, write_folder, write_json
from ossp_pipeline.contracts.delivery import Published
from ossp_pipeline.contracts.edition import Edition, edition_of
from ossp_pipeline.errors import DamagedError, UsageError
from ossp_pipeline.gate.candidate_files import release_hash, write_checksums
from ossp_pipeline.gate.decision import PUBLISH, read_certificate
from ossp_pipeline.publish.approval import Approval
from ossp_pipeline.publish.embargo import shown_periods
from ossp_pipeline.publish.package import changed_tables, read_package
from ossp_pipeline.publish.verify import verify_release
from ossp_pipeline.transform.build import Build

CURRENT = "current.json"
HISTORY = "history.jsonl"
WITHDRAWAL = "withdrawal"


class ReleaseContent(TypedDict):
    """A release in short. `shows`: its periods; `changed_tables`: against the release before, None for the first."""

    title: str
    shows: list[str]
    changed_tables: list[str] | None


class ReleaseRecord(TypedDict):
    """What was written when a release went out. Records of older code lack `approval` and `content`."""

    release_id: str
    release_hash: str
    build_id: str
    fingerprint: str
    published_at: str
    run_id: str | None
    approved_by: str | None
    approval: NotRequired[dict[str, Any] | None]
    content: NotRequired[ReleaseContent]


class PointerSwitch(TypedDict):
    """The pointer, and a line of its history. `why`: publish, rollback or withdrawal.

    After a withdrawal it names no release to read; `withdrawn` is the id of the one that was taken down.
    """

    release_id: str | None
    release_hash: str | None
    path: str | None
    switched_at: str
    why: str
    withdrawn: NotRequired[str]


@dataclass(frozen=True)
class Release:
    """One release, by its folder."""

    folder: Path

    @property
    def release_id(self) -> str:
        """`00007-3fa9…`: its number and the first digits of its hash."""
        return self.folder.name

    @property
    def record_path(self) -> Path:
        """The file of its record."""
        return self.folder.with_name(f"{self.folder.name}.json")

    def record(self) -> ReleaseRecord:
        """When it went out, from which build, who approved it."""
        record: ReleaseRecord = read_json(self.record_path)
        return record

    def content(self) -> ReleaseContent:
        """The release in short, from its record; read from its files where an older record does not hold it."""
        if content := self.record().get("content"):
            return content
        try:
            return describe_content(self.folder, None)
        except (OSError, ValueError):
            return {"title": self.release_id, "shows": [], "changed_tables": None}


class Releases:
    """The releases of a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Release]:
        """Oldest first. A folder without a record never went out."""
        recorded = [Release(path.with_suffix("")) for path in self.folder.glob("[0-9]*.json")]
        return sorted((release for release in recorded if release.folder.exists()), key=lambda item: item.release_id)

    def current(self) -> Release | None:
        """The release readers are to read; None before the first, and after a withdrawal."""
        release_id = self._pointer()["release_id"] if self._has_pointer() else None
        return Release(self.folder / release_id) if release_id else None

    def withdrawn_at(self) -> str | None:
        """When the release that readers saw was withdrawn; None where it was not."""
        pointer = self._pointer() if self._has_pointer() else None
        return pointer["switched_at"] if pointer and pointer["why"] == WITHDRAWAL else None

    def kept(self) -> list[Release]:
        """Every release that is kept, newest first."""
        return self.all()[::-1]

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
            raise UsageError("E-NORELEASE", "there is no such release", f"name one of: {known}")
        return chosen

    def publish(self, build: Build, run_id: str | None, approval: Approval | None) -> Release:
        """Publish a build that the gate lets pass. The caller has asked the gate; its files are compared again here.

        Raises UsageError for a held build, DamagedError where a file is not the one the gate judged.
        """
        certificate = read_certificate(build)
        if certificate["verdict"] != PUBLISH:
            raise UsageError("E-HELD", f"build {build.build_id} is held", "see its certificate.html for the reasons")
        release = self._write(build)
        verify_release(release.folder)
        record: ReleaseRecord = {
            "release_id": release.release_id,
            "release_hash": release_hash(release.folder),
            "build_id": build.build_id,
            "fingerprint": build.plan()["fingerprint"],
            "published_at": _now(),
            "run_id": run_id,
            "approved_by": approval.by if approval else None,
            "approval": approval.as_dict() if approval else None,
            "content": describe_content(release.folder, self._folder_before(release)),
        }
        write_json(release.record_path, record)
        self.point_to(release, "publish")
        return release

    def is_public(self) -> bool:
        """Whether these are of a public edition, which their own files say."""
        current = self.current()
        if current is None:
            return self.withdrawn_at() is not None
        return edition_of(read_package(current.folder)) is Edition.PUBLIC

    def rollback(self, release_id: str | None) -> Release:
        """Point readers to an earlier release: the one named, or the one before the current.

        Raises UsageError where there is none, and for a public edition; DamagedError where its files were changed.
        """
        self._refuse_public()
        target = self.find(release_id) if release_id is not None else self._before_current()
        verify_release(target.folder)
        self.point_to(target, "rollback")
        return target

    def point_to(self, release: Release, why: str) -> None:
        """Switch the pointer. Readers see the old release or this one, whole."""
        pointer: PointerSwitch = {
            "release_id": release.release_id,
            "release_hash": release.record()["release_hash"],
            "path": release.release_id,
            "switched_at": _now(),
            "why": why,
        }
        self._switch(pointer)

    def history(self) -> list[PointerSwitch]:
        """Every switch of the pointer, oldest first."""
        return read_json_lines(self.folder / HISTORY)

    def repair(self) -> list[str]:
        """Repair what a crash left in the releases' folder. Returns a sentence for each thing that was repaired."""
        repaired = self._find_pointer() + self._complete_history() + self._finish_switch()
        self._complete_records()
        return repaired + self._remove_unpublished()

    def _find_pointer(self) -> list[str]:
        """The pointer is gone or cut off, and the history says where it pointed."""
        last = next(reversed(self.history()), None)
        if last is None or self._has_pointer() or not self._is_there(last["release_id"]):
            return []
        write_json(self._pointer_path, last)
        seen = f"readers see release {last['release_id']}" if last["release_id"] else "no release is to be read"
        return [f"{CURRENT} was lost, and is found again from the history: {seen}"]

    def _has_pointer(self) -> bool:
        """Whether the pointer is there, whole."""
        try:
            return "release_id" in self._pointer()
        except (FileNotFoundError, ValueError):
            return False

    def _is_there(self, release_id: str | None) -> bool:
        return release_id is None or (self.folder / release_id).is_dir()

    def _complete_history(self) -> list[str]:
        """The pointer was switched and the history does not say so yet."""
        if not self._has_pointer() or self._pointer() in self.history():
            return []
        self._append_history(self._pointer())
        return ["the last switch of the release pointer was added to the history"]

    def _finish_switch(self) -> list[str]:
        """A release has its record and was never pointed to: point to it where it is whole, else remove its record."""
        newest = max((entry["release_id"] or "" for entry in self.history()), default="")
        repaired = []
        for release in self.all():
            if release.release_id <= newest:
                continue
            try:
                verify_release(release.folder)
            except DamagedError:
                release.record_path.unlink()
                continue
            self.point_to(release, "publish")
            repaired.append(f"release {release.release_id} was whole when a run ended, and readers now see it")
        return repaired

    def _complete_records(self) -> None:
        """Older records do not say what their release shows; read it once, not at every start."""
        for release in self.all():
            record = release.record()
            if "content" not in record:
                with suppress(OSError, ValueError):
                    write_json(release.record_path, {**record, "content": describe_content(release.folder, None)})

    def _remove_unpublished(self) -> list[str]:
        """Folders without a record never went out."""
        published = {release.release_id for release in self.all()}
        folders = [path for path in sorted(self.folder.glob("[0-9]*-*")) if path.is_dir()]
        unpublished = [path for path in folders if path.name not in published]
        for path in unpublished:
            shutil.rmtree(path)
        return [f"release folder {path.name} was never published and is removed" for path in unpublished]

    def _write(self, build: Build) -> Release:
        content = build.folder / "release"
        shutil.rmtree(content, ignore_errors=True)
        write_folder(content, lambda folder: _copy_content(folder, build))
        number = 1 + max((int(item.release_id.split("-")[0]) for item in self.kept()), default=0)
        path = self.folder / f"{number:05d}-{release_hash(content)[:8]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(path, ignore_errors=True)
        content.rename(path)
        sync_folder(self.folder)
        return Release(path)

    def _folder_before(self, release: Release) -> Path | None:
        earlier = [item for item in self.all() if item.release_id < release.release_id]
        return earlier[-1].folder if earlier else None

    def _refuse_public(self) -> None:
        """Raise UsageError where this is the folder of a public edition: an old one is never shown again."""
        if self.is_public():
            remedy = "take it down with `ossp public --withdraw`, or make a new one: both without OSSP_DATA=…/public"
            raise UsageError("E-PUBLIC", "an old public edition is never shown again", remedy)

    def _before_current(self) -> Release:
        current = self.current()
        earlier = [item for item in self.all() if current and item.release_id < current.release_id]
        if not earlier:
            remedy = "correct what is wrong in it, then run `ossp refresh`"
            raise UsageError("E-NORELEASE", "there is no release before the current one", remedy)
        return earlier[-1]

    @property
    def _pointer_path(self) -> Path:
        return self.folder / CURRENT

    def _pointer(self) -> PointerSwitch:
        pointer: PointerSwitch = read_json(self._pointer_path)
        return pointer

    def _switch(self, pointer: PointerSwitch) -> None:
        write_json(self._pointer_path, pointer)
        self._append_history(pointer)

    def _append_history(self, pointer: PointerSwitch) -> None:
        append_json(self.folder / HISTORY, pointer)


def describe_content(folder: Path, before: Path | None) -> ReleaseContent:
    """The release in this folder in short, compared with the release in the folder `before`."""
    package = read_package(folder)
    return {
        "title": package["title"],
        "shows": sorted(shown_periods(folder)),
        "changed_tables": changed_tables(read_package(before), package) if before else None,
    }


def _copy_content(folder: Path, build: Build) -> None:
    shutil.copytree(build.candidate, folder, dirs_exist_ok=True)
    shutil.copyfile(build.certificate, folder / "certificate.json")
    shutil.copyfile(build.folder / "certificate.html", folder / "certificate.html")
    write_checksums(folder)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
