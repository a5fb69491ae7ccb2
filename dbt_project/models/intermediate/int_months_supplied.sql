-- Every month of a feed that was supplied, and what the completeness rule needs of it: days, the most days on end
-- without a row, rows without a place, and who confirmed it. A feed by quarters has its three months where its rows do.
with feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

volumes as (
    select * from {{ ref('int_volumes_counted') }}
),

incidents as (
    select * from {{ ref('int_incidents_located') }}
),

fires as (
    select * from {{ ref('stg_fire_incidents') }}
),

searches as (
    select * from {{ ref('stg_stop_and_search') }}
),

confirmations as (
    select * from {{ ref('stg_confirmations') }}
),

days_with_rows as (
    select
        feed,
        reported_date
    from incidents
    where reported_date is not null
    union
    select
        'fire_incidents' as feed,
        incident_date as reported_date
    from fires
    union
    select
        'stop_and_search' as feed,
        cast(searched_at as date) as reported_date
    from searches
),

gaps as (
    -- Days before the row's, back to the last day with a row or the month's start; of the last row also those after it.
    select
        feed,
        cast(date_trunc('month', reported_date) as date) as month_start_date,
        greatest(
            datediff(
                'day',
                coalesce(lag(reported_date) over by_month, month_start_date - 1),
                reported_date
            ) - 1,
            datediff('day', reported_date, coalesce(lead(reported_date) over by_month, last_day(reported_date) + 1)) - 1
        ) as gap
    from days_with_rows
    window by_month as (partition by feed, date_trunc('month', reported_date) order by reported_date)
),

longest_gaps as (
    select
        feed,
        month_start_date,
        max(gap) as longest_gap
    from gaps
    group by feed, month_start_date
),

feeds_by_month as (
    -- Feeds by quarters whose rows say in which month they fall.
    select feed
    from volumes
    group by feed
    having bool_or(month(month_start_date) % 3 <> 1)
),

supplied as (
    select
        feeds_covered.*,
        case
            when feeds_covered.cadence = 'quarter' and feeds_by_month.feed is not null then [0, 1, 2]
            else [0]
        end as months_after,
        case
            when feeds_covered.cadence = 'month' or feeds_by_month.feed is not null then 1
            else 3
        end as month_count
    from feeds_covered
    left join feeds_by_month using (feed)
    where feeds_covered.has_volume and feeds_covered.coverage_status = {{ coverage_status('supplied') }}
),

months as (
    select
        * exclude (months_after),
        cast(period_start_date + to_months(unnest(months_after)) as date) as month_start_date
    from supplied
)

select
    months.feed,
    months.disclosure_class,
    months.period as delivered_period,
    if(months.month_count = 1, {{ month_key('months.month_start_date') }}, months.period) as period,
    months.month_start_date,
    last_day(months.month_start_date + to_months(months.month_count - 1)) as month_end_date,
    datediff('day', months.month_start_date, month_end_date) + 1 as day_count,
    longest_gaps.longest_gap,
    months.unplaced_count as blank_count,
    -- Of the area's own rows: those of other areas in the same file would dilute the share.
    months.accepted_count + months.left_out_count as own_count,
    coalesce(
        confirmations.reason,
        case when months.is_revised then 'delivered again' end
    ) as confirmed_reason
from months
left join longest_gaps using (feed, month_start_date)
left join confirmations on months.feed = confirmations.feed and months.period = confirmations.period
