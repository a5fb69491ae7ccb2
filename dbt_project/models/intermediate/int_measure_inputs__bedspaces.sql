-- Measures that the reports of CAS3 give, by quarter: bed days booked of bed days online, as HMPPS computes it, and the
-- bedspaces online on the quarter's last day. A void bedspace is online. Landing keeps bedspaces of this area alone.
with bedspaces as (
    select * from {{ ref('stg_cas3_bedspaces') }}
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
        spine.feed_item,
        bool_and(expected_periods.is_due) as is_due,
        count(bedspaces.online_days) > 0 as is_supplied,
        sum(bedspaces.booked_days) as booked_days,
        sum(bedspaces.online_days) as online_days,
        count(*) filter (
            where bedspaces.online_from <= spine.period_end_date
            and coalesce(bedspaces.online_until, spine.period_end_date) >= spine.period_end_date
        ) as bedspace_count
    from spine
    inner join expected_periods using (feed, period)
    left join bedspaces using (period)
    where spine.source = 'bedspaces'
    group by spine.measure_id, spine.area_code, spine.period, spine.feed_item
)

select
    measure_id,
    area_code,
    period,
    case
        when is_supplied then cast(if(feed_item = 'occupancy', booked_days, bedspace_count) as bigint)
    end as numerator,
    case when feed_item = 'occupancy' then cast(online_days as bigint) end as denominator,
    {{ given_status('is_supplied', status('observed'), 'is_due') }} as given_status,
    case when not is_supplied then 'no delivery for ' || period end as given_reason
from counted
