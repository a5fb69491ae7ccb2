-- Every measure of the partnership as a whole, period by period, with the same period a year before.
with measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
)

select
    measure_values.measure_id,
    measures.title,
    measures.theme,
    measure_values.area_code,
    measure_values.period,
    measure_values.period_start_date,
    measure_values.period_end_date,
    measure_values.unit,
    measure_values.disclosure_class,
    measure_values.numerator,
    measure_values.denominator,
    measure_values.value,
    measure_values.status,
    measure_values.status_reason,
    measure_values.is_revised,
    measure_values.unconfirmed_reason,
    measure_values.left_out_count,
    measure_values.left_out_reason
from measure_values
inner join measures on measure_values.measure_id = measures.measure_id
where measure_values.area_type = 'csp'
