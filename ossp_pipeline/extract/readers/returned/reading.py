"""Read one workbook in a child process that has little memory, little time and may write nothing."""

import sys
from pathlib import Path

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.confined.found import Found
from ossp_pipeline.extract.confined.limits import Limits
from ossp_pipeline.extract.confined.work import NotDoneError, confined
from ossp_pipeline.extract.readers.file_kinds import Spreadsheet
from ossp_pipeline.extract.readers.returned.cells import (
    FRESH_COPY,
    MOST_CELLS,
    Contents,
    oversized_sheet,
    read_contents,
)
from ossp_pipeline.extract.readers.returned.container import check_container

_LIMITS = Limits(memory=400_000_000, seconds=8)


def read_returned(path: Path) -> Contents:
    """The cells of a workbook. Raises DeliveryRefused where it cannot be read within the limits, for any reason."""
    try:
        return read_contents(confined(find_cells, path.resolve(), limits=_LIMITS).value)
    except NotDoneError:
        message = (
            "the file could not be read: it is damaged, or needs more memory or time than any issued workbook does"
        )
        raise DeliveryRefused("E-WORKBOOK", message, FRESH_COPY) from None


def find_cells(path: Path) -> Found:
    """The cells of a workbook, in the child. Raises DeliveryRefused."""
    contents = _read_cells(path)
    if sum(len(sheet.cells) for sheet in contents.sheets.values()) > MOST_CELLS:
        raise oversized_sheet()
    return Found(contents.as_dict())


def _read_cells(path: Path) -> Contents:
    if check_container(path) is Spreadsheet.ODS:
        from ossp_pipeline.extract.readers.returned.ods import read_ods  # noqa: PLC0415

        return read_ods(path)
    # None makes an import fail: openpyxl would load numpy without need, and prefer lxml to the parser that defusedxml
    # protects.
    sys.modules.update({"numpy": None, "lxml": None})  # type: ignore[dict-item]
    from ossp_pipeline.extract.readers.returned.xlsx import read_xlsx  # noqa: PLC0415

    return read_xlsx(path)
