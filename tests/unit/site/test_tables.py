"""Tables of a release that was published before there was a column, or before a table was typed."""

import pyarrow as pa

from ossp_pipeline.publish.package import write_package
from ossp_pipeline.site.rows import PERFORMANCE_GRANTS
from ossp_pipeline.site.tables import Tables
from ossp_pipeline.transform.tables import write_parquet


def test_a_column_that_an_older_release_does_not_have_is_empty(tmp_path):
    (tmp_path / "tables").mkdir()
    path = "tables/performance_grants.parquet"
    write_parquet(pa.table({"grant_id": ["hate_crime"]}), tmp_path / path)
    fields = [{"name": "grant_id", "type": "string"}]
    resource = {"name": "performance_grants.parquet", "path": path, "schema": {"fields": fields}}
    write_package(tmp_path, {"resources": [resource]})
    (row,) = Tables(tmp_path).read(PERFORMANCE_GRANTS)
    assert row["grant_id"] == "hate_crime"
    assert row["year_end_alarm"] is None and set(row) == PERFORMANCE_GRANTS.columns
