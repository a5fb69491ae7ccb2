-- How the borough's incidents fall over the week, the day and the year. Weekdays and hours are of the newest twelve months;
-- the season is of whole years that end in the same month, so that each calendar month is there equally often. What is not
-- known is a slot of its own, so the slots of a pattern add up to all incidents. Where no incident of a subject knows its
-- slot, the feed does not tell it: then no slot is zero.
with patterns as (
    select unnest(['weekday', 'hour', 'season']) as pattern, unnest([
        ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday', 'unknown'],
        list_transform(range(24), h -> lpad(h::varchar, 2, '0')) || ['unknown'],
        list_transform(range(1, 13), m -> lpad(m::varchar, 2, '0'))
    ]) as slots
),

years as (
    -- Twelve months that end with an assessment's data are no years of a season: they may share months with the others.
    select windows.*, patterns.*
    from (
        select * exclude (pattern), max(to_month) filter (where is_newest) over (partition by subject) as newest_month
        from {{ ref('int_windows_covered') }} where pattern = '12 months'
    ) as windows
    inner join patterns on windows.is_newest or patterns.pattern = 'season'
    where windows.to_month <= newest_month and datediff('month', windows.to_month, newest_month) % 12 = 0
),

stretches as (
    select subject, pattern, bool_or(is_supplied) as is_supplied, bool_or(is_late) as is_late,
        max(period) as newest_period, unnest(any_value(slots)) as slot,
        coalesce(min(from_month) filter (where is_supplied), min(from_month)) as from_month,
        coalesce(max(to_month) filter (where is_supplied), max(to_month)) as to_month,
        string_agg(period, ', ' order by period) filter (where not is_supplied) as left_out,
        string_agg(missing_periods, ', ' order by period) as missing_periods
    from years
    group by subject, pattern
),

kinds as (
    select distinct subject, level, category, {{ category_disclosure_class('subject', 'level', 'category') }} as disclosure_class
    from {{ ref('int_incidents_counted') }} where level in ('all', 'type')
),

-- One pass over the incidents: counted by weekday, by hour and by calendar month, of which two are null in each row.
tallied as (
    select subject, csp_code as area_code, incident_type, month_start_date,
        if(grouping(occurred_weekday) = 0, 'weekday', if(grouping(occurred_hour) = 0, 'hour', 'season')) as pattern,
        case pattern when 'weekday' then coalesce(occurred_weekday, 'unknown')
            when 'hour' then coalesce(lpad(occurred_hour::varchar, 2, '0'), 'unknown')
            else strftime(month_start_date, '%m') end as slot, count(*) as incident_count
    from (select *, dayname(occurred_date) as occurred_weekday from {{ ref('int_incidents_located') }})
    where csp_code is not null
    group by subject, csp_code, incident_type, month_start_date, grouping sets ((occurred_weekday), (occurred_hour), ())
),

counted as (
    select tallied.subject, tallied.area_code, tallied.pattern, tallied.slot, kinds.level, kinds.category,
        cast(sum(tallied.incident_count) as bigint) as incident_count
    from tallied
    inner join years on tallied.month_start_date between years.from_month and years.to_month and years.is_supplied
        and tallied.subject = years.subject and tallied.pattern = years.pattern
    inner join kinds on tallied.subject = kinds.subject and kinds.category in ('all', tallied.incident_type)
    group by all
)

select area_code, area_type, subject, level, category, pattern, newest_period as period, slot, from_month as period_start_date,
    last_day(to_month) as period_end_date, false as is_anchor, true as is_newest, disclosure_class, null::bigint as residents,
    null::integer as population_year,
    case
        when not is_supplied then if(is_late, 'not supplied', 'not yet due')
        when slot <> 'unknown' and bool_and(counted.slot = 'unknown') over told then 'not applicable'
        else if(counted.incident_count is null, 'true zero', 'observed')
    end as status,
    case when status in ('observed', 'true zero') then coalesce(counted.incident_count, 0) end as numerator,
    case
        when not is_supplied then 'no delivery for ' || missing_periods
        when status = 'not applicable' then 'the feed does not tell the ' || pattern
        else 'the 12 months to ' || left_out || ' are left out: no delivery for ' || missing_periods
    end as status_reason
from stretches
inner join kinds using (subject)
cross join (select area_code, area_type from {{ ref('int_areas_listed') }} where area_type = 'csp') as areas
left join counted using (area_code, subject, level, category, pattern, slot)
window told as (partition by subject, pattern)
