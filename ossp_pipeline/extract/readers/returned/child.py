"""The child process: limits itself, reads one workbook, prints its cells as JSON, ends. Writes no file.

    python -m ossp_pipeline.extract.readers.returned.child FILE

Prints {"pages": …} or {"refused": [code, what is wrong, what to do]}. Anything else it does (no answer, an exit code,
a signal) means that the file could not be read within the limits.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from ossp_pipeline.extract.readers.returned.cells import MOST_CELLS, Contents, Unreadable, stretched
from ossp_pipeline.extract.readers.returned.container import check_container

MEMORY_BYTES = 400_000_000
CPU_SECONDS = 8
_OPEN_FILES = 32


def limit_process() -> None:
    """Memory, time, files written, files open: beyond them the operating system ends this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_workbook(path: Path) -> Contents:
    """The cells of a workbook. Raises Unreadable."""
    if check_container(path) == "ods":
        from ossp_pipeline.extract.readers.returned.ods import read_ods  # noqa: PLC0415

        contents = read_ods(path)
    else:
        # openpyxl would load numpy for nothing, and would prefer lxml to the parser that defusedxml guards.
        sys.modules.update({"numpy": None, "lxml": None})  # type: ignore[dict-item]
        from ossp_pipeline.extract.readers.returned.xlsx import read_xlsx  # noqa: PLC0415

        contents = read_xlsx(path)
    if sum(len(page.cells) for page in contents.pages.values()) > MOST_CELLS:
        raise stretched()
    return contents


def main() -> None:
    """Read the file named on the command line."""
    limit_process()
    answer: dict[str, Any]
    try:
        answer = {"pages": read_workbook(Path(sys.argv[1])).as_dict()}
    except Unreadable as refusal:
        answer = {"refused": [refusal.code, refusal.message, refusal.remedy]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
