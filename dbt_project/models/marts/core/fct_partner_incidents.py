"""What partners share, with rates: the statistics are in ossp_pipeline/transform/measures, where they are tested."""

from ossp_pipeline.transform.measures.partner_incidents import PARTNER_INCIDENTS, judge_incidents
from ossp_pipeline.transform.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    counted, residents = dbt.ref("int_partner_incidents_counted").df(), dbt.ref("int_populations_summed").df()
    return to_table(judge_incidents(counted, residents), PARTNER_INCIDENTS)
