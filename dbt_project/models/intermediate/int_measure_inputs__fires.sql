-- Measures that the fire and rescue service gives, by quarter: its incidents whose item begins with the measure's own.
with incidents as (
    select * from {{ ref('int_partner_incidents_counted') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

counted as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        bool_and(expected_periods.is_due) as is_due,
        coalesce(bool_and(incidents.is_supplied), false) as is_supplied,
        sum(incidents.incident_count) as incident_count
    from spine
    inner join expected_periods using (feed, period)
    left join incidents
        on
            spine.feed = incidents.feed
            and spine.area_code = incidents.area_code
            and incidents.pattern = 'month'
            and starts_with(incidents.item, spine.feed_item)
            and incidents.period_end_date between spine.period_start_date and spine.period_end_date
    where spine.source = 'fires'
    group by spine.measure_id, spine.area_code, spine.period
)

select
    measure_id,
    area_code,
    period,
    cast(incident_count as bigint) as numerator,
    cast(null as bigint) as denominator,
    {{ given_status('is_supplied', status('observed'), 'is_due') }} as given_status,
    case when not is_supplied then 'no delivery for ' || period end as given_reason
from counted
