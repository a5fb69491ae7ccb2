"""The assessment pack prints rows of published tables and nothing else: a planted number stops it by name."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ossp_pipeline.errors import BrokenError
from ossp_pipeline.packs.assessment import assessment_workbook
from ossp_pipeline.packs.assessment.read_back import require_published

TABLES = {
    "sna_harm": pd.DataFrame(
        {
            "category": ["Robbery", "Burglary", "Other"],
            "crime_count": [1234.0, 88.0, None],
            "share": [0.0375, 12.25, None],
            "status": ["observed", "observed", "withheld"],
        }
    )
}
SAID = ("Anytown: mid-2024 tables", "r1")
TEXT = """# Needs: Anytown: mid-2024 tables

| Kind | Number | Share |
|---|---|---|
| Robbery | 1,234 | 0.04 |
| Other | [c] | [c] |

1 more rows are in the spreadsheet.

- `sna_harm`: 3 rows
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "tables.xlsx"
    assessment_workbook.write_workbook(path, TABLES, {"title": "Anytown", "description": "Invented."}, "r1")
    return path


def refused(book, text=TEXT):
    with pytest.raises(BrokenError, match="E-NUMBERS") as error:
        require_published(book, text, TABLES, SAID)
    return str(error.value)


def test_a_pack_of_published_rows_is_written(book):
    require_published(book, TEXT, TABLES, SAID)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("1,234", "1,235", "text: Robbery | 1,235 | 0.04"),
        ("| Robbery |", "| Burglary |", "text: Burglary | 1,234 | 0.04"),
        ("0.04", "0.4", "text: Robbery | 1,234 | 0.4"),
        ("| Other | [c] |", "| Other | 0 |", "text: Other | 0"),
        ("sna_harm`: 3 rows", "sna_harm`: 4 rows", "text: - `sna_harm`: 4 rows"),
        ("mid-2024", "mid-2025", "text: # Needs: Anytown: mid-2025"),
        ("1 more rows", "8,675 more rows", "text: 8,675 more rows"),
    ],
)
def test_a_planted_number_of_the_text_is_named(book, old, new, named):
    assert old in TEXT
    assert named in refused(book, TEXT.replace(old, new))


@pytest.mark.parametrize(("old", "new"), [(1234, 1235), (88, 1234), (12.25, 12.5), ("[c]", 0), ("Robbery", "Burglary")])
def test_a_planted_value_of_the_spreadsheet_is_named(book, old, new):
    sheets = openpyxl.load_workbook(book)
    cell = next(cell for row in sheets["sna_harm"].iter_rows(min_row=5) for cell in row if cell.value == old)
    cell.value = new
    sheets.save(book)
    assert "spreadsheet: sheet sna_harm: " in refused(book)
