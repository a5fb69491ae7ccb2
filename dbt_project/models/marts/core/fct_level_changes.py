"""Change of levels since the last assessment: the statistics are in ossp_pipeline/transform/measures, where they are tested."""

from ossp_pipeline.transform.measures.level_changes import CHANGES, judge_changes
from ossp_pipeline.transform.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    assessments = dbt.ref("stg_assessments").df()
    levels = dbt.ref("fct_levels").filter("pattern in ('month', '12 months')").df()
    return to_table(judge_changes(levels, assessments), CHANGES)
