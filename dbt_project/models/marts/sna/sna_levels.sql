-- Levels and patterns of crime, anti-social behaviour and substance misuse. Treatment is of people and not of incidents:
-- its rows are those of the measures.
select
    area_code, area_type, subject, level, category, pattern, period, slot, period_start_date, period_end_date,
    disclosure_class, numerator, residents, rate_per_1000, rate_lower, rate_upper, index_100, population_year, status,
    status_reason
from {{ ref('fct_levels') }}
union all
select
    values.area_code, values.area_type, 'treatment', 'type', measures.title, '12 months', values.period, 'all',
    cast(date_trunc('month', values.period_end_date) - interval 11 month as date), values.period_end_date,
    values.disclosure_class, values.numerator, null, null, null, null, null, null, values.status, values.status_reason
from {{ ref('fct_measure_values') }} as values
inner join {{ ref('dim_measures') }} as measures using (measure_id)
where measures.source = 'treatment' and measures.unit = 'count' and measures.window_months = 12 and values.area_type = 'csp'
