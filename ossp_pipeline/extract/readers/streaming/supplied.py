"""A supplier's own spreadsheet, opened."""

from collections.abc import Iterator
from contextlib import contextmanager

from ossp_pipeline.extract.readers.file_kinds import Spreadsheet
from ossp_pipeline.extract.readers.streaming.sheets import open_archive
from ossp_pipeline.extract.readers.streaming.supplied_cells import SuppliedFile
from ossp_pipeline.extract.readers.streaming.supplied_ods import SuppliedOds
from ossp_pipeline.extract.readers.streaming.supplied_xlsx import SuppliedXlsx

_FILES: dict[Spreadsheet, type[SuppliedFile]] = {Spreadsheet.ODS: SuppliedOds, Spreadsheet.XLSX: SuppliedXlsx}


@contextmanager
def open_supplied(raw: bytes, largest: int) -> Iterator[SuppliedFile]:
    """A spreadsheet, open while it is read. Raises DeliveryRefused for another archive, and for a damaged one."""
    with open_archive(raw) as (archive, kind):
        yield _FILES[kind](archive, largest)
