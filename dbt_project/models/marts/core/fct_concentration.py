"""How unequally incidents fall on small areas: the statistics are in ossp_pipeline/measures, where they are tested."""

from ossp_pipeline.measures.places import CONCENTRATION, mark_top, measure_concentration
from ossp_pipeline.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    settings = dbt.ref("stg_build_settings").df().iloc[0]
    feeds = {"crime": settings["crime_feed"], "asb": settings["asb_feed"]}
    hotspots = mark_top(dbt.ref("fct_hotspots").order("area_code").df())
    return to_table(measure_concentration(hotspots, feeds), CONCENTRATION)
