"""Folders that are made once in a test session: by the worker that needs one first, while the others wait for it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from ossp_pipeline.atomic_files import read_json, write_json

_DOCUMENT = "document.json"


@dataclass(frozen=True)
class MadeOnce:
    """A maker of folders below one that all workers share, and that no other session sees."""

    folder: Path

    def __call__(self, name: str, fill: Callable[[Path], object]) -> Path:
        """The folder of this name, filled. A folder whose maker broke off is made again by the next who asks."""
        folder, done = self.folder / name, self.folder / f"{name}.done"
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    def document(self, name: str, make: Callable[[Path], Any]) -> Any:
        """What `make` answered, by way of JSON. It may use the folder it is given."""

        def fill(folder: Path) -> None:
            write_json(folder / _DOCUMENT, make(folder))

        return read_json(self(name, fill) / _DOCUMENT)


def shared_by_all_workers(session_folder: Path) -> MadeOnce:
    """`session_folder`: pytest's own. With pytest-xdist each worker has one, and the folder above is the session's."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    return MadeOnce((session_folder.parent if is_worker else session_folder) / "made-once")
