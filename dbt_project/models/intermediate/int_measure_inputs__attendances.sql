-- Measures that hospitals give by the month, counted by quarter: attendances after an assault, whatever their method. A
-- quarter has a figure once all of its months came; with one missing it would read as a fall.
with incidents as (
    select * from {{ ref('int_partner_incidents_counted') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

months as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        expected_periods.period as month_of_quarter,
        expected_periods.is_due,
        coalesce(bool_and(incidents.is_supplied), false) as is_supplied,
        sum(incidents.incident_count) as incident_count
    from spine
    inner join expected_periods
        on
            spine.feed = expected_periods.feed
            and expected_periods.period_end_date between spine.period_start_date and spine.period_end_date
    left join incidents
        on
            spine.feed = incidents.feed
            and spine.area_code = incidents.area_code
            and incidents.pattern = 'month'
            and expected_periods.period = incidents.period
    where spine.source = 'attendances'
    group by
        spine.measure_id, spine.area_code, spine.period, expected_periods.period, expected_periods.is_due
),

quarters as (
    select
        measure_id,
        area_code,
        period,
        bool_and(is_supplied) as is_whole,
        bool_or(is_due and not is_supplied) as is_late,
        sum(incident_count) as incident_count,
        string_agg(month_of_quarter, ', ' order by month_of_quarter) filter (where not is_supplied) as missing_months
    from months
    group by measure_id, area_code, period
)

select
    measure_id,
    area_code,
    period,
    case when is_whole then cast(incident_count as bigint) end as numerator,
    cast(null as bigint) as denominator,
    {{ given_status('is_whole', status('observed'), 'is_late') }} as given_status,
    'no delivery for ' || missing_months as given_reason
from quarters
