-- Searches by force, object, outcome and month of local time, and over twelve months. A month of a force without a file
-- is one row, which says so. Outcomes are those recorded; that one was linked to what was looked for is not known.
with stop_and_search as (
    select * from {{ ref('stg_stop_and_search') }}
),

comparators as (
    select * from {{ ref('stg_sna_comparators') }}
),

feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

searches as (
    select
        force_slug,
        month,
        coalesce(nullif(object_of_search, ''), 'not stated') as object_of_search,
        case
            when outcome is null or outcome = '' then 'not stated'
            when outcome ilike '%no further action%' or outcome = 'False' then 'No further action'
            else outcome
        end as outcome
    from stop_and_search
),

searches_by_object as (
    select
        force_slug,
        month,
        unnest([object_of_search, 'all']) as object_of_search,
        outcome
    from searches
),

forces as (
    select force_slug
    from searches
    union distinct
    select replace(lower(published_name), ' ', '-') as force_slug
    from comparators
    where area_kind = 'force'
),

months as (
    select
        forces.force_slug,
        feeds_covered.period as month,
        feeds_covered.period_start_date as month_start_date,
        (forces.force_slug, feeds_covered.period) in (
            select (searches.force_slug, searches.month)
            from searches
        ) as is_supplied,
        feeds_covered.due_date > settings.history_end_date as is_to_come
    from forces
    cross join feeds_covered
    cross join settings
    where feeds_covered.feed = 'stop_and_search'
),

window_lengths as (
    select unnest([1, 12]) as month_count
),

windows as (
    select
        ends.force_slug,
        if(window_lengths.month_count = 1, 'month', '12 months') as pattern,
        ends.month as period,
        min(months.month) as period_from,
        bool_and(months.is_supplied) as is_supplied,
        bool_or(not months.is_supplied and not months.is_to_come) as is_missing,
        string_agg(months.month, ', ' order by months.month) filter (
            where not months.is_supplied
        ) as missing_periods
    from months as ends
    cross join window_lengths
    inner join months
        on
            ends.force_slug = months.force_slug
            and datediff('month', months.month_start_date, ends.month_start_date)
            between 0 and window_lengths.month_count - 1
    group by ends.force_slug, window_lengths.month_count, ends.month
    having count(*) = window_lengths.month_count
),

objects as (
    select distinct
        force_slug,
        object_of_search
    from searches_by_object
),

outcomes as (
    select distinct
        force_slug,
        unnest([outcome, 'all', 'any but no further action']) as outcome
    from searches
),

cells as (
    select
        objects.force_slug,
        objects.object_of_search,
        outcomes.outcome
    from objects
    inner join outcomes using (force_slug)
),

counted as (
    select
        force_slug,
        month,
        object_of_search,
        outcome,
        count(*) as search_count
    from searches_by_object
    group by all
),

summed as (
    select
        windows.force_slug,
        windows.pattern,
        windows.period,
        windows.period_from,
        windows.is_supplied,
        windows.is_missing,
        windows.missing_periods,
        coalesce(cells.object_of_search, 'all') as object_of_search,
        coalesce(cells.outcome, 'all') as outcome,
        coalesce(
            sum(counted.search_count) filter (where {{ searches_of('cells.outcome', 'counted.outcome') }}),
            0
        ) as numerator,
        coalesce(
            sum(counted.search_count) filter (where counted.outcome <> 'not stated'),
            0
        ) as denominator
    from windows
    left join cells on windows.force_slug = cells.force_slug and windows.is_supplied
    left join counted
        on
            windows.force_slug = counted.force_slug
            and cells.object_of_search = counted.object_of_search
            and counted.month between windows.period_from and windows.period
    group by all
)

select
    force_slug,
    pattern,
    period,
    period_from,
    object_of_search,
    outcome,
    missing_periods,
    case
        when not is_supplied and is_missing then {{ status('not supplied') }}
        when not is_supplied then {{ status('not yet due') }}
        when numerator = 0 then {{ status('true zero') }}
        else {{ status('observed') }}
    end as status,
    numerator,
    denominator
from summed
