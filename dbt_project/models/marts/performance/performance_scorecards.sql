-- One line per measure: the newest period that has ended, and the same period a year before. The difference is a number;
-- whether it means anything is not said here.
with series as (
    select * from {{ ref('fct_measure_values') }}
    where area_type = 'csp'
),

latest as (
    -- The newest period with a value; where there is none, the newest period, so that the reason shows.
    select *
    from series
    qualify row_number() over (
        partition by measure_id, area_code
        order by status in ('observed', 'true zero') desc, period_end_date desc
    ) = 1
),

awaited as (
    select measure_id, area_code, string_agg(period || ' (' || status || ')', ', ' order by period) as awaited_periods
    from series
    where status in ('not supplied', 'not yet due')
        and period_end_date > (select max(period_end_date) - interval 12 month from series)
    group by measure_id, area_code
)

select
    measures.theme,
    measures.priority,
    latest.measure_id,
    measures.title,
    measures.unit,
    measures.polarity,
    measures.disclosure_class,
    latest.area_code,
    latest.period as latest_period,
    latest.numerator as latest_numerator,
    latest.denominator as latest_denominator,
    latest.value as latest_value,
    earlier.period as earlier_period,
    earlier.numerator as earlier_numerator,
    earlier.denominator as earlier_denominator,
    earlier.value as earlier_value,
    latest.value - earlier.value as value_difference,
    latest.status,
    latest.status_reason,
    latest.is_revised,
    awaited.awaited_periods,
    measures.owner_role
from latest
inner join {{ ref('dim_measures') }} as measures on latest.measure_id = measures.measure_id
left join series as earlier
    on
        latest.measure_id = earlier.measure_id
        and latest.area_code = earlier.area_code
        and earlier.period_start_date = latest.period_start_date - interval 12 month
left join awaited
    on latest.measure_id = awaited.measure_id and latest.area_code = awaited.area_code
