"""Problems of each partnership in order, with every score that led to it: the matrix is in ossp_pipeline/transform/measures, where it is tested."""

from ossp_pipeline.transform.measures.priorities import PRIORITIES, Evidence, rank_everywhere
from ossp_pipeline.transform.measures.tables import to_table


def model(dbt, session):
    dbt.config(materialized="table")
    problems = dbt.ref("int_priority_problems_judged").df()
    known = Evidence(
        levels=dbt.ref("fct_levels").filter("area_type = 'csp' and pattern = '12 months' and is_newest").df(),
        changes=dbt.ref("fct_level_changes").filter("area_type = 'csp'").df(),
        harms=dbt.ref("fct_harm").filter("area_type = 'csp'").df(),
        answers=dbt.ref("fct_survey_answers").filter("is_home").df(),
    )
    areas = dbt.ref("int_areas_listed").filter("area_type = 'csp'").order("area_code").df()["area_code"]
    return to_table(rank_everywhere(problems, dbt.ref("stg_priority_weights").df(), known, list(areas)), PRIORITIES)
