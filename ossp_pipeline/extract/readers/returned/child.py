"""The child process: limits itself, reads one workbook, prints its cells as JSON and ends. It writes no file.

    python -m ossp_pipeline.extract.readers.returned.child FILE

It prints {"sheets": …} or {"refused": [code, message, remedy]}. Anything else (no output, an exit code, a signal) means
that the file could not be read within the limits.
"""

import json
import sys
from pathlib import Path
from typing import Any

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import Spreadsheet
from ossp_pipeline.extract.readers.limits import limit_process
from ossp_pipeline.extract.readers.returned.cells import MOST_CELLS, Contents, oversized_sheet
from ossp_pipeline.extract.readers.returned.container import check_container

MEMORY_BYTES = 400_000_000
CPU_SECONDS = 8
_OPEN_FILES = 32


def read_workbook(path: Path) -> Contents:
    """The cells of a workbook. Raises DeliveryRefused."""
    if check_container(path) is Spreadsheet.ODS:
        from ossp_pipeline.extract.readers.returned.ods import read_ods  # noqa: PLC0415

        contents = read_ods(path)
    else:
        # None makes an import fail: openpyxl would load numpy without need, and prefer lxml to the parser that
        # defusedxml protects.
        sys.modules.update({"numpy": None, "lxml": None})  # type: ignore[dict-item]
        from ossp_pipeline.extract.readers.returned.xlsx import read_xlsx  # noqa: PLC0415

        contents = read_xlsx(path)
    if sum(len(sheet.cells) for sheet in contents.sheets.values()) > MOST_CELLS:
        raise oversized_sheet()
    return contents


def main() -> None:
    """Read the file named on the command line."""
    limit_process(MEMORY_BYTES, CPU_SECONDS, written=0, open_files=_OPEN_FILES)
    output: dict[str, Any]
    try:
        output = {"sheets": read_workbook(Path(sys.argv[1])).as_dict()}
    except DeliveryRefused as refusal:
        output = {"refused": [refusal.code, refusal.message, refusal.remedy]}
    sys.stdout.write(json.dumps(output))


if __name__ == "__main__":
    main()
