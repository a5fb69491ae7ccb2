"""The types of the rows that pages read: made from the contracts, and current."""

import pytest

from ossp_pipeline.docs_build.row_types import MODULE, filled_columns, published_tables, rows_module
from ossp_pipeline.site import rows
from ossp_pipeline.site.tables import TableRef


def test_the_module_of_rows_is_current():
    assert MODULE.read_text(encoding="utf-8") == rows_module(), "run `make docs`"


def test_every_published_table_has_a_reference_by_its_name():
    references = {item.name for item in vars(rows).values() if isinstance(item, TableRef)}
    assert references == set(published_tables())


@pytest.mark.parametrize(
    "column",
    [
        {"name": "key", "data_type": "varchar"},
        {"name": "other", "data_type": "varchar", "constraints": [{"type": "not_null"}]},
        {"name": "other", "data_type": "varchar", "data_tests": ["not_null"]},
    ],
)
def test_a_column_of_the_grain_or_one_that_is_not_null_has_a_value_in_every_row(column):
    grain = {"unique_grain": {"name": "grain", "arguments": {"columns": ["key"]}}}
    empty = {"name": "words", "data_type": "varchar", "constraints": [{"type": "check"}], "data_tests": ["unique"]}
    assert filled_columns({"data_tests": [grain], "columns": [column, empty]}) == [column["name"]]
