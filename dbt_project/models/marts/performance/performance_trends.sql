-- Every measure of the partnership as a whole, period by period, with the same period a year before.
select
    fct.measure_id,
    measures.title,
    measures.theme,
    fct.area_code,
    fct.period,
    fct.period_start_date,
    fct.period_end_date,
    fct.unit,
    fct.disclosure_class,
    fct.numerator,
    fct.denominator,
    fct.value,
    fct.status,
    fct.status_reason,
    fct.is_revised
from {{ ref('fct_measure_values') }} as fct
inner join {{ ref('dim_measures') }} as measures using (measure_id)
where fct.area_type = 'csp'
