"""Levels with their intervals: the statistics are in ossp_pipeline/transform/measures, where they are tested."""

from ossp_pipeline.transform.measures.levels import LEVELS, with_doubts, with_intervals
from ossp_pipeline.transform.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    windowed, slotted = dbt.ref("int_levels_windowed"), dbt.ref("int_levels_slotted")
    treated = dbt.ref("fct_treatment_levels").select(*windowed.columns)
    levels = windowed.union(slotted.select(*windowed.columns)).union(treated).df()
    return to_table(with_doubts(with_intervals(levels), dbt.ref("int_levels_doubted").df()), LEVELS)
