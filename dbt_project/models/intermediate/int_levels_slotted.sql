-- How the borough's incidents fall over the week, the day and the year. Weekdays and hours are of the newest twelve months;
-- the season is of whole years, so that each calendar month is there equally often. What is not known is a slot of its
-- own, so the slots of a pattern add up to all incidents.
with years as (
    select subject, period, from_month, to_month, is_newest, is_supplied, is_late, missing_periods
    from {{ ref('int_windows_covered') }}
    where pattern = '12 months' and is_anchor
),

stretches as (
    select subject, 'weekday' as pattern, period, from_month, to_month, is_supplied, is_late, missing_periods,
        unnest(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday', 'unknown']) as slot
    from years where is_newest
    union all
    select subject, 'hour', period, from_month, to_month, is_supplied, is_late, missing_periods,
        unnest(list_transform(range(24), h -> lpad(h::varchar, 2, '0')) || ['unknown'])
    from years where is_newest
    union all
    select subject, 'season', max(period), min(from_month), max(to_month), count(*) > 0, false, null,
        unnest(list_transform(range(1, 13), m -> lpad(m::varchar, 2, '0')))
    from years where is_supplied
    group by subject
),

kinds as (
    select distinct subject, level, category,
        {{ category_disclosure_class('subject', 'level', 'category') }} as disclosure_class
    from {{ ref('int_incidents_counted') }}
    where level in ('all', 'type')
),

-- One pass over the incidents: counted by weekday, by hour and by calendar month, of which two are null in each row.
tallied as (
    select
        subject, csp_code as area_code, incident_type, month_start_date,
        if(grouping(occurred_weekday) = 0, 'weekday', if(grouping(occurred_hour) = 0, 'hour', 'season')) as pattern,
        case pattern
            when 'weekday' then coalesce(occurred_weekday, 'unknown')
            when 'hour' then coalesce(lpad(occurred_hour::varchar, 2, '0'), 'unknown')
            else strftime(month_start_date, '%m')
        end as slot,
        count(*) as incident_count
    from (select *, dayname(occurred_date) as occurred_weekday from {{ ref('int_incidents_located') }})
    where csp_code is not null
    group by
        grouping sets (
            (subject, csp_code, incident_type, month_start_date, occurred_weekday),
            (subject, csp_code, incident_type, month_start_date, occurred_hour),
            (subject, csp_code, incident_type, month_start_date)
        )
),

counted as (
    select tallied.subject, tallied.area_code, tallied.pattern, tallied.slot, kinds.level, kinds.category,
        cast(sum(tallied.incident_count) as bigint) as incident_count
    from tallied
    inner join kinds
        on tallied.subject = kinds.subject and (kinds.level = 'all' or kinds.category = tallied.incident_type)
    -- A month between two years of a season was supplied, or the year it lies in was left out.
    where exists (
        select 1 from years
        where years.subject = tallied.subject and tallied.month_start_date between years.from_month and years.to_month
            and if(tallied.pattern = 'season', years.is_supplied, years.is_newest)
    )
    group by all
)

select areas.area_code, areas.area_type, stretches.subject, kinds.level, kinds.category, stretches.pattern,
    stretches.period, stretches.slot, stretches.from_month as period_start_date,
    last_day(stretches.to_month) as period_end_date, false as is_anchor, true as is_newest, kinds.disclosure_class,
    case when is_supplied then cast(coalesce(counted.incident_count, 0) as bigint) end as numerator,
    null::bigint as residents,
    null::integer as population_year,
    case when is_supplied then if(counted.incident_count is null, 'true zero', 'observed')
        when is_late then 'not supplied' else 'not yet due' end as status,
    case when not is_supplied then 'no delivery for ' || stretches.missing_periods end as status_reason
from stretches
inner join kinds using (subject)
cross join (select area_code, area_type from {{ ref('int_areas_listed') }} where area_type = 'csp') as areas
left join counted using (area_code, subject, level, category, pattern, slot)
