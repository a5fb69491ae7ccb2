"""Read a workbook in a child process that has little memory, little time and may write no file."""

import json
import subprocess
import sys
from pathlib import Path

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.returned.cells import FRESH_COPY, Contents, read_contents
from ossp_pipeline.settings import PACKAGE

_CHILD = "ossp_pipeline.extract.readers.returned.child"
# Longer than its processor time, because the machine may be busy.
_SECONDS = 30


def read_in_sandbox(path: Path) -> Contents:
    """The cells of a workbook. Raises DeliveryRefused where it cannot be read within the limits, for any reason."""
    program = [sys.executable, "-m", _CHILD, str(path.resolve())]
    # Without our environment, the child knows no setting. Its standard error is dropped: it may quote the file.
    try:
        done = subprocess.run(program, cwd=PACKAGE.parent, env={}, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  (no shell)
    except subprocess.TimeoutExpired:
        raise _beyond_limits() from None
    if done.returncode != 0:
        raise _beyond_limits()
    output = json.loads(done.stdout)
    if "refused" in output:
        raise DeliveryRefused(*output["refused"])
    return read_contents(output["sheets"])


def _beyond_limits() -> DeliveryRefused:
    return DeliveryRefused(
        "E-WORKBOOK",
        "the file could not be read: it is damaged, or needs more memory or time than any issued workbook does",
        FRESH_COPY,
    )
