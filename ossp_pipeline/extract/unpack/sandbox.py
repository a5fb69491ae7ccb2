"""Unpack an archive in a child process that has little memory and time, and writes into one folder."""

import subprocess
import sys
from enum import Enum, auto
from pathlib import Path

from ossp_pipeline.extract.unpack import child
from ossp_pipeline.settings import PACKAGE

# Longer than its processor time, because the machine may be busy.
_SECONDS = 600


class Unpacked(Enum):
    """How it went: the files are there; the archive is not one to unpack; the disk did not take the files."""

    DONE = auto()
    REFUSED = auto()
    FAILED = auto()


def unpack_in_sandbox(archive: Path, folder: Path, largest: int) -> Unpacked:
    """Write the files of an archive into a folder, of at most so many bytes together."""
    program = [sys.executable, "-m", child.__name__, str(archive.resolve()), str(folder.resolve()), str(largest)]
    # Without our environment, the child knows no setting. What it prints is dropped: it may quote the file.
    try:
        done = subprocess.run(program, cwd=PACKAGE.parent, env={}, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  (no shell)
    except subprocess.TimeoutExpired:
        return Unpacked.REFUSED
    return {child.DONE: Unpacked.DONE, child.FAILED: Unpacked.FAILED}.get(done.returncode, Unpacked.REFUSED)
