-- How the borough's incidents fall over the week, the day and the year. Weekdays and hours are of the newest twelve
-- months; the season is of whole years that end in the same month, so that each calendar month is there equally often.
-- What is not known is a slot of its own, so the slots of a pattern add up to all incidents. Where no incident of a
-- subject knows its slot, the feed does not give it: then no slot is zero.
with windows as (
    select * from {{ ref('int_windows_covered') }}
),

incidents as (
    select * from {{ ref('int_incidents_located') }}
),

incident_counts as (
    select * from {{ ref('int_incidents_counted') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

patterns as (
    select
        unnest(['weekday', 'hour', 'season']) as pattern,
        unnest([
            ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday', 'unknown'],
            list_transform(range(24), hour_of_day -> lpad(cast(hour_of_day as varchar), 2, '0')) || ['unknown'],
            list_transform(range(1, 13), month_of_year -> lpad(cast(month_of_year as varchar), 2, '0'))
        ]) as slots
),

twelve_months as (
    select
        * exclude (pattern),
        max(to_month) filter (where is_newest) over (partition by subject) as newest_month
    from windows
    where pattern = '12 months'
),

years as (
    -- Twelve months that end with an assessment's data are no years of a season: they may share months with the others.
    select
        twelve_months.*,
        patterns.*
    from twelve_months
    inner join patterns on twelve_months.is_newest or patterns.pattern = 'season'
    where
        twelve_months.to_month <= twelve_months.newest_month
        and datediff('month', twelve_months.to_month, twelve_months.newest_month) % 12 = 0
),

stretches as (
    select
        subject,
        pattern,
        bool_or(is_supplied) as is_supplied,
        bool_or(is_late) as is_late,
        max(period) as newest_period,
        unnest(any_value(slots)) as slot,
        coalesce(min(from_month) filter (where is_supplied), min(from_month)) as from_month,
        coalesce(max(to_month) filter (where is_supplied), max(to_month)) as to_month,
        string_agg(period, ', ' order by period) filter (where not is_supplied) as left_out,
        string_agg(missing_periods, ', ' order by period) as missing_periods,
        any_value(unplaced) as unplaced,
        any_value(lsoa_vintage) as lsoa_vintage,
        sum(left_out_count) filter (where is_supplied) as left_out_count
    from years
    group by subject, pattern
),

categories as (
    select distinct
        subject,
        level,
        category,
        {{ category_disclosure_class('subject', 'level', 'category') }} as disclosure_class
    from incident_counts
    where level in ('all', 'type')
),

dated_incidents as (
    select
        *,
        dayname(occurred_date) as occurred_weekday
    from incidents
),

-- One pass over the incidents: counted by weekday, by hour and by calendar month, of which two are null in each row.
slot_counts as (
    select
        subject,
        csp_code as area_code,
        incident_type,
        month_start_date,
        case
            when grouping(occurred_weekday) = 0 then 'weekday'
            when grouping(occurred_hour) = 0 then 'hour'
            else 'season'
        end as pattern,
        case pattern
            when 'weekday' then coalesce(occurred_weekday, 'unknown')
            when 'hour' then coalesce(lpad(cast(occurred_hour as varchar), 2, '0'), 'unknown')
            else strftime(month_start_date, '%m')
        end as slot,
        count(*) as incident_count
    from dated_incidents
    where csp_code is not null
    group by
        subject,
        csp_code,
        incident_type,
        month_start_date,
        grouping sets ((occurred_weekday), (occurred_hour), ())
),

counted as (
    select
        slot_counts.subject,
        slot_counts.area_code,
        slot_counts.pattern,
        slot_counts.slot,
        categories.level,
        categories.category,
        cast(sum(slot_counts.incident_count) as bigint) as incident_count
    from slot_counts
    inner join years
        on
            slot_counts.subject = years.subject
            and slot_counts.pattern = years.pattern
            and slot_counts.month_start_date between years.from_month and years.to_month
            and years.is_supplied
    inner join categories
        on
            slot_counts.subject = categories.subject
            and categories.category in ('all', slot_counts.incident_type)
    group by all
),

partnerships as (
    select
        area_code,
        area_type
    from areas
    where area_type = 'csp'
),

slots as (
    select
        partnerships.area_code,
        partnerships.area_type,
        stretches.*,
        categories.level,
        categories.category,
        categories.disclosure_class
    from stretches
    inner join categories using (subject)
    cross join partnerships
)

select
    area_code,
    slots.area_type,
    subject,
    level,
    category,
    pattern,
    slots.newest_period as period,
    slot,
    slots.from_month as period_start_date,
    last_day(slots.to_month) as period_end_date,
    false as is_anchor,
    true as is_newest,
    slots.disclosure_class,
    cast(null as bigint) as residents,
    cast(null as integer) as population_year,
    case
        when not slots.is_supplied then if(slots.is_late, {{ status('not supplied') }}, {{ status('not yet due') }})
        when slot <> 'unknown' and bool_and(counted.slot = 'unknown') over same_pattern
            then {{ status('not applicable') }}
        else if(counted.incident_count is null, {{ status('true zero') }}, {{ status('observed') }})
    end as status,
    case when {{ has_value('status') }} then coalesce(counted.incident_count, 0) end as numerator,
    case
        when not slots.is_supplied then 'no delivery for ' || slots.missing_periods
        when status = {{ status('not applicable') }} then 'the feed does not tell the ' || pattern
        else 'the 12 months to ' || slots.left_out || ' are left out: no delivery for ' || slots.missing_periods
    end as status_reason,
    case when {{ has_value('status') }} then {{ level_left_out_reason('slots.area_type') }} end as left_out_reason,
    cast(case when left_out_reason is not null then slots.left_out_count end as bigint) as left_out_count
from slots
left join counted using (area_code, subject, level, category, pattern, slot)
window same_pattern as (partition by subject, pattern)
