-- What every measure should have and what it has, for the partnership as a whole. Withheld figures count as observed here:
-- whether a figure is hidden is no fault of its supply.
select
    measures.measure_id,
    measures.title,
    measures.theme,
    measures.source,
    measures.feed,
    measures.owner_role,
    measures.status as measure_status,
    measures.first_period,
    cast(count(figures.period) as integer) as expected_count,
    cast(count(*) filter (where figures.status = 'observed') as integer) as observed_count,
    cast(count(*) filter (where figures.status = 'true zero') as integer) as true_zero_count,
    cast(count(*) filter (where figures.status = 'not supplied') as integer) as not_supplied_count,
    cast(count(*) filter (where figures.status = 'queried') as integer) as queried_count,
    cast(count(*) filter (where figures.status = 'not yet due') as integer) as not_yet_due_count,
    cast(count(*) filter (where figures.status = 'not applicable') as integer) as not_applicable_count,
    min(figures.period) as from_period,
    max(figures.period) filter (where figures.value is not null) as newest_period,
    string_agg(figures.period, ', ' order by figures.period) filter (where figures.status in ('not supplied', 'queried'))
        as missing_periods
from {{ ref('dim_measures') }} as measures
left join {{ ref('fct_measure_values') }} as figures
    on measures.measure_id = figures.measure_id and figures.area_type = 'csp'
group by all
