"""Whether each new month of a feed came whole: the rules are in ossp_pipeline/transform/measures, where they are tested."""

from ossp_pipeline.transform.measures.completeness import COMPLETENESS, judge_completeness
from ossp_pipeline.transform.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    volumes = dbt.ref("int_volumes_counted").order("feed, dimension, kind, month_start_date").df()
    months = dbt.ref("int_months_supplied").order("feed, month_start_date").df()
    return to_table(judge_completeness(volumes, months), COMPLETENESS)
