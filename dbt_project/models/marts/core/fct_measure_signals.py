"""What can be said of every figure: interval, chart, verdict, target, benchmark. The statistics are in
ossp_pipeline/transform/measures, where they are tested; this hands them tables and takes one back."""

from ossp_pipeline.transform.measures.signal_table import to_table
from ossp_pipeline.transform.measures.signals import Registers, judge_measures


def model(dbt, session):
    dbt.config(materialized="table")
    settings = dbt.ref("stg_build_settings").df().iloc[0]
    registers = Registers(
        breaks=dbt.ref("int_measure_breaks_listed").df(),
        targets=dbt.ref("stg_measure_targets").df(),
        comparators=dbt.ref("stg_comparators").df(),
    )
    values = dbt.ref("fct_measure_values").filter("area_type <> 'lsoa'").df()
    columns = "measure_id, source, feed, polarity, cadence, window_months, is_of_people_who_stay, judged_by"
    measures = dbt.ref("int_measures_defined").project(columns).df().rename(columns={"judged_by": "events"})
    events = dbt.ref("int_measure_events").df()
    return to_table(judge_measures(values, measures, events, registers, int(settings["small_count"])))
