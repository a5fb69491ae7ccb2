"""How unequally incidents fall on small areas: the statistics are in ossp_pipeline/transform/measures, where they are tested."""

from ossp_pipeline.transform.measures.left_out import with_left_out
from ossp_pipeline.transform.measures.places import CONCENTRATION, measure_concentration
from ossp_pipeline.transform.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    settings = dbt.ref("stg_build_settings").df().iloc[0]
    feeds = {"crime": settings["crime_feed"], "asb": settings["asb_feed"]}
    hotspots = dbt.ref("fct_hotspots").order("area_code").df()
    rows = measure_concentration(hotspots, feeds, _points(dbt))
    whole = dbt.ref("fct_levels").filter("area_type = 'csp'").df()
    stretches = dbt.ref("int_windows_covered")
    stretches = stretches.project("subject, pattern, period, unplaced, left_out_count, lsoa_vintage").df()
    return to_table(with_left_out(rows, whole, stretches), CONCENTRATION)


def _points(dbt):
    """Incidents of every stretch that small areas are shown for, by the point they lie at."""
    stretches = dbt.ref("int_windows_covered").filter("is_anchor")
    stretches = stretches.project("subject as of_subject, pattern, period as of_period, from_month, to_month")
    incidents = dbt.ref("int_incidents_located").filter("lsoa_code is not null and longitude is not null")
    inside = "subject = of_subject and month_start_date between from_month and to_month"
    columns = "subject, pattern, of_period as period, incident_type, longitude, latitude"
    groups = "subject, pattern, of_period, incident_type, longitude, latitude"
    return incidents.join(stretches, inside).aggregate(f"{columns}, count(*) as incident_count", groups).df()
