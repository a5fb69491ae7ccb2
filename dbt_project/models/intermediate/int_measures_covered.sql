-- Whether a measure's whole window was supplied: one missing month makes a twelve-month figure missing too, and one
-- without places that of wards and small areas.
with spine as (
    select * from {{ ref('int_measure_spine') }}
),

coverage as (
    select * from {{ ref('int_feeds_covered') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

windows as (
    select distinct
        feed,
        period,
        period_end_date,
        window_months
    from spine
)

select
    windows.feed,
    windows.period,
    windows.window_months,
    bool_and(coverage.coverage_status = {{ coverage_status('supplied') }}) as is_supplied,
    bool_or(coverage.coverage_status = {{ coverage_status('late') }}) as is_late,
    bool_or(coverage.is_revised) as is_revised,
    max(coverage.received_on) as received_on,
    string_agg(coverage.period, ', ' order by coverage.period) filter (
        where coverage.coverage_status <> {{ coverage_status('supplied') }}
    ) as missing_periods,
    any_value(coverage.unplaced) as unplaced,
    any_value(coverage.has_consent) as has_consent,
    -- Rows that are in no figure of the feed. A few of one period about people are not told, and nor is their sum.
    case
        when not bool_or({{ is_small_count('coverage.unconsented_count', 'settings.small_count') }})
            then sum(coverage.unconsented_count)
    end as unconsented_count,
    sum(coverage.left_out_count) as left_out_count,
    coalesce(bool_and(coverage.is_placed), true) as is_placed,
    {{ unplaced_reason('coverage', 'coverage.period') }} as unplaced_reason
from windows
inner join coverage
    on
        windows.feed = coverage.feed
        and windows.period_end_date >= coverage.period_end_date
        and coverage.period_start_date > windows.period_end_date - to_months(windows.window_months)
cross join settings
group by windows.feed, windows.period, windows.window_months
