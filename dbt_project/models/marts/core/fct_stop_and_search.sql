-- Searches by force, object, outcome and month of local time, and over twelve months. A month of a force without a file is one row,
-- which says so. Outcomes are those recorded; that one was linked to what was looked for is not known.
with searches as (
    select force_slug, month, coalesce(nullif(object_of_search, ''), 'not stated') as object_of_search,
        case
            when outcome is null or outcome = '' then 'not stated'
            when outcome ilike '%no further action%' or outcome = 'False' then 'No further action'
            else outcome
        end as outcome
    from {{ ref('stg_stop_and_search') }}
),

forces as (
    select force_slug from searches
    union
    select replace(lower(published_name), ' ', '-') from {{ ref('sna_comparators') }} where area_kind = 'force'
),

months as (
    select forces.force_slug, feeds.period as month, feeds.period_start_date as month_start_date,
        (forces.force_slug, feeds.period) in (select (force_slug, month) from searches) as is_supplied,
        feeds.due_date > settings.history_end_date as is_to_come
    from forces
    cross join {{ ref('int_feeds_covered') }} as feeds
    cross join {{ ref('stg_build_settings') }} as settings
    where feeds.feed = 'stop_and_search'
),

windows as (
    select ends.force_slug, if(lengths.length = 1, 'month', '12 months') as pattern, ends.month as period,
        min(months.month) as period_from, bool_and(months.is_supplied) as is_supplied,
        bool_or(not months.is_supplied and not months.is_to_come) as is_missing,
        string_agg(months.month, ', ' order by months.month) filter (where not months.is_supplied) as missing_periods
    from months as ends
    cross join (select unnest([1, 12]) as length) as lengths
    inner join months
        on ends.force_slug = months.force_slug
        and datediff('month', months.month_start_date, ends.month_start_date) between 0 and lengths.length - 1
    group by ends.force_slug, lengths.length, ends.month
    having count(*) = lengths.length
),

cells as (
    select force_slug, object_of_search, outcome
    from (select distinct force_slug, unnest([object_of_search, 'all']) as object_of_search from searches)
    inner join (
        select distinct force_slug, unnest([outcome, 'all', 'any but no further action']) as outcome from searches
    ) using (force_slug)
),

counted as (
    select force_slug, month, object_of_search, outcome, count(*) as search_count
    from (select force_slug, month, unnest([object_of_search, 'all']) as object_of_search, outcome from searches)
    group by all
)

select windows.force_slug, windows.pattern, windows.period, windows.period_from,
    coalesce(cells.object_of_search, 'all') as object_of_search, coalesce(cells.outcome, 'all') as outcome,
    any_value(windows.missing_periods) as missing_periods,
    case when not any_value(windows.is_supplied) then if(any_value(windows.is_missing), 'not supplied', 'not yet due')
        when coalesce(sum(counted.search_count) filter (where {{ searches_of('cells.outcome', 'counted.outcome') }}), 0) = 0 then 'true zero'
        else 'observed' end as status,
    coalesce(sum(counted.search_count) filter (where {{ searches_of('cells.outcome', 'counted.outcome') }}), 0) as numerator,
    coalesce(sum(counted.search_count) filter (where counted.outcome <> 'not stated'), 0) as denominator
from windows
left join cells on windows.force_slug = cells.force_slug and windows.is_supplied
left join counted
    on windows.force_slug = counted.force_slug and cells.object_of_search = counted.object_of_search
    and counted.month between windows.period_from and windows.period
group by all
