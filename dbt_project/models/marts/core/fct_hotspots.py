"""Small areas where incidents gather: the statistics are in ossp_pipeline/transform/measures, where they are tested."""

from ossp_pipeline.transform.measures.places import HOTSPOTS, find_hotspots
from ossp_pipeline.transform.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    levels = dbt.ref("fct_levels").filter("area_type = 'lsoa'").order("area_code").df()
    areas = dbt.ref("dim_areas").project("area_code, parent_area_code").df()
    points = dbt.ref("int_incidents_located").filter("lsoa_code is not null and longitude is not null")
    means = points.aggregate(
        "lsoa_code as area_code, avg(longitude) as longitude, avg(latitude) as latitude", "lsoa_code"
    )
    boundaries = dbt.ref("dim_area_boundaries").filter("outline is not null").order("area_code").df()
    return to_table(find_hotspots(levels, areas, means.df(), boundaries), HOTSPOTS)
