"""Read a workbook in a child process of its own, which has little memory, little time and may write no file."""

import json
import subprocess
import sys
from pathlib import Path

from ossp_pipeline.extract.readers.returned.cells import Contents, Unreadable, read_contents
from ossp_pipeline.settings import PACKAGE

_CHILD = "ossp_pipeline.extract.readers.returned.child"
# Longer than its CPU time: it may wait for a busy machine.
_SECONDS = 30


def read_limited(path: Path) -> Contents:
    """The cells of a workbook. Raises Unreadable where it cannot be read within the limits, whatever the child did."""
    program = [sys.executable, "-m", _CHILD, str(path)]
    # No environment: nothing of ours leaks into it, and its folder is where it finds this package.
    # What it says on standard error may quote the file.
    try:
        done = subprocess.run(program, cwd=PACKAGE.parent, env={}, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  (no shell)
    except subprocess.TimeoutExpired:
        raise _beyond() from None
    if done.returncode != 0:
        raise _beyond()
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Unreadable(*answer["refused"])
    return read_contents(answer["pages"])


def _beyond() -> Unreadable:
    return Unreadable(
        "E-WORKBOOK",
        "the file could not be read: it is damaged, or needs more memory or time than any issued workbook does",
        "type the answers into a fresh copy of the issued workbook and send that",
    )
