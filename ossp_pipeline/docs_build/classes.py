"""The classes of what the public edition counts, in the folders that ship with the project: `make docs` writes them.

The shipped partnership's wait for a signature, and keep one that holds; the sample's are signed as invented.
"""

from datetime import date
from pathlib import Path

from ossp_pipeline.partnership.contract import INVENTED
from ossp_pipeline.partnership.folder import table_text
from ossp_pipeline.partnership.measure_facts import DISCLOSURE_CLASSES, MEASURES
from ossp_pipeline.partnership.read import fact_files, read_cells, read_folders
from ossp_pipeline.partnership.signing import classes_here, rows_up_to_date, signed
from ossp_pipeline.settings import SAMPLE_PARTNERSHIP, SHIPPED_PARTNERSHIP

_SIGNED_BY = f"{INVENTED}: nobody answers for the sample"
_SIGNED_ON = date(2026, 4, 20)


def class_pages() -> dict[Path, str]:
    """The text of each of the two files, as it should be."""
    proposed = classes_here(read_folders((SHIPPED_PARTNERSHIP,), is_sample=False).rows(MEASURES.name))
    raw = fact_files([SHIPPED_PARTNERSHIP])[DISCLOSURE_CLASSES.name]
    shipped = rows_up_to_date(proposed, read_cells(DISCLOSURE_CLASSES.headings, raw).values())
    sample = [signed(row, _SIGNED_BY, _SIGNED_ON) for row in rows_up_to_date(proposed, [])]
    return {
        folder / DISCLOSURE_CLASSES.file: table_text(DISCLOSURE_CLASSES, rows)
        for folder, rows in ((SHIPPED_PARTNERSHIP, shipped), (SAMPLE_PARTNERSHIP, sample))
    }


def write_classes() -> None:
    """Bring both files up to date."""
    for path, text in class_pages().items():
        path.write_text(text, encoding="utf-8")
