-- The stretches of time that levels are shown for: each month, each financial quarter, twelve months ending with each
-- month, and the whole history; and whether every month of a stretch was supplied. Over a missing month there is no
-- figure: it would show as a fall. `is_anchor`: twelve months that end a number of years before the newest month, or
-- with the data of an earlier assessment. Small areas and offence groups of wards are shown for these alone.
with feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

vintages as (
    select * from {{ ref('int_vintages_detected') }}
),

assessments as (
    select * from {{ ref('stg_assessments') }}
),

feeds_in_use as (
    {{ feeds_in_use('settings') }}
),

months as (
    select
        feeds_in_use.subject,
        feeds_covered.period_start_date as month_start_date,
        feeds_covered.coverage_status,
        feeds_covered.is_placed,
        feeds_covered.unplaced_count,
        feeds_covered.judged_count,
        feeds_covered.unplaced,
        feeds_covered.left_out_count,
        vintages.lsoa_vintage
    from feeds_in_use
    inner join feeds_covered using (feed)
    inner join vintages using (feed)
),

ends as (
    select
        subject,
        min(month_start_date) as first_month,
        coalesce(
            max(month_start_date) filter (where coverage_status = {{ coverage_status('supplied') }}),
            max(month_start_date)
        ) as newest_month
    from months
    group by subject
),

stretches as (
    select
        subject,
        'month' as pattern,
        {{ month_key('month_start_date') }} as period,
        month_start_date as from_month,
        month_start_date as to_month,
        1 as month_count
    from months
    union all
    select distinct
        subject,
        'quarter' as pattern,
        {{ quarter_key('month_start_date') }} as period,
        cast(date_trunc('quarter', month_start_date) as date) as from_month,
        cast(date_trunc('quarter', month_start_date) + interval 2 month as date) as to_month,
        3 as month_count
    from months
    union all
    select
        subject,
        '12 months' as pattern,
        {{ month_key('month_start_date') }} as period,
        cast(month_start_date - interval 11 month as date) as from_month,
        month_start_date as to_month,
        12 as month_count
    from months
    union all
    select
        subject,
        'history' as pattern,
        {{ month_key('newest_month') }} as period,
        first_month as from_month,
        newest_month as to_month,
        datediff('month', first_month, newest_month) + 1 as month_count
    from ends
)

select
    stretches.subject,
    stretches.pattern,
    stretches.period,
    stretches.from_month,
    stretches.to_month,
    stretches.pattern = 'history' or (
        stretches.pattern = '12 months'
        and (
            datediff('month', stretches.to_month, any_value(ends.newest_month)) % 12 = 0
            or stretches.period in (select assessments.data_to from assessments)
        )
    ) as is_anchor,
    stretches.to_month = any_value(ends.newest_month) as is_newest,
    bool_and(months.coverage_status = {{ coverage_status('supplied') }}) as is_supplied,
    bool_or(months.coverage_status = {{ coverage_status('late') }}) as is_late,
    string_agg({{ month_key('months.month_start_date') }}, ', ' order by months.month_start_date) filter (
        where months.coverage_status <> {{ coverage_status('supplied') }}
    ) as missing_periods,
    coalesce(bool_and(months.is_placed), true) as is_placed,
    {{ unplaced_reason('months', month_key('months.month_start_date')) }} as unplaced_reason,
    any_value(months.lsoa_vintage) as lsoa_vintage,
    any_value(months.unplaced) as unplaced,
    sum(months.left_out_count) as left_out_count
from stretches
inner join ends using (subject)
inner join months
    on
        stretches.subject = months.subject
        and months.month_start_date between stretches.from_month and stretches.to_month
group by
    stretches.subject,
    stretches.pattern,
    stretches.period,
    stretches.from_month,
    stretches.to_month,
    stretches.month_count
having count(*) = stretches.month_count
