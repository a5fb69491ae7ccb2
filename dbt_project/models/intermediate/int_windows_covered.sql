-- The stretches of time that levels are shown for: each month, each financial quarter, twelve months ending with each
-- month, and the whole history; and whether every month of a stretch was supplied. Over a missing month there is no figure:
-- it would show as a fall. `is_anchor`: twelve months that end a number of years before the newest month, or with the data
-- of an earlier assessment. Small areas and offence groups of wards are shown for these alone.
with months as (
    select
        case when covered.feed = settings.asb_feed then 'asb' else 'crime' end as subject,
        covered.period_start_date as month_start_date,
        covered.coverage_status, covered.is_placed, covered.unplaced_count, covered.judged_count,
        vintages.lsoa_vintage
    from {{ ref('int_feeds_covered') }} as covered
    cross join {{ ref('stg_build_settings') }} as settings
    inner join {{ ref('int_vintages_detected') }} as vintages using (feed)
    where covered.feed = settings.crime_feed or covered.feed = settings.asb_feed
    union all
    -- One feed may give both.
    select 'crime', covered.period_start_date, covered.coverage_status, covered.is_placed, covered.unplaced_count,
        covered.judged_count, vintages.lsoa_vintage
    from {{ ref('int_feeds_covered') }} as covered
    cross join {{ ref('stg_build_settings') }} as settings
    inner join {{ ref('int_vintages_detected') }} as vintages using (feed)
    where covered.feed = settings.crime_feed and settings.crime_feed = settings.asb_feed
),

ends as (
    select
        subject,
        min(month_start_date) as first_month,
        coalesce(max(month_start_date) filter (where coverage_status = 'supplied'), max(month_start_date)) as newest_month
    from months
    group by subject
),

listed as (
    select subject, 'month' as pattern, {{ month_key('month_start_date') }} as period, month_start_date as from_month,
        month_start_date as to_month, 1 as month_count
    from months
    union all
    select distinct subject, 'quarter', {{ quarter_key('month_start_date') }},
        cast(date_trunc('quarter', month_start_date) as date),
        cast(date_trunc('quarter', month_start_date) + interval 2 month as date), 3
    from months
    union all
    select subject, '12 months', {{ month_key('month_start_date') }},
        cast(month_start_date - interval 11 month as date), month_start_date, 12
    from months
    union all
    select subject, 'history', {{ month_key('newest_month') }}, first_month, newest_month,
        datediff('month', first_month, newest_month) + 1
    from ends
)

select
    listed.subject,
    listed.pattern,
    listed.period,
    listed.from_month,
    listed.to_month,
    listed.pattern = 'history' or (listed.pattern = '12 months' and (
        datediff('month', listed.to_month, any_value(ends.newest_month)) % 12 = 0
        or listed.period in (select data_to from {{ ref('assessments') }})
    )) as is_anchor,
    listed.to_month = any_value(ends.newest_month) as is_newest,
    bool_and(months.coverage_status = 'supplied') as is_supplied,
    bool_or(months.coverage_status = 'late') as is_late,
    string_agg({{ month_key('months.month_start_date') }}, ', ' order by months.month_start_date)
        filter (where months.coverage_status <> 'supplied') as missing_periods,
    coalesce(bool_and(months.is_placed), true) as is_placed,
    {{ unplaced_reason('months', month_key('months.month_start_date')) }} as unplaced_reason,
    any_value(months.lsoa_vintage) as lsoa_vintage
from listed
inner join ends using (subject)
inner join months
    on listed.subject = months.subject and months.month_start_date between listed.from_month and listed.to_month
group by listed.subject, listed.pattern, listed.period, listed.from_month, listed.to_month, listed.month_count
having count(*) = listed.month_count
